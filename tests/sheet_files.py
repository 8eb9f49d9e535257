"""Workbooks (.xlsx) written by hand, so that no further package is needed."""

import io
import zipfile
from collections.abc import Mapping, Sequence

_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_STYLES = (
    "<fonts><font/></fonts><fills><fill><patternFill/></fill></fills><borders><border/></borders>"
    '<cellStyleXfs><xf numFmtId="0"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="9"/></cellXfs>'
    '<cellStyles><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
)
PERCENT = 1
"""Style of a cell that is shown as per cent."""
Cell = str | int | float | tuple[float, int] | None
Sheet = tuple[str, Sequence[Sequence[Cell]], Sequence[str], bool]
"""Name, rows, merged ranges, whether it is hidden; a cell may be (number, style)."""


def xlsx(*sheets: Sheet) -> bytes:
    """A workbook that any spreadsheet program opens."""
    numbers = range(1, len(sheets) + 1)
    named = (_named(n, name, hidden=hidden) for n, (name, _, _, hidden) in zip(numbers, sheets, strict=True))
    targets = [("worksheet", f"worksheets/sheet{n}.xml") for n in numbers]
    strings = dict.fromkeys(cell for _, rows, _, _ in sheets for row in rows for cell in row if isinstance(cell, str))
    parts = {
        "[Content_Types].xml": _types(len(sheets)),
        "_rels/.rels": _links([("officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": f'<workbook {_MAIN} xmlns:r="{_OFFICE}"><sheets>{"".join(named)}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _links(
            [*targets, ("styles", "styles.xml"), ("sharedStrings", "sharedStrings.xml")]
        ),
        "xl/sharedStrings.xml": f"<sst {_MAIN}>{''.join(f'<si><t>{text}</t></si>' for text in strings)}</sst>",
        "xl/styles.xml": f"<styleSheet {_MAIN}>{_STYLES}</styleSheet>",
    }
    places = {text: place for place, text in enumerate(strings)}
    for n, (_, rows, merged, _) in zip(numbers, sheets, strict=True):
        parts[f"xl/worksheets/sheet{n}.xml"] = _sheet(rows, merged, places)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{text}')
    return buffer.getvalue()


def _types(sheets: int) -> str:
    kinds = {"/xl/workbook.xml": "sheet.main", "/xl/styles.xml": "styles", "/xl/sharedStrings.xml": "sharedStrings"}
    kinds |= {f"/xl/worksheets/sheet{number}.xml": "worksheet" for number in range(1, sheets + 1)}
    rows = (f'<Override PartName="{part}" ContentType="{_KIND}.{kind}+xml"/>' for part, kind in kinds.items())
    relations = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    return f'<Types xmlns="{_TYPES}">{relations}{"".join(rows)}</Types>'


def _named(number: int, name: str, *, hidden: bool) -> str:
    state = ' state="hidden"' if hidden else ""
    return f'<sheet name="{name}" sheetId="{number}" r:id="rId{number}"{state}/>'


def _links(links: Sequence[tuple[str, str]]) -> str:
    rows = (
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(links, 1)
    )
    return f'<Relationships xmlns="{_LINKS}">{"".join(rows)}</Relationships>'


def _sheet(rows: Sequence[Sequence[Cell]], merged: Sequence[str], places: Mapping[str, int]) -> str:
    body = "".join(
        f'<row r="{r}">{"".join(_cell(f"{chr(65 + c)}{r}", cell, places) for c, cell in enumerate(row))}</row>'
        for r, row in enumerate(rows, 1)
    )
    joined = "".join(f'<mergeCell ref="{place}"/>' for place in merged)
    tail = f"<mergeCells>{joined}</mergeCells>" if joined else ""
    return f"<worksheet {_MAIN}><sheetData>{body}</sheetData>{tail}</worksheet>"


def _cell(place: str, cell: Cell, places: Mapping[str, int]) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return f'<c r="{place}" t="s"><v>{places[cell]}</v></c>'
    value, style = cell if isinstance(cell, tuple) else (cell, 0)
    return f'<c r="{place}" s="{style}"><v>{value}</v></c>'
