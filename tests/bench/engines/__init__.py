"""The engines that are compared: this project and its peers, one module each; a missing one is an ImportError.

xuncha  this project · whoosh  Whoosh's own scorer · tantivy · bm25s · xapian · fts5  SQLite
"""

from importlib import import_module
from pathlib import Path
from typing import Any, Protocol, cast

from tests.bench.corpus import Doc, Question

ENGINES = ("xuncha", "whoosh", "tantivy", "bm25s", "xapian", "fts5")


class Reader(Protocol):
    """An opened index; answers are ids of articles, best first."""

    def free(self, question: Question, limit: int) -> list[str]:
        """Articles with any of the question's tokens."""
        ...

    def filtered(self, question: Question, limit: int) -> list[str]:
        """Of these, the ones of the question's kind that are in force on its day."""
        ...

    def phrase(self, question: Question, limit: int) -> list[str]:
        """Articles with the question's phrase."""
        ...

    def add(self, doc: Doc, text: str) -> None:
        """One more article, in the index for good and found by the next question."""
        ...


class Engine(Protocol):
    """A module of this package."""

    CANNOT: frozenset[str]
    """Methods of its reader that do not exist."""

    def source(self, root: Path, folder: Path) -> Any:
        """What the index is built from: ready tokens, or for this project the library read from its files."""
        ...

    def build(self, source: Any, folder: Path) -> None:
        """Writes the index into an empty folder."""
        ...

    def open_index(self, root: Path, folder: Path) -> Reader:
        """The index, ready for questions."""
        ...


def engine(name: str) -> Engine:
    """The engine of that name; ImportError when what it needs is not installed."""
    return cast("Engine", import_module(f"{__name__}.{name}"))
