"""Markdown tables -> w:tbl: the full width of the line, a header row that repeats, rows that stay whole."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from xuncha_docs.word.drawings import PLAIN_LINE
from xuncha_docs.word.layout import STYLE, TABLE, TextStyle, chars
from xuncha_docs.word.merging import ONE, Span


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """What stands in a table cell."""

    runs: str
    """w:r elements."""
    text: str
    """The same as text, by which its height is estimated; lines end with a newline."""
    align: str
    """As the author marked the column; empty when not marked."""
    span: Span = ONE
    pictured: bool = False
    """Whether a picture stands in it."""


def column_widths(weights: Sequence[int], total: int, least: Sequence[int]) -> tuple[int, ...]:
    """Column widths in proportion to `weights`, together exactly `total`, none below its `least` if that can be."""
    if sum(least) > total:
        least = [total // len(weights)] * len(weights)
    share = sum(weights)
    widths = [max(low, total * weight // share) for low, weight in zip(least, weights, strict=True)]
    # 超出的由宽于下限的列按余量让出；除不尽的零头归最宽的列。
    excess = max(0, sum(widths) - total)
    spare = [width - low for width, low in zip(widths, least, strict=True)]
    widths = [width - excess * room // max(1, sum(spare)) for width, room in zip(widths, spare, strict=True)]
    widths[widths.index(max(widths))] += total - sum(widths)
    return tuple(widths)


def table(
    rows: Sequence[Sequence[Cell]], weights: Sequence[int], total: int, *, heads: int = 1, compact: bool = False
) -> str:
    """The w:tbl of `rows`, of which `heads` are the header; a compact one is set small, with rows as low as can be."""
    head, cell = text_styles(total, len(weights), compact=compact)
    height = TABLE.compact_row_height if compact else TABLE.row_height
    columns = list(zip(*rows, strict=True))
    widths = column_widths(weights, total, least_widths(columns, cell, total))
    aligns = [column_align(column[heads:]) for column in columns]
    body = "".join(_row(row, widths, cell, aligns, height=height) for row in rows[heads:])
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    centred = ["center"] * len(widths)
    header = "".join(_row(row, widths, head, centred, height=height, header=True) for row in rows[:heads])
    return f"<w:tbl>{_properties(total)}<w:tblGrid>{grid}</w:tblGrid>{header}{body}</w:tbl>"


def least_widths(columns: Sequence[Sequence[Cell]], style: TextStyle, total: int) -> list[int]:
    """For each column the width of its longest text, up to a limit that is lower where room is scarce."""
    sizes = [[chars(cell.text) for cell in column if cell.span.columns == 1] for column in columns]
    for limit in TABLE.unbroken_chars:
        longest = [min(limit, max([2.0, *column])) for column in sizes]
        least = [round((size + TABLE.slack) * style.size * 10) + 2 * TABLE.margin for size in longest]
        if sum(least) <= TABLE.least_share * total:
            break
    return least


def text_styles(total: int, columns: int, *, compact: bool = False) -> tuple[TextStyle, TextStyle]:
    """The styles of header and body cells: small when the columns are narrow."""
    size = "Small" if compact or total / columns < TABLE.narrow_column else ""
    return STYLE[f"Head{size}"], STYLE[f"Cell{size}"]


def _properties(total: int) -> str:
    border = f'w:val="single" w:sz="{TABLE.border}" w:space="0" w:color="000000"'
    sides = "".join(f"<w:{side} {border}/>" for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
    margins = "".join(
        f'<w:{side} w:w="{TABLE.padding if side in {"top", "bottom"} else TABLE.margin}" w:type="dxa"/>'
        for side in ("top", "left", "bottom", "right")
    )
    return (
        f'<w:tblPr><w:tblW w:w="{total}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>{sides}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar>'
        '<w:tblLook w:val="0020" w:firstRow="1"/></w:tblPr>'
    )


def column_align(cells: Sequence[Cell]) -> str:
    """What the author marked, else centred when every text of the column is short, else left."""
    marked = cells[0].align if cells else ""
    if marked:
        return marked
    own = (cell for cell in cells if cell.span.columns == 1)
    return "center" if all(chars(cell.text) <= TABLE.centred_chars for cell in own) else "left"


def _row(
    cells: Sequence[Cell],
    widths: Sequence[int],
    style: TextStyle,
    aligns: Sequence[str],
    *,
    height: int,
    header: bool = False,
) -> str:
    taken = [sum(widths[at : at + cell.span.columns]) for at, cell in enumerate(cells)]
    whole = max(map(lines, cells, taken, [style.size] * len(cells))) <= TABLE.whole_row_lines
    properties = "<w:cantSplit/>" if whole or header else ""
    properties += f'<w:trHeight w:val="{height}" w:hRule="atLeast"/>'
    properties += "<w:tblHeader/>" if header else ""
    vertical = '<w:vAlign w:val="center"/>' if whole else ""
    content = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{_merged(cell.span)}{vertical}</w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{style.id}"/>{_line(cell)}{_align(align, style)}</w:pPr>{cell.runs}</w:p></w:tc>'
        for cell, width, align in zip(cells, taken, aligns, strict=True)
        if cell.span.columns
    )
    return f"<w:tr><w:trPr>{properties}</w:trPr>{content}</w:tr>"


def _line(cell: Cell) -> str:
    return PLAIN_LINE if cell.pictured else ""


def _merged(span: Span) -> str:
    if span is ONE:
        return ""
    across = f'<w:gridSpan w:val="{span.columns}"/>' if span.columns > 1 else ""
    return across + (f'<w:vMerge w:val="{span.vertical}"/>' if span.vertical else "")


def _align(align: str, style: TextStyle) -> str:
    return "" if align == style.align else f'<w:jc w:val="{align}"/>'


def lines(cell: Cell, width: int, size: int) -> int:
    """How many lines the text of `cell` takes in a column of `width`, estimated."""
    room = max(1.0, (width - 2 * TABLE.margin) / (size * 10))
    if "\n" not in cell.text:
        return max(1, math.ceil(chars(cell.text) / room))
    return sum(max(1, math.ceil(chars(line) / room)) for line in cell.text.split("\n"))
