"""Similar articles: of other works, in force, the most alike first; the same text always comes first."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import tests.property.strategies  # noqa: F401 -- 载入共用设置
from tests.search_samples import BANK, searching, write_search_kb
from xuncha_docs.cli import main
from xuncha_docs.errors import InvalidCitation, QueryError
from xuncha_docs.library.citation import Citation
from xuncha_docs.library.library import Library
from xuncha_docs.library.records import Regulation, Status
from xuncha_docs.search.index import SearchIndex
from xuncha_docs.workspace import Workspace

TODAY = date(2024, 6, 1)
SAVINGS_BANK = (
    BANK.replace("nongye-yinhang", "chuxu-yinhang")
    .replace("农业发展银行", "储蓄银行")
    .replace("农发行", "储蓄行")
    .replace("〔2020〕7号", "〔2020〕8号")
    .replace("信贷人员不得接受企业宴请", "储蓄银行工作人员不得接受企业宴请和旅游安排")
)
OLD_RULES = (
    SAVINGS_BANK.replace("chuxu-yinhang-2021-01-01", "chuxu-yinhang-2015-01-01")
    .replace("effective: 2021-01-01", "effective: 2015-01-01")
    .replace("issued: 2020-12-01", "issued: 2014-12-01")
    .replace("〔2020〕8号", "〔2014〕8号")
)
FINDING = """kind: finding
sample: true
records:
  - id: fd-yi-yanqing-2023
    title: 信贷人员接受宴请
    themes: [财经纪律]
    unit_type: 国有企业
    unit_alias: 乙行
    duty_tags: [国企投资]
    occurred: 2023-06-30
    phenomenon: 信贷人员接受企业宴请，以过节名义收取礼金。
    qualification: 违反信贷人员不得接受企业宴请的规定。
    responsibility: 建议责任主体：乙行办公室。
    basis:
      - {citation: 《中国云川农业发展银行监督条例（示例）》第二条, role: norm}
    rectification: 已退还。
"""
ARTICLES = ["云川农发行条例第一条", "云川农发行条例第二条", "云川农发行条例第三条", "云川储蓄行条例第一条"]


def write_kb(root: Path) -> Path:
    """The small knowledge base, and rules of another bank in two versions."""
    write_search_kb(root)
    for text, day in ((SAVINGS_BANK, "2021"), (OLD_RULES, "2015")):
        path = root / "regulations" / f"yc-chuxu-yinhang-{day}-01-01.md"
        path.write_text(text, encoding="utf-8")
    (root / "findings" / "bank.yaml").write_text(FINDING, encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Library, SearchIndex]]:
    """The library over it, and its index."""
    root = tmp_path_factory.mktemp("similar")
    with searching(write_kb(root / "kb"), root / "cache") as both:
        yield both


@pytest.fixture(scope="module")
def library(opened: tuple[Library, SearchIndex]) -> Library:
    return opened[0]


@pytest.fixture(scope="module")
def index(opened: tuple[Library, SearchIndex]) -> SearchIndex:
    return opened[1]


def test_the_article_of_another_work_with_the_same_rare_words_comes_first(index: SearchIndex) -> None:
    hits = index.similar("云川农发行条例第二条", as_of=TODAY)
    assert str(hits[0].citation) == "《中国云川储蓄银行监督条例（示例）》第二条"
    assert 0.5 < hits[0].score < 1
    assert "不得以任何名义收取礼金" in [hits[0].text[start:end] for start, end in hits[0].spans]
    assert hits[0].why.startswith("命中“不得以任何名义收取礼金”（正文）")


@given(article=st.sampled_from(ARTICLES), as_of=st.dates(date(2021, 1, 1), date(2031, 1, 1)))
def test_similar_articles_are_in_force_of_other_works_and_in_order(
    index: SearchIndex, library: Library, article: str, as_of: date
) -> None:
    own = library.resolve(Citation.parse(article), as_of)[0].record_id
    hits = index.similar(article, as_of=as_of, limit=99)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    for hit in hits:
        record = library.get(hit.record_id)
        assert isinstance(record, Regulation)
        assert hit.status is Status.IN_FORCE
        assert record.work != library.summary(own).work
        assert 0.1 <= hit.score <= 1.0001


def test_the_same_text_in_another_work_scores_one(index: SearchIndex) -> None:
    hit = index.similar("云川农发行条例第一条", as_of=TODAY)[0]
    assert (str(hit.citation), hit.score) == ("《中国云川储蓄银行监督条例（示例）》第一条", 1.0)


def test_a_day_decides_which_version_is_compared(index: SearchIndex) -> None:
    found = index.similar("云川农发行条例第二条", as_of=date(2022, 1, 1))
    assert {hit.record_id for hit in found if "chuxu" in hit.record_id} == {"yc-chuxu-yinhang-2021-01-01"}
    with pytest.raises(InvalidCitation, match="2016-01-01 没有有效文本"):
        index.similar("云川农发行条例第二条", as_of=date(2016, 1, 1))


def test_a_finding_leads_to_the_article_it_is_about(index: SearchIndex) -> None:
    hits = index.similar("fd-yi-yanqing-2023", as_of=TODAY)
    assert {str(hit.citation) for hit in hits[:2]} == {
        "《中国云川农业发展银行监督条例（示例）》第二条",
        "《中国云川储蓄银行监督条例（示例）》第二条",
    }


@pytest.mark.parametrize("what", ["云川农发行条例", "yc-nongye-yinhang-2021-01-01"])
def test_a_whole_regulation_is_refused_with_what_to_write(index: SearchIndex, what: str) -> None:
    with pytest.raises(QueryError, match=r"请写.*第.+条"):
        index.similar(what, as_of=TODAY)


def test_an_article_that_does_not_exist_is_refused(index: SearchIndex) -> None:
    with pytest.raises(InvalidCitation):
        index.similar("云川农发行条例第九十九条", as_of=TODAY)


def test_the_command_lists_them_after_the_text(tmp_path: Path) -> None:
    office = tmp_path / "云川巡察"
    Workspace.create(office)
    write_kb(office / "kb")
    command = ["-w", str(office), "show", "云川农发行条例第二条", "--as-of", str(TODAY), "--similar"]
    shown = CliRunner().invoke(main, command, prog_name="xuncha")
    assert shown.exit_code == 0
    assert "相近的条文（按共有的少见字词）：\n1. 《中国云川储蓄银行监督条例（示例）》第二条" in shown.stdout
    content = json.loads(CliRunner().invoke(main, [*command, "--json"], prog_name="xuncha").stdout)
    assert content["similar"][0]["record_id"] == "yc-chuxu-yinhang-2021-01-01"
    assert content["similar"][0]["show"] == 'xuncha show "《中国云川储蓄银行监督条例（示例）》第二条"'
