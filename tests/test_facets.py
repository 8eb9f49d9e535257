"""Facets: whoever narrows by a value gets exactly as many texts as were told; and search in titles only."""

import json
from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import tests.property.strategies  # noqa: F401 -- 载入共用设置
from tests.search_samples import PLAN, searching, write_search_kb
from xuncha_docs.cli import main
from xuncha_docs.errors import QueryError
from xuncha_docs.search.facets import Counted, Counts, Facets
from xuncha_docs.search.filters import Conditions
from xuncha_docs.search.index import SearchIndex
from xuncha_docs.workspace import Workspace

EVERYTHING = 999
FACETS = [spec.name for spec in fields(Facets) if spec.name not in ("counted", "total")]
FREE = ["接待", "礼金", "陪餐人数不得超过多少", "红包 登记", "礼金 -登记", "云川农发行条例 处分", "宴", "GB 审查", "龘"]
CONDITIONS = ["“接待”", "接待 OR 礼金", "接待 AND 清单", "云川 AND NOT “接待清单”", "信贷人员 同句 礼金", "处分 “警告”"]
NAMED = ["云川市公务接待管理办法", "云川农发行条例第二条", "云财〔2012〕3号"]
DAYS = st.sampled_from([None, date(2018, 1, 1), date(2022, 1, 1), date(2024, 6, 1), date(2031, 1, 1)])
QUERIES = st.sampled_from([*FREE, *CONDITIONS, *NAMED])


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchIndex]:
    """An index over every kind of record."""
    root = tmp_path_factory.mktemp("facets")
    kb = write_search_kb(root / "kb")
    office = PLAN.replace("zhengce-tongzhi", "bangongshi").replace("2030", "2031").replace("财政局", "财政局办公室")
    office = office.replace("关于规范礼金登记的通知", "值班电话公布办法").replace("礼金", "电话")
    (kb / "regulations" / "yc-bangongshi-2031-01-01.md").write_text(office, encoding="utf-8")
    with searching(kb, root / "cache") as (_, opened):
        yield opened


@st.composite
def conditions(draw: st.DrawFn) -> Conditions:
    """Filters of every sort, each mostly absent."""
    choices: dict[str, list[Any]] = {
        "kind": ["regulation", "normative_document", "finding"],
        "status": ["in_force", "superseded", "all"],
        "issuer": ["财政局", "云川市"],
        "year": [2020, 2024],
        "unit_type": ["国有企业", "村"],
        "theme": ["财经纪律"],
    }
    chosen = draw(st.sets(st.sampled_from(sorted(choices)), max_size=2))
    drawn: Any = {name: draw(st.sampled_from(choices[name])) for name in chosen}
    found: Conditions = drawn | {"as_of": draw(DAYS)}
    return found


def narrowed(given_conditions: Conditions, facet: str, value: str) -> Conditions:
    chosen: Any = {facet: int(value) if facet == "year" else value}
    found: Conditions = given_conditions | chosen
    return found


@given(query=QUERIES, given_conditions=conditions(), exact=st.booleans(), titles=st.booleans())
def test_narrowing_by_a_value_leaves_exactly_as_many_texts_as_were_told(
    index: SearchIndex, query: str, given_conditions: Conditions, *, exact: bool, titles: bool
) -> None:
    facets = index.facets(query, exact=exact, titles=titles, **given_conditions)
    for facet in FACETS:
        counts: Counts = getattr(facets, facet)
        for value, count in counts:
            left = narrowed(given_conditions, facet, value)
            assert count == index.facets(query, exact=exact, titles=titles, **left).total > 0


@given(query=QUERIES, given_conditions=conditions(), exact=st.booleans(), titles=st.booleans())
def test_what_is_counted_is_found_and_with_a_condition_nothing_else_is(
    index: SearchIndex, query: str, given_conditions: Conditions, *, exact: bool, titles: bool
) -> None:
    facets = index.facets(query, exact=exact, titles=titles, **given_conditions)
    hits = index.search(query, limit=EVERYTHING, exact=exact, titles=titles, **given_conditions)
    if facets.counted in (Counted.MATCHING, Counted.TITLES):
        assert facets.total == len(hits)
    else:
        assert facets.total <= len(hits)


@given(query=st.text(max_size=40) | QUERIES)
def test_any_text_is_counted_or_refused_as_by_the_search(index: SearchIndex, query: str) -> None:
    try:
        index.search(query, limit=1)
    except QueryError:
        with pytest.raises(QueryError):
            index.facets(query)
        return
    assert index.facets(query).total >= 0


@pytest.mark.parametrize(
    ("query", "counted", "total"),
    [
        ("“礼金”", Counted.MATCHING, 4),
        ("礼金", Counted.HALF, 4),
        ("红包", Counted.HALF, 4),
        ("云川农发行条例第二条", Counted.NAMED, 1),
        ("云川农发行条例", Counted.NAMED, 3),
        ("龘", Counted.HALF, 0),
    ],
)
def test_what_is_counted_depends_on_the_query(index: SearchIndex, query: str, counted: Counted, total: int) -> None:
    facets = index.facets(query)
    assert (facets.counted, facets.total) == (counted, total)


def test_each_facet_is_counted_without_its_own_filter(index: SearchIndex) -> None:
    facets = index.facets("“陪餐”", as_of=date(2024, 6, 1), kind="finding")
    assert facets.total == 1
    assert facets.kind == (("finding", 1), ("focus_point", 1), ("normative_document", 1))
    assert index.facets("“陪餐”", as_of=date(2024, 6, 1)).status == (("in_force", 1), ("superseded", 1))


def test_an_issuer_counts_where_its_name_is_part_of_anothers_and_years_come_latest_first(index: SearchIndex) -> None:
    facets = index.facets("云川 OR 礼金 OR 接待 OR 电话")
    assert facets.issuer == (("云川市财政局", 11), ("云川市人民代表大会常务委员会", 3), ("云川市财政局办公室", 2))
    assert [year for year, _ in facets.year] == ["2031", "2030", "2024", "2021", "2020", "2012"]


TITLES = [
    ("接待", ["yc-jiedai-2024-05-01", "yc-jiedai-2020-01-01", "fp-jiedai", "fd-jia-jiedai-2023"]),
    ("接待 办法", ["yc-jiedai-2024-05-01", "yc-jiedai-2020-01-01"]),
    ("云财 2012", ["yc-huiyi-feiyong-2012"]),
    ("云财〔2012〕3号", ["yc-huiyi-feiyong-2012"]),
    ("云财 20", []),
    ("陪餐人数不得超过", []),
    ("农发行", ["yc-nongye-yinhang-2021-01-01"]),
    ("行农发", []),
    ("管理办法 -接待", ["yc-huiyi-feiyong-2012"]),
    ("礼金", ["term-li-jin", "yc-zhengce-tongzhi-2030-01-01"]),
    ("礼", ["term-li-jin", "yc-zhengce-tongzhi-2030-01-01"]),
]


@pytest.mark.parametrize(("query", "ids"), TITLES)
def test_titles_are_searched_alone_the_best_covered_and_newest_first(
    index: SearchIndex, query: str, ids: list[str]
) -> None:
    assert [hit.record_id for hit in index.search(query, titles=True)] == ids


def test_an_exact_title_search_takes_words_as_written(index: SearchIndex) -> None:
    assert index.search("云川接待管理", titles=True) == []
    assert [hit.record_id for hit in index.search("公务接待管理", titles=True, exact=True, limit=1)] == [
        "yc-jiedai-2024-05-01"
    ]
    assert index.search("接待公务", titles=True, exact=True) == []


def test_a_title_hit_is_the_first_text_of_its_record_and_filters_hold(index: SearchIndex) -> None:
    (hit,) = index.search("接待", titles=True, as_of=date(2022, 1, 1), kind="regulation")
    assert (hit.record_id, str(hit.citation)) == ("yc-jiedai-2020-01-01", "《云川市公务接待管理办法（示例）》第一条")
    assert hit.parts == (("名称吻合", 2 / 6),)
    assert hit.why == "命中“接待”（标题、正文、简称或文号）"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with the small knowledge base."""
    root = tmp_path_factory.mktemp("office") / "云川巡察"
    Workspace.create(root)
    write_search_kb(root / "kb")
    return root


def run(office: Path, *arguments: str) -> Any:
    return CliRunner().invoke(main, ["-w", str(office), *arguments], prog_name="xuncha")


def test_facets_are_told_with_the_options_that_narrow(office: Path) -> None:
    shown = run(office, "search", "“陪餐人数”", "--facets", "--as-of", "2024-06-01", "--issuer", "云川市财政局")
    assert shown.exit_code == 0
    assert "符合全部条件的文本共 1 条" in shown.stdout
    assert "  时效（--status）：有效 in_force 1，已被新版取代 superseded 1" in shown.stdout
    assert "  施行年份（--year）：2024 1" in shown.stdout


def test_facets_and_suggestion_are_in_the_json_and_each_hit_leads_to_what_it_cites(office: Path) -> None:
    content = json.loads(run(office, "search", "陪餐人数", "--facets", "--json", "--status", "all").stdout)
    assert content["suggestion"] is None
    assert content["facets"]["counted"] == "含检索词一半以上"
    assert {"value": "in_force", "name": "有效", "count": 2} in content["facets"]["status"]
    shows = {hit["record_id"]: hit["show"] for hit in content["hits"]}
    address = 'xuncha show "《云川市公务接待管理办法（示例）》第二条"'
    assert shows["yc-jiedai-2024-05-01"] == address
    assert shows["yc-jiedai-2020-01-01"] == f"{address} --as-of 2020-01-01"
    assert shows["fp-jiedai"] == 'xuncha show "fp-jiedai"'
    asked = json.loads(run(office, "search", "公务结待", "--json").stdout)
    assert asked["suggestion"] == "公务接待"


def test_a_suggestion_is_asked_on_stderr_and_the_search_is_done_as_written(office: Path) -> None:
    shown = run(office, "search", "“公务结待”")
    assert shown.stderr.strip() == "您是不是要找：“公务接待”"
    assert shown.stdout.startswith("没有找到")


def test_explain_says_how_to_see_what_is_cited(office: Path) -> None:
    shown = run(office, "search", "接待办法", "--titles", "--explain", "--as-of", "2024-06-01").stdout
    assert "得分 0.67（名称吻合 0.67）：命中“接待办法”（简称或文号）" in shown
    assert '全文、引用和被引用：xuncha show "《云川市公务接待管理办法（示例）》第一条"' in shown
