"""A line at the upper edge of every page of a finished document, whatever stands in its headers."""

import io
import zipfile
from typing import TYPE_CHECKING

from xuncha_docs.word.layout import PAGE_WIDTH_MM, twips
from xuncha_docs.word.package import package
from xuncha_docs.word.runs import escape
from xuncha_docs.word.styles import W

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docx.section import Section, _Header

_TOP_MM, _SIDE_MM = 7.0, 20.0


def stamped(data: bytes, text: str, *, side: str = "right") -> bytes:
    """The .docx with `text` at the top of each page, left or right, in a frame that moves nothing else."""
    from docx import Document  # noqa: PLC0415 -- 加载慢，用到才加载
    from docx.oxml import parse_xml  # noqa: PLC0415

    document = Document(io.BytesIO(data))
    even = bool(document.settings.odd_and_even_pages_header_footer)
    for header in _headers(list(document.sections), even=even):
        header.paragraphs[0]._p.addprevious(parse_xml(_line(text, side)))  # noqa: SLF001 -- python-docx 没有框的接口
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


def _line(text: str, side: str) -> str:
    """A paragraph in a frame: LibreOffice 7.4 leaves text boxes of a one-page document in the corner."""
    width = twips(PAGE_WIDTH_MM - 2 * _SIDE_MM)
    place = f'w:wrap="around" w:vAnchor="page" w:hAnchor="page" w:x="{twips(_SIDE_MM)}" w:y="{twips(_TOP_MM)}"'
    return (
        f'<w:p {W}><w:pPr><w:framePr w:w="{width}" {place}/>'
        f'<w:spacing w:before="0" w:after="0" w:line="280" w:lineRule="exact"/><w:ind w:firstLine="0"/>'
        f'<w:jc w:val="{side}"/></w:pPr><w:r><w:rPr>'
        '<w:rFonts w:ascii="宋体" w:eastAsia="宋体" w:hAnsi="宋体" w:hint="eastAsia"/><w:sz w:val="21"/></w:rPr>'
        f'<w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'
    )
