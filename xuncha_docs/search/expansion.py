"""What labelled questions have taught: the pairs of characters in articles that answer questions of such wording.

A linear map from the characters and pairs of a question to pairs of statute text, learned by `learning` and shipped as
data; it only adds to what the question's own words find, and the less the question resembles those it learned from.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from xuncha_docs.search.analyzer import is_ascii_run, runs
from xuncha_docs.search.arrays import gram_number, number_gram

SHIPPED = Path(__file__).parent / "expansion.npz"
"""Learned from the public questions of STARD (MIT licence); see `learning`."""
_MOST_GRAMS = 60
_SURE = 0.19
"""Length of the learned vector from which on it counts in full: the lower quartile of held-out questions."""
_FEWEST_PAIRS = 5
"""Of a question; fewer are key words, which are to be taken as they are."""
_STEPS = 255


def features(text: str) -> tuple[list[int], list[int]]:
    """(characters, pairs) of a question as numbers, each once; runs of letters and digits are left out."""
    found = [run for run in runs(text) if not is_ascii_run(run)]
    characters = {gram_number(char) for run in found for char in run}
    pairs = {gram_number(run[i : i + 2]) for run in found for i in range(len(run) - 1)}
    return sorted(characters), sorted(pairs)


@dataclass(frozen=True, kw_only=True)
class Expansion:
    """The map; `len(features)` rows over `len(grams)` columns, few of them filled."""

    features: NDArray[np.int64]
    """Sorted: characters and pairs of questions."""
    rarities: NDArray[np.float32]
    """Of each feature among the questions it was learned from."""
    unseen: float
    """Rarity of a feature that none of them has."""
    grams: NDArray[np.int64]
    starts: NDArray[np.int64]
    """Where the cells of each feature begin; one more for the end."""
    columns: NDArray[np.int32]
    values: NDArray[np.uint8]
    scales: NDArray[np.float32]
    """Of each feature: the weight that its value 255 stands for."""

    def save(self, path: Path) -> None:
        """Writes the map as one compressed file."""
        np.savez_compressed(path, **{name: getattr(self, name) for name in self.__dataclass_fields__})

    @classmethod
    def load(cls, path: Path) -> Self:
        """The map that `save` wrote."""
        with np.load(path) as stored:
            return cls(**{name: stored[name] for name in stored.files} | {"unseen": float(stored["unseen"])})

    def of(self, text: str) -> tuple[dict[str, float], float]:
        """(weight of each of at most 60 pairs, how surely they count: 0 to 1) for a question."""
        characters, pairs = features(text)
        if len(pairs) < _FEWEST_PAIRS:
            return {}, 0.0
        total = np.zeros(len(self.grams))
        for numbers in (characters, pairs):
            places, shares = self.shares(numbers)
            for place, share in zip(places, shares, strict=True):
                cells = slice(self.starts[place], self.starts[place + 1])
                total[self.columns[cells]] += self.values[cells] * (share * self.scales[place] / _STEPS)
        found = np.flatnonzero(total)
        if len(found) > _MOST_GRAMS:
            found = found[np.argpartition(total[found], -_MOST_GRAMS)[-_MOST_GRAMS:]]
        weights = {self._names[place]: float(total[place]) for place in found.tolist()}
        return weights, min(1.0, float(np.linalg.norm(total[found])) / _SURE)

    def shares(self, numbers: Iterable[int]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """(rows of the features that are known, what each weighs in a question of length 1)."""
        wanted = np.array(list(numbers), np.int64)
        places = np.searchsorted(self.features, wanted)
        known = self.features[np.minimum(places, len(self.features) - 1)] == wanted
        places = places[known]
        rarities = self.rarities[places].astype(np.float64)
        length = np.sqrt((rarities**2).sum() + self.unseen**2 * (~known).sum())
        return places, rarities * np.sqrt(0.5) / max(float(length), 1e-9)

    @cached_property
    def _names(self) -> list[str]:
        return [number_gram(number) for number in self.grams.tolist()]
