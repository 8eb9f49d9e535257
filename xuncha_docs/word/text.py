"""The text of a .docx, for checking that what was meant to stand in it does."""

import zipfile
import zlib
from io import BytesIO

from lxml import etree

from xuncha_docs.word.tree import clean

UNREADABLE = (zipfile.BadZipFile, zlib.error, KeyError, EOFError, RuntimeError, etree.XMLSyntaxError, OSError)
"""What reading bytes that are no .docx may raise."""
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DOCUMENT, _FOOTNOTES = "word/document.xml", "word/footnotes.xml"
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


def document_text(data: bytes) -> str:
    """All text of the body in document order, tables included, then of the footnotes; without any white space."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        names = [_DOCUMENT, *({_FOOTNOTES} & set(package.namelist()))]
        roots = [etree.fromstring(package.read(name), _PARSER) for name in names]
    return squeezed("".join(node.text or "" for root in roots for node in root.iter(f"{_W}t")))


def squeezed(text: str) -> str:
    """The text without white space, which layout may change."""
    return "".join(text.split())


def printed(text: str) -> str:
    """The text as `document_text` finds it: without white space and without what no .docx can hold."""
    return squeezed(clean(text)[0])
