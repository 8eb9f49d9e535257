"""What kind of file bytes are, by their content; a file's extension is never believed."""

from xuncha_docs.foreign.preflight import MAGIC, zip_names

DAMAGED = "损坏的压缩包或 Office 文档"
OFFICE_ENDINGS = frozenset({"doc", "docx", "wps", "xls", "xlsx", "et", "ppt", "pptx", "pdf", "rtf", "odt", "ofd"})
"""Endings that promise a format."""
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BY_FIRST_BYTES = (
    (b"%PDF-", "PDF 文件（.pdf）"),
    (b"{\\rtf", "RTF 文档（.rtf）"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"II*\x00", "图片"),
    (b"MM\x00*", "图片"),
    (b"Rar!", "RAR 压缩包"),
    (b"7z\xbc\xaf\x27\x1c", "7z 压缩包"),
    (b"\x7fELF", "程序文件"),
    (b"MZ\x90", "程序文件"),
    (b"SQLite format 3", "数据库文件"),
)
_BY_STREAM = (
    ("EncryptedPackage", "加了密码的 Office 文档"),
    ("WordDocument", "旧版 Word/WPS 文档（.doc .wps）"),
    ("Workbook", "旧版 Excel/WPS 表格（.xls .et）"),
    ("Book", "旧版 Excel/WPS 表格（.xls .et）"),
    ("PowerPoint Document", "旧版演示文稿（.ppt .dps）"),
)
_BY_PART = (
    ("word/", "Word 文档（.docx）"),
    ("xl/", "Excel 表格（.xlsx）"),
    ("ppt/", "演示文稿（.pptx）"),
    ("ofd.xml", "OFD 版式文件（.ofd）"),
    ("mimetype", "OpenDocument 文档（.odt .ods）"),
)


def binary_format(data: bytes) -> str | None:
    """The name of a binary format; None for what may be text."""
    if data.startswith(MAGIC):
        return _zip_format(data)
    if data.startswith(_OLE):
        return ole_format(data) or "旧版 Office 文档，内容种类不明"
    return next((label for magic, label in _BY_FIRST_BYTES if data.startswith(magic)), None)


def ole_format(data: bytes) -> str | None:
    """What an OLE compound file holds, by the names of its streams; None for another file or unknown streams.

    The directory keeps each name as UTF-16, ended by a zero: [MS-CFB] 2.6.1.
    """
    if not data.startswith(_OLE):
        return None
    found = (label for stream, label in _BY_STREAM if f"{stream}\0".encode("utf-16-le") in data)
    return next(found, None)


def is_docx(data: bytes) -> bool:
    """Whether the bytes are a Word document of 2007 or later."""
    return any(name.startswith("word/document") and name.endswith(".xml") for name in zip_names(data))


def _zip_format(data: bytes) -> str:
    names = zip_names(data)
    if not names:
        return DAMAGED
    return next((label for part, label in _BY_PART if any(name.startswith(part) for name in names)), "压缩包")
