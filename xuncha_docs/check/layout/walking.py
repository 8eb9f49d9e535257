"""The blocks of a part -> paragraphs with what they look like in the end, and tables."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml.etree import _Element

from xuncha_docs.check.layout import cascade
from xuncha_docs.check.layout.cascade import Cascade, Layers
from xuncha_docs.check.layout.model import Cell, Table
from xuncha_docs.check.layout.paragraphs import Indent, Paragraph, Run, excerpt
from xuncha_docs.foreign.numbering import Numbering
from xuncha_docs.foreign.parts import is_on, number, value, w

_ALTERNATIVES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_WRAPPERS = frozenset(map(w, ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag")))
_INLINE = _WRAPPERS | frozenset(map(w, ("hyperlink", "fldSimple", "dir", "bdo")))
_SIGNS = {w("tab"): "\t", w("ptab"): "\t", w("br"): "\n", w("cr"): "\n", w("noBreakHyphen"): "-"}
_DRAWINGS = frozenset(map(w, ("drawing", "pict", "object")))
_DEFAULT_SIZE = 20  # ECMA-376 第 1 部分 17.3.2.38：没有写字号就是 10 磅
_LINE_HEIGHT = 1.3
"""Of single spacing, by the size of the type."""


@dataclass(kw_only=True, slots=True)
class _Look:
    """Text of one paragraph as it is gathered."""

    runs: list[Run] = field(default_factory=list)
    boxes: list[_Element] = field(default_factory=list)
    page_break: bool = False


class Walk:
    """Walks the blocks of a part and keeps what it finds, in reading order."""

    def __init__(self, looks: Cascade, numbering: Numbering | None, *, area: str = "body") -> None:
        self._looks = looks
        self._numbering = numbering
        self._area = area
        self._place = ""
        self._count = self._section = self._blank = 0
        self._break = False
        self.paragraphs: list[Paragraph] = []
        self.tables: list[Table] = []

    def read(self, container: _Element) -> None:
        """Reads all blocks of an element; tables of contents are left out."""
        for child in container:
            if child.tag == w("p"):
                self._paragraph(child)
            elif child.tag == w("tbl"):
                self._table(child)
            elif child.tag in _WRAPPERS and value(child, "sdtPr/docPartObj/docPartGallery") != "Table of Contents":
                self.read(child)
            elif child.tag == _ALTERNATIVES and len(child):
                self.read(child[0])

    def _paragraph(self, element: _Element) -> None:
        layers = self._looks.paragraph(element)
        look = _Look()
        self._gather(element, element, look)
        for box in look.boxes:
            self._inside(box, "box", "文本框")
        label = self._numbering.label(element) if self._numbering else ""
        starts = self._break or bool(cascade.switch(layers, "pageBreakBefore"))
        if "".join(run.text for run in look.runs).strip() and not self._is_contents(element):
            self.paragraphs.append(self._built(element, layers, look, label, starts=starts))
            self._blank, starts = 0, False
        else:
            self._blank = (0 if starts else self._blank) + _height(self._looks, layers, element)
        self._break = starts or look.page_break
        ending = element.find(f"{w('pPr')}/{w('sectPr')}")
        if ending is not None and self._area == "body":
            self._section += 1
            self._break = self._break or value(ending, "type") != "continuous"

    def _is_contents(self, element: _Element) -> bool:
        return self._looks.styles.is_contents_entry(value(element, "pPr/pStyle"))

    def _built(self, element: _Element, layers: Layers, look: _Look, label: str, *, starts: bool) -> Paragraph:
        text = label + "".join(run.text for run in look.runs)
        if self._area == "body":
            self._count += 1
        place = f"第 {self._count} 段" if self._area == "body" else self._place
        size = next((run.size for run in look.runs if run.text.strip()), _DEFAULT_SIZE)
        outline = cascade.measure(layers, "outlineLvl")
        return Paragraph(
            place=f"{place}{excerpt(text)}",
            area=self._area,
            label=label,
            runs=tuple(look.runs),
            style=self._looks.style_name(element),
            align=cascade.attribute(layers, "jc") or "left",
            indent=_indent(layers, size),
            line=cascade.measure(layers, "spacing", "line") if _is_exact(layers) else None,
            before=cascade.measure(layers, "spacing", "before") or 0,
            after=cascade.measure(layers, "spacing", "after") or 0,
            outline=outline if outline is None or outline < 9 else None,  # noqa: PLR2004 -- 9 是“正文文本”
            widow=cascade.switch(layers, "widowControl") is not False,
            new_page=starts,
            blank_above=self._blank,
            section=self._section,
            element=element,
        )

    def _gather(self, container: _Element, paragraph: _Element, look: _Look) -> None:
        for child in container:
            if child.tag == w("r"):
                self._run(child, paragraph, look)
            elif child.tag in _INLINE:
                self._gather(child, paragraph, look)
            elif child.tag == _ALTERNATIVES and len(child):
                self._gather(child[0], paragraph, look)

    def _run(self, element: _Element, paragraph: _Element, look: _Look) -> None:
        layers = self._looks.run(element, paragraph)
        text = "".join(self._pieces(element, look))
        if not text or cascade.switch(layers, "vanish"):
            return
        (han, themed), (_, latin_themed) = self._looks.face(layers), self._looks.face(layers, "ascii")
        look.runs.append(
            Run(
                text=text,
                face=han,
                themed=themed or latin_themed,
                size=cascade.measure(layers, "sz") or _DEFAULT_SIZE,
                bold=bool(cascade.switch(layers, "b")),
                colour=(cascade.attribute(layers, "color") or "auto").upper(),
            )
        )

    def _pieces(self, container: _Element, look: _Look) -> Iterator[str]:
        for child in container:
            if child.tag == w("t"):
                yield child.text or ""
            elif child.tag == w("br") and child.get(w("type")) in {"page", "column"}:
                look.page_break = look.page_break or child.get(w("type")) == "page"
            elif child.tag in _SIGNS:
                yield _SIGNS[child.tag]
            elif child.tag == _ALTERNATIVES and len(child):
                yield from self._pieces(child[0], look)
            elif child.tag in _DRAWINGS:
                look.boxes.extend(_outermost_boxes(child))

    def _inside(self, container: _Element, area: str, place: str) -> None:
        """Reads what stands inside a table cell or text box."""
        before = self._area, self._place, self._blank, self._break
        self._area, self._place, self._break = before[0] if before[0] in {"footer", "box"} else area, place, False
        self.read(container)
        self._area, self._place, self._blank, self._break = before

    def _table(self, table: _Element) -> None:
        starts, self._break, self._blank = self._break, False, 0
        place = f"表 {len(self.tables) + 1}"
        outer = self._area in {"body", "box"}
        at = len(self.tables)
        rows = [self._row(row, f"{place} 第 {n} 行" if outer else self._place)
                for n, row in enumerate(_rows(table), 1)]  # fmt: skip
        if outer and rows:
            header = next(_rows(table))
            self.tables.insert(
                at,
                Table(
                    place=place,
                    rows=tuple(rows),
                    repeats_header=bool(is_on(header, "trPr/tblHeader")),
                    width=_table_width(table),
                    section=self._section,
                ),
            )
        self._break = starts and not rows

    def _row(self, row: _Element, place: str) -> tuple[Cell, ...]:
        column = number(value(row, "trPr/gridBefore"), 0) or 0
        cells = []
        for at, cell in enumerate(_cells(row), 1):
            before = len(self.paragraphs)
            self._inside(cell, "cell", f"{place}第 {at} 格")
            span = number(value(cell, "tcPr/gridSpan"), 1) or 1
            text = "\n".join(paragraph.words for paragraph in self.paragraphs[before:])
            cells.append(Cell(text=text, start=column, span=span))
            column += span
        return tuple(cells)


def _rows(table: _Element) -> Iterator[_Element]:
    for child in table:
        if child.tag == w("tr"):
            yield child
        elif child.tag in _WRAPPERS:
            yield from _rows(child)


def _cells(row: _Element) -> Iterator[_Element]:
    for child in row:
        if child.tag == w("tc"):
            yield child
        elif child.tag in _WRAPPERS:
            yield from _cells(child)


def _table_width(table: _Element) -> int | None:
    columns = [number(column.get(w("w")), 0) or 0 for column in table.iterfind(f"{w('tblGrid')}/{w('gridCol')}")]
    stated = table.find(f"{w('tblPr')}/{w('tblW')}")
    if stated is not None and stated.get(w("type")) == "dxa":
        return number(stated.get(w("w")))
    return None if stated is not None and stated.get(w("type")) == "pct" else sum(columns) or None


def _outermost_boxes(element: _Element) -> Iterator[_Element]:
    for child in element:
        if child.tag == w("txbxContent"):
            yield child
        elif child.tag == _ALTERNATIVES and len(child):
            yield from _outermost_boxes(child[0])
        else:
            yield from _outermost_boxes(child)


def _is_exact(layers: Layers) -> bool:
    return cascade.attribute(layers, "spacing", "lineRule") == "exact"


def _indent(layers: Layers, size: int) -> Indent:
    """The indents in characters: what is stated in 字 goes before what is stated in twips."""

    def chars(*names: str) -> float:
        for name in names:
            stated = cascade.measure(layers, "ind", f"{name}Chars")
            if stated:
                return stated / 100
        for name in names:
            if (given := cascade.measure(layers, "ind", name)) is not None:
                return given / (size * 10)
        return 0.0

    return Indent(
        first=chars("firstLine") or -chars("hanging"), left=chars("left", "start"), right=chars("right", "end")
    )


def _height(looks: Cascade, layers: Layers, element: _Element) -> int:
    """Twips an empty paragraph takes."""
    line = cascade.measure(layers, "spacing", "line")
    around = (cascade.measure(layers, "spacing", "before") or 0) + (cascade.measure(layers, "spacing", "after") or 0)
    if line is not None and cascade.attribute(layers, "spacing", "lineRule") in {"exact", "atLeast"}:
        return line + around
    mark = element.find(f"{w('pPr')}/{w('rPr')}")
    own = [] if mark is None else [mark]
    size = cascade.measure([*own, *looks.run(element, element)], "sz") or _DEFAULT_SIZE
    return round(size * 10 * _LINE_HEIGHT * (line or 240) / 240) + around
