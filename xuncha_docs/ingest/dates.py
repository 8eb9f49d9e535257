"""Dates in Chinese documents: written dates, what a 题注 says happened on each, and when a text takes effect."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from xuncha_docs.library.citation import parse_number

_DIGIT = "[0-9０-９〇○Ｏ零Oo一二三四五六七八九]"
_SMALL = "[0-9０-９〇○零一二三四五六七八九十廿卅]{1,4}"
DATE = re.compile(
    rf"(?P<year>{_DIGIT}{{4}})[ 　]*年[ 　]*(?P<month>{_SMALL})[ 　]*月(?:[ 　]*(?P<day>{_SMALL})[ 　]*日?)?"
    r"|(?P<iso>(?:19|20)\d{2}-\d{1,2}-\d{1,2})(?!\d)"
)
_EARLIEST = 1900
_NUMERAL = "[0-9０-９一二三四五六七八九十]{1,4}"
_TAKES_EFFECT = "(?:正式)?(?:开始)?(?:施行|实施|执行|生效|起效)"
_IN_FORCE_FROM = re.compile(
    rf"自[ 　]*(?P<date>{DATE.pattern})[ 　]*(?:起|开始)?[ 　，]*{_TAKES_EFFECT}",
)
_IN_FORCE_ON_ISSUE = re.compile(
    rf"[自从于](?:公布|发布|印发|颁布|下发|通过|批准|公告)之?[ 　]*日起?"
    rf"(?:[ 　]*(?P<count>{_NUMERAL})[ 　]*(?P<unit>日|天|个月|年)[之以]?后)?[ 　，]*(?:起)?{_TAKES_EFFECT}"
    rf"|(?:公布|发布|印发|颁布)之日[ 　]*{_TAKES_EFFECT}"
)
_ISSUED_ON = re.compile(r"(?:[发颁公]布(?:日期|时间)|[发成]文日期|印发日期)[:：]?\s*$")
_EFFECTIVE_ON = re.compile(r"(?:实施|施行|生效)(?:日期|时间)[:：]?\s*$")
_OWN = re.compile(r"本[^，。；：《》\s]{1,14}$")
_QUOTED = re.compile(r"《[^《》]*(?:《[^《》]*》[^《》]*)*》?")


class Act(StrEnum):
    """What a 题注 says happened on a day."""

    PASSED = "通过"
    APPROVED = "批准"
    ISSUED = "公布"
    REVISED = "修订"
    """The whole text was passed anew: its own last article counts."""
    AMENDED = "修正"
    """Single articles were changed by a decision: the last article still tells of the original."""
    EFFECTIVE = "施行"
    UNSAID = ""
    """A bare date."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """One dated act of a 题注."""

    day: date
    acts: frozenset[Act]
    text: str
    """What stands between this date and the next."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Start:
    """What a text says about its own beginning: a day, or so long after it was issued."""

    day: date | None = None
    days_after_issue: int = 0
    months_after_issue: int = 0
    exact: bool = True
    """False when only a month is named."""

    def resolve(self, issued: date | None) -> date | None:
        """The first day in force, None when it hangs on an unknown day of issue."""
        if self.day or issued is None:
            return self.day
        return _months_later(issued, self.months_after_issue) + timedelta(days=self.days_after_issue)


def to_date(match: re.Match[str]) -> date | None:
    """The day of a DATE match, the first of the month where no day is named; None for 2月30日 and the like."""
    if match["iso"]:
        year, month, day = (int(part) for part in match["iso"].split("-"))
    else:
        year = _year(match["year"])
        month = parse_number(match["month"]) or 0
        day = parse_number(match["day"]) or 0 if match["day"] else 1
    if year < _EARLIEST:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def find_dates(text: str) -> Iterator[tuple[re.Match[str], date]]:
    """Every readable date in order, with its place."""
    for match in DATE.finditer(text):
        day = to_date(match)
        if day:
            yield match, day


def events(text: str) -> tuple[Event, ...]:
    """The dated acts of a 题注 in the order of the text: each date owns the words up to the next."""
    joined = " ".join(text.split("\n"))
    found = list(find_dates(joined))
    ends = [*(match.start() for match, _ in found[1:]), len(joined)][: len(found)]
    result: list[Event] = []
    for (match, day), end in zip(found, ends, strict=True):
        words = joined[match.end() : end]
        result.append(Event(day=day, acts=_acts(words, lead=joined[: match.start()][-12:]), text=words.strip()))
    return tuple(result)


def _acts(words: str, lead: str) -> frozenset[Act]:
    """What happened: read outside 《》, so that 《关于修改…的决定》 passed is not itself a change of wording."""
    own = re.sub("现予(?:公布|发布|公告)|现(?:公布|印发)", "", _QUOTED.sub("《》", words))
    acts: set[Act] = set()
    if re.search(r"施行|实施|执行|生效", own) and not re.search(r"\d|之日", own.partition("施行")[0]):
        acts.add(Act.EFFECTIVE)
    if re.search(r"修正|修改", own) or (re.search("修订", own) and re.search("《》[^，。]*修订", own)):
        acts.add(Act.AMENDED)
    elif "修订" in own:
        acts.add(Act.REVISED)
    elif re.search(r"通过的《", words):
        acts.add(Act.AMENDED)
    elif re.search(r"通过", own):
        acts.add(Act.PASSED)
    if re.search(r"公布|发布|印发|颁布|下发|公告", own) or _ISSUED_ON.search(lead):
        acts.add(Act.ISSUED)
    if re.search(r"批准", own):
        acts.add(Act.APPROVED)
    if _EFFECTIVE_ON.search(lead):
        acts.add(Act.EFFECTIVE)
    return frozenset(acts)


def start_of(text: str) -> Start | None:
    """When the text says it takes effect (`本法自…起施行`), by its last such sentence; None when it does not say."""
    found = [(match.start(), match) for match in _IN_FORCE_FROM.finditer(text) if _is_own(text, match.start())]
    found += [(match.start(), match) for match in _IN_FORCE_ON_ISSUE.finditer(text) if _is_own(text, match.start())]
    if not found:
        return None
    match = max(found, key=lambda pair: pair[0])[1]
    if match.re is _IN_FORCE_FROM:
        written = DATE.search(match["date"])
        day = to_date(written) if written else None
        exact = bool(written and (written["day"] or written["iso"]))
        return Start(day=day, exact=exact) if day else None
    return _after_issue(match)


def _is_own(text: str, start: int) -> bool:
    """Whether the sentence speaks of this text: `本法自…`, or `自…` at its beginning or after a plain comma."""
    sentence = re.split(r"[。；\n]", text[:start])[-1]
    before = re.sub(r"^第\S{1,9}条(?:之\S)?[ 　]*", "", sentence).strip(" 　“*")
    return not before or bool(_OWN.search(before)) or before.endswith(("，", "公布", "发布", "现予公布，", "印发"))


def _after_issue(match: re.Match[str]) -> Start:
    count = parse_number(match["count"]) or 0 if match["count"] else 0
    if match["unit"] == "个月":
        return Start(months_after_issue=count)
    if match["unit"] == "年":
        return Start(months_after_issue=12 * count)
    return Start(days_after_issue=count)


def _months_later(day: date, months: int) -> date:
    """The same day so many months on, the month's last day where it has none such."""
    if not months:
        return day
    first = day.replace(day=1)
    for _ in range(months):
        first = (first + timedelta(days=32)).replace(day=1)
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return min(first + timedelta(days=day.day - 1), last)


_DIGITS = str.maketrans("０１２３４５６７８９〇○Ｏ零Oo一二三四五六七八九", "0123456789000000123456789")


def _year(text: str) -> int:
    digits = text.translate(_DIGITS)
    return int(digits) if digits.isdigit() else 0
