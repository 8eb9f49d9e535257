"""All documents of an opened index: postings, scores, masks and texts over every segment."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from xuncha_docs.search.analyzer import ANYTHING_AFTER, is_ascii_run, query_grams, runs
from xuncha_docs.search.arrays import Documents, Impacts, rarity
from xuncha_docs.search.documents import Document
from xuncha_docs.search.entries import Entry
from xuncha_docs.search.syntax import AllOf, AnyOf, Leaf, Near, Node, Not

_PARTS = 100
_BARELY = 1e-9
_PAIR = 2

Mask = NDArray[np.bool_]
Scores = NDArray[np.float64]
Numbers = NDArray[np.int32]
"""Documents by number, rising."""


class Segment(Protocol):
    """A part of the index that never changes."""

    def __len__(self) -> int:
        """Number of documents."""

    @property
    def runs(self) -> Sequence[str]:
        """All runs of letters and digits, sorted."""

    def find(self, grams: Sequence[str], /) -> list[tuple[Documents, Impacts]]:
        """The postings of each gram, empty where there are none."""

    def text(self, document: int, /) -> str:
        """What was stored of a document."""


class Corpus:
    """The documents of all segments; documents and entries are numbered in the order they were added."""

    def __init__(self, segments: Sequence[Segment], entries: Sequence[Entry]) -> None:
        counts = np.array([entry.count for entry in entries], np.int64)
        self.segments = tuple(segments)
        self.entries = tuple(entries)
        self.starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])
        """First document of each entry; one more for the end."""
        self.entry_of = np.repeat(np.arange(len(counts)), counts)
        self._bases = np.cumsum([0, *map(len, segments)]).tolist()
        if self._bases[-1] != len(self.entry_of):
            raise ValueError(f"{self._bases[-1]} documents, {len(self.entry_of)} expected")

    def __len__(self) -> int:
        return len(self.entry_of)

    def close(self) -> None:
        """Lets go of the index files."""
        self.segments = ()

    def document(self, number: int) -> Document:
        """A document as it was indexed."""
        place = bisect_right(self._bases, number) - 1
        return Document.from_line(self.segments[place].text(number - self._bases[place]))

    def score(self, weights: Mapping[str, float], synonyms: Mapping[str, float] | None = None) -> Scores:
        """What part of the weighted grams each document says, by BM25: at most 2 for pairs; more with the synonyms.

        Weighted synonyms count as far as it holds them whole.
        """
        found = self._by_segment(list(weights))
        counts = np.array([[len(documents) for documents, _ in part] for part in found]).sum(axis=0)
        shares = np.array(list(weights.values())) * rarity(counts, len(self))
        whole = max(float(shares.sum()), _BARELY) * _PARTS
        shares /= whole
        pieces = [piece for part in found for piece in part]
        each = np.tile(shares, len(found)).tolist()
        for word, weight in (synonyms or {}).items():
            numbers = self.holding(word)
            pieces.append((numbers, np.full(len(numbers), _PARTS, np.uint8)))
            each.append(weight * len(query_grams(word)) * self.rarity(len(numbers)) / whole)
        return self._sum(pieces, each)

    def _sum(self, pieces: Sequence[tuple[Documents, Impacts]], shares: Sequence[float]) -> Scores:
        """For each document the sum of its impacts, each times the share of its piece; as few copies as can be."""
        if not pieces:
            return np.zeros(len(self))
        values = np.repeat(shares, [len(documents) for documents, _ in pieces])
        values *= np.concatenate([impacts for _, impacts in pieces])
        found = np.bincount(np.concatenate([documents for documents, _ in pieces]), values, minlength=len(self))
        return found.astype(np.float64, copy=False)

    def rarities(self, grams: Sequence[str]) -> dict[str, float]:
        """How rare each gram is among the documents; 0 for one that none holds."""
        counts = (sum(len(documents) for documents, _ in found) for found in self._find(grams))
        return {gram: self.rarity(count) for gram, count in zip(grams, counts, strict=True)}

    def rarity(self, count: int) -> float:
        """How rare what so many documents hold is; 0 for what none holds."""
        return float(rarity(count, len(self))) if count else 0.0

    def _find(self, grams: Sequence[str]) -> list[tuple[tuple[Documents, Impacts], ...]]:
        """For each gram, its postings in every segment."""
        found = self._by_segment(grams)
        return [tuple(part[place] for part in found) for place in range(len(grams))]

    def _by_segment(self, grams: Sequence[str]) -> list[list[tuple[Documents, Impacts]]]:
        """For each segment, the postings of each gram by the numbers of all documents."""
        found = zip((segment.find(grams) for segment in self.segments), self._bases, strict=False)
        return [
            [(numbers + np.int32(base), impacts) for numbers, impacts in part] if base else part for part, base in found
        ]

    def holding(self, text: str) -> Numbers:
        """The documents that hold every gram of the text."""
        wanted = query_grams(text)
        found = [self._numbers(parts) for parts in self._find(wanted)]
        once = (
            np.unique(part) if gram[-1] == ANYTHING_AFTER else part for gram, part in zip(wanted, found, strict=True)
        )
        numbers, *others = sorted(once, key=len) or [np.zeros(0, np.int32)]
        for other in others:
            numbers = np.intersect1d(numbers, other, assume_unique=True)
        return numbers

    def _numbers(self, found: Sequence[tuple[Documents, Impacts]]) -> Numbers:
        return np.concatenate([np.zeros(0, np.int32), *(documents for documents, _ in found)])

    def candidates(self, node: Node, *, near: bool = False) -> tuple[Mask, bool]:
        """(documents that may match, whether all of them do); the rest is settled by `matches` on the text.

        `near`: one sentence or paragraph need match, so what another of them holds excludes no document.
        """
        match node:
            case Leaf():
                return self._containing(node.folded)
            case Not():
                mask, sure = self.candidates(node.node, near=near)
                return (~mask, True) if sure and not near else (np.ones(len(self), np.bool_), False)
            case AllOf() | AnyOf() | Near():
                parts = [self.candidates(child, near=near or isinstance(node, Near)) for child in node.nodes]
                join = np.logical_or if isinstance(node, AnyOf) else np.logical_and
                sure = all(sure for _, sure in parts) and not isinstance(node, Near)
                return join.reduce([mask for mask, _ in parts]), sure

    def _containing(self, text: str) -> tuple[Mask, bool]:
        masks = [self._mask(keys) for keys in self._required(text)]
        return np.logical_and.reduce(masks), runs(text) == [text] and len(text) <= _PAIR and not is_ascii_run(text)

    def _required(self, text: str) -> Iterator[list[str]]:
        """Of each list, a document that contains the text holds at least one; an ASCII run may be cut from a longer."""
        for run in runs(text):
            if is_ascii_run(run):
                yield [term for term in self._runs if run in term]
            else:
                yield from ([gram] for gram in query_grams(run))

    def _mask(self, grams: Sequence[str]) -> Mask:
        mask = np.zeros(len(self), np.bool_)
        for found in self._find(grams):
            mask[self._numbers(found)] = True
        return mask

    @cached_property
    def _runs(self) -> list[str]:
        return sorted({run for segment in self.segments for run in segment.runs})
