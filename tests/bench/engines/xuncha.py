"""This project: from files to an index, from the question as typed to finished hits with highlights."""

from datetime import datetime
from pathlib import Path

from tests.bench.corpus import KB, Doc, Question
from xuncha_docs.library.library import Library
from xuncha_docs.search.index import open_index as open_search
from xuncha_docs.search.query import Hit
from xuncha_docs.search.ranking import best_first

CANNOT: frozenset[str] = frozenset()


def source(root: Path, folder: Path) -> Library:
    return Library.open_tolerant([root / KB], folder)


def build(source: Library, folder: Path) -> None:
    open_search(source, folder).close()
    source.close()


def open_index(root: Path, folder: Path) -> "Reader":
    return Reader(root, folder)


class Reader:
    """The library with its search index; an added article is a new file of the knowledge base."""

    def __init__(self, root: Path, folder: Path) -> None:
        self._root, self._folder = root, folder
        self._open()

    def _open(self) -> None:
        self._library = source(self._root, self._folder)
        self._index = open_search(self._library, self._folder)

    def free(self, question: Question, limit: int) -> list[str]:
        return _ids(self._index.search(question.text, limit=limit))

    def words(self, question: Question, limit: int) -> list[str]:
        """Free text as people ask it, without the learned words."""
        return _ids(self._index.search(question.text, limit=limit, learned=False))

    def ids(self, question: Question, limit: int) -> list[str]:
        """What the peers do: the same ready tokens, scores only, ids only."""
        corpus = self._index._corpus
        numbers = best_first(corpus.score(dict.fromkeys(question.tokens, 1.0)), limit).tolist()
        places = ((corpus.entry_of[number], number) for number in numbers)
        return [f"{corpus.entries[entry].id}/{number - corpus.starts[entry]}" for entry, number in places]

    def filtered(self, question: Question, limit: int) -> list[str]:
        day = datetime.strptime(str(question.day), "%Y%m%d").date()  # noqa: DTZ007 -- 只要日期
        return _ids(self._index.search(question.text, limit=limit, kind=question.kind, as_of=day))

    def phrase(self, question: Question, limit: int) -> list[str]:
        return _ids(self._index.search(f'"{question.phrase}"', limit=limit))

    def add(self, doc: Doc, text: str) -> None:
        name = doc.id.partition("/")[0]
        (self._root / KB / "regulations" / f"{name}.md").write_text(text, encoding="utf-8")
        self._index.close()
        self._library.close()
        self._open()


def _ids(hits: list[Hit]) -> list[str]:
    return [f"{hit.record_id}/{hit.citation.address}" for hit in hits if hit.citation]
