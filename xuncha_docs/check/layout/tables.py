"""Checks of tables: their header, their width, their sums."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from xuncha_docs.check.layout.model import Cell, Document, Table
from xuncha_docs.check.layout.verdicts import Check, Deviation, Found, Strength, about

_LONG = 12
"""Rows from which a table may run over a page."""
_WIDTH_TOLERANCE = 5.0
"""mm: by so much the borders of a full-width table may stand outside the text, that its words are in line with it."""
_TWIPS_PER_MM = 1440 / 25.4
_TOTAL = re.compile(r"(?:合\s*计|总\s*计|共\s*计)[：:]?")
_PART_TOTAL = re.compile(r"小\s*计|其中")
_NUMBER = re.compile(r"(-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?\d+(?:\.\d+)?)\s*([^\d\s.,，。、；;:：/\\（）()—-]{0,3})")
_NOT_SUMMED = re.compile(r"序号|编号|年份|年度|日期|时间|单价|均价|平均|人均|排名|名次|电话|增长|同比|率")
_SHARE = re.compile(r"占比|比例|比重")
_EMPTY = {"", "-", "—", "——", "/", "无", "0"}


def _headers(document: Document) -> Found:
    long = [table for table in document.tables if len(table.rows) >= _LONG]
    return about(
        long,
        (
            Deviation(place=table.place, measured=f"{len(table.rows)} 行，表头不重复", right="在各页顶端重复出现的表头")
            for table in long
            if not table.repeats_header
        ),
    )


def _widths(document: Document) -> Found:
    sized = [(table, table.width / _TWIPS_PER_MM) for table in document.tables if table.width is not None]
    found = []
    for table, width in sized:
        line = document.sections[min(table.section, len(document.sections) - 1)].line
        if width > line + _WIDTH_TOLERANCE:
            found.append(
                Deviation(place=table.place, measured=f"宽 {width:.0f} mm", right=f"不超过版心宽 {line:.0f} mm")
            )
    return found if document.tables else None


def _sums(document: Document) -> Found:
    totalled = [(table, at) for table in document.tables for at in _total_rows(table)]
    return about(totalled, (deviation for table, at in totalled for deviation in _wrong_sums(table, at)))


def _total_rows(table: Table) -> Iterator[int]:
    """The rows that begin with 合计, but for one at the top, which may stand for anything."""
    for at, row in enumerate(table.rows):
        first = next((cell.text.strip() for cell in row if cell.text.strip()), "")
        if at > 1 and _TOTAL.fullmatch(first):
            yield at


def _wrong_sums(table: Table, total: int) -> Iterator[Deviation]:
    """The columns whose numbers above the total do not add up; columns that hold anything else are left out."""
    start = max((at + 1 for at in _total_rows(table) if at < total), default=1)
    rows = [row for row in table.rows[start:total] if not any(_PART_TOTAL.search(cell.text) for cell in row[:2])]
    for cell in table.rows[total]:
        stated = _number(cell.text)
        header = _header(table, cell)
        parts = [_at(row, cell) for row in rows]
        if stated is None or _TOTAL.fullmatch(cell.text.strip()) or _NOT_SUMMED.search(header):
            continue
        numbers = [_number(part) for part in parts if part not in _EMPTY]
        known = [one for one in numbers if one is not None]
        if len(known) < 2 or len(known) < len(numbers) or len({unit for _, unit in (*known, stated)}) > 1:  # noqa: PLR2004 -- 一个数不成合计
            continue
        if stated[1] == "%" and not _SHARE.search(header):
            continue
        yield from _difference(table, total, cell, [value for value, _ in known], stated[0])


def _difference(table: Table, at: int, cell: Cell, parts: Sequence[Decimal], stated: Decimal) -> Iterator[Deviation]:
    """One unit of the last place is left to rounding where there are decimals."""
    places = max(0, *(-int(part.as_tuple().exponent) for part in (*parts, stated)))
    slack = Decimal(1).scaleb(-places) if places else Decimal(0)
    right = sum(parts, Decimal(0))
    if abs(right - stated) > slack:
        place = f"{table.place} 第 {at + 1} 行“{_header(table, cell) or '合计'}”列"
        yield Deviation(place=place, measured=f"合计 {stated:f}", right=f"{right:f}（以上各行相加）")


def _header(table: Table, cell: Cell) -> str:
    return _at(table.rows[0], cell)


def _at(row: Sequence[Cell], cell: Cell) -> str:
    """The text of the row in the column of `cell`; empty where a cell of another width stands."""
    found = next((one for one in row if one.start == cell.start and one.span == cell.span), None)
    return found.text.strip() if found else ""


def _number(text: str) -> tuple[Decimal, str] | None:
    """A cell's number and its unit, None where the cell holds anything else."""
    match = _NUMBER.fullmatch(text.strip().replace("，", ","))
    return (Decimal(match[1].replace(",", "")), match[2]) if match else None


CHECKS = (
    Check(number=30, title="跨页表格重复表头", clause="", strength=Strength.PRACTICE, read=_headers),
    Check(number=31, title="表格不超出版心", clause="", strength=Strength.PRACTICE, read=_widths),
    Check(number=65, title="表格合计", clause="", strength=Strength.PRACTICE, read=_sums),
)
