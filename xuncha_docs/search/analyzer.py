"""Text -> what is indexed (characters in pairs) and query text -> words (jieba with the domain dictionary).

The index holds pairs of neighbouring characters only, so that any two characters of any word are found, and neither
jieba nor the dictionary takes part in building it: a new term never needs a new index. Words weigh the pairs of a
query. On 1,050 labelled questions over 57,803 articles this ranks as well as indexing words and pairs side by side
(recall@10 .490 against .480, MRR@10 .412 against .413) with three fifths of the postings and without cutting the corpus
(tests/bench/relevance.py measures it).
"""

import logging
import re
from collections.abc import Iterable
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any

from xuncha_docs.search.variants import SIMPLIFIED

_RUN = re.compile(r"[0-9a-z]+|[^\W0-9a-z_]+")
_HALF_WIDTH = {0xFEE0 + code: chr(code).lower() for code in range(0x21, 0x7F)}
_FOLDS: dict[int, str] = {
    **{ord(char): char.lower() for char in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"},
    **_HALF_WIDTH,
    **{ord(old): new for old, new in zip("“”„‘’〔〕【】○◯\u3000\u00a0", '"""\'\'[][]〇〇  ', strict=True)},
    **{ord(old): new for old, new in SIMPLIFIED.items()},
}
_WORD_FREQUENCY = 1000
"""Enough for jieba to keep a domain term whole, too little to pull other sentences apart."""
_LONGEST_ONE_WORD = 2


def fold(text: str) -> str:
    """The text in the form that is compared: half-width, lower case, Simplified; each character stays one character."""
    return text.translate(_FOLDS)


def runs(text: str) -> list[str]:
    """The stretches of folded text between punctuation: ASCII letters and digits apart from all other characters."""
    return _RUN.findall(fold(text))


def is_ascii_run(run: str) -> bool:
    """True for a stretch of letters or digits, which is indexed whole."""
    return run[0] < "\x80"


def grams(text: str) -> list[str]:
    """What is indexed: ASCII runs whole; other runs as pairs of neighbours, and their last character alone.

    So each character of a run begins exactly one gram, and one character is found by prefix.
    """
    found: list[str] = []
    for run in runs(text):
        if is_ascii_run(run):
            found.append(run)
        else:
            found += (run[i : i + 2] for i in range(len(run)))
    return found


class Words:
    """The private jieba tokenizer with the domain dictionary; loaded when the first longer query comes."""

    def __init__(self, terms: Iterable[str], cache: Path) -> None:
        self._terms = terms
        self._cache = cache

    def cut(self, text: str) -> tuple[str, ...]:
        """The words of the text in order, parts of compound words included, each once; punctuation is left out."""
        found: dict[str, None] = {}
        for run in runs(text):
            if len(run) <= _LONGEST_ONE_WORD or is_ascii_run(run):
                found[run] = None
            else:
                found.update(dict.fromkeys(self._tokenizer.cut_for_search(run)))
        return tuple(found)

    @cached_property
    def _tokenizer(self) -> Any:
        jieba = import_module("jieba")  # 载入词典要半秒，短词和命令行的其他命令用不着
        jieba.setLogLevel(logging.WARNING)
        tokenizer = jieba.Tokenizer()
        self._cache.mkdir(parents=True, exist_ok=True)
        tokenizer.tmp_dir, tokenizer.cache_file = str(self._cache), "jieba.cache"
        for term in self._terms:
            for run in runs(term):
                tokenizer.add_word(run, _WORD_FREQUENCY)
        return tokenizer
