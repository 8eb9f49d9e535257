"""Checks of the sheet, its margins and the grid of the text."""

from collections import Counter
from collections.abc import Iterator

from xuncha_docs.check.layout.model import Document, Section
from xuncha_docs.check.layout.verdicts import Check, Deviation, Found, Strength
from xuncha_docs.word.layout import FRAMES, LEFT_MM, PAGE_HEIGHT_MM, PAGE_WIDTH_MM, RIGHT_MM

_SHEET_TOLERANCE = 0.5
_MARGIN_TOLERANCE = 1.0
"""5.2.1: 37 mm±1 mm, 28 mm±1 mm."""
_LINES = 22


def _sheets(document: Document) -> Iterator[Deviation]:
    for section in document.sections:
        sheet = section.upright
        off = max(abs(sheet.width - PAGE_WIDTH_MM), abs(sheet.height - PAGE_HEIGHT_MM))
        if off > _SHEET_TOLERANCE:
            measured = f"纸张 {section.width:.1f}×{section.height:.1f} mm"
            yield Deviation(place=section.place, measured=measured, right="A4（210×297 mm）")


def _margin(section: Section, name: str, measured: float, right: float, shown: str = "") -> Iterator[Deviation]:
    if abs(measured - right) > _MARGIN_TOLERANCE:
        yield Deviation(place=section.place, measured=f"{name} {measured:.1f} mm", right=shown or f"{right:g}±1 mm")


def _tops(document: Document) -> Iterator[Deviation]:
    known = " 或 ".join(f"{frame.top_mm:g}" for frame in FRAMES.values())
    for section in document.sections:
        yield from _margin(section, "上边距", section.upright.top, document.frame.top_mm, f"{known} mm，±1 mm")


def _bindings(document: Document) -> Iterator[Deviation]:
    for section in document.sections:
        yield from _margin(section, "左边距", section.upright.left, LEFT_MM)


def _areas(document: Document) -> Iterator[Deviation]:
    wide = PAGE_WIDTH_MM - LEFT_MM - RIGHT_MM
    high = PAGE_HEIGHT_MM - document.frame.top_mm - document.frame.bottom_mm
    for section in document.sections:
        sheet = section.upright
        width, height = sheet.line, sheet.height - sheet.top - sheet.bottom
        if max(abs(width - wide), abs(height - high)) > _MARGIN_TOLERANCE:
            measured = f"版心 {width:.1f}×{height:.1f} mm"
            yield Deviation(place=section.place, measured=measured, right=f"{wide:g}×{high:.4g} mm")


def _pitch(document: Document) -> Found:
    """The commonest distance of lines; 22 of them fill the text area and 23 do not fit."""
    text = document.elements.text
    if not text:
        return None
    line, _ = Counter(paragraph.line for paragraph in text).most_common(1)[0]
    fit = f"固定值 {document.frame.pitch / 20:g} 磅（每面 22 行）"
    if line is None or line <= 0:
        return [Deviation(place="正文", measured="行距不是固定值", right=fit)]
    lines = (document.text_height + 10) / line
    if _LINES <= lines < _LINES + 1:
        return []
    return [Deviation(place="正文", measured=f"行距 {line / 20:g} 磅，每面 {lines:.1f} 行", right=fit)]


CHECKS = (
    Check(number=1, title="纸张", clause="5.1", strength=Strength.FIXED, read=_sheets),
    Check(number=2, title="天头", clause="5.2.1", strength=Strength.FIXED, read=_tops),
    Check(number=3, title="订口", clause="5.2.1", strength=Strength.FIXED, read=_bindings),
    Check(number=4, title="版心尺寸", clause="5.2.1", strength=Strength.FIXED, read=_areas),
    Check(number=8, title="行距与每面行数", clause="5.2.3", strength=Strength.USUAL, read=_pitch),
)
