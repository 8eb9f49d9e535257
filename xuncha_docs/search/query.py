"""A query -> ranked hits: citations, titles and document numbers first, then the rest of the texts by score."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from itertools import islice
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from xuncha_docs.library.citation import Citation
from xuncha_docs.library.library import Library
from xuncha_docs.library.records import RegulationKind, Status, Term
from xuncha_docs.search.analyzer import fold
from xuncha_docs.search.corpus import Corpus, Mask, Numbers, Scores
from xuncha_docs.search.documents import SEARCHED, Document
from xuncha_docs.search.entries import Entry
from xuncha_docs.search.expansion import Expansion
from xuncha_docs.search.filters import Filters, allowed, validity
from xuncha_docs.search.highlight import Spans, spans_of, wanted_in, why
from xuncha_docs.search.ranking import Learned, Ranked, Ranking
from xuncha_docs.search.routes import Route, Routes
from xuncha_docs.search.syntax import Query, matches, parse_query
from xuncha_docs.search.titles import Titles
from xuncha_docs.search.validity import Validity
from xuncha_docs.search.words import Words

_SYNONYM_WEIGHT, _MENTION_WEIGHT = 0.3, 0.2
_NO_LONGER_IN_FORCE, _TERM = 0.9, 0.5
_BARELY = 1e-9
_KEPT_VIEWS = 32


@dataclass(frozen=True, kw_only=True, slots=True)
class Hit:
    """One document that answers a query."""

    record_id: str
    kind: str
    """Record kind, or the regulation kind for an article."""
    document: Document
    score: float
    parts: tuple[tuple[str, float], ...]
    """(name in Chinese, what it adds to the score)."""
    status: Status | None
    """On the day asked for, else as of the newest text held; None for records without validity."""
    effective: date | None = None
    ended: date | None = None
    dates_certain: bool = True
    found_by: str = ""
    """What the query named outright, in Chinese; empty for all other hits."""
    wanted: Callable[[Document], list[str]] = field(repr=False, compare=False)
    """The pieces of a document that answer the query, folded."""

    @property
    def title(self) -> str:
        """Of the regulation or the record."""
        return self.document.title

    @property
    def citation(self) -> Citation | None:
        """The article, or the natural paragraph; None for records that are no regulation."""
        return self.document.citation

    @property
    def headings(self) -> tuple[str, ...]:
        """What stands above the text: chapters, themes."""
        return self.document.headings

    @property
    def text(self) -> str:
        """The whole text of the document."""
        return self.document.text

    @property
    def spans(self) -> Spans:
        """Where the query's words stand in `text`; sorted, apart from each other."""
        return spans_of(self.text, self.wanted(self.document))

    @property
    def why(self) -> str:
        """What matched, in Chinese."""
        return why(self.document, self.wanted(self.document), self.found_by)


@dataclass(frozen=True, kw_only=True)
class View:
    """What filters leave of the corpus; many are kept, so what few ask for is made when asked for."""

    valid: dict[str, Validity]
    owners: NDArray[np.int64]
    """The entry of each document."""
    entry_shares: Scores
    """What part of its score a document of an entry keeps; 0 where it may not be a hit."""

    @cached_property
    def may(self) -> Mask:
        """Which documents may be hits."""
        found: Mask = (self.entry_shares > 0)[self.owners]
        return found

    @cached_property
    def shares(self) -> Scores:
        """What part of its score each document keeps; 0 where it may not be a hit."""
        found: Scores = self.entry_shares[self.owners]
        return found

    @cached_property
    def few(self) -> Numbers | None:
        """The documents that may be hits, where they are less than half, and so better looked at alone."""
        found = np.flatnonzero(self.entry_shares[self.owners]).astype(np.int32)
        return found if 2 * len(found) < len(self.owners) else None

    @cached_property
    def _shares_of_few(self) -> Scores:
        found: Scores = self.entry_shares[self.owners[self.few]]
        return found

    def left(self, scores: Scores) -> Scores:
        """The scores of the few, else of all, each with its share; the array of scores is used up."""
        if self.few is not None:
            return scores.take(self.few) * self._shares_of_few
        scores *= self.shares
        return scores


class Searcher:
    """Search over one opened index and the library it was built from."""

    def __init__(self, corpus: Corpus, library: Library, words: Words, expansion: Expansion | None) -> None:
        self._corpus = corpus
        self._words = words
        self._expansion = expansion
        self._routes = Routes(corpus, library)
        self._titles = Titles(corpus)
        self._ranking = Ranking(corpus)
        self.validity = lru_cache(_KEPT_VIEWS)(lambda as_of: validity(corpus.entries, as_of))
        self.view = lru_cache(_KEPT_VIEWS)(self._view)
        self._regulations = lru_cache(None)(self._named_regulations)

    def search(
        self, text: str, filters: Filters, *, limit: int, exact: bool = False, learned: bool = True
    ) -> list[Hit]:
        """At most `limit` hits, best first; QueryError where the query cannot be read."""
        query, route = self.read(text, filters.as_of, exact=exact)
        return self._hits(query, route, filters, limit, learned=learned)

    def read(self, text: str, as_of: date | None, *, exact: bool) -> tuple[Query, Route]:
        """What a query asks for and what it names; QueryError where it cannot be read."""
        route = self._routes.cited(text, as_of) or self._routes.titled(text)
        if route:
            return Query(free=(text,)), route
        query = parse_query(text, exact=exact)
        return query, self._routes.mentioned(word for part in query.free for word in self._words.cut(part))

    def search_titles(self, text: str, filters: Filters, *, limit: int, exact: bool = False) -> list[Hit]:
        """At most `limit` hits, one for each record whose names hold all of the query: the best covered title first."""
        query, named = self.titled(text, filters.as_of, exact=exact)
        view = self.view(filters)
        return [self.hit(place, query, view) for place in islice((p for p in named if view.may[p.number]), limit)]

    def titled(self, text: str, as_of: date | None, *, exact: bool) -> tuple[Query, list[Ranked]]:
        """The query, and of each record whose names hold it the first document, best first."""
        query = parse_query(text, exact=exact)
        return query, self._titles.bearing(query, self.validity(as_of))

    def search_text(self, text: str, filters: Filters, *, limit: int) -> list[Hit]:
        """At most `limit` hits, best first, for running text, which is no query: nothing in it is an operator."""
        return self._hits(Query(free=(text,)), Route(whole=True), filters, limit, learned=False)

    def _hits(self, query: Query, route: Route, filters: Filters, limit: int, *, learned: bool) -> list[Hit]:
        view = self.view(filters)
        ranked = islice(self._ranked(query, route, view, learned=learned and not route.whole), limit)
        return [self.hit(place, query, view, route.why if place.number in route.bonus else "") for place in ranked]

    def documents_of(self, record_id: str) -> range:
        """The documents of a record."""
        return self._routes.documents_of(record_id)

    def _view(self, filters: Filters) -> View:
        """What the filters leave."""
        valid = self.validity(filters.as_of)
        may = allowed(self._corpus, filters, valid)
        shares = np.array([_share(entry, valid.get(entry.id)) for entry in self._corpus.entries])
        return View(valid=valid, owners=self._corpus.entry_of, entry_shares=shares * may)

    def _ranked(self, query: Query, route: Route, view: View, *, learned: bool) -> Iterator[Ranked]:
        """Documents that match, best first; texts are read only as far as hits are taken."""
        if query.condition is None:
            named = {number: bonus for number, bonus in route.bonus.items() if view.may[number]}
            scores = view.left(self._scores(query, route))
            taught = self._learned(query, view) if learned else None
            yield from self._ranking.rank(scores, named, alone=route.whole, learned=taught, among=view.few)
            return
        mask, sure = self._corpus.candidates(query.condition)
        least = 0.0 if query.ranks_only else _BARELY  # 符合条件而没有得分的也算命中，排在最后
        scores = self.own_scores(query, view, route)
        scores = np.where(mask & view.may, np.maximum(scores, least), 0.0)
        for place in self._ranking.rank(scores, {}, alone=False):
            if sure or matches(query.condition, self._corpus.document(place.number).indexed):
                yield place

    def own_scores(self, query: Query, view: View, route: Route) -> Scores:
        """BM25 of each document that the filters leave, for the query's words and their synonyms."""
        scores = self._scores(query, route)
        scores *= view.shares
        return scores

    def _scores(self, query: Query, route: Route) -> Scores:
        synonyms = dict.fromkeys(self._synonyms_of(query), _SYNONYM_WEIGHT)
        return self._corpus.score(self.weights_of(query, route), synonyms)

    def _learned(self, query: Query, view: View) -> Learned | None:
        if self._expansion is None:
            return None
        text = " ".join(query.free)
        weights, sureness = self._expansion.of(text)
        if not weights:
            return None
        laws = np.zeros(len(self._corpus.entries))
        for title, share in self._expansion.laws_of(text).items():
            laws[self._regulations(title)] = share
        return Learned(scores=view.left(self._corpus.score(weights)), laws=laws, sureness=sureness)

    def _named_regulations(self, title: str) -> list[int]:
        """The entries of all versions of the regulation with this title."""
        kinds = frozenset(RegulationKind)
        return [entry for entry in self._routes.named(title) if self._corpus.entries[entry].kind in kinds]

    def weights_of(self, query: Query, route: Route) -> dict[str, float]:
        """Grams to look up; the pairs of a regulation's name say little about which of its articles is wanted."""
        weights: dict[str, float] = {}
        for text in query.sought:
            weights.update(self._words.weights(text))
        weights.update(dict.fromkeys(self._words.weights(route.mention), _MENTION_WEIGHT))
        return weights

    def _synonyms_of(self, query: Query) -> list[str]:
        """The other words of the terms that the query uses, each once."""
        return list(dict.fromkeys(synonym for _, synonyms in self.terms_of(query) for synonym in synonyms))

    def terms_of(self, query: Query) -> list[tuple[str, tuple[str, ...]]]:
        """The words of the query that have synonyms, each with them."""
        words = dict.fromkeys(word for text in query.sought for word in (fold(text), *self._words.cut(text)))
        return [(word, self._synonyms[word]) for word in words if word in self._synonyms]

    @cached_property
    def _synonyms(self) -> dict[str, tuple[str, ...]]:
        """Folded word -> the other words of its terms."""
        found: dict[str, tuple[str, ...]] = {}
        terms = (entry for entry in self._corpus.entries if entry.alive and entry.kind == SEARCHED[Term])
        for term in sorted(terms, key=attrgetter("id")):
            group = (term.title, *term.synonyms)
            for word in group:
                found[fold(word)] = (*found.get(fold(word), ()), *(other for other in group if other != word))
        return found

    def hit(self, place: Ranked, query: Query, view: View, found_by: str = "") -> Hit:
        """The hit that a ranked document is."""
        entry = self._corpus.entries[int(self._corpus.entry_of[place.number])]
        binding = view.valid.get(entry.id)
        return Hit(
            record_id=entry.id,
            kind=entry.kind,
            document=self._corpus.document(place.number),
            score=round(place.total, 4),
            parts=place.parts,
            status=binding.status if binding else None,
            effective=binding.effective if binding else None,
            ended=binding.ended if binding else None,
            dates_certain=binding.dates_certain if binding else True,
            found_by=found_by,
            wanted=lambda document: wanted_in(document, query.sought, self._words, self._synonyms_of(query)),
        )


def _share(entry: Entry, valid: Validity | None) -> float:
    """What part of its score an entry keeps, so that of equal texts the more useful one comes first."""
    if entry.kind == SEARCHED[Term]:
        return _TERM
    return _NO_LONGER_IN_FORCE if valid and valid.status in (Status.SUPERSEDED, Status.REPEALED) else 1.0
