"""File bytes -> text and what the file says about itself; chosen by content, a file's extension is never believed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Protocol

import yaml

from xuncha_docs.errors import ImportFailure
from xuncha_docs.ingest.encoding import decode_text, is_control
from xuncha_docs.ingest.formats import DAMAGED, OFFICE_ENDINGS, binary_format
from xuncha_docs.ingest.secrecy import limited_use, refuse_secret

_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_FRONT_MATTER = re.compile(r"\A\ufeff?---[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_INFO_END = "<!-- INFO END -->"
_LONGEST_FRONT_MATTER = 10_000
"""Characters; lists in lists that are deeper than twenty thousand bring libyaml down."""
_NO_HINTS: Mapping[str, str] = MappingProxyType({})
_MARKUP_START = re.compile(r"\A\s*(?:<!doctype html|<html|<\?xml|<head|<body)", re.IGNORECASE)
_MOST_CHARACTERS = 3_000_000
"""The Civil Code has 110 thousand."""
_MOST_LINES = 100_000
_TOO_LONG = (
    f"文字超过 {_MOST_CHARACTERS // 10_000} 万字或 {_MOST_LINES // 10_000} 万行，不像一件法规，未读；请拆成单独的文件"
)
_WORDS_NEEDED = 10
"""Han characters below which a text file is no document."""
_NOT_TEXT = "是二进制文件，不是文字（可能是程序、录音或视频）；请换成文档"
_NO_CHINESE = f"中文不到 {_WORDS_NEEDED} 个字，不成一件法规；请打开核对，换有正文的文件"
RECOGNISED = "是文字识别的结果，条号、数字和专名请对照原件核对"
"""Ends the warning about a text, or pages of it, that was recognised in pictures."""
MARGINS = ("header", "footer", "seal")
"""Hints that hold what stands on the pages beside the text."""


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
        if len(data) > 4 * _MOST_CHARACTERS:
            raise ImportFailure(_TOO_LONG)
        text, encoding = decode_text(data)
        text = _plain_breaks(text)
        if sum(1 for char in text if is_control(char)) * 100 > len(text):
            raise ImportFailure(_NOT_TEXT)
        if _MARKUP_START.match(text):
            raise ImportFailure("暂不支持的格式：网页（HTML/XML）；请先另存为 .txt")
        if sum(1 for char in text if "\u4e00" <= char <= "\u9fff") < _WORDS_NEEDED:
            raise ImportFailure(_NO_CHINESE)
        hints, body = _front_matter(text)
        first_line = 1 + text[: len(text) - len(body)].count("\n")
        return Converted(text=body, first_line=first_line, head=_marked_head(body), hints=hints, encoding=encoding)


def convert(data: bytes, name: str) -> Converted:
    """The document in `data`; ImportFailure says in Chinese why there is none, or that it must not be here."""
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise ImportFailure("空文件")
    if name.rpartition("/")[2].startswith("~$"):
        raise ImportFailure("Office 打开文档时留下的锁文件（~$ 开头），不是文档")
    converted = (converter_of(data) or _text_converter(data, name)).convert(data)
    if len(converted.text) > _MOST_CHARACTERS or converted.text.count("\n") > _MOST_LINES:
        raise ImportFailure(_TOO_LONG)
    for text in (*converted.hints.values(), converted.text):
        refuse_secret(text)
    mark = limited_use(converted.text, (converted.hints[key] for key in MARGINS if key in converted.hints))
    warning = (f"标有“{mark}”，请核对是否可以存入本系统",) if mark else ()
    return replace(converted, warnings=(*converted.warnings, *warning))


def converter_of(data: bytes) -> Converter | None:
    """The converter of a foreign format; None for plain text and for what nobody can read."""
    from xuncha_docs.ingest.registry import CONVERTERS  # noqa: PLC0415 -- 各转换器都引用本模块

    return next((converter for converter in CONVERTERS if converter.accepts(data)), None)


def _text_converter(data: bytes, name: str) -> Converter:
    binary = binary_format(data)
    if binary == DAMAGED:
        raise ImportFailure("文件损坏或不完整，请找原文件重新拷贝")
    if binary:
        ending = name.rpartition(".")[2].lower()
        wrong = f"（扩展名 .{ending} 与内容不符）" if ending in OFFICE_ENDINGS and f".{ending}" not in binary else ""
        raise ImportFailure(f"暂不支持的格式：{binary}{wrong}；{_advice(binary)}")
    return TextConverter()


def _advice(binary: str) -> str:
    """What to do with a format that nobody here reads."""
    if "压缩包" in binary:
        return "请先解开，再导入里面的文件"
    if binary.endswith(("程序文件", "数据库文件")):
        return "请换成文档"
    return "请先另存为 .docx、PDF 或 .txt"


def _plain_breaks(text: str) -> str:
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return text.replace("\f", "\n").replace("\u2028", "\n").replace("\x00", "")


def _front_matter(text: str) -> tuple[Mapping[str, str], str]:
    """Scalar entries of the YAML block at the top and the text after it; a broken block is left in the text's head."""
    match = _FRONT_MATTER.match(text)
    if not match:
        return _NO_HINTS, text
    if len(match[1]) > _LONGEST_FRONT_MATTER:
        return _NO_HINTS, text[match.end() :]
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
