"""This project: from files to an index, from the question as typed to finished hits with highlights."""

from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tests.bench.corpus import KB, Doc, Question
from xuncha_docs.library.library import Library
from xuncha_docs.search.corpus import Scores
from xuncha_docs.search.filters import Filters
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

    def filtered(self, question: Question, limit: int) -> list[str]:
        return _ids(self._index.search(question.text, limit=limit, kind=question.kind, as_of=_day(question)))

    def ids(self, question: Question, limit: int) -> list[str]:
        """What the peers do: the same ready tokens, scores only, ids only."""
        return self._named(best_first(self._scores(question), limit))

    def filtered_ids(self, question: Question, limit: int) -> list[str]:
        """The same through the question's filter."""
        view = self._index._searcher.view(Filters(kind=question.kind, as_of=_day(question)))
        places = best_first(view.left(self._scores(question)), limit)
        return self._named(places if view.few is None else view.few[places])

    def _scores(self, question: Question) -> Scores:
        return self._index._corpus.score(dict.fromkeys(question.tokens, 1.0))

    def _named(self, numbers: NDArray[np.integer]) -> list[str]:
        corpus = self._index._corpus
        entries = corpus.entry_of[numbers]
        places = zip(entries.tolist(), (numbers - corpus.starts[entries]).tolist(), strict=True)
        return [f"{corpus.entries[entry].id}/{place}" for entry, place in places]

    def phrase(self, question: Question, limit: int) -> list[str]:
        return _ids(self._index.search(f'"{question.phrase}"', limit=limit))

    def add(self, doc: Doc, text: str) -> None:
        name = doc.id.partition("/")[0]
        (self._root / KB / "regulations" / f"{name}.md").write_text(text, encoding="utf-8")
        self._index.close()
        self._library.close()
        self._open()


def _day(question: Question) -> date:
    return date(question.day // 10000, question.day // 100 % 100, question.day % 100)


def _ids(hits: list[Hit]) -> list[str]:
    return [f"{hit.record_id}/{hit.citation.address}" for hit in hits if hit.citation]
