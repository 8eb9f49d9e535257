"""Records of a round as plain values for templates; what is not supplied becomes a Missing with its Chinese label."""

import dataclasses
import types
import typing
from datetime import date
from functools import cache
from typing import Any

from xuncha_docs.compose.values import Missing
from xuncha_docs.errors import Location
from xuncha_docs.library.schedule import Appointment, Meeting, Span

_OF_A_DATE = ("year", "month", "day")


def plain(record: Any, prefix: str = "") -> dict[str, Any]:
    """The fields of a record by name: text, numbers, dates, dicts, lists, Missing; `prefix` says whose they are."""
    return {
        spec.name: _value(getattr(record, spec.name), spec, type(record), prefix)
        for spec in dataclasses.fields(record)
        if not isinstance(getattr(record, spec.name), Location)
    }


def _value(value: Any, spec: "dataclasses.Field[Any]", owner: type, prefix: str) -> Any:
    label = spec.metadata.get("label", spec.name)
    if value is None:
        return _missing(_hints(owner)[spec.name], label, prefix)
    if isinstance(value, tuple):
        return [plain(item, _path(prefix, label)) if dataclasses.is_dataclass(item) else item for item in value]
    if dataclasses.is_dataclass(value):
        return plain(value, _path(prefix, label) if isinstance(value, Appointment | Meeting | Span) else prefix)
    return value


def _missing(hint: Any, label: str, prefix: str) -> Missing:
    """The marker for one field; where a structure or a date is missing, each of its parts is missing too."""
    path = _path(prefix, label)
    if date in _arguments(hint):
        return Missing(path, dict.fromkeys(_OF_A_DATE, Missing(path)))
    inner = next((arg for arg in _arguments(hint) if isinstance(arg, type) and dataclasses.is_dataclass(arg)), None)
    if inner is None:
        return Missing(path)
    return Missing(
        path,
        {
            part.name: _missing(_hints(inner)[part.name], part.metadata.get("label", part.name), path)
            for part in dataclasses.fields(inner)
            if _hints(inner)[part.name] is not Location
        },
    )


def _path(prefix: str, label: str) -> str:
    return f"{prefix}·{label}" if prefix else label


def _arguments(hint: Any) -> tuple[Any, ...]:
    return typing.get_args(hint) if typing.get_origin(hint) in (types.UnionType, typing.Union) else (hint,)


@cache
def _hints(owner: type) -> dict[str, Any]:
    return typing.get_type_hints(owner)
