"""Words of the articles that answer questions of such wording, learned from public questions.

They only add to what the question's own words find, and the less the question resembles those they were learned from.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np

from xuncha_docs.search.linear_map import LinearMap, features

SHIPPED = Path(__file__).parent / "expansion.npz"
"""Learned from the public questions of STARD (MIT licence); see `learning`."""
_MOST_GRAMS = 40
_SURE = 0.165
"""Length of the learned vector from which on it counts in full: the lower quartile of held-out questions."""
_FEWEST_PAIRS = 5
"""Of a question; fewer are key words, which are to be taken as they are."""


@dataclass(frozen=True, slots=True)
class Expansion:
    """The map from questions to grams of statute text."""

    map: LinearMap

    @classmethod
    def load(cls, path: Path) -> Self:
        """The expansion in a file that `learning` wrote."""
        return cls(LinearMap.load(path))

    def of(self, text: str) -> tuple[dict[str, float], float]:
        """(weights of at most 40 grams, how surely they count: 0 to 1) for a question; none for key words."""
        _, pairs = features(text)
        if len(pairs) < _FEWEST_PAIRS:
            return {}, 0.0
        weights = self.map.of(text, _MOST_GRAMS)
        return weights, min(1.0, float(np.linalg.norm(list(weights.values()))) / _SURE)
