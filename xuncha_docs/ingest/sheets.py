"""Workbooks (.xlsx, .xls, .et, .ods) -> readable lines, one for each row; read by python-calamine."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO

from lxml import etree
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
from xuncha_docs.ingest.converters import Converted
from xuncha_docs.ingest.grid import row_line
from xuncha_docs.ingest.preflight import Container, parse_xml, zip_names

Value = object
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BOOK_STREAMS = tuple(name.encode("utf-16-le") for name in ("Workbook", "Book"))
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PERCENT_IDS = {"9": 0, "10": 2}
"""Built-in number formats of per cent -> decimals (ECMA-376 18.8.30)."""
_MAX_CELLS = 2_000_000
_LONGEST_HEADING = 20


class SheetConverter:
    """Workbooks of Excel, WPS and LibreOffice."""

    def accepts(self, data: bytes) -> bool:
        """Whether a workbook lies in the container, whatever the file's name."""
        if data.startswith(_OLE):
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
            return _convert(book, _percent_cells(data))
        except PasswordError as error:
            raise ImportFailure("表格加了密码，读不了；请先解除密码") from error
        except CalamineError as error:
            raise ImportFailure("表格损坏或不完整，打不开；请用原软件另存一份") from error


def _is_zipped_book(data: bytes) -> bool:
    names = zip_names(data)
    if any(name.startswith("xl/workbook.") for name in names):
        return True
    return "content.xml" in names and b"spreadsheet" in (Container(data).read("mimetype") or b"")


def _convert(book: CalamineWorkbook, percents: Mapping[str, Mapping[tuple[int, int], int]]) -> Converted:
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
    """The cells as text, each part of a merged cell with its value, without empty rows and columns."""
    if (sheet.total_height or 0) * (sheet.total_width or 0) > _MAX_CELLS:
        raise ImportFailure(f"工作表“{sheet.name}”超过 {_MAX_CELLS} 格，未读；请只保留有内容的区域")
    grid = [
        [_text(value, percents.get((row, column))) for column, value in enumerate(cells)]
        for row, cells in enumerate(sheet.to_python(skip_empty_area=False))
    ]
    for (top, left), (bottom, _) in sheet.merged_cell_ranges or ():
        for row in grid[top + 1 : bottom + 1]:
            row[left] = grid[top][left]
    used = [column for column in range(max(map(len, grid), default=0)) if any(row[column] for row in grid)]
    return [cells for row in grid if any(cells := [row[column] for column in used])]


def _text(value: Value, decimals: int | None) -> str:
    """A cell as a reader sees it."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        if decimals is not None:
            return f"{value * 100:.{decimals}f}%"
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


def _percent_cells(data: bytes) -> dict[str, dict[tuple[int, int], int]]:
    """Sheet name -> (row, column) -> decimals of the cells an .xlsx shows as per cent: calamine gives numbers."""
    if not data.startswith(b"PK"):
        return {}
    container = Container(data)
    styles = _percent_styles(_part(container, "xl/styles.xml"))
    if not styles:
        return {}
    parts = {
        str(link.get("Id")): f"xl/{link.get('Target')}".replace("xl//xl/", "xl/")
        for link in _part(container, "xl/_rels/workbook.xml.rels")
    }
    sheets = {
        str(sheet.get("name")): parts.get(str(sheet.get(_RELATION)), "")
        for sheet in _part(container, "xl/workbook.xml").iter(f"{_MAIN}sheet")
    }
    return {name: _cells(_part(container, part), styles) for name, part in sheets.items()}


def _percent_styles(root: etree._Element) -> dict[str, int]:
    """Index of the cell style -> decimals, for the styles of per cent."""
    formats = dict(_PERCENT_IDS)
    for node in root.iter(f"{_MAIN}numFmt"):
        code = re.sub(r'"[^"]*"|\\\\.|\[[^\]]*\]', "", node.get("formatCode") or "").partition(";")[0]
        if "%" in code:
            formats[str(node.get("numFmtId"))] = len(code.partition(".")[2].rstrip("%")) if "." in code else 0
    crossed = root.find(f"{_MAIN}cellXfs")
    used = enumerate(crossed if crossed is not None else ())
    return {str(n): formats[i] for n, style in used if (i := str(style.get("numFmtId"))) in formats}


def _cells(root: etree._Element, styles: Mapping[str, int]) -> dict[tuple[int, int], int]:
    found: dict[tuple[int, int], int] = {}
    for cell in root.iter(f"{_MAIN}c"):
        place = re.fullmatch(r"([A-Z]{1,3})(\d{1,7})", cell.get("r") or "")
        if place and cell.get("s") in styles:
            column = 0
            for letter in place[1]:
                column = column * 26 + ord(letter) - ord("A") + 1
            found[int(place[2]) - 1, column - 1] = styles[str(cell.get("s"))]
    return found


def _part(container: Container, name: str) -> etree._Element:
    """A part's root; an empty element where there is none."""
    data = container.read(name)
    return parse_xml(data, name) if data else etree.Element("none")
