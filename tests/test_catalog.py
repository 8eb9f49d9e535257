"""The catalog of regulations is whole, says where each fact was found, and agrees with the texts that are held."""

import json
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from tests.conftest import require_data
from tests.statutes import extract
from xuncha_docs.errors import Location
from xuncha_docs.library.citation import Citation
from xuncha_docs.library.records import CatalogEntry, RegulationKind, RegulationSummary
from xuncha_docs.library.titles import number_key, title_keys
from xuncha_docs.workspace import Workspace

ENOUGH = 220
AS_OF = date(2026, 11, 22)
ALWAYS_TOLD = ("issuer", "document_number", "issued", "effective")
FACTS = (*ALWAYS_TOLD, "earlier", "ended", "status", "successor")
JIANCHA_FA = "c-jiancha-fa"
NEWER = dict(
    line.split("：", 1)
    for line in (Path(__file__).parent / "cases" / "catalog_newer.txt").read_text(encoding="utf-8").splitlines()
)
"""Regulations of which the shared data hold an older text only, each with the reason."""


@pytest.fixture(scope="module")
def entries() -> tuple[CatalogEntry, ...]:
    return tuple(Workspace(None).library.records(CatalogEntry))


@pytest.fixture(scope="module")
def importing(entries: tuple[CatalogEntry, ...], tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace that holds the texts of the regulations in the catalog, as far as the shared data have them."""
    folder = tmp_path_factory.mktemp("目录")
    names = {bare(entry.title) for entry in entries}
    rows = map(json.loads, require_data("laws", "index.jsonl").read_text(encoding="utf-8").splitlines())
    files = {Path(row["path"]).name for row in rows if bare(row["title"]) in names}
    workspace = Workspace.create(folder / "区")
    workspace.import_paths([require_data("party"), extract(folder / "laws", files)])
    return workspace


def bare(title: str) -> str:
    return title.removeprefix("中华人民共和国")


def test_there_are_enough_entries(entries: tuple[CatalogEntry, ...]) -> None:
    assert len(entries) >= ENOUGH


def test_nothing_in_the_catalog_is_invented(entries: tuple[CatalogEntry, ...]) -> None:
    assert not any(entry.sample or "示例" in entry.title or "云川" in entry.title for entry in entries)


def test_every_fact_has_a_source(entries: tuple[CatalogEntry, ...]) -> None:
    for entry in entries:
        assert entry.source or not any(getattr(entry, fact) for fact in FACTS), entry.title
        assert not set("/\\") & set(entry.source or ""), f"{entry.title}：出处写标题，不写路径"


def test_what_is_not_known_is_marked(entries: tuple[CatalogEntry, ...]) -> None:
    for entry in entries:
        empty = {fact for fact in ALWAYS_TOLD if not getattr(entry, fact)}
        assert set(entry.unverified) - {"status", "ended"} == empty, entry.title
        assert entry.texts or "status" in entry.unverified, entry.title


def test_days_are_in_order(entries: tuple[CatalogEntry, ...]) -> None:
    for entry in entries:
        days = (*entry.texts, *([entry.ended] if entry.ended else []))
        assert all(one < next_one for one, next_one in pairwise(days)), entry.title
        assert not (entry.issued and entry.effective) or entry.issued <= entry.effective, entry.title


def test_what_replaced_a_regulation_is_in_the_catalog(entries: tuple[CatalogEntry, ...]) -> None:
    titles = {entry.title for entry in entries}
    replaced = [entry for entry in entries if entry.successor]
    assert replaced
    assert all(entry.ended and entry.successor in titles for entry in replaced)


def test_no_name_means_two_regulations(entries: tuple[CatalogEntry, ...]) -> None:
    owners: dict[str, str] = {}
    for entry in entries:
        names = [key for _, key in title_keys(entry.title, entry.short_titles)]
        names += filter(None, [number_key(entry.document_number or "")])
        for name in names:
            assert owners.setdefault(name, entry.title) == entry.title, name


def test_a_law_amended_since_is_found_on_a_day_of_its_earlier_text() -> None:
    shipped = Workspace(None)
    found = {
        day: {hit.record_id for hit in shipped.search("监察法", kind="catalog_entry", as_of=day)}
        for day in (date(2018, 1, 1), date(2020, 1, 1), AS_OF)
    }
    assert [JIANCHA_FA in ids for ids in found.values()] == [False, True, True]


@pytest.mark.slow
def test_every_text_held_agrees_or_is_known_to_be_older(
    entries: tuple[CatalogEntry, ...], importing: Workspace
) -> None:
    held = {entry.title: entry for entry in entries if importing.library.find(entry.title)}
    assert len(held) >= ENOUGH
    differing = {title for title, entry in held.items() if differs(entry, importing.library.find(title)[-1])}
    assert differing == set(NEWER)


def differs(entry: CatalogEntry, held: RegulationSummary) -> bool:
    effective = held.effective if held.dates_certain else entry.effective
    number = held.document_number or entry.document_number
    told = (entry.title, entry.document_number, entry.issued, entry.effective)
    return told != (held.title, number, held.issued or entry.issued, effective)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("cited", "as_of", "begins"),
    [
        ("政务处分法第三十条", date(2021, 5, 1), "有下列行为之一的，予以警告"),
        ("处分条例第九十七条", date(2025, 1, 1), "收受可能影响公正执行公务的礼品"),
        ("村委会组织法第二条", date(2020, 1, 1), "村民委员会是村民自我管理"),
    ],
)
def test_a_short_title_of_the_catalog_finds_the_text_held(
    importing: Workspace, cited: str, as_of: date, begins: str
) -> None:
    evidence = importing.library.resolve(Citation.parse(cited), as_of)[0]
    assert evidence.quote.startswith(begins)


@pytest.mark.slow
def test_check_tells_of_each_text_that_is_older_than_the_catalog_knows(importing: Workspace) -> None:
    found = [problem.message for problem in importing.check(as_of=AS_OF) if "目录记载最新文本始于" in problem.message]
    told = {message.partition("《")[2].partition("》")[0] for message in found}
    not_yet = {"中华人民共和国农业法"}
    assert told == set(NEWER) - not_yet


@pytest.mark.slow
def test_a_text_of_the_newest_issue_is_not_called_old(importing: Workspace) -> None:
    held = importing.library.find("监察法")[-1]
    assert (held.issued, held.effective, held.dates_certain) == (date(2024, 12, 25), date(2025, 6, 1), True)
    found = importing.check(as_of=AS_OF)
    assert not [problem for problem in found if "《中华人民共和国监察法》目录记载" in problem.message]


def test_an_entry_without_days_has_no_texts() -> None:
    entry = CatalogEntry(id="c", title="办法", kind=RegulationKind.NORMATIVE_DOCUMENT, location=Location(path="x"))
    assert entry.texts == ()
