"""A title too long for one line -> lines that keep words whole and form a trapezoid or a diamond (GB/T 9704 7.3.1)."""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import combinations, pairwise

from xuncha_docs.places import cache_root
from xuncha_docs.tokenizer import Tokenizer, tokenizer
from xuncha_docs.word.layout import chars

_WHOLE = re.compile(
    "《[^《》]*》|“[^“”]*”|（[^（）]*）|〔[0-9]{4}〕(?:[0-9]+号)?|第[一二三四五六七八九十百零0-9]+[\u4e00-\u9fff]?"
    r"|[0-9]+(?:[.．～—%-][0-9]+)*[%％]?(?:年度?|月|日|号|个|件|名|批|轮|次|期|届|项|万元|亿元)*|[A-Za-z0-9]+"
)
"""What is not broken: titles, quotations, numbers with what they count."""
_ORGANS = ("委员会", "党组", "党委", "总支部", "支部", "人民政府", "办公室", "领导小组", "巡察组")
_NEVER_FIRST = (*"的、，。；：！？）》”〕’·了和与及或等县区镇乡", *_ORGANS)
_NEVER_LAST = (*"《（“〔‘对将把被为于", "中共")
_MORE_LINES = 1
_MOST_UNITS = 40
_ANOTHER_LINE, _NO_SHAPE, _EQUAL, _INSIDE, _BEFORE_ABOUT, _AFTER_ORGAN, _AFTER_MARK = (
    8.0,
    40.0,
    2.0,
    20.0,
    -8.0,
    -8.0,
    -3.0,
)
"""What speaks against a division, and for it: in squared characters of difference from the mean length."""


@lru_cache(maxsize=512)
def title_lines(text: str, room: float) -> tuple[str, ...]:
    """The lines of a title on lines of `room` characters; the text itself where it fits or cannot be divided."""
    if chars(text) <= room:
        return (text,)
    words = list(_words(text, room))
    units = _joined(words)
    if any(chars(unit) > room for unit in units):
        units = words
    least = math.ceil(chars(text) / room)
    divided = [lines for count in range(least, least + _MORE_LINES + 1) for lines in _divisions(units, count, room)]
    return min(divided, key=lambda lines: _cost(lines, least), default=(text,))


def _divisions(units: Sequence[str], count: int, room: float) -> Iterator[tuple[str, ...]]:
    if len(units) > _MOST_UNITS:
        return
    for breaks in combinations(range(1, len(units)), count - 1):
        lines = tuple("".join(units[start:end]) for start, end in pairwise((0, *breaks, len(units))))
        if all(chars(line) <= room for line in lines):
            yield lines


def _joined(words: Iterable[str]) -> list[str]:
    """What stays on a line: words with what may not begin or end a line beside them."""
    units: list[str] = []
    for word in words:
        if units and (word.startswith(_NEVER_FIRST) or units[-1].endswith(_NEVER_LAST)):
            units[-1] += word
        else:
            units.append(word)
    return units


def _words(text: str, room: float) -> Iterator[str]:
    start = 0
    for match in _WHOLE.finditer(text):
        yield from _cut(text[start : match.start()])
        yield from [match[0]] if chars(match[0]) <= room else _cut(match[0])
        start = match.end()
    yield from _cut(text[start:])


def _cut(text: str) -> Iterable[str]:
    return _tokenizer().cut(text) if text else ()


@cache
def _tokenizer() -> Tokenizer:
    return tokenizer(cache_root())


def _cost(lines: Sequence[str], least: int) -> float:
    sizes = [chars(line) for line in lines]
    mean = sum(sizes) / len(sizes)
    uneven = sum((size - mean) ** 2 for size in sizes)
    marks = sum(_break_cost(before, after) for before, after in pairwise(lines))
    return uneven + _shape_cost(sizes) + marks + _ANOTHER_LINE * (len(lines) - least)


def _shape_cost(sizes: Sequence[float]) -> float:
    """Nothing for a trapezoid or a diamond: lengths that rise, fall, or rise and then fall."""
    if len(set(sizes)) == 1:
        return _EQUAL
    top = sizes.index(max(sizes))
    rising, falling = sizes[: top + 1], sizes[top:]
    shaped = list(rising) == sorted(rising) and list(falling) == sorted(falling, reverse=True)
    return 0.0 if shaped else _NO_SHAPE


def _break_cost(before: str, after: str) -> float:
    if before.count("《") != before.count("》"):
        return _INSIDE
    about = _BEFORE_ABOUT if after.startswith("关于") else 0.0
    organ = _AFTER_ORGAN if before.endswith(_ORGANS) else 0.0
    return about + organ + (_AFTER_MARK if before.endswith(("》", "、", "）")) else 0.0)
