"""版记: who else receives a document and who printed it, at the lower edge of the last page (7.4)."""

import math

from xuncha_docs.forms import Form, FormKind, Imprint
from xuncha_docs.word.boxes import ABOVE_AND_BELOW, Box
from xuncha_docs.word.layout import (
    IMPRINT,
    LEFT_MM,
    STYLE,
    THIN,
    TYPE_BOTTOM_MM,
    Layout,
    chars,
    twips,
)
from xuncha_docs.word.runs import TAB, runs

_SIZE, _PITCH = STYLE["Imprint"].size * 10, STYLE["Imprint"].pitch or 0
_STOPS = "。】"


def imprint(form: Form, layout: Layout) -> str:
    """The paragraph that anchors the 版记 to the lower edge of the type area of its page; empty for a form without."""
    if form.imprint is None:
        return ""
    height = height_mm(form)
    box = Box(
        number=IMPRINT.box_number,
        name="版记",
        x=LEFT_MM,
        y=TYPE_BOTTOM_MM - height + IMPRINT.thin_mm,
        width=IMPRINT.width_mm,
        height=height,
        wrap=ABOVE_AND_BELOW,
        anchor="b",
    )
    content = _table(form.imprint, layout, ruled=form.kind is not FormKind.LETTER) + _empty()
    return _empty(box.run(content))


def height_mm(form: Form) -> float:
    """The height of the 版记 and a line more: should the receivers take one more, the last rule stays where it is."""
    assert form.imprint
    lines = sum(map(_lines, _receivers(form.imprint))) + bool(form.imprint.office) + 1
    return lines * _PITCH / twips(1.0) + IMPRINT.rules_mm


def _receivers(imprint: Imprint) -> list[str]:
    """主送 above 抄送, no rule between them (7.4.2)."""
    given = (("主送", imprint.to), ("抄送", imprint.copies))
    return [f"{label}：{text}{'' if text[-1] in _STOPS else '。'}" for label, text in given if text]


def _lines(text: str) -> int:
    """How many lines a list of receivers takes, one character from both sides, hung below the colon."""
    room = twips(IMPRINT.width_mm) / _SIZE - 2 - IMPRINT.label
    return max(1, math.ceil((chars(text) - IMPRINT.label) / int(room)))


def _table(imprint: Imprint, layout: Layout, *, ruled: bool) -> str:
    face = layout.fonts.body
    hung = f'<w:ind w:left="{_SIZE * (IMPRINT.label + 1)}" w:right="{_SIZE}" w:hanging="{_SIZE * IMPRINT.label}"/>'
    cells = ["".join(_paragraph(runs(text, face), hung) for text in _receivers(imprint))]
    if imprint.office:
        tab = f'<w:tabs><w:tab w:val="right" w:pos="{twips(IMPRINT.width_mm) - _SIZE}"/></w:tabs>'
        last = f"{runs(imprint.office, face)}{TAB}{runs(f'{imprint.date}印发', face)}"
        cells.append(_paragraph(last, f'<w:ind w:left="{_SIZE}"/>', tab))
    cells = [cell for cell in cells if cell]
    rows = "".join(_row(cell, at, len(cells), ruled=ruled) for at, cell in enumerate(cells))
    width = twips(IMPRINT.width_mm)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{width}" w:type="dxa"/><w:tblLayout w:type="fixed"/><w:tblCellMar>'
        '<w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f'<w:tblGrid><w:gridCol w:w="{width}"/></w:tblGrid>{rows}</w:tbl>'
    )


def _row(cell: str, at: int, rows: int, *, ruled: bool) -> str:
    """7.4.1: the first and the last rule thick, those between thin."""
    top = IMPRINT.thick_rule if at == 0 else IMPRINT.thin_rule
    bottom = IMPRINT.thick_rule if at + 1 == rows else IMPRINT.thin_rule
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="000000"/>'
        for side, size in (("top", top), ("bottom", bottom))
    )
    shown = f"<w:tcBorders>{borders}</w:tcBorders>" if ruled else ""
    return (
        "<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:tcPr>"
        f'<w:tcW w:w="{twips(IMPRINT.width_mm)}" w:type="dxa"/>{shown}</w:tcPr>{cell}</w:tc></w:tr>'
    )


def _paragraph(content: str, indent: str, tabs: str = "") -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="Imprint"/>{tabs}{indent}</w:pPr>{content}</w:p>'


def _empty(content: str = "") -> str:
    """A paragraph as low as can be."""
    return f'<w:p><w:pPr><w:pStyle w:val="Gap"/>{THIN}</w:pPr>{content}</w:p>'
