"""Search in names only: records whose title, short title or document number holds every word of the query."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property

from xuncha_docs.search.analyzer import ANYTHING_AFTER, fold, grams, query_grams, runs
from xuncha_docs.search.corpus import Corpus
from xuncha_docs.search.entries import Entry
from xuncha_docs.search.highlight import spans_of
from xuncha_docs.search.ranking import Ranked
from xuncha_docs.search.syntax import Query, matches
from xuncha_docs.search.validity import Validity


class Titles:
    """The names of all records of one opened index."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus

    def bearing(self, query: Query, valid: Mapping[str, Validity]) -> list[Ranked]:
        """The first document of each record whose names hold the query, best first.

        Each word outside quotation marks is held by one name with all its pairs of characters, in any order; what
        stands under an operator as written. The score is the part of the best name that the query covers; of equal
        ones the newest comes first.
        """
        words = [query_grams(word) for word in query.free]
        found = [(_covered(query, names), entry) for entry, names in self._named if _holds(query, words, names)]
        found.sort(key=lambda pair: (-pair[0], *_newest_first(valid.get(self._corpus.entries[pair[1]].id))))
        return [
            Ranked(number=int(self._corpus.starts[entry]), total=share, parts=(("名称吻合", share),))
            for share, entry in found
        ]

    @cached_property
    def _named(self) -> list[tuple[int, tuple[str, ...]]]:
        """Each living entry that has a document, with its folded names."""
        entries = enumerate(self._corpus.entries)
        return [(number, tuple(_names(entry))) for number, entry in entries if entry.alive and entry.count]


def _names(entry: Entry) -> Iterator[str]:
    yield from map(fold, (entry.title, *entry.short_titles, *filter(None, [entry.document_number])))


def _holds(query: Query, words: list[list[str]], names: tuple[str, ...]) -> bool:
    if not all(any(_has_pairs(name, word) for name in names) for word in words):
        return False
    return query.condition is None or matches(query.condition, "\n".join(names))


def _has_pairs(name: str, wanted: list[str]) -> bool:
    if not all(gram.removesuffix(ANYTHING_AFTER) in name for gram in wanted):
        return False
    held = {piece for gram in grams(name) for piece in (gram, gram[0] + ANYTHING_AFTER)}
    return held.issuperset(wanted)  # 2020 不算含有 20


def _covered(query: Query, names: tuple[str, ...]) -> float:
    """The part of a name that lies under the query's pairs, of the name with most."""
    pieces = [gram.removesuffix(ANYTHING_AFTER) for text in query.sought for gram in query_grams(text)]
    return max(_share(name, pieces) for name in names)


def _share(name: str, pieces: list[str]) -> float:
    return sum(end - start for start, end in spans_of(name, pieces)) / max(sum(map(len, runs(name))), 1)


def _newest_first(valid: Validity | None) -> tuple[bool, int]:
    begins: date | None = valid.effective if valid else None
    return begins is None, -(begins or date.min).toordinal()
