"""Workbooks (.xlsx, .xls, .et, .ods) -> readable lines, one for each row; read by python-calamine."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    load_workbook,
)

from xuncha_docs.errors import ImportFailure
from xuncha_docs.foreign.preflight import Container, zip_names
from xuncha_docs.ingest.converters import Converted
from xuncha_docs.ingest.grid import row_line
from xuncha_docs.ingest.ole import MAGIC
from xuncha_docs.ingest.percents import Percents, percent_cells

Value = object
_BOOK_STREAMS = tuple(name.encode("utf-16-le") for name in ("Workbook", "Book"))
_MAX_CELLS = 2_000_000
_LONGEST_HEADING = 20


class SheetConverter:
    """Workbooks of Excel, WPS and LibreOffice."""

    def accepts(self, data: bytes) -> bool:
        """Whether a workbook lies in the container, whatever the file's name."""
        if data.startswith(MAGIC):
            return any(name + b"\x00\x00" in data for name in _BOOK_STREAMS)
        return data.startswith(b"PK\x03\x04") and _is_zipped_book(data)

    def convert(self, data: bytes) -> Converted:
        """Each sheet under its name; rows below a line of headings as `姓名：张三；职务：主任`."""
        if data.startswith(b"PK"):
            container = Container(data)
            for name in container.names:
                container.read(name)
        try:
            book = load_workbook(BytesIO(data))
            return _convert(book, percent_cells(data))
        except PasswordError as error:
            raise ImportFailure("表格加了密码，读不了；请先解除密码") from error
        except CalamineError as error:
            raise ImportFailure("表格损坏或不完整，打不开；请用原软件另存一份") from error


def _is_zipped_book(data: bytes) -> bool:
    names = zip_names(data)
    if any(name.startswith("xl/workbook.") for name in names):
        return True
    return "content.xml" in names and b"spreadsheet" in (Container(data).read("mimetype") or b"")


def _convert(book: CalamineWorkbook, percents: Percents) -> Converted:
    lines: list[str] = []
    warnings: list[str] = []
    sheets = [meta for meta in book.sheets_metadata if meta.typ == SheetTypeEnum.WorkSheet]
    for meta in sheets:
        rows = _rows(book.get_sheet_by_name(meta.name), percents.get(meta.name, {}))
        if not rows:
            continue
        if meta.visible != SheetVisibleEnum.Visible:
            warnings.append(f"工作表“{meta.name}”是隐藏的，已一并读入，请核对是否应当保留")
        if len(sheets) > 1:
            lines.append(f"工作表：{meta.name}")
        lines += _lines(rows)
    if not lines:
        raise ImportFailure("表格里没有内容")
    return Converted(text="\n".join(lines), warnings=tuple(warnings))


def _rows(sheet: CalamineSheet, percents: Mapping[tuple[int, int], int]) -> list[list[str]]:
    """The cells as text without empty rows and columns, a merged cell's in every place it covers, a title's in one."""
    if (sheet.total_height or 0) * (sheet.total_width or 0) > _MAX_CELLS:
        raise ImportFailure(f"工作表“{sheet.name}”超过 {_MAX_CELLS} 格，未读；请只保留有内容的区域")
    grid = [
        [_text(value, percents.get((row, column))) for column, value in enumerate(cells)]
        for row, cells in enumerate(sheet.to_python(skip_empty_area=False))
    ]
    used = [column for column in range(max(map(len, grid), default=0)) if any(row[column] for row in grid)]
    for (top, left), (bottom, right) in (sheet.merged_cell_ranges if used else None) or ():
        last = left if left <= used[0] and right >= used[-1] else right
        for row in grid[top : bottom + 1]:
            row[left : last + 1] = [grid[top][left]] * len(row[left : last + 1])
    return [cells for row in grid if any(cells := [row[column] for column in used])]


def _text(value: Value, decimals: int | None) -> str:
    """A cell as a reader sees it."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float) and decimals is not None:
        return f"{value * 100:.{decimals}f}%"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(sep=" ")
    return re.sub(r"\s+", " ", str(value)).strip()


def _lines(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Titles as they are; below a row of headings each value with its heading; other rows as `| 甲 | 乙 |`."""
    headings: Sequence[str] | None = None
    for row in rows:
        filled = [cell for cell in row if cell]
        if len(filled) == 1:
            yield filled[0]
        elif headings is None and _are_headings(row):
            headings = row
            yield row_line(row)
        elif headings:
            pairs = (f"{name}：{cell}" if name else cell for name, cell in zip(headings, row, strict=True) if cell)
            yield "；".join(pairs)
        else:
            yield row_line(row)


def _are_headings(row: Sequence[str]) -> bool:
    filled = [cell for cell in row if cell]
    short = all(len(cell) <= _LONGEST_HEADING and not re.search(r"\d{3}|[。；]", cell) for cell in filled)
    return short and len(filled) * 3 > len(row) * 2 and len(set(filled)) == len(filled)
