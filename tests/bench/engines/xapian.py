"""Xapian on ready tokens, with positions; BM25 with k1 1.2 and b 0.75."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.bench.corpus import Doc, Question, docs

xapian: Any = import_module("xapian")
CANNOT: frozenset[str] = frozenset()
_KIND, _EFFECTIVE = "XKIND:", 0
_LONGEST_TERM = 200
"""Bytes; Xapian takes 245, less for some characters."""


def source(root: Path, _: Path) -> Iterator[Doc]:
    return docs(root)


def build(source: Iterator[Doc], folder: Path) -> None:
    database = xapian.WritableDatabase(str(folder), xapian.DB_CREATE_OR_OPEN)
    for doc in source:
        database.add_document(_document(doc))
    database.commit()
    database.close()


def open_index(_: Path, folder: Path) -> "Reader":
    return Reader(folder)


class Reader:
    """An opened Xapian database."""

    def __init__(self, folder: Path) -> None:
        self._folder = str(folder)
        self._database = xapian.Database(self._folder)
        self._writable: Any = None

    def free(self, question: Question, limit: int) -> list[str]:
        return self._ids(_any(question), limit)

    def filtered(self, question: Question, limit: int) -> list[str]:
        kind = xapian.Query(_KIND + question.kind)
        in_force = xapian.Query(xapian.Query.OP_VALUE_LE, _EFFECTIVE, xapian.sortable_serialise(question.day))
        only = xapian.Query(xapian.Query.OP_AND, kind, in_force)
        return self._ids(xapian.Query(xapian.Query.OP_FILTER, _any(question), only), limit)

    def phrase(self, question: Question, limit: int) -> list[str]:
        words = [_term(token) for token in question.phrase_tokens]
        return self._ids(xapian.Query(xapian.Query.OP_PHRASE, words, len(words)), limit)

    def add(self, doc: Doc, _: str) -> None:
        if self._writable is None:
            self._writable = xapian.WritableDatabase(self._folder, xapian.DB_OPEN)
        self._writable.add_document(_document(doc))
        self._writable.commit()
        self._database.reopen()

    def _ids(self, query: Any, limit: int) -> list[str]:
        enquire = xapian.Enquire(self._database)
        enquire.set_weighting_scheme(xapian.BM25Weight(1.2, 0, 1, 0.75, 0.5))
        enquire.set_query(query)
        return [match.document.get_data().decode() for match in enquire.get_mset(0, limit)]


def _term(token: str) -> bytes:
    return token.encode()[:_LONGEST_TERM]


def _any(question: Question) -> Any:
    return xapian.Query(xapian.Query.OP_OR, [_term(token) for token in question.tokens])


def _document(doc: Doc) -> Any:
    document = xapian.Document()
    for position, token in enumerate(doc.tokens.split(" ")):
        document.add_posting(_term(token), position)
    document.add_boolean_term(_KIND + doc.kind)
    document.add_value(_EFFECTIVE, xapian.sortable_serialise(doc.effective))
    document.set_data(doc.id)
    return document
