"""On which page, and how far down it, the text of a document ends: estimated from its blocks, between two bounds.

A word processor alone knows it for sure; the 版记 is put where both bounds agree (see pages).
"""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

from xuncha_docs.word.layout import STYLE, TABLE, Layout, TextStyle, chars

_UNKNOWN = ("<w:drawing", "<w:footnoteReference", "<w:sdt", "<w:fldChar", "<w:pict")
"""What may take any room."""
_ATTRIBUTE = re.compile(r'w:(before|line|left|right|firstLine|hanging)="(-?\d+)"')
_STYLE = re.compile(r'<w:pStyle w:val="(\w+)"/>')
_TEXT = re.compile(r"<w:t(?: [^>]*)?>([^<]*)</w:t>")
_HEADER = "<w:tblHeader/>"
_ROW, _CELL = re.compile(r"<w:tr>.*?</w:tr>", re.DOTALL), re.compile(r"<w:tc>.*?</w:tc>", re.DOTALL)
_WIDTH, _HEIGHT = re.compile(r'<w:tcW w:w="(\d+)"'), re.compile(r'<w:trHeight w:val="(\d+)"')
_LEAST, _MOST = -1.0, 1.0
"""Characters by which a line may be longer or shorter than its measure: punctuation hangs, or may not begin a line."""

_TABLE_DOUBT = 0.03
"""Part of a row's height by which word processors differ."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Ending:
    """The place below the last line."""

    page: int
    used: int
    """Twips of the page's text area."""


@dataclass(kw_only=True, slots=True)
class _Cursor:
    """A place on a page that moves down."""

    room: int
    page: int = 1
    used: int = 0

    def line(self, height: int, repeated: int = 0) -> None:
        """One line or row further; at the top of a new page below what is `repeated` there."""
        if self.used + height > self.room:
            self.turn()
            self.used = repeated
        self.used += height

    def turn(self) -> None:
        self.page += 1
        self.used = 0


def ending(sections: Iterable[tuple[bool, list[str]]], layout: Layout, *, above: int) -> tuple[Ending, Ending] | None:
    """The least and the most the blocks may fill; None where they hold what may take any room.

    Each section is whether it lies on its side, and its blocks; `above` twips of the first page are taken already.
    """
    parts = list(sections)
    if any(_is_unknown(block) for _, blocks in parts for block in blocks):
        return None
    return _end(parts, layout, above, _LEAST), _end(parts, layout, above, _MOST)


def _is_unknown(block: str) -> bool:
    return not block.startswith(("<w:p>", "<w:tbl>")) or any(mark in block for mark in _UNKNOWN)


def _end(parts: Iterable[tuple[bool, list[str]]], layout: Layout, above: int, slack: float) -> Ending:
    cursor = _Cursor(room=0, used=above)
    for at, (landscape, blocks) in enumerate(parts):
        cursor.room = layout.frame.text_width if landscape else layout.frame.text_height
        if at:
            cursor.turn()
        width = layout.line_width(landscape=landscape)
        heights = [_heights(block, layout, width, slack) for block in blocks]
        for number, block in enumerate(blocks):
            # 与下段同页：各家处理不一，只算进上限。
            kept = _kept(blocks, heights, number) if slack == _MOST else 0
            if cursor.used and ("<w:pageBreakBefore/>" in block or cursor.room - cursor.used < kept):
                cursor.turn()
            repeated = heights[number][0] if _HEADER in block else 0
            for height in heights[number]:
                cursor.line(height, repeated)
    return Ending(page=cursor.page, used=cursor.used)


def _kept(blocks: list[str], heights: list[list[int]], number: int) -> int:
    """How much must stand on one page from this block on: blocks that stay with the next, and the next's first line."""
    kept = 0
    for block, lines in zip(blocks[number:], heights[number:], strict=True):
        if not _stays(block):
            return kept + lines[0] if kept else 0
        kept += sum(lines)
    return kept


def _stays(block: str) -> bool:
    properties = block.partition("</w:pPr>")[0]
    return block.startswith("<w:p>") and ("<w:keepNext/>" in properties or _style_of(properties).keep_next)


def _heights(block: str, layout: Layout, width: int, slack: float) -> list[int]:
    """The heights of what is never broken over pages: rows of a table, lines of a paragraph with the space around."""
    if block.startswith("<w:tbl>"):
        return [_row_height(row, slack) for row in _ROW.findall(block)]
    properties, _, content = block.partition("</w:pPr>")
    style = _style_of(properties)
    given = {name: int(value) for name, value in _ATTRIBUTE.findall(properties)}
    pitch = given.get("line") or style.pitch or layout.frame.pitch
    advance = style.size * 10 + style.tracking
    room = (width - given.get("left", 0) - given.get("right", 0)) / advance - style.left - style.right
    first = style.first - given.get("hanging", 0) / advance
    lines = sum(_lines(chars("".join(_TEXT.findall(piece))) + first, room, slack) for piece in content.split("<w:br/>"))
    return [given.get("before", 0) + pitch, *[pitch] * (lines - 1), round(style.blank_after * layout.frame.pitch)]


def _style_of(properties: str) -> TextStyle:
    found = _STYLE.search(properties)
    return STYLE[found[1]] if found else STYLE["Text"]


def _lines(length: float, room: float, slack: float) -> int:
    return max(1, math.ceil(length / max(1.0, room - slack)))


def _row_height(row: str, slack: float) -> int:
    least = _HEIGHT.search(row)
    height = max([int(least[1]) if least else 0, *(_cell_height(cell, slack) for cell in _CELL.findall(row))])
    return round(height * (1 + _TABLE_DOUBT * slack))


def _cell_height(cell: str, slack: float) -> int:
    style, width = _style_of(cell), _WIDTH.search(cell)
    room = (int(width[1]) - 2 * TABLE.margin) / (style.size * 10) if width else 1.0
    pieces = cell.split("<w:br/>")
    lines = sum(_lines(chars("".join(_TEXT.findall(piece))), room, slack / 2) for piece in pieces)
    return lines * (style.pitch or 0) + 2 * TABLE.padding + TABLE.border * 3
