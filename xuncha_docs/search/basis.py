"""Conduct told in plain words -> the articles it breaches, as in force on its day: norms first, sanctions after.

Three things lead to an article: its own words, examples of conduct from which the way from everyday words to articles
was learned (`learning`, shipped as data), and the library's own focus points and past findings with their bases.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np

from xuncha_docs.errors import InvalidCitation
from xuncha_docs.library.citation import ArticleNumber, Citation
from xuncha_docs.library.comparison import compare
from xuncha_docs.library.library import Library
from xuncha_docs.library.records import BasisRole, Evidence, Finding, FocusPoint, Regulation
from xuncha_docs.search.analyzer import query_grams
from xuncha_docs.search.corpus import Corpus, Scores
from xuncha_docs.search.documents import SEARCHED
from xuncha_docs.search.evidence import evidence_of
from xuncha_docs.search.filters import Filters
from xuncha_docs.search.linear_map import NO_BREACH, LinearMap
from xuncha_docs.search.query import Hit, Searcher
from xuncha_docs.search.ranking import Ranked, best_first, scaled
from xuncha_docs.search.routes import Route
from xuncha_docs.search.syntax import Query

SHIPPED = Path(__file__).parent / "conduct.npz"
"""Learned from the examples in `training/`, with the marks of their articles beside it; see `learning`."""
_SURELY_NOTHING, _AGAINST_BEST = 0.12, 0.5
"""What the vote for no breach must reach before no article is shown, and what of the best article's vote it must exceed
besides.

On the examples, five-fold: of 851 that breach nothing 40 % are recognised, of 7,654 breaches 1.5 % are silenced.
"""
_MARKED = 0.6
"""Share of an article's marks that a text must hold to be the article that the examples mean."""
_MOST_VOTES = 100
_HEARD = 0.1
"""Weight of the strongest vote from which the examples say something: of held-out breaches 0.7 % have less."""
_OWN_WORDS = 0.1
"""What an article's own words add to what the examples say, at most 1."""
_ALIKE = 0.15
"""Share of a description's words that an article must hold where nothing else leads to it."""
_FEWEST = 10
"""So many norms and sanctions are looked for even when fewer are shown."""
_LEAST = 0.08
"""Of the best article's score, and of what the strongest vote gives, held or not; what reaches less is not shown."""
_BEST = 10
_PRECEDENTS = 5
_LIKE = 0.3
"""Share of a description's words that a focus point or a finding must hold to count as like it."""
_PRECEDENT = 0.6
"""What a basis of one that holds all of them adds."""
_MOST_NOT_HELD = 3

Key = tuple[ArticleNumber | None, int | None]
"""What tells a document of a regulation from the others: its article, or its natural paragraph."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Ground:
    """An article that the conduct breaches."""

    evidence: Evidence
    hit: Hit
    now: Evidence | None = None
    """The same article as worded today, where a newer version has changed it since."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """What the basis finder answers."""

    description: str
    as_of: date
    norms: tuple[Ground, ...]
    """Articles that state the duty, the most specific first; a working paper rests on these."""
    sanctions: tuple[Ground, ...]
    """Articles that set what follows."""
    focus_points: tuple[FocusPoint, ...]
    """Those that describe it."""
    findings: tuple[Finding, ...]
    """Past findings like it, with how they were qualified."""
    doubtful: bool
    """Whether the description is more like conduct that breaches nothing."""
    not_held: tuple[Citation, ...]
    """Articles that examples point to and whose text is not in the library; unchecked."""

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The best ten of both groups together, norms first, each group best first."""
        best = sorted((*self.norms, *self.sanctions), key=lambda ground: -ground.hit.score)[:_BEST]
        best.sort(key=lambda ground: ground.evidence.role is BasisRole.SANCTION)
        return tuple(ground.evidence for ground in best)

    @property
    def direct(self) -> bool:
        """Whether any article fits."""
        return bool(self.norms or self.sanctions)


class BasisFinder:
    """The basis finder over one opened index."""

    def __init__(
        self,
        corpus: Corpus,
        library: Library,
        searcher: Searcher,
        examples: LinearMap | None,
        marks: Mapping[str, str],
    ) -> None:
        """`marks` are telling pairs of characters of the articles that the examples name, as `learning` writes them."""
        self._corpus = corpus
        self._library = library
        self._searcher = searcher
        self._examples = examples
        self._marks = marks
        self._documents_on = lru_cache(maxsize=4096)(self._find_documents)
        self._places = lru_cache(maxsize=256)(self._find_places)
        self._known = lru_cache(maxsize=4096)(self._find_known)
        self._moved = lru_cache(maxsize=64)(self._find_moved)

    def find(self, description: str, *, as_of: date, today: date, limit: int) -> Found:
        """At most `limit` norms and sanctions in force on `as_of`, and what is like the description."""
        like = self._like(description, FocusPoint) | self._like(description, Finding)
        records = [self._library.get(record_id) for record_id in like]
        votes = self._examples.of(description, _MOST_VOTES) if self._examples else {}
        harmless = votes.pop(NO_BREACH, 0.0)
        strongest = max(votes.values(), default=0.0)
        votes = votes if strongest >= _HEARD else {}
        breaches_nothing = harmless > _SURELY_NOTHING + _AGAINST_BEST * strongest and not like
        grounds = () if breaches_nothing else tuple(self._grounds(description, votes, like, as_of, today, limit))
        norms = (ground for ground in grounds if ground.evidence.role is BasisRole.NORM)
        sanctions = (ground for ground in grounds if ground.evidence.role is BasisRole.SANCTION)
        return Found(
            description=description,
            as_of=as_of,
            norms=tuple(norms)[:limit],
            sanctions=tuple(sanctions)[:limit],
            focus_points=tuple(record for record in records if isinstance(record, FocusPoint)),
            findings=tuple(record for record in records if isinstance(record, Finding)),
            doubtful=harmless > strongest,
            not_held=() if breaches_nothing else self._not_held(votes),
        )

    def _grounds(
        self,
        description: str,
        votes: dict[str, float],
        like: dict[str, float],
        as_of: date,
        today: date,
        limit: int,
    ) -> Iterator[Ground]:
        view = self._searcher.view(Filters(kind=SEARCHED[Regulation], as_of=as_of))
        query = Query(free=(description,))
        own = scaled(self._searcher.own_scores(query, view, Route()))
        strongest = max(votes.values(), default=1.0)
        learned = self._voted(votes.items(), as_of) * view.shares / strongest
        precedents = self._voted(self._bases(like), as_of) * view.shares
        total = (learned + precedents + _OWN_WORDS * own) * self._real
        best = best_first(total, 4 * max(limit, _FEWEST))
        parts = {"举例": learned, "监督重点和以往问题": precedents, "字词": _OWN_WORDS * own}
        for number in best[total[best] >= _LEAST * total[best].max(initial=1.0)].tolist():
            shares = tuple((name, float(values[number])) for name, values in parts.items() if values[number])
            hit = self._searcher.hit(Ranked(number=number, total=float(total[number]), parts=shares), query, view)
            if learned[number] + precedents[number] or self._likeness(description, hit) >= _ALIKE:
                evidence = evidence_of(hit, self._library, as_of)
                yield Ground(evidence=evidence, hit=hit, now=self._now(hit, today, evidence.role))

    @cached_property
    def _real(self) -> Scores:
        """1 for each document; 0 for those of invented sample regulations once real ones are held."""
        samples = {summary.id for summary in self._library.regulations() if summary.sample}
        if len(samples) == len(self._library.regulations()):
            return np.ones(len(self._corpus))
        entries = np.array([entry.id not in samples for entry in self._corpus.entries], np.float64)
        return entries[self._corpus.entry_of]

    def _like(self, description: str, kind: type[FocusPoint] | type[Finding]) -> dict[str, float]:
        """Id -> share of the description's words it holds, of the focus points or findings that hold a good part."""
        hits = self._searcher.search_text(description, Filters(kind=SEARCHED[kind]), limit=_PRECEDENTS)
        found = {hit.record_id: self._likeness(description, hit) for hit in hits}
        return {record_id: share for record_id, share in found.items() if share >= _LIKE}

    def _likeness(self, description: str, hit: Hit) -> float:
        """Share of the description's pairs, rare ones and those no text holds counting more, that the hit holds."""
        text = hit.document.indexed
        rarities = self._corpus.rarities(query_grams(description))
        rarest = max(rarities.values(), default=0.0)
        weights = {gram: rarity or rarest for gram, rarity in rarities.items()}
        held = sum(weight for gram, weight in weights.items() if gram.rstrip("*") in text)
        return held / max(sum(weights.values()), 1e-9)

    def _bases(self, like: dict[str, float]) -> Iterator[tuple[str, float]]:
        """(citation, what it adds) of each basis of focus points and findings."""
        for record_id, share in like.items():
            record = self._library.get(record_id)
            assert isinstance(record, FocusPoint | Finding)
            for basis in record.basis:
                yield str(basis.citation), _PRECEDENT * share

    def _voted(self, votes: Iterable[tuple[str, float]], as_of: date) -> Scores:
        """For each document the strongest vote for it."""
        total = np.zeros(len(self._corpus))
        for name, weight in votes:
            for number in self._documents_on(name, as_of):
                total[number] = max(total[number], weight)
        return total

    def _find_documents(self, name: str, as_of: date) -> tuple[int, ...]:
        """The document that holds the article of a citation in the version in force on the day."""
        known = self._known(name)
        if known is None:
            return ()
        version, key = known
        try:
            wanted = self._library.in_force(self._library.summary(version).work, as_of).id
        except InvalidCitation:
            return ()
        places = self._places(wanted)
        key = self._moved(version, wanted).get(key, key)
        return (places[key],) if key in places else ()

    def _find_known(self, name: str) -> tuple[str, Key] | None:
        """(newest version, place in it) of the article that the examples mean, under its number or another."""
        citation = Citation.parse(name)
        try:
            versions = self._library.find(citation.regulation)
        except InvalidCitation:
            return None
        marks = self._marks.get(name, "").split()
        for version in reversed(versions):
            places = self._places(version.id)
            own = [_key(citation)] if _key(citation) in places else []
            others = list(places) if marks else []
            key = next((key for key in own + others if self._bears(places[key], marks)), None)
            if key:
                return version.id, key
        return None

    def _bears(self, number: int, marks: list[str]) -> bool:
        text = self._corpus.document(number).text
        return sum(mark in text for mark in marks) >= _MARKED * len(marks)

    def _find_places(self, record_id: str) -> dict[Key, int]:
        """Article or natural paragraph of a regulation -> its document."""
        numbers = self._searcher.documents_of(record_id)
        cited = ((number, self._corpus.document(number).citation) for number in numbers)
        return {_key(citation): number for number, citation in cited if citation}

    def _find_moved(self, known: str, wanted: str) -> dict[Key, Key]:
        """Article of one version -> the same article in another."""
        if known == wanted:
            return {}
        rows = compare(self._library.regulation(known), self._library.regulation(wanted)).rows
        gone = {_key(row.old.citation): (None, None) for row in rows if row.old and row.new is None}
        return gone | {_key(row.old.citation): _key(row.new.citation) for row in rows if row.old and row.new}

    def _now(self, hit: Hit, today: date, role: BasisRole) -> Evidence | None:
        """The article in today's version where that is another and words it otherwise."""
        record = self._library.summary(hit.record_id)
        assert hit.citation is not None
        try:
            current = self._library.in_force(record.work, today)
        except InvalidCitation:
            return None
        if current.id == record.id:
            return None
        key = self._moved(record.id, current.id).get(_key(hit.citation))
        number = self._places(current.id).get(key) if key else None
        if number is None:
            return None
        document = self._corpus.document(number)
        if document.text == hit.text or document.citation is None:
            return None
        return self._library.quote(document.citation, current, role, today)[0]

    def _not_held(self, votes: dict[str, float]) -> tuple[Citation, ...]:
        """What the strongest votes name and the library does not hold."""
        least = _LEAST * max(votes.values(), default=0.0)
        found: defaultdict[str, list[Citation]] = defaultdict(list)
        for name in sorted((name for name, weight in votes.items() if weight > least), key=lambda name: -votes[name]):
            if self._known(name) is None:
                citation = Citation.parse(name)
                found[citation.regulation].append(citation)
        return tuple(citation for group in found.values() for citation in group)[:_MOST_NOT_HELD]


def _key(citation: Citation) -> Key:
    return (citation.article, None) if citation.article else (None, citation.paragraph)
