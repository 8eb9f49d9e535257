"""Validity as the index keeps it: on every day what the library itself says."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from xuncha_docs.library.library import Library
from xuncha_docs.library.records import Status
from xuncha_docs.search.entries import Entry, entries_from_json, entries_to_json, names_of
from xuncha_docs.search.validity import bindings

DAYS = st.none() | st.dates(date(2020, 1, 1), date(2020, 1, 6))
"""So few that the days of different records meet."""
STATUSES = st.none() | st.sampled_from(Status)
REGULATION = """---
id: {id}
work: yc-shili-{work}
title: 云川市示例办法{work}（示例）
kind: normative_document
sample: true
{facts}---

第一条　示例。
"""
ENTRY = """kind: catalog_entry
sample: true
records:
  - id: mulu
    title: 云川市目录办法（示例）
    kind: normative_document
{facts}"""


def facts(indent: str = "", **values: date | str | None) -> str:
    return "".join(f"{indent}{name}: {value}\n" for name, value in values.items() if value)


@given(
    versions=st.lists(st.tuples(st.integers(1, 2), DAYS, DAYS, DAYS, STATUSES), min_size=1, max_size=4),
    day=DAYS,
)
def test_on_every_day_it_is_what_the_library_says(
    versions: list[tuple[int, date | None, date | None, date | None, Status | None]], day: date | None
) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name) / "kb" / "regulations"
        folder.mkdir(parents=True)
        for number, (work, issued, effective, ended, status) in enumerate(versions):
            told = facts(issued=issued, effective=effective, ended=ended, status=status)
            text = REGULATION.format(id=f"yc-{number}", work=work, facts=told)
            (folder / f"yc-{number}.md").write_text(text, encoding="utf-8")
        library = Library.open_tolerant([folder.parent], Path(name) / "cache")
        found = bindings(library)
        assert set(found) == {summary.id for summary in library.regulations()}
        for summary in library.regulations():
            valid = found[summary.id].on(day)
            assert valid.status == library.status(summary, day)
            assert (valid.effective, valid.ended) == (summary.effective, library.ended(summary))
            assert valid.dates_certain == library.dates_certain(summary)
        library.close()


def entry_status(write: Callable[[str], Library], day: date | None, **told: date | str) -> Status:
    return bindings(write(ENTRY.format(facts=facts("    ", **told))))["mulu"].on(day).status


def test_what_the_catalog_says_holds_from_day_to_day(tmp_path: Path) -> None:
    def write(text: str) -> Library:
        (tmp_path / "kb" / "catalog").mkdir(parents=True, exist_ok=True)
        (tmp_path / "kb" / "catalog" / "mulu.yaml").write_text(text, encoding="utf-8")
        return Library.open_tolerant([tmp_path / "kb"], tmp_path / "cache")

    first, last, after = date(2020, 1, 1), date(2020, 12, 31), date(2021, 1, 1)
    dated = {"issued": first, "ended": after}
    assert entry_status(write, date(2019, 12, 31), **dated) is Status.NOT_YET
    assert entry_status(write, last, **dated) is Status.IN_FORCE
    assert entry_status(write, after, **dated) is Status.REPEALED
    assert entry_status(write, None, **dated, successor="云川市新办法（示例）") is Status.SUPERSEDED
    assert entry_status(write, after, status="repealed") is Status.REPEALED
    assert entry_status(write, after) is Status.IN_FORCE


def test_entries_are_read_back_as_they_were_written(library: Library) -> None:
    found = bindings(library)
    entries = tuple(
        Entry(
            id=summary.id,
            layer=1,
            path="r.md",
            kind=summary.kind.value,
            title=summary.title,
            short_titles=summary.short_titles,
            named=names_of(summary.title, summary.short_titles),
            themes=("财经纪律",),
            count=3,
            binding=found[summary.id],
        )
        for summary in library.regulations()
    )
    term = Entry(
        id="t", layer=0, path="terms.yaml", kind="term", title="礼金", synonyms=("红包",), count=1, alive=False
    )
    assert entries_from_json(entries_to_json((*entries, term))) == (*entries, term)
