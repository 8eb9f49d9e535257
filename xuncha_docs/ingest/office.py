"""Old office files (.doc, .wps, .rtf, .odt) -> .docx by LibreOffice, where it is installed."""

import tempfile
from pathlib import Path

from xuncha_docs.errors import ImportFailure
from xuncha_docs.foreign import libreoffice
from xuncha_docs.foreign.preflight import Container, zip_names
from xuncha_docs.ingest.converters import Converted
from xuncha_docs.ingest.docx import DocxConverter

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WORD_STREAM = "WordDocument\0".encode("utf-16-le")
_WORKS_STREAM = "CONTENTS\0".encode("utf-16-le")
_SECONDS = 50
_READERS = {"doc": ("MS Word 97", "MS Word 95"), "rtf": ("Rich Text Format",), "odt": ("writer8",), "wps": ("",)}
"""Ending -> what LibreOffice reads it with, one after the other; left to itself it takes a damaged file for text."""
_MISSING = "{}需要 LibreOffice：请安装后重新导入（xuncha doctor 可查），或用 Word、WPS 另存为 .docx"


class OfficeConverter:
    """Files of older word processors, by content."""

    def accepts(self, data: bytes) -> bool:
        """Whether the file is one that only a word processor opens."""
        return _kind(data) is not None

    def convert(self, data: bytes) -> Converted:
        """The text as the .docx LibreOffice makes of it says it, automatic numbers included."""
        return DocxConverter().convert(as_docx(data))


def as_docx(data: bytes) -> bytes:
    """The document as .docx; ImportFailure without LibreOffice, or when it fails or takes too long."""
    kind, ending = _kind(data) or ("旧版文档", "doc")
    if libreoffice.program() is None:
        raise ImportFailure(_MISSING.format(kind))
    if data.startswith(b"PK"):
        container = Container(data)
        for name in container.names:
            container.read(name)
    with tempfile.TemporaryDirectory(prefix="xuncha-office-") as folder:
        return _converted(Path(folder), data, ending)


def _kind(data: bytes) -> tuple[str, str] | None:
    """(what to call it, the ending LibreOffice is shown)."""
    if data.startswith(_OLE):
        if _WORD_STREAM in data:
            return "旧版 Word/WPS 文档", "doc"
        return ("MS Works 文档", "wps") if _WORKS_STREAM in data else None
    if data.lstrip()[:5] == b"{\\rtf":
        return "RTF 文档", "rtf"
    names = zip_names(data)
    if "mimetype" in names and "content.xml" in names:
        kind = Container(data).read("mimetype") or b""
        return ("OpenDocument 文档", "odt") if b"opendocument.text" in kind else None
    return None


def _converted(folder: Path, data: bytes, ending: str) -> bytes:
    source = folder / f"source.{ending}"
    source.write_bytes(data)
    result = folder / "source.docx"
    for reader in _READERS[ending]:
        libreoffice.convert_to("docx:MS Word 2007 XML", [source], folder, reader=reader, seconds=_SECONDS)
        if result.is_file():
            return result.read_bytes()
    raise ImportFailure("LibreOffice 没能打开这个文件，可能已损坏或加了密码；请用原软件另存为 .docx")
