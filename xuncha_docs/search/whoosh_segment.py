"""A segment read through Whoosh itself: for when its arrays are missing; the same answers, only slower."""

from collections.abc import Sequence
from functools import cached_property, lru_cache
from itertools import takewhile
from threading import Lock

import numpy as np
from whoosh.codec.whoosh3 import W3LeafMatcher
from whoosh.matching.wrappers import FilterMatcher
from whoosh.reading import IndexReader, TermNotFound

from xuncha_docs.search.analyzer import ANYTHING_AFTER, is_ascii_run
from xuncha_docs.search.arrays import Documents, Impacts, Postings, postings_of

GRAMS, TEXT = "grams", "text"
"""Names of the index's fields: grams with their impacts, and what is stored of a document."""
_KEPT_POSTINGS = 64


class WhooshSegment:
    """One segment of an open Whoosh index."""

    def __init__(self, leaf: IndexReader) -> None:
        self._leaf = leaf
        self._one_at_a_time = Lock()
        self._postings = lru_cache(maxsize=_KEPT_POSTINGS)(self._read)

    def __len__(self) -> int:
        count: int = self._leaf.doc_count_all()
        return count

    @cached_property
    def runs(self) -> tuple[str, ...]:
        """All runs of letters and digits, sorted; they come first in the index."""
        with self._one_at_a_time:
            terms = (term.decode() for term in self._leaf.lexicon(GRAMS))
            return tuple(takewhile(is_ascii_run, terms))

    def find(self, grams: Sequence[str]) -> list[tuple[Documents, Impacts]]:
        """The postings of each gram, empty where there are none."""
        return [self._postings(gram) for gram in grams]

    def text(self, document: int) -> str:
        """What was stored of a document."""
        with self._one_at_a_time:
            stored: str = self._leaf.stored_fields(document)[TEXT]
        return stored

    def postings(self) -> Postings:
        """Everything the segment holds."""
        with self._one_at_a_time:
            terms = [term for field, term in self._leaf.all_terms() if field == GRAMS]
            return postings_of((term.decode(), *_read(self._leaf, term)) for term in terms)

    def _read(self, gram: str) -> tuple[Documents, Impacts]:
        with self._one_at_a_time:
            if not gram.endswith(ANYTHING_AFTER):
                return _read(self._leaf, gram.encode())
            parts = [_read(self._leaf, term) for term in self._leaf.expand_prefix(GRAMS, gram[:-1])]
        if not parts:
            return _read(self._leaf, b"")
        documents, impacts = zip(*parts, strict=True)
        return np.concatenate(documents), np.concatenate(impacts)


def _read(leaf: IndexReader, term: bytes) -> tuple[Documents, Impacts]:
    """All postings of a term, a block at a time."""
    ids: list[int] = []
    weights: list[float] = []
    try:
        matcher = leaf.postings(GRAMS, term)
    except TermNotFound:
        return np.zeros(0, np.int32), np.zeros(0, np.uint8)
    if isinstance(matcher, FilterMatcher):
        matcher = matcher.child  # 已删除的文档由 Entry.alive 挡住，不必逐条过滤
    while matcher.is_active():
        if isinstance(matcher, W3LeafMatcher):  # 整块读取：逐条调用公开接口要慢一倍
            matcher._read_ids()  # noqa: SLF001
            matcher._read_weights()  # noqa: SLF001
            ids.extend(matcher._ids or ())  # noqa: SLF001
            weights.extend(matcher._weights or ())  # noqa: SLF001
            matcher._next_block()  # noqa: SLF001
        else:
            ids.append(matcher.id())
            weights.append(matcher.weight())
            matcher.next()
    return np.array(ids, np.int32), np.array(weights, np.uint8)
