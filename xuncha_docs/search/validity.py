"""When regulations bind: taken from the library once, when the index is built, so that asking needs no library."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from xuncha_docs.library.library import Library
from xuncha_docs.library.records import CatalogEntry, RegulationSummary, Status


@dataclass(frozen=True, kw_only=True, slots=True)
class Validity:
    """When a regulation or a catalog entry binds, and its status on the day asked for."""

    status: Status
    effective: date | None
    ended: date | None
    dates_certain: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Binding:
    """The status of a regulation or a catalog entry on any day."""

    begins: date | None
    effective: date | None
    ended: date | None
    before_end: Status
    """Its status from the day it begins to the day it ends."""
    newest: Status
    """From then on, and as of the newest text held."""
    dates_certain: bool = True

    def on(self, day: date | None) -> Validity:
        """The validity on that day, or as of the newest text held."""
        if day and self.begins and day < self.begins:
            status = Status.NOT_YET
        else:
            status = self.before_end if day and self.ended and day < self.ended else self.newest
        return Validity(status=status, effective=self.effective, ended=self.ended, dates_certain=self.dates_certain)


def bindings(library: Library) -> dict[str, Binding]:
    """Record id -> binding of every regulation and catalog entry."""
    found = {summary.id: _of_regulation(library, summary) for summary in library.regulations()}
    for entry in library.records(CatalogEntry):
        found[entry.id] = _of_entry(entry)
    return found


def _of_regulation(library: Library, summary: RegulationSummary) -> Binding:
    ended = library.ended(summary)
    return Binding(
        begins=summary.begins,
        effective=summary.effective,
        ended=ended,
        before_end=_before(ended, lambda day: library.status(summary, day)),
        newest=library.status(summary, None),
        dates_certain=library.dates_certain(summary),
    )


def _of_entry(entry: CatalogEntry) -> Binding:
    newest = entry.status or Status.IN_FORCE
    if entry.ended:
        newest = Status.SUPERSEDED if entry.successor else Status.REPEALED
    return Binding(
        begins=next(iter(entry.texts), None),
        effective=entry.effective,
        ended=entry.ended,
        before_end=Status.IN_FORCE,
        newest=newest,
    )


def _before(ended: date | None, status_on: Callable[[date], Status]) -> Status:
    """The status on the last day before the end; without an end nothing asks for it."""
    return status_on(ended - timedelta(days=1)) if ended and ended > date.min else Status.IN_FORCE
