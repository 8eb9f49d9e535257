"""PDF -> text: lines by pypdfium2, ruled tables by pdfplumber; pages without text are scans."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from io import BytesIO

import pypdfium2
import pypdfium2.raw as pdfium

from xuncha_docs.errors import ImportFailure
from xuncha_docs.ingest import ocr
from xuncha_docs.ingest.converters import RECOGNISED, Converted
from xuncha_docs.ingest.grid import row_line
from xuncha_docs.ingest.lines import Line, paragraphs, without_furniture
from xuncha_docs.ingest.pdf_page import read_page

_MAX_PAGES = 2000
_LEAST_TEXT = 20
"""Characters below which a page with a picture is a scan."""
_MOST_UNKNOWN = 0.3
"""Share of characters without a meaning (private use, U+FFFD) above which a page is as good as a picture."""
_RULED = 4
"""Lines drawn across and down below which a page holds no table."""
_DRAWING = 4000
"""Paths that make a page a drawing, in which looking for tables takes too long."""
_THIN = 2.0
"""Points: what is thinner is a line."""
_LONG = 20.0
_Box = tuple[float, float, float, float]
"""Left, top, right, bottom in points from the page's upper left corner."""
_Tables = dict[int, list[tuple[_Box, list[str]]]]
"""Page -> each table's box and rows as lines."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Table:
    """A ruled table as it stands on one page."""

    page: int
    box: _Box
    rows: list[list[str]]
    first: bool
    """Whether it is the first on its page."""


class PdfConverter:
    """PDF files with a text layer."""

    def accepts(self, data: bytes) -> bool:
        """Whether the mark of a PDF stands in the first kilobyte, where readers look for it."""
        return b"%PDF-" in data[:1024]

    def convert(self, data: bytes) -> Converted:
        """The paragraphs of all pages; ImportFailure for damaged and locked files and for scans without OCR."""
        try:
            with closing(pypdfium2.PdfDocument(data)) as document:
                return _convert(document, data)
        except pypdfium2.PdfiumError as error:
            raise ImportFailure(_why_closed(error)) from error


def _convert(document: pypdfium2.PdfDocument, data: bytes) -> Converted:
    if len(document) > _MAX_PAGES:
        raise ImportFailure(f"PDF 超过 {_MAX_PAGES} 页，未读；请拆成几个文件")
    lines: list[Line] = []
    scans: list[int] = []
    tabular: list[int] = []
    seals: list[str] = []
    recognising = ocr.available()
    for number in range(len(document)):
        page = document[number]
        ruled = _is_ruled(page)
        found = read_page(page, number, may_have_columns=not ruled)
        seals += [found.seals] if found.seals else []
        if is_scan(found.lines, page):
            scans.append(number)
            lines += ocr.recognise_page(page, number) if recognising else []
        else:
            lines += found.lines
            tabular += [number] if ruled else []
    if not lines:
        raise ImportFailure(_nothing(len(document), len(scans), recognising=recognising))
    tables = _tables(data, tabular) if tabular else {}
    kept, furniture = without_furniture(_with_tables(lines, tables))
    running = [text.partition("：")[2] for text in furniture if text != "页码"]
    return Converted(
        text="\n".join(paragraphs(kept)),
        hints={key: "\n".join(texts) for key, texts in (("header", running), ("seal", seals)) if texts},
        warnings=tuple(_warnings(scans, furniture, seals, recognising=recognising)),
    )


def _nothing(pages: int, scans: int, *, recognising: bool) -> str:
    if scans and not recognising:
        return f"PDF 的 {pages} 页里有 {scans} 页是扫描页，{ocr.MISSING}"
    return "PDF 的扫描页里没有识别到文字" if scans else "PDF 里没有读到文字"


def _warnings(
    scans: Sequence[int], furniture: Sequence[str], seals: Sequence[str], *, recognising: bool
) -> Iterator[str]:
    if scans:
        pages = f"第 {'、'.join(str(number + 1) for number in scans)} 页"
        yield f"{pages}{RECOGNISED}" if recognising else f"{pages}是扫描页，文字没有读到，{ocr.MISSING}"
    for text in furniture:
        if text != "页码":
            yield f"已去掉每页重复的{text}"
    for text in dict.fromkeys(seals):
        yield f"印章或水印里的字未计入正文：{text}"


def _why_closed(error: pypdfium2.PdfiumError) -> str:
    if "password" in str(error).lower():
        return "PDF 加了密码，读不了；请先解除密码"
    return "PDF 文件损坏或不完整，打不开；请重新取得原件"


def is_scan(lines: Sequence[Line], page: pypdfium2.PdfPage) -> bool:
    """Whether the page must be read by OCR: a picture with next to no text, or text of no meaning."""
    text = "".join(line.text for line in lines)
    unknown = sum(1 for char in text if "\ue000" <= char <= "\uf8ff" or char == "\ufffd")
    if unknown > len(text) * _MOST_UNKNOWN:
        return True
    return len(text) < _LEAST_TEXT and any(page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_IMAGE,), max_depth=5))


def _is_ruled(page: pypdfium2.PdfPage) -> bool:
    """Whether lines are drawn across and down the page, as around the cells of a table."""
    across = down = 0
    for number, path in enumerate(page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_PATH,), max_depth=3)):
        if number == _DRAWING:
            return False
        left, bottom, right, top = path.get_bounds()
        wide, tall = right - left, top - bottom
        across += (tall < _THIN and wide > _LONG) or (wide > _LONG and tall > _LONG / 2)
        down += (wide < _THIN and tall > _LONG / 2) or (wide > _LONG and tall > _LONG / 2)
    return across >= _RULED // 2 and down >= _RULED // 2 and across + down >= _RULED


def _tables(data: bytes, pages: Sequence[int]) -> _Tables:
    """The ruled tables with more than one column; a row that a page break cuts in two is put together."""
    import pdfplumber  # noqa: PLC0415 -- 只有画了表格线的 PDF 才用得到，载入要四分之一秒

    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    tables: list[_Table] = []
    with pdfplumber.open(BytesIO(data), pages=[number + 1 for number in pages]) as document:
        for page in document.pages:
            for number, found in enumerate(page.find_tables()):
                rows = [[(cell or "").replace("\n", "") for cell in row] for row in found.extract()]
                table = _Table(page=page.page_number - 1, box=found.bbox, rows=rows, first=number == 0)
                if tables:
                    _continue(tables[-1], table)
                if rows and max(map(len, rows)) > 1:
                    tables.append(table)
    placed: _Tables = {}
    for table in tables:
        placed.setdefault(table.page, []).append((table.box, [row_line(row) for row in table.rows if any(row)]))
    return placed


def _continue(before: _Table, table: _Table) -> None:
    """Takes the repeated heading off a table that goes on from the page before, and gives that its half row back."""
    if not (table.rows and table.first and table.page == before.page + 1 and len(table.rows[0]) == len(before.rows[0])):
        return
    if len(table.rows) > 1 and table.rows[0] == before.rows[0]:
        del table.rows[0]
    if not table.rows[0][0] and any(table.rows[0]):
        rest = table.rows.pop(0)
        before.rows[-1] = [cell + more for cell, more in zip(before.rows[-1], rest, strict=True)]


def _with_tables(lines: Sequence[Line], tables: _Tables) -> list[Line]:
    """The lines with those inside a table's box replaced by its rows."""
    kept: list[Line] = []
    placed: set[tuple[int, float]] = set()
    for line in lines:
        table = next((t for t in tables.get(line.page, ()) if t[0][1] - 2 <= line.y <= t[0][3] + 2), None)
        if table is None:
            kept.append(line)
        elif (line.page, table[0][1]) not in placed:
            placed.add((line.page, table[0][1]))
            left, top, right, _ = table[0]
            kept += [replace(line, text=row, left=left, right=right, y=top) for row in table[1]]
    return kept
