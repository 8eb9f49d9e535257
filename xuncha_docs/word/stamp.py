"""A line at the upper edge of every page of a finished document, whatever stands in its headers."""

import io
import zipfile
from typing import TYPE_CHECKING

from xuncha_docs.word.boxes import NAMESPACES, Box
from xuncha_docs.word.layout import PAGE_WIDTH_MM
from xuncha_docs.word.package import package
from xuncha_docs.word.runs import escape

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docx.section import Section, _Header

_NUMBER = 9000
"""Of the first box; far above the boxes of any document."""
_TOP_MM, _HEIGHT_MM, _SIDE_MM = 6.0, 6.0, 20.0


def stamped(data: bytes, text: str, *, side: str = "right") -> bytes:
    """The .docx with `text` at the top of each page, left or right, in a box that moves nothing else."""
    from docx import Document  # noqa: PLC0415 -- 加载慢，用到才加载
    from docx.oxml import parse_xml  # noqa: PLC0415

    document = Document(io.BytesIO(data))
    even = bool(document.settings.odd_and_even_pages_header_footer)
    for number, header in enumerate(_headers(list(document.sections), even=even)):
        header.paragraphs[0]._p.append(parse_xml(_run(text, side, _NUMBER + number)))  # noqa: SLF001 -- python-docx 没有文本框的接口
    buffer = io.BytesIO()
    document.save(buffer)
    with zipfile.ZipFile(buffer) as archive:
        return package({name: archive.read(name) for name in archive.namelist()})


def _headers(sections: "list[Section]", *, even: bool) -> "Iterator[_Header]":
    """Each header that some page shows, once; one that is missing from the first section is made."""
    for at, section in enumerate(sections):
        kinds = [section.header, *([section.even_page_header] if even else [])]
        kinds += [section.first_page_header] if section.different_first_page_header_footer else []
        for header in kinds:
            if header.is_linked_to_previous and at:
                continue
            if not header.paragraphs:
                header.add_paragraph()
            yield header


def _run(text: str, side: str, number: int) -> str:
    box = Box(number=number, name="标注", x=_SIDE_MM, y=_TOP_MM, width=PAGE_WIDTH_MM - 2 * _SIDE_MM, height=_HEIGHT_MM)
    content = (
        '<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/><w:jc w:val="'
        f'{side}"/></w:pPr><w:r><w:rPr>'
        '<w:rFonts w:ascii="宋体" w:eastAsia="宋体" w:hAnsi="宋体" w:hint="eastAsia"/><w:sz w:val="21"/></w:rPr>'
        f'<w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'
    )
    return box.run(content).replace("<w:r>", f"<w:r {NAMESPACES}>", 1)
