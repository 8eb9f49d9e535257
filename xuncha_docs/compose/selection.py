"""From a unit's duties to its focus points, each with the reason it is there: 职能 → 监督重点.

The order: what people pinned; points of the special framework that the round reports under; points of the unit's type
tied to one of its duties; other points of its type; common points. A point of another special framework is there only
where its first tag is tied to a duty, a point for subtypes or kinds only where the unit is of one: there it comes first
in its group. Points about the leading official are a list of their own, spread over their themes. Samples are for
sample rounds: there only points for subtypes or kinds, and any about the leading official, stand beside them; elsewhere
samples are there only when pinned. Of the points tied to one duty four come first, any others last, as far as there is
room. Within a group by score, then by id, so that equal knowledge gives equal lists.
Score = 2 for the type + 1 for the subtype or kind + 3 × strength of the best duty match
+ 0.5 for each further matched tag + 1 for each earlier finding or oversight item that mentions the point's tags
(at most 2) + 0.2 for each similar past finding.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from xuncha_docs.compose.matching import Match, Vocabulary
from xuncha_docs.errors import RecordError
from xuncha_docs.library.frameworks import Framework
from xuncha_docs.library.library import Library
from xuncha_docs.library.records import Duty, Finding, FocusPoint, FunctionList, Term
from xuncha_docs.library.rounds import Choice, Round, RoundFacts, Unit

_MANY = 6
"""A point for so many types of unit is 共性, though it leaves some types out."""
_BRANCH = re.compile(r"(?<=局)[^局]{1,4}分局$")
_TYPE, _SUBTYPE, _DUTY, _FURTHER, _EARLIER, _SIMILAR = 2.0, 1.0, 3.0, 0.5, 1.0, 0.2
_MOST_EARLIER = 2
_MOST_FINDINGS = 3
_SEVERAL = 2
"""So many shared tags make a finding similar, though it is not about the first tag of the point."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """How long a list may grow; pinned points always stay."""

    rows: int = 24
    common: int = 6
    """So many places are kept for common points."""
    by_type: int = 8
    """At most so many points that fit the type but none of the unit's duties, once any duty matched."""
    by_duty: int = 4
    """So many points tied to one duty come with the duties; any others at the end."""
    leader: int = 12
    """Rows of the list about the leading official."""


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitDutyMatch:
    """One duty of the unit and the tags it is about."""

    text: str
    source: str | None
    """None: the office has not said where it is written down."""
    usual: Duty | None
    """The usual duty of the type that is nearest, for power and risks."""
    matches: tuple[Match, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Selected:
    """One row of a unit's list."""

    number: int
    point: FocusPoint
    common: bool
    """共性: the point is for every type of unit, or for nearly every one."""
    duty: UnitDutyMatch | None
    """The duty of the unit it is tied to."""
    special: bool
    """Whether it belongs to the special framework that the round reports under."""
    pinned: bool
    score: float
    why: tuple[str, ...]
    """For people inside the office only."""
    findings: tuple[Finding, ...]
    """Similar past findings, nearest first."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Selection:
    """What a unit is looked at for."""

    duties: tuple[UnitDutyMatch, ...]
    rows: tuple[Selected, ...]
    leader_rows: tuple[Selected, ...] = ()
    """About the leading official, numbered by themselves."""


class Knowledge:
    """The records that selection rests on, in an order of their own."""

    def __init__(
        self,
        *,
        points: Iterable[FocusPoint],
        function_lists: Iterable[FunctionList] = (),
        findings: Iterable[Finding] = (),
        terms: Iterable[Term] = (),
        frameworks: Iterable[Framework] = (),
    ) -> None:
        self.points = {point.id: point for point in sorted(points, key=lambda p: p.id)}
        self.function_lists = tuple(sorted(function_lists, key=lambda f: f.id))
        self.findings = tuple(sorted(findings, key=lambda f: f.id))
        self._special = tuple(framework for framework in frameworks if framework.special)
        lists = (duty.tags for functions in self.function_lists for duty in functions.duties)
        tags = [tag for tags in (*(p.duty_tags for p in self.points.values()), *lists) for tag in tags]
        self.vocabulary = Vocabulary(tags, sorted(terms, key=lambda term: term.id))

    @classmethod
    def of(cls, library: Library) -> "Knowledge":
        """All of the library that counts for selection; read once for a round."""
        return cls(
            points=library.records(FocusPoint),
            function_lists=library.records(FunctionList),
            findings=library.records(Finding),
            terms=library.records(Term),
            frameworks=library.records(Framework),
        )

    def usual_duties(self, unit: Unit, *, samples: bool) -> tuple[tuple[Duty, ...], tuple[Duty, ...]]:
        """What units of the kind that the name ends in usually do, and what all of this type do."""
        of_type = (functions for functions in self.function_lists if functions.unit_type == unit.type)
        lists = [functions for functions in of_type if samples or not functions.sample]
        of_kind = (duty for f in lists if f.kinds and _of_kind(unit, f.kinds) for duty in f.duties)
        general = (duty for f in lists if not f.kinds for duty in f.duties)
        return tuple(of_kind), tuple(general)

    def special_of(self, point: FocusPoint) -> tuple[Framework, ...]:
        """The special frameworks the point belongs to."""
        return tuple(f for f in self._special if any(theme.name in point.themes for theme in f.themes))

    def similar(self, point: FocusPoint, unit_type: str, *, facts: RoundFacts) -> tuple[Finding, ...]:
        """At most three findings of before the round on the first tag of the point, or on two of its tags."""
        known = (f for f in self.findings if (facts.sample or not f.sample) and f.occurred <= facts.as_of)
        ranked = [(_nearness(point, finding, unit_type), finding) for finding in known]
        near = [(rank, finding) for rank, finding in ranked if rank > 0]
        near.sort(key=lambda pair: (-pair[0], -pair[1].occurred.toordinal(), pair[1].id))
        return tuple(finding for _, finding in near[:_MOST_FINDINGS])


def select(unit: Unit, round_: Round, knowledge: Knowledge, limits: Limits | None = None) -> Selection:
    """The unit's duties and its list; RecordError when a pinned or excluded id does not exist."""
    pinned, excluded = _choices(unit, round_, knowledge)
    duties = _duties(unit, knowledge, samples=round_.round.sample)
    found = (
        _candidate(point, unit, duties, knowledge, round_.round, pinned.get(point.id))
        for point in knowledge.points.values()
        if point.id not in excluded and (point.id in pinned or _fits(point, unit, round_.round))
    )
    order = list(pinned)
    candidates = [row for row in found if row.pinned or row.special or row.duty or not knowledge.special_of(row.point)]
    candidates.sort(key=lambda row: (*_group(row, order), not _particular(row.point), -row.score, row.point.id))
    limits = limits or Limits()
    kept = _limited([row for row in candidates if not row.point.leader], limits)
    about_leader = _spread([row for row in candidates if row.point.leader], limits.leader)
    return Selection(duties=duties, rows=tuple(_numbered(kept)), leader_rows=tuple(_numbered(about_leader)))


def _fits(point: FocusPoint, unit: Unit, facts: RoundFacts) -> bool:
    of_type = not point.unit_types or unit.type in point.unit_types
    of_subtype = not point.subtypes or unit.subtype in point.subtypes
    of_kind = not point.kinds or _of_kind(unit, point.kinds)
    of_round = point.sample or point.leader or _particular(point) if facts.sample else not point.sample
    return of_type and of_subtype and of_kind and of_round


def _of_kind(unit: Unit, kinds: tuple[str, ...]) -> bool:
    """Whether the name ends in one of the kinds; a branch (云川市生态环境局石桥分局) is of the kind of its bureau."""
    return _BRANCH.sub("", unit.name).endswith(kinds) or unit.name.endswith(kinds)


def _particular(point: FocusPoint) -> bool:
    """Whether it is for few units of its type."""
    return bool(point.kinds or point.subtypes)


def _duties(unit: Unit, knowledge: Knowledge, *, samples: bool) -> tuple[UnitDutyMatch, ...]:
    """The unit's own duties; the usual ones of its type when the office has supplied none."""
    of_kind, general = knowledge.usual_duties(unit, samples=samples)
    usual = (*of_kind, *general)
    if not unit.duties:
        return tuple(
            UnitDutyMatch(
                text=duty.text,
                source=f"{unit.type}职能清单",
                usual=duty,
                matches=tuple(Match(tag=tag, strength=1.0, why=f"匹配标签“{tag}”", duty=duty) for tag in duty.tags),
            )
            for duty in of_kind or general
        )
    found = ((duty, knowledge.vocabulary.matches(duty.text, usual)) for duty in unit.duties)
    return tuple(
        UnitDutyMatch(text=duty.text, source=duty.source, usual=_nearest(matches, usual), matches=matches)
        for duty, matches in found
    )


def _nearest(matches: Sequence[Match], usual: Sequence[Duty]) -> Duty | None:
    """The usual duty a match came through, else the one that shares most tags with the matches."""
    through = max((match for match in matches if match.duty), key=lambda match: match.strength, default=None)
    if through:
        return through.duty
    tags = {match.tag for match in matches}
    shared = max(usual, key=lambda duty: len(tags & set(duty.tags)), default=None)
    return shared if shared and tags & set(shared.tags) else None


def _candidate(
    point: FocusPoint,
    unit: Unit,
    duties: Sequence[UnitDutyMatch],
    knowledge: Knowledge,
    facts: RoundFacts,
    pin: str | None,
) -> Selected:
    fits = unit.type in point.unit_types
    of_special = knowledge.special_of(point)
    special = any(facts.framework in (found.name, found.id) for found in of_special)
    tied = _tied(point.duty_tags if special or not of_special else point.duty_tags[:1], duties)
    earlier = _earlier(point, unit, knowledge.vocabulary)
    findings = knowledge.similar(point, unit.type, facts=facts)
    further = len({match.tag for duty in duties for match in duty.matches} & set(point.duty_tags)) - 1
    score = (
        _TYPE * fits
        + _SUBTYPE * bool(point.subtypes or point.kinds)
        + min(len(earlier), _MOST_EARLIER) * _EARLIER
        + _SIMILAR * len(findings)
    )
    why = [pin] if pin else []
    why += [f"属于本轮的{facts.framework}"] if special else []
    why.append(f"适用于{unit.type}" if fits else "各类单位的共性重点" if not point.unit_types else "其他类型单位的重点")
    if tied:
        duty, match = tied
        score += _DUTY * match.strength + _FURTHER * further
        why.append(f"职能“{duty.text}”{match.why}")
    return Selected(
        number=0,
        point=point,
        common=not point.unit_types or len(point.unit_types) >= _MANY,
        duty=tied[0] if tied else None,
        special=special,
        pinned=pin is not None,
        score=round(score, 2),
        why=(*why, *earlier),
        findings=findings,
    )


def _tied(tags: Sequence[str], duties: Sequence[UnitDutyMatch]) -> tuple[UnitDutyMatch, Match] | None:
    """The duty these tags hang on most: by strength, by how many of the tags, by the first tag, as listed."""
    ranked = []
    for duty in duties:
        found = [match for match in duty.matches if match.tag in tags]
        for match in found:
            rank = (-match.strength, -len(found), tags.index(match.tag))
            ranked.append((rank, duty, match))
    best = min(ranked, key=lambda entry: entry[0], default=None)
    return best[1:] if best else None


def _earlier(point: FocusPoint, unit: Unit, vocabulary: Vocabulary) -> list[str]:
    """What earlier findings and oversight information say that touches the point, one reason for each text."""
    texts = [("以往问题", finding.text) for finding in unit.earlier_findings]
    texts += [("综合监督信息", item.item) for item in unit.oversight if item.item]
    reasons = []
    for origin, text in texts:
        word = next((word for tag in point.duty_tags if (word := vocabulary.mention(tag, text))), None)
        if word:
            reasons.append(f"{origin}提到“{word}”")
    return reasons


def _group(row: Selected, pins: Sequence[str]) -> tuple[int, int]:
    if row.pinned:
        return 0, pins.index(row.point.id)
    return (1, 0) if row.special else (4, 0) if row.common else (2, 0) if row.duty else (3, 0)


def _limited(rows: Sequence[Selected], limits: Limits) -> list[Selected]:
    """The rows that fit, in their order; common points keep their places."""
    pinned = [row for row in rows if row.pinned]
    first = [row for row in rows if row.special and not row.pinned]
    others = [row for row in rows if not row.special and not row.pinned]
    common = [row for row in others if row.common]
    with_duty, further = _per_duty([row for row in others if not row.common and row.duty], limits.by_duty)
    tied = [*first, *with_duty]
    by_type = [row for row in others if not row.common and not row.duty]
    if tied:
        by_type = by_type[: limits.by_type]
    room = max(limits.rows - len(pinned), 0)
    own = [*tied, *by_type, *further][: max(room - min(len(common), limits.common), 0)]
    return [*pinned, *own, *common[: room - len(own)]]


def _per_duty(rows: Iterable[Selected], most: int) -> tuple[list[Selected], list[Selected]]:
    """(the first rows of each duty, the others), each in their order."""
    kept: list[Selected] = []
    others: list[Selected] = []
    counts = Counter[str]()
    for row in rows:
        assert row.duty is not None
        counts[row.duty.text] += 1
        (kept if counts[row.duty.text] <= most else others).append(row)
    return kept, others


def _spread(rows: Iterable[Selected], most: int) -> list[Selected]:
    """So many rows: pinned and special ones, then one of each theme, then the more of a theme the more it has.

    Which theme: the first of the point. Within it points for one type of unit come first, then as the author ordered
    them: what a leading official answers for is much the same everywhere, the duties of the unit do not tell.
    """
    by_theme: dict[str, list[Selected]] = {}
    for row in sorted(rows, key=_as_authored):
        by_theme.setdefault(row.point.themes[0], []).append(row)
    themes = sorted(by_theme.values(), key=len, reverse=True)
    ranked = [
        ((not row.pinned, not row.special, turn > 0, (2 * turn + 1) / len(members)), (at, turn), row)
        for at, members in enumerate(themes)
        for turn, row in enumerate(members)
    ]
    chosen = sorted(ranked, key=lambda entry: entry[:2])[:most]
    return [row for _, _, row in sorted(chosen, key=lambda entry: entry[1])]


def _as_authored(row: Selected) -> tuple[bool, bool, bool, str, int]:
    place = row.point.location
    return not row.pinned, not row.special, len(row.point.unit_types) != 1, place.path, place.line or 0


def _numbered(rows: Iterable[Selected]) -> Iterable[Selected]:
    for number, row in enumerate(rows, 1):
        yield replace(row, number=number)


def _nearness(point: FocusPoint, finding: Finding, unit_type: str) -> int:
    tags = set(point.duty_tags) & set(finding.duty_tags)
    if len(tags) < _SEVERAL and not tags & set(point.duty_tags[:1]):
        return 0
    return 2 * len(tags) + len(set(point.themes) & set(finding.themes)) + 2 * (finding.unit_type == unit_type)


def _choices(unit: Unit, round_: Round, knowledge: Knowledge) -> tuple[dict[str, str], set[str]]:
    """Pinned id -> its reason, and the excluded ids; what the unit says wins over what the round says."""
    places = (("round.yaml 的 selection", round_.selection), (f"units[{unit.id}].selection", unit.selection))
    pinned: dict[str, str] = {}
    excluded: set[str] = set()
    for place, choice in places:
        _check(choice, place, round_, knowledge)
        excluded = (excluded - set(choice.pin)) | set(choice.exclude)
        pinned |= dict.fromkeys(choice.pin, f"人工指定：{choice.reason}" if choice.reason else "人工指定")
        pinned = {name: why for name, why in pinned.items() if name not in excluded}
    return pinned, excluded


def _check(choice: Choice, place: str, round_: Round, knowledge: Knowledge) -> None:
    for key, ids in (("pin", choice.pin), ("exclude", choice.exclude)):
        for name in ids:
            if name not in knowledge.points:
                near = get_close_matches(name, knowledge.points, n=3)
                hint = f"，相近的有：{'、'.join(near)}" if near else ""
                raise RecordError(f"{place}.{key}：没有 id 为 {name} 的监督重点{hint}", round_.location)
    both = [name for name in choice.pin if name in choice.exclude]
    if both:
        raise RecordError(f"{place}：{both[0]} 既在 pin 又在 exclude 里，请只留一处", round_.location)
