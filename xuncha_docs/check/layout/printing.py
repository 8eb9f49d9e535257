"""What of a document LibreOffice can be shown, so that its pages come out as Word's do."""

import io
import zipfile
from collections.abc import Mapping

from lxml import etree

from xuncha_docs.check.layout.model import Document
from xuncha_docs.check.layout.pages import Pages, render
from xuncha_docs.foreign.parts import Parts, w
from xuncha_docs.foreign.preflight import Container, parse_xml

_CHARACTER_GRID = "文件用了“指定行和字符网格”，LibreOffice 排不准，请改用行距固定值，或在 Word 里核对"


def printed(documents: Mapping[str, Document]) -> dict[str, Pages | str]:
    """Name -> the pages, or why there are none; one call of LibreOffice for all."""
    shown = {name: _shown(one) for name, one in documents.items()}
    sure = {name: one for name, one in shown.items() if isinstance(one, bytes)}
    pages = render(sure) if sure else {}
    return {name: pages[name] if isinstance(one, bytes) else one for name, one in shown.items()}


def _shown(document: Document) -> bytes | str:
    """The document as LibreOffice is shown it, or why it is not shown.

    The grid of lines is left out where lines have an exact distance: Word leaves such lines off the grid, LibreOffice
    7.4 rounds them up to it.
    """
    if document.grid == "linesAndChars":
        return _CHARACTER_GRID
    exact = [paragraph.line is not None for paragraph in document.elements.text]
    members = dict(Container(document.data).contents())
    if document.grid and exact and all(exact):
        main = Parts(document.data).main
        members = {name: _without_grid(data) if name.lower() == main else data for name, data in members.items()}
    return _packed(members)


def _without_grid(data: bytes) -> bytes:
    root = parse_xml(data)
    etree.strip_elements(root, w("docGrid"), with_tail=False)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _packed(members: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for name, data in members.items():
            package.writestr(name, data)
    return packed.getvalue()
