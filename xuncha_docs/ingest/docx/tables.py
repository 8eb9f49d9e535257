"""The rows of a Word table, merged cells put in every place they cover."""

from collections.abc import Callable, Iterator

from lxml.etree import _Element

from xuncha_docs.foreign.parts import number, value, w
from xuncha_docs.ingest.grid import Cell

_WRAPPERS = frozenset(map(w, ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag")))
_WIDEST = 100
"""Columns a cell may claim to span."""


def children(element: _Element, *names: str) -> Iterator[_Element]:
    """The children of these names, those inside content controls and insertions too."""
    wanted = frozenset(map(w, names))
    for child in element:
        if child.tag in wanted:
            yield child
        elif child.tag in _WRAPPERS:
            yield from children(child, *names)


def table_rows(table: _Element, read: Callable[[_Element], Iterator[str]]) -> Iterator[list[Cell]]:
    """Rows of cells, every column filled; `read` gives paragraphs. Rows that a revision deletes are left out."""
    above: dict[int, Cell] = {}
    for row in children(table, "tr"):
        if row.find(f"{w('trPr')}/{w('del')}") is None:
            cells = _row(row, above, read)
            above = dict(enumerate(cells))
            yield cells


def _row(row: _Element, above: dict[int, Cell], read: Callable[[_Element], Iterator[str]]) -> list[Cell]:
    cells = [Cell() for _ in range(_span(value(row, "trPr/gridBefore"), least=0))]
    for element in children(row, "tc"):
        cell = Cell(tuple(read(element)))
        if _goes_on(element, "vMerge"):
            cell = above.get(len(cells), cell)
        elif _goes_on(element, "hMerge") and cells:
            cell = cells[-1]
        cells += [cell] * _span(value(element, "tcPr/gridSpan"), least=1)
    return cells


def _goes_on(cell: _Element, kind: str) -> bool:
    """Whether the cell is covered by the one above (`vMerge`) or before it (`hMerge`)."""
    merge = cell.find(f"{w('tcPr')}/{w(kind)}")
    return merge is not None and merge.get(w("val"), "continue") == "continue"


def _span(text: str | None, *, least: int) -> int:
    return min(max(number(text, least) or least, least), _WIDEST)
