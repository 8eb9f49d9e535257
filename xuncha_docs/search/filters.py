"""Which records may answer: kind, status on a day, issuer, year, unit type, theme; before ranking, never after."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypedDict

import numpy as np

from xuncha_docs.errors import QueryError
from xuncha_docs.library.records import RegulationKind, Status
from xuncha_docs.search.corpus import Corpus, Mask
from xuncha_docs.search.documents import SEARCHED
from xuncha_docs.search.entries import Entry
from xuncha_docs.search.validity import Validity

REGULATION_KINDS = tuple(kind.value for kind in RegulationKind)
KINDS = (*SEARCHED.values(), *REGULATION_KINDS)
"""What `--kind` takes."""
ALL = "all"
STATUSES = (*(status.value for status in Status), ALL)
"""What `--status` takes."""


class Conditions(TypedDict, total=False):
    """The fields of `Filters`, as callers write them."""

    kind: str | None
    as_of: date | None
    status: str | None
    issuer: str | None
    year: int | None
    unit_type: str | None
    theme: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Filters:
    """What a hit must be; None means no such condition. QueryError for a kind or status that does not exist."""

    kind: str | None = None
    as_of: date | None = None
    """Without `status`: regulations in force on this day only."""
    status: str | None = None
    issuer: str | None = None
    """Part of the issuer's name."""
    year: int | None = None
    """In which a regulation took effect."""
    unit_type: str | None = None
    """Records bound to this type of unit or to all."""
    theme: str | None = None

    def __post_init__(self) -> None:
        _known("类别", self.kind, KINDS)
        _known("时效", self.status, STATUSES)


def validity(entries: Iterable[Entry], as_of: date | None) -> dict[str, Validity]:
    """Record id -> validity on that day, or as of the newest text held, of every regulation and catalog entry."""
    return {entry.id: entry.binding.on(as_of) for entry in entries if entry.alive and entry.binding}


def allowed(corpus: Corpus, filters: Filters, valid: dict[str, Validity]) -> Mask:
    """For each entry of the corpus, whether its documents may be hits."""
    checks = [
        entry.alive and _fits(entry, filters) and _holds(valid.get(entry.id), filters) for entry in corpus.entries
    ]
    return np.array(checks, np.bool_)


def _fits(entry: Entry, filters: Filters) -> bool:
    return (
        (filters.kind is None or filters.kind in (entry.kind, _record_kind(entry)))
        and (filters.issuer is None or filters.issuer in (entry.issuer or ""))
        and (filters.unit_type is None or not entry.unit_types or filters.unit_type in entry.unit_types)
        and (filters.theme is None or filters.theme in entry.themes)
    )


def _holds(valid: Validity | None, filters: Filters) -> bool:
    begins = valid.effective if valid else None
    return _binds(valid, filters) and (filters.year is None or (begins is not None and begins.year == filters.year))


def _binds(valid: Validity | None, filters: Filters) -> bool:
    if filters.status == ALL or (filters.status is None and filters.as_of is None):
        return True
    if valid is None:  # 监督重点、以往问题等没有时效
        return filters.status is None
    return valid.status == (filters.status or Status.IN_FORCE)


def _record_kind(entry: Entry) -> str:
    return "regulation" if entry.kind in REGULATION_KINDS else entry.kind


def _known(name: str, value: str | None, choices: tuple[str, ...]) -> None:
    if value is not None and value not in choices:
        raise QueryError(f"没有“{value}”这一{name}，可写：{'、'.join(choices)}")
