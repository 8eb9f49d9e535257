"""What a document looks like on paper: LibreOffice renders it, glyphs and ink are measured on the pages; all in mm."""

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any

from xuncha_docs.errors import ImportFailure
from xuncha_docs.foreign import libreoffice

MOST_PAGES = 300
"""Longer documents are not measured: it would take minutes."""
_POINT = 25.4 / 72
_SAME_LINE = 1.2
"""Glyphs whose middles are nearer than this stand on one line."""
_SECONDS_FOR_START, _SECONDS_EACH = 60, 20
_LEAST_RULE, _MOST_THICKNESS = 120.0, 2.0
_SAME_RULE = 0.2
_STRONG, _WEAK = 0.6, 0.4
_TARGET = 'pdf:writer_pdf_Export:{"IsSkipEmptyPages":{"type":"boolean","value":"false"}}'
"""Empty pages count: the 版记 stands on an even page."""


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
class Rule:
    """A horizontal line across a page."""

    y: float
    """Its middle."""
    left: float
    right: float
    thickness: float
    red: bool

    @property
    def width(self) -> float:
        """Its length."""
        return self.right - self.left


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """A rendered page."""

    number: int
    width: float
    height: float
    lines: tuple[Line, ...]
    """From top to bottom; turned text is left out."""
    rules: tuple[Rule, ...]
    """Horizontal lines from margin to margin, from top to bottom."""
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
            libreoffice.convert_to(_TARGET, sources, folder, seconds=seconds)
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
        rules=tuple(_rules([*page.lines, *page.rects, *page.curves])),
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


def _rules(drawn: Sequence[Any]) -> Iterator[Rule]:
    """Lines and flat boxes; pieces side by side, such as the borders of cells, are one."""
    flat = [one for one in map(_flat, drawn) if one and one.thickness <= _MOST_THICKNESS]
    joined: list[Rule] = []
    for one in sorted(flat, key=lambda rule: (round(rule.y, 1), rule.left)):
        last = joined[-1] if joined else None
        if last and abs(last.y - one.y) <= _SAME_RULE and one.left <= last.right + 1 and last.red == one.red:
            joined[-1] = replace(last, right=max(last.right, one.right), thickness=max(last.thickness, one.thickness))
        else:
            joined.append(one)
    yield from (rule for rule in joined if rule.width >= _LEAST_RULE)


def _flat(drawn: Any) -> Rule | None:
    """A drawn object as a rule; None where it is no flat one."""
    filled = drawn["height"] * _POINT > _SAME_RULE / 10
    thickness = drawn["height"] if filled else float(drawn.get("linewidth") or 0)
    colour = drawn.get("non_stroking_color") if filled and drawn.get("fill") else drawn.get("stroking_color")
    if drawn["width"] * _POINT < _MOST_THICKNESS:
        return None
    return Rule(
        y=(drawn["top"] + drawn["bottom"]) / 2 * _POINT,
        left=drawn["x0"] * _POINT,
        right=drawn["x1"] * _POINT,
        thickness=thickness * _POINT,
        red=_is_red(colour),
    )


def _is_red(colour: Any) -> bool:
    """Whether a colour of a PDF is red: three shares of red, green and blue."""
    parts = colour if isinstance(colour, tuple | list) else ()
    return len(parts) == 3 and parts[0] > _STRONG and max(parts[1:]) < _WEAK  # noqa: PLR2004 -- 红绿蓝


def _fonts(resources: Any) -> Iterator[tuple[str, bool]]:
    from pdfminer.pdftypes import resolve1  # noqa: PLC0415 -- 只有渲染过才用

    for reference in (resolve1(resources.get("Font")) or {}).values():
        font = resolve1(reference)
        inner = resolve1((resolve1(font.get("DescendantFonts")) or [font])[0])
        descriptor = resolve1(inner.get("FontDescriptor")) or {}
        name = str(getattr(font.get("BaseFont"), "name", ""))
        yield name.partition("+")[2] or name, any(key.startswith("FontFile") for key in descriptor)
