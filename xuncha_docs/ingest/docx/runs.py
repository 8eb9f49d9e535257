"""The inside of a paragraph: revisions accepted, hidden text and pinyin left out, text boxes and notes set aside."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from lxml.etree import _Element

from xuncha_docs.ingest.docx.parts import is_on, value, w
from xuncha_docs.ingest.docx.styles import Styles

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_VML = "{urn:schemas-microsoft-com:vml}"
ALTERNATIVES = f"{_MC}AlternateContent"
_DROPPED = frozenset(
    map(w, ("del", "moveFrom", "delText", "instrText", "delInstrText", "pPr", "rPr", "rt", "fldData", "sectPr"))
)
_TICKS = (("□", "A8 6F 71 72 A3"), ("☑", "FE 52"), ("☒", "FD 54"), ("✓", "FC"))
_SYMBOLS = {f"F0{code}": sign for sign, codes in _TICKS for code in codes.split()}
"""Tick boxes of the Wingdings fonts, which stand in the private use area."""


@dataclass(slots=True)
class Notes:
    """Footnotes and endnotes in the order in which the text refers to them."""

    texts: Mapping[tuple[str, str], _Element]
    """(footnote or endnote, id) -> the note."""
    used: list[_Element] = field(default_factory=list)

    def mark(self, kind: str, note_id: str) -> str:
        """What stands in the text for a note, "" where the note is missing."""
        note = self.texts.get((kind, note_id))
        if note is None:
            return ""
        self.used.append(note)
        return f"〔注{len(self.used)}〕"


@dataclass(kw_only=True, slots=True)
class Runs:
    """What was read from one paragraph."""

    styles: Styles
    notes: Notes
    hidden_style: bool
    """Whether the paragraph's style hides what does not say otherwise."""
    pieces: list[str] = field(default_factory=list)
    boxes: list[_Element] = field(default_factory=list)
    """Contents of text boxes anchored here."""
    hid: bool = False
    """Whether hidden text was left out."""

    @property
    def text(self) -> str:
        """The paragraph's text; a soft break is a line break."""
        lines = "".join(self.pieces).replace("\xa0", " ").replace("\t", "\u3000").split("\n")
        return "\n".join(line.strip() for line in lines if line.strip())

    def read(self, element: _Element) -> None:
        """Adds all that stands in an element."""
        for child in element:
            tag = child.tag
            if tag in _DROPPED or not isinstance(tag, str):
                continue
            handler = _HANDLERS.get(tag)
            if handler:
                handler(self, child)
            else:
                self.read(child)

    def _run(self, run: _Element) -> None:
        if self._is_hidden(run):
            self.hid = True
        else:
            self.read(run)

    def _is_hidden(self, run: _Element) -> bool:
        own = is_on(run, "rPr/vanish")
        style = value(run, "rPr/rStyle")
        if own is None and style:
            own = self.styles.hides(style)
        return self.hidden_style if own is None else own

    def _add(self, element: _Element) -> None:
        self.pieces.append(element.text or "")

    def _line_break(self, element: _Element) -> None:
        self.pieces.append("" if element.get(w("type")) == "column" else "\n")

    def _symbol(self, element: _Element) -> None:
        code = (element.get(w("char")) or "").upper()
        self.pieces.append(_SYMBOLS.get(code, ""))

    def _ruby(self, element: _Element) -> None:
        base = element.find(w("rubyBase"))
        if base is not None:
            self.read(base)

    def _note(self, element: _Element) -> None:
        kind = "footnote" if element.tag == w("footnoteReference") else "endnote"
        self.pieces.append(self.notes.mark(kind, element.get(w("id"), "")))

    def _box(self, element: _Element) -> None:
        self.boxes.append(element)

    def _alternatives(self, element: _Element) -> None:
        """Reads the first branch that holds any text: the same text box stands in each."""
        before = len(self.pieces), len(self.boxes)
        for branch in element:
            self.read(branch)
            if (len(self.pieces), len(self.boxes)) != before:
                return

    def _word_art(self, element: _Element) -> None:
        self.pieces.append(element.get("string", ""))


_HANDLERS: Mapping[str, Callable[[Runs, _Element], None]] = {
    w("r"): Runs._run,
    w("t"): Runs._add,
    f"{_MATH}t": Runs._add,
    w("tab"): lambda runs, _: runs.pieces.append("\t"),
    w("ptab"): lambda runs, _: runs.pieces.append("\t"),
    w("br"): Runs._line_break,
    w("cr"): Runs._line_break,
    w("noBreakHyphen"): lambda runs, _: runs.pieces.append("-"),
    w("sym"): Runs._symbol,
    w("ruby"): Runs._ruby,
    w("footnoteReference"): Runs._note,
    w("endnoteReference"): Runs._note,
    w("txbxContent"): Runs._box,
    ALTERNATIVES: Runs._alternatives,
    f"{_VML}textpath": Runs._word_art,
}
