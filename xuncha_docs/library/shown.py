"""What there is to show of one record or one citation: text, versions, who cites it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from xuncha_docs.errors import InvalidCitation
from xuncha_docs.library.citation import Citation, bare_title
from xuncha_docs.library.citing import cited_by
from xuncha_docs.library.library import Library
from xuncha_docs.library.records import Basis, Evidence, Record, Regulation, RegulationSummary, Status


@dataclass(frozen=True, kw_only=True, slots=True)
class Version:
    """One version of a work, as of the day asked for."""

    summary: RegulationSummary
    ended: date | None
    status: Status
    dates_certain: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """The answer to `show`."""

    record: Record | None
    """The record asked for by id, or the whole regulation asked for by title."""
    evidence: tuple[Evidence, ...]
    """The texts a citation means."""
    versions: tuple[Version, ...]
    """All versions of the work, oldest first."""
    cited_by: tuple[tuple[str, str, Basis], ...]
    """(record id, title, basis) of everything that cites it."""


def show(library: Library, what: str, as_of: date) -> Shown:
    """What `what` names: a record id, a citation or a title; InvalidCitation with the nearest names when nothing."""
    if what in library:
        record = library.get(what)
        if isinstance(record, Regulation):
            return _whole(library, record, as_of)
        return Shown(record=record, evidence=(), versions=(), cited_by=())
    held = library.find(what)
    if held:
        return _whole(library, _newest_in_force(library, held, as_of), as_of)
    if "第" not in what:
        raise InvalidCitation(library.not_held(bare_title(what)))
    citation = Citation.parse(what)
    return Shown(
        record=None,
        evidence=library.resolve(citation, as_of),
        versions=_versions(library, citation.regulation, as_of),
        cited_by=cited_by(library, citation),
    )


def _newest_in_force(library: Library, versions: Sequence[RegulationSummary], as_of: date) -> Regulation:
    binding = [v for v in versions if library.status(v, as_of) is Status.IN_FORCE]
    return library.regulation((binding or versions)[-1].id)


def _whole(library: Library, record: Regulation, as_of: date) -> Shown:
    return Shown(
        record=record,
        evidence=(),
        versions=tuple(_version(library, summary, as_of) for summary in library.versions(record.work)),
        cited_by=cited_by(library, Citation(regulation=record.title)),
    )


def _versions(library: Library, title: str, as_of: date) -> tuple[Version, ...]:
    return tuple(_version(library, summary, as_of) for summary in library.find(title))


def _version(library: Library, summary: RegulationSummary, as_of: date) -> Version:
    return Version(
        summary=summary,
        ended=library.ended(summary),
        status=library.status(summary, as_of),
        dates_certain=library.dates_certain(summary),
    )
