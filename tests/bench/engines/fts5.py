"""SQLite FTS5 on ready tokens, without the text itself; its bm25() has k1 1.2 and b 0.75."""

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.bench.corpus import Doc, Question, docs

CANNOT: frozenset[str] = frozenset()
_FILE = "fts5.db"
_TABLES = """
CREATE TABLE facts (number INTEGER PRIMARY KEY, id TEXT, kind TEXT, effective INTEGER);
CREATE VIRTUAL TABLE bodies USING fts5 (body, content='', tokenize='unicode61 remove_diacritics 0');
"""
_ASK = "SELECT id FROM bodies JOIN facts ON number = bodies.rowid WHERE bodies MATCH ? {} ORDER BY rank LIMIT ?"


def source(root: Path, _: Path) -> Iterator[Doc]:
    return docs(root)


def build(source: Iterator[Doc], folder: Path) -> None:
    connection = sqlite3.connect(folder / _FILE)
    connection.executescript(_TABLES)
    _insert(connection, source)
    connection.close()


def open_index(_: Path, folder: Path) -> "Reader":
    return Reader(folder)


class Reader:
    """An opened database."""

    def __init__(self, folder: Path) -> None:
        self._connection = sqlite3.connect(folder / _FILE)

    def free(self, question: Question, limit: int) -> list[str]:
        return self._ids(_ASK.format(""), (_any(question), limit))

    def filtered(self, question: Question, limit: int) -> list[str]:
        values = (_any(question), question.kind, question.day, limit)
        return self._ids(_ASK.format("AND kind = ? AND effective <= ?"), values)

    def phrase(self, question: Question, limit: int) -> list[str]:
        return self._ids(_ASK.format(""), (f'"{" ".join(question.phrase_tokens)}"', limit))

    def add(self, doc: Doc, _: str) -> None:
        _insert(self._connection, [doc])

    def _ids(self, statement: str, values: tuple[str | int, ...]) -> list[str]:
        return [row[0] for row in self._connection.execute(statement, values)]


def _any(question: Question) -> str:
    return " OR ".join(f'"{token}"' for token in question.tokens)


def _insert(connection: sqlite3.Connection, found: Iterable[Doc]) -> None:
    first = connection.execute("SELECT COALESCE(MAX(number), 0) FROM facts").fetchone()[0] + 1
    with connection:
        for number, doc in enumerate(found, first):
            connection.execute("INSERT INTO facts VALUES (?, ?, ?, ?)", (number, doc.id, doc.kind, doc.effective))
            connection.execute("INSERT INTO bodies (rowid, body) VALUES (?, ?)", (number, doc.tokens))
