"""A query -> ranked hits: citations, titles and document numbers first, then the rest of the texts by score."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from xuncha_docs.library.citation import Citation
from xuncha_docs.library.library import Library
from xuncha_docs.library.records import Status, Term
from xuncha_docs.search.analyzer import Words, fold
from xuncha_docs.search.documents import SEARCHED, document_at
from xuncha_docs.search.filters import Filters, Validity, allowed, validity
from xuncha_docs.search.highlight import Spans, spans_of, wanted_in, why
from xuncha_docs.search.routes import Route, Routes
from xuncha_docs.search.scoring import Corpus, Entry, Mask, Scores, matches, query_grams
from xuncha_docs.search.syntax import Leaf, Query, parse_query

_PAIR_WEIGHT, _WORD_BONUS, _SYNONYM_WEIGHT, _MENTION_WEIGHT = 1.0, 1.0, 0.5, 0.2
_NO_LONGER_IN_FORCE, _TERM = 0.9, 0.5
_FIRST = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Hit:
    """One document that answers a query."""

    record_id: str
    kind: str
    """Record kind, or the regulation kind for an article."""
    title: str
    citation: Citation | None
    """The article, or the natural paragraph; None for records that are no regulation."""
    headings: tuple[str, ...]
    text: str
    """The whole text of the document."""
    spans: Spans
    """Where the query's words stand in `text`; sorted, apart from each other."""
    score: float
    status: Status | None
    """On the day asked for, else as of the newest text held; None for records without validity."""
    effective: date | None = None
    ended: date | None = None
    dates_certain: bool = True
    why: str
    """What matched, in Chinese."""


class Searcher:
    """Search over one opened index and the library it was built from."""

    def __init__(self, corpus: Corpus, library: Library, words: Words) -> None:
        self._corpus = corpus
        self._library = library
        self._words = words
        self._routes = Routes(corpus, library)
        self._valid: dict[date | None, dict[str, Validity]] = {}

    def search(self, text: str, filters: Filters, *, limit: int, exact: bool = False) -> list[Hit]:
        """At most `limit` hits, best first; QueryError where the query cannot be read."""
        route = self._routes.cited(text, filters.as_of) or self._routes.titled(text)
        query = Query(free=(text,)) if route else parse_query(text, exact=exact)
        if route is None:
            route = self._routes.mentioned(word for part in query.free for word in self._words.cut(part))
        valid = self._validity(filters.as_of)
        may = allowed(self._corpus, filters, valid)[self._corpus.entry_of]
        scores = self._scores(query, route, valid)
        hits: list[Hit] = []
        for document in self._ranked(query, scores, may, route):
            if len(hits) >= limit:
                break
            hits.append(self._hit(document, float(scores[document]), query, route, valid))
        return hits

    def _validity(self, as_of: date | None) -> dict[str, Validity]:
        if as_of not in self._valid:
            self._valid[as_of] = validity(self._library, as_of)
        return self._valid[as_of]

    def _scores(self, query: Query, route: Route, valid: dict[str, Validity]) -> Scores:
        shares = np.array([_share(entry, valid.get(entry.id)) for entry in self._corpus.entries], np.float32)
        raw = self._corpus.score(self._weights(query, route)) + self._by_synonyms(query)
        scores = self._corpus.with_record(raw * shares[self._corpus.entry_of])
        for document, bonus in route.bonus.items():
            scores[document] = bonus + (0 if route.whole else scores[document])
        return scores

    def _weights(self, query: Query, route: Route) -> dict[str, float]:
        """Grams to look up; those that are words count once more."""
        weights: dict[str, float] = {}
        for text in query.sought:
            weights.update(dict.fromkeys(query_grams(text), _PAIR_WEIGHT))
            for word in self._words.cut(text):
                if word in weights:
                    weights[word] += _WORD_BONUS
        weights.update(dict.fromkeys(query_grams(route.mention), _MENTION_WEIGHT))
        return weights

    def _by_synonyms(self, query: Query) -> Scores:
        """Scores of the documents that hold other words of the query's terms; parts of such words do not count."""
        others = self._synonyms_of(query)
        holding = np.zeros(len(self._corpus), np.bool_)
        for word in others:
            holding |= self._corpus.candidates(Leaf(word))[0]
        grams = (gram for word in others for gram in query_grams(word))
        return self._corpus.score(dict.fromkeys(grams, _SYNONYM_WEIGHT)) * holding

    def _synonyms_of(self, query: Query) -> list[str]:
        words = dict.fromkeys(word for text in query.sought for word in (fold(text), *self._words.cut(text)))
        return [synonym for word in words for synonym in self._synonyms.get(word, ())]

    @cached_property
    def _synonyms(self) -> dict[str, tuple[str, ...]]:
        """Folded word -> the other words of its terms."""
        found: dict[str, tuple[str, ...]] = {}
        for term in self._library.records(Term):
            group = (term.preferred, *term.synonyms, *term.abbreviations)
            for word in group:
                found[fold(word)] = (*found.get(fold(word), ()), *(other for other in group if other != word))
        return found

    def _ranked(self, query: Query, scores: Scores, may: Mask, route: Route) -> Iterator[int]:
        """Documents that match, best first; texts are read only as far as hits are taken."""
        if query.condition is None:
            matching = scores > 0
            matching[list(route.bonus)] = True
            yield from _best_first(np.flatnonzero(may & matching), scores)
            return
        mask, sure = self._corpus.candidates(query.condition)
        for document in _best_first(np.flatnonzero(may & mask), scores):
            if sure or matches(query.condition, self._corpus.text(document)):
                yield document

    def _hit(self, document: int, score: float, query: Query, route: Route, valid: dict[str, Validity]) -> Hit:
        number = int(self._corpus.entry_of[document])
        entry = self._corpus.entries[number]
        shown = document_at(self._library.get(entry.id), document - int(self._corpus.starts[number]))
        wanted = wanted_in(shown, query.sought, self._words, self._synonyms_of(query))
        binding = valid.get(entry.id)
        return Hit(
            record_id=entry.id,
            kind=entry.kind,
            title=shown.title,
            citation=shown.citation,
            headings=shown.headings,
            text=shown.text,
            spans=spans_of(shown.text, wanted),
            score=round(score, 4),
            status=binding.status if binding else None,
            effective=binding.effective if binding else None,
            ended=binding.ended if binding else None,
            dates_certain=binding.dates_certain if binding else True,
            why=why(shown, wanted, route.why if document in route.bonus else ""),
        )


def _share(entry: Entry, valid: Validity | None) -> float:
    """What part of its score an entry keeps, so that of equal texts the more useful one comes first."""
    if entry.kind == SEARCHED[Term]:
        return _TERM
    return _NO_LONGER_IN_FORCE if valid and valid.status in (Status.SUPERSEDED, Status.REPEALED) else 1.0


def _best_first(found: NDArray[np.intp], scores: Scores) -> Iterator[int]:
    """The documents by falling score, equal ones as they stand; the many behind the first are sorted when needed."""
    mine = scores[found]
    if len(found) <= _FIRST:
        parts = [found]
    else:
        bound = np.partition(mine, -_FIRST)[-_FIRST]
        parts = [found[mine >= bound], found[mine < bound]]
    for part in parts:
        for document in part[np.argsort(-scores[part], kind="stable")]:
            yield int(document)
