"""A segment read through Whoosh itself: for when its arrays are missing; the same answers, only slower."""

import pickle
import struct
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property, lru_cache
from itertools import takewhile
from pathlib import Path
from threading import Lock
from typing import Self

import numpy as np
from whoosh.codec.whoosh3 import W3LeafMatcher
from whoosh.fields import STORED, FieldType, Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.filetables import FileFormatError
from whoosh.formats import Existence
from whoosh.index import FileIndex
from whoosh.index import IndexError as WhooshError
from whoosh.reading import CorruptIndexError, SegmentReader, TermNotFound

from xuncha_docs.errors import QueryError
from xuncha_docs.search.analyzer import ANYTHING_AFTER, is_ascii_run
from xuncha_docs.search.arrays import Documents, Impacts, Postings, postings_of

GRAMS, TEXT = "grams", "text"
"""Names of the index's fields: grams with their impacts, and what is stored of a document."""
_KEPT_POSTINGS = 64
_DAMAGED = (WhooshError, CorruptIndexError, FileFormatError, EOFError, struct.error, pickle.UnpicklingError, zlib.error)
"""What Whoosh raises on damaged files."""


class _Grams(FieldType):
    """A field of grams with the impact of each; no positions, no lengths, nothing that is not read."""

    def __init__(self) -> None:
        self.format = Existence()


def schema() -> Schema:
    """The fields of the index."""
    return Schema(**{GRAMS: _Grams(), TEXT: STORED()})


def open_whoosh(folder: Path) -> FileIndex:
    """The Whoosh index under our own schema: the one it stored is a pickle and is never read."""
    return FileIndex(FileStorage(str(folder)), schema=schema())


class WhooshSegment:
    """One segment of an open Whoosh index; QueryError with what to do where its files are damaged."""

    def __init__(self, leaf: SegmentReader) -> None:
        leaf.deleted_docs_set = frozenset()  # 已删的由 Entry.alive 挡住；由 Whoosh 逐条跳过，恢复的数组就缺了它们
        self._leaf = leaf
        self._one_at_a_time = Lock()
        self._postings = lru_cache(maxsize=_KEPT_POSTINGS)(self._read)

    @classmethod
    def opened(cls, folder: Path, place: int) -> Self:
        """The segment at this place of the index in a folder."""
        with _damage_reported():
            leaf, _ = open_whoosh(folder).reader().leaf_readers()[place]
            return cls(leaf)

    def __len__(self) -> int:
        count: int = self._leaf.doc_count_all()
        return count

    @cached_property
    def runs(self) -> tuple[str, ...]:
        """All runs of letters and digits, sorted; they come first in the index."""
        with self._one_at_a_time, _damage_reported():
            terms = (term.decode() for term in self._leaf.lexicon(GRAMS))
            return tuple(takewhile(is_ascii_run, terms))

    def find(self, grams: Sequence[str]) -> list[tuple[Documents, Impacts]]:
        """The postings of each gram, empty where there are none."""
        return [self._postings(gram) for gram in grams]

    def text(self, document: int) -> str:
        """What was stored of a document."""
        with self._one_at_a_time, _damage_reported():
            stored: str = self._leaf.stored_fields(document)[TEXT]
        return stored

    def postings(self) -> Postings:
        """Everything the segment holds."""
        with self._one_at_a_time, _damage_reported():
            terms = [term for field, term in self._leaf.all_terms() if field == GRAMS]
            return postings_of((term.decode(), *_read(self._leaf, term)) for term in terms)

    def _read(self, gram: str) -> tuple[Documents, Impacts]:
        with self._one_at_a_time, _damage_reported():
            if not gram.endswith(ANYTHING_AFTER):
                return _read(self._leaf, gram.encode())
            parts = [_read(self._leaf, term) for term in self._leaf.expand_prefix(GRAMS, gram[:-1])]
        if not parts:
            return _read(self._leaf, b"")
        documents, impacts = zip(*parts, strict=True)
        return np.concatenate(documents), np.concatenate(impacts)


@contextmanager
def _damage_reported() -> Iterator[None]:
    try:
        yield
    except _DAMAGED as error:
        raise QueryError("检索库损坏，请运行 xuncha index --rebuild") from error


def _read(leaf: SegmentReader, term: bytes) -> tuple[Documents, Impacts]:
    """All postings of a term, a block at a time."""
    ids: list[int] = []
    weights: list[float] = []
    try:
        matcher = leaf.postings(GRAMS, term)
    except TermNotFound:
        return np.zeros(0, np.int32), np.zeros(0, np.uint8)
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
