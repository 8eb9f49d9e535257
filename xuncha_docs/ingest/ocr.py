"""Scans and pictures -> text by rapidocr (extra `[ocr]`); its models lie inside the package, nothing is fetched."""

import importlib.util
import logging
import struct
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from ctypes import c_uint
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import Any

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image, ImageSequence

from xuncha_docs.errors import ImportFailure
from xuncha_docs.ingest.converters import RECOGNISED, Converted
from xuncha_docs.ingest.lines import Line, paragraphs, without_furniture
from xuncha_docs.ingest.red_ink import without_seals

MISSING = "需要文字识别：请运行 pip install 'xuncha_docs[ocr]' 后重新导入，或另找有文字层的文件"
_MAGIC = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM")
_DPI = 200
_MAX_PIXELS = 60_000_000
"""A3 at 400 dpi is 31 million."""
_MAX_PAGES = 200
_SAME_LINE = 0.5
"""Boxes whose middles are nearer than this share of their height stand in one line."""
_LOW = 0.5
"""Lines recognised with less certainty are smudges."""


class PictureConverter:
    """Photographs and scans of pages, one file or a TIFF of many pages."""

    def accepts(self, data: bytes) -> bool:
        """Whether the bytes are a picture in a usual format."""
        return data.startswith(_MAGIC)

    def convert(self, data: bytes) -> Converted:
        """The recognised paragraphs, marked as such; ImportFailure without the extra or without text."""
        if not available():
            raise ImportFailure(f"图片，{MISSING}")
        try:
            lines = list(_read(data))
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise ImportFailure(_too_many_pixels("图片")) from error
        except (OSError, SyntaxError, ValueError, struct.error) as error:
            raise ImportFailure("图片损坏或格式不认识，打不开；请用看图软件另存为 PNG 或 JPG 后再导入") from error
        if not lines:
            raise ImportFailure("图片里没有识别到文字；请换清晰的扫描件或有文字层的文件")
        kept, _ = without_furniture(lines)
        return Converted(text="\n".join(paragraphs(kept)), warnings=(f"全文{RECOGNISED}",))


def available() -> bool:
    """Whether the extra is installed; nothing is loaded."""
    return all(importlib.util.find_spec(name) for name in ("rapidocr", "onnxruntime"))


@dataclass(slots=True)
class Postponed:
    """Pages that wait to be recognised."""

    pages: int = 0


_POSTPONED: ContextVar[Postponed | None] = ContextVar("postponed", default=None)


@contextmanager
def postponing(*, when: bool) -> Iterator[Postponed]:
    """Within it pages are not recognised but counted, for which little time and memory is enough."""
    postponed = Postponed()
    token = _POSTPONED.set(postponed if when else None)
    try:
        yield postponed
    finally:
        _POSTPONED.reset(token)


def postpone() -> bool:
    """Whether the page at hand is to wait, and is now counted; ImportFailure for more pages than a document has."""
    postponed = _POSTPONED.get()
    if postponed is None:
        return False
    postponed.pages += 1
    if postponed.pages > _MAX_PAGES:
        raise ImportFailure(f"扫描页超过 {_MAX_PAGES} 页，未读；请拆成几个文件")
    return True


def recognise_page(page: pypdfium2.PdfPage, number: int) -> list[Line]:
    """The lines of a PDF page rendered at 200 dpi; none when it is to wait."""
    for picture in page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_IMAGE,), max_depth=5):
        width, height = c_uint(), c_uint()
        pdfium.FPDFImageObj_GetImagePixelSize(picture, width, height)
        if width.value * height.value > _MAX_PIXELS:
            raise ImportFailure(_too_many_pixels(f"PDF 第 {number + 1} 页的图片"))
    if postpone():
        return []
    scale = min(_DPI / 72, (_MAX_PIXELS / max(1.0, page.get_width() * page.get_height())) ** 0.5)
    return recognise(page.render(scale=scale).to_numpy(), number)


def recognise(image: np.ndarray[Any, Any], number: int) -> list[Line]:
    """The lines of a picture from top to bottom; boxes at one height make one line."""
    result = _engine()(without_seals(image))
    if result.boxes is None or result.txts is None:
        return []
    boxes = [
        _Box(text, box[:, 0].min(), box[:, 0].max(), box[:, 1].min(), box[:, 1].max())
        for text, box, score in zip(result.txts, result.boxes, result.scores, strict=True)
        if score >= _LOW and text.strip()
    ]
    boxes.sort(key=lambda box: box.middle)
    groups: list[list[_Box]] = []
    for box in boxes:
        if groups and abs(groups[-1][-1].middle - box.middle) <= _SAME_LINE * min(groups[-1][-1].height, box.height):
            groups[-1].append(box)
        else:
            groups.append([box])
    return [_line(sorted(group, key=lambda box: box.left), number) for group in groups]


class _Box:
    """One recognised piece of text, in pixels."""

    __slots__ = ("bottom", "left", "right", "text", "top")

    def __init__(self, text: str, left: float, right: float, top: float, bottom: float) -> None:
        self.text = text
        self.left, self.right, self.top, self.bottom = float(left), float(right), float(top), float(bottom)

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def height(self) -> float:
        return max(self.bottom - self.top, 1.0)


def _line(boxes: Sequence[_Box], page: int) -> Line:
    """Size is what a character takes up: the boxes' width over their characters, as skewed boxes are too high."""
    characters = sum(1.0 if char > "\u2e80" else 0.5 for box in boxes for char in box.text)
    return Line(
        text=" ".join(box.text.strip() for box in boxes),
        page=page,
        left=boxes[0].left,
        right=boxes[-1].right,
        y=boxes[0].middle,
        size=sum(box.right - box.left for box in boxes) / max(characters, 1.0),
    )


def _read(data: bytes) -> Iterator[Line]:
    """The lines of all pages, of which one is unpacked at a time."""
    with Image.open(BytesIO(data)) as image:
        for number, page in enumerate(ImageSequence.Iterator(image)):
            if page.width * page.height > _MAX_PIXELS:
                raise ImportFailure(_too_many_pixels(f"第 {number + 1} 页图片"))
            if not postpone():
                yield from recognise(np.asarray(page.convert("RGB"))[:, :, ::-1], number)


def _too_many_pixels(what: str) -> str:
    return f"{what}超过 {_MAX_PIXELS // 10**6} 百万像素，未读；请缩小，或用 200 dpi 重新扫描后再导入"


@cache
def _engine() -> Any:
    """The recogniser, loaded once."""
    from rapidocr import RapidOCR  # noqa: PLC0415 -- 可选部件，载入要几秒

    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    return RapidOCR(params={"Global.log_level": "error"})
