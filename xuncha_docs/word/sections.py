"""Sections: sheet, margins, header, and the page number “— 1 —” where clauses 7.5 and 8 want it."""

from collections.abc import Iterable
from enum import StrEnum
from functools import cache

from xuncha_docs.word.boxes import NAMESPACES, Box
from xuncha_docs.word.footnotes import NUMBERING
from xuncha_docs.word.head import letter_footer, letter_header
from xuncha_docs.word.layout import (
    HEADER_MM,
    LEFT_MM,
    PAGE_HEIGHT_MM,
    PAGE_WIDTH_MM,
    RIGHT_MM,
    SIZE_4,
    STYLE,
    Frame,
    Layout,
    twips,
)
from xuncha_docs.word.runs import escape
from xuncha_docs.word.styles import XML

_ONE_CHAR = SIZE_4 * 10  # 7.5 页码空一字：四号字宽 14 pt
# 第 8 条要求横排页的页码留在竖排页的位置：以横向纸左边的竖排文本框实现，框宽容一行页码、框长容五位数。
_BOX_WIDTH_MM, _BOX_LENGTH_MM = 5.8, 32.0

PORTRAIT_FOOTERS = ("footer-odd", "footer-even")
LANDSCAPE_FOOTERS = ("footer-landscape-odd", "footer-landscape-even")
NO_FOOTERS = ("footer-none", "footer-none")
HEADERS = ("header-odd", "header-even")
FIRST_HEADER, FIRST_FOOTER = "header-first", "footer-first"


class Start(StrEnum):
    """On which page a section begins."""

    NEXT = "nextPage"
    EVEN = "evenPage"
    """On the next page with an even number; a page left empty before it has no number."""


@cache
def section(
    frame: Frame,
    *,
    landscape: bool,
    header: bool,
    letter: bool = False,
    start: Start = Start.NEXT,
    numbered: bool = True,
) -> str:
    """The w:sectPr of a section; relationship ids are the names of the parts.

    `letter` says that its first page is that of a letter; `numbered`, that its pages have numbers.

    A landscape page is the portrait page turned clockwise (clause 8), so its margins turn with it: no docGrid,
    because it rounds even exact line pitches up.
    """
    numbers = LANDSCAPE_FOOTERS if landscape else PORTRAIT_FOOTERS
    references = _references("header", HEADERS if header else (), FIRST_HEADER if letter else "")
    references += _references("footer", numbers if numbered else NO_FOOTERS, FIRST_FOOTER if letter else "")
    sheet = PAGE_WIDTH_MM, PAGE_HEIGHT_MM
    margins = frame.top_mm, RIGHT_MM, frame.bottom_mm, LEFT_MM
    if landscape:
        sheet, margins = sheet[::-1], (LEFT_MM, frame.top_mm, RIGHT_MM, frame.bottom_mm)
    width, height = map(twips, sheet)
    top, right, bottom, left = map(twips, margins)
    footer = twips(frame.bottom_mm - frame.page_number_mm) - 160  # 页码行高 16 pt，一字线在其正中
    orientation = ' w:orient="landscape"' if landscape else ""
    return (
        f'<w:sectPr>{references}{NUMBERING}<w:type w:val="{start}"/>'
        f'<w:pgSz w:w="{width}" w:h="{height}"{orientation}/>'
        f'<w:pgMar w:top="{top}" w:right="{right}" w:bottom="{bottom}" w:left="{left}" '
        f'w:header="{twips(HEADER_MM)}" w:footer="{360 if landscape else footer}" w:gutter="0"/>'
        '<w:cols w:space="425"/>'
        f"{'<w:titlePg/>' if letter else ''}</w:sectPr>"
    )


def _references(kind: str, names: Iterable[str], first: str) -> str:
    """The references to the headers or footers of odd, even and first pages."""
    pages = [*zip(("default", "even"), names, strict=False), *([("first", first)] if first else [])]
    return "".join(f'<w:{kind}Reference w:type="{page}" r:id="{name}"/>' for page, name in pages)


@cache
def footers(frame: Frame) -> dict[str, str]:
    """The footer parts by name: odd pages right, even pages left, one character in (7.5), and one without number."""
    odd, even = PORTRAIT_FOOTERS
    turned_odd, turned_even = LANDSCAPE_FOOTERS
    return {
        odd: _footer(_page_number("right", f'<w:ind w:right="{_ONE_CHAR}"/>')),
        even: _footer(_page_number("left", f'<w:ind w:left="{_ONE_CHAR}"/>')),
        turned_odd: _footer(_box(frame, odd=True)),
        turned_even: _footer(_box(frame, odd=False)),
        NO_FOOTERS[0]: _footer('<w:p><w:pPr><w:pStyle w:val="PageNumber"/></w:pPr></w:p>'),
    }


def headers(text: str) -> dict[str, str]:
    """The two header parts by name; both say `text`."""
    return dict.fromkeys(HEADERS, _header(_header_line(text)))


def letter_parts(mark: str, text: str, layout: Layout) -> dict[str, str]:
    """Header and footer of a letter's first page by name (10.1); the header says `text` above the mark."""
    used = STYLE["Header"].pitch or 0
    above = _header_line(text) if text else ""
    content = f"{above}{letter_header(mark, layout, used=used if text else 0)}"
    return {FIRST_HEADER: _header(content), FIRST_FOOTER: _footer(letter_footer())}


def _header_line(text: str) -> str:
    run = f'<w:r><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
    return f'<w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr>{run}</w:p>'


def _header(content: str) -> str:
    return f"{XML}<w:hdr {NAMESPACES}>{content}</w:hdr>"


def _footer(content: str) -> str:
    return f"{XML}<w:ftr {NAMESPACES}>{content}</w:ftr>"


def _page_number(side: str, indent: str = "") -> str:
    """A paragraph “— 1 —”; 1 is the cached result of the field, for readers that do not compute it."""

    def run(content: str) -> str:
        return f'<w:r><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr>{content}</w:r>'

    parts = (
        '<w:t xml:space="preserve">— </w:t>',
        '<w:fldChar w:fldCharType="begin"/>',
        '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
        '<w:fldChar w:fldCharType="separate"/>',
        "<w:t>1</w:t>",
        '<w:fldChar w:fldCharType="end"/>',
        '<w:t xml:space="preserve"> —</w:t>',
    )
    properties = f'<w:pPr><w:pStyle w:val="PageNumber"/>{indent}<w:jc w:val="{side}"/></w:pPr>'
    return f"<w:p>{properties}{''.join(map(run, parts))}</w:p>"


def _box(frame: Frame, *, odd: bool) -> str:
    """A footer paragraph that anchors the turned page number at the left edge of the landscape sheet."""
    one_char_mm = _ONE_CHAR / 1440 * 25.4
    box = Box(
        number=1 if odd else 2,
        name="页码",
        x=frame.bottom_mm - frame.page_number_mm - _BOX_WIDTH_MM / 2,
        y=PAGE_WIDTH_MM - RIGHT_MM - one_char_mm - _BOX_LENGTH_MM if odd else LEFT_MM + one_char_mm,
        width=_BOX_WIDTH_MM,
        height=_BOX_LENGTH_MM,
        direction="vert",
    )
    number = box.run(_page_number("right" if odd else "left"))
    return f'<w:p><w:pPr><w:pStyle w:val="PageNumber"/></w:pPr>{number}</w:p>'
