"""Plain BM25 over jieba's words: what search in Chinese usually is, to set beside the recipe."""

import logging
from collections import Counter
from collections.abc import Iterable

import jieba
import numpy as np

from xuncha_docs.search.analyzer import fold
from xuncha_docs.search.corpus import Scores

_K1, _B = 1.2, 0.75


def words_of(text: str) -> list[str]:
    """What jieba finds for a search engine, without punctuation."""
    jieba.setLogLevel(logging.WARNING)
    return [word for word in jieba.cut_for_search(fold(text)) if word[0].isalnum()]


class WordsOnly:
    """The postings of texts by word, in memory."""

    def __init__(self, texts: Iterable[str]) -> None:
        numbers: dict[str, int] = {}
        counted = [Counter(words_of(text)) for text in texts]
        words = np.array([numbers.setdefault(word, len(numbers)) for found in counted for word in found], np.int64)
        times = np.array([count for found in counted for count in found.values()], np.float64)
        documents = np.repeat(np.arange(len(counted)), [len(found) for found in counted])
        sizes = np.bincount(documents, times, minlength=len(counted))
        norm = _K1 * (1 - _B + _B * sizes / max(float(sizes.mean()), 1.0))
        order = np.argsort(words, kind="stable")
        self._numbers = numbers
        self._count = len(counted)
        self._documents = documents[order]
        self._impacts = (times * (_K1 + 1) / (times + norm[documents]))[order]
        self._starts = np.searchsorted(words[order], np.arange(len(numbers) + 1)).tolist()

    def score(self, text: str) -> Scores:
        """BM25 of each text for the words of the query, each counted once."""
        scores = np.zeros(self._count)
        for word in set(words_of(text)) & self._numbers.keys():
            number = self._numbers[word]
            part = slice(self._starts[number], self._starts[number + 1])
            held = part.stop - part.start
            scores[self._documents[part]] += self._impacts[part] * np.log1p((self._count - held + 0.5) / (held + 0.5))
        return scores
