"""Which version a text is: when it was issued, since when it is in force, and how sure that is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from xuncha_docs.ingest.dates import Act, Event, Start

_BEHIND_DOORS = re.compile("审判委员会|检察委员会|常务会议|[部局署院委室]务会|办公会|常委会会议|政治局会议|国务院批准")
"""Bodies whose passing of a text is not its publication, as that of a congress is."""
_SAME_VERSION = timedelta(days=366)
"""Between passing and publishing of one version; judicial interpretations are amended by passing them again later."""
_LATE_PUBLICATION = timedelta(days=31)
"""A text dated later than this after it took effect is an amended one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Clues:
    """All that a source says about its dates, most trusted first."""

    start: Start | None
    """What the last article says."""
    acts: Sequence[Event] = ()
    """What the 题注 and the announcement say."""
    signed: date | None = None
    """A bare date under the head or at the end."""
    file_date: date | None = None
    published: date | None = None
    """Front matter: of the first version."""
    implemented: date | None = None
    """Front matter."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Version:
    """The dates of one version."""

    issued: date | None
    effective: date | None
    certain: bool
    """False: the day the text takes effect is taken from the day it was issued, or the clues contradict."""
    later_than_head: bool = False
    """Whether the file's name alone tells of this version: what the 题注 says of numbers is about an earlier one."""
    warnings: tuple[str, ...] = ()


def version_of(clues: Clues) -> Version:
    """The version's dates.

    The last article counts first. After an amendment it still tells of the original text: then the day of the amendment
    is used and called uncertain, unless the 题注 states a day of its own.
    """
    change = _last_change(clues)
    issued = _issued(clues, change)
    by_file = _is_later_version(clues, change)
    effective, certain, conflict = _effective(clues, change, issued, by_file=by_file)
    warnings = (*_contradictions(clues, issued), *conflict)
    return Version(
        issued=issued,
        effective=effective,
        certain=certain and not warnings,
        later_than_head=by_file,
        warnings=warnings,
    )


def _effective(
    clues: Clues, change: Event | None, issued: date | None, *, by_file: bool
) -> tuple[date | None, bool, tuple[str, ...]]:
    """The first day in force, whether a source states it, and what contradicts it."""
    since = clues.file_date if by_file else change.day if change else None
    revised_whole = change is None or Act.REVISED in change.acts
    stated = _stated(clues, since)
    own = _own_start(clues, issued, stated, whole=revised_whole and not by_file)
    if own and clues.start and (since is None or own >= since):
        if stated in (None, own):
            return own, clues.start.exact, ()
        return own, False, (f"末条的施行日期 {own} 与题注的 {stated} 不一致，采用末条",)
    if stated:
        return stated, True, ()
    if clues.implemented and (issued is None or clues.implemented >= issued) and since is None:
        return clues.implemented, True, ()
    last = max((act.day for act in clues.acts if act.acts - {Act.EFFECTIVE}), default=None)
    return issued or last or own, False, ()


def _own_start(clues: Clues, issued: date | None, stated: date | None, *, whole: bool) -> date | None:
    """The day the last article gives.

    自公布之日起 counts from the day of issue unless the 题注 states the day itself, and not at all where the article is
    older than an amendment.
    """
    if clues.start is None or clues.start.day:
        return clues.start.day if clues.start else None
    return None if stated or not whole else clues.start.resolve(issued)


def _last_change(clues: Clues) -> Event | None:
    """The act that brought this version: the last amendment, or a passing years after the first."""
    changes = [act for act in clues.acts if act.acts & {Act.AMENDED, Act.REVISED}]
    passed = [act for act in clues.acts if act.acts & {Act.PASSED, Act.ISSUED, Act.APPROVED}]
    first = min((act.day for act in passed), default=None)
    if first:
        changes += [act for act in passed if act.day - first > _SAME_VERSION or _passed_again(act, passed)]
    return max(changes, key=lambda act: (act.day, bool(act.acts & {Act.AMENDED, Act.REVISED})), default=None)


def _passed_again(act: Event, passed: Sequence[Event]) -> bool:
    """Whether a court's committee had passed the text before: the later passing amended it."""
    committee = next((name for name in ("审判委员会", "检察委员会") if name in act.text), None)
    return committee is not None and any(
        committee in other.text and act.day - other.day > _LATE_PUBLICATION for other in passed
    )


def _issued(clues: Clues, change: Event | None) -> date | None:
    since = change.day if change else date.min
    acts = [act for act in clues.acts if act.day >= since and act.acts - {Act.EFFECTIVE, Act.UNSAID}]
    published = [act.day for act in acts if Act.ISSUED in act.acts]
    passed_openly = [act.day for act in acts if not _BEHIND_DOORS.search(act.text)]
    if clues.file_date and _is_later_version(clues, change):
        return clues.file_date
    if published:
        return max(published)
    last = max((act.day for act in acts), default=None)
    if last is None:
        return clues.signed or clues.file_date or clues.published
    near = [day for day in (clues.signed, clues.file_date) if day and timedelta(0) <= day - last <= _SAME_VERSION]
    return near[0] if near else max(passed_openly, default=None)


def _is_later_version(clues: Clues, change: Event | None) -> bool:
    """Whether the file's name dates it years after all that its 题注 knows of: an amendment the 题注 leaves out."""
    if not clues.file_date:
        return False
    known = [act.day for act in clues.acts if Act.EFFECTIVE not in act.acts or len(act.acts) > 1]
    known += [change.day] if change else []
    start = clues.start.day if clues.start else None
    if start and known and all(clues.file_date - day > _LATE_PUBLICATION for day in (start, *known)):
        return True
    known = known or [start] if start else known
    return bool(known) and clues.file_date - max(known) > _SAME_VERSION


def _stated(clues: Clues, since: date | None) -> date | None:
    """The 施行 day that the 题注 states for this version."""
    days = [act.day for act in clues.acts if Act.EFFECTIVE in act.acts and (since is None or act.day >= since)]
    return max(days, default=None)


def _contradictions(clues: Clues, issued: date | None) -> tuple[str, ...]:
    warnings: list[str] = []
    dated = [act.day for act in clues.acts if act.acts & {Act.PASSED, Act.ISSUED, Act.AMENDED, Act.REVISED}]
    if clues.file_date and dated and max(dated) - clues.file_date > _SAME_VERSION:
        warnings.append(f"文件名的日期 {clues.file_date} 早于题注最后的日期 {max(dated)}，请核对是哪一版")
    start = clues.start.day if clues.start else None
    if start and issued and not dated and abs(start - issued) > _SAME_VERSION:
        warnings.append(f"末条的施行日期 {start} 与成文日期 {issued} 相差超过一年，请核对是哪一版")
    return tuple(warnings)
