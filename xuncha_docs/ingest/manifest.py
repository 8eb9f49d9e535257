"""What was derived from which source the last time (`.imported.jsonl`), so that later runs know what people changed."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from xuncha_docs.errors import ImportFailure, Location
from xuncha_docs.ingest.kbfile import Fields

RULES = 6
"""Raised whenever the rules of derivation change: then unchanged sources are derived anew."""
MANIFEST = ".imported.jsonl"
Key = tuple[str, str]
"""(source, sha256): what a file was, wherever it lies."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Imported:
    """What was derived from one source the last time: one line of the manifest."""

    source: str
    sha256: str
    id: str
    text_key: str
    derived: Fields
    """The fields as they were derived, before any person's correction."""
    body: str
    """Hash of the body as it was derived."""
    rules: int
    likeness: str = ""
    """As `body.likeness`; empty in lines of earlier versions."""

    @property
    def key(self) -> Key:
        """By which the manifest finds the line."""
        return self.source, self.sha256

    @property
    def base_id(self) -> str:
        """The id without the number that tells different texts of one day apart."""
        derived = self.derived
        return f"{derived.get('work')}-{derived.get('effective') or derived.get('issued') or 'undated'}"

    @property
    def is_part(self) -> bool:
        """Whether the source is one of several files that make up the record."""
        return self.source not in str(self.derived.get("source", ""))


def read_manifest(kb: Path) -> dict[Key, Imported]:
    """All lines of the workspace's manifest; a line that cannot be read is left out, its source is then read anew.

    ImportFailure when the file as a whole is no text.
    """
    path = kb / MANIFEST
    found: dict[Key, Imported] = {}
    if not path.is_file():
        return found
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError as error:
        message = "导入记录不是 UTF-8 文本，请恢复原样；删去它则以后的导入不再知道哪些是人工修改"
        raise ImportFailure(message, Location(path=path.name)) from error
    for line in lines:
        try:
            entry = Imported(**json.loads(line))
        except (ValueError, TypeError):
            continue
        if isinstance(entry.derived, dict):
            found[entry.key] = entry
    return found


def render_manifest(entries: Mapping[Key, Imported]) -> bytes:
    """The lines sorted by source."""
    rows = (asdict(entry) for _, entry in sorted(entries.items()))
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()
