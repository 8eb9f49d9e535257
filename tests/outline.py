"""What a .docx says, line by line, read by python-docx: the form the Word cases are written in."""

import io
from typing import Any

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.section import WD_ORIENT
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph


def open_docx(data: bytes) -> DocumentType:
    return Document(io.BytesIO(data))


def values(element: Any, name: str, attribute: str = "w:val") -> list[str]:
    """The attribute of every `name` inside an element of python-docx, in order."""
    return [found.get(qn(attribute) if ":" in attribute else attribute) for found in element.iter(qn(name))]


def outline(data: bytes) -> list[str]:
    """`样式|文字` for paragraphs, `表格|格|格` for rows, and where pages or their orientation change."""
    document = open_docx(data)
    turned = [section.orientation == WD_ORIENT.LANDSCAPE for section in document.sections]
    lines = ["横排"] if turned[0] else []
    section = 0
    for block in document.iter_inner_content():
        lines += _table(block) if isinstance(block, Table) else _paragraph(block)
        if not isinstance(block, Table) and block._p.find(f".//{qn('w:sectPr')}") is not None:
            section += 1
            if turned[section] != turned[section - 1]:
                lines.append("横排" if turned[section] else "竖排")
    return [*lines, *_footnotes(document), *_comments(document)]


def _footnotes(document: DocumentType) -> list[str]:
    """`脚注|文字` of each footnote."""
    parts = [link.target_part for link in document.part.rels.values() if link.reltype.endswith("/footnotes")]
    notes = [note for part in parts for note in parse_xml(part.blob) if note.get(qn("w:type")) is None]
    return [f"脚注|{''.join(text.text or '' for text in note.iter(qn('w:t'))).strip()}" for note in notes]


def _comments(document: DocumentType) -> list[str]:
    """`批注|角色|所指的文字|意见` of each comment."""
    about: dict[str, str] = {}
    current: set[str] = set()
    for element in document.element.body.iter(qn("w:commentRangeStart"), qn("w:commentRangeEnd"), qn("w:t")):
        if element.tag == qn("w:t"):
            about |= {number: about[number] + (element.text or "") for number in current}
        elif element.tag == qn("w:commentRangeStart"):
            current.add(element.get(qn("w:id")))
            about[element.get(qn("w:id"))] = ""
        else:
            current.discard(element.get(qn("w:id")))
    return [f"批注|{one.author}|{about[str(one.comment_id)]}|{one.text}" for one in document.comments]


def _table(table: Table) -> list[str]:
    return ["|".join(["表格", *(cell.text.replace("\n", "⏎") for cell in row.cells)]) for row in table.rows]


def _paragraph(paragraph: Paragraph) -> list[str]:
    style = paragraph.style.name if paragraph.style is not None else ""
    drawn = values(paragraph._p, "wp:docPr", "descr") if style == "图" else []
    lines = ["另起一页"] if paragraph.paragraph_format.page_break_before else []
    return lines if style == "表后" else [*lines, f"{style}|{''.join(drawn) or paragraph.text.rstrip(chr(9))}"]
