"""The score of a document: its own words, those of its regulation, and how often its kind answers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xuncha_docs.library.records import CatalogEntry, Finding, FocusPoint, FunctionList, RegulationKind, Term
from xuncha_docs.search.corpus import Corpus, Scores
from xuncha_docs.search.documents import SEARCHED

_PRIORS = {
    RegulationKind.LAW: 0.3,
    RegulationKind.PARTY_REGULATION: 0.3,
    RegulationKind.JUDICIAL_INTERPRETATION: 0.15,
    RegulationKind.ADMINISTRATIVE_REGULATION: 0.03,
    SEARCHED[FocusPoint]: 0.3,
    SEARCHED[Finding]: 0.3,
    SEARCHED[FunctionList]: 0.0,
    SEARCHED[CatalogEntry]: 0.0,
    SEARCHED[Term]: 0.0,
}
"""What a kind of record adds; set by hand, not learned. Kinds that are not named add nothing."""
_SIZE_PRIOR = 0.4
"""What the regulation with most articles adds, a smaller one by the logarithm: broad texts answer more questions."""
_EVIDENCE = 0.5
"""What the evidence of the whole regulation adds: the mean of its best articles, of at most 1."""
_LEARNED, _LEARNED_EVIDENCE, _PRIOR_WITH_LEARNED = 0.5, 0.37, 0.5
"""Where learned words count in full: what they add, what the evidence by them adds in place of the words' own, and what
is left of the prior, which they mostly know already."""
_BEST_OF_RECORD = 5
_RANKED = 2000
"""So many documents, the best by their words, are ranked by the whole recipe; any others follow by their words."""
_FIRST = 128
_BLOCKS = 1024
_FEW = 8
"""Of the parts of the corpus, less than one in so many are few."""
_BARELY = 1e-9


@dataclass(frozen=True, kw_only=True, slots=True)
class Ranked:
    """One document with its score and what the score is made of."""

    number: int
    total: float
    parts: tuple[tuple[str, float], ...]
    """(name in Chinese, what it adds)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Learned:
    """What the learned expansion of a query finds."""

    scores: Scores
    sureness: float
    """0 to 1: how much the query resembles those it was learned from."""


class Ranking:
    """The recipe over one corpus."""

    def __init__(self, corpus: Corpus) -> None:
        self._owners = corpus.entry_of
        regulations = frozenset(RegulationKind)
        sizes = np.log1p([entry.count if entry.kind in regulations else 0 for entry in corpus.entries])
        self._prior = np.array([_PRIORS.get(entry.kind, 0.0) for entry in corpus.entries])
        self._prior += _SIZE_PRIOR * sizes / max(float(sizes.max(initial=0.0)), 1.0)

    def rank(
        self, scores: Scores, named: Mapping[int, float], *, alone: bool, learned: Learned | None = None
    ) -> Iterator[Ranked]:
        """The documents with a score above 0, best first, by the recipe; the arrays of scores are used up.

        `named` adds to the documents that the query names; `alone`: those keep their own order.
        """
        sure = learned.sureness if learned else 0.0
        own = both = scaled(scores)
        if learned:
            most = _most(learned.scores)
            both = learned.scores * (_LEARNED * sure / most)
            both += own
        numbers = best_first(both, _RANKED)
        if named:
            numbers = np.concatenate([numbers, np.setdiff1d(np.fromiter(named, np.intp), numbers)])
        owners = self._owners[numbers]
        first = _first_of_records(owners)
        evidence = _evidence(own[numbers], owners, first) * ((1 - sure) * _EVIDENCE)
        if learned:
            evidence += _evidence(learned.scores[numbers] / most, owners, first) * (sure * _LEARNED_EVIDENCE)
        prior = self._prior[owners] * (1 - sure * (1 - _PRIOR_WITH_LEARNED))
        bonus = np.array([named.get(number, 0.0) for number in numbers.tolist()]) if named else np.zeros(len(numbers))
        counts = np.where((bonus > 0) & alone, 0.0, 1.0)
        columns = {
            "点名": bonus,
            "字词": own[numbers] * counts,
            "学得的相关词": (both[numbers] - own[numbers]) * counts,
            "同一法规的其他条文": evidence * counts,
            "类别和篇幅": prior * counts,
        }
        total = np.sum(list(columns.values()), axis=0)
        for place in _falling(total, numbers):
            parts = tuple((name, float(values[place])) for name, values in columns.items() if values[place])
            yield Ranked(number=int(numbers[place]), total=float(total[place]), parts=parts)
        if len(numbers) >= _RANKED:
            rest = both.copy()
            rest[numbers] = 0.0
            for number in best_first(rest, len(rest)).tolist():
                share = float(both[number])
                yield Ranked(number=number, total=share, parts=(("字词", share),))


def scaled(scores: Scores) -> Scores:
    """The scores, changed in place so that the highest is 1."""
    scores *= 1 / _most(scores)
    return scores


def _most(scores: Scores) -> float:
    return max(float(scores.max(initial=0.0)), _BARELY)


def _first_of_records(owners: NDArray[np.int64]) -> NDArray[np.intp]:
    """Places of the documents that are among the first five of their record."""
    order = np.argsort(owners.astype(np.min_scalar_type(owners.max(initial=0))), kind="stable")  # 16 位的排得快十倍
    begins = np.flatnonzero(np.diff(owners[order], prepend=-1))
    behind = np.arange(len(order)) - np.repeat(begins, np.diff(begins, append=len(order)))
    return order[behind < _BEST_OF_RECORD]


def _evidence(scores: Scores, owners: NDArray[np.int64], first: NDArray[np.intp]) -> Scores:
    """For each document the mean score of the first five of its record, scaled to 1."""
    sums = np.bincount(owners[first], scores[first], minlength=1).astype(np.float64, copy=False)
    return sums[owners] / max(float(sums.max()), _BARELY)


def _falling(total: Scores, numbers: NDArray[np.intp]) -> Iterator[int]:
    """Places by falling total, equal ones by number; the first few are sorted alone, as often no more are wanted."""
    bound = np.partition(total, -_FIRST)[-_FIRST] if len(total) > _FIRST else -1.0
    for part in (np.flatnonzero(total >= bound), np.flatnonzero(total < bound)):
        yield from part[np.lexsort((numbers[part], -total[part]))].tolist()


def best_first(scores: Scores, count: int) -> NDArray[np.intp]:
    """The `count` documents with the highest scores above 0, best first, equal ones in their order; all if fewer."""
    found = _candidates(scores, count)
    values = scores[found]
    if len(found) > 2 * count:
        found = found[values >= np.partition(values, -count)[-count]]
        values = scores[found]
    return found[_falling_stable(values)][:count]


def _candidates(scores: Scores, count: int) -> NDArray[np.intp]:
    """Documents in order, the `count` best and all equal to them among them; only parts that hold such are looked at.

    So many of the highest scores of parts of the corpus are a bound that at least `count` documents reach.
    """
    parts = max(_BLOCKS, 2 * count)
    whole = len(scores) // parts * parts
    if not whole:
        return np.flatnonzero(scores)
    blocks = scores[:whole].reshape(-1, parts)
    tops = blocks.max(axis=0)
    bound = float(np.partition(tops, -count)[-count])
    if bound <= 0:
        return np.flatnonzero(scores)
    columns = np.flatnonzero(tops >= bound)
    if len(columns) > parts // _FEW:
        return np.flatnonzero(scores >= bound)
    rows, places = np.nonzero(blocks[:, columns] >= bound)
    return np.concatenate([np.sort(rows * parts + columns[places]), whole + np.flatnonzero(scores[whole:] >= bound)])


def _falling_stable(values: Scores) -> NDArray[np.intp]:
    """Places by falling value, equal ones in their order; many times faster than numpy's own stable sort."""
    order = np.argsort(-values)
    groups = np.cumsum(np.diff(values[order], prepend=values[order[:1]]) != 0)
    found: NDArray[np.intp] = np.sort(groups * len(values) + order) - groups * len(values)
    return found
