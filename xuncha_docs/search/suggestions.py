"""您是不是要找: a word that stands in no text -> the nearest name, or piece of a name, of the domain dictionary."""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property

from xuncha_docs.search.analyzer import fold, is_ascii_run, query_grams, runs
from xuncha_docs.search.corpus import Corpus
from xuncha_docs.search.syntax import Query
from xuncha_docs.search.words import SAYS_LITTLE, Words

_LONGEST = 64
"""A longer stretch is no misspelt word."""
_SHORTEST_IN_PIECES = 4
"""A shorter word is compared with whole names only, and a shorter name is not looked for inside a sentence."""
_CHARACTERS_PER_EDIT, _MOST_EDITS = 4, 2
_READ = 30
"""A word whose pairs more texts hold is taken to stand in one of them."""
_COUNTED = 50
_ROW, _UNLIKE = 94, 60
"""Characters in a row of GB 2312; so many places apart, two sound unlike each other."""
_ADDRESS = re.compile(r"第[〇零一二三四五六七八九十百千0-9]+(?:条|款|项|章|节|自然段)(?:之[一二三四五六七八九十]+)?")


class Suggestions:
    """The names of one library as one text, in which near words are found by the half that is right."""

    def __init__(self, corpus: Corpus, words: Words) -> None:
        self._corpus = corpus
        self._words = words

    def of(self, text: str, query: Query) -> str | None:
        """The text of the query with its unknown words put right; None where nothing is near."""
        mended = text
        for word in _words(query):
            nearest = None if self._stands(word) else self._nearest(word)
            at = fold(mended).find(word)
            if nearest and at >= 0:
                mended = mended[:at] + nearest + mended[at + len(word) :]
        return mended if mended != text else None

    def _stands(self, word: str) -> bool:
        """Whether some text holds the word as written."""
        numbers = self._corpus.holding(word)
        return len(numbers) > _READ or any(word in self._corpus.document(n).indexed for n in numbers.tolist())

    def _is_strange(self, word: str) -> bool:
        """Whether no text holds some pair of the word; words in good order seldom meet in a pair that is not held."""
        return 0.0 in self._corpus.rarities(query_grams(word)).values()

    def _nearest(self, word: str) -> str | None:
        """The nearest name or piece of a name; in a longer word, the word with the part that is nearly a name."""
        edits = min(max(len(word) // _CHARACTERS_PER_EDIT, 1), _MOST_EDITS)
        near = {
            (piece, whole): distance
            for piece, whole in set(self._pieces_like(word, edits))
            if _may_be_meant(word, piece) and (distance := _distance(word, piece)) <= edits
        }
        best = min(((distance, not whole) for (_, whole), distance in near.items()), default=None)
        if best is None:
            return self._with_a_name_inside(word)
        found = {piece: _sounds_apart(word, piece) for (piece, whole), d in near.items() if (d, not whole) == best}
        first = sorted(found, key=lambda piece: (found[piece], piece))[:_COUNTED]
        return min(first, key=lambda piece: (found[piece], -len(self._corpus.holding(piece))))

    def _pieces_like(self, word: str, edits: int) -> Iterator[tuple[str, bool]]:
        """Pieces of names that begin with the word's first half or end with its last; whether each is a whole name."""
        half = len(word) // 2
        in_pieces = len(word) >= _SHORTEST_IN_PIECES and self._is_strange(word)
        spread = 0 if len(word) == 2 else edits  # noqa: PLR2004 -- 两个字的词只换一个字
        for size in range(len(word) - spread, len(word) + spread + 1):
            ends = (at + len(word) - half for at in self._places(word[half:]))
            for start in (*self._places(word[:half]), *(end - size for end in ends)):
                piece = self._text[max(start, 0) : start + size]
                whole = self._text[start - 1] == self._text[start + size : start + size + 1] == "\n"
                if "\n" not in piece and (whole or in_pieces):
                    yield piece, whole

    def _places(self, part: str) -> Iterator[int]:
        at = self._text.find(part)
        while at >= 0:
            yield at
            at = self._text.find(part, at + 1)

    def _with_a_name_inside(self, word: str) -> str | None:
        """The word with the part that differs from a name by one character replaced, the longest name first."""
        found: set[tuple[int, int, str]] = set()
        for at in range(len(word)):
            for size in range(_SHORTEST_IN_PIECES // 2, len(word) - at + 1):
                for name, offset in self._by_half.get(word[at : at + size], ()):
                    start = at - offset
                    window = word[max(start, 0) : start + len(name)]
                    differs = sum(map(str.__ne__, window, name)) == 1 and _may_be_meant(window, name)
                    if start >= 0 and len(window) == len(name) and differs:
                        found.add((-len(name), start, name))
        for size, start, name in sorted(found):
            if self._is_strange(word[start : start - size]):
                return word[:start] + name + word[start - size :]
        return None

    @cached_property
    def _text(self) -> str:
        """All names, folded, a line each."""
        return "\n" + "\n".join(dict.fromkeys(map(fold, self._words.names))) + "\n"

    @cached_property
    def _by_half(self) -> dict[str, list[tuple[str, int]]]:
        """Half of a name -> the names, and where in them it begins."""
        found: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
        for name in self._text.split():
            if len(name) >= _SHORTEST_IN_PIECES:
                half = len(name) // 2
                found[name[:half]].append((name, 0))
                found[name[half:]].append((name, half))
        return found


def _words(query: Query) -> Iterator[str]:
    """What may be misspelt: stretches of characters of two and more, without 第…条."""
    for text in query.sought:
        for run in runs(_ADDRESS.sub(" ", fold(text))):
            if 1 < len(run) <= _LONGEST and not is_ascii_run(run):
                yield run


def _may_be_meant(word: str, piece: str) -> bool:
    """Whether the piece says more than the word does; of a short word of the same length, whether it sounds alike."""
    if piece in word:
        return False
    if len(word) < _SHORTEST_IN_PIECES:
        return len(piece) > len(word) or (len(piece) == len(word) and _sounds_apart(word, piece) < _UNLIKE)
    wrong = (one for one, other in zip(word, piece, strict=False) if one != other)
    return len(word) != len(piece) or any(char not in SAYS_LITTLE for char in wrong)  # 行政许可吗，不是行政许可法


def _sounds_apart(word: str, other: str) -> int:
    """How far the characters that differ sound from each other; the most for words of different length.

    GB 2312 lists its common characters by pinyin, so that those typed for each other by mistake stand near.
    """
    if len(word) != len(other):
        return _UNLIKE
    return sum(min(abs(_listed(one) - _listed(its)), _UNLIKE) for one, its in zip(word, other, strict=True))


def _listed(char: str) -> int:
    """Where GB 2312 lists the character."""
    code = char.encode("gb2312", errors="replace")
    return code[0] * _ROW + code[-1]


def _distance(one: str, other: str) -> int:
    """Characters to add, remove or replace to make one of the other."""
    row = list(range(len(other) + 1))
    for i, char in enumerate(one, 1):
        before, row[0] = row[0], i
        for j, opposite in enumerate(other, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (char != opposite))
    return row[-1]
