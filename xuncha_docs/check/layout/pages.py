"""What a document looks like on paper: LibreOffice renders it, glyphs and ink are measured on the pages; all in mm."""

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xuncha_docs.errors import ImportFailure
from xuncha_docs.foreign import libreoffice

MOST_PAGES = 300
"""Longer documents are not measured: it would take minutes."""
_POINT = 25.4 / 72
_SAME_LINE = 1.2
"""Glyphs whose middles are nearer than this stand on one line."""
_SECONDS_FOR_START, _SECONDS_EACH = 60, 20
_DARK = 128
_RED_FROM, _RED_TO = 150, 120
DPI = 300


@dataclass(frozen=True, slots=True)
class Glyph:
    """A visible character."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    """Points."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """Glyphs side by side, from left to right."""

    glyphs: tuple[Glyph, ...]

    @property
    def text(self) -> str:
        """What the line says, without white space."""
        return "".join(glyph.text for glyph in self.glyphs)

    @property
    def size(self) -> float:
        """The middle of its sizes, in points."""
        return sorted(glyph.size for glyph in self.glyphs)[len(self.glyphs) // 2]

    @property
    def left(self) -> float:
        """Where its first glyph begins."""
        return self.glyphs[0].x0

    @property
    def right(self) -> float:
        """Where its last glyph ends."""
        return max(glyph.x1 for glyph in self.glyphs)

    @property
    def top(self) -> float:
        """The upper edge of its glyphs' boxes."""
        return min(glyph.top for glyph in self.glyphs)

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return max(glyph.bottom for glyph in self.glyphs)


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """A rendered page."""

    number: int
    width: float
    height: float
    lines: tuple[Line, ...]
    """From top to bottom; turned text is left out."""
    ruled: bool
    """Whether it holds a table."""

    @property
    def landscape(self) -> bool:
        """Whether it lies on its side."""
        return self.width > self.height


@dataclass(frozen=True, kw_only=True)
class Pages:
    """A rendered document."""

    data: bytes = field(repr=False)
    """The PDF."""
    _ink: dict[int, NDArray[np.uint8]] = field(default_factory=dict, repr=False)

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        """The pages in order."""
        return tuple(page for page, _ in self._read)

    @cached_property
    def fonts(self) -> Mapping[str, bool]:
        """Name of each font on the pages, without subset prefix -> whether it is embedded."""
        return {name: embedded for _, fonts in self._read for name, embedded in fonts.items()}

    @cached_property
    def text(self) -> str:
        """All that the pages say, without white space."""
        return "".join(line.text for page in self.pages for line in page.lines)

    def ink(self, number: int) -> NDArray[np.uint8]:
        """The page as red, green and blue at 300 dots an inch: rows × columns × 3."""
        if number not in self._ink:
            self._ink[number] = _rendered(self.data, number)
        return self._ink[number]

    @cached_property
    def _read(self) -> tuple[tuple[Page, dict[str, bool]], ...]:
        import pdfplumber  # noqa: PLC0415 -- 加载要一秒，只有渲染过才用

        with pdfplumber.open(BytesIO(self.data)) as pdf:
            return tuple((_page(page), dict(_fonts(page.page_obj.resources))) for page in pdf.pages)


def render(documents: Mapping[str, bytes]) -> dict[str, Pages | str]:
    """Name -> the rendered document, or why there is none; one call of LibreOffice for all."""
    if libreoffice.program() is None:
        return dict.fromkeys(documents, "本机没有 LibreOffice")
    with tempfile.TemporaryDirectory(prefix="xuncha-check-") as name:
        folder = Path(name)
        sources = [folder / f"{at}.docx" for at in range(len(documents))]
        for source, data in zip(sources, documents.values(), strict=True):
            source.write_bytes(data)
        try:
            seconds = _SECONDS_FOR_START + _SECONDS_EACH * len(sources)
            libreoffice.convert_to("pdf:writer_pdf_Export", sources, folder, seconds=seconds)
        except ImportFailure as error:
            return dict.fromkeys(documents, error.message)
        return {key: _opened(source.with_suffix(".pdf")) for key, source in zip(documents, sources, strict=True)}


def _opened(path: Path) -> Pages | str:
    import pypdfium2  # noqa: PLC0415 -- 只有渲染过才用

    if not path.is_file():
        return "LibreOffice 没能打开这个文件"
    data = path.read_bytes()
    with pypdfium2.PdfDocument(data) as pdf:
        count = len(pdf)
    return f"有 {count} 页，超过 {MOST_PAGES} 页的不测量" if count > MOST_PAGES else Pages(data=data)


def _rendered(data: bytes, number: int) -> NDArray[np.uint8]:
    import pypdfium2  # noqa: PLC0415 -- 只有渲染过才用

    with pypdfium2.PdfDocument(data) as pdf:
        bitmap = pdf[number - 1].render(scale=DPI / 72, rev_byteorder=True)
        return np.array(bitmap.to_numpy()[:, :, :3])


def dark(ink: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Where black or grey ink is."""
    return np.asarray(ink.max(axis=2) < _DARK)


def red(ink: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Where red ink is."""
    return np.asarray((ink[:, :, 0] > _RED_FROM) & (ink[:, :, 1:].max(axis=2) < _RED_TO))


def extent(marks: "NDArray[np.bool_] | np.bool_") -> tuple[float, float] | None:
    """Where along its one axis anything is marked, from and to, in mm; None where nothing is."""
    found = np.flatnonzero(np.asarray(marks))
    return (float(found[0]) * 25.4 / DPI, float(found[-1] + 1) * 25.4 / DPI) if len(found) else None


def dots(mm: float) -> int:
    """Millimetres as dots of `Pages.ink`."""
    return max(0, round(mm * DPI / 25.4))


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """A horizontal line across a page."""

    top: float
    bottom: float
    left: float
    right: float

    @property
    def width(self) -> float:
        """Its length."""
        return self.right - self.left


def rules(ink: NDArray[np.bool_], *, least: float) -> tuple[Rule, ...]:
    """The horizontal lines of at least this length, from top to bottom."""
    long = ink.sum(axis=1) >= dots(least)
    edges = np.flatnonzero(np.diff(np.concatenate(([False], long, [False])).astype(np.int8)))
    return tuple(_rule(ink, start, end) for start, end in zip(edges[::2], edges[1::2], strict=True))


def _rule(ink: NDArray[np.bool_], start: int, end: int) -> Rule:
    left, right = extent(ink[start:end].any(axis=0)) or (0.0, 0.0)
    return Rule(top=start * 25.4 / DPI, bottom=end * 25.4 / DPI, left=left, right=right)


def _page(page: Any) -> Page:
    glyphs = [
        Glyph(
            char["text"], char["x0"] * _POINT, char["x1"] * _POINT,
            char["top"] * _POINT, char["bottom"] * _POINT, char["size"],
        )
        for char in page.chars
        if char["upright"] and char["text"].strip()
    ]  # fmt: skip
    return Page(
        number=page.page_number,
        width=page.width * _POINT,
        height=page.height * _POINT,
        lines=tuple(_lines(glyphs)),
        ruled=any(float(line["height"]) > _POINT * 20 for line in (*page.lines, *page.rects)),
    )


def _lines(glyphs: Iterable[Glyph]) -> Iterator[Line]:
    row: list[Glyph] = []
    for glyph in sorted(glyphs, key=lambda one: one.top + one.bottom):
        if row and (glyph.top + glyph.bottom) / 2 - _middle(row) > _SAME_LINE:
            yield Line(glyphs=tuple(sorted(row, key=lambda one: one.x0)))
            row = []
        row.append(glyph)
    if row:
        yield Line(glyphs=tuple(sorted(row, key=lambda one: one.x0)))


def _middle(row: Sequence[Glyph]) -> float:
    return (row[-1].top + row[-1].bottom) / 2


def _fonts(resources: Any) -> Iterator[tuple[str, bool]]:
    from pdfminer.pdftypes import resolve1  # noqa: PLC0415 -- 只有渲染过才用

    for reference in (resolve1(resources.get("Font")) or {}).values():
        font = resolve1(reference)
        inner = resolve1((resolve1(font.get("DescendantFonts")) or [font])[0])
        descriptor = resolve1(inner.get("FontDescriptor")) or {}
        name = str(getattr(font.get("BaseFont"), "name", ""))
        yield name.partition("+")[2] or name, any(key.startswith("FontFile") for key in descriptor)
