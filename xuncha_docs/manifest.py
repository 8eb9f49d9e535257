"""manifest.json of a pack: what each file is, what it was made from, what it rests on; no clock, no machine."""

import dataclasses
import hashlib
import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from xuncha_docs.errors import Location, PackError

MANIFEST = "manifest.json"
SCHEMA_VERSION = 1


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
        return _manifest(content)
    except OSError as error:
        raise PackError(
            f"读不了 {MANIFEST}（{error.strerror}），这个文件夹不是材料包", Location(path=str(folder))
        ) from error
    except (ValueError, TypeError, KeyError) as error:
        raise PackError(f"{MANIFEST} 内容不完整或被改过，请重新生成材料包", Location(path=str(path))) from error


def _manifest(content: dict[str, Any]) -> Manifest:
    files = tuple(_packed_file(row) for row in content.pop("files"))
    return Manifest(**content | {"as_of": date.fromisoformat(content["as_of"]), "files": files})


def _packed_file(row: dict[str, Any]) -> PackedFile:
    quoted = tuple(Quoted(**item) for item in row.pop("quoted"))
    lists = {name: tuple(row[name]) for name in ("cited", "missing", "unresolved", "notices")}
    return PackedFile(**row | lists | {"quoted": quoted})


def sha256(data: bytes) -> str:
    """The checksum as manifests write it."""
    return hashlib.sha256(data).hexdigest()


def differences(folder: Path, manifest: Manifest) -> tuple[tuple[str, str], ...]:
    """(relative path, what is wrong) of every file that is missing, changed, or not in the manifest."""
    listed = {file.path: file.sha256 for file in manifest.files}
    present = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} - {MANIFEST}
    found = [(name, "不见了") for name in listed.keys() - present]
    found += [(name, "不在清单里，是后来放进来的") for name in present - listed.keys()]
    for name in listed.keys() & present:
        if sha256((folder / name).read_bytes()) != listed[name]:
            found.append((name, "生成以后被改过"))
    return tuple(sorted(found))
