"""The inside of a paragraph, heading or cell -> lines of runs."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from xuncha_docs.word.advice import no_word_form
from xuncha_docs.word.layout import Face
from xuncha_docs.word.runs import runs
from xuncha_docs.word.tree import Node

VALUE_BREAK = re.compile("[\u2028\u2029]")
"""compose prints the line breaks inside a value as line separators, which are valid in a table cell."""
ASIDES = ("footnote", "footnote_reference", "comment", "code")
"""Nodes whose text is not part of the line they stand in."""
_MARKED = frozenset({*ASIDES, "commented"})


@dataclass(kw_only=True, slots=True)
class Line:
    """Runs up to a line break; filled while the nodes are read."""

    runs: list[str] = field(default_factory=list)
    text: str = ""
    pictured: bool = False
    """Whether a picture stands in it, higher than a line of text."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Inline:
    """How the inline nodes of one block are read."""

    face: Face
    """The typeface of the block's style."""
    source: str
    """The path that errors name."""
    keep_lines: bool = False
    """Whether each line of the source is a line of the document."""
    mark: Callable[[Node], tuple[str, str]] | None = None
    """What stands before and after the text that a footnote or comment belongs to, and a QR code; None where there is
    none of them."""
    run: Callable[..., str] = runs
    """(text, face, bold=) -> how a run is written; the preview writes another language."""
    keep_blanks: bool = False
    """Whether full-width spaces at the start of a line stay: in a cell they are a blank of a form to be filled in."""

    def lines(self, nodes: Iterable[Node]) -> list[Line]:
        """The lines of `nodes`, at least one; a paragraph's indentation typed as spaces is left to the style."""
        lines = [Line()]
        self._read(nodes, lines, bold=False)
        return lines

    def _read(self, nodes: Iterable[Node], lines: list[Line], *, bold: bool) -> None:
        for node in nodes:
            if node.type == "text":
                self._text(node.text, lines, bold=bold)
            elif node.type == "strong":
                self._read(node.children, lines, bold=True)
            elif node.type == "hardbreak" or (node.type == "softbreak" and self.keep_lines):
                lines.append(Line())
            elif node.type == "softbreak":
                self._soft_break(lines)
            elif self.mark is None or node.type not in _MARKED:
                raise no_word_form(node, self.source)
            else:
                self._note(node, lines, bold=bold)

    def _note(self, node: Node, lines: list[Line], *, bold: bool) -> None:
        assert self.mark is not None
        about, note = (node.children[:-1], node.children[-1]) if node.type == "commented" else ((), node)
        before, after = self.mark(note)
        lines[-1].runs.append(before)
        self._read(about, lines, bold=bold)
        lines[-1].runs.append(after)
        lines[-1].pictured |= node.type == "code"

    def _text(self, text: str, lines: list[Line], *, bold: bool) -> None:
        for at, piece in enumerate(VALUE_BREAK.split(text)):
            if at:
                lines.append(Line())
            line = lines[-1]
            shown = piece if line.text else piece.lstrip(" \t" if self.keep_blanks else None)
            line.runs.append(self.run(shown, self.face, bold=bold))
            line.text += shown

    def _soft_break(self, lines: list[Line]) -> None:
        """A line end inside a paragraph: a space after Latin, nothing after Han."""
        last = lines[-1].text[-1:]
        if last.isascii() and last.isalnum():
            self._text(" ", lines, bold=False)


def plain(nodes: Iterable[Node]) -> str:
    """The text of inline nodes, on one line, without footnotes and comments."""
    return "".join(node.text + plain(node.children) for node in nodes if node.type not in ASIDES)
