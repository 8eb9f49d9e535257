"""The inside of a paragraph: revisions accepted, hidden text and pinyin left out, text boxes and notes set aside."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from lxml.etree import _Element

from xuncha_docs.foreign.parts import is_on, value, w
from xuncha_docs.foreign.styles import Styles

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


def _run(runs: Runs, run: _Element) -> None:
    own = is_on(run, "rPr/vanish")
    style = value(run, "rPr/rStyle")
    if own is None and style:
        own = runs.styles.hides(style)
    if runs.hidden_style if own is None else own:
        runs.hid = True
    else:
        runs.read(run)


def _text(runs: Runs, element: _Element) -> None:
    runs.pieces.append(element.text or "")


def _line_break(runs: Runs, element: _Element) -> None:
    runs.pieces.append("" if element.get(w("type")) == "column" else "\n")


def _symbol(runs: Runs, element: _Element) -> None:
    runs.pieces.append(_SYMBOLS.get((element.get(w("char")) or "").upper(), ""))


def _ruby(runs: Runs, element: _Element) -> None:
    for base in element.iterchildren(w("rubyBase")):
        runs.read(base)


def _note(runs: Runs, element: _Element) -> None:
    kind = "footnote" if element.tag == w("footnoteReference") else "endnote"
    runs.pieces.append(runs.notes.mark(kind, element.get(w("id"), "")))


def _alternatives(runs: Runs, element: _Element) -> None:
    """Reads the first branch that holds anything: the same text box stands in each."""
    before = len(runs.pieces), len(runs.boxes)
    for branch in element:
        runs.read(branch)
        if (len(runs.pieces), len(runs.boxes)) != before:
            return


_HANDLERS: Mapping[str, Callable[[Runs, _Element], None]] = {
    w("r"): _run,
    w("t"): _text,
    f"{_MATH}t": _text,
    w("tab"): lambda runs, _: runs.pieces.append("\t"),
    w("ptab"): lambda runs, _: runs.pieces.append("\t"),
    w("br"): _line_break,
    w("cr"): _line_break,
    w("noBreakHyphen"): lambda runs, _: runs.pieces.append("-"),
    w("sym"): _symbol,
    w("ruby"): _ruby,
    w("footnoteReference"): _note,
    w("endnoteReference"): _note,
    w("txbxContent"): lambda runs, content: runs.boxes.append(content),
    ALTERNATIVES: _alternatives,
    f"{_VML}textpath": lambda runs, art: runs.pieces.append(art.get("string", "")),
}
