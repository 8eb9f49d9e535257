"""Regulation files of the workspace: written, read back field by field, and people's corrections kept."""

import hashlib
import json
import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

import yaml

from xuncha_docs.errors import RecordError
from xuncha_docs.library.reader import split_front_matter

Fields = dict[str, str | list[str]]
"""Front matter as text: a value or a list; an absent key is None."""

FIELD_ORDER = (
    "id", "work", "title", "short_titles", "kind", "issuer", "document_number", "issued", "effective", "ended",
    "status", "dates_certain", "supersedes", "source", "sample", "unit_types",
)  # fmt: skip
_HALF_WRITTEN = (".xuncha-", ".tmp")
"""How the names of files begin and end that are still being written."""
_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_PLAIN = re.compile(r"[\w\u4e00-\u9fff（《“〔][\w\u4e00-\u9fff（）《》“”〔〕、，。；：·/\-.()+—〈〉]*")


@dataclass(frozen=True, kw_only=True, slots=True)
class KbFile:
    """One regulation file taken apart."""

    fields: Fields
    body: str


def read_kb_file(path: Path) -> KbFile | None:
    """The file's fields and body; None when it is not there or a person has made it unreadable."""
    try:
        text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
        front, body, _ = split_front_matter(text, path.name)
        node = yaml.compose(front, Loader=_Loader)
    except (OSError, UnicodeDecodeError, RecordError, yaml.YAMLError):
        return None
    if not isinstance(node, yaml.MappingNode):
        return None
    fields: Fields = {}
    for key, value in node.value:
        if isinstance(value, yaml.SequenceNode):
            fields[key.value] = [str(child.value) for child in value.value]
        elif str(value.value).strip():
            fields[key.value] = str(value.value).strip()
    return KbFile(fields=fields, body=body.lstrip("\n"))


def render_kb_file(file: KbFile) -> bytes:
    """The file's bytes, keys in the usual order."""
    keys = [key for key in FIELD_ORDER if key in file.fields] + sorted(file.fields.keys() - set(FIELD_ORDER))
    lines = [f"{key}: {_scalar_or_list(file.fields[key])}" for key in keys]
    return "\n".join(["---", *lines, "---", "", file.body]).encode()


def merge(old: Fields, current: KbFile, new: KbFile, old_body: str) -> tuple[KbFile, tuple[str, ...]]:
    """What to write: new values, but every field and body that differs from what was derived last time stays.

    Also the names of what was kept. `old_body` is the hash of the body derived last time.
    """
    kept: list[str] = []
    fields: Fields = {}
    for key in [*new.fields, *(key for key in current.fields if key not in new.fields)]:
        person = current.fields.get(key) != old.get(key)
        value = current.fields.get(key) if person else new.fields.get(key)
        if person and value != new.fields.get(key):
            kept.append(key)
        if value is not None:
            fields[key] = value
    body = new.body
    if body_hash(current.body) != old_body:
        body = current.body
        if body_hash(current.body) != body_hash(new.body):
            kept.append("正文")
    return KbFile(fields=fields, body=body), tuple(kept)


def is_untouched(current: KbFile, old: Fields, old_body: str) -> bool:
    """Whether nobody has changed the file since it was derived."""
    return current.fields == old and body_hash(current.body) == old_body


def body_hash(body: str) -> str:
    """SHA-256 of a body as it stands in the file."""
    return hashlib.sha256(body.encode()).hexdigest()


def write_atomically(path: Path, data: bytes) -> None:
    """Writes beside the target, then takes its place: a reader sees the old file or the new one, never half."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=_HALF_WRITTEN[0], suffix=_HALF_WRITTEN[1])
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


def clear_half_written(folder: Path) -> None:
    """Removes what a killed run left beside its targets."""
    for path in folder.glob("*".join(_HALF_WRITTEN)):
        path.unlink(missing_ok=True)


def _scalar_or_list(value: str | list[str]) -> str:
    return _scalar(value) if isinstance(value, str) else f"[{', '.join(_scalar(v) for v in value)}]"


def _scalar(text: str) -> str:
    return text if _PLAIN.fullmatch(text) and not text.startswith("-") else json.dumps(text, ensure_ascii=False)
