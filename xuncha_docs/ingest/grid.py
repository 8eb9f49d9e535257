"""Tables with merged cells -> lines a reader can follow; shared by the formats that have them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """One cell; where it is merged over several places, the same object stands in each of them."""

    paragraphs: tuple[str, ...] = ()

    def __str__(self) -> str:
        """The text in one line."""
        lines = (line.strip("| ") for text in self.paragraphs for line in text.split("\n"))
        return " ".join(line for line in lines if line)


def row_line(cells: Iterable[object]) -> str:
    """A row of a table as every format gives it: `| 甲 | 乙 |`; bars inside a cell become `｜`."""
    texts = (re.sub(r"[ \t\r\n]+", " ", str(cell).strip()).replace("|", "｜") for cell in cells)
    return f"| {' | '.join(texts)} |"


def table_paragraphs(rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """The table as paragraphs: rows `| 甲 | 乙 |` line by line, a merged cell's text in every place it covers.

    A row that is one cell across, such as a frame around text, gives that cell's own paragraphs.
    """
    lines: list[str] = []
    for row in rows:
        if not any(cell.paragraphs for cell in row):
            continue
        if len(set(row)) > 1:
            lines.append(row_line(row))
            continue
        if lines:
            yield "\n".join(lines)
            lines = []
        yield from row[0].paragraphs
    if lines:
        yield "\n".join(lines)
