"""The score of a document: its own words, those of its regulation, and how often its kind answers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from xuncha_docs.library.records import CatalogEntry, Finding, FocusPoint, FunctionList, RegulationKind, Term
from xuncha_docs.search.corpus import Corpus, Numbers, Scores
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
_WORDS, _MOST_WORDS = 2.2, 1.25
"""What a document adds that says all the query's words, and at most: the less of them the best document says, the less
they tell beside the rest."""
_EVIDENCE = 0.5
"""What the evidence of the whole regulation adds: the mean of its best articles, of at most 1."""
_LEARNED, _LEARNED_LAW, _PRIOR_WITH_LEARNED = 0.5, 0.2, 0.5
"""Where what was learned counts in full: what learned words add, what the likeliest law adds in place of the evidence,
and what is left of the prior, which they mostly know already."""
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
    laws: Scores
    """Of each entry, 0 to 1: how likely its articles answer."""
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
        self,
        scores: Scores,
        named: Mapping[int, float],
        *,
        alone: bool,
        learned: Learned | None = None,
        among: Numbers | None = None,
    ) -> Iterator[Ranked]:
        """The documents with a score above 0, best first, by the recipe; the arrays of scores are used up.

        `named` adds to the documents that the query names; `alone`: those keep their own order. `among`: the documents
        that the scores are of, where they are not of all.
        """
        sure = learned.sureness if learned else 0.0
        scores *= min(_WORDS, _MOST_WORDS / _most(scores))
        own = both = scores
        if learned:
            both = learned.scores * (_LEARNED * sure / _most(learned.scores))
            both += own
        places = best_first(both, _RANKED)
        if named:
            at = np.fromiter(named, np.intp)
            at = at if among is None else np.searchsorted(among, at)
            places = np.concatenate([places, np.setdiff1d(at, places)])
        numbers = places if among is None else among[places]
        owners = self._owners[numbers]
        words = own[places]
        columns = {"字词": words}
        if learned:
            columns["学得的相关词"] = both[places] - words
            columns["学得的法规"] = learned.laws[owners] * (sure * _LEARNED_LAW)
        columns["同一法规的其他条文"] = _evidence(words, owners) * ((1 - sure) * _EVIDENCE)
        columns["类别和篇幅"] = self._prior[owners] * (1 - sure * (1 - _PRIOR_WITH_LEARNED))
        if named:
            columns = _with_bonus(columns, numbers, named, alone=alone)
        total = reduce(np.add, columns.values())
        for place in _falling(total, numbers):
            parts = tuple((name, float(values[place])) for name, values in columns.items() if values[place])
            yield Ranked(number=int(numbers[place]), total=float(total[place]), parts=parts)
        if len(places) >= _RANKED:
            rest = both.copy()
            rest[places] = 0.0
            for place in best_first(rest, len(rest)).tolist():
                share = float(both[place])
                number = place if among is None else int(among[place])
                yield Ranked(number=number, total=share, parts=(("字词", share),))


def _with_bonus(
    columns: Mapping[str, Scores], numbers: NDArray[np.integer], named: Mapping[int, float], *, alone: bool
) -> dict[str, Scores]:
    """The parts of the score with what the query's names add; `alone`: nothing else counts where they do."""
    bonus = np.array([named.get(number, 0.0) for number in numbers.tolist()])
    counts = np.where((bonus > 0) & alone, 0.0, 1.0)
    return {"点名": bonus} | {name: values * counts for name, values in columns.items()}


def scaled(scores: Scores) -> Scores:
    """The scores, changed in place so that the highest is 1."""
    scores *= 1 / _most(scores)
    return scores


def _most(scores: Scores) -> float:
    return max(float(scores.max(initial=0.0)), _BARELY)


def _first_of_records(owners: NDArray[np.int64]) -> NDArray[np.intp]:
    """Places of the documents that are among the first five of their record."""
    order = np.argsort(owners.astype(np.min_scalar_type(owners.max(initial=0))), kind="stable")  # 16 位的排得快十倍
    ordered = owners[order]
    first = np.ones(len(order), np.bool_)
    np.not_equal(ordered[_BEST_OF_RECORD:], ordered[:-_BEST_OF_RECORD], out=first[_BEST_OF_RECORD:])
    return order[first]


def _evidence(scores: Scores, owners: NDArray[np.int64]) -> Scores:
    """For each document the mean score of the first five of its record, scaled to 1."""
    first = _first_of_records(owners)
    sums = np.bincount(owners[first], scores[first], minlength=1).astype(np.float64, copy=False)
    return sums[owners] / max(float(sums.max()), _BARELY)


def _falling(total: Scores, numbers: NDArray[np.integer]) -> Iterator[int]:
    """Places by falling total, equal ones by number; the first few are sorted alone, as often no more are wanted."""
    bound = np.partition(total, -_FIRST)[-_FIRST] if len(total) > _FIRST else -1.0
    among_first = total >= bound
    for chosen in (among_first, ~among_first):
        part = np.flatnonzero(chosen)
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
    ordered = values[order]
    groups = np.zeros(len(order), np.intp)
    np.cumsum(ordered[1:] != ordered[:-1], out=groups[1:])
    groups *= len(order)
    order += groups
    order.sort()
    order -= groups
    return order
