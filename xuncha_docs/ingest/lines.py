"""Lines as they stand on pages (PDF, OFD, recognised scans) -> paragraphs; page numbers and running heads taken out."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

NUMERALS = "一二三四五六七八九十百零〇○\\d０-９"
HEAD = re.compile(
    rf"第[{NUMERALS}]+(?:条(?:之[{NUMERALS}]+)?(?![规所的、和至及或第款，])|(?:分编|[编章节])(?:\s|$))|[（(][{NUMERALS}]+[）)]|[{NUMERALS}]{{1,3}}[、．.](?!\d)"
    r"|[①-⑳]|附件[\d一二三四五六七八九十]*(?:[:：]|$)|附录|目\s*录$|附\s*则$|\|"
)
"""How a paragraph of an official text may begin."""
_SECTION = re.compile(rf"第[{NUMERALS}]+(?:分编|[编章节])(?:\s|$)")
_ARTICLE_NAME = re.compile(rf"第[{NUMERALS}]+条\s*【[^】]+】$")
_SENTENCE_END = "。；：！？”）】》…:;!?)"
_PAGE_NUMBER = re.compile(
    r"[—–－\-\s·]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*[/／,，]?\s*(?:共\s*)?\d{1,4}(?:\s*页)?)?[—–－\-\s·]*"
)
_SECRET = re.compile("绝\\s*密|机\\s*密|秘\\s*密")
"""Such a running head stays: by it a file is refused."""
_FULL = 2.0
"""A line that ends within so many characters of the right edge goes on in the next."""
_INDENT = (1.2, 6.0)
"""Characters by which a first line stands in."""
_OTHER_SIZE = 1.15
_HEADLINE = 1.2
_HEADLINE_STEP = 2.5
_GAP = 1.35
"""A step to the next line larger than this many usual steps separates paragraphs."""
_RUNNING = 0.5
"""Share of the pages on which a line must stand to be a running head."""
_FEWEST_PAGES = 3
_MIDDLE = 20
"""Characters of a line that breaks off in mid-sentence and is too long for a heading."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One printed line."""

    text: str
    page: int
    """0-based."""
    left: float
    right: float
    y: float
    """Of the baseline, growing downwards; any unit, the same for all fields."""
    size: float
    """Width of a Chinese character."""


@dataclass(frozen=True, slots=True)
class _Column:
    """How the body of a document is set."""

    left: float
    right: float
    size: float
    step: float
    indented: bool
    """Whether first lines of paragraphs stand in."""


def paragraphs(lines: Sequence[Line]) -> list[str]:
    """The paragraphs that hard-wrapped lines make up, in their order."""
    if not lines:
        return []
    column = _column(lines)
    found = [lines[0].text.strip()]
    for before, line in pairwise(lines):
        if _begins(found[-1], before, line, column):
            found.append(line.text.strip())
        else:
            found[-1] = _joined(found[-1], line.text.strip())
    return [_tight(text) for text in found]


def without_furniture(lines: Sequence[Line]) -> tuple[list[Line], tuple[str, ...]]:
    """The lines without page numbers and heads or feet that most pages repeat, and what was taken out, each once."""
    edges = _edges(lines)
    pages = len({line.page for line in lines})
    counts = Counter(_key(line.text) for line in edges)
    running = {key for key, count in counts.items() if pages >= _FEWEST_PAGES and count >= max(3, pages * _RUNNING)}
    dropped = {line for line in edges if _PAGE_NUMBER.fullmatch(line.text.strip()) or _key(line.text) in running}
    dropped -= {line for line in dropped if _SECRET.search(line.text)}
    shown = dict.fromkeys(
        "页码" if _PAGE_NUMBER.fullmatch(line.text.strip()) else f"页眉页脚：{line.text.strip()}"
        for line in lines
        if line in dropped
    )
    return [line for line in lines if line not in dropped], tuple(shown)


def _edges(lines: Sequence[Line]) -> list[Line]:
    """The first and the last line of each page."""
    by_page: dict[int, list[Line]] = {}
    for line in lines:
        by_page.setdefault(line.page, []).append(line)
    found: dict[Line, None] = {}
    for page in by_page.values():
        found |= dict.fromkeys((min(page, key=lambda line: line.y), max(page, key=lambda line: line.y)))
    return list(found)


def _key(text: str) -> str:
    return re.sub(r"[\d\s]+", "", text)


def _column(lines: Sequence[Line]) -> _Column:
    size = median(line.size for line in lines for _ in line.text)
    body = [line for line in lines if 1 / _OTHER_SIZE < line.size / size < _OTHER_SIZE] or list(lines)
    left = _edge([line.left for line in body], size, low=True)
    right = _edge([line.right for line in body], size, low=False)
    steps = [b.y - a.y for a, b in pairwise(body) if a.page == b.page and b.y > a.y]
    heads = [line for line in body if HEAD.match(line.text)]
    indented = sum(_stands_in(line, left, size) for line in heads)
    return _Column(
        left=left,
        right=right,
        size=size,
        step=_usual(steps) if steps else 0.0,
        indented=bool(heads) and indented * 2 > len(heads),
    )


def _edge(values: Sequence[float], size: float, *, low: bool) -> float:
    """The outermost place at which at least one line in twenty begins or ends."""
    needed = max(1, len(values) // 20)
    ordered = sorted(values, reverse=not low)
    for value in ordered:
        if sum(1 for other in values if abs(other - value) <= size) >= needed:
            return value
    return ordered[0]


def _usual(steps: Sequence[float]) -> float:
    """The smallest step that is common: lines inside a paragraph, where paragraphs stand further apart."""
    counts = Counter(round(step, 0) for step in steps)
    most = max(counts.values())
    common = min(step for step, count in counts.items() if count * 8 >= len(steps) or count == most)
    return min(steps, key=lambda step: abs(step - common))


def _stands_in(line: Line, left: float, size: float) -> bool:
    return _INDENT[0] <= (line.left - left) / size <= _INDENT[1]


def _begins(text: str, before: Line, line: Line, column: _Column) -> bool:
    """Whether the line begins a paragraph; `text` is the one that `before` ends."""
    if line.text.startswith("|") or before.text.startswith("|"):
        return True
    if max(before.size, line.size) > _OTHER_SIZE * min(before.size, line.size):
        return True
    if line.size > _HEADLINE * column.size:
        return before.page != line.page or line.y - before.y > _HEADLINE_STEP * line.size
    full = before.right >= column.right - _FULL * column.size
    return _begins_after_full(before, line, column) if full else _begins_after_short(text, before, line, column)


def _begins_after_full(before: Line, line: Line, column: _Column) -> bool:
    ended = before.text.rstrip().endswith(tuple(_SENTENCE_END))
    if column.indented and _stands_in(line, column.left, column.size):
        return True
    apart = before.page == line.page and column.step > 0 and line.y - before.y > _GAP * column.step
    return ended and (apart or bool(HEAD.match(line.text.strip())))


def _begins_after_short(text: str, before: Line, line: Line, column: _Column) -> bool:
    ended = before.text.rstrip().endswith(tuple(_SENTENCE_END))
    return ended or bool(HEAD.match(line.text.strip())) or not _breaks_off(text, before, line, column)


def _breaks_off(text: str, before: Line, line: Line, column: _Column) -> bool:
    """Whether a short line is a sentence that goes on in the next, where it stands at the margin."""
    heading = _SECTION.match(text) or _ARTICLE_NAME.match(text)
    at_margin = not _stands_in(line, column.left, column.size) or not column.indented
    centred = before.left - column.left > column.size * _INDENT[0] and column.right - before.right > column.size
    return len(text) >= _MIDDLE and not heading and at_margin and not (centred and not HEAD.match(text))


def _joined(text: str, more: str) -> str:
    letters = text[-1:].isascii() and text[-1:].isalpha() and more[:1].isascii() and more[:1].isalpha()
    return f"{text} {more}" if letters else text + more


def _tight(text: str) -> str:
    """The text without the gaps that typesetting puts around digits: 第 31 号, 2009 年."""
    text = re.sub(r"(?<=[\u4e00-\u9fff〔（]) (?=\d)", "", text) if not HEAD.match(text) else text
    return re.sub(r"(?<=\d) (?=[年月日号时届次个条款项章期〕])", "", text)
