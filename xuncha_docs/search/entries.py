"""What the index keeps of each record beside its texts: its names, what filters ask for, and when it binds."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from operator import attrgetter
from typing import Any

from xuncha_docs.library.citation import bare_title
from xuncha_docs.library.records import Status
from xuncha_docs.library.titles import title_keys
from xuncha_docs.search.analyzer import fold
from xuncha_docs.search.validity import Binding

Names = tuple[tuple[int, str], ...]
"""(rank, name)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One indexed record: what filters and routes need, and how many documents it has."""

    id: str
    layer: int
    path: str
    kind: str
    """Record kind, or the regulation kind for a regulation."""
    title: str
    short_titles: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    """Of a term: its other words."""
    document_number: str | None = None
    named: Names = ()
    """Of a regulation or a catalog entry: every name by which it is looked up, folded."""
    issuer: str | None = None
    unit_types: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    count: int
    binding: Binding | None = None
    """None for records that have no validity."""
    alive: bool = True
    """False once the record was changed or removed after it was indexed."""


def name_key(name: str) -> str:
    """A title or document number as compared."""
    return fold(bare_title(name))


def names_of(title: str, short_titles: Iterable[str]) -> Names:
    """Every name by which a regulation is looked up, each once with its best rank."""
    ranks: dict[str, int] = {}
    for rank, name in title_keys(title, short_titles):
        ranks.setdefault(name_key(name), rank)
    return tuple((rank, name) for name, rank in ranks.items())


_COLUMNS = tuple(spec.name for spec in fields(Entry))
_values = attrgetter(*_COLUMNS)
_BINDING = _COLUMNS.index("binding")
_STATUSES = {status.value: status for status in Status}
_LISTS = tuple(_COLUMNS.index(name) for name in ("short_titles", "synonyms", "unit_types", "themes"))
_NAMED = _COLUMNS.index("named")


def entries_to_json(entries: Iterable[Entry]) -> str:
    """One JSON list, with a list of values for each entry."""
    return json.dumps([_row(entry) for entry in entries], ensure_ascii=False)


def entries_from_json(text: str) -> tuple[Entry, ...]:
    """The entries that `entries_to_json` wrote."""
    return tuple(map(_entry, json.loads(text)))


def _row(entry: Entry) -> list[Any]:
    values = list(_values(entry))
    values[_BINDING] = entry.binding and _binding_row(entry.binding)
    return values


def _entry(values: list[Any]) -> Entry:
    for place in _LISTS:
        values[place] = tuple(values[place])
    values[_NAMED] = tuple(map(tuple, values[_NAMED]))
    values[_BINDING] = values[_BINDING] and _binding(values[_BINDING])
    return Entry(**dict(zip(_COLUMNS, values, strict=True)))


def _binding_row(binding: Binding) -> list[str | bool | None]:
    days = [day.isoformat() if day else None for day in (binding.begins, binding.effective, binding.ended)]
    return [*days, binding.before_end, binding.newest, binding.dates_certain]


def _binding(row: Sequence[Any]) -> Binding:
    begins, effective, ended = (day and date.fromisoformat(day) for day in row[:3])
    return Binding(
        begins=begins,
        effective=effective,
        ended=ended,
        before_end=_STATUSES[row[3]],
        newest=_STATUSES[row[4]],
        dates_certain=row[5],
    )
