"""Sections: sheet, margins, header, and the page number “— 1 —” where clauses 7.5 and 8 want it."""

from functools import cache

from xuncha_docs.word.footnotes import NUMBERING
from xuncha_docs.word.layout import LEFT_MM, PAGE_HEIGHT_MM, PAGE_WIDTH_MM, RIGHT_MM, SIZE_4, Frame, twips
from xuncha_docs.word.runs import escape
from xuncha_docs.word.styles import XML, W

_NAMESPACES = (
    f'{W} xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
_ONE_CHAR = SIZE_4 * 10  # 7.5 页码空一字：四号字宽 14 pt
_EMU = 36000  # 每毫米
HEADER_MM = 15.0
# 第 8 条要求横排页的页码留在竖排页的位置：以横向纸左边的竖排文本框实现，框宽容一行页码、框长容五位数。
_BOX_WIDTH_MM, _BOX_LENGTH_MM = 5.8, 32.0

PORTRAIT_FOOTERS = ("footer-odd", "footer-even")
LANDSCAPE_FOOTERS = ("footer-landscape-odd", "footer-landscape-even")
HEADERS = ("header-odd", "header-even")


@cache
def section(frame: Frame, *, landscape: bool, header: bool) -> str:
    """The w:sectPr of a section; relationship ids are the names of the parts.

    A landscape page is the portrait page turned clockwise (clause 8), so its margins turn with it: no docGrid,
    because it rounds even exact line pitches up.
    """
    odd, even = LANDSCAPE_FOOTERS if landscape else PORTRAIT_FOOTERS
    references = f'<w:footerReference w:type="default" r:id="{odd}"/><w:footerReference w:type="even" r:id="{even}"/>'
    if header:
        references = (
            f'<w:headerReference w:type="default" r:id="{HEADERS[0]}"/>'
            f'<w:headerReference w:type="even" r:id="{HEADERS[1]}"/>{references}'
        )
    sheet = PAGE_WIDTH_MM, PAGE_HEIGHT_MM
    margins = frame.top_mm, RIGHT_MM, frame.bottom_mm, LEFT_MM
    if landscape:
        sheet, margins = sheet[::-1], (LEFT_MM, frame.top_mm, RIGHT_MM, frame.bottom_mm)
    width, height = map(twips, sheet)
    top, right, bottom, left = map(twips, margins)
    footer = twips(frame.bottom_mm - frame.page_number_mm) - 160  # 页码行高 16 pt，一字线在其正中
    orientation = ' w:orient="landscape"' if landscape else ""
    return (
        f'<w:sectPr>{references}{NUMBERING}<w:type w:val="nextPage"/>'
        f'<w:pgSz w:w="{width}" w:h="{height}"{orientation}/>'
        f'<w:pgMar w:top="{top}" w:right="{right}" w:bottom="{bottom}" w:left="{left}" '
        f'w:header="{twips(HEADER_MM)}" w:footer="{360 if landscape else footer}" w:gutter="0"/>'
        '<w:cols w:space="425"/></w:sectPr>'
    )


@cache
def footers(frame: Frame) -> dict[str, str]:
    """The four footer parts by name: odd pages right, even pages left, one character in (7.5)."""
    odd, even = PORTRAIT_FOOTERS
    turned_odd, turned_even = LANDSCAPE_FOOTERS
    return {
        odd: _footer(_page_number("right", f'<w:ind w:right="{_ONE_CHAR}"/>')),
        even: _footer(_page_number("left", f'<w:ind w:left="{_ONE_CHAR}"/>')),
        turned_odd: _footer(_box(frame, odd=True)),
        turned_even: _footer(_box(frame, odd=False)),
    }


def headers(text: str) -> dict[str, str]:
    """The two header parts by name; both say `text`."""
    run = f'<w:r><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
    part = f'{XML}<w:hdr {_NAMESPACES}><w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr>{run}</w:p></w:hdr>'
    return dict.fromkeys(HEADERS, part)


def _footer(content: str) -> str:
    return f"{XML}<w:ftr {_NAMESPACES}>{content}</w:ftr>"


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
    """A footer paragraph that anchors the turned page number at the left edge of the landscape sheet.

    It wraps (there is nothing to wrap at the edge) because LibreOffice 7.4 forgets to place boxes that do not.
    """
    bottom = frame.bottom_mm
    x = bottom - frame.page_number_mm - _BOX_WIDTH_MM / 2
    one_char_mm = _ONE_CHAR / 1440 * 25.4
    y = PAGE_WIDTH_MM - RIGHT_MM - one_char_mm - _BOX_LENGTH_MM if odd else LEFT_MM + one_char_mm
    size = f'cx="{round(_BOX_WIDTH_MM * _EMU)}" cy="{round(_BOX_LENGTH_MM * _EMU)}"'
    return (
        '<w:p><w:pPr><w:pStyle w:val="PageNumber"/></w:pPr><w:r><mc:AlternateContent><mc:Choice Requires="wps">'
        '<w:drawing><wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="2" behindDoc="0" '
        'locked="0" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>'
        f'<wp:positionH relativeFrom="page"><wp:posOffset>{round(x * _EMU)}</wp:posOffset></wp:positionH>'
        f'<wp:positionV relativeFrom="page"><wp:posOffset>{round(y * _EMU)}</wp:posOffset></wp:positionV>'
        f'<wp:extent {size}/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapSquare wrapText="bothSides"/>'
        f'<wp:docPr id="{1 if odd else 2}" name="页码"/><wp:cNvGraphicFramePr/>'
        '<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>'
        f'<wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/><a:ln><a:noFill/></a:ln></wps:spPr>'
        f"<wps:txbx><w:txbxContent>{_page_number('right' if odd else 'left')}</w:txbxContent></wps:txbx>"
        '<wps:bodyPr vert="vert" lIns="0" tIns="0" rIns="0" bIns="0"/></wps:wsp></a:graphicData></a:graphic>'
        "</wp:anchor></w:drawing></mc:Choice></mc:AlternateContent></w:r></w:p>"
    )
