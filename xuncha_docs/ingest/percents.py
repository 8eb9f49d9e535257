"""Which cells of a workbook are shown as per cent, which python-calamine does not tell: it gives 0.92 for 92%."""

import re
import struct
from collections.abc import Iterator, Mapping

from lxml import etree

from xuncha_docs.foreign.preflight import Container, parse_xml
from xuncha_docs.ingest.ole import MAGIC, CompoundFile

Percents = Mapping[str, Mapping[tuple[int, int], int]]
"""Sheet name -> (row, column) -> decimals."""
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_BUILT_IN = {9: 0, 10: 2}
"""Built-in number formats of per cent -> decimals (ECMA-376 18.8.30, [MS-XLS] 2.4.126)."""
_BOUND_SHEET, _FORMAT, _STYLE = 0x85, 0x41E, 0xE0
_END, _MANY = 0x0A, 0xBD
_SINGLE = frozenset((0x203, 0x27E, 0x06))
"""Numbers and formulas: row, column and style come first. [MS-XLS] 2.4.180, 2.4.220, 2.4.127."""
_UNICODE = 1
"""Flag of a text of two bytes a character: [MS-XLS] 2.5.294."""


def percent_cells(data: bytes) -> Percents:
    """The cells shown as per cent of an .xlsx or a BIFF8 .xls or .et; none for other workbooks."""
    if data.startswith(MAGIC):
        return _of_stream(CompoundFile(data).stream("Workbook") or b"")
    return _of_parts(Container(data)) if data.startswith(b"PK") else {}


def decimals_of(code: str) -> int | None:
    """Decimals of a number format of per cent (`0.0%`), None for another format."""
    shown = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", code).partition(";")[0]
    if "%" not in shown:
        return None
    return len(shown.partition(".")[2].rstrip("%")) if "." in shown else 0


def _of_parts(container: Container) -> Percents:
    styles = _styles(_part(container, "xl/styles.xml"))
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


def _styles(root: etree._Element) -> dict[str, int]:
    """Index of the cell style -> decimals, for the styles of per cent."""
    formats = {str(number): decimals for number, decimals in _BUILT_IN.items()}
    for node in root.iter(f"{_MAIN}numFmt"):
        decimals = decimals_of(node.get("formatCode") or "")
        if decimals is not None:
            formats[str(node.get("numFmtId"))] = decimals
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


def _of_stream(stream: bytes) -> Percents:
    formats = dict(_BUILT_IN)
    styles: list[int] = []
    sheets: dict[str, int] = {}
    for kind, body in _records(stream, 0):
        if kind == _FORMAT and len(body) > 4:  # noqa: PLR2004 -- 编号、字数、标志共五个字节
            decimals = decimals_of(_text(body[4:], struct.unpack_from("<H", body, 2)[0]))
            if decimals is not None:
                formats[int.from_bytes(body[:2], "little")] = decimals
        elif kind == _STYLE:
            styles.append(int.from_bytes(body[2:4], "little"))
        elif kind == _BOUND_SHEET and len(body) > 7:  # noqa: PLR2004 -- 名字之前有八个字节
            sheets[_text(body[7:], body[6])] = int.from_bytes(body[:4], "little")
    used = {number: formats[style] for number, style in enumerate(styles) if style in formats}
    return {name: _cells_of_sheet(stream, start, used) for name, start in sheets.items()} if used else {}


def _cells_of_sheet(stream: bytes, start: int, styles: Mapping[int, int]) -> dict[tuple[int, int], int]:
    found: dict[tuple[int, int], int] = {}
    for kind, body in _records(stream, start):
        if kind not in _SINGLE and kind != _MANY:
            continue
        numbers = struct.unpack_from(f"<{len(body) // 2}H", body)
        row, column = numbers[:2] if len(numbers) > 2 else (0, 0)  # noqa: PLR2004 -- 行、列、样式
        used = numbers[2:3] if kind != _MANY else numbers[2:-1:3]
        found |= {(row, column + n): styles[style] for n, style in enumerate(used) if style in styles}
    return found


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """(kind, body) of the records of one substream, up to its end."""
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        if kind == _END:
            return
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _text(data: bytes, count: int) -> str:
    """A text behind the byte that says how wide its characters are."""
    if data[0] & _UNICODE:
        return data[1 : 1 + 2 * count].decode("utf-16-le", "replace")
    return data[1 : 1 + count].decode("latin-1")
