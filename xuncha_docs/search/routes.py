"""What a query names outright, an article, a title, a document number: these documents come before all others."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from xuncha_docs.errors import InvalidCitation
from xuncha_docs.library.citation import Citation
from xuncha_docs.library.library import Library
from xuncha_docs.library.records import Regulation
from xuncha_docs.search.corpus import Corpus
from xuncha_docs.search.entries import name_key

_CITED, _NAMED, _MENTIONED = 100.0, 10.0, 1.0
"""Bonus of the article a query cites, of a regulation it is the name of, of one it mentions; all else gives 2.2."""
_OLDER = 0.01
"""Each older version stands this much behind the next."""
_SHORTEST_NAME = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Route:
    """The documents that a query names."""

    bonus: dict[int, float] = field(default_factory=dict)
    """Document -> what is added to its score."""
    why: str = ""
    mention: str = ""
    """The part of the query that is only a name and says little about which of its articles is wanted."""
    whole: bool = False
    """True: the query is nothing but the name, so articles keep their order."""


class Routes:
    """Lookup of names in one opened index."""

    def __init__(self, corpus: Corpus, library: Library) -> None:
        self._corpus = corpus
        self._library = library

    def cited(self, text: str, as_of: date | None) -> Route | None:
        """The articles that the query cites, in force on that day or in every version; None for any other text."""
        try:
            citation = Citation.parse(text)
            found = self._library.resolve(citation, as_of) if self._library.find(citation.regulation) else ()
        except InvalidCitation:
            return None
        if not found:
            return None
        bonus: dict[int, float] = {}
        for place, evidence in enumerate(found):
            record = self._library.get(evidence.record_id)
            assert isinstance(record, Regulation)
            assert evidence.citation is not None
            for document, provision in zip(self.documents_of(record.id), record.provisions, strict=True):
                if _same_article(provision.citation, evidence.citation):
                    bonus.setdefault(document, _CITED - place * _OLDER)
        return Route(bonus=bonus, why=f"条号与“{citation}”一致", whole=True)

    def titled(self, text: str) -> Route | None:
        """The regulations that the query is the name or number of, and nothing more."""
        best = self.named(text)
        if not best:
            return None
        return Route(bonus=self._bonus(best, _NAMED), why=f"名称或文号与“{text.strip()}”一致", whole=True)

    def mentioned(self, words: Iterable[str]) -> Route:
        """The regulations whose name is one of the words; the longest name counts."""
        for word in sorted(
            (word for word in words if len(word) >= _SHORTEST_NAME), key=lambda word: (-len(word), word)
        ):
            best = self.named(word)
            if best:
                return Route(bonus=self._bonus(best, _MENTIONED), why=f"属于“{word}”", mention=word)
        return Route()

    def named(self, name: str) -> list[int]:
        """The entries with this name; a full title wins over another's short title."""
        entries = self._names.get(name_key(name), {})
        return [entry for entry, rank in entries.items() if rank == min(entries.values())]

    def _bonus(self, entries: Iterable[int], most: float) -> dict[int, float]:
        newest_first = sorted((self._corpus.entries[entry].id for entry in entries), reverse=True)
        return {
            document: most - place * _OLDER
            for place, record_id in enumerate(newest_first)
            for document in self.documents_of(record_id)
        }

    def documents_of(self, record_id: str) -> range:
        """The documents of a record."""
        number = self._numbers[record_id]
        return range(int(self._corpus.starts[number]), int(self._corpus.starts[number + 1]))

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {entry.id: number for number, entry in enumerate(self._corpus.entries) if entry.alive}

    @cached_property
    def _names(self) -> dict[str, dict[int, int]]:
        """Key of a title or document number -> the entries so named, each with the rank of the name."""
        names: dict[str, dict[int, int]] = {}
        for number, entry in enumerate(self._corpus.entries):
            numbered = [(0, name_key(entry.document_number))] if entry.document_number else []
            for rank, name in (*numbered, *entry.named) if entry.alive else ():
                names.setdefault(name, {}).setdefault(number, rank)
        return names


def _same_article(one: Citation, other: Citation) -> bool:
    if one.article is None:
        return other.article is None and one.paragraph == other.paragraph
    return one.article == other.article
