"""版头: what stands above the title; of 文件 and 纪要 in the body (7.2), of 信函 in the first page's header (10.1)."""

import re
from collections.abc import Iterator

from xuncha_docs.forms import Form, FormKind, Head
from xuncha_docs.word.boxes import Box
from xuncha_docs.word.layout import (
    CELL,
    CHARS,
    HEAD,
    HEADER_MM,
    LEFT_MM,
    PAGE_HEIGHT_MM,
    PAGE_WIDTH_MM,
    RED,
    RIGHT_MM,
    STYLE,
    Layout,
    above,
    below,
    chars,
    twips,
)
from xuncha_docs.word.mark import line, mark, mark_measures
from xuncha_docs.word.runs import TAB, runs

SIGNERS = "签发人："
_SEPARATORS = re.compile(r"[、，,\s]+")
_NAMES_IN_LINE, _SHORT_NAME = 2, 2


def head(form: Form, layout: Layout) -> list[str]:
    """The paragraphs above the title; none for a form without a head."""
    if form.head is None:
        return []
    corner = _corner(form.head, form.secrecy, layout)
    if form.kind is FormKind.LETTER:
        return list(_letter_lines(corner, form.head.number, layout))
    top = twips(HEAD.mark_mm - layout.frame.top_mm) - len(corner) * layout.frame.pitch
    lines = [_paragraph("HeadLine", content) for content in corner]
    return [*lines, *mark(form.head, layout, top), *_number_lines(form.head, layout)]


def _corner(head: Head, secrecy: str | None, layout: Layout) -> list[str]:
    """份号, 密级 and 紧急程度 as runs, those that are given (7.2.1 to 7.2.3)."""
    fonts = layout.fonts
    given = ((head.copy_number, fonts.body), (secrecy, fonts.hei), (head.urgency, fonts.hei))
    return [runs(text, face, named=True) for text, face in given if text]


def _number_lines(head: Head, layout: Layout) -> Iterator[str]:
    """发文字号, for a document to a superior with 签发人, two blank lines below the mark; the red rule below them."""
    number = runs(head.number or "", layout.fonts.body)
    spacing = f'<w:spacing w:before="{2 * layout.frame.pitch}"/>'
    rows = signer_rows(head.signers or "")
    if not rows and head.number:
        yield _paragraph("HeadLine", number, rule=_rule(layout), spacing=spacing, align="center")
    for at, row in enumerate(rows):
        last = at + 1 == len(rows)
        label = runs(SIGNERS, layout.fonts.body) if at == 0 else ""
        shown = runs(row, layout.fonts.kai, named=True)
        yield _paragraph(
            "HeadLine",
            f"{number if last else ''}{TAB}{label}{shown}",
            rule=_rule(layout) if last else "",
            tabs=_tab_of_row(at, len(rows)),
            spacing="" if at else spacing,
            indent=f'<w:ind w:firstLineChars="100" w:firstLine="{round(CELL)}"/>',
        )


def signer_rows(signers: str) -> list[str]:
    """The lines of the names of those who sign, in their order, two on a line (7.2.6)."""
    names = [_spaced(name) for name in _SEPARATORS.split(signers) if name]
    return ["　".join(names[at : at + _NAMES_IN_LINE]) for at in range(0, len(names), _NAMES_IN_LINE)]


def _spaced(name: str) -> str:
    """The name as wide as one of three characters."""
    return "　".join(name) if len(name) == _SHORT_NAME else name


def _tab_of_row(at: int, rows: int) -> str:
    """7.2.6: one character from the right; names of further rows below the first name of the first."""
    if rows == 1:
        return _tab("right", CHARS - 1)
    left = CHARS - 1 - chars(SIGNERS) - HEAD.signers_width
    return _tab("left", left if at == 0 else left + chars(SIGNERS))


def _tab(kind: str, position: float) -> str:
    return f'<w:tabs><w:tab w:val="{kind}" w:pos="{round(position * CELL)}"/></w:tabs>'


def _rule(layout: Layout) -> str:
    """The red rule as the lower border of the line, 4 mm below its characters (7.2.7)."""
    space = (twips(HEAD.rule_gap_mm) - below(STYLE["HeadLine"].size, layout.frame.pitch)) / 20
    border = f'w:val="single" w:sz="{HEAD.rule_eighths}" w:space="{round(space)}" w:color="{RED}"'
    return f"<w:pBdr><w:bottom {border}/></w:pBdr>"


# 信函


def _letter_lines(corner: list[str], number: str | None, layout: Layout) -> Iterator[str]:
    """份号 … at the left and 发文字号 at the right below the double rule (10.1)."""
    shown = runs(number or "", layout.fonts.body)
    first = twips(HEAD.letter_gap_mm) - above(STYLE["HeadLine"].size, layout.frame.pitch)
    for at, content in enumerate(corner or ([""] if number else [])):
        yield _paragraph(
            "HeadLine",
            content if at else f"{content}{TAB}{shown}",
            tabs="" if at else _tab("right", CHARS),
            spacing="" if at else f'<w:spacing w:before="{max(0, first)}"/>',
        )


def letter_header(text: str, layout: Layout, *, used: int) -> str:
    """The paragraphs of the first page's header: mark and double rule; `used` twips are above them already."""
    size, _, pitch = mark_measures(chars(text), layout)
    gap = twips(HEAD.rule_gap_mm) - below(size, pitch)
    top = twips(HEAD.letter_mark_mm - HEADER_MM) - used
    return line(text, layout, top) + _double_rule("thickThinSmallGap", gap)


def letter_footer() -> str:
    """The paragraph of the first page's footer: the lower double rule, in the place of a page number (10.1)."""
    box = Box(
        number=1,
        name="红色双线",
        x=(PAGE_WIDTH_MM - HEAD.letter_rule_mm) / 2,
        y=PAGE_HEIGHT_MM - HEAD.letter_foot_mm - HEAD.foot_box_mm,
        width=HEAD.letter_rule_mm,
        height=HEAD.foot_box_mm,
    )
    return _paragraph(
        "PageNumber", box.run(_double_rule("thinThickSmallGap", twips(HEAD.foot_box_mm) - 90, wide=False))
    )


def _double_rule(kind: str, gap: int, *, wide: bool = True) -> str:
    """An empty line of the height `gap` with a double rule below it, `wide` beyond the text at both sides."""
    beyond = (PAGE_WIDTH_MM - HEAD.letter_rule_mm) / 2
    border = (
        f'<w:pBdr><w:bottom w:val="{kind}" w:sz="{HEAD.letter_rule_eighths}" w:space="0" w:color="{RED}"/></w:pBdr>'
    )
    left, right = twips(LEFT_MM - beyond), twips(RIGHT_MM - beyond)
    indent = f'<w:ind w:left="-{left}" w:right="-{right}"/>' if wide else ""
    return _paragraph(
        "Gap", "", rule=border, spacing=f'<w:spacing w:line="{max(20, gap)}" w:lineRule="exact"/>', indent=indent
    )


def _paragraph(
    style: str, content: str, *, rule: str = "", tabs: str = "", spacing: str = "", indent: str = "", align: str = ""
) -> str:
    justified = f'<w:jc w:val="{align}"/>' if align else ""
    properties = f'<w:pStyle w:val="{style}"/>{rule}{tabs}{spacing}{indent}{justified}'
    return f"<w:p><w:pPr>{properties}</w:pPr>{content}</w:p>"
