"""A document as a message between the importing process and its child."""

from dataclasses import fields
from typing import Any

from xuncha_docs.foreign.frames import Message
from xuncha_docs.ingest.converters import Converted


def pack(converted: Converted) -> Message:
    """A document as a message."""
    said = {each.name: getattr(converted, each.name) for each in fields(converted)}
    said["hints"] = dict(converted.hints)
    said["attachments"] = [name for name, _ in converted.attachments]
    return said, tuple(data for _, data in converted.attachments)


def unpack(message: Message) -> Converted:
    """The document in a message."""
    said, blobs = message
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in said.items()}
    values["attachments"] = tuple(zip(said["attachments"], blobs, strict=True))
    return Converted(**values)
