"""What a .docx says, line by line, read by python-docx: the form the Word cases are written in."""

import io
from typing import Any

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph


def open_docx(data: bytes) -> DocumentType:
    return Document(io.BytesIO(data))


def values(element: Any, name: str, attribute: str = "w:val") -> list[str]:
    """The attribute of every `name` inside an element of python-docx, in order."""
    return [found.get(qn(attribute)) for found in element.iter(qn(name))]


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
    return lines


def _table(table: Table) -> list[str]:
    return ["|".join(["表格", *(cell.text.replace("\n", "⏎") for cell in row.cells)]) for row in table.rows]


def _paragraph(paragraph: Paragraph) -> list[str]:
    style = paragraph.style.name if paragraph.style is not None else ""
    lines = ["另起一页"] if paragraph.paragraph_format.page_break_before else []
    return lines if style == "表后" else [*lines, f"{style}|{paragraph.text}"]
