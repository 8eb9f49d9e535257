"""One file of the knowledge base -> its records; every error has its place, and no file stops at its first error."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from xuncha_docs.errors import Location, RecordError, reason
from xuncha_docs.library.decode import Decoder
from xuncha_docs.library.frameworks import Framework, Role, UnitType
from xuncha_docs.library.provisions import parse_provisions
from xuncha_docs.library.records import (
    CatalogEntry,
    Finding,
    FocusPoint,
    FunctionList,
    Problem,
    Record,
    Regulation,
    Term,
)

RECORD_KINDS: dict[str, type[Any]] = {
    "catalog_entry": CatalogEntry,
    "function_list": FunctionList,
    "focus_point": FocusPoint,
    "finding": Finding,
    "term": Term,
    "framework": Framework,
    "unit_type": UnitType,
    "role": Role,
}
"""`kind` of a YAML file -> the type of its records."""

_KINDS_BY_FOLDER = {
    "catalog": ("catalog_entry",),
    "functions": ("function_list",),
    "focus": ("focus_point",),
    "findings": ("finding",),
    "frameworks": ("framework", "unit_type", "role"),
    "": ("term",),
}
_ID_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")
_FENCE = "---"


@dataclass(frozen=True, kw_only=True, slots=True)
class Removal:
    """`{id, removed: true}` in an office layer: hides the shipped record with that id."""

    id: str
    location: Location


@dataclass(frozen=True, kw_only=True, slots=True)
class ParsedFile:
    """What one file holds."""

    records: tuple[Record, ...] = ()
    removals: tuple[Removal, ...] = ()
    errors: tuple[RecordError, ...] = ()
    warnings: tuple[Problem, ...] = ()


def kb_files(root: Path) -> list[str]:
    """Names under `root`, with forward slashes, of the files of one layer that hold records, sorted.

    What lies elsewhere under `root` is not ours to read.
    """
    found = ["terms.yaml"] if (root / "terms.yaml").is_file() else []
    for folder, suffix in [("regulations", ".md"), *((name, ".yaml") for name in _KINDS_BY_FOLDER if name)]:
        names = (name for name in _listed(root / folder) if os.path.normcase(name).endswith(suffix))
        found += (f"{folder}/{name}" for name in names if not name.startswith((".", "~")))
    return sorted(found)


def _listed(folder: Path) -> list[str]:
    """Names in a folder; `Path.glob` takes ten times as long, and every command does this first."""
    if not folder.is_dir():
        return []
    with os.scandir(folder) as entries:
        return [entry.name for entry in entries]


def parse_file(path: Path, root: Path) -> ParsedFile:
    """The file's records and all its errors; never raises for what stands in the file."""
    name = f"{root.name}/{path.relative_to(root).as_posix()}"
    try:
        text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        message = f"不是 UTF-8 文本（第 {error.start} 字节），请另存为 UTF-8 编码"
        return ParsedFile(errors=(RecordError(message, Location(path=name)),))
    except OSError as error:
        return ParsedFile(errors=(RecordError(f"读不了这个文件：{reason(error)}", Location(path=name)),))
    if path.suffix == ".md":
        return _parse_regulation(text, name, path.stem)
    return _parse_records(text, name, path.parent.name if path.parent != root else "")


def split_front_matter(text: str, path: str) -> tuple[str, str, int]:
    """Front matter, body, and the 1-based line at which the body begins; RecordError when the fences are missing."""
    lines = text.split("\n")
    if lines[0].rstrip() != _FENCE:
        raise RecordError("文件应以 --- 开头的说明块（front matter）开始", Location(path=path, line=1))
    end = next((n for n, line in enumerate(lines[1:], 1) if line.rstrip() == _FENCE), None)
    if end is None:
        raise RecordError("说明块没有结束，请在它后面单独写一行 ---", Location(path=path, line=1))
    return "\n".join(lines[1:end]), "\n".join(lines[end + 1 :]), end + 2


def _parse_regulation(text: str, name: str, stem: str) -> ParsedFile:
    try:
        front, body, first_line = split_front_matter(text, name)
    except RecordError as error:
        return ParsedFile(errors=(error,))
    decoder = Decoder(name, first_line=2)
    node = decoder.compose(front)
    if node is None:
        return ParsedFile(errors=tuple(decoder.errors))
    removal = _removal(decoder, node)
    if removal is not None:
        return ParsedFile(removals=(removal,))
    title = _scalar_of(node, "title") or stem
    parsed = parse_provisions(body, title=title, path=name, first_line=first_line)
    record = decoder.record(
        Regulation,
        node,
        preamble=parsed.preamble,
        provisions=parsed.provisions,
        location=Location(path=name, line=1),
    )
    if record is not None:
        _check_regulation(decoder, node, record, stem)
    if decoder.errors or record is None:
        return ParsedFile(errors=tuple(decoder.errors), warnings=parsed.warnings)
    return ParsedFile(records=(record,), warnings=parsed.warnings)


def _check_regulation(decoder: Decoder, node: yaml.Node, record: Regulation, stem: str) -> None:
    if record.id != stem:
        decoder.note(f"id {record.id} 应与文件名一致，写成 {stem}", node)
    _check_id(decoder, node, record.id)
    if not record.provisions:
        decoder.note("正文没有任何条文或段落", node)
    if record.effective and record.ended and record.ended <= record.effective:
        decoder.note(f"ended（{record.ended}）应晚于 effective（{record.effective}）", node)


def _parse_records(text: str, name: str, folder: str) -> ParsedFile:
    decoder = Decoder(name)
    root = decoder.compose(text)
    if root is None:
        return ParsedFile(errors=tuple(decoder.errors))
    entries = decoder.entries(root)
    for key in entries.keys() - {"kind", "sample", "records"}:
        decoder.note(f"不认识的键 {key}；文件顶层只有 kind、sample、records", entries[key][0])
    cls = _record_type(decoder, root, folder)
    rows = entries.get("records")
    if rows is None or not isinstance(rows[1], yaml.SequenceNode):
        decoder.note("缺少 records：应为每条以“- ”开头的列表", rows[1] if rows else root)
    elif cls is not None:
        sample = _scalar_of(root, "sample") == "true"
        return _collect(decoder, cls, rows[1].value, sample=sample)
    return ParsedFile(errors=tuple(decoder.errors))


def _collect(decoder: Decoder, cls: type[Any], nodes: list[yaml.Node], *, sample: bool) -> ParsedFile:
    records: list[Record] = []
    removals: list[Removal] = []
    for node in nodes:
        removal = _removal(decoder, node)
        if removal is not None:
            removals.append(removal)
            continue
        record = decoder.record(cls, node, sample=sample, location=decoder.place(node))
        if record is not None:
            _check_id(decoder, node, record.id)
            records.append(record)
    return ParsedFile(records=tuple(records), removals=tuple(removals), errors=tuple(decoder.errors))


def _record_type(decoder: Decoder, root: yaml.MappingNode, folder: str) -> type[Any] | None:
    allowed = _KINDS_BY_FOLDER[folder]
    kind = _scalar_of(root, "kind")
    if kind not in allowed:
        decoder.note(f"kind 应为 {' 或 '.join(allowed)}，不是 {kind or '空'}", root)
        return None
    return RECORD_KINDS[kind]


def _removal(decoder: Decoder, node: yaml.Node) -> Removal | None:
    if isinstance(node, yaml.MappingNode) and _scalar_of(node, "removed") == "true":
        record_id = _scalar_of(node, "id")
        if record_id:
            return Removal(id=record_id, location=decoder.place(node))
    return None


def _check_id(decoder: Decoder, node: yaml.Node, record_id: str) -> None:
    if not set(record_id) <= _ID_CHARACTERS:
        decoder.note(f"id {record_id} 只能用小写字母、数字和连字符", node)


def _scalar_of(node: yaml.MappingNode, name: str) -> str | None:
    for key, value in node.value:
        if isinstance(key, yaml.ScalarNode) and key.value == name and isinstance(value, yaml.ScalarNode):
            return value.value.strip() or None
    return None
