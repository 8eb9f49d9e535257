"""An office's own Word files, good ones and hostile ones, built with python-docx as Word would save them."""

import io
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

from docx import Document
from docx.document import Document as DocumentType
from docx.shared import Mm

from xuncha_docs.compose.templates import Template, parse_template

FRONT = """id: own
title: 本办文书
phase: entry
order: 10
scope: unit
audience: office
outgoing: false
purpose: 本办自己的文书
inputs: [unit.name, rows]
filename: "{{ unit.name }}-本办文书"
"""
Rows = Sequence[Sequence[str]]


def saved(document: DocumentType) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def word_template(*paragraphs: str, rows: Rows = (), header: str = "", footer: str = "") -> bytes:
    """A document of these paragraphs, then a table of these rows."""
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if rows:
        table = document.add_table(len(rows), len(rows[0]))
        for row, texts in zip(table.rows, rows, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
    document.sections[0].header.paragraphs[0].text = header
    document.sections[0].footer.paragraphs[0].text = footer
    return saved(document)


def letterhead(*paragraphs: str, footer: str = "本办页脚") -> bytes:
    """A base on A4 with margins of its own."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(32), Mm(30)
    section.footer.paragraphs[0].text = footer
    for text in paragraphs:
        document.add_paragraph(text)
    document.core_properties.author = "张三"
    return saved(document)


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def repacked(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def changed(data: bytes, name: str, change: Callable[[str], str]) -> bytes:
    """The document with one part rewritten."""
    files = parts(data)
    return repacked(files | {name: change(files[name].decode()).encode()})


def in_body(xml: str, data: bytes = b"") -> bytes:
    """The document with a piece of XML at the end of its first paragraph."""
    return changed(
        data or word_template("云川市"), "word/document.xml", lambda text: text.replace("</w:p>", f"{xml}</w:p>", 1)
    )


def related(kind: str, target: str, *, external: bool = True) -> bytes:
    """The document with one more relation."""
    mode = ' TargetMode="External"' if external else ""
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    entry = f'<Relationship Id="rIdX" Type="{office}/{kind}" Target="{target}"{mode}/>'
    return changed(
        word_template("云川市"),
        "word/_rels/document.xml.rels",
        lambda text: text.replace("</Relationships>", f"{entry}</Relationships>"),
    )


def field(code: str) -> bytes:
    """The document with a field, its code split over runs."""
    middle = len(code) // 2
    pieces = "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in (code[:middle], code[middle:]))
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
    return in_body(f"{begin}{pieces}{end}")


def read_template(folder: Path, data: bytes, front: str = FRONT) -> Template:
    parsed = parse_template(written(folder, data, front), folder)
    assert parsed.template is not None, parsed.errors
    return parsed.template


def errors_of(folder: Path, data: bytes, front: str = FRONT) -> list[str]:
    return [str(error) for error in parse_template(written(folder, data, front), folder).errors]


def written(folder: Path, data: bytes, front: str = FRONT) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "own.docx").write_bytes(data)
    path = folder / "own.yaml"
    path.write_text(front, encoding="utf-8")
    return path
