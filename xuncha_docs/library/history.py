"""What became of one article from version to version: reworded, renumbered, new, gone."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from xuncha_docs.errors import InvalidCitation
from xuncha_docs.library.citation import ArticleNumber, bare_title
from xuncha_docs.library.comparison import Change, Comparison, Row, compare
from xuncha_docs.library.library import Library
from xuncha_docs.library.records import Regulation, RegulationSummary


def article_history(
    library: Library, versions: Sequence[RegulationSummary], known: str, article: ArticleNumber
) -> dict[str, str]:
    """Version id -> what it says about the article that stands as `article` in the version `known`, oldest first.

    Each note compares with the version before: 文字有修改, 条号由第五条变为第七条, 本版新增, 没有这一条.
    """
    steps = [compare(library.regulation(old.id), library.regulation(new.id)) for old, new in pairwise(versions)]
    numbers = _numbers([version.id for version in versions], steps, known, article)
    notes = {versions[0].id: _first(numbers[versions[0].id])}
    for step in steps:
        notes[step.new.id] = _note(step, numbers[step.old.id], numbers[step.new.id])
    return notes


def two_versions(library: Library, work: str, days: tuple[date, date] | None) -> tuple[Regulation, Regulation]:
    """The versions of a work in force on two days, else its two newest; `work` is a title, an id or a work slug.

    InvalidCitation when it is not held, has one version only, or both days fall into one.
    """
    versions = library.versions(work) or (
        library.versions(library.regulation(work).work) if work in library else library.find(work)
    )
    if not versions:
        raise InvalidCitation(library.not_held(bare_title(work)))
    title = versions[-1].title
    listed = "；".join(f"{version.id} 自 {version.begins or '日期不详'}" for version in versions)
    if len(versions) == 1:
        raise InvalidCitation(f"《{title}》只有一个版本（{listed}），没有可对照的；请先导入另一个版本")
    old, new = [_on(versions, day, listed) for day in sorted(days)] if days else versions[-2:]
    if old.id == new.id:
        raise InvalidCitation(f"《{title}》在这两天是同一个版本 {old.id}。各版本：{listed}")
    return library.regulation(old.id), library.regulation(new.id)


def _on(versions: Sequence[RegulationSummary], day: date, listed: str) -> RegulationSummary:
    begun = [version for version in versions if version.begins and version.begins <= day]
    if not begun:
        raise InvalidCitation(f"《{versions[-1].title}》在 {day} 还没有文本。各版本：{listed}")
    return begun[-1]


def _numbers(
    ids: Sequence[str], steps: Sequence[Comparison], known: str, article: ArticleNumber
) -> dict[str, ArticleNumber | None]:
    """Version id -> the number under which the article stands there; None where it does not."""
    numbers: dict[str, ArticleNumber | None] = dict.fromkeys(ids)
    numbers[known] = article
    at = ids.index(known)
    for step in steps[at:]:
        row = _row(step, old=numbers[step.old.id])
        numbers[step.new.id] = row.new.citation.article if row and row.new else None
    for step in reversed(steps[:at]):
        row = _row(step, new=numbers[step.new.id])
        numbers[step.old.id] = row.old.citation.article if row and row.old else None
    return numbers


def _row(step: Comparison, *, old: ArticleNumber | None = None, new: ArticleNumber | None = None) -> Row | None:
    for row in step.rows:
        if old and row.old and row.old.citation.article == old:
            return row
        if new and row.new and row.new.citation.article == new:
            return row
    return None


def _first(number: ArticleNumber | None) -> str:
    return f"{number}" if number else "没有这一条"


def _note(step: Comparison, old: ArticleNumber | None, new: ArticleNumber | None) -> str:
    if new is None:
        return "这一条已删去" if old else "没有这一条"
    if old is None:
        return f"{new}，本版新增"
    row = _row(step, new=new)
    return "，".join(_changes(row, old, new)) if row else str(new)


def _changes(row: Row, old: ArticleNumber, new: ArticleNumber) -> Iterator[str]:
    if old == new:
        yield str(new)
    else:
        yield f"条号由{old}变为{new}"
    yield "文字有修改" if row.change is Change.CHANGED else "文字未改"
