"""What matches is what Whoosh's own matchers say: on random texts, over a plain index with positions made here.

That index holds a token for each character, and every paragraph and sentence as a document of its own.
"""

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from whoosh.analysis.tokenizers import RegexTokenizer
from whoosh.fields import ID, STORED, TEXT, Schema
from whoosh.filedb.filestore import RamStorage
from whoosh.query.compound import And, Or
from whoosh.query.positional import Phrase
from whoosh.query.qcore import Every, NullQuery, Query
from whoosh.query.terms import Term as Token
from whoosh.query.wrappers import Not

import tests.property.strategies  # noqa: F401 -- 载入共用设置
from xuncha_docs.library.library import Library
from xuncha_docs.library.records import Term
from xuncha_docs.search.analyzer import fold, runs
from xuncha_docs.search.arrays import ArraySegment
from xuncha_docs.search.documents import documents
from xuncha_docs.search.generations import Generations
from xuncha_docs.search.index import SearchIndex, open_index
from xuncha_docs.search.whoosh_segment import WhooshSegment

EVERYTHING = 999
SETTINGS = settings(max_examples=40, phases=(Phase.explicit, Phase.reuse, Phase.generate))
"""Every example builds an index: making a failing one smaller would take minutes."""
WHOLE, PARAGRAPH, SENTENCE = "全文", "同段", "同句"
ENDS = {PARAGRAPH: re.compile("\n"), SENTENCE: re.compile("[。！？!?\n]")}
CHARACTERS = "甲乙丙甲乙丙Ａab1 ，。！\n"
TEXTS = st.text(alphabet=CHARACTERS, max_size=25)
CORPORA = st.lists(TEXTS, min_size=1, max_size=8)
PIECES = st.sampled_from(["甲", "乙", "丙", "ab", "a", "乙甲", "甲，乙"]) | st.text(
    alphabet=CHARACTERS.replace("\n", ""), min_size=1, max_size=3
).map(str.strip).filter(runs)
NEAR = ("AND", "OR", SENTENCE, PARAGRAPH, SENTENCE, PARAGRAPH)


@dataclass(frozen=True, slots=True)
class Joined:
    """Conditions joined by AND, OR, 同句 or 同段; NOT has one."""

    how: str
    parts: "tuple[Condition, ...]"


Condition = str | Joined
CONDITIONS: st.SearchStrategy[Condition] = st.recursive(
    PIECES,
    lambda inner: (
        st.builds(Joined, st.just("NOT"), st.tuples(inner))
        | st.builds(Joined, st.sampled_from(NEAR), st.lists(inner, min_size=2, max_size=3).map(tuple))
    ),
    max_leaves=5,
)
QUERIES = st.lists(st.builds(Joined, st.sampled_from(NEAR), st.tuples(PIECES, CONDITIONS)), min_size=8, max_size=16)
"""With a piece that is sought, as a query that only excludes is refused."""


def written(condition: Condition) -> str:
    """The condition as people write it."""
    if isinstance(condition, str):
        return f"“{condition}”"
    if condition.how == "NOT":
        return f"NOT {written(condition.parts[0])}"
    return f"({f' {condition.how} '.join(map(written, condition.parts))})"


class Plain:
    """Whoosh alone over whole texts, their paragraphs and their sentences."""

    def __init__(self, texts: Sequence[str]) -> None:
        fields = {"text": TEXT(analyzer=RegexTokenizer("(?s).")), "size": ID(), "place": ID(), "inside": STORED()}
        index = RamStorage().create_index(Schema(**fields))
        writer = index.writer()
        for place, size, inside, text in _units(texts):
            writer.add_document(text=text, size=size, place=place, inside=inside)
        writer.commit()
        self._searcher = index.searcher()

    def matching(self, condition: Condition) -> set[int]:
        """The numbers of the texts that fulfil the condition."""
        return {int(inside[WHOLE]) for inside in self._units(self._query(condition, WHOLE), WHOLE)}

    def _units(self, query: Query, size: str) -> list[dict[str, str]]:
        found = self._searcher.search(And([Token("size", size), query]), limit=None)
        return [hit["inside"] for hit in found]

    def _query(self, condition: Condition, size: str) -> Query:
        """Whoosh's own query for units of this size."""
        if isinstance(condition, str):
            characters = list(fold(condition))
            return Phrase("text", characters) if len(characters) > 1 else Token("text", characters[0])
        if condition.how == "OR":
            return Or([self._query(part, size) for part in condition.parts])
        if condition.how == "NOT":
            return And([Every(), Not(self._query(condition.parts[0], size))])
        if condition.how == "AND" or size in (condition.how, SENTENCE):
            return And([self._query(part, size) for part in condition.parts])
        within = And([self._query(part, condition.how) for part in condition.parts])
        places = {inside[size] for inside in self._units(within, condition.how)}
        return Or([Token("place", place) for place in places]) if places else NullQuery()


def _units(texts: Sequence[str]) -> Iterator[tuple[str, str, dict[str, str], str]]:
    """(place, size, the places it lies in by size, text) of each text, paragraph and sentence."""
    for number, text in enumerate(texts):
        whole = str(number)
        yield whole, WHOLE, {WHOLE: whole}, text
        for row, paragraph in enumerate(ENDS[PARAGRAPH].split(text)):
            place = f"{number}.{row}"
            yield place, PARAGRAPH, {WHOLE: whole, PARAGRAPH: place}, paragraph
            for sentence in ENDS[SENTENCE].split(paragraph):
                yield f"{place}.", SENTENCE, {WHOLE: whole, PARAGRAPH: place}, sentence


def write_layer(root: Path, texts: Sequence[str], first: int = 0) -> Path:
    """A knowledge base with a term for each text; the first is numbered `first`."""
    rows = [
        {"id": f"term-{number}", "preferred": f"示例{number}号", "note": f"注{text}。"}
        for number, text in enumerate(texts, first)
    ]
    root.mkdir()
    (root / "terms.yaml").write_text(
        json.dumps({"kind": "term", "sample": True, "records": rows}, ensure_ascii=False), encoding="utf-8"
    )
    return root


def texts_of(library: Library) -> list[str]:
    """The folded text of each term by its number."""
    found = {int(term.id.removeprefix("term-")): term for term in library.records(Term)}
    return [next(documents(found[number])).indexed for number in sorted(found)]


def found_by(index: SearchIndex, query: str) -> set[int]:
    """The numbers of the terms that a query finds."""
    return {int(hit.record_id.removeprefix("term-")) for hit in index.search(query, limit=EVERYTHING)}


@SETTINGS
@given(texts=CORPORA, more=CORPORA, queries=QUERIES)
def test_conditions_match_what_whoosh_matches(texts: list[str], more: list[str], queries: list[Joined]) -> None:
    with TemporaryDirectory() as folder:
        root = Path(folder)
        layers = [write_layer(root / "one", texts), write_layer(root / "two", more, first=len(texts) - 1)]
        with closing(Library.open(layers[:1], root / "cache")) as library:
            open_index(library, root / "cache", expansion=None).close()
        with (
            closing(Library.open(layers, root / "cache")) as library,
            open_index(library, root / "cache", expansion=None) as index,
        ):
            plain = Plain(texts_of(library))
            for query in queries:
                assert found_by(index, written(query)) == plain.matching(query), written(query)


FREE = st.lists(PIECES | st.sampled_from(["甲乙丙", "ab", "乙", "a1"]), min_size=1, max_size=4).map(" ".join)


@SETTINGS
@given(texts=CORPORA, queries=QUERIES, words=st.lists(FREE, min_size=2, max_size=4))
def test_without_the_arrays_hits_scores_and_their_parts_are_the_same(
    texts: list[str], queries: list[Joined], words: list[str]
) -> None:
    asked = [*words, *map(written, queries)]
    with TemporaryDirectory() as folder:
        root = Path(folder)
        with closing(Library.open([write_layer(root / "kb", texts)], root / "cache")) as library:
            with open_index(library, root / "cache", expansion=None) as index:
                assert isinstance(index._corpus.segments[0], ArraySegment)
                wanted = [index.search(query, limit=EVERYTHING) for query in asked]
            generation = Generations(root / "cache" / "index").current()
            assert generation is not None
            for path in generation.glob("arrays-*"):
                path.unlink()
            with open_index(library, root / "cache", expansion=None) as index:
                assert isinstance(index._corpus.segments[0], WhooshSegment)
                assert [index.search(query, limit=EVERYTHING) for query in asked] == wanted
