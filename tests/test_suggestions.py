"""您是不是要找: words that stand in no text lead to the nearest name; nothing else is ever touched."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tests.property.strategies  # noqa: F401 -- 载入共用设置
from tests.search_samples import BANK, searching, write_search_kb
from xuncha_docs.errors import QueryError
from xuncha_docs.search.index import SearchIndex
from xuncha_docs.search.suggestions import Suggestions
from xuncha_docs.search.syntax import Query
from xuncha_docs.search.words import Words

CASES = [
    tuple(cell.strip() for cell in line.strip().strip("|").split(" | "))
    for line in (Path(__file__).parent / "cases" / "suggestions.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("| ") and not line.startswith("| 检索词")
]
PIECES = ["公务接待", "云川农发行条例", " ", "“", "AND", "-", "结", "第二条"]
WORDS = ["公务接待", "云川农发行条例", "三重一大", "重大事项决策"]


def write_kb(root: Path) -> Path:
    """The small knowledge base and a regulation whose name is easily misspelt."""
    write_search_kb(root)
    text = BANK.replace("nongye-yinhang", "xunshi").replace("云川农发行条例", "云川巡视条例")
    text = text.replace("中国云川农业发展银行监督条例", "中国共产党云川巡视工作条例")
    (root / "regulations" / "yc-xunshi-2021-01-01.md").write_text(text, encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchIndex]:
    """An index over it."""
    root = tmp_path_factory.mktemp("suggestions")
    with searching(write_kb(root / "kb"), root / "cache") as (_, opened):
        yield opened


@pytest.mark.parametrize(("query", "expected"), CASES)
def test_suggestions_are_what_the_cases_say(index: SearchIndex, query: str, expected: str) -> None:
    assert (index.suggest(query) or "无") == expected


@given(word=st.sampled_from(WORDS), at=st.integers(0, 5), char=st.sampled_from("龘靐齉龖"))
def test_one_wrong_character_in_a_known_name_is_put_right(index: SearchIndex, word: str, at: int, char: str) -> None:
    at %= len(word)
    assert index.suggest(f"登记 {word[:at]}{char}{word[at + 1 :]}") == f"登记 {word}"


@given(query=st.text(max_size=60) | st.lists(st.sampled_from(PIECES)).map("".join))
def test_any_text_is_answered_or_refused_and_a_suggestion_finds_something(index: SearchIndex, query: str) -> None:
    try:
        suggestion = index.suggest(query)
    except QueryError:
        return
    assert suggestion != query
    if suggestion:
        assert index.search(suggestion)


def test_a_search_is_never_changed_by_a_suggestion(index: SearchIndex) -> None:
    assert index.suggest("“公务结待”") == "“公务接待”"
    assert index.search("“公务结待”") == []


def test_a_suggestion_among_5000_names_takes_at_most_20_ms(index: SearchIndex, tmp_path: Path) -> None:
    places = [a + b + c for a in "东西南北中上下" for b in "山河湖海江原林田" for c in "州县区镇乡市"]
    kinds = [a + b for a in ("财政", "采购", "接待", "会议", "差旅") for b in ("管理办法", "管理规定", "工作条例")]
    names = [f"{place}{kind}" for kind in kinds for place in places]
    assert len(names) >= 5000
    suggestions = Suggestions(index._corpus, Words(names, tmp_path))
    wrong = ["东山州财政管里办法", "南河县会议管理规订", "采够管理办法", "请问东海州差旅管里规定怎么写", "管里规定"]
    queries = [Query(free=(word,)) for word in wrong]
    assert suggestions.of(wrong[0], queries[0]) == "东山州财政管理办法"
    taken = []
    for word, query in zip(wrong, queries, strict=True):
        begun = time.process_time()
        assert suggestions.of(word, query)
        taken.append(time.process_time() - begun)
    assert max(taken) <= 0.02, taken
