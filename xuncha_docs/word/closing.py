"""What stands below the text: 附件说明, 署名 and 日期, 附注, 出席名单 — where each line begins."""

import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice
from typing import TypeVar

from xuncha_docs.word.layout import CELL, SIGNATURE, chars

_DATE = re.compile(r".*年.*月.*日")
_ATTENDED = re.compile(r"(出席|请假|列席)[：:]\s*(.+)")
_LABEL = "附件："
_T = TypeVar("_T")


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where a line begins; characters, and for what is above it blank lines."""

    left: float | None = None
    """None: as `right` or the style says."""
    right: float | None = None
    """Where the line ends, from the right."""
    hanging: float = 0
    """How far the first line begins left of the others."""
    blank: float = 0
    centres: tuple[float, ...] = ()
    """The middles of further lines of the source that stand beside the first."""

    @property
    def tabs(self) -> str:
        """The w:tabs at which what stands beside the first begins."""
        stops = "".join(f'<w:tab w:val="center" w:pos="{round(centre * CELL)}"/>' for centre in self.centres)
        return f"<w:tabs>{stops}</w:tabs>" if stops else ""

    @property
    def indent(self) -> str:
        """The w:ind, and on which side the line is flush; nothing where the style says both."""
        if self.right is not None:
            return f'<w:ind w:rightChars="0" w:right="{round(self.right * CELL)}"/>'
        if self.left is None:
            return ""
        hanging = f' w:hanging="{round(self.hanging * CELL)}"' if self.hanging else ""
        sides = f'w:left="{round(self.left * CELL)}" w:rightChars="0" w:right="0"{hanging}'
        return f'<w:ind {sides}/><w:jc w:val="left"/>'

    def spacing(self, pitch: int) -> str:
        """The w:spacing for lines of this pitch."""
        return f'<w:spacing w:before="{round(self.blank * pitch)}"/>' if self.blank else ""


Placed = Callable[[Sequence[str], float], list[Place]]
"""The lines of a signature and the width of a line in characters -> where each stands; nothing where they do not fit.

The last line is the date, the one above it the office; those of a joint document stand one below the other above it.
"""


def signed(texts: Sequence[str], width: float) -> list[Place]:
    """Offices and date without a seal: one blank line, 2 from the right, date 2 right of their start (7.3.5.2).

    A date that would come too near the edge moves all to the left; anything else stands at the right.
    """
    if not _dated(texts):
        return _column([None] * len(texts), blank=1)
    *offices, day = texts
    left = min(width - 2 - max(map(chars, offices)), width - 4 - chars(day))
    return _column([None] * len(texts) if left < 0 else [*[left] * len(offices), left + 2], blank=1)


def sealed(texts: Sequence[str], width: float) -> list[Place]:
    """Offices and date below their seals: date 4 from the right, the last office centred above it (7.3.5.1).

    The upper edge of the first seals is to be within a line of the text, and office and date at or below the centre:
    two blank lines. Of a joint document at most three stand in a row, so that no seals touch.
    """
    if not _dated(texts):
        return []
    *offices, day = texts
    widest = max(map(chars, offices))
    centre = min(width - 4 - chars(day) / 2, width - widest / 2)
    pitch = max(SIGNATURE.seal_width, widest + 1)
    columns = next((n for n in (3, 2) if n <= len(offices) and centre - (n - 1) * pitch >= pitch / 2), 1)
    if centre - max(widest, chars(day)) / 2 < 0:
        return []
    rows = _rows(offices, columns)
    places = [_row(row, centre, pitch, blank=SIGNATURE.seal_height - 1 if at else 2) for at, row in enumerate(rows)]
    return [*places, Place(right=width - centre - chars(day) / 2)]


def _rows(offices: Sequence[str], columns: int) -> list[Sequence[str]]:
    """Rows of at most so many offices, the longer ones first by one."""
    count = math.ceil(len(offices) / columns)
    sizes = [len(offices) // count + (at < len(offices) % count) for at in range(count)]
    ends = list(accumulate(sizes))
    return [offices[end - size : end] for size, end in zip(sizes, ends, strict=True)]


def _row(offices: Sequence[str], centre: float, pitch: float, *, blank: float) -> Place:
    """Offices side by side, the last one centred at `centre`."""
    first, *others = (centre - pitch * (len(offices) - at) for at in range(1, len(offices) + 1))
    return Place(left=first - chars(offices[0]) / 2, centres=tuple(others), blank=blank)


def signature(texts: Sequence[str], width: float) -> list[Place]:
    """The posts of those who sign, room for the signature seal right of each, and the date (7.3.5.3)."""
    if not _dated(texts):
        return []
    *posts, _ = texts
    lefts = [width - 4 - SIGNATURE.width - 2 - chars(post) for post in posts]
    beside = (SIGNATURE.height - 1) / 2  # 职务与签名章上下居中
    blanks = [2 + beside, *[SIGNATURE.height] * (len(posts) - 1)]
    if min(lefts) < 0:
        return []
    places = [Place(left=left, blank=blank) for left, blank in zip(lefts, blanks, strict=True)]
    return [*places, Place(right=4, blank=1 + beside)]


def side_by_side(lines: Iterable[_T], places: Iterable[Place]) -> Iterator[tuple[Place, tuple[_T, ...]]]:
    """Each place with the lines of the source that stand there side by side."""
    left = iter(lines)
    return ((place, tuple(islice(left, 1 + len(place.centres)))) for place in places)


def _dated(texts: Sequence[str]) -> bool:
    """Whether a date stands below one line or more."""
    return len(texts) > 1 and bool(_DATE.fullmatch(texts[-1]))


def _column(lefts: Sequence[float | None], *, blank: float) -> list[Place]:
    return [Place(left=left, blank=0 if at else blank) for at, left in enumerate(lefts)]


def attached(names: Sequence[str]) -> list[tuple[str, Place]]:
    """What precedes each name of 附件说明, and its place: 2 in, lines hung below the first character (7.3.4)."""
    if len(names) == 1:
        return [(_LABEL, Place(left=5, hanging=3, blank=1))]
    marks = [f"{number}." for number in range(1, len(names) + 1)]
    begin = 2 + chars(_LABEL)
    return [
        (f"{'' if at else _LABEL}{mark}",
         Place(left=begin + chars(mark), hanging=chars(mark) + (0 if at else chars(_LABEL)), blank=0 if at else 1))
        for at, mark in enumerate(marks)
    ]  # fmt: skip


def attended(text: str, *, first: bool) -> tuple[str, str, Place] | None:
    """Label, names and place of a line of 出席、请假 or 列席 (10.3); None for any other line."""
    match = _ATTENDED.fullmatch(text)
    return match and (f"{match[1]}：", match[2], Place(left=5, hanging=3, blank=1 if first else 0))


def remark(text: str) -> str:
    """附注 in its brackets (7.3.6)."""
    return text if text.startswith("（") else f"（{text}）"
