"""An article, or any record -> the articles of other works that are most alike by their rarest pairs of characters."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from xuncha_docs.errors import QueryError
from xuncha_docs.library.citation import Citation
from xuncha_docs.library.library import Library
from xuncha_docs.library.records import Regulation
from xuncha_docs.search.analyzer import fold, query_grams
from xuncha_docs.search.corpus import Corpus
from xuncha_docs.search.documents import SEARCHED, Document, documents
from xuncha_docs.search.filters import Filters
from xuncha_docs.search.highlight import spans_of
from xuncha_docs.search.query import Hit, Searcher, View
from xuncha_docs.search.ranking import Ranked, best_first
from xuncha_docs.search.syntax import Query

_RAREST = 100
_COMPARED = 50
_LEAST = 0.1
"""What is less alike is not shown."""
_PAIR, _STRETCHES = 2, 12
"""Stretches longer than a pair, and so many of them, are highlighted."""


class Similar:
    """Comparison of texts within one opened index."""

    def __init__(self, corpus: Corpus, library: Library, searcher: Searcher) -> None:
        self._corpus = corpus
        self._library = library
        self._searcher = searcher

    def to(self, what: str, *, as_of: date, limit: int) -> list[Hit]:
        """At most `limit` articles in force on the day, the most alike first; see `SearchIndex.similar`."""
        text, work = self._text(what, as_of)
        rarities = self._corpus.rarities(list(dict.fromkeys(query_grams(text))))
        rarest = dict(sorted(rarities.items(), key=lambda pair: -pair[1])[:_RAREST])
        view = self._searcher.view(Filters(kind=SEARCHED[Regulation], as_of=as_of))
        scores = self._corpus.score(rarest) * view.may
        for version in self._library.versions(work) if work else ():
            scores[self._searcher.documents_of(version.id)] = 0.0
        numbers = best_first(scores, _COMPARED).tolist()
        alike = [(self._alike(rarities, self._corpus.document(number).text), number) for number in numbers]
        best = sorted((pair for pair in alike if pair[0] >= _LEAST), key=lambda pair: (-pair[0], pair[1]))[:limit]
        return [self._hit(number, share, rarest, view) for share, number in best]

    def _text(self, what: str, as_of: date) -> tuple[str, str | None]:
        """The text that is compared, and the work it is from."""
        if what in self._library:
            record = self._library.get(what)
            if type(record) in SEARCHED and not isinstance(record, Regulation):
                return "\n".join(document.text for document in documents(record)), None
            raise QueryError(f"{what} 不能找相近条文，请写一条法规，如：监察法第十五条，或一条监督重点、以往问题的 id")
        if self._library.find(what):
            raise QueryError(f"“{what}”是整部法规，找相近条文请写到条，如：{what}第一条")
        citation = Citation.parse(what)
        evidence = self._library.resolve(citation, as_of)
        return "\n".join(item.quote for item in evidence), self._library.summary(evidence[0].record_id).work

    def _alike(self, rarities: Mapping[str, float], text: str) -> float:
        """The cosine of two texts, each the set of its pairs weighed by their rarity: 1 for the same pairs."""
        theirs = self._corpus.rarities(list(dict.fromkeys(query_grams(text))))
        common = sum(rarity**2 for pair, rarity in theirs.items() if pair in rarities)
        lengths = [sum(rarity**2 for rarity in found.values()) for found in (rarities, theirs)]
        return common / (lengths[0] * lengths[1]) ** 0.5 if common else 0.0

    def _hit(self, number: int, share: float, pairs: Iterable[str], view: View) -> Hit:
        place = Ranked(number=number, total=share, parts=(("相近程度", share),))
        pieces = tuple(pairs)
        return replace(
            self._searcher.hit(place, Query(), view), wanted=lambda document: _shared_stretches(document, pieces)
        )


def _shared_stretches(document: Document, pairs: Iterable[str]) -> list[str]:
    """What stands in both texts word for word, the longest first."""
    spans = spans_of(document.text, pairs)
    found = {fold(document.text[start:end]) for start, end in spans if end - start > _PAIR}
    return sorted(found, key=lambda piece: (-len(piece), piece))[:_STRETCHES]
