"""YAML text -> typed values, by the field types of a record; every error names its line and what to write instead.

All scalars are read as text (`no` stays `no`, `0123` stays `0123`); the record type converts.
Repeated keys and aliases are errors: the first silently lose data, the second can bomb.
"""

import dataclasses
import types
import typing
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar

import yaml

from xuncha_docs.errors import InvalidCitation, Location, RecordError
from xuncha_docs.library.citation import Citation

_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_T = TypeVar("_T")
_TRUTH = {"true": True, "false": False}
_MOST_DIGITS = 15
"""No count or number is longer; Python refuses to read 4,300 digits."""
_INVALID = object()
"""What a conversion yields after it has noted an error."""


class Decoder:
    """Decodes one file; notes every error instead of stopping at the first."""

    def __init__(self, path: str, first_line: int = 1) -> None:
        """`path` is printed in errors; `first_line` is the line of the file at which the YAML text begins."""
        self.path = path
        self.errors: list[RecordError] = []
        self._offset = first_line
        self._label = ""

    def compose(self, text: str) -> yaml.MappingNode | None:
        """The mapping at the root of the YAML text, or None after noting why there is none."""
        try:
            root = yaml.compose(text, Loader=_Loader)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            line = self._offset + (mark.line if mark else 0)
            self.errors.append(RecordError(_syntax_message(error), Location(path=self.path, line=line)))
            return None
        if not isinstance(root, yaml.MappingNode):
            self.note("应为“键: 值”的结构", root)
            return None
        alias = _repeated_node(root)
        if alias is not None:
            self.note("不支持锚点与别名（& 和 *），请把内容各写一遍", alias)
            return None
        return root

    def note(self, message: str, node: yaml.Node | None = None) -> Any:
        """Notes an error at the node's line; returns the marker of an invalid value."""
        self.errors.append(RecordError(message, self.place(node)))
        return _INVALID

    def place(self, node: yaml.Node | None) -> Location:
        """The location of a node in the file."""
        return Location(path=self.path, line=self._offset + (node.start_mark.line if node is not None else 0))

    def entries(self, node: yaml.MappingNode) -> dict[str, tuple[yaml.Node, yaml.Node]]:
        """Key text -> (key node, value node); a repeated key is noted."""
        found: dict[str, tuple[yaml.Node, yaml.Node]] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self.note("键应为一个词", key)
            elif key.value in found:
                self.note(f"键 {key.value} 重复，只能写一次", key)
            else:
                found[key.value] = (key, value)
        return found

    def record(self, cls: type[_T], node: yaml.Node, **given: Any) -> _T | None:
        """A record of type `cls` from a mapping node; `given` fields do not come from the file. None after an error."""
        value = self._dataclass(cls, node, given)
        return None if value is _INVALID else typing.cast("_T", value)

    def _dataclass(self, cls: Any, node: yaml.Node, given: dict[str, Any]) -> Any:
        given = {"location": self.place(node), **given} if _has_place(cls) else given
        fields = {f.name: f for f in dataclasses.fields(cls) if f.name not in given}
        if not isinstance(node, yaml.MappingNode):
            told = f"{self._label or cls.__name__} 应写成“键: 值”的结构，可用的键：{'、'.join(fields)}"
            return self.note(told, node)
        before = len(self.errors)
        entries = self.entries(node)
        values = dict(given)
        meant = {near for name in entries.keys() - fields for near in get_close_matches(name, fields, n=1)}
        for name, (key, value) in entries.items():
            if name not in fields:
                self.note(_unknown_key(name, fields), key)
                continue
            hint = _hints(cls)[name]
            if dataclasses.is_dataclass(hint) and _is_empty(value) and _has_default(fields[name]):
                continue  # 下面的各项都没有写
            self._label = name
            values[name] = self._value(hint, value)
        for name, spec in fields.items():
            if name not in entries and name not in meant and not _has_default(spec):
                self.note(f"缺少 {name}{_labelled(spec)}，请补写", node)
        return _INVALID if len(self.errors) > before else cls(**values)

    def _value(self, hint: Any, node: yaml.Node) -> Any:
        if typing.get_origin(hint) in (types.UnionType, typing.Union):
            kinds = typing.get_args(hint)
            return None if types.NoneType in kinds and _is_empty(node) else self._value(_fitting(kinds, node), node)
        if typing.get_origin(hint) is tuple:
            return self._tuple(typing.get_args(hint)[0], node)
        if dataclasses.is_dataclass(hint) and hint is not Citation:
            return self._dataclass(hint, node, {})
        return self._scalar(hint, node)

    def _tuple(self, hint: Any, node: yaml.Node) -> Any:
        if _is_empty(node):
            return ()
        if not isinstance(node, yaml.SequenceNode):
            return self.note(f"{self._label} 应写成列表：[甲, 乙]，或每行以“- ”开头", node)
        label = self._label
        values = []
        for child in node.value:
            self._label = label
            values.append(self._value(hint, child))
        return _INVALID if any(value is _INVALID for value in values) else tuple(values)

    def _scalar(self, hint: Any, node: yaml.Node) -> Any:
        if not isinstance(node, yaml.ScalarNode):
            return self.note(f"{self._label} 应为一个值，不是列表或“键: 值”结构", node)
        text = node.value.strip()
        if not text:
            return self.note(f"{self._label} 不能为空", node)
        if isinstance(hint, type) and issubclass(hint, StrEnum):
            return self._member(hint, text, node)
        converted = _CONVERT[hint](text)
        if converted is None:
            return self.note(f"{self._label}: {text} {_EXPECTED[hint]}", node)
        if isinstance(converted, InvalidCitation):
            return self.note(f"{self._label}: {converted.message}", node)
        return converted

    def _member(self, hint: type[StrEnum], text: str, node: yaml.Node) -> Any:
        if text not in [member.value for member in hint]:
            return self.note(f"{self._label}: {text} 不在可选值之内，应为 {'、'.join(hint)} 之一", node)
        return hint(text)


def _to_date(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == len("2026-01-01") else None
    except ValueError:
        return None


def _to_int(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else None


def _to_citation(text: str) -> Citation | InvalidCitation:
    try:
        return Citation.parse(text)
    except InvalidCitation as error:
        return error


_CONVERT: dict[Any, Callable[[str], Any]] = {
    str: str,
    int: _to_int,
    bool: _TRUTH.get,
    date: _to_date,
    Citation: _to_citation,
}
_EXPECTED = {
    str: "",
    int: "不是整数，应只写阿拉伯数字",
    bool: "应为 true 或 false",
    date: "不是日期，应写成 2026-03-01 的样式",
    Citation: "",
}


@cache
def _hints(cls: Any) -> dict[str, Any]:
    return typing.get_type_hints(cls)


@cache
def _has_place(cls: Any) -> bool:
    return _hints(cls).get("location") is Location


def _fitting(kinds: Sequence[Any], node: yaml.Node) -> Any:
    """The one of several types that the node is to be: a tuple for a list, where both that and a value may stand."""
    given = [kind for kind in kinds if kind is not types.NoneType]
    listed = isinstance(node, yaml.SequenceNode)
    return next((kind for kind in given if (typing.get_origin(kind) is tuple) == listed), given[0])


def _is_empty(node: yaml.Node) -> bool:
    if not isinstance(node, yaml.ScalarNode):
        return False
    return not node.value.strip() or (not node.style and node.value in ("~", "null"))


def _has_default(spec: "dataclasses.Field[Any]") -> bool:
    return spec.default is not dataclasses.MISSING or spec.default_factory is not dataclasses.MISSING


def _labelled(spec: "dataclasses.Field[Any]") -> str:
    label = spec.metadata.get("label")
    return f"（{label}）" if label else ""


def _unknown_key(name: str, fields: dict[str, Any]) -> str:
    near = get_close_matches(name, fields, n=1)
    return f"不认识的键 {name}" + (f"，是不是 {near[0]}？" if near else f"；可用的键：{'、'.join(fields)}")


def _repeated_node(root: yaml.Node) -> yaml.Node | None:
    seen: set[int] = set()
    for node in _walk(root):
        if id(node) in seen:
            return node
        seen.add(id(node))
    return None


def _walk(root: yaml.Node) -> Iterator[yaml.Node]:
    """Every node as often as it is referred to, until a caller stops at the first repeat."""
    stack = [root]
    while stack:
        node = stack.pop()
        yield node
        if isinstance(node, yaml.MappingNode):
            stack += [child for pair in node.value for child in pair]
        elif isinstance(node, yaml.SequenceNode):
            stack += node.value


def _syntax_message(error: yaml.YAMLError) -> str:
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
    return f"YAML 写法有误（{problem}）。常见原因：冒号后缺空格、缩进不齐、含 “: ” 或 “#” 的值没有加引号"
