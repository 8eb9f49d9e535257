"""A paragraph as the checks see it: its text and what it looks like in the end."""

from dataclasses import dataclass, field

from lxml.etree import _Element

from xuncha_docs.word.layout import SIZE_3

_EXCERPT = 12
"""Characters of a paragraph by which a person finds it."""


def excerpt(text: str) -> str:
    """The first words of a text in quotes."""
    words = " ".join(text.split())
    return f"“{words[:_EXCERPT]}{'…' if len(words) > _EXCERPT else ''}”"


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """Text of one look."""

    text: str
    face: str
    """For Han characters; empty when nothing states it."""
    themed: bool
    """Whether a theme gives one of the faces."""
    size: int
    """Half-points."""
    bold: bool
    colour: str
    """RRGGBB in capitals or AUTO."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Indent:
    """How a paragraph stands in from its margins, in characters of its own size (字); negative first: hanging."""

    first: float
    left: float
    right: float


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Paragraph:
    """One paragraph; equal only to itself."""

    place: str
    """第 3 段“关于……” or 表 1 第 2 行第 3 格“……”."""
    area: str
    """body, cell, box (a text box, tables in it included) or footer."""
    label: str
    """The automatic number Word prints before it."""
    runs: tuple[Run, ...]
    style: str
    align: str
    indent: Indent
    line: int | None
    """Distance of lines in twips, None unless exact."""
    before: int
    after: int
    outline: int | None
    widow: bool
    new_page: bool
    """Whether it begins a page by a break before it."""
    blank_above: int
    """Height of the empty paragraphs right above it, in twips."""
    section: int
    """Index into the document's sections."""
    element: _Element = field(repr=False)

    @property
    def text(self) -> str:
        """What it says, without its automatic number."""
        return "".join(run.text for run in self.runs)

    @property
    def words(self) -> str:
        """What it says with its number, without white space at the ends."""
        return (self.label + self.text).strip()

    @property
    def first_run(self) -> Run | None:
        """The run of its first visible character."""
        return next((run for run in self.runs if run.text.strip()), None)

    @property
    def size(self) -> int:
        """The size of its first visible character in half-points; 3号 when it has none."""
        run = self.first_run
        return run.size if run else SIZE_3
