"""What stands below the text: 附件说明, 署名 and 日期, 附注, 出席名单 — where each line begins."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from xuncha_docs.word.layout import CELL, SIGNATURE, chars

_DATE = re.compile(r".*年.*月.*日")
_ATTENDED = re.compile(r"(出席|请假|列席)[：:]\s*(.+)")
_LABEL = "附件："


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
"""The lines of a signature and the width of a line in characters -> where each line stands."""


def signed(texts: Sequence[str], width: float) -> list[Place]:
    """Office and date without a seal: one blank line, office 2 from the right, date 2 right of its start (7.3.5.2).

    A date that would come too near the edge moves both to the left; anything else stands at the right.
    """
    if not _dated(texts):
        return _column([None] * len(texts), blank=1)
    office = width - 2 - chars(texts[0])
    day = min(office + 2, width - 2 - chars(texts[1]))
    office = min(office, day - 2)
    return _column([None, None] if office < 0 else [office, day], blank=1)


def sealed(texts: Sequence[str], width: float) -> list[Place]:
    """Office and date below a seal: date 4 from the right, the office centred above it (7.3.5.1); empty for others.

    The seal's upper edge is to be within a line of the text and both lines at or below its centre: two blank lines.
    """
    if not _dated(texts):
        return []
    centre = min(width - 4 - chars(texts[1]) / 2, width - chars(texts[0]) / 2)
    office, day = (centre - chars(text) / 2 for text in texts)
    return [] if min(office, day) < 0 else [Place(left=office, blank=2), Place(right=width - day - chars(texts[1]))]


def signature(texts: Sequence[str], width: float) -> list[Place]:
    """The post of who signs, room for the signature seal right of it, and the date (7.3.5.3); empty for others."""
    if not _dated(texts):
        return []
    post = width - 4 - SIGNATURE.width - 2 - chars(texts[0])
    beside = (SIGNATURE.height - 1) / 2  # 职务与签名章上下居中
    return [] if post < 0 else [Place(left=post, blank=2 + beside), Place(right=4, blank=1 + beside)]


def _dated(texts: Sequence[str]) -> bool:
    """Whether it is one line and a date below it."""
    return len(texts) == 2 and bool(_DATE.fullmatch(texts[1]))  # noqa: PLR2004 -- 署名与日期两行


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
