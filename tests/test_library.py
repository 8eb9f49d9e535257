"""The library: layers, versions, the text in force on a day."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from tests.conftest import write_kb
from xuncha_docs.errors import InvalidCitation, RecordError
from xuncha_docs.library.citation import Citation
from xuncha_docs.library.library import Library
from xuncha_docs.library.records import FocusPoint, Regulation, Status

ARTICLE_2 = Citation.parse("《云川市公务接待管理办法（示例）》第二条第一款")


def quotes(library: Library, text: str, as_of: date | None = None) -> list[str]:
    return [evidence.quote for evidence in library.resolve(Citation.parse(text), as_of)]


def test_a_citation_yields_the_text_in_force_on_the_day(library: Library) -> None:
    assert "三分之一" in quotes(library, str(ARTICLE_2), date(2024, 4, 30))[0]
    assert "四分之一" in quotes(library, str(ARTICLE_2), date(2024, 5, 1))[0]


def test_without_a_day_every_version_answers_newest_first(library: Library) -> None:
    found = library.resolve(ARTICLE_2)
    assert [evidence.record_id for evidence in found] == ["yc-jiedai-2024-05-01", "yc-jiedai-2020-01-01"]
    assert [evidence.ended for evidence in found] == [None, date(2024, 5, 1)]


def test_every_quotation_is_a_substring_of_its_source(library: Library) -> None:
    for evidence in library.resolve(Citation.parse("云川接待办法第一条至第三条"), date(2024, 6, 1)):
        assert evidence.citation is not None
        texts = [p.text for p in library.regulation(evidence.record_id).provisions]
        assert any(evidence.quote in text for text in texts)


def test_an_item_is_quoted_alone(library: Library) -> None:
    assert quotes(library, "云川接待办法第二条第二款第（二）项", date(2024, 6, 1)) == ["（二）接待清单。"]


def test_a_range_of_items_is_one_quotation_each(library: Library) -> None:
    assert len(quotes(library, "云川接待办法第二条第二款第（一）至（二）项", date(2024, 6, 1))) == 2


@pytest.mark.parametrize(
    ("text", "as_of", "words"),
    [
        ("《云川市公务接待管理办法（示例）》第九条", date(2024, 6, 1), "最后一条是第三条"),
        ("《云川市公务接待管理办法（示例）》第二条第八款", date(2024, 6, 1), "不存在"),
        ("《云川市公务接待管理办法（示例）》第二条", date(2019, 1, 1), "没有有效文本"),
        ("《云川市公务接待办法》第二条", date(2024, 6, 1), "相近的有"),
        ("《云川市公务接待管理办法（示例）》", date(2024, 6, 1), "请写到条"),
    ],
)
def test_what_does_not_resolve_says_why(library: Library, text: str, as_of: date, words: str) -> None:
    with pytest.raises(InvalidCitation, match=words):
        library.resolve(Citation.parse(text), as_of)


def test_a_pause_between_two_issuing_bodies_may_be_left_out(kb: Path, tmp_path: Path) -> None:
    path = kb / "regulations" / "yc-jiedai-2024-05-01.md"
    text = path.read_text(encoding="utf-8").replace("云川市公务接待管理办法（示例）", "甲局、乙局示例办法")
    path.write_text(text.replace("work: yc-jiedai", "work: yc-liangju"), encoding="utf-8")
    library = Library.open([kb], tmp_path / "cache")
    assert library.find("甲局 乙局示例办法") == library.find("甲局、乙局示例办法") != ()


def test_a_title_is_found_with_or_without_brackets_around_the_title_in_it(kb: Path, tmp_path: Path) -> None:
    path = kb / "regulations" / "yc-jiedai-2020-01-01.md"
    text = path.read_text(encoding="utf-8").replace("云川市公务接待管理办法（示例）", "关于印发〈示例办法〉的通知")
    path.write_text(text, encoding="utf-8")
    library = Library.open([kb], tmp_path / "cache")
    names = ("关于印发示例办法的通知", "关于印发《示例办法》的通知", "关于印发〈示例办法〉的通知")
    assert len({library.find(name) for name in names}) == 1
    assert library.find(names[0])


def test_a_status_follows_from_the_dates(library: Library) -> None:
    old, new = library.versions("yc-jiedai")
    assert library.status(old, date(2019, 6, 1)) is Status.NOT_YET
    assert library.status(old, date(2020, 1, 1)) is Status.IN_FORCE
    assert library.status(old, date(2024, 5, 1)) is Status.SUPERSEDED
    assert library.status(new, date(2024, 5, 1)) is Status.IN_FORCE
    assert library.status(new, None) is Status.IN_FORCE


def test_two_texts_of_one_day_are_an_ambiguity_that_lists_both(kb: Path, tmp_path: Path) -> None:
    source = kb / "regulations" / "yc-jiedai-2024-05-01.md"
    twin = source.with_name("yc-jiedai-2024-05-01-2.md")
    text = source.read_text(encoding="utf-8").replace("id: yc-jiedai-2024-05-01", "id: yc-jiedai-2024-05-01-2")
    twin.write_text(text.replace("四分之一", "五分之一"), encoding="utf-8")
    library = Library.open([kb], tmp_path / "cache")
    with pytest.raises(InvalidCitation, match="yc-jiedai-2024-05-01、yc-jiedai-2024-05-01-2"):
        library.resolve(ARTICLE_2, date(2024, 6, 1))


def test_a_text_that_supersedes_another_ends_it(kb: Path, tmp_path: Path) -> None:
    text = (kb / "regulations" / "yc-jiedai-2024-05-01.md").read_text(encoding="utf-8")
    for old, new in [
        ("yc-jiedai", "yc-xin"),
        ("云川市公务接待管理办法", "云川市国内公务接待办法"),
        ("[云川接待办法]", "[]"),
    ]:
        text = text.replace(old, new)
    text = text.replace("2024-05-01", "2025-01-01").replace(
        "kind:", "supersedes: [云川市公务接待管理办法（示例）]\nkind:"
    )
    (kb / "regulations" / "yc-xin-2025-01-01.md").write_text(text, encoding="utf-8")
    library = Library.open([kb], tmp_path / "cache")
    assert library.ended(library.versions("yc-jiedai")[-1]) == date(2025, 1, 1)
    assert library.status(library.versions("yc-jiedai")[-1], date(2025, 1, 1)) is Status.REPEALED


def test_a_claim_of_repeal_without_a_date_is_a_doubt_not_an_end(kb: Path, tmp_path: Path) -> None:
    path = kb / "regulations" / "yc-jiedai-2024-05-01.md"
    path.write_text(path.read_text(encoding="utf-8").replace("sample:", "status: repealed\nsample:"), encoding="utf-8")
    library = Library.open([kb], tmp_path / "cache")
    (evidence,) = library.resolve(ARTICLE_2, date(2024, 6, 1))
    assert not evidence.dates_certain
    undated = (
        path.read_text(encoding="utf-8").replace("effective: 2024-05-01\n", "").replace("issued: 2024-03-20\n", "")
    )
    path.write_text(undated, encoding="utf-8")
    library = Library.open([kb], tmp_path / "cache")
    assert library.status(library.versions("yc-jiedai")[0], date(2024, 6, 1)) is Status.REPEALED


def with_catalog(kb: Path, tmp_path: Path, **facts: str) -> Library:
    """The library with a catalog that knows these facts about 接待管理办法."""
    (kb / "catalog").mkdir()
    told = "".join(f", {name}: {value}" for name, value in facts.items())
    entry = f"{{id: c-jiedai, title: 云川市公务接待管理办法（示例）, kind: normative_document{told}}}"
    (kb / "catalog" / "c.yaml").write_text(f"kind: catalog_entry\nrecords:\n  - {entry}\n", encoding="utf-8")
    return Library.open([kb], tmp_path / "cache")


def test_a_text_that_tells_only_its_issue_begins_when_the_catalog_says(kb: Path, tmp_path: Path) -> None:
    path = kb / "regulations" / "yc-jiedai-2024-05-01.md"
    text = path.read_text(encoding="utf-8").replace("effective: 2024-05-01", "effective: 2024-03-20")
    path.write_text(text.replace("sample:", "dates_certain: false\nsample:"), encoding="utf-8")
    library = with_catalog(kb, tmp_path, issued="2024-03-20", effective="2024-07-01")
    before, after = (library.resolve(ARTICLE_2, day)[0] for day in (date(2024, 6, 30), date(2024, 7, 1)))
    assert (before.record_id, after.record_id) == ("yc-jiedai-2020-01-01", "yc-jiedai-2024-05-01")
    assert (after.effective, after.doubt) == (date(2024, 7, 1), "")
    assert before.ended == date(2024, 7, 1)


def test_what_the_catalog_calls_ended_is_not_quoted_afterwards(kb: Path, tmp_path: Path) -> None:
    library = with_catalog(kb, tmp_path, ended="2025-06-01")
    assert library.resolve(ARTICLE_2, date(2025, 5, 31))[0].ended == date(2025, 6, 1)
    with pytest.raises(InvalidCitation, match="没有有效文本"):
        library.resolve(ARTICLE_2, date(2025, 6, 1))


def test_a_quotation_tells_of_a_newer_text_that_is_not_held(kb: Path, tmp_path: Path) -> None:
    library = with_catalog(kb, tmp_path, effective="2026-01-01")
    assert library.resolve(ARTICLE_2, date(2025, 12, 31))[0].doubt == ""
    (evidence,) = library.resolve(ARTICLE_2, date(2026, 1, 1))
    assert evidence.newer == date(2026, 1, 1)
    assert evidence.doubt == "2026年1月1日起有新文本，未入库，待核"


def test_an_office_record_replaces_the_shipped_one_whole(kb: Path, tmp_path: Path) -> None:
    office = write_kb(tmp_path / "office" / "kb")
    focus = office / "focus" / "common.yaml"
    focus.write_text(focus.read_text(encoding="utf-8").replace("公务接待陪餐和报销", "本地重点"), encoding="utf-8")
    library = Library.open([kb, office], tmp_path / "cache")
    assert [point.title for point in library.records(FocusPoint)] == ["本地重点"]


def test_an_office_can_hide_a_shipped_record(kb: Path, tmp_path: Path) -> None:
    hide = tmp_path / "office" / "kb" / "focus" / "hide.yaml"
    hide.parent.mkdir(parents=True)
    hide.write_text("kind: focus_point\nrecords:\n  - {id: fp-jiedai, removed: true}\n", encoding="utf-8")
    library = Library.open([kb, hide.parent.parent], tmp_path / "cache")
    assert list(library.records(FocusPoint)) == []
    assert "fp-jiedai" not in library


def test_a_removed_file_is_gone_and_the_fingerprint_changes(kb: Path, tmp_path: Path) -> None:
    before = Library.open([kb], tmp_path / "cache")
    fingerprint = before.fingerprint
    before.close()
    (kb / "focus" / "common.yaml").unlink()
    after = Library.open([kb], tmp_path / "cache")
    assert "fp-jiedai" not in after
    assert after.fingerprint != fingerprint


def test_the_fingerprint_depends_on_contents_only(kb: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy" / "kb"
    shutil.copytree(kb, copy)
    first = Library.open([kb], tmp_path / "one").fingerprint
    assert Library.open([copy], tmp_path / "two").fingerprint == first


def test_an_id_used_twice_in_one_layer_is_an_error_with_both_places(kb: Path, tmp_path: Path) -> None:
    source = kb / "focus" / "common.yaml"
    shutil.copy(source, kb / "focus" / "second.yaml")
    with pytest.raises(RecordError, match=r"kb/focus/second.yaml:4: id fp-jiedai 已在 kb/focus/common.yaml:4 用过"):
        Library.open([kb], tmp_path / "cache")


def test_a_broken_cache_is_rebuilt(kb: Path, tmp_path: Path) -> None:
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "records.sqlite").write_bytes(b"not a database at all" * 100)
    assert isinstance(Library.open([kb], tmp_path / "cache").get("yc-jiedai-2024-05-01"), Regulation)


def test_an_unknown_id_names_the_nearest(library: Library) -> None:
    with pytest.raises(RecordError, match="相近的有：fp-jiedai"):
        library.get("fp-jieda")
