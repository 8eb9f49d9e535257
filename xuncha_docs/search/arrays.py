"""The postings and texts of one index segment as memory-mapped arrays, which answer without Whoosh's help.

Whoosh spends its time in the interpreter, one call per posting; here the postings of a gram are one slice. The arrays
hold exactly what the segment in Whoosh holds, and are written beside it once.

Grams are numbered in the order of the index: runs of letters and digits first, in a list of their own, then pairs as
numbers, the first character's code above the second's.
"""

import os
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xuncha_docs.search.analyzer import ANYTHING_AFTER, grams, is_ascii_run

_K1, _B = 1.0, 0.7
_MEAN_SIZE = 117
"""Grams in a text; the mean of 57,803 articles of statutes. A constant, so that an impact never changes afterwards."""
_SHORTEST = 0.3
_PARTS = 100
"""An impact of 1 is stored as 100."""
_CODE_BITS = 21
_FIELDS: dict[str, type[np.generic]] = {
    "pairs": np.int64,
    "starts": np.int64,
    "ends": np.int64,
    "documents": np.int32,
    "impacts": np.uint8,
    "runs": np.uint8,
    "texts": np.uint8,
}
"""What the file of a segment holds, behind the length of each; the wide ones first, so that all stand aligned."""

Integers = NDArray[np.int64]
Documents = NDArray[np.int32]
Impacts = NDArray[np.uint8]


@dataclass(frozen=True, kw_only=True, slots=True)
class Postings:
    """Everything a segment holds: what is written to Whoosh and to the arrays alike."""

    runs: Sequence[str]
    """Runs of letters and digits, sorted."""
    pairs: Integers
    """The other grams as numbers, sorted."""
    starts: Integers
    """Where the postings of each gram begin, in the order above; one more for the end."""
    documents: Documents
    impacts: Impacts
    """Of each posting: how much the gram says about the document, of at most 2, in hundredths."""

    def __iter__(self) -> Iterator[tuple[str, Documents, Impacts]]:
        """(gram, documents, impacts) of each gram in order."""
        names = (*self.runs, *(number_gram(int(number)) for number in self.pairs))
        for place, name in enumerate(names):
            part = slice(int(self.starts[place]), int(self.starts[place + 1]))
            yield name, self.documents[part], self.impacts[part]


def postings_of(found: Iterable[tuple[str, Documents, Impacts]]) -> Postings:
    """The postings of grams that come in the order of the index."""
    names, documents, impacts = zip(*found, strict=True) if (found := list(found)) else ((), (), ())
    ascii_runs = [name for name in names if is_ascii_run(name)]
    return Postings(
        runs=ascii_runs,
        pairs=np.array([gram_number(name) for name in names[len(ascii_runs) :]], np.int64),
        starts=np.cumsum([0, *map(len, documents)], dtype=np.int64),
        documents=np.concatenate([np.zeros(0, np.int32), *documents]),
        impacts=np.concatenate([np.zeros(0, np.uint8), *impacts]),
    )


class Collector:
    """Counts the grams of texts as they are added, in order."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._grams = array("I")
        self._times = array("I")
        self._distinct = array("I")
        self._sizes = array("I")

    def add(self, text: str) -> None:
        """Counts the grams of the next document."""
        numbers = self._numbers
        found = grams(text)
        counted = Counter(found)
        self._grams.extend([numbers.setdefault(gram, len(numbers)) for gram in counted])
        self._times.extend(counted.values())
        self._distinct.append(len(counted))
        self._sizes.append(len(found))

    def postings(self) -> Postings:
        """The postings of all documents, by gram and then by document."""
        names = sorted(self._numbers)
        ascii_runs = [name for name in names if is_ascii_run(name)]
        ranks = np.empty(len(names), np.int32)
        ranks[[self._numbers[name] for name in names]] = np.arange(len(names), dtype=np.int32)
        ranked = ranks[np.frombuffer(self._grams, np.uint32)] if names else np.zeros(0, np.int32)
        order = np.argsort(ranked, kind="stable")
        documents = np.repeat(np.arange(len(self._sizes), dtype=np.int32), self._array(self._distinct))
        return Postings(
            runs=ascii_runs,
            pairs=np.array([gram_number(name) for name in names[len(ascii_runs) :]], np.int64),
            starts=np.concatenate([np.zeros(1, np.int64), np.cumsum(np.bincount(ranked, minlength=len(names)))]),
            documents=documents[order],
            impacts=self._impacts(documents)[order],
        )

    def _impacts(self, documents: Documents) -> Impacts:
        """BM25's share of each posting without the rarity of its gram, in hundredths."""
        sizes = np.maximum(self._array(self._sizes) / _MEAN_SIZE, _SHORTEST)
        times = self._array(self._times).astype(np.float32)
        norm = (_K1 * (1 - _B + _B * sizes)).astype(np.float32)[documents]
        return np.rint(_PARTS * times * (_K1 + 1) / (times + norm)).astype(np.uint8)

    @staticmethod
    def _array(values: "array[int]") -> NDArray[np.uint32]:
        return np.frombuffer(values, np.uint32) if values else np.zeros(0, np.uint32)


class ArraySegment:
    """The arrays of one segment, opened without reading them."""

    def __init__(self, folder: Path, name: str) -> None:
        """OSError or ValueError when they are not there or no arrays."""
        opened = _parts(np.memmap(array_file(folder, name), np.uint8, "r").view(np.ndarray))
        self._pairs, self._starts, self._texts, self._ends = (
            opened[field] for field in ("pairs", "starts", "texts", "ends")
        )
        self._documents, self._impacts = opened["documents"], opened["impacts"]
        self._runs = opened["runs"]  # 用到才解开

    def __len__(self) -> int:
        return len(self._ends) - 1

    @cached_property
    def runs(self) -> tuple[str, ...]:
        """All runs of letters and digits, sorted."""
        return tuple(bytes(self._runs).decode("ascii").split())

    def find(self, grams: Sequence[str]) -> list[tuple[Documents, Impacts]]:
        """The postings of each gram, empty where there are none."""
        numbers = np.array([gram_number(gram) for gram in grams], np.int64)
        first = np.searchsorted(self._pairs, numbers)
        held = self._pairs[np.minimum(first, len(self._pairs) - 1)] == numbers if len(self._pairs) else first < 0
        begins = self._starts[self._run_count + first].tolist()
        ends = self._starts[self._run_count + first + held].tolist()
        found = []
        for gram, begin, end in zip(grams, begins, ends, strict=True):
            part = slice(begin, end)
            if gram[0] < "\x80":
                part = self._of_run(gram)
            elif gram[-1] == ANYTHING_AFTER:
                part = self._beginning_with(gram[0])
            found.append((self._documents[part], self._impacts[part]))
        return found

    def text(self, document: int) -> str:
        """What was stored of a document."""
        return bytes(self._texts[self._ends[document] : self._ends[document + 1]]).decode()

    def _beginning_with(self, char: str) -> slice:
        """The postings of all pairs that begin with the character."""
        number = gram_number(char)
        first, last = np.searchsorted(self._pairs, [number, number + (1 << _CODE_BITS)])
        return slice(int(self._starts[self._run_count + first]), int(self._starts[self._run_count + last]))

    @cached_property
    def _run_count(self) -> int:
        return len(self._starts) - 1 - len(self._pairs)

    def _of_run(self, run: str) -> slice:
        place = self._run_places.get(run)
        return slice(0, 0) if place is None else slice(int(self._starts[place]), int(self._starts[place + 1]))

    @cached_property
    def _run_places(self) -> dict[str, int]:
        return {run: place for place, run in enumerate(self.runs)}


def write_arrays(folder: Path, name: str, postings: Postings, texts: Iterable[bytes]) -> None:
    """Writes the arrays of a segment into the folder of its index."""
    ends = array("q", [0])
    joined = bytearray()
    for text in texts:
        joined += text
        ends.append(len(joined))
    fields: dict[str, NDArray[Any]] = {
        "pairs": postings.pairs,
        "starts": postings.starts,
        "ends": np.frombuffer(ends, np.int64),
        "documents": postings.documents,
        "impacts": postings.impacts,
        "runs": np.frombuffer("\n".join(postings.runs).encode("ascii"), np.uint8),
        "texts": np.frombuffer(joined, np.uint8),
    }
    path = array_file(folder, name)
    aside = path.with_suffix(f".{os.getpid()}")
    with aside.open("wb") as file:
        np.array([len(fields[field]) for field in _FIELDS], np.int64).tofile(file)
        for field, kind in _FIELDS.items():
            fields[field].astype(kind, copy=False).tofile(file)
    aside.replace(path)  # 别的程序可能正在读


def array_file(folder: Path, name: str) -> Path:
    """The file that holds the arrays of a segment."""
    return folder / f"arrays-{name}.bin"


def _parts(whole: NDArray[np.uint8]) -> dict[str, NDArray[Any]]:
    """The arrays in the bytes of a file; ValueError when it holds no such arrays."""
    at = 8 * len(_FIELDS)
    found: dict[str, NDArray[Any]] = {}
    for (field, kind), length in zip(_FIELDS.items(), whole[:at].view(np.int64).tolist(), strict=True):
        end = at + length * np.dtype(kind).itemsize
        found[field] = whole[at:end].view(kind)
        at = end
    if at != len(whole):
        raise ValueError(f"{len(whole)} bytes, {at} expected")
    return found


def rarity(held: Integers | int, of: int) -> Any:
    """BM25's weight of what so many of the documents hold; a character counts once for each pair it begins."""
    held = np.minimum(held, of)
    return np.log1p((of - held + 0.5) / (held + 0.5))


def gram_number(gram: str) -> int:
    """A pair, or a run's last character, as one number that sorts as the gram does."""
    return (ord(gram[0]) << _CODE_BITS) + (ord(gram[1]) if len(gram) > 1 else 0)


def number_gram(number: int) -> str:
    """The gram that `gram_number` made into this number."""
    first, second = divmod(number, 1 << _CODE_BITS)
    return chr(first) + (chr(second) if second else "")
