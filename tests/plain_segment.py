"""A segment of the index in plain dictionaries: what the arrays must agree with, and the quickest corpus for a test."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from xuncha_docs.search.analyzer import ANYTHING_AFTER, grams, is_ascii_run
from xuncha_docs.search.arrays import _B, _K1, _MEAN_SIZE, _PARTS, _SHORTEST, Documents, Impacts
from xuncha_docs.search.corpus import Corpus
from xuncha_docs.search.entries import Entry

Found = dict[int, float]
"""Document -> impact."""


class PlainSegment:
    """The texts of a segment, counted one by one."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = tuple(texts)
        self.postings: dict[str, Found] = {}
        for document, text in enumerate(texts):
            found = grams(text)
            size = max(len(found) / _MEAN_SIZE, _SHORTEST)
            for gram, times in Counter(found).items():
                impact = times * (_K1 + 1) / (times + _K1 * (1 - _B + _B * size))
                self.postings.setdefault(gram, {})[document] = _PARTS * impact

    def __len__(self) -> int:
        return len(self._texts)

    @property
    def runs(self) -> tuple[str, ...]:
        return tuple(sorted(gram for gram in self.postings if is_ascii_run(gram)))

    def find(self, grams: Sequence[str]) -> list[tuple[Documents, Impacts]]:
        return [_columns(self.held(gram)) for gram in grams]

    def held(self, gram: str) -> list[tuple[int, float]]:
        """(document, impact) of a gram, or of all that begin with a character, gram by gram."""
        if not gram.endswith(ANYTHING_AFTER):
            return sorted(self.postings.get(gram, {}).items())
        begun = sorted(name for name in self.postings if name[0] == gram[0])
        return [posting for name in begun for posting in sorted(self.postings[name].items())]

    def text(self, document: int) -> str:
        return self._texts[document]


def _columns(held: list[tuple[int, float]]) -> tuple[Documents, Impacts]:
    documents = np.array([document for document, _ in held], np.int32)
    return documents, np.array([round(impact) for _, impact in held], np.uint8)


def plain_corpus(records: Sequence[tuple[str, Sequence[str]]]) -> Corpus:
    """A corpus of (kind, texts) of records."""
    entries = [
        Entry(id=f"r-{place}", layer=0, path=f"r-{place}.md", kind=kind, title="示例", count=len(texts))
        for place, (kind, texts) in enumerate(records)
    ]
    return Corpus([PlainSegment([text for _, texts in records for text in texts])], entries)
