"""The nodes of a document -> its finished blocks: a method for each node type, an unknown node is an error."""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import partial

from xuncha_docs.forms import Form, FormKind
from xuncha_docs.word import contents, pages, styles
from xuncha_docs.word.advice import refusal
from xuncha_docs.word.closing import Place, Placed, attached, attended, remark, side_by_side
from xuncha_docs.word.contents import Contents
from xuncha_docs.word.drawings import PLAIN_LINE
from xuncha_docs.word.figures import Figures
from xuncha_docs.word.head import head
from xuncha_docs.word.inline import Inline, Line
from xuncha_docs.word.layout import (
    CELL,
    LINES_ABOVE_ATTACHMENT_TITLE,
    LINES_ABOVE_TITLE,
    SIGNATURE,
    STYLE,
    TABLE,
    THIN,
    Face,
    Layout,
)
from xuncha_docs.word.merging import Span, spans
from xuncha_docs.word.notes import Notes
from xuncha_docs.word.pages import GAP, Section
from xuncha_docs.word.runs import BREAK, TAB, runs
from xuncha_docs.word.tables import Cell, table
from xuncha_docs.word.title_lines import title_lines
from xuncha_docs.word.tree import Node
from xuncha_docs.word.walk import Context, Walk

_ABOVE_TABLE = f'<w:spacing w:line="{TABLE.space_above}" w:lineRule="exact"/>'
_ATTACHMENT = '<w:p><w:pPr><w:pStyle w:val="Attachment"/>'
_TEXT = '<w:p><w:pPr><w:pStyle w:val="Text"/>'
_TAG = re.compile("<[^>]*>")
_HEADING = re.compile('<w:p><w:pPr><w:pStyle w:val="(?:Title|Compiled|Heading.|Attachment)"/>')
_STOPS = tuple("。；，、;,.")
_LEAD = re.compile("表 ?[0-9].*|.*：")
"""A paragraph that says what the table below it holds: its caption, or words that end in a colon."""


def _cell(node: Node, span: Span, inline: Inline) -> Cell:
    lines = inline.lines(node.children)
    return Cell(
        runs=BREAK.join(["".join(line.runs) for line in lines]),
        text="\n".join([line.text for line in lines]),
        align=node.text,
        span=span,
        pictured=any(line.pictured for line in lines),
    )


class Body(Walk):
    """The content of a document as it is written, section by section."""

    def __init__(self, measures: Layout, notes: Notes, *, source: str, landscape: bool, form: Form) -> None:
        super().__init__(source)
        self._layout = measures
        self._notes = notes
        self.figures = Figures(measures, source=source)
        self._contents: Contents | None = None
        self._form = form
        self._sections = [Section(landscape=landscape, blocks=head(form, measures))]
        self._new_page = False

    def document(self, *, header: bool) -> str:
        """document.xml of everything written so far."""
        whole = pages.document(self._sections, self._form, self._layout, header=header)
        return whole.replace(contents.PLACE, self._contents.table()) if self._contents else whole

    # 段落与标题

    def _heading(self, node: Node, style: str) -> None:
        lines = self._inline(self._face(style)).lines(node.children)
        content = (
            self._title_runs(node, lines) if style == "Title" else BREAK.join("".join(line.runs) for line in lines)
        )
        spacing = self._around_title() if style == "Title" else ""
        if self._contents:
            style = contents.COMPILED if style == "Title" else style
            content = self._contents.marked(style, "".join(line.text for line in lines), content)
        self._paragraph(style, content, spacing=spacing)

    def _title_runs(self, node: Node, lines: list[Line]) -> str:
        """The runs of a title; a long one is divided, unless its author did so or marked words in it."""
        pieces = [line.runs for line in lines]
        if len(lines) == 1 and all(child.type == "text" for child in node.children):
            face, width = self._face("Title"), self._layout.line_width(landscape=self._sections[-1].landscape)
            pieces = [[runs(one, face)] for one in title_lines(lines[0].text, width / (STYLE["Title"].size * 10))]
        return BREAK.join("".join(piece) for piece in pieces)

    def _around_title(self) -> str:
        """The w:spacing of a title that does not begin its page, or that stands above a table of its own."""
        blocks, pitch = self._sections[-1].blocks, self._layout.frame.pitch
        spacing = ""
        if blocks and not self._new_page:
            attached = blocks[-1].startswith(_ATTACHMENT)
            spacing += f' w:before="{(LINES_ABOVE_ATTACHMENT_TITLE if attached else LINES_ABOVE_TITLE) * pitch}"'
        if self._form.kind is FormKind.TABLE:
            spacing += f' w:after="{pitch // 2}"'
        return f"<w:spacing{spacing}/>" if spacing else ""

    def _running_on(self, lead: Sequence[Node], rest: Sequence[Node], style: str) -> None:
        named = self._inline(self._face(style), run=partial(runs, named=True)).lines(lead)
        begun = BREAK.join("".join(line.runs) for line in named)
        self._paragraphs(self._inline(self._face("Text")).lines(rest), Context(), begun)

    def write_paragraph(self, node: Node, context: Context) -> None:
        """Each line that ends in a hard break is a paragraph of its own: official documents know no soft return."""
        face = self._face(context.style)
        lines = self._inline(face, keep_lines=context.keep_lines).lines(node.children)
        self._paragraphs(lines, context, runs(context.marker, face) if context.marker else "")

    def _paragraphs(self, lines: Iterable[Line], context: Context, before: str) -> None:
        left = 2 * max(context.depth - 1, 0)
        indent = styles.indent(STYLE[context.style].first, left) if left else ""
        for line in lines:
            spacing = PLAIN_LINE if line.pictured else ""
            self._paragraph(context.style, before + "".join(line.runs), spacing=spacing, indent=indent)
            before = ""

    def write_footnote_text(self, node: Node, context: Context) -> None:
        """Nothing here: it stands at the bottom of the page its mark is on."""

    def _empty_item(self, marker: str, context: Context) -> None:
        self._paragraph(context.style, runs(marker, self._face(context.style)))

    # 表格

    def write_table(self, node: Node, context: Context) -> None:
        """A table over the whole line; the gap below keeps it from the next block, and tables apart."""
        section = self._sections[-1]
        if self._new_page:
            self._paragraph("Gap", "", spacing=THIN)
        elif section.blocks and section.blocks[-1] != GAP:
            if _LEAD.fullmatch(_TAG.sub("", section.blocks[-1])):
                self._keep_last()
            self._paragraph("Gap", "", keep=True, spacing=_ABOVE_TABLE)
        total = self._layout.line_width(landscape=section.landscape)
        grid = spans(node.children, node.number, self._source)
        head, body = map(self._in_cells, ("Head", "Cell"))
        rows = [
            [
                _cell(cell, span, head if at < node.number else body)
                for cell, span in zip(row.children, taken, strict=True)
            ]
            for at, (row, taken) in enumerate(zip(node.children, grid, strict=True))
        ]
        section.blocks.append(table(rows, node.widths, total, heads=node.number, compact=context.compact))
        section.blocks.append(GAP)

    def _in_cells(self, style: str) -> Inline:
        return Inline(face=self._face(style), source=self._source, mark=self._mark, keep_blanks=True)

    # 图和目录

    def _drawn(self, node: Node) -> Sequence[Node]:
        shown, caption = self.figures.figure(node)
        self._paragraph("Figure", shown, spacing=PLAIN_LINE)
        return caption

    def write_contents(self, node: Node, context: Context) -> None:  # noqa: ARG002 -- 各方法同一形参
        """目录 of what stands below it, which starts a page."""
        if self._contents:
            raise refusal(node, self._source, "目录只能有一个，请删去这个 :::contents")
        section = self._sections[-1]
        self._contents = Contents(width=self._layout.line_width(landscape=section.landscape))
        self._paragraph("TOCHeading", runs(contents.TITLE, self._face("TOCHeading")))
        section.blocks += [contents.PLACE, contents.END]
        self._new_page = True

    # 正文之后

    def write_attachments(self, node: Node, context: Context) -> None:  # noqa: ARG002 -- 各方法同一形参
        """附件说明 (7.3.4): the items of a list, or a line for each attachment."""
        lines = self._closing_lines(node, "Attached", lists=True)
        if any(line.text[-1:] in _STOPS for line in lines):
            raise refusal(node, self._source, "附件名称后不加标点符号，请删去")
        face = self._face("Attached")
        self._keep_text()
        for line, (label, place) in zip(lines, attached([line.text for line in lines]), strict=True):
            self._placed("Attached", runs(label, face) + "".join(line.runs), place, keep=True)

    def _sign(self, node: Node, placed: Placed) -> None:
        lines = self._closing_lines(node, "Sign")
        width = self._layout.line_width(landscape=self._sections[-1].landscape) / CELL
        places = placed([line.text for line in lines], width)
        if not places:
            told = f":::{node.type} 里一行一个署名或职务，最后一行是日期（××××年×月×日），且不能太长"
            raise refusal(node, self._source, told)
        self._refuse_other_issuers(node, len(lines) - 1)
        self._keep_text()
        for place, row in side_by_side(lines, places):
            self._placed("Sign", TAB.join("".join(line.runs) for line in row), place, keep=place is not places[-1])

    def _refuse_other_issuers(self, node: Node, signed: int) -> None:
        """Those who issue a joint document all sign it (7.3.5)."""
        issuers = self._form.head.issuers if self._form.head else ()
        if len(issuers) > 1 and signed != len(issuers):
            told = f"版头联署 {len(issuers)} 个机关，:::{node.type} 里写了 {signed} 个，请按版头的顺序一行一个写全"
            raise refusal(node, self._source, told)

    def write_remark(self, node: Node, context: Context) -> None:  # noqa: ARG002 -- 各方法同一形参
        """附注, in brackets on the line below the date (7.3.6)."""
        for line in self._closing_lines(node, "Remark"):
            self._paragraph("Remark", runs(remark(line.text), self._face("Remark")))

    def write_attendance(self, node: Node, context: Context) -> None:  # noqa: ARG002 -- 各方法同一形参
        """出席、请假 and 列席 of 纪要 (10.3)."""
        if self._form.kind is not FormKind.MINUTES:
            raise refusal(node, self._source, ":::attendance 只用于纪要，模板的说明块请写 form: 纪要")
        for at, line in enumerate(self._closing_lines(node, "Present")):
            found = attended(line.text, first=at == 0)
            if found is None:
                raise refusal(node, self._source, ":::attendance 里每行写成“出席：姓名、姓名”，另有请假、列席")
            label, names, place = found
            shown = runs(label, self._layout.fonts.hei, named=True) + runs(names, self._face("Present"))
            self._placed("Present", shown, place)

    def _closing_lines(self, node: Node, style: str, *, lists: bool = False) -> list[Line]:
        """The lines of the paragraphs in `node`, and of the lists where there may be some."""
        lines: list[Line] = []
        for child in node.children:
            if child.type == "paragraph":
                lines += self._inline(self._face(style), keep_lines=True).lines(child.children)
            elif lists and child.type in {"ordered_list", "bullet_list", "list_item"}:
                lines += self._closing_lines(child, style, lists=True)
            else:
                raise refusal(child, self._source, f":::{node.type} 里只能写文字，每行一项")
        return lines

    def _keep_text(self) -> None:
        """A short paragraph above stays with what follows: a signature's page is to hold some of the text (7.3.5.5).

        A long one would leave too much of its page empty, the only one would leave the first page without text (7.3.3).
        """
        blocks = self._sections[-1].blocks
        texts = [block for block in blocks if block.startswith(_TEXT)]
        if len(texts) > 1 and blocks[-1] is texts[-1] and len(_TAG.sub("", texts[-1])) <= SIGNATURE.kept:
            self._keep_last()

    def _keep_last(self) -> None:
        """The last block, if it is a paragraph of text, stays with what follows."""
        blocks = self._sections[-1].blocks
        blocks[-1] = blocks[-1].replace(_TEXT, f"{_TEXT}<w:keepNext/>", 1)

    def _placed(self, style: str, content: str, place: Place, *, keep: bool = False) -> None:
        spacing = place.tabs + place.spacing(self._layout.frame.pitch)
        self._paragraph(style, content, keep=keep, spacing=spacing, indent=place.indent)

    def write_pagebreak(self, node: Node, context: Context) -> None:  # noqa: ARG002 -- 各方法同一形参
        """What follows starts a page."""
        if node.children:
            raise refusal(node, self._source, ":::pagebreak 里不写内容，请在它的下一行写 :::")
        self._new_page = True

    def write_landscape(self, node: Node, context: Context) -> None:
        """A section of landscape pages."""
        self._turn(node, context, landscape=True)

    def write_portrait(self, node: Node, context: Context) -> None:
        """A section of portrait pages."""
        self._turn(node, context, landscape=False)

    def _turn(self, node: Node, context: Context, *, landscape: bool) -> None:
        before = self._sections[-1].landscape
        self._start_section(landscape=landscape)
        self._write_all(node.children, context)
        self._start_section(landscape=before)

    def _start_section(self, *, landscape: bool) -> None:
        """A new section unless the pages lie that way already; its page break stands for a pending one.

        Headings right above the change go with what they head.
        """
        current = self._sections[-1]
        if current.landscape == landscape:
            return
        following = Section(landscape=landscape)
        while current.blocks and _HEADING.match(current.blocks[-1]):
            following.blocks.insert(0, current.blocks.pop())
        if current.blocks:
            self._new_page = False
        self._sections.append(following)

    # 行内

    def _mark(self, node: Node) -> tuple[str, str]:
        return ("", self.figures.code(node)) if node.type == "code" else self._notes.mark(node)

    def _face(self, style: str) -> Face:
        return self._layout.face(STYLE[style])

    def _paragraph(self, style: str, content: str, *, keep: bool = False, spacing: str = "", indent: str = "") -> None:
        flags = "<w:keepNext/>" if keep else ""
        if self._new_page:
            flags += "<w:pageBreakBefore/>"
            self._new_page = False
        self._sections[-1].blocks.append(
            f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{flags}{spacing}{indent}</w:pPr>{content}</w:p>'
        )

    def _inline(self, face: Face, *, keep_lines: bool = False, run: Callable[..., str] = runs) -> Inline:
        return Inline(face=face, source=self._source, mark=self._mark, keep_lines=keep_lines, run=run)
