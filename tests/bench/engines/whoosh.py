"""Plain Whoosh: its own writer, matchers and BM25F on ready tokens, one process, default block size."""

from collections.abc import Iterator
from pathlib import Path

from whoosh.analysis.tokenizers import SpaceSeparatedTokenizer
from whoosh.fields import ID, NUMERIC, TEXT, Schema
from whoosh.index import create_in, open_dir
from whoosh.query.compound import And, Or
from whoosh.query.positional import Phrase
from whoosh.query.qcore import Query
from whoosh.query.ranges import NumericRange
from whoosh.query.terms import Term
from whoosh.scoring import BM25F

from tests.bench.corpus import Doc, Question, docs

CANNOT: frozenset[str] = frozenset()
MEMORY_MB = 128


def source(root: Path, _: Path) -> Iterator[Doc]:
    return docs(root)


def build(source: Iterator[Doc], folder: Path) -> None:
    schema = Schema(
        id=ID(stored=True), body=TEXT(analyzer=SpaceSeparatedTokenizer()), kind=ID, effective=NUMERIC(int, bits=32)
    )
    writer = create_in(str(folder), schema).writer(limitmb=MEMORY_MB)
    for doc in source:
        writer.add_document(id=doc.id, body=doc.tokens, kind=doc.kind, effective=doc.effective)
    writer.commit()


def open_index(_: Path, folder: Path) -> "Reader":
    return Reader(folder)


class Reader:
    """An opened Whoosh index."""

    def __init__(self, folder: Path) -> None:
        self._index = open_dir(str(folder))
        self._searcher = self._index.searcher(weighting=BM25F(B=0.75, K1=1.2))

    def free(self, question: Question, limit: int) -> list[str]:
        return self._ids(_any(question), limit)

    def filtered(self, question: Question, limit: int) -> list[str]:
        only = And([Term("kind", question.kind), NumericRange("effective", None, question.day)])
        return self._ids(_any(question), limit, only)

    def phrase(self, question: Question, limit: int) -> list[str]:
        return self._ids(Phrase("body", list(question.phrase_tokens)), limit)

    def add(self, doc: Doc, _: str) -> None:
        writer = self._index.writer()
        writer.add_document(id=doc.id, body=doc.tokens, kind=doc.kind, effective=doc.effective)
        writer.commit()
        self._searcher = self._searcher.refresh()

    def _ids(self, query: Query, limit: int, only: Query | None = None) -> list[str]:
        return [hit["id"] for hit in self._searcher.search(query, limit=limit, filter=only)]


def _any(question: Question) -> Query:
    return Or([Term("body", token) for token in question.tokens])
