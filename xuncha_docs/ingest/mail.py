"""Saved mails (.eml) -> the message's text, and the attachments as files of their own."""

import email
import email.message
import re
from collections.abc import Iterator
from email.header import decode_header
from email.policy import compat32
from email.utils import parsedate_to_datetime

from xuncha_docs.errors import ImportFailure
from xuncha_docs.ingest.converters import Converted
from xuncha_docs.ingest.encoding import decode_text
from xuncha_docs.ingest.webpage import WebPageConverter

_FIRST = re.compile(
    rb"From |(?:Return-Path|Received|Delivered-To|From|To|Date|Subject|Message-ID|MIME-Version|Content-Type|X-[\w-]+):",
    re.IGNORECASE,
)
_NEEDED = re.compile(rb"^(?:From|Subject|MIME-Version|Message-ID):", re.IGNORECASE | re.MULTILINE)
_CHINESE = {"gb2312", "gbk", "gb_2312-80", "x-gbk", "hz-gb-2312", "cp936", "gb18030"}
_MAX_PARTS = 500
_LONGEST_HEADER = 2000


class MailConverter:
    """Messages of RFC 5322."""

    def accepts(self, data: bytes) -> bool:
        """Whether the file begins with the fields of a mail."""
        head = data[:8192].replace(b"\r\n", b"\n").partition(b"\n\n")[0]
        return bool(_FIRST.match(head)) and len(set(_NEEDED.findall(head))) > 1

    def convert(self, data: bytes) -> Converted:
        """The text below subject, sender and date as metadata; its attachments as they are."""
        message = email.message_from_bytes(data, policy=compat32)
        parts = list(_parts(message))
        if len(parts) > _MAX_PARTS:
            raise ImportFailure(f"邮件超过 {_MAX_PARTS} 个部分，未读；请把附件另存后导入")
        attachments = tuple(_attachments(parts))
        text = _body(parts)
        if not text.strip() and not attachments:
            raise ImportFailure("邮件里没有正文，也没有附件")
        return Converted(text=text, hints=_hints(message), attachments=attachments)


def _parts(message: email.message.Message) -> Iterator[email.message.Message]:
    """The parts of this message, a forwarded one as a single part."""
    yield message
    inner = message.get_payload()
    if isinstance(inner, list) and message.get_content_type() != "message/rfc822":
        for part in inner:
            if isinstance(part, email.message.Message):
                yield from _parts(part)


def _hints(message: email.message.Message) -> dict[str, str]:
    sender = re.sub(r"\s*<[^<>]*>", "", _header(message, "From"))
    sent = _date(message)
    origin = "，".join(text for text in (sender, sent) if text)
    subject = _header(message, "Subject")
    hints = {"source": f"邮件（{origin}）" if origin else "邮件"}
    return {"title": subject, **hints} if subject else hints


def _date(message: email.message.Message) -> str:
    try:
        return parsedate_to_datetime(str(message["Date"])).date().isoformat() if message["Date"] else ""
    except ValueError:
        return ""


def _header(message: email.message.Message, name: str) -> str:
    value = message.get(name)
    return _decoded(str(value)[:_LONGEST_HEADER]) if value else ""


def _decoded(value: str) -> str:
    """Encoded words put together; one label may be wrong or too narrow, so Chinese ones are read as gb18030."""
    joined: list[str] = []
    for text, charset in decode_header(re.sub(r"\?=\s+=\?", "?==?", value)):
        joined.append(text if isinstance(text, str) else _text(text, charset))
    return re.sub(r"\s+", " ", "".join(joined)).strip()


def _text(data: bytes, charset: str | None) -> str:
    label = (charset or "").lower()
    codec = "gb18030" if label in _CHINESE else label
    try:
        return data.decode(codec) if codec else decode_text(data)[0]
    except (LookupError, UnicodeDecodeError):
        return decode_text(data)[0]


def _attachments(parts: list[email.message.Message]) -> Iterator[tuple[str, bytes]]:
    for number, part in enumerate(parts):
        name = _file_name(part)
        if part.is_multipart() and part.get_content_type() != "message/rfc822":
            continue
        if part.get_content_type() == "message/rfc822":
            inner = part.get_payload()
            if isinstance(inner, list) and inner and isinstance(inner[0], email.message.Message):
                yield name or f"转发的邮件{number}.eml", inner[0].as_bytes()
        elif name:
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes) and payload and not part.get_content_type().startswith("image/"):
                yield name, payload


def _file_name(part: email.message.Message) -> str:
    """The attachment's name without any folder."""
    raw = part.get_filename()
    if not raw:
        return ""
    text = _decoded(raw)
    try:
        text = text.encode("ascii", "surrogateescape").decode("gb18030")
    except (UnicodeEncodeError, UnicodeDecodeError):
        text = text.encode("utf-8", "replace").decode("utf-8")
    return re.split(r"[\\/]", text)[-1].strip(". ") or "附件"


def _body(parts: list[email.message.Message]) -> str:
    """The plain text of the message, else its HTML as text."""
    own = [part for part in parts if not part.is_multipart() and not _file_name(part)]
    for part in own:
        payload = part.get_payload(decode=True)
        if part.get_content_type() == "text/plain" and isinstance(payload, bytes) and payload.strip():
            return _text(payload, part.get_content_charset()).replace("\r\n", "\n").strip("\n")
    for part in own:
        payload = part.get_payload(decode=True)
        if part.get_content_type() == "text/html" and isinstance(payload, bytes) and payload.strip():
            return WebPageConverter().convert(_text(payload, part.get_content_charset()).encode()).text
    return ""
