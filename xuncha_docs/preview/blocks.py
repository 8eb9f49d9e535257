"""The nodes of a document -> HTML: a method for each node type that word/ has one for; an unknown node is an error."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape

from xuncha_docs.preview.figures import bars, qr_picture
from xuncha_docs.preview.notes import Notes, marked_up
from xuncha_docs.preview.stylesheet import points
from xuncha_docs.preview.tables import table
from xuncha_docs.word import contents
from xuncha_docs.word.charts import Chart
from xuncha_docs.word.closing import Place, Placed, attached, attended, remark, side_by_side
from xuncha_docs.word.figures import Figures
from xuncha_docs.word.inline import Inline, Line
from xuncha_docs.word.layout import CELL, LINES_ABOVE_TITLE, STYLE, Layout
from xuncha_docs.word.title_lines import title_lines
from xuncha_docs.word.tree import Node
from xuncha_docs.word.walk import Context, Walk

_CONTENTS = "<!--contents-->"
_LISTED = ("Heading1", "Heading2")


@dataclass(kw_only=True, slots=True)
class Sheet:
    """What stands on one sheet or more that lie the same way."""

    landscape: bool
    blocks: list[str] = field(default_factory=list)


class Blocks(Walk):
    """The content of a document as it is written, sheet by sheet."""

    def __init__(self, layout: Layout, nodes: Sequence[Node], *, source: str, landscape: bool, head: str) -> None:
        super().__init__(source)
        self._layout = layout
        self._notes = Notes(layout, nodes, source=source)
        self._figures = Figures(layout, source=source)
        self._sheets = [Sheet(landscape=landscape, blocks=[head] if head else [])]
        self._headings: list[tuple[str, str]] = []
        self._listed_from = -1
        for node in nodes:
            self.write(node, Context())

    def sheets(self, end: str = "") -> list[Sheet]:
        """The sheets, footnotes and `end` on the last."""
        self._sheets[-1].blocks += [self._notes.listed(), end]
        listed = self._headings[max(self._listed_from, 0) :]
        titles = [entry for entry in listed if entry[0] == "Title"]
        shown = "".join(f'<p class="TOC1">{text}</p>' for _, text in titles or listed)
        for sheet in self._sheets:
            sheet.blocks = [block.replace(_CONTENTS, shown) for block in sheet.blocks if block]
        return [sheet for sheet in self._sheets if sheet.blocks] or self._sheets[:1]

    # 段落与标题

    def _heading(self, node: Node, style: str) -> None:
        lines = self._lines(node, style)
        shown = [_html(line) for line in lines]
        if style == "Title" and len(lines) == 1 and all(child.type == "text" for child in node.children):
            width = self._layout.line_width(landscape=self._sheets[-1].landscape)
            shown = [escape(one) for one in title_lines(lines[0].text, width / (STYLE[style].size * 10))]
        if style in {"Title", *_LISTED}:
            self._headings.append((style, "".join(_html(line) for line in lines)))
        above = LINES_ABOVE_TITLE * self._layout.frame.pitch if style == "Title" and self._sheets[-1].blocks else 0
        self._put(
            style, "<br>".join(shown), tag=f"h{node.number}", place=f"margin-top:{points(above)}" if above else ""
        )

    def _running_on(self, lead: Sequence[Node], rest: Sequence[Node], style: str) -> None:
        begun = "<br>".join(map(_html, self._inline(style).lines(lead)))
        self._paragraphs(self._inline("Text").lines(rest), Context(), f'<span class="{style}">{begun}</span>')

    def write_paragraph(self, node: Node, context: Context) -> None:
        """Each hard line is a paragraph of its own."""
        lines = self._lines(node, context.style, keep_lines=context.keep_lines)
        self._paragraphs(lines, context, escape(context.marker))

    def _paragraphs(self, lines: Iterable[Line], context: Context, before: str) -> None:
        left = 2 * max(context.depth - 1, 0) * CELL
        for line in lines:
            self._put(context.style, before + _html(line), place=f"margin-left:{points(left)}" if left else "")
            before = ""

    def write_footnote_text(self, node: Node, context: Context) -> None:
        """Nothing here: it stands at the end."""

    def _empty_item(self, marker: str, context: Context) -> None:
        self._put(context.style, escape(marker))

    def write_table(self, node: Node, context: Context) -> None:
        """A table over the whole line."""
        total = self._layout.line_width(landscape=self._sheets[-1].landscape)
        shown = table(node, total, self._source, compact=context.compact, lines=self._cell_lines)
        self._sheets[-1].blocks.append(shown)

    def _cell_lines(self, cell: Node, style: str) -> list[Line]:
        return self._inline(style, keep_blanks=True).lines(cell.children)

    # 图和目录

    def _drawn(self, node: Node) -> Sequence[Node]:
        what, caption = self._figures.read(node)
        shown = bars(what) if isinstance(what, Chart) else qr_picture(*what)
        self._sheets[-1].blocks.append(f"<figure>{shown}</figure>")
        return caption

    def write_contents(self, node: Node, context: Context) -> None:  # noqa: ARG002 -- 各方法同一形参
        """目录 without page numbers; what follows starts a page."""
        self._put("TOCHeading", escape(contents.TITLE))
        self._sheets[-1].blocks.append(f'<div class="contents">{_CONTENTS}</div>')
        self._listed_from = len(self._headings)
        self._next_sheet(landscape=self._sheets[-1].landscape)

    # 正文之后

    def write_attachments(self, node: Node, context: Context) -> None:  # noqa: ARG002 -- 各方法同一形参
        """附件说明."""
        lines = self._closing_lines(node, "Attached")
        for line, (label, place) in zip(lines, attached([line.text for line in lines]), strict=True):
            self._put("Attached", escape(label) + _html(line), place=self._at(place))

    def _sign(self, node: Node, placed: Placed) -> None:
        lines = self._closing_lines(node, "Sign")
        width = self._layout.line_width(landscape=self._sheets[-1].landscape) / CELL
        for place, row in side_by_side(lines, placed([line.text for line in lines], width)):
            shown = "".join(
                f'<span class="beside" style="left:{points((centre - (place.left or 0)) * CELL)}">{_html(line)}</span>'
                for line, centre in zip(row[1:], place.centres, strict=True)
            )
            self._put("Sign", _html(row[0]) + shown, place=self._at(place))

    def write_remark(self, node: Node, context: Context) -> None:  # noqa: ARG002 -- 各方法同一形参
        """附注."""
        for line in self._closing_lines(node, "Remark"):
            self._put("Remark", escape(remark(line.text)))

    def write_attendance(self, node: Node, context: Context) -> None:  # noqa: ARG002 -- 各方法同一形参
        """出席、请假 and 列席."""
        for at, line in enumerate(self._closing_lines(node, "Present")):
            found = attended(line.text, first=at == 0)
            label, names, place = found or ("", line.text, Place())
            self._put(
                "Present", f'<span class="Attachment">{escape(label)}</span>{escape(names)}', place=self._at(place)
            )

    def _closing_lines(self, node: Node, style: str) -> list[Line]:
        found: list[Line] = []
        for child in node.children:
            is_text = child.type == "paragraph"
            found += self._lines(child, style, keep_lines=True) if is_text else self._closing_lines(child, style)
        return found

    def _at(self, place: Place) -> str:
        """The CSS of where a line begins."""
        above = f"margin-top:{points(place.blank * self._layout.frame.pitch)};" if place.blank else ""
        if place.left is None:
            return above
        sides = f"margin-left:{points(place.left * CELL)};margin-right:0;text-indent:{points(-place.hanging * CELL)}"
        return f"{above}{sides};text-align:left"

    def write_pagebreak(self, node: Node, context: Context) -> None:  # noqa: ARG002 -- 各方法同一形参
        """What follows starts a sheet."""
        self._next_sheet(landscape=self._sheets[-1].landscape)

    def write_landscape(self, node: Node, context: Context) -> None:
        """Sheets that lie on their side."""
        self._turn(node, context, landscape=True)

    def write_portrait(self, node: Node, context: Context) -> None:
        """Upright sheets."""
        self._turn(node, context, landscape=False)

    def _turn(self, node: Node, context: Context, *, landscape: bool) -> None:
        before = self._sheets[-1].landscape
        for turned, children in ((landscape, node.children), (before, ())):
            if self._sheets[-1].landscape != turned:
                self._next_sheet(landscape=turned)
            self._write_all(children, context)

    def _next_sheet(self, *, landscape: bool) -> None:
        if self._sheets[-1].blocks:
            self._sheets.append(Sheet(landscape=landscape))
        self._sheets[-1].landscape = landscape

    # 行内

    def _put(self, style: str, content: str, *, tag: str = "p", place: str = "") -> None:
        placed = f' style="{place}"' if place else ""
        self._sheets[-1].blocks.append(f'<{tag} class="{style}"{placed}>{content}</{tag}>')

    def _lines(self, node: Node, style: str, *, keep_lines: bool = False) -> list[Line]:
        return self._inline(style, keep_lines=keep_lines).lines(node.children)

    def _inline(self, style: str, *, keep_lines: bool = False, keep_blanks: bool = False) -> Inline:
        return Inline(
            face=self._layout.face(STYLE[style]),
            source=self._source,
            mark=self._notes.mark,
            run=marked_up,
            keep_lines=keep_lines,
            keep_blanks=keep_blanks,
        )


def _html(line: Line) -> str:
    return "".join(line.runs)
