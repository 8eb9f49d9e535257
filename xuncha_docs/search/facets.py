"""How the answers to a query spread over kinds, states, issuers, years, types of unit and themes."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from xuncha_docs.search.analyzer import query_grams
from xuncha_docs.search.corpus import Corpus, Mask
from xuncha_docs.search.entries import Entry
from xuncha_docs.search.filters import ALL, Filters, allowed
from xuncha_docs.search.query import Searcher
from xuncha_docs.search.routes import Route
from xuncha_docs.search.syntax import Query, matches
from xuncha_docs.search.validity import Validity

_HALF = 0.5
_MOST_ISSUERS = 10

Counts = tuple[tuple[str, int], ...]
"""(value as the filter takes it, texts that remain with it), the most first; years the latest first."""
_Rows = list[tuple[Entry, Validity | None, int]]
"""Record, validity, how many of its texts are counted."""


class Counted(StrEnum):
    """Which texts are counted."""

    MATCHING = "符合全部条件"
    HALF = "含检索词一半以上"
    NAMED = "检索词点名"
    TITLES = "名称含检索词"


@dataclass(frozen=True, kw_only=True, slots=True)
class Facets:
    """The texts that answer a query, counted.

    Each facet is counted without its own filter: it says how many texts that value would leave, the other filters
    staying as they are. An issuer counts where its name is part of another's, a type of unit with what binds all.
    """

    counted: Counted
    total: int
    """Texts under all filters."""
    kind: Counts = ()
    status: Counts = ()
    issuer: Counts = ()
    """The ten with most."""
    year: Counts = ()
    """In which a regulation took effect."""
    unit_type: Counts = ()
    theme: Counts = ()


class FacetCounter:
    """Counts over one opened index."""

    def __init__(self, corpus: Corpus, searcher: Searcher) -> None:
        self._corpus = corpus
        self._searcher = searcher

    def count(self, text: str, filters: Filters, *, exact: bool, titles: bool) -> Facets:
        """The answers to a query, counted; QueryError where it cannot be read.

        Of a query with a condition, all texts that match it. Of an article, title or number, the texts it names. Of
        free words, where any pair of characters makes a hit and most hits are of no use: the texts that hold at least
        half of what the best text of the whole index holds of the words, each pair weighed by its rarity, a synonym
        as good as its word. No filter changes which texts these are, so that narrowing leaves exactly the number told.
        """
        counted, found = self._found(text, filters, exact=exact, titles=titles)
        valid = self._searcher.validity(filters.as_of)
        held = np.bincount(self._corpus.entry_of[found], minlength=len(self._corpus.entries))

        def rows(wider: Filters) -> _Rows:
            left = np.flatnonzero(allowed(self._corpus, wider, valid) & (held > 0)).tolist()
            return [(entry, valid.get(entry.id), int(held[i])) for i in left for entry in [self._corpus.entries[i]]]

        return Facets(
            counted=counted,
            total=sum(count for _, _, count in rows(filters)),
            kind=_kinds(rows(replace(filters, kind=None))),
            status=_statuses(rows(replace(filters, status=ALL))),
            issuer=_issuers(rows(replace(filters, issuer=None))),
            year=_years(rows(replace(filters, year=None))),
            unit_type=_unit_types(rows(replace(filters, unit_type=None))),
            theme=_themes(rows(replace(filters, theme=None))),
        )

    def _found(self, text: str, filters: Filters, *, exact: bool, titles: bool) -> tuple[Counted, Mask]:
        """Which documents are counted, whatever the filters."""
        if titles:
            _, places = self._searcher.titled(text, filters.as_of, exact=exact)
            return Counted.TITLES, self._mask(place.number for place in places)
        query, route = self._searcher.read(text, filters.as_of, exact=exact)
        if route.whole:
            return Counted.NAMED, self._mask(route.bonus)
        if query.ranks_only:
            return Counted.HALF, self._fulfilling(query, self._holding_half(query, route))
        return Counted.MATCHING, self._fulfilling(query, self._alive)

    def _mask(self, numbers: Iterable[int]) -> Mask:
        mask = np.zeros(len(self._corpus), np.bool_)
        mask[list(numbers)] = True
        return mask

    @property
    def _alive(self) -> Mask:
        return np.array([entry.alive for entry in self._corpus.entries], np.bool_)[self._corpus.entry_of]

    def _fulfilling(self, query: Query, mask: Mask) -> Mask:
        """Those of the documents that fulfil the query's condition."""
        if query.condition is None:
            return mask
        candidates, sure = self._corpus.candidates(query.condition)
        mask = mask & candidates
        if sure:
            return mask
        texts = ((number, self._corpus.document(number).indexed) for number in np.flatnonzero(mask).tolist())
        return self._mask(number for number, text in texts if matches(query.condition, text))

    def _holding_half(self, query: Query, route: Route) -> Mask:
        """The documents that hold at least half of what the best one holds."""
        instead: defaultdict[str, list[str]] = defaultdict(list)
        for word, synonyms in self._searcher.terms_of(query):
            for gram in query_grams(word):
                instead[gram] += synonyms
        held = np.zeros(len(self._corpus))
        for gram, weight in self._searcher.weights_of(query, route).items():
            numbers = np.unique(np.concatenate([self._corpus.holding(text) for text in (gram, *instead[gram])]))
            held[numbers] += weight * self._corpus.rarity(len(numbers))
        held *= self._alive
        found: Mask = (held > 0) & (held >= _HALF * held.max(initial=0.0))
        return found


def _kinds(rows: _Rows) -> Counts:
    return _most_first((entry.kind, count) for entry, _, count in rows)


def _statuses(rows: _Rows) -> Counts:
    return _most_first((valid.status.value, count) for _, valid, count in rows if valid)


def _issuers(rows: _Rows) -> Counts:
    exactly = _most_first((entry.issuer, count) for entry, _, count in rows if entry.issuer)
    found = _most_first((name, count) for name, _ in exactly for other, count in exactly if name in other)
    return found[:_MOST_ISSUERS]


def _years(rows: _Rows) -> Counts:
    begins = ((valid.effective, count) for _, valid, count in rows if valid)
    return tuple(sorted(_most_first((str(day.year), count) for day, count in begins if day), reverse=True))


def _unit_types(rows: _Rows) -> Counts:
    named = {name for entry, _, _ in rows for name in entry.unit_types}
    return _most_first(
        (name, count) for entry, _, count in rows for name in named if not entry.unit_types or name in entry.unit_types
    )


def _themes(rows: _Rows) -> Counts:
    return _most_first((name, count) for entry, _, count in rows for name in set(entry.themes))


def _most_first(counted: Iterable[tuple[str, int]]) -> Counts:
    """The sum for each value."""
    sums: Counter[str] = Counter()
    for value, count in counted:
        sums[value] += count
    return tuple(sorted(sums.items(), key=lambda pair: (-pair[1], pair[0])))
