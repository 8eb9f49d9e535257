"""Laws of searching: no text crashes it, what matches is what plain text search says, highlights verify."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from whoosh.query.compound import And, Or
from whoosh.query.terms import Term

import tests.property.strategies  # noqa: F401 -- 载入共用设置
from tests.search_samples import write_search_kb
from xuncha_docs.errors import QueryError
from xuncha_docs.library.library import Library
from xuncha_docs.library.records import Regulation
from xuncha_docs.search.analyzer import fold, grams, query_grams
from xuncha_docs.search.documents import SEARCHED, documents
from xuncha_docs.search.evidence import evidence_of
from xuncha_docs.search.generations import Generations
from xuncha_docs.search.index import SearchIndex, open_index
from xuncha_docs.search.syntax import Leaf, parse_query
from xuncha_docs.search.whoosh_segment import GRAMS, open_whoosh

EVERYTHING = 999
WORDS = st.sampled_from(
    ["接待", "礼金", "陪餐人数", "GB", "法", "农业", "集体研究，ＧＢ级", "202", "一", "条例（示例）"]
)
OPERATORS = st.sampled_from(
    [" ", " AND ", " OR ", " NOT ", " -", "“", "”", '"', "(", ")", "（", "）", "《", "》第二条"]
)
QUERIES = st.lists(WORDS | OPERATORS, max_size=12).map("".join)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """The library that is searched."""
    root = tmp_path_factory.mktemp("laws")
    opened = Library.open([write_search_kb(root / "kb")], root / "cache")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where its index lies."""
    return tmp_path_factory.mktemp("index")


@pytest.fixture(scope="module")
def index(library: Library, cache: Path) -> Iterator[SearchIndex]:
    """Its index."""
    with open_index(library, cache) as opened:
        yield opened


@pytest.fixture(scope="module")
def texts(library: Library) -> list[str]:
    """The folded text of every document."""
    records = (record for cls in SEARCHED for record in library.records(cls))
    return [document.indexed for record in records for document in documents(record)]


@given(query=st.text() | QUERIES)
@example(query="\ud800")
@example(query="\x00*")
@example(query="*")
@example(query="(" * 500 + "接待" + ")" * 500)
@example(query="NOT " * 500 + "接待")
def test_any_text_is_answered_or_refused_with_a_reason(index: SearchIndex, query: str) -> None:
    try:
        index.search(query)
    except QueryError as error:
        assert str(error)  # noqa: PT017 -- 两种结果都对


@given(text=st.text())
def test_folding_keeps_every_place_and_is_done_once(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


@given(text=st.text(alphabet="云川市农业银行ＧＢab12，（ ", max_size=30))
def test_each_character_of_a_run_begins_one_gram(text: str) -> None:
    letters = [char for char in fold(text) if char.isalnum() and char > "\x80"]
    assert [gram[0] for gram in grams(text) if gram[0] > "\x80"] == letters


@given(data=st.data())
def test_a_phrase_matches_exactly_the_texts_that_hold_it(
    index: SearchIndex, texts: list[str], data: st.DataObject
) -> None:
    source = data.draw(st.sampled_from(texts))
    start = data.draw(st.integers(0, len(source) - 1))
    phrase = source[start : start + data.draw(st.integers(1, 12))].strip()
    if not phrase or '"' in phrase or "\n" in phrase or not grams(phrase):
        return
    assert len(index.search(f'"{phrase}"', limit=EVERYTHING)) == sum(phrase in text for text in texts)
    rest = index.search(f'云川 OR 示例 OR 接待 -"{phrase}"', limit=EVERYTHING)
    wanted = sum(any(w in text for w in ("云川", "示例", "接待")) and phrase not in text for text in texts)
    assert len(rest) == wanted


@given(query=QUERIES)
def test_highlights_are_sorted_apart_and_part_of_the_query(index: SearchIndex, query: str) -> None:
    try:
        hits = index.search(query, limit=EVERYTHING)
    except QueryError:
        return
    for hit in hits:
        edges = [edge for span in hit.spans for edge in span]
        assert edges == sorted(set(edges))
        assert all(0 <= edge <= len(hit.text) for edge in edges)


@given(query=QUERIES)
def test_every_hit_yields_a_quotation_from_its_source(index: SearchIndex, library: Library, query: str) -> None:
    try:
        hits = index.search(query)
    except QueryError:
        return
    for hit in hits:
        evidence = evidence_of(hit, library)
        assert evidence.quote in hit.text
        record = library.get(hit.record_id)
        assert isinstance(record, Regulation) == (evidence.citation is not None)


@given(
    words=st.lists(st.sampled_from(["接待", "礼金", "清单", "云川", "财政", "gb"]), min_size=1, max_size=4, unique=True)
)
def test_words_match_the_same_documents_as_a_plain_whoosh_query(
    index: SearchIndex, cache: Path, words: list[str]
) -> None:
    folder = Generations(cache / "index").current()
    assert folder is not None
    with open_whoosh(folder).searcher() as searcher:
        terms = [Term(GRAMS, gram) for word in words for gram in query_grams(word)]
        either = {int(hit.docnum) for hit in searcher.search(Or(terms), limit=None)}
        both = {int(hit.docnum) for hit in searcher.search(And(terms), limit=None)}
    assert len(index.search(" ".join(words), limit=EVERYTHING)) >= len(either)
    assert len(index.search(" AND ".join(words), limit=EVERYTHING)) == len(both)


@given(word=WORDS)
def test_a_single_word_parses_to_itself(word: str) -> None:
    assert parse_query(word).free == (word,)
    assert parse_query(word, exact=True).condition == Leaf(word)
