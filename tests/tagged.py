"""A tagged PDF: which words, rows and headings of the document stand on which page, and where.

Headers, footers and rules are no content of the document: LibreOffice tags them as artifacts.
"""

import ctypes
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pdfplumber
import pypdfium2
import pypdfium2.raw as pdfium

_POINTS = 72 / 25.4
_CONTENT = {pdfium.FPDF_PAGEOBJ_TEXT, pdfium.FPDF_PAGEOBJ_IMAGE}


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """Words of a line or a picture; millimetres from the upper left corner of the sheet."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """One page."""

    width: float
    """Millimetres."""
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """All words, without spaces, as they stand in the file."""
        return "".join("".join(piece.text.split()) for piece in self.pieces)


@dataclass(frozen=True, kw_only=True, slots=True)
class Element:
    """A paragraph (P), heading (H1 to H4), table (Table) or row (TR)."""

    type: str
    first: int
    """The page, counted from 1, on which it begins."""
    last: int


class Tagged:
    """The printed document; looked at when first asked for."""

    def __init__(self, pdf: Path) -> None:
        self._pdf = pdf

    @cached_property
    def sheets(self) -> list[Sheet]:
        """Its pages."""
        document = pypdfium2.PdfDocument(self._pdf)
        try:
            return [_sheet(page) for page in document]
        finally:
            document.close()

    @cached_property
    def _tree(self) -> list[Mapping[str, Any]]:
        with pdfplumber.open(self._pdf) as document:
            tree: Sequence[Mapping[str, Any]] = document.structure_tree
        return [child for root in tree for child in root.get("children", ())]

    @cached_property
    def blocks(self) -> list[Element]:
        """What stands one below the other."""
        return [found for node in self._tree for found in _element(node)]

    @cached_property
    def rows(self) -> list[Element]:
        """The rows of all tables, from above."""
        return [found for node in self._tree for row in _all(node, "TR") for found in _element(row)]


def _sheet(page: pypdfium2.PdfPage) -> Sheet:
    width, height = page.get_size()
    text_page = page.get_textpage()
    pieces = tuple(_piece(one, height, text_page) for one in page.get_objects(max_depth=1) if _is_content(one))
    return Sheet(width=width / _POINTS, pieces=pieces)


def _is_content(item: pypdfium2.PdfObject) -> bool:
    return item.type in _CONTENT and pdfium.FPDFPageObj_GetMarkedContentID(item.raw) >= 0


def _piece(item: pypdfium2.PdfObject, height: float, text_page: pypdfium2.PdfTextPage) -> Piece:
    left, bottom, right, top = item.get_bounds()
    edges = left, height - top, right, height - bottom
    left, top, right, bottom = (edge / _POINTS for edge in edges)
    return Piece(text=_text(item, text_page), left=left, top=top, right=right, bottom=bottom)


def _text(item: pypdfium2.PdfObject, text_page: pypdfium2.PdfTextPage) -> str:
    if item.type != pdfium.FPDF_PAGEOBJ_TEXT:
        return ""
    length = pdfium.FPDFTextObj_GetText(item.raw, text_page.raw, None, 0)
    buffer = (ctypes.c_ushort * (length // 2))()
    pdfium.FPDFTextObj_GetText(item.raw, text_page.raw, buffer, length)
    return bytes(buffer).decode("utf-16-le").rstrip("\0")


def _all(node: Mapping[str, Any], kind: str) -> Iterator[Mapping[str, Any]]:
    if node["type"] == kind:
        yield node
    for child in node.get("children", ()):
        yield from _all(child, kind)


def _element(node: Mapping[str, Any]) -> Iterator[Element]:
    """The element of a node, unless nothing of it is on paper."""
    pages = set(_pages(node))
    if pages:
        yield Element(type=node["type"], first=min(pages), last=max(pages))


def _pages(node: Mapping[str, Any]) -> Iterator[int]:
    if node.get("mcids"):
        yield node["page_number"]
    for child in node.get("children", ()):
        yield from _pages(child)
