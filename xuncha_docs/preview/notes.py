"""Footnotes and comments: what `Inline` puts into the line, and the footnotes at the end."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from html import escape

from xuncha_docs.preview.figures import qr_picture
from xuncha_docs.word.advice import no_word_form
from xuncha_docs.word.figures import Figures
from xuncha_docs.word.inline import Inline
from xuncha_docs.word.layout import STYLE, Face, Layout
from xuncha_docs.word.tree import Node


def marked_up(text: str, face: Face, *, bold: bool = False) -> str:  # noqa: ARG001 -- 字体由段落的样式给出
    """A run of text; what a browser lacks in a face it takes from another."""
    shown = escape(text).replace("\t", "&emsp;")
    return f"<b>{shown}</b>" if bold else shown


class Notes:
    """The notes of one document, numbered as they are met, and the codes in its lines: a method for each node type."""

    def __init__(self, layout: Layout, nodes: Iterable[Node], *, source: str) -> None:
        self._layout = layout
        self._source = source
        self._figures = Figures(layout, source=source)
        self._texts = {node.text: node.children for node in nodes if node.type == "footnote_text"}
        self._footnotes: list[str] = []

    def mark(self, node: Node) -> tuple[str, str]:
        """What stands before and after the text a note belongs to; TemplateError for a node it does not know."""
        method: Callable[[Node], tuple[str, str]] | None = getattr(self, f"mark_{node.type}", None)
        if method is None:
            raise no_word_form(node, self._source)
        return method(node)

    def mark_comment(self, node: Node) -> tuple[str, str]:
        """A remark behind the text it is about."""
        return "<mark>", f'</mark><span class="comment">［批注 {self._text(node.children)}］</span>'

    def mark_footnote(self, node: Node) -> tuple[str, str]:
        """The number of a footnote written at its place."""
        self._footnotes.append(self._text(node.children))
        return "", f"<sup>［{len(self._footnotes)}］</sup>"

    def mark_footnote_reference(self, node: Node) -> tuple[str, str]:
        """The number of a footnote written elsewhere."""
        return self.mark_footnote(replace(node, children=self._texts.get(node.text, ())))

    def mark_code(self, node: Node) -> tuple[str, str]:
        """A QR code in the line."""
        return "", qr_picture(*self._figures.read_code(node))

    def _text(self, nodes: Iterable[Node]) -> str:
        inline = Inline(face=self._layout.face(STYLE["FootnoteText"]), source=self._source, run=marked_up)
        return "<br>".join("".join(line.runs) for line in inline.lines(nodes))

    def listed(self) -> str:
        """All footnotes; empty where there is none."""
        found = "".join(
            f'<p class="FootnoteText">［{number}］{text}</p>' for number, text in enumerate(self._footnotes, 1)
        )
        return f'<div class="footnotes">{found}</div>' if found else ""
