"""Footnotes and comments: what `Inline` puts into the line, and the footnotes at the end."""

from collections.abc import Iterable
from html import escape

from xuncha_docs.word.inline import Inline
from xuncha_docs.word.layout import STYLE, Face, Layout
from xuncha_docs.word.tree import Node


def marked_up(text: str, face: Face, *, bold: bool = False) -> str:  # noqa: ARG001 -- 字体由段落的样式给出
    """A run of text; what a browser lacks in a face it takes from another."""
    shown = escape(text).replace("\t", "&emsp;")
    return f"<b>{shown}</b>" if bold else shown


class Notes:
    """The notes of one document, numbered as they are met."""

    def __init__(self, layout: Layout, nodes: Iterable[Node], *, source: str) -> None:
        self._layout = layout
        self._source = source
        self._texts = {node.text: node.children for node in nodes if node.type == "footnote_text"}
        self._footnotes: list[str] = []

    def mark(self, node: Node) -> tuple[str, str]:
        """What stands before and after the text a note belongs to."""
        if node.type == "comment":
            return "<mark>", f'</mark><span class="comment">［批注 {self._text(node.children)}］</span>'
        children = self._texts.get(node.text, ()) if node.type == "footnote_reference" else node.children
        self._footnotes.append(self._text(children))
        return "", f"<sup>［{len(self._footnotes)}］</sup>"

    def _text(self, nodes: Iterable[Node]) -> str:
        inline = Inline(face=self._layout.face(STYLE["FootnoteText"]), source=self._source, run=marked_up)
        return "<br>".join("".join(line.runs) for line in inline.lines(nodes))

    def listed(self) -> str:
        """All footnotes; empty where there is none."""
        found = "".join(
            f'<p class="FootnoteText">［{number}］{text}</p>' for number, text in enumerate(self._footnotes, 1)
        )
        return f'<div class="footnotes">{found}</div>' if found else ""
