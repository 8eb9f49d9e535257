"""Tables -> HTML, with the widths, alignments and merged cells of word/."""

from collections.abc import Callable, Iterator, Sequence

from xuncha_docs.word.inline import Line
from xuncha_docs.word.merging import Span, Vertical, spans
from xuncha_docs.word.tables import Cell, column_align, column_widths, least_widths, text_styles
from xuncha_docs.word.tree import Node

_Rows = Sequence[Sequence[Cell]]


def table(node: Node, total: int, source: str, *, compact: bool, lines: Callable[[Node, str], list[Line]]) -> str:
    """The table on a line of `total` twips; `lines` reads a cell in a style."""
    heads = node.number
    head, body = text_styles(total, len(node.widths), compact=compact)
    rows = [
        [
            _cell(cell, lines(cell, head.id if at < heads else body.id), span)
            for cell, span in zip(row.children, taken, strict=True)
        ]
        for at, (row, taken) in enumerate(zip(node.children, spans(node.children, heads, source), strict=True))
    ]
    columns = list(zip(*rows, strict=True))
    widths = column_widths(node.widths, total, least_widths(columns, body, total))
    aligns = [column_align(column[heads:]) for column in columns]
    grid = "".join(f'<col style="width:{100 * width / total:.2f}%">' for width in widths)
    above = "".join(_row(rows, at, head.id, ["center"] * len(widths), "th") for at in range(heads))
    below = "".join(_row(rows, at, body.id, aligns, "td") for at in range(heads, len(rows)))
    name = ' class="compact"' if compact else ""
    return f"<table{name}><colgroup>{grid}</colgroup><thead>{above}</thead><tbody>{below}</tbody></table>"


def _cell(node: Node, lines: Sequence[Line], span: Span) -> Cell:
    shown = "<br>".join("".join(line.runs) for line in lines)
    return Cell(runs=shown, text="\n".join(line.text for line in lines), align=node.text, span=span)


def _row(rows: _Rows, at: int, style: str, aligns: Sequence[str], tag: str) -> str:
    return f"<tr>{''.join(_cells(rows, at, style, aligns, tag))}</tr>"


def _cells(rows: _Rows, at: int, style: str, aligns: Sequence[str], tag: str) -> Iterator[str]:
    for column, cell in enumerate(rows[at]):
        if not cell.span.columns or cell.span.vertical is Vertical.FURTHER:
            continue
        wide = f' colspan="{cell.span.columns}"' if cell.span.columns > 1 else ""
        deep = _depth(rows, at, column)
        tall = f' rowspan="{deep}"' if deep > 1 else ""
        yield f'<{tag} class="{style}" style="text-align:{aligns[column]}"{wide}{tall}>{cell.runs}</{tag}>'


def _depth(rows: _Rows, at: int, column: int) -> int:
    """How many rows the cell takes up."""
    depth = 1
    while at + depth < len(rows) and rows[at + depth][column].span.vertical is Vertical.FURTHER:
        depth += 1
    return depth
