"""Searching: cases anyone can add to, filters, highlights, versions."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.search_samples import searching, write_search_kb
from xuncha_docs.errors import QueryError
from xuncha_docs.library.records import Status
from xuncha_docs.search.index import SearchIndex
from xuncha_docs.search.query import Hit

CASES = [
    tuple(cell.strip() for cell in line.strip().strip("|").split(" | "))
    for line in (Path(__file__).parent / "cases" / "queries.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("| ") and not line.startswith("| 检索词")
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchIndex]:
    """An index over every kind of record."""
    root = tmp_path_factory.mktemp("query")
    with searching(write_search_kb(root / "kb"), root / "cache") as (_, opened):
        yield opened


def names(hits: list[Hit]) -> list[str]:
    return [str(hit.citation) if hit.citation else hit.record_id for hit in hits]


@pytest.mark.parametrize(("query", "expected"), CASES)
def test_queries_find_what_the_cases_say(index: SearchIndex, query: str, expected: str) -> None:
    if expected.startswith("错："):
        with pytest.raises(QueryError) as caught:
            index.search(query)
        assert expected.removeprefix("错：") in str(caught.value)
        return
    found = names(index.search(query, limit=50))
    wanted = [name.strip() for name in expected.removeprefix("只有 ").removeprefix("没有 ").split(";")]
    if expected == "无":
        assert found == []
    elif expected.startswith("没有 "):
        assert found
        assert not set(wanted) & set(found)
    elif expected.startswith("只有 "):
        assert sorted(found) == sorted(wanted)
    else:
        assert found[: len(wanted)] == wanted


@pytest.mark.parametrize(
    ("kind", "ids"),
    [
        ("term", {"term-li-jin"}),
        ("local_regulation", {"yc-nongye-yinhang-2021-01-01"}),
        ("regulation", {"yc-nongye-yinhang-2021-01-01", "yc-zhengce-tongzhi-2030-01-01"}),
        ("finding", set()),
    ],
)
def test_kind_names_a_record_kind_or_the_level_of_a_regulation(index: SearchIndex, kind: str, ids: set[str]) -> None:
    assert {hit.record_id for hit in index.search('"礼金"', kind=kind)} == ids


def test_an_unknown_filter_value_lists_the_known_ones(index: SearchIndex) -> None:
    with pytest.raises(QueryError, match=r"没有“laws”这一类别，可写：regulation、.*、law、"):
        index.search("礼金", kind="laws")
    with pytest.raises(QueryError, match="没有“有效”这一时效，可写：not_yet、in_force、superseded、repealed、all"):
        index.search("礼金", status="有效")


def found_ids(index: SearchIndex, *, as_of: date | None, status: str | None) -> set[str]:
    return {hit.record_id for hit in index.search("接待 OR 礼金 OR 会议费", limit=99, as_of=as_of, status=status)}


def test_a_day_keeps_the_version_in_force_and_records_without_validity(index: SearchIndex) -> None:
    assert found_ids(index, as_of=date(2022, 1, 1), status=None) == {
        "yc-jiedai-2020-01-01",
        "yc-nongye-yinhang-2021-01-01",
        "fp-jiedai",
        "fd-jia-jiedai-2023",
        "term-li-jin",
    }
    assert "yc-jiedai-2024-05-01" in found_ids(index, as_of=date(2024, 5, 1), status=None)
    assert "yc-jiedai-2020-01-01" not in found_ids(index, as_of=date(2024, 5, 1), status=None)
    assert "yc-huiyi-feiyong-2012" in found_ids(index, as_of=date(2018, 12, 31), status=None)


@pytest.mark.parametrize(
    ("status", "as_of", "ids"),
    [
        ("superseded", date(2024, 6, 1), {"yc-jiedai-2020-01-01", "yc-huiyi-feiyong-2012"}),
        ("not_yet", date(2024, 4, 1), {"yc-jiedai-2024-05-01", "yc-zhengce-tongzhi-2030-01-01"}),
        ("repealed", date(2024, 6, 1), set()),
    ],
)
def test_a_status_keeps_only_texts_in_that_state(index: SearchIndex, status: str, as_of: date, ids: set[str]) -> None:
    assert found_ids(index, as_of=as_of, status=status) == ids


def test_all_or_no_condition_keeps_every_version(index: SearchIndex) -> None:
    everything = found_ids(index, as_of=date(2024, 6, 1), status="all")
    assert {"yc-jiedai-2020-01-01", "yc-jiedai-2024-05-01", "yc-huiyi-feiyong-2012"} <= everything
    assert found_ids(index, as_of=None, status=None) == everything


def test_filters_by_issuer_unit_type_and_theme(index: SearchIndex) -> None:
    assert {h.record_id for h in index.search('"礼金"', issuer="财政局")} == {"yc-zhengce-tongzhi-2030-01-01"}
    assert "yc-nongye-yinhang-2021-01-01" not in {h.record_id for h in index.search('"礼金"', unit_type="村")}
    assert "yc-nongye-yinhang-2021-01-01" in {h.record_id for h in index.search('"礼金"', unit_type="国有企业")}
    assert {h.record_id for h in index.search("接待", theme="财经纪律")} == {"fp-jiedai", "fd-jia-jiedai-2023"}
    assert index.search("接待", theme="没有的主题") == []


def test_filters_act_before_the_limit(index: SearchIndex) -> None:
    for kind in ("term", "finding", "focus_point", "catalog_entry", "function_list"):
        hits = index.search("云川 接待 礼金 会议费 采购 甲局", limit=1, kind=kind)
        assert [hit.kind for hit in hits] == [kind]


def test_exact_takes_each_word_as_written(index: SearchIndex) -> None:
    assert index.search("人数陪餐")
    assert index.search("人数陪餐", exact=True) == []
    assert {hit.record_id for hit in index.search("警告 财政局", exact=True)} == {"yc-nongye-yinhang-2021-01-01"}


def test_a_citation_finds_the_version_in_force_on_the_day(index: SearchIndex) -> None:
    hit = index.search("云川市公务接待管理办法第二条", as_of=date(2022, 1, 1))[0]
    assert (hit.record_id, hit.status, hit.ended) == ("yc-jiedai-2020-01-01", Status.IN_FORCE, date(2024, 5, 1))
    assert "条号与" in hit.why


def test_current_texts_come_before_texts_no_longer_in_force(index: SearchIndex) -> None:
    hits = index.search("陪餐人数不得超过接待对象", kind="regulation")
    assert [hit.record_id for hit in hits[:2]] == ["yc-jiedai-2024-05-01", "yc-jiedai-2020-01-01"]
    assert [hit.status for hit in hits[:2]] == [Status.IN_FORCE, Status.SUPERSEDED]


def test_a_hit_says_where_it_stands_and_why(index: SearchIndex) -> None:
    hit = index.search("凭证 接待清单", kind="normative_document", as_of=date(2024, 6, 1))[0]
    assert hit.headings == ("第一章 总则",)
    assert (hit.kind, hit.effective, hit.ended) == ("normative_document", date(2024, 5, 1), None)
    assert [hit.text[start:end] for start, end in hit.spans] == ["凭证", "接待清单"]
    assert hit.why == "命中“凭证”（正文），“接待清单”（正文）"


def test_highlights_stand_where_the_words_are_whatever_the_width(index: SearchIndex) -> None:
    hit = index.search("gb级 審查")[0]
    assert [hit.text[start:end] for start, end in hit.spans] == ["审查", "ＧＢ级"]


def test_a_synonym_brings_the_record_in_and_is_highlighted(index: SearchIndex) -> None:
    hit = index.search("红包", kind="local_regulation")[0]
    assert [hit.text[start:end] for start, end in hit.spans] == ["礼金"]


def test_the_limit_is_kept_and_zero_gives_nothing(index: SearchIndex) -> None:
    assert len(index.search("云川", limit=2)) == 2
    assert index.search("云川", limit=0) == []
