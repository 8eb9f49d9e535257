"""One PDF page -> its lines in reading order: columns one after the other, vertical writing, seals set apart."""

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import atan2, pi
from statistics import mean, median
from typing import NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from xuncha_docs.ingest.lines import Line
from xuncha_docs.ingest.repair import upright

_NEW_LINE = 0.5
"""Baselines further apart than this share of a character are two lines."""
_HAN = ("\u4e00", "\u9fff")
_USUAL_SIZE = 10.5
_ASKEW = pi / 18
"""Characters turned further than 10° from the page's edges are of a seal or a watermark; scans lie less askew."""
_VERTICAL_SHARE = 0.6
"""Share of a page's characters that stand alone in their line and below another from which it is set vertically."""
_FEWEST_VERTICAL = 8
_EMPTY_PLACE = 1.7
"""Steps downwards after which an empty place lies in between."""
_GAP = 2.2
"""Characters from one left edge to the next at which two columns may part."""
_FEWEST_LINES = 6
"""Lines on either side of a gutter."""
_MOST_ACROSS = 0.2
"""Share of lines, such as headings, that may run across a gutter."""
_FULL_LINES = 0.5
"""Share of the left column's lines that end at its edge, as running text does and the labels of a form do not."""
_SHORTEST_COLUMN = 8
"""Characters of a column's lines on average."""


class _Char(NamedTuple):
    char: str
    x: float
    y: float
    """Of the baseline, from the page's lower edge."""
    at: int
    """Place in the text page."""


_Group = list[_Char]


@dataclass(frozen=True, kw_only=True, slots=True)
class PageText:
    """What stands on a page."""

    lines: tuple[Line, ...]
    seals: str
    """Text of seals and watermarks, as it was drawn; empty where there are none."""


def read_page(page: pypdfium2.PdfPage, number: int, *, may_have_columns: bool = True) -> PageText:
    """The page's lines in reading order, and the text of seals and watermarks apart from them."""
    text_page = page.get_textpage()
    straight, seals = _without_seals(text_page, list(_characters(text_page)))
    groups, height = _groups(straight), page.get_height()
    if _is_vertical(groups):
        groups, height = _groups(list(_turned(groups, height))), page.get_width()
        lines = [replace(line, text=upright(line.text)) for line in _lines(groups, number, height)]
        return PageText(lines=tuple(lines), seals=seals)
    if may_have_columns:
        pieces = _lines([part for group in groups for part in _parted(group)], number, height)
        ordered = _by_columns(pieces)
        if ordered:
            return PageText(lines=tuple(ordered), seals=seals)
    return PageText(lines=tuple(_lines(groups, number, height)), seals=seals)


def _characters(text_page: pypdfium2.PdfTextPage) -> Iterator[_Char]:
    """The characters as drawn; gaps that pdfium puts in stand where the character before them stands."""
    x, y = ctypes.c_double(), ctypes.c_double()
    for index in range(text_page.count_chars()):
        char = chr(pdfium.FPDFText_GetUnicode(text_page, index))
        if pdfium.FPDFText_IsGenerated(text_page, index):
            if char.isspace():
                yield _Char(" ", x.value, y.value, index)
            continue
        pdfium.FPDFText_GetCharOrigin(text_page, index, x, y)
        if char >= " ":
            yield _Char(char, x.value, y.value, index)


def _without_seals(text_page: pypdfium2.PdfTextPage, chars: list[_Char]) -> tuple[list[_Char], str]:
    """The characters of the body, and the text of what is turned, with what stands upright near it in its colour."""
    turned = [char for char in chars if not char.char.isspace() and _is_askew(text_page, char.at)]
    if not turned or len(turned) * 2 > sum(not char.char.isspace() for char in chars):
        return chars, ""
    colours = {_colour(text_page, char.at) for char in turned} - {(0, 0, 0)}
    spans = [(min(places), max(places)) for places in ([char.x for char in turned], [char.y for char in turned])]
    reach = max(high - low for low, high in spans) / 2
    apart = {char.at for char in turned}
    for char in chars:
        near = all(low - reach <= at <= high + reach for (low, high), at in zip(spans, (char.x, char.y), strict=True))
        if near and _colour(text_page, char.at) in colours:
            apart.add(char.at)
    seal = "".join(char.char for char in chars if char.at in apart and not char.char.isspace())
    return [char for char in chars if char.at not in apart], seal


def _is_askew(text_page: pypdfium2.PdfTextPage, index: int) -> bool:
    """Whether the character's baseline is turned; slanted letters, whose stems are, stand on a straight one."""
    if not _is_turned(pdfium.FPDFText_GetCharAngle(text_page, index)):
        return False
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(text_page, index, matrix)
    return _is_turned(atan2(matrix.b, matrix.a))


def _is_turned(angle: float) -> bool:
    return min(angle % (pi / 2), -angle % (pi / 2)) > _ASKEW


def _colour(text_page: pypdfium2.PdfTextPage, index: int) -> tuple[int, int, int]:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    pdfium.FPDFText_GetFillColor(text_page, index, red, green, blue, alpha)
    return red.value, green.value, blue.value


def _groups(chars: Sequence[_Char]) -> list[_Group]:
    """Neighbouring characters on one baseline."""
    groups: list[_Group] = []
    for char in chars:
        if not groups or not _is_beside(groups[-1], char):
            groups.append([])
        groups[-1].append(char)
    return groups


def _is_beside(group: _Group, char: _Char) -> bool:
    apart = abs(group[-1].y - char.y)
    return not apart or apart <= _NEW_LINE * max(1.0, _advance(group))


def _advance(group: _Group) -> float:
    """The usual distance between neighbouring Chinese characters; 0 where there are none."""
    steps = [
        after.x - before.x
        for before, after in pairwise(group)
        if _HAN[0] <= before.char <= _HAN[1] and after.x > before.x
    ]
    return median(steps) if steps else 0.0


def _lines(groups: Sequence[_Group], number: int, height: float) -> list[Line]:
    sizes = [advance for group in groups if (advance := _advance(group))]
    usual = median(sizes) if sizes else _USUAL_SIZE
    return [line for group in groups if (line := _line(group, number, height, usual)) is not None]


def _line(group: _Group, page: int, height: float, usual: float) -> Line | None:
    text = "".join(char.char for char in group).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if not text.strip():
        return None
    printed = [char.x for char in group if not char.char.isspace()]
    size = _advance(group) or usual
    return Line(
        text=text.strip(),
        page=page,
        left=min(printed),
        right=max(printed) + size,
        y=height - group[0].y,
        size=size,
    )


def _is_vertical(groups: Sequence[_Group]) -> bool:
    """Whether most characters of the page stand one below the other."""
    printed = [[char for char in group if not char.char.isspace()] for group in groups]
    alone = [group[0] for group in printed if len(group) == 1]
    below = sum(
        after.y < before.y and abs(after.x - before.x) < before.y - after.y for before, after in pairwise(alone)
    )
    return below >= _FEWEST_VERTICAL and below > _VERTICAL_SHARE * sum(map(len, printed))


def _turned(groups: Sequence[_Group], height: float) -> Iterator[_Char]:
    """The characters as if each column were a line: downwards becomes rightwards, leftwards becomes downwards."""
    steps = [above[0].y - group[0].y for above, group in pairwise(groups) if above[0].y > group[0].y]
    step = median(steps)
    last = groups[0][0]
    for group in groups:
        first = group[0]
        if abs(first.x - last.x) < step and step * _EMPTY_PLACE < last.y - first.y:
            yield last._replace(char="\u3000", x=height - last.y + step, y=first.x)
        for number, char in enumerate(group):
            yield char._replace(x=height - first.y + number / len(group), y=first.x)
        last = first


def _parted(group: _Group) -> Iterator[_Group]:
    """The group cut at its wide gaps."""
    wide = _GAP * (_advance(group) or _USUAL_SIZE)
    part: _Group = []
    last: float | None = None
    for char in group:
        if not char.char.isspace():
            if last is not None and char.x - last > wide:
                yield part
                part = []
            last = char.x
        part.append(char)
    yield part


def _by_columns(pieces: Sequence[Line]) -> list[Line]:
    """The lines column by column, headings across them in between; empty where the page has one column only.

    The lines of each column are moved to where those of a page with one column stand.
    """
    gutter = _gutter(pieces)
    if gutter is None:
        return []
    edges = min(line.left for line in pieces), max(line.right for line in pieces)
    left = _moved([line for line in pieces if line.right <= gutter], edges)
    right = _moved([line for line in pieces if line.left >= gutter], edges)
    across = sorted((line for line in pieces if line.left < gutter < line.right), key=lambda line: line.y)
    ordered: list[Line] = []
    above = float("-inf")
    for below in (*(line.y for line in across), float("inf")):
        for column in (left, right):
            ordered += [line for line in column if above <= line.y < below]
        ordered += [line for line in across if line.y == below]
        above = below
    return ordered


def _moved(column: Sequence[Line], edges: tuple[float, float]) -> list[Line]:
    """A column's lines from top to bottom between the edges of the page; further columns inside it are unfolded."""
    inner = _by_columns(column)
    if inner:
        return inner
    left, right = min(line.left for line in column), max(line.right for line in column)
    moved = (replace(line, left=line.left - left + edges[0], right=line.right - right + edges[1]) for line in column)
    return sorted(moved, key=lambda line: line.y)


def _gutter(pieces: Sequence[Line]) -> float | None:
    """Where the page parts into columns of running text; None where it does not."""
    if len(pieces) < 2 * _FEWEST_LINES:
        return None
    starts = sorted({line.left for line in pieces})
    fits = [start for start in starts[1:] if _parts(pieces, start)]
    return min(fits, key=lambda start: _across(pieces, start), default=None)


def _across(pieces: Sequence[Line], gutter: float) -> int:
    return sum(line.left < gutter < line.right for line in pieces)


def _parts(pieces: Sequence[Line], gutter: float) -> bool:
    left = [line for line in pieces if line.right <= gutter]
    right = [line for line in pieces if line.left >= gutter]
    if min(len(left), len(right)) < _FEWEST_LINES or _across(pieces, gutter) > _MOST_ACROSS * len(pieces):
        return False
    edge = max(line.right for line in left)
    full = sum(edge - line.right < 2 * line.size for line in left)
    long = all(mean(len(line.text) for line in side) >= _SHORTEST_COLUMN for side in (left, right))
    beside = min(line.y for line in right) < max(line.y for line in left) and min(line.y for line in left) < max(
        line.y for line in right
    )
    return long and beside and full > _FULL_LINES * len(left)
