"""The body of a Word document as paragraphs, in reading order."""

from collections.abc import Iterator

from lxml.etree import _Element

from xuncha_docs.foreign.numbering import Numbering
from xuncha_docs.foreign.parts import RELATION_ID, Parts, is_on, value, w
from xuncha_docs.foreign.styles import Styles
from xuncha_docs.ingest.docx.runs import ALTERNATIVES, Notes, Runs
from xuncha_docs.ingest.docx.tables import table_rows
from xuncha_docs.ingest.grid import table_paragraphs

_WRAPPERS = frozenset(map(w, ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag")))
_BLOCKS = frozenset(map(w, ("p", "tbl", "altChunk")))


class Body:
    """One document being read."""

    def __init__(self, parts: Parts) -> None:
        self._styles = Styles(parts.related("styles"))
        self._numbering = Numbering(parts.related("numbering"), self._styles)
        self._notes = Notes(dict(_notes(parts)))
        self.hid = False
        """Whether hidden text was left out."""
        self.lost = False
        """Whether a chunk stood where only text is read: in a table, a text box, a note."""

    def paragraphs(self, container: _Element) -> Iterator[str | _Element]:
        """Each paragraph as text, a soft break as a line break; altChunk elements as they are."""
        carried = ""
        for block in _blocks(container):
            if block.tag == w("tbl"):
                yield from table_paragraphs(table_rows(block, self._cell))
            elif block.tag == w("altChunk"):
                yield block
            else:
                text, boxes, ended = self._paragraph(block, carried)
                carried = "" if ended else text
                if ended and text:
                    yield text
                for box in boxes:
                    yield from self.paragraphs(box)
        if carried:
            yield carried

    def notes(self) -> Iterator[str]:
        """The notes the text referred to so far, each behind its mark."""
        for at, note in enumerate(self._notes.used, 1):
            yield f"〔注{at}〕" + "".join(self._cell(note))

    def _paragraph(self, paragraph: _Element, carried: str) -> tuple[str, list[_Element], bool]:
        """Its text behind what was carried over, its text boxes, and whether it ends here.

        It does not where a revision took its mark: then its text goes on in the next, whose number counts.
        """
        style = value(paragraph, "pPr/pStyle")
        if self._styles.is_contents_entry(style):
            return carried, [], not carried
        runs = Runs(styles=self._styles, notes=self._notes, hidden_style=bool(self._styles.hides(style)))
        runs.read(paragraph)
        self.hid = self.hid or runs.hid
        text = carried + runs.text
        mark = paragraph.find(f"{w('pPr')}/{w('rPr')}")
        if mark is not None and (mark.find(w("del")) is not None or mark.find(w("moveFrom")) is not None):
            return text, runs.boxes, False
        if not text and is_on(paragraph, "pPr/rPr/vanish"):
            return "", runs.boxes, True
        label = self._numbering.label(paragraph)
        return label + text if text else "", runs.boxes, True

    def _cell(self, cell: _Element) -> Iterator[str]:
        for block in self.paragraphs(cell):
            if isinstance(block, str):
                yield block
            else:
                self.lost = True


def _blocks(container: _Element) -> Iterator[_Element]:
    """Paragraphs, tables and chunks, those inside content controls too; tables of contents are left out."""
    for child in container:
        if child.tag in _BLOCKS:
            yield child
        elif child.tag in _WRAPPERS and value(child, "sdtPr/docPartObj/docPartGallery") != "Table of Contents":
            yield from _blocks(child)
        elif child.tag == ALTERNATIVES and len(child):
            yield from _blocks(child[0])


def _notes(parts: Parts) -> Iterator[tuple[tuple[str, str], _Element]]:
    for kind in ("footnote", "endnote"):
        root = parts.related(f"{kind}s")
        for note in () if root is None else root.iterchildren(w(kind)):
            yield (kind, note.get(w("id"), "")), note


def margins(parts: Parts, main: _Element, kind: str) -> str:
    """The lines of all page headers or footers (`kind`), each once; page numbers are left out."""
    found: dict[str, None] = {}
    for reference in main.iter(w(f"{kind}Reference")):
        relation = parts.relations.get(reference.get(RELATION_ID, ""))
        root = None if relation is None or relation.external else parts.xml(relation.target)
        if root is not None:
            found |= dict.fromkeys(text for text in Body(parts).paragraphs(root) if isinstance(text, str))
    return "\n".join(text for text in found if text.strip("0123456789０１２３４５６７８９ \u3000-—–－·第页共/"))
