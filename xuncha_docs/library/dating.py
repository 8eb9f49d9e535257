"""What the catalog adds to the dates of the texts held: the day in force, the end, a newer text that is not held."""

from dataclasses import replace
from datetime import date
from typing import TypeVar

from xuncha_docs.library.records import CatalogEntry, Regulation, RegulationSummary

_Text = TypeVar("_Text", Regulation, RegulationSummary)


def dated(held: _Text, entry: CatalogEntry) -> _Text:
    """The text with what the catalog knows surely of its dates.

    A text that tells only its issue (题注) begins on the day that the catalog gives for the same issue; what the
    catalog calls ended has ended.
    """
    if not held.dates_certain and entry.effective and entry.issued and held.issued == entry.issued:
        held = replace(held, effective=entry.effective, dates_certain=True)
    begins = held.effective or held.issued or date.min
    if entry.ended and held.ended is None and begins < entry.ended:
        held = replace(held, ended=entry.ended)
    return held


def newer_text(entry: CatalogEntry, held: RegulationSummary, as_of: date) -> date | None:
    """First day of the text in force that day which the catalog knows and which is newer than the one held.

    A held text of the same issue is the newest one, even where its own date is only that of the 题注.
    """
    if held.begins is None or (entry.issued and held.issued and held.issued >= entry.issued):
        return None
    return max((day for day in entry.texts if held.begins < day <= as_of), default=None)
