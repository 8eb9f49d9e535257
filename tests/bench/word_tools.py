"""The same text as Word documents by other tools; each gets what stands in ours, block by block."""

import io
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.table import Table

from xuncha_docs.word.writer import write

CELL = "表文"


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """A paragraph, or a table."""

    style: str = ""
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


Maker = Callable[[Sequence[Block]], bytes]


def blocks(data: bytes) -> list[Block]:
    """What a .docx says, and in which styles."""
    return [
        Block(rows=tuple(tuple(cell.text for cell in row.cells) for row in block.rows))
        if isinstance(block, Table)
        else Block(style=str(block.style.name) if block.style else "", text=block.text)
        for block in Document(io.BytesIO(data)).iter_inner_content()
    ]


def _base() -> bytes:
    """A Word file with our styles and nothing in it: what the peers start from."""
    return write("", source="示例.md").data


def _python_docx() -> Maker:
    base = _base()

    def make(content: Sequence[Block]) -> bytes:
        document = Document(io.BytesIO(base))
        for block in content:
            if not block.rows:
                document.add_paragraph(block.text, style=block.style)
                continue
            table = document.add_table(len(block.rows), len(block.rows[0]))
            for row, texts in zip(table.rows, block.rows, strict=True):
                for cell, text in zip(row.cells, texts, strict=True):
                    cell.text = text
                    cell.paragraphs[0].style = CELL
        out = io.BytesIO()
        document.save(out)
        return out.getvalue()

    return make


def _docxtpl() -> Maker:
    template_class = import_module("docxtpl").DocxTemplate
    path = Path(tempfile.mkdtemp()) / "模板.docx"

    def make(content: Sequence[Block]) -> bytes:
        template = template_class(path)
        template.render({"blocks": content}, autoescape=True)
        out = io.BytesIO()
        template.save(out)
        return out.getvalue()

    _template(path)
    return make


def _template(path: Path) -> None:
    """A Word template that prints blocks, each in its style."""
    document = Document(io.BytesIO(_base()))
    names = [str(style.name) for style in document.styles if style.type == WD_STYLE_TYPE.PARAGRAPH]
    document.add_paragraph("{%p for b in blocks %}")
    document.add_paragraph("{%p if b.rows %}")
    table = document.add_table(3, 3)
    table.rows[0].cells[0].text = "{%tr for row in b.rows %}"
    for cell, text in zip(table.rows[1].cells, ("{%tc for c in row %}", "{{ c }}", "{%tc endfor %}"), strict=True):
        cell.text = text
        cell.paragraphs[0].style = CELL
    table.rows[2].cells[0].text = "{%tr endfor %}"
    for name in names:
        document.add_paragraph(f"{{%p elif b.style == '{name}' %}}")
        document.add_paragraph("{{ b.text }}", style=name)
    document.add_paragraph("{%p endif %}")
    document.add_paragraph("{%p endfor %}")
    document.save(str(path))


PEERS: Mapping[str, Callable[[], Maker]] = {"python-docx": _python_docx, "docxtpl": _docxtpl}
