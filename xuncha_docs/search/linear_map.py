"""A linear map from the characters and pairs of a question to named columns: what labelled questions have taught."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from xuncha_docs.search.analyzer import is_ascii_run, runs
from xuncha_docs.search.arrays import gram_number

NO_BREACH = ""
"""The name under which conduct that breaches nothing is learned."""
PARTS = (0.3, 0.7)
"""What the characters and the pairs of a question say of all it says."""
STEPS = 127
"""The strongest cell of a row is stored as 127, or as -127 where it speaks against its column."""


@lru_cache(maxsize=1)
def features(text: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """(characters, pairs) of a question as numbers, each once; runs of letters and digits are left out."""
    found = [run for run in runs(text) if not is_ascii_run(run)]
    characters = {gram_number(char) for run in found for char in run}
    pairs = {gram_number(run[i : i + 2]) for run in found for i in range(len(run) - 1)}
    return tuple(sorted(characters)), tuple(sorted(pairs))


@dataclass(frozen=True, kw_only=True)
class LinearMap:
    """A row for each feature, a column for each name; few cells are filled."""

    features: NDArray[np.int64]
    """Sorted: characters and pairs of questions."""
    rarities: NDArray[np.float32]
    """Of each feature among the questions it was learned from."""
    unseen: float
    """Rarity of a feature that none of them has."""
    names: NDArray[np.str_]
    starts: NDArray[np.int64]
    """Where the cells of each row begin; one more for the end."""
    columns: NDArray[np.int32]
    values: NDArray[np.int8]
    scales: NDArray[np.float32]
    """Of each row: the weight that its value 127 stands for."""

    def save(self, path: Path) -> None:
        """Writes the map as one compressed file."""
        np.savez_compressed(path, **{name: getattr(self, name) for name in self.__dataclass_fields__})

    @classmethod
    def load(cls, path: Path) -> Self:
        """The map that `save` wrote."""
        with np.load(path) as stored:
            return cls(**{name: stored[name] for name in stored.files} | {"unseen": float(stored["unseen"])})

    def of(self, text: str, most: int) -> dict[str, float]:
        """The weights of the at most `most` strongest names for a question; only those above 0."""
        rows, shares = (np.concatenate(part) for part in zip(*map(self.shares, features(text), PARTS), strict=True))
        lengths = self.starts[rows + 1] - self.starts[rows]
        cells = np.arange(int(lengths.sum())) + np.repeat(self.starts[rows] - np.cumsum(lengths) + lengths, lengths)
        weights = self.values[cells] * np.repeat(shares * self.scales[rows] / STEPS, lengths)
        total = np.bincount(self.columns[cells], weights, minlength=len(self.names))
        found = np.flatnonzero(total > 0)
        if len(found) > most:
            found = found[np.argpartition(total[found], -most)[-most:]]
        return dict(zip(self.names[found].tolist(), total[found].tolist(), strict=True))

    def shares(self, numbers: Iterable[int], part: float) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """(rows of the features that are known, what each weighs in a question where all weigh `part`)."""
        wanted = np.array(list(numbers), np.int64)
        places = np.searchsorted(self.features, wanted)
        known = self.features[np.minimum(places, len(self.features) - 1)] == wanted
        places = places[known]
        rarities = self.rarities[places].astype(np.float64)
        length = np.sqrt((rarities**2).sum() + self.unseen**2 * (~known).sum())
        return places, rarities * np.sqrt(part) / max(float(length), 1e-9)


def marks_file(map_file: Path) -> Path:
    """Where the marks of the articles that a map names stand."""
    return map_file.with_suffix(".marks.json")


def read_marks(map_file: Path) -> dict[str, str]:
    """Citation -> telling pairs of characters of that article, by which another version under its number is told apart.

    {} where no marks were written.
    """
    path = marks_file(map_file)
    found: dict[str, str] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return found
