"""What public questions have taught: the words of the articles that answer questions of such wording, and their laws.

Both only add to what the question's own words find, and the less the question resembles those they were learned from.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np

from xuncha_docs.search.linear_map import LinearMap, features

SHIPPED = Path(__file__).parent / "expansion.npz"
"""Learned from the public questions of STARD (MIT licence); see `learning`."""
_MOST_GRAMS, _MOST_LAWS = 40, 10
_SURE = 0.165
"""Length of the learned vector from which on it counts in full: the lower quartile of held-out questions.

A shorter one counts by its square, so that questions about something else are answered by their own words: MRR@10 .458
instead of .452 with each fifth of the subjects held out, much the same where the subject is known.
"""
_FEWEST_PAIRS = 5
"""Of a question; fewer are key words, which are to be taken as they are."""
_HARDLY = 0.02
"""Of all that is learned about a law, so little is as good as nothing."""


@dataclass(frozen=True, slots=True)
class Expansion:
    """The maps from questions to grams of statute text, and to the titles of laws."""

    words: LinearMap
    laws: LinearMap

    @classmethod
    def load(cls, path: Path) -> Self:
        """The expansion that `save` wrote."""
        return cls(LinearMap.load(path), LinearMap.load(_laws_file(path)))

    def save(self, path: Path) -> None:
        """Writes two files, that of the laws beside that of the words."""
        self.words.save(path)
        self.laws.save(_laws_file(path))

    def of(self, text: str) -> tuple[dict[str, float], float]:
        """(weights of at most 40 grams, how surely they count: 0 to 1) for a question; none for key words."""
        _, pairs = features(text)
        if len(pairs) < _FEWEST_PAIRS:
            return {}, 0.0
        weights = self.words.of(text, _MOST_GRAMS)
        return weights, min(1.0, float(np.linalg.norm(list(weights.values()))) / _SURE) ** 2

    def laws_of(self, text: str) -> dict[str, float]:
        """The titles of at most ten laws that answer such questions: 1 for the likeliest, others by the logarithm."""
        likely = self.laws.of(text, _MOST_LAWS)
        highest = np.log1p(max(likely.values(), default=1.0) / _HARDLY)
        return {law: float(np.log1p(share / _HARDLY) / highest) for law, share in likely.items()}


def _laws_file(path: Path) -> Path:
    return path.with_suffix(".laws.npz")
