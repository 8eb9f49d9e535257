"""What there is to show of one record or one citation: text, versions, who cites it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from xuncha_docs.errors import InvalidCitation
from xuncha_docs.library.citation import Citation, bare_title
from xuncha_docs.library.citing import CitingPlace, Resolved, cited_by, cited_in, cites
from xuncha_docs.library.history import article_history
from xuncha_docs.library.library import Library
from xuncha_docs.library.records import Basis, Evidence, Record, Regulation, RegulationSummary, Status


@dataclass(frozen=True, kw_only=True, slots=True)
class Version:
    """One version of a work, as of the day asked for."""

    summary: RegulationSummary
    ended: date | None
    status: Status
    dates_certain: bool
    note: str | None = None
    """What became of the article asked for: 条号由第五条变为第七条，文字有修改."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """The answer to `show`."""

    record: Record | None
    """The record asked for by id, or the whole regulation asked for by title."""
    evidence: tuple[Evidence, ...]
    """The texts a citation means."""
    versions: tuple[Version, ...]
    """All versions of the work, oldest first."""
    cited_by: tuple[tuple[str, str, Basis], ...]
    """(record id, title, basis) of every focus point, finding and duty that rests on it."""
    cited_in: tuple[CitingPlace, ...] = ()
    """The places of regulations that refer to it."""
    cites: tuple[Resolved, ...] = ()
    """What the article asked for refers to."""


def show(library: Library, what: str, as_of: date) -> Shown:
    """What `what` names: a record id, a citation or a title; InvalidCitation with the nearest names when nothing."""
    if what in library:
        record = library.get(what)
        if isinstance(record, Regulation):
            return _whole(library, record, as_of)
        return Shown(record=record, evidence=(), versions=(), cited_by=())
    held = library.find(what)
    if held:
        return _whole(library, _newest_in_force(library, held, as_of), as_of)
    if "第" not in what:
        raise InvalidCitation(library.not_held(bare_title(what)))
    citation = Citation.parse(what)
    evidence = library.resolve(citation, as_of)
    return Shown(
        record=None,
        evidence=evidence,
        versions=_versions(library, evidence[0], as_of),
        cited_by=cited_by(library, citation),
        cited_in=cited_in(library, citation, as_of),
        cites=_cites(library, evidence, as_of),
    )


def _cites(library: Library, evidence: Sequence[Evidence], as_of: date) -> tuple[Resolved, ...]:
    """What the articles quoted refer to, within the 款 or 项 asked for."""
    found: dict[Resolved, None] = {}
    for item in evidence:
        if item.citation and item.citation.article:
            regulation = library.regulation(item.record_id)
            resolved = cites(library, regulation, as_of, within=item.citation)
            found |= {one: None for one in resolved if _inside(one.reference.origin, item.citation)}
    return tuple(found)


def _inside(origin: Citation, asked: Citation) -> bool:
    return asked.paragraph in (None, origin.paragraph) and asked.item in (None, origin.item)


def _newest_in_force(library: Library, versions: Sequence[RegulationSummary], as_of: date) -> Regulation:
    binding = [v for v in versions if library.status(v, as_of) is Status.IN_FORCE]
    return library.regulation((binding or versions)[-1].id)


def _whole(library: Library, record: Regulation, as_of: date) -> Shown:
    return Shown(
        record=record,
        evidence=(),
        versions=tuple(_version(library, summary, as_of) for summary in library.versions(record.work)),
        cited_by=cited_by(library, Citation(regulation=record.title)),
        cited_in=cited_in(library, Citation(regulation=record.title), as_of),
    )


def _versions(library: Library, evidence: Evidence, as_of: date) -> tuple[Version, ...]:
    """The versions of the text quoted, each with what became of its article."""
    versions = library.versions(library.summary(evidence.record_id).work)
    article = evidence.citation.article if evidence.citation else None
    notes = article_history(library, versions, evidence.record_id, article) if article and len(versions) > 1 else {}
    return tuple(replace(_version(library, summary, as_of), note=notes.get(summary.id)) for summary in versions)


def _version(library: Library, summary: RegulationSummary, as_of: date) -> Version:
    return Version(
        summary=summary,
        ended=library.ended(summary),
        status=library.status(summary, as_of),
        dates_certain=library.dates_certain(summary),
    )
