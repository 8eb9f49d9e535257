"""The tree of a document -> .docx bytes: one method per node type, an unknown node is an error with its line."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType

from xuncha_docs.word import footnotes, package, sections, styles
from xuncha_docs.word.advice import no_word_form, refusal
from xuncha_docs.word.inline import ASIDES, VALUE_BREAK, Inline, Line
from xuncha_docs.word.layout import (
    BULLETS,
    CELL,
    HEADINGS,
    LINES_ABOVE_ATTACHMENT_TITLE,
    LINES_ABOVE_TITLE,
    STYLE,
    TABLE,
    Face,
    Layout,
    chars,
    layout,
)
from xuncha_docs.word.merging import Span, spans
from xuncha_docs.word.notes import Notes
from xuncha_docs.word.runs import BREAK, runs
from xuncha_docs.word.tables import Cell, table
from xuncha_docs.word.tree import Node, Removed, clean, parse

_DATE = re.compile(r".*年.*月.*日")
_THIN = '<w:spacing w:line="20" w:lineRule="exact"/>'
_ABOVE_TABLE = f'<w:spacing w:line="{TABLE.space_above}" w:lineRule="exact"/>'
_GAP = '<w:p><w:pPr><w:pStyle w:val="Gap"/></w:pPr></w:p>'
"""The paragraph Word needs after a table."""
_THIN_GAP = f'<w:p><w:pPr><w:pStyle w:val="Gap"/>{_THIN}</w:pPr></w:p>'
_ATTACHMENT = '<w:p><w:pPr><w:pStyle w:val="Attachment"/>'
_HEADING = re.compile('<w:p><w:pPr><w:pStyle w:val="(?:Title|Heading.|Attachment)"/>')
_ATTACHMENT_NUMBER = re.compile(r"附件[ \u3000]?[0-9]*")
_NO_PROPERTIES: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, kw_only=True, slots=True)
class Written:
    """A document ready to be saved."""

    data: bytes
    """The .docx; equal arguments give equal bytes."""
    removed: tuple[Removed, ...]
    """Control characters left out, in the order of the text."""
    comments: int
    """How many review comments are in it."""


def write(
    markdown: str,
    *,
    source: str,
    title: str = "",
    header: str | None = None,
    landscape: bool = False,
    frame: str = "gbt33476",
    fonts: str = "gb2312",
    properties: Mapping[str, str] = _NO_PROPERTIES,
    reviewed: date | None = None,
) -> Written:
    """The Word document of `markdown`; `source` is the path that errors name.

    `title` goes into the properties (default: the text of the first `#`), `header` stands small and right above every
    page, `properties` become custom properties, `reviewed` dates the comments. Markdown without a Word form is a
    TemplateError at its line.
    """
    measures = layout(frame, fonts)
    text, removed = clean(markdown)
    nodes = parse(text, source=source)
    notes = Notes(measures, nodes, source=source)
    body = Body(measures, notes, source=source, landscape=landscape)
    for node in nodes:
        body.write(node, Context())
    names, found = _clean_all([title or _first_title(nodes), header or "", *_flat(properties)])
    noted = notes.parts(reviewed)
    parts = {
        "document": body.document(header=bool(header)),
        "styles": styles.styles(measures),
        "fontTable": styles.font_table(measures),
        "settings": styles.settings(footnotes.SETTINGS if "footnotes" in noted else ""),
        **noted,
        **sections.footers(measures.frame),
        **(sections.headers(names[1]) if header else {}),
    }
    custom = dict(zip(names[2::2], names[3::2], strict=True))
    data = package.package(package.envelope(parts, title=names[0], properties=custom))
    return Written(data=data, removed=removed + found, comments=notes.comments)


def _flat(properties: Mapping[str, str]) -> Iterable[str]:
    return (text for pair in properties.items() for text in pair)


def _clean_all(texts: Iterable[str]) -> tuple[list[str], tuple[Removed, ...]]:
    """The texts outside the body, cleaned; what was removed has no line."""
    cleaned = [clean(text) for text in texts]
    return [text for text, _ in cleaned], tuple(replace(one, line=None) for _, found in cleaned for one in found)


def _first_title(nodes: Iterable[Node]) -> str:
    titles = (_plain(node.children) for node in nodes if node.type == "heading" and node.number == 1)
    return VALUE_BREAK.sub("", next(titles, ""))


def _plain(nodes: Iterable[Node]) -> str:
    """The text of inline nodes, on one line, without footnotes and comments."""
    return "".join(node.text + _plain(node.children) for node in nodes if node.type not in ASIDES)


@dataclass(frozen=True, kw_only=True, slots=True)
class Context:
    """Where a node stands."""

    style: str = "Text"
    """The paragraph style of this place."""
    depth: int = 0
    """How many lists it is in."""
    marker: str = ""
    """What stands before the first paragraph of a list item."""
    keep_lines: bool = False
    """Whether each line of the source is a line of the document."""
    compact: bool = False
    """Whether tables are set small."""


@dataclass(kw_only=True, slots=True)
class Section:
    """The blocks between two changes of orientation."""

    landscape: bool
    blocks: list[str] = field(default_factory=list)


def _ended(blocks: list[str]) -> list[str]:
    """The blocks of a section; a gap at its end is thin, so that it does not start a page of its own."""
    return [*blocks[:-1], _THIN_GAP] if blocks and blocks[-1] == _GAP else blocks


def _closed(section: Section, end: str) -> str:
    """The blocks of a section with its w:sectPr in the last of them, which is always a paragraph."""
    *blocks, last = _ended(section.blocks)
    return "".join(blocks) + last.replace("</w:pPr>", f"{end}</w:pPr>", 1)


class Body:
    """The content of a document as it is written, section by section."""

    def __init__(self, measures: Layout, notes: Notes, *, source: str, landscape: bool) -> None:
        self._layout = measures
        self._notes = notes
        self._source = source
        self._sections = [Section(landscape=landscape)]
        self._new_page = False

    def document(self, *, header: bool) -> str:
        """document.xml of everything written so far."""
        parts = [part for part in self._sections if part.blocks] or self._sections[:1]
        ends = [sections.section(self._layout.frame, landscape=part.landscape, header=header) for part in parts]
        content = "".join(map(_closed, parts[:-1], ends[:-1])) + "".join(_ended(parts[-1].blocks))
        return (
            f"{styles.XML}<w:document {styles.W} "
            'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
            f"<w:body>{content}{ends[-1]}</w:body></w:document>"
        )

    def write(self, node: Node, context: Context) -> None:
        """Writes a block node by the method named after its type."""
        method: Callable[[Node, Context], None] | None = getattr(self, f"write_{node.type}", None)
        if method is None:
            raise no_word_form(node, self._source)
        method(node, context)

    def _write_all(self, nodes: Iterable[Node], context: Context) -> None:
        for node in nodes:
            self.write(node, context)

    # 段落与标题

    def write_heading(self, node: Node, context: Context) -> None:  # noqa: ARG002 -- 各方法同一形参
        """`#` is the title, `##` to `#####` the four levels of 7.3.3."""
        if node.number > len(HEADINGS):
            raise refusal(node, self._source, f"标题最多到 {'#' * len(HEADINGS)}（（1）级），这里有 {node.number} 个 #")
        style = HEADINGS[node.number - 1]
        lines = self._lines(node, self._face(style))
        content = BREAK.join("".join(line.runs) for line in lines)
        self._paragraph(style, content, spacing=self._above_title() if style == "Title" else "")

    def _above_title(self) -> str:
        """The w:spacing of a title that does not begin its page."""
        blocks = self._sections[-1].blocks
        if not blocks or self._new_page:
            return ""
        attached = blocks[-1].startswith(_ATTACHMENT)
        lines = LINES_ABOVE_ATTACHMENT_TITLE if attached else LINES_ABOVE_TITLE
        return f'<w:spacing w:before="{lines * self._layout.frame.pitch}"/>'

    def write_paragraph(self, node: Node, context: Context) -> None:
        """Each line that ends in a hard break is a paragraph of its own: official documents know no soft return."""
        style = context.style
        lines = self._lines(node, self._face(style), keep_lines=context.keep_lines)
        left = 2 * max(context.depth - 1, 0)
        indent = styles.indent(STYLE[style].first, left) if left else ""
        marker = runs(context.marker, self._face(style)) if context.marker else ""
        for line in lines:
            self._paragraph(style, marker + "".join(line.runs), indent=indent)
            marker = ""

    def write_footnote_text(self, node: Node, context: Context) -> None:
        """Nothing here: it stands at the bottom of the page its mark is on."""

    # 列表

    def write_bullet_list(self, node: Node, context: Context) -> None:
        """Items with the dash that official documents use."""
        marker = BULLETS[min(context.depth, len(BULLETS) - 1)]
        self._items(node, context, [marker] * len(node.children))

    def write_ordered_list(self, node: Node, context: Context) -> None:
        """Items with their numbers as text, so that what is read and copied is what was written."""
        mark = "）" if node.text == ")" else "."
        self._items(node, context, [f"{node.number + at}{mark}" for at in range(len(node.children))])

    def _items(self, node: Node, context: Context, markers: list[str]) -> None:
        inside = replace(context, depth=context.depth + 1)
        for item, marker in zip(node.children, markers, strict=True):
            first = replace(inside, marker=marker)
            if not item.children:
                self._paragraph(context.style, runs(marker, self._face(context.style)))
            for at, child in enumerate(item.children):
                self.write(child, inside if at else first)

    # 表格

    def write_table(self, node: Node, context: Context) -> None:
        """A table over the whole line; the gap below keeps it from the next block, and tables apart."""
        section = self._sections[-1]
        if self._new_page:
            self._paragraph("Gap", "", spacing=_THIN)
        elif section.blocks and section.blocks[-1] != _GAP:
            self._paragraph("Gap", "", keep=True, spacing=_ABOVE_TABLE)
        total = self._layout.line_width(landscape=section.landscape)
        grid = spans(node.children, node.number, self._source)
        rows = [
            [self._cell(cell, span, header=at < node.number) for cell, span in zip(row.children, taken, strict=True)]
            for at, (row, taken) in enumerate(zip(node.children, grid, strict=True))
        ]
        section.blocks.append(table(rows, node.widths, total, heads=node.number, compact=context.compact))
        section.blocks.append(_GAP)

    def _cell(self, node: Node, span: Span, *, header: bool) -> Cell:
        face = self._face("Head" if header else "Cell")
        lines = Inline(face=face, source=self._source, mark=self._notes.mark, keep_blanks=True).lines(node.children)
        return Cell(
            runs=BREAK.join("".join(line.runs) for line in lines),
            text="\n".join(line.text for line in lines),
            align=node.text,
            span=span,
        )

    # 块指令

    def write_to(self, node: Node, context: Context) -> None:
        """主送机关 (7.3.2), or the “附件1” above the title of an attachment (7.3.7)."""
        number = len(node.children) == 1 and _ATTACHMENT_NUMBER.fullmatch(_plain(node.children[0].children))
        self._write_all(node.children, replace(context, style="Attachment" if number else "To"))

    def write_note(self, node: Node, context: Context) -> None:
        """A small note."""
        self._write_all(node.children, replace(context, style="Note"))

    def write_compact(self, node: Node, context: Context) -> None:
        """Tables set small and close: for what is looked up and not filled in."""
        self._write_all(node.children, replace(context, compact=True))

    def write_center(self, node: Node, context: Context) -> None:
        """Centred lines."""
        self._write_all(node.children, replace(context, style="Center", keep_lines=True))

    def write_sign(self, node: Node, context: Context) -> None:  # noqa: ARG002 -- 各方法同一形参
        """落款 without a seal (7.3.5.2): one blank line, office 2 字 from the right, date 2 字 right of its start."""
        face = self._face("Sign")
        lines = [line for child in node.children for line in self._sign_lines(child, face)]
        indents = self._sign_indents([line.text for line in lines])
        before = f'<w:spacing w:before="{self._layout.frame.pitch}"/>'
        for at, (line, indent) in enumerate(zip(lines, indents, strict=True)):
            self._paragraph(
                "Sign", "".join(line.runs), keep=at + 1 < len(lines), spacing="" if at else before, indent=indent
            )

    def _sign_lines(self, node: Node, face: Face) -> list[Line]:
        if node.type != "paragraph":
            raise refusal(node, self._source, ":::sign 里只能写落款的文字，每行一项")
        return self._lines(node, face, keep_lines=True)

    def _sign_indents(self, texts: list[str]) -> list[str]:
        """A w:ind and w:jc for office and date; empty (right aligned) for any other signature."""
        width = self._layout.line_width(landscape=self._sections[-1].landscape) / CELL
        if len(texts) != 2 or not _DATE.fullmatch(texts[1]):  # noqa: PLR2004 -- 机关与日期两行
            return [""] * len(texts)
        office = width - 2 - chars(texts[0])
        day = min(office + 2, width - 2 - chars(texts[1]))
        office = min(office, day - 2)
        if office < 0:
            return [""] * len(texts)
        return [f'<w:ind w:left="{round(left * CELL)}" w:rightChars="0" w:right="0"/><w:jc w:val="left"/>'
                for left in (office, day)]  # fmt: skip

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

    def _lines(self, node: Node, face: Face, *, keep_lines: bool = False) -> list[Line]:
        inline = Inline(face=face, source=self._source, mark=self._notes.mark, keep_lines=keep_lines)
        return inline.lines(node.children)
