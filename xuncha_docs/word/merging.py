"""Merged table cells: `<` alone in a cell joins it to the one on its left, `^` to the one above."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from xuncha_docs.word.advice import refusal
from xuncha_docs.word.tree import Node


class Vertical(StrEnum):
    """How a cell stands to those above and below it."""

    ALONE = ""
    FIRST = "restart"
    FURTHER = "continue"


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """What a cell of the grid takes up."""

    columns: int = 1
    """0: it belongs to the cell on its left."""
    vertical: Vertical = Vertical.ALONE


ONE = Span()


def spans(rows: Sequence[Node], heads: int, source: str) -> list[list[Span]]:
    """The span of each cell of the grid; TemplateError at a cell that has nothing to be joined to.

    The first `heads` rows are the header, which repeats on each page and so joins no row of the body.
    """
    if all(cell.type == "cell" for row in rows for cell in row.children):
        return [[ONE] * len(row.children) for row in rows]
    widths = [_widths(row, source) for row in rows]
    for at, row in enumerate(rows):
        for column, cell in enumerate(row.children):
            if cell.type == "cell_above":
                _check_above(cell, widths, at, column, heads=heads, source=source)
    return [
        [Span(columns=width, vertical=_vertical(rows, at, column)) for column, width in enumerate(row)]
        for at, row in enumerate(widths)
    ]


def _widths(row: Node, source: str) -> list[int]:
    """How many columns each cell of the row takes up."""
    widths: list[int] = []
    start = -1
    for column, cell in enumerate(row.children):
        if cell.type != "cell_left":
            start = column
        elif start < 0:
            raise refusal(cell, source, "第一格写 <，左边没有可以合并的格；文字本身写 \\<")
        widths.append(int(start == column))
        widths[start] += start != column
    return widths


def _check_above(cell: Node, widths: list[list[int]], row: int, column: int, *, heads: int, source: str) -> None:
    if row in (0, heads):
        raise refusal(cell, source, "表头和表文的第一行不能写 ^，上面没有可以合并的格；文字本身写 \\^")
    above, here = widths[row - 1][column], widths[row][column]
    if above != here:
        raise refusal(cell, source, f"^ 要合并的两格须一样宽：上面一格占 {above} 列，这一格占 {here} 列")


def _vertical(rows: Sequence[Node], row: int, column: int) -> Vertical:
    if rows[row].children[column].type == "cell_above":
        return Vertical.FURTHER
    below = row + 1 < len(rows) and rows[row + 1].children[column].type == "cell_above"
    return Vertical.FIRST if below else Vertical.ALONE
