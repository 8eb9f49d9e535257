"""What the index keeps of each record beside its texts: its names, what filters ask for, and when it binds."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
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
_STATUSES = {status.value: status for status in Status}
_LISTS = ("short_titles", "synonyms", "unit_types", "themes")


def entries_to_json(entries: Iterable[Entry]) -> str:
    """One JSON list, with a list of values for each entry."""
    return json.dumps([_row(entry) for entry in entries], ensure_ascii=False)


def entries_from_json(text: str) -> tuple[Entry, ...]:
    """The entries that `entries_to_json` wrote."""
    return tuple(_entry(row) for row in json.loads(text))


def _row(entry: Entry) -> list[Any]:
    values = {name: getattr(entry, name) for name in _COLUMNS}
    return list((values | {"binding": entry.binding and _binding_row(entry.binding)}).values())


def _entry(row: Sequence[Any]) -> Entry:
    values = dict(zip(_COLUMNS, row, strict=True))
    for name in _LISTS:
        values[name] = tuple(values[name])
    values["named"] = tuple(map(tuple, values["named"]))
    values["binding"] = values["binding"] and _binding(values["binding"])
    return Entry(**values)


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
