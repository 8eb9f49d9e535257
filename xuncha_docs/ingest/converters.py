"""File bytes -> text and what the file says about itself; chosen by content, a file's extension is never believed."""

import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from types import MappingProxyType
from typing import Protocol

import yaml

from xuncha_docs.errors import ImportFailure
from xuncha_docs.ingest.encoding import decode_text, is_control

_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_FRONT_MATTER = re.compile(r"\A\ufeff?---[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_INFO_END = "<!-- INFO END -->"
_NO_HINTS: Mapping[str, str] = MappingProxyType({})
_MARKUP_START = re.compile(r"\A\s*(?:<!doctype html|<html|<\?xml|<head|<body)", re.IGNORECASE)
_WORDS_NEEDED = 10
"""Han characters below which a text file is no document."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Converted:
    """A document as lines of text."""

    text: str
    """Lines separated by `\\n`; headings may carry Markdown `#`."""
    first_line: int = 1
    """The line of the source on which `text` begins."""
    head: str = ""
    """What the source marks as 题注, where it marks it; also part of `text`."""
    hints: Mapping[str, str] = field(default_factory=dict)
    """What the file states about itself, as printed: title, subtitle, status, category, issuing_authority, …"""
    encoding: str = "utf-8"
    warnings: tuple[str, ...] = ()
    """Chinese sentences: what could not be read, or not surely."""
    attachments: tuple[tuple[str, bytes], ...] = ()
    """(name, bytes) of files it carries, each to be imported as one of its own."""


class Converter(Protocol):
    """Turns one kind of file into text."""

    def accepts(self, data: bytes) -> bool:
        """Whether the content is of this kind."""
        ...

    def convert(self, data: bytes) -> Converted:
        """The document; ImportFailure with what to do when nothing can be understood."""
        ...


class TextConverter:
    """Markdown and plain text in any Chinese encoding, with or without YAML front matter."""

    def accepts(self, data: bytes) -> bool:
        """True for anything that is not plainly binary; whether it is text shows when decoding."""
        return bool(data.strip(b"\x00 \t\r\n\xef\xbb\xbf"))

    def convert(self, data: bytes) -> Converted:
        """The text after the front matter, with what that and the 题注 say."""
        text, encoding = decode_text(data)
        text = _plain_breaks(text)
        if sum(1 for char in text if is_control(char)) * 100 > len(text):
            raise ImportFailure("是二进制文件，不是文字")
        if _MARKUP_START.match(text):
            raise ImportFailure("暂不支持的格式：网页（HTML/XML）；请先另存为 .txt 或 .md")
        if sum(1 for char in text if "\u4e00" <= char <= "\u9fff") < _WORDS_NEEDED:
            raise ImportFailure("没有可用的中文正文（空文件或只有几个字）")
        hints, body = _front_matter(text)
        first_line = 1 + text[: len(text) - len(body)].count("\n")
        return Converted(text=body, first_line=first_line, head=_marked_head(body), hints=hints, encoding=encoding)


def convert(data: bytes, name: str) -> Converted:
    """The document in `data`; ImportFailure says in Chinese why there is none."""
    from xuncha_docs.ingest.registry import CONVERTERS  # noqa: PLC0415 -- 各转换器都引用本模块

    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise ImportFailure("空文件")
    if name.rpartition("/")[2].startswith("~$"):
        raise ImportFailure("Office 打开文档时留下的锁文件（~$ 开头），不是文档")
    for converter in CONVERTERS:
        if converter.accepts(data):
            return converter.convert(data)
    binary = binary_format(data)
    if binary:
        raise ImportFailure(f"暂不支持的格式：{binary}；请先另存为 .txt 或 .md")
    return TextConverter().convert(data)


def binary_format(data: bytes) -> str | None:
    """What a binary file is, by its first bytes; None for what may be text."""
    if data.startswith(b"PK\x03\x04"):
        return _zip_format(data)
    for magic, label in _MAGIC:
        if data.startswith(magic):
            return label
    return None


_MAGIC = (
    (b"%PDF-", "PDF"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧版 Word/Excel/WPS 文档（.doc .xls .wps）"),
    (b"{\\rtf", "RTF"),
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
_OOXML = (("word/", "Word 文档（.docx）"), ("xl/", "Excel 表格（.xlsx）"), ("ppt/", "演示文稿（.pptx）"))


def _zip_format(data: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, NotImplementedError):
        return "损坏的压缩包或 Office 文档"
    for marker, label in _OOXML:
        if any(entry.startswith(marker) for entry in names):
            return label
    if "OFD.xml" in names:
        return "OFD 版式文件"
    return "OpenDocument 文档（.odt .ods）" if "mimetype" in names else "压缩包"


def _plain_breaks(text: str) -> str:
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return text.replace("\f", "\n").replace("\u2028", "\n").replace("\x00", "")


def _front_matter(text: str) -> tuple[Mapping[str, str], str]:
    """Scalar entries of the YAML block at the top and the text after it; a broken block is left in the text's head."""
    match = _FRONT_MATTER.match(text)
    if not match:
        return _NO_HINTS, text
    try:
        node = yaml.compose(match[1], Loader=_Loader)
    except yaml.YAMLError:
        return _NO_HINTS, text[match.end() :]
    if not isinstance(node, yaml.MappingNode):
        return _NO_HINTS, text
    pairs = {
        key.value: value.value.strip()
        for key, value in node.value
        if isinstance(key, yaml.ScalarNode) and isinstance(value, yaml.ScalarNode) and value.value.strip()
    }
    return MappingProxyType(pairs), text[match.end() :]


def _marked_head(text: str) -> str:
    """The 题注 of a source that marks its end; empty where none is marked."""
    head, mark, _ = text.partition(_INFO_END)
    lines = (line.strip() for line in head.split("\n")) if mark else ()
    return "\n".join(line for line in lines if line and not line.startswith("#"))
