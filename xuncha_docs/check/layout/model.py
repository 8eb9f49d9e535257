"""A Word document as the checks see it: paragraphs, elements, tables, sections, footers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from xuncha_docs.check.layout.elements import Elements
from xuncha_docs.check.layout.paragraphs import Paragraph
from xuncha_docs.word.layout import FRAMES, Frame

_TWIPS_PER_MM = 1440 / 25.4


def mm(twips: float) -> float:
    """Twips as millimetres."""
    return twips / _TWIPS_PER_MM


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """A cell of a table."""

    text: str
    start: int
    """Its first column of the grid."""
    span: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """A table of the body, those inside its cells left out."""

    place: str
    rows: tuple[tuple[Cell, ...], ...]
    repeats_header: bool
    width: int | None
    """Twips; None when the file leaves it to Word."""
    section: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Footer:
    """A footer as a section shows it."""

    kind: str
    """default (odd pages), even or first."""
    paragraphs: tuple[Paragraph, ...]
    numbered: bool
    """Whether it holds the number of the page."""
    turned: bool
    """Whether it holds a text box with vertical text."""

    @property
    def text(self) -> str:
        """What it says."""
        return "".join(paragraph.text for paragraph in self.paragraphs)


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """Pages of one size; lengths in mm."""

    place: str
    width: float
    height: float
    top: float
    bottom: float
    left: float
    right: float
    footers: Mapping[str, Footer]
    """By kind, those taken over from earlier sections included."""

    @property
    def landscape(self) -> bool:
        """Whether the sheet lies on its side."""
        return self.width > self.height

    @property
    def line(self) -> float:
        """The length of a line of text."""
        return self.width - self.left - self.right

    @property
    def upright(self) -> "Section":
        """The same with a landscape sheet turned back: its right margin is then the top one (clause 8)."""
        if not self.landscape:
            return self
        return Section(
            place=self.place, width=self.height, height=self.width, footers=self.footers,
            top=self.right, right=self.bottom, bottom=self.left, left=self.top,
        )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Document:
    """One document read."""

    data: bytes = field(repr=False)
    paragraphs: tuple[Paragraph, ...] = field(repr=False)
    """Those with text, in reading order, cells and text boxes included; tables of contents are left out."""
    tables: tuple[Table, ...] = field(repr=False)
    sections: tuple[Section, ...]
    odd_and_even: bool
    """Whether odd and even pages have footers of their own."""
    language: str
    grid: str
    """The kind of grid its sections lay text on: empty, lines or linesAndChars."""
    product: str
    """The program that wrote it, as it says."""
    elements: Elements = field(repr=False)
    """What is title, 主送机关, date …."""

    @cached_property
    def body(self) -> tuple[Paragraph, ...]:
        """The paragraphs outside tables and text boxes."""
        return tuple(paragraph for paragraph in self.paragraphs if paragraph.area == "body")

    @cached_property
    def frame(self) -> Frame:
        """The frame whose upper margin is nearest."""
        upright = next((one for one in self.sections if not one.landscape), self.sections[0].upright)
        return min(FRAMES.values(), key=lambda frame: abs(frame.top_mm - upright.top))

    @cached_property
    def text_height(self) -> float:
        """Of an upright page in twips."""
        upright = next((one for one in self.sections if not one.landscape), self.sections[0].upright)
        return (upright.height - upright.top - upright.bottom) * _TWIPS_PER_MM
