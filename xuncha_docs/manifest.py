"""manifest.json of a pack: what each file is, what it was made from, what it rests on; no clock, no machine."""

import dataclasses
import hashlib
import json
import typing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from xuncha_docs.errors import Location, PackError, reason

MANIFEST = "manifest.json"
SCHEMA_VERSION = 1
LOST = "不见了"
"""What `differences` says of a file that is gone."""
_BROKEN = f"{MANIFEST} 内容不完整或被改过，认不出这个材料包"
_LITTER = {".DS_Store", "Thumbs.db", "desktop.ini"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Quoted:
    """One quotation of a rule in one document."""

    citation: str
    record_id: str
    """The version quoted."""
    quote: str
    """Verbatim."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PackedFile:
    """One document of the pack."""

    path: str
    """Relative to the pack, with forward slashes."""
    title: str
    sha256: str
    template: str
    template_sha256: str
    audience: str
    outgoing: bool
    sample: bool
    quoted: tuple[Quoted, ...]
    """Rules quoted in full."""
    cited: tuple[str, ...]
    """Rules named without a quotation."""
    missing: tuple[str, ...]
    """Labels of values still 待补."""
    unresolved: tuple[str, ...]
    """Citations whose text is not held."""
    notices: tuple[str, ...]
    """What a person should know: a control character removed, a basis left out."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Manifest:
    """What a pack holds."""

    schema_version: int = SCHEMA_VERSION
    tool_version: str
    kb_fingerprint: str
    round_id: str
    as_of: date
    files: tuple[PackedFile, ...]

    @property
    def quotation_count(self) -> int:
        """How many quotations stand in the pack's documents."""
        return sum(len(file.quoted) for file in self.files)

    @property
    def missing_count(self) -> int:
        """How many values are still 待补, counted by document."""
        return sum(len(file.missing) for file in self.files)

    @property
    def unresolved_count(self) -> int:
        """How many citations could not be checked, counted by document."""
        return sum(len(file.unresolved) for file in self.files)

    def to_json(self) -> bytes:
        """The manifest as its file holds it: UTF-8, readable, sorted by path."""
        content = dataclasses.asdict(self) | {"as_of": self.as_of.isoformat()}
        return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def read_manifest(folder: Path) -> Manifest:
    """The manifest of the pack in `folder`; PackError when there is none or it cannot be read."""
    path = folder / MANIFEST
    try:
        content = json.loads(path.read_bytes())
    except OSError as error:
        message = f"读不了 {MANIFEST}（{reason(error)}），这个文件夹不是材料包"
        raise PackError(message, Location(path=str(folder))) from error
    except (ValueError, RecursionError) as error:
        raise PackError(_BROKEN, Location(path=str(path))) from error
    if isinstance(content, dict) and content.get("schema_version") not in (None, SCHEMA_VERSION):
        message = f"{MANIFEST} 是另一个版本的程序写的（格式 {content['schema_version']}），请用那个版本打开"
        raise PackError(message, Location(path=str(path)))
    try:
        found: Manifest = _value(Manifest, content)
    except (ValueError, TypeError) as error:
        raise PackError(_BROKEN, Location(path=str(path))) from error
    return found


def _value(hint: Any, content: Any) -> Any:
    """`content` of a JSON file as a value of the type `hint`; TypeError or ValueError when it is of another form."""
    if typing.get_origin(hint) is tuple:
        if not isinstance(content, list):
            raise TypeError(hint)
        return tuple(_value(typing.get_args(hint)[0], item) for item in content)
    if dataclasses.is_dataclass(hint):
        hints = typing.get_type_hints(hint)
        if not isinstance(content, dict) or content.keys() != hints.keys():
            raise TypeError(hint)
        return hint(**{name: _value(inner, content[name]) for name, inner in hints.items()})  # type: ignore[operator]
    if hint is date:
        return date.fromisoformat(content)
    if type(content) is not hint:
        raise TypeError(hint)
    return content


def sha256(data: bytes) -> str:
    """The checksum as manifests write it."""
    return hashlib.sha256(data).hexdigest()


def differences(folder: Path, manifest: Manifest) -> tuple[tuple[str, str], ...]:
    """(relative path, what is wrong) of every file that is missing, changed, or not in the manifest."""
    listed = {file.path: file.sha256 for file in manifest.files}
    present = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if _counts(path)} - {MANIFEST}
    found = [(name, LOST) for name in listed.keys() - present]
    found += [(name, "不在清单里，是后来放进来的") for name in present - listed.keys()]
    found += [(name, what) for name in listed.keys() & present if (what := _changed(folder / name, listed[name]))]
    return tuple(sorted(found))


def _counts(path: Path) -> bool:
    """Whether it is a file, and not one that a file manager leaves in every folder it shows."""
    return path.is_file() and path.name not in _LITTER


def _changed(path: Path, checksum: str) -> str | None:
    try:
        return None if sha256(path.read_bytes()) == checksum else "生成以后被改过"
    except OSError as error:
        return f"读不了（{reason(error)}）"
