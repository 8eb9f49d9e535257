"""Checks measured on rendered pages: lines and characters of the text, its signature, its title."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from xuncha_docs.check.layout import ink
from xuncha_docs.check.layout.model import Document
from xuncha_docs.check.layout.pages import Line, Page, Pages
from xuncha_docs.check.layout.paragraphs import Paragraph
from xuncha_docs.check.layout.verdicts import Check, Deviation, Found, Strength, about
from xuncha_docs.word.layout import CELL, CHARS, LEFT_MM, PAGE_WIDTH_MM, RIGHT_MM, SIZE_3, chars

_TOP, _HEIGHT = 37.0, 225.0
_BOTTOM = _TOP + _HEIGHT
_RIGHT = PAGE_WIDTH_MM - RIGHT_MM
_LINES = 22
_CHAR = CELL / 1440 * 25.4
_PITCH = _HEIGHT / _LINES
_NEARLY = 0.8
"""A heading that moved to the next page leaves more than so much of a line."""
_SIZE_TOLERANCE = 0.6
_TOP_TOLERANCE, _HEIGHT_TOLERANCE = 1.5, 2.0
_WIDE = re.compile("[\u3000-\u303f\u3400-\u9fff\uff00-\uffef“”‘’—…·]+")
_NOT_FIRST = "，。、；：？！）》〉】〕”’％%…"
_NOT_LAST = "（《〈【〔“‘"
_SPLIT_NUMBER = re.compile(r"\d\Z")
_UNIT = re.compile(r"[\d年月日号%％万亿元人个届次]")
_LONGEST_NAME = 18
"""Characters of a name in 《》 that a line of a title can hold."""
_INDENTS = {"sealed": 4, "unsealed": 2, "beside": 8}
"""Characters from the right; the last: of a post, with a signature seal between it and the right."""
_SIGN_TOLERANCE = 0.7
"""Characters: digits of substitute typefaces are wider than half a character."""
_SIDE_BY_SIDE = re.compile(r"\t|\s{2,}")
_NO_TEXT = re.compile(r"此页无正文")


def squeezed(text: str) -> str:
    """The text without white space."""
    return "".join(text.split())


def body_lines(page: Page) -> tuple[Line, ...]:
    """The lines inside the type area of an upright page; none of a landscape one."""
    inside = (line for line in page.lines if line.top > _TOP - 4 and line.bottom < _BOTTOM + 3)
    return () if page.landscape else tuple(inside)


def _full_pages(pages: Pages) -> Iterator[tuple[Page, tuple[Line, ...]]]:
    """The pages filled with nothing but text of 3号 from the first line to the last."""
    for page in pages.pages:
        lines = body_lines(page)
        plain = not page.ruled and all(abs(line.size - SIZE_3 / 2) <= _SIZE_TOLERANCE for line in lines)
        if plain and lines and lines[0].top < _TOP + _PITCH and lines[-1].bottom > _BOTTOM - _NEARLY * _PITCH:
            yield page, lines


def _lines_of_a_page(_: Document, pages: Pages) -> Found:
    full = list(_full_pages(pages))
    return about(
        full,
        (
            Deviation(place=f"第 {page.number} 页", measured=f"{len(lines)} 行", right=f"每面 {_LINES} 行")
            for page, lines in full
            if len(lines) != _LINES
        ),
    )


def _chars_of_a_line(_: Document, pages: Pages) -> Found:
    """Lines of Han and full-width marks only, from margin to margin; marks may hang or move to the next line."""
    counts = Counter(
        len(line.glyphs)
        for page in pages.pages
        if not page.ruled
        for line in body_lines(page)
        if abs(line.size - SIZE_3 / 2) <= _SIZE_TOLERANCE
        and line.left < LEFT_MM + _CHAR / 2
        and line.right > _RIGHT - _CHAR
        and _WIDE.fullmatch(line.text)
    )
    if not counts:
        return None
    usual = counts.most_common(1)[0][0]
    return [] if usual == CHARS else [Deviation(place="正文", measured=f"每行 {usual} 字", right=f"每行 {CHARS} 字")]


def _text_on_first_page(document: Document, pages: Pages) -> Found:
    text = document.elements.text
    formal = document.elements.number or document.elements.addressee
    if not text or not formal or not pages.pages:
        return None
    first = squeezed("".join(line.text for line in pages.pages[0].lines))
    if any(squeezed(paragraph.text)[:8] in first for paragraph in text):
        return []
    return [Deviation(place="第 1 页", measured="没有正文", right="显示正文")]


def _fullest(pages: Pages) -> tuple[tuple[float, float], int] | None:
    """Upper and lower edge of the ink on the first full page with the most lines, and how many lines it has."""
    full = list(_full_pages(pages))
    if not full:
        return None
    page, lines = max(full, key=lambda one: len(one[1]))
    sides = {"left": LEFT_MM - 3, "right": _RIGHT + 3}
    first = ink.reach(pages.data, page.number, ink.Window(top=_TOP - 7, bottom=_TOP + _PITCH, **sides))
    last = ink.reach(pages.data, page.number, ink.Window(top=_BOTTOM - 2 * _PITCH, bottom=_BOTTOM + 3, **sides))
    return ((first[0], last[1]), len(lines)) if first and last else None


def _top_of_ink(_: Document, pages: Pages) -> Found:
    found = _fullest(pages)
    if found is None:
        return None
    (top, _bottom), _lines = found
    if abs(top - _TOP) <= _TOP_TOLERANCE:
        return []
    right = f"{_TOP:g} mm：Word 从行框量起，上边距要减 2.42 mm（GB/T 33476.2）"
    return [Deviation(place="", measured=f"首行字的上沿距纸边 {top:.1f} mm", right=right)]


def _height_of_ink(_: Document, pages: Pages) -> Found:
    found = _fullest(pages)
    if found is None or found[1] != _LINES:
        return None
    (top, bottom), _lines = found
    high = bottom - top
    right = f"{_HEIGHT:g} mm，撑满版心"
    return [] if abs(high - _HEIGHT) <= _HEIGHT_TOLERANCE else [
        Deviation(place="", measured=f"{_LINES} 行字高 {high:.1f} mm", right=right)
    ]  # fmt: skip


def find_line(pages: Pages, paragraph: Paragraph | None, *, last: bool = False) -> tuple[Page, Line] | None:
    """The page and line on which a short paragraph stands alone; the first, or the last such line."""
    if paragraph is None:
        return None
    words = squeezed(paragraph.words)
    found = [(page, line) for page in pages.pages for line in page.lines if line.text == words]
    return found[-1 if last else 0] if found else None


def _signature(document: Document, pages: Pages) -> Found:
    rows = [find_line(pages, paragraph, last=True) for paragraph in document.elements.offices]
    date = find_line(pages, document.elements.date, last=True)
    offices = [_last(row[1], one) for row, one in zip(rows, document.elements.offices, strict=True) if row]
    if date is None or not rows or rows[-1] is None or rows[-1][0] is not date[0] or date[0].landscape:
        return None
    return list(_signed(offices, date[1], f"第 {date[0].number} 页"))


def _last(row: Line, paragraph: Paragraph) -> Line:
    """The last name of those that stand in a row."""
    name = squeezed(_SIDE_BY_SIDE.split(paragraph.words)[-1])
    return Line(glyphs=row.glyphs[-len(name) :])


def _signed(offices: Sequence[Line], date: Line, place: str) -> Iterator[Deviation]:
    """As 7.3.5.1 sets a sealed document, 7.3.5.2 one without a seal, or 7.3.5.3 one with a signature seal.

    An office too long to stand centred over a date four characters in reaches the right edge and moves the date. Of
    several the last counts, and where they begin below each other the longest stands two characters from the right.
    """
    office = offices[-1]
    office_gap, date_gap = ((_RIGHT - line.right) / _CHAR for line in (office, date))
    longest_gap = min((_RIGHT - one.right) / _CHAR for one in offices)
    apart = ((office.left + office.right) - (date.left + date.right)) / 2 / _CHAR
    begins = (date.left - office.left) / _CHAR
    at_four = abs(date_gap - _INDENTS["sealed"]) <= _SIGN_TOLERANCE
    wider = max(0.0, (date.right - date.left) / _CHAR - chars(date.text)) / 2
    centred = abs(apart) <= _SIGN_TOLERANCE + wider and (at_four or abs(office_gap) <= _SIGN_TOLERANCE)
    beside = at_four and office_gap >= _INDENTS["beside"]
    edge = any(abs(gap - _INDENTS["unsealed"]) <= _SIGN_TOLERANCE for gap in (longest_gap, date_gap))
    unsealed = edge and abs(begins - 2) <= _SIGN_TOLERANCE
    if not (centred or beside or unsealed):
        measured = f"署名右空 {office_gap:.1f} 字，日期右空 {date_gap:.1f} 字，日期首字比署名首字右移 {begins:.1f} 字"
        right = "盖章的：日期右空四字、署名在它上面居中；不盖章的：署名右空二字、日期首字右移二字"
        yield Deviation(place=place, measured=measured, right=right)


def _text_above_signature(document: Document, pages: Pages) -> Found:
    date = find_line(pages, document.elements.date, last=True)
    if date is None or not document.elements.text:
        return None
    page, signed = date
    notes = {squeezed(note.words) for note in document.elements.notes}
    offices = {squeezed(one.words) for one in document.elements.offices}
    whole = squeezed("".join(one.words for one in document.body if one not in document.elements.notes))
    above = [line.text for line in page.lines if line.top > _TOP - 4 and line.bottom < signed.top]
    text = [line for line in above if line not in offices and not any(line in note for note in notes) and line in whole]
    if text and not any(map(_NO_TEXT.search, above)):
        return []
    measured = "成文日期所在的页没有正文"
    return [Deviation(place=f"第 {page.number} 页", measured=measured, right="与正文同处一面（调整行距、字距）")]


def _title_shape(document: Document, pages: Pages) -> Found:
    title = squeezed("".join(one.text for one in document.elements.title))
    lines = [line.text for line in _title_lines(title, pages)]
    return list(_title_breaks(lines)) if len(lines) > 1 else None


def _title_lines(title: str, pages: Pages) -> Sequence[Line]:
    """The lines on the first page that make up the title; none when they are not found."""
    lines = pages.pages[0].lines if pages.pages and title else ()
    for start in range(len(lines)):
        for end in range(start + 1, min(start + 7, len(lines)) + 1):
            text = "".join(line.text for line in lines[start:end])
            if text == title:
                return lines[start:end]
            if not title.startswith(text):
                break
    return ()


def _title_breaks(lines: Sequence[str]) -> Iterator[Deviation]:
    whole, at = "".join(lines), 0
    for before, after in pairwise(lines):
        at += len(before)
        place = f"标题“{before[-4:]}／{after[:4]}”处"
        name = next((m for m in re.finditer("《[^》]+》", whole) if m.start() < at < m.end()), None)
        if name and len(name[0]) <= _LONGEST_NAME:
            yield Deviation(place=place, measured=f"{name[0]}断成两行", right="词意完整、书名不断开的回行")
        if _SPLIT_NUMBER.search(before) and _UNIT.match(after):
            yield Deviation(place=place, measured="数字与单位断开", right="词意完整的回行")
        if after[0] in "的了之、，":
            yield Deviation(place=place, measured=f"“{after[0]}”排在行首", right="词意完整的回行")
    lengths = [len(line) for line in lines]
    if len(lengths) > 2 and max(lengths[1:-1]) < min(lengths[0], lengths[-1]):  # noqa: PLR2004 -- 三行才分得出形状
        yield Deviation(
            place="标题", measured=f"各行 {'、'.join(map(str, lengths))} 字，两头长中间短", right="梯形或菱形"
        )


def _prohibited(_: Document, pages: Pages) -> Found:
    lines = [(page, line) for page in pages.pages if not page.ruled for line in body_lines(page)]
    if not lines:
        return None
    found = []
    for page, line in lines:
        if line.text[0] in _NOT_FIRST and line.left < LEFT_MM + _CHAR:
            words = f"第 {page.number} 页“{line.text[:6]}”"
            found.append(Deviation(place=words, measured=f"行首是“{line.text[0]}”", right="别的位置（标点避头尾）"))
        if line.text[-1] in _NOT_LAST and line.right > _RIGHT - 2 * _CHAR:
            words = f"第 {page.number} 页“{line.text[-6:]}”"
            found.append(Deviation(place=words, measured=f"行末是“{line.text[-1]}”", right="别的位置（标点避头尾）"))
    return found


CHECKS = (
    Check(number=40, title="每面行数", clause="5.2.3", strength=Strength.USUAL, measure=_lines_of_a_page),
    Check(number=41, title="每行字数", clause="5.2.3", strength=Strength.USUAL, measure=_chars_of_a_line),
    Check(number=43, title="首页显示正文", clause="7.3.3", strength=Strength.FIXED, measure=_text_on_first_page),
    Check(number=45, title="首行字的位置", clause="5.2.1", strength=Strength.FIXED, measure=_top_of_ink),
    Check(number=46, title="文字撑满版心", clause="5.2.3", strength=Strength.USUAL, measure=_height_of_ink),
    Check(number=55, title="署名与日期的位置", clause="7.3.5", strength=Strength.FIXED, measure=_signature),
    Check(number=56, title="落款页有正文", clause="7.3.5.5", strength=Strength.USUAL, measure=_text_above_signature),
    Check(number=57, title="标题的回行与形状", clause="7.3.1", strength=Strength.FIXED, measure=_title_shape),
    Check(number=63, title="标点避头尾", clause="GB/T 15834", strength=Strength.FIXED, measure=_prohibited),
)
