"""round.yaml -> Round: strict, with the line of every mistake."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import yaml

from xuncha_docs.errors import Location, RecordError, reason
from xuncha_docs.library.decode import Decoder
from xuncha_docs.library.rounds import Round

T = TypeVar("T")


def read_round(path: Path) -> Round:
    """The round in a file; raises the first RecordError."""
    found, errors = parse_round(path)
    if found is None or errors:
        raise errors[0]
    return found


def parse_round(path: Path) -> tuple[Round | None, tuple[RecordError, ...]]:
    """The round, or None, and every error of the file."""
    name = str(path)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        return None, (RecordError("不是 UTF-8 文本，请另存为 UTF-8 编码", Location(path=name)),)
    except OSError as error:
        message = f"读不了轮次文件（{reason(error)}）。可用 xuncha init 生成一份样例 round.yaml"
        return None, (RecordError(message, Location(path=name)),)
    decoder = Decoder(name)
    root = decoder.compose(text)
    if root is None:
        return None, tuple(decoder.errors)
    found = decoder.record(Round, root, location=Location(path=name, line=1))
    if found is not None:
        _check(decoder, root, found)
    return found, tuple(decoder.errors)


def _check(decoder: Decoder, root: yaml.MappingNode, found: Round) -> None:
    teams, units = _rows(root, "teams"), _rows(root, "units")
    if not found.units:
        decoder.note("units 为空：至少写一个被巡察单位", units[0] if units else root)
    _unique(decoder, found.teams, teams, lambda team: str(team.number), "巡察组组号")
    _unique(decoder, found.units, units, lambda unit: unit.id, "单位编号")
    numbers = {team.number for team in found.teams}
    for unit, node in zip(found.units, units, strict=True):
        if unit.team not in numbers:
            known = "、".join(str(number) for number in sorted(numbers)) or "无"
            decoder.note(f"{unit.short_name} 的 team 写成 {unit.team}，但 teams 里只有组号 {known}", node)


def _unique(
    decoder: Decoder, values: Sequence[T], nodes: Sequence[yaml.Node], key: Callable[[T], str], label: str
) -> None:
    seen: set[str] = set()
    for value, node in zip(values, nodes, strict=True):
        if key(value) in seen:
            decoder.note(f"{label} {key(value)} 重复", node)
        seen.add(key(value))


def _rows(root: yaml.MappingNode, name: str) -> list[yaml.Node]:
    for key, value in root.value:
        if key.value == name and isinstance(value, yaml.SequenceNode):
            return list(value.value)
    return []
