"""A query -> ranked hits: citations, titles and document numbers first, then the rest of the texts by score."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from xuncha_docs.errors import InvalidCitation
from xuncha_docs.library.citation import Citation, bare_title
from xuncha_docs.library.library import Library
from xuncha_docs.library.records import Regulation, Status, Term
from xuncha_docs.library.titles import title_keys
from xuncha_docs.search.analyzer import Words, fold, grams
from xuncha_docs.search.documents import Document, documents
from xuncha_docs.search.filters import NAMED_KINDS, Filters, Validity, allowed, validity
from xuncha_docs.search.scoring import Corpus, Mask, Scores, matches, query_grams
from xuncha_docs.search.syntax import Query, parse_query

_PAIR_WEIGHT, _WORD_BONUS, _SYNONYM_WEIGHT = 1.0, 1.0, 0.5
_NO_LONGER_IN_FORCE = 0.9
_SHORTEST_TITLE = 3
_CITED, _NAMED, _MENTIONED = 100.0, 10.0, 0.3
"""What is added to the article a query cites, to a regulation it is the name of, to one it mentions; words add up to
1.5 at most."""
_OLDER = 0.01
"""Each older version stands this much behind the next."""


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
    spans: tuple[tuple[int, int], ...]
    """Where the query's words stand in `text`; sorted, apart from each other."""
    score: float
    status: Status | None
    """On the day asked for, else as of the newest text held; None for records without validity."""
    effective: date | None = None
    ended: date | None = None
    dates_certain: bool = True
    why: str
    """What matched, in Chinese."""


@dataclass(frozen=True, slots=True)
class _Route:
    """Documents that the query names outright."""

    why: str
    bonus: dict[int, float] = field(default_factory=dict)
    """Document -> what is added to its score."""
    whole: bool = False
    """True: the query is nothing but the name, so articles keep their order."""


class Searcher:
    """Search over one opened index and the library it was built from."""

    def __init__(self, corpus: Corpus, library: Library, words: Words) -> None:
        self._corpus = corpus
        self._library = library
        self._words = words
        self._valid: dict[date | None, dict[str, Validity]] = {}

    def search(self, text: str, filters: Filters, *, limit: int, exact: bool = False) -> list[Hit]:
        """At most `limit` hits, best first; QueryError where the query cannot be read."""
        named = self._cited(text, filters.as_of) or self._titled(text)
        query = Query(free=(text,)) if named else parse_query(text, exact=exact)
        route = named or self._mentioned(query)
        valid = self._validity(filters.as_of)
        may = allowed(self._corpus, filters, valid)[self._corpus.entry_of]
        scores = self._scores(query, route, valid)
        found = self._ranked(query, scores, may, route)
        hits: list[Hit] = []
        for document in found:
            if len(hits) >= limit:
                break
            hits.append(self._hit(document, float(scores[document]), query, route, valid))
        return hits

    def _validity(self, as_of: date | None) -> dict[str, Validity]:
        if as_of not in self._valid:
            self._valid[as_of] = validity(self._library, as_of)
        return self._valid[as_of]

    def _scores(self, query: Query, route: _Route, valid: dict[str, Validity]) -> Scores:
        scores = self._corpus.with_record(self._corpus.score(self._weights(query)))
        ended = [
            entry.id in valid and valid[entry.id].status in (Status.SUPERSEDED, Status.REPEALED)
            for entry in self._corpus.entries
        ]
        scores = np.where(np.array(ended, np.bool_)[self._corpus.entry_of], scores * _NO_LONGER_IN_FORCE, scores)
        for document, bonus in route.bonus.items():
            scores[document] = bonus + (0 if route.whole else scores[document])
        return scores

    def _weights(self, query: Query) -> dict[str, float]:
        """Grams to look up: the query's own, those inside its words once more, those of synonyms at half weight."""
        weights: dict[str, float] = {}
        for text in query.sought:
            for gram in query_grams(text):
                weights[gram] = _PAIR_WEIGHT
            for word in self._words.cut(text):
                if word in weights:
                    weights[word] += _WORD_BONUS
                for synonym in self._synonyms.get(word, ()):
                    for gram in query_grams(synonym):
                        weights.setdefault(gram, _SYNONYM_WEIGHT)
        return weights

    def _ranked(self, query: Query, scores: Scores, may: Mask, route: _Route) -> Iterator[int]:
        """Documents that match, best first; texts are read only as far as hits are taken."""
        cited = np.zeros(len(may), np.bool_)
        cited[list(route.bonus)] = True
        if query.condition is None:
            yield from _best_first(np.flatnonzero(may & ((scores > 0) | cited)), scores)
            return
        mask, sure = self._corpus.candidates(query.condition)
        for document in _best_first(np.flatnonzero(may & mask), scores):
            if sure or matches(query.condition, self._corpus.text(document)):
                yield document

    def _cited(self, text: str, as_of: date | None) -> _Route | None:
        try:
            citation = Citation.parse(text)
            found = self._library.resolve(citation, as_of)
        except InvalidCitation:
            return None
        bonus: dict[int, float] = {}
        for place, evidence in enumerate(found):
            for document in self._documents_of(evidence.record_id):
                cited = self._citation(document)
                if evidence.citation and cited and _same_article(cited, evidence.citation):
                    bonus.setdefault(document, _CITED - place * _OLDER)
        return _Route(f"条号与“{citation}”一致", bonus)

    def _titled(self, text: str) -> _Route | None:
        """The regulations that the query names and nothing more: by title, short title or document number."""
        best = self._best_named(text)
        return _Route(f"名称或文号与“{text.strip()}”一致", self._bonus(best, _NAMED), whole=True) if best else None

    def _mentioned(self, query: Query) -> _Route:
        """The regulations whose name stands among the words of the query; the longest name counts."""
        words = {word for text in query.free for word in self._words.cut(text) if len(word) >= _SHORTEST_TITLE}
        for word in sorted(words, key=lambda word: (-len(word), word)):
            best = self._best_named(word)
            if best:
                return _Route(f"属于“{word}”", self._bonus(best, _MENTIONED))
        return _Route("")

    def _best_named(self, name: str) -> list[int]:
        entries = self._names.get(_name_key(name), {})
        return [entry for entry, rank in entries.items() if rank == min(entries.values())]

    def _bonus(self, entries: Iterable[int], most: float) -> dict[int, float]:
        """Newer versions before older ones."""
        newest_first = sorted(entries, key=lambda entry: self._corpus.entries[entry].id, reverse=True)
        return {
            document: most - place * _OLDER
            for place, entry in enumerate(newest_first)
            for document in self._documents_of(self._corpus.entries[entry].id)
        }

    @cached_property
    def _names(self) -> dict[str, dict[int, int]]:
        """Key of a title or document number -> the entries so named, each with the rank of the name."""
        names: dict[str, dict[int, int]] = {}
        for number, entry in enumerate(self._corpus.entries):
            if entry.alive and entry.kind in NAMED_KINDS:
                keys = [(rank, fold(key)) for rank, key in title_keys(entry.title, entry.short_titles)]
                if entry.document_number:
                    keys.append((0, _name_key(entry.document_number)))
                for rank, key in keys:
                    ranks = names.setdefault(key, {})
                    ranks[number] = min(rank, ranks.get(number, rank))
        return names

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {entry.id: number for number, entry in enumerate(self._corpus.entries) if entry.alive}

    @cached_property
    def _synonyms(self) -> dict[str, tuple[str, ...]]:
        """Folded word -> the other words of its terms."""
        found: dict[str, tuple[str, ...]] = {}
        for term in self._library.records(Term):
            group = (term.preferred, *term.synonyms, *term.abbreviations)
            for word in group:
                found[fold(word)] = (*found.get(fold(word), ()), *(other for other in group if other != word))
        return found

    def _documents_of(self, record_id: str) -> range:
        number = self._numbers[record_id]
        return range(int(self._corpus.starts[number]), int(self._corpus.starts[number + 1]))

    def _citation(self, document: int) -> Citation | None:
        entry = int(self._corpus.entry_of[document])
        record = self._library.get(self._corpus.entries[entry].id)
        assert isinstance(record, Regulation)
        return record.provisions[document - int(self._corpus.starts[entry])].citation

    def _hit(self, document: int, score: float, query: Query, route: _Route, valid: dict[str, Validity]) -> Hit:
        number = int(self._corpus.entry_of[document])
        entry = self._corpus.entries[number]
        shown = documents(self._library.get(entry.id))[document - int(self._corpus.starts[number])]
        wanted = self._wanted(query, shown.indexed)
        binding = valid.get(entry.id)
        return Hit(
            record_id=entry.id,
            kind=entry.kind,
            title=shown.title,
            citation=shown.citation,
            headings=shown.headings,
            text=shown.text,
            spans=spans(shown.text, wanted),
            score=round(score, 4),
            status=binding.status if binding else None,
            effective=binding.effective if binding else None,
            ended=binding.ended if binding else None,
            dates_certain=binding.dates_certain if binding else True,
            why=_why(document, shown, wanted, route),
        )

    def _wanted(self, query: Query, indexed: str) -> list[str]:
        """What to highlight: each sought text where it stands whole, else its words, else its pairs."""
        wanted: list[str] = []
        for text in query.sought:
            for pieces in ([fold(text)], self._words.cut(text), grams(text)):
                found = [piece for piece in pieces if piece in indexed and (len(piece) > 1 or len(text) == 1)]
                if found:
                    wanted += [piece for piece in found if piece not in wanted]
                    break
        return wanted


def spans(text: str, wanted: Iterable[str]) -> tuple[tuple[int, int], ...]:
    """Where the folded pieces stand in the text, as (start, end); overlapping and touching ones are one."""
    folded = fold(text)
    found: list[tuple[int, int]] = []
    for piece in wanted:
        at = folded.find(piece)
        while at >= 0:
            found.append((at, at + len(piece)))
            at = folded.find(piece, at + 1)
    merged: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def _why(document: int, shown: Document, wanted: Iterable[str], route: _Route) -> str:
    """条号与“…”一致；命中“公务接待”（标题、正文）"""
    places = {"标题": fold(shown.title), "章节": fold("\n".join(shown.headings)), "正文": fold(shown.text)}
    parts = [route.why] if document in route.bonus else []
    for piece in wanted:
        where = "、".join(name for name, content in places.items() if piece in content)
        parts.append(f"命中“{piece}”（{where or '简称或文号'}）")
    return "；".join(parts) or "命中近义词"


def _best_first(found: NDArray[np.intp], scores: Scores) -> Iterator[int]:
    for document in found[np.lexsort((found, -scores[found]))]:
        yield int(document)


def _same_article(one: Citation, other: Citation) -> bool:
    if one.article is None:
        return other.article is None and one.paragraph == other.paragraph
    return one.article == other.article


def _name_key(text: str) -> str:
    """A title or document number as compared: folded, without spaces and brackets around it."""
    return fold(bare_title(text))
