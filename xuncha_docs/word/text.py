"""The text of a .docx, for checking that what was meant to stand in it does."""

import zipfile
from io import BytesIO

from lxml import etree

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


def document_text(data: bytes) -> str:
    """All text of the body in document order, tables included, without any white space."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        root = etree.fromstring(package.read("word/document.xml"), _PARSER)
    return squeezed("".join(node.text or "" for node in root.iter(f"{_W}t")))


def squeezed(text: str) -> str:
    """The text without white space, which layout may change."""
    return "".join(text.split())
