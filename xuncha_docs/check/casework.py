"""What is wrong with a round file: mistakes of form, unknown names, dates out of order, recusals overlooked."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from difflib import get_close_matches
from pathlib import Path

from xuncha_docs.check.stale import Sweep
from xuncha_docs.errors import InvalidCitation, Location
from xuncha_docs.library.citation import Citation
from xuncha_docs.library.frameworks import Framework, UnitType
from xuncha_docs.library.library import Library
from xuncha_docs.library.records import FocusPoint, Problem
from xuncha_docs.library.round_reader import parse_round
from xuncha_docs.library.rounds import Person, Policy, Round, Survey, Unit
from xuncha_docs.library.schedule import DEADLINES, Span

_Told = tuple[Location, str]
"""Where, and what is wrong there."""
_ALIKE = 0.7
"""How alike two names are of which one may be a slip for the other."""
_MOST_MAIN_LEADERS = 2
"""书记和院长（总经理）; a unit has no third."""


def check_round_file(path: Path, library: Library, as_of: date | None = None) -> list[Problem]:
    """Every problem of a round file; its policies are judged on its own 基准日, or on `as_of` where that is later."""
    found, errors = parse_round(path)
    problems = [
        Problem(location=error.location, message=error.message) for error in errors if error.location is not None
    ]
    if found is None:
        return problems
    day = max((day for day in (found.round.as_of, as_of) if day), default=None)
    return [*problems, *check_round(found, library), *(_policies(found, Sweep(library, day)) if day else ())]


def _policies(found: Round, sweep: Sweep) -> Iterator[Problem]:
    """Policies that are not held, no longer in force, or cited by an article that moved."""
    listed = [*found.policies, *(policy for unit in found.units for policy in unit.policies)]
    for policy in listed:
        yield from sweep.title(policy.title, policy.location, policy.date)
        if policy.basis and sweep.holds(policy.title):
            for citation in _articles(policy):
                yield from sweep.citation(citation, policy.location, policy.requirement or "")


def _articles(policy: Policy) -> tuple[Citation, ...]:
    """The articles a policy is cited by; () for parts of a text without articles, such as 第二部分."""
    try:
        return Citation.parse_list(f"《{policy.title}》{policy.basis}")
    except InvalidCitation:
        return ()


def check_round(found: Round, library: Library) -> Iterator[Problem]:
    """Every problem of a round that could be read."""
    told = [*_names(found, library), *_choices(found, library)]
    for collect in (_deadlines, _dates, _meetings, _figures, _leaders, _assignments, _slips):
        told += collect(found)
    for at, message in told:
        yield Problem(location=at, message=message)
    for at, message in _recusals(found):
        yield Problem(location=at, message=message, severity="notice")


def _names(found: Round, library: Library) -> Iterator[_Told]:
    """Frameworks, types of units and subtypes that the library does not know."""
    types = {unit_type.name: unit_type for unit_type in library.records(UnitType)}
    frameworks = {framework.name: framework for framework in library.records(Framework)}
    chosen = next((f for f in frameworks.values() if found.round.framework in (f.name, f.id)), None)
    refusal = chosen.refusal(found.round.as_of) if chosen else None
    if chosen is None:
        known = "、".join(sorted(frameworks))
        yield found.round.location, f"监督框架“{found.round.framework}”没有定义，可用：{known}"
    if refusal:
        yield found.round.location, refusal
    for covered in found.round.coverage:
        if covered.type not in types:
            yield covered.location, f"全覆盖进度的类型“{covered.type}”没有定义，可用：{'、'.join(types)}"
    for unit in found.units:
        if unit.type not in types:
            yield unit.location, f"{unit.short_name} 的类型“{unit.type}”没有定义，可用：{'、'.join(types)}"
        elif unit.subtype and unit.subtype not in types[unit.type].subtypes:
            known = "、".join(types[unit.type].subtypes) or "（这个类型没有细类）"
            yield unit.location, f"{unit.short_name} 的细类“{unit.subtype}”没有定义，可用：{known}"


def _choices(found: Round, library: Library) -> Iterator[_Told]:
    """Points pinned or left out that are not there, or both at once."""
    points = {point.id for point in library.records(FocusPoint)}
    for label, choice in [("本轮", found.selection), *((unit.short_name, unit.selection) for unit in found.units)]:
        for name, ids in (("pin", choice.pin), ("exclude", choice.exclude)):
            for record_id in ids:
                if record_id not in points:
                    yield choice.location, f"{label} selection.{name} 里的 {record_id} 不是监督重点的 id"
        for record_id in sorted(set(choice.pin) & set(choice.exclude)):
            yield choice.location, f"{label} selection 同时指定又排除了 {record_id}，请只留一处"


def _dates(found: Round) -> Iterator[_Told]:
    """Spans that end before they begin."""
    phases = found.round.phases
    spans: list[tuple[str, Span | None]] = [
        (spec.metadata["label"], getattr(phases, spec.name)) for spec in fields(phases)
    ]
    spans += [(f"{team.name}受理日期", team.acceptance) for team in found.teams]
    spans += [(f"{unit.short_name}驻点日期", unit.presence) for unit in found.units]
    spans += [(f"{unit.short_name}巡察覆盖时段", unit.period) for unit in found.units]
    for label, span in spans:
        if span and span.start and span.end and span.end < span.start:
            yield span.location, f"{label}：结束日期 {span.end} 早于开始日期 {span.start}"


def _deadlines(found: Round) -> Iterator[_Told]:
    """Time limits stated twice, or under a name that looks like a slip in one the templates ask for."""
    stated = Counter(deadline.name for deadline in found.round.deadlines)
    last = {deadline.name: deadline.location for deadline in found.round.deadlines}
    for name, times in stated.items():
        near = get_close_matches(name, DEADLINES, n=1, cutoff=_ALIKE)
        if times > 1:
            yield last[name], f"时限“{name}”写了 {times} 次，请只留一处"
        if name not in DEADLINES and near and near[0] not in stated:
            yield last[name], f"时限“{name}”没有文书用到，是不是“{near[0]}”？"


def _meetings(found: Round) -> Iterator[_Told]:
    """Meetings on days on which they cannot be."""
    entry, mobilisation = found.round.phases.entry, found.round.mobilisation
    if mobilisation.date and entry and entry.start and mobilisation.date > entry.start:
        yield mobilisation.location, f"动员部署会：{mobilisation.date} 晚于进驻阶段开始的 {entry.start}"
    for unit in found.units:
        start, end, told = unit.presence.start, unit.presence.end, unit.feedback_meeting
        for label, meeting in (("进驻动员会", unit.entry_meeting), ("听取汇报会", unit.hearing)):
            if meeting.date and start and end and not start <= meeting.date <= end:
                yield meeting.location, f"{unit.short_name}{label}：{meeting.date} 不在驻点的 {start} 至 {end} 之间"
        if told.date and end and told.date < end:
            yield told.location, f"{unit.short_name}反馈会：{told.date} 早于驻点结束的 {end}"


def _leaders(found: Round) -> Iterator[_Told]:
    """Units with more main leaders than a unit has."""
    for unit in found.units:
        main = unit.main_leaders
        if len(main) > _MOST_MAIN_LEADERS:
            names = "、".join(leader.name for leader in main)
            yield (
                main[-1].location,
                f"{unit.short_name} 有 {len(main)} 人写了 main: true（{names}），主要负责人最多两人",
            )


def _assignments(found: Round) -> Iterator[_Told]:
    """Members who look after a unit that is not their team's, or from which they must keep away."""
    for team in found.teams:
        units = found.units_of(team)
        known = "、".join(unit.short_name for unit in units) or "无"
        for member in team.members:
            who = f"{team.name} {member.name} "
            for name in member.units:
                unit = next((unit for unit in units if name in _names_of(unit)), None)
                if unit is None:
                    yield member.location, f"{who}的 units 里的“{name}”不是本组的单位，本组有：{known}"
                elif _recuses(member, unit):
                    yield member.location, f"{who}应回避{unit.short_name}，又写在它的 units 里，请改派别人"


def _slips(found: Round) -> Iterator[_Told]:
    """Units to keep away from that the round has under a name much like it: nobody would be kept away."""
    known = {name for unit in found.units for name in _names_of(unit)}
    for team in found.teams:
        for member in team.members:
            for name in member.recusals:
                near = get_close_matches(name, sorted(known), n=1, cutoff=_ALIKE)
                if name not in known and near:
                    told = f"的 recusals 里的“{name}”不是本轮的单位，是不是“{near[0]}”？"
                    yield member.location, f"{team.name} {member.name} {told}"


def _figures(found: Round) -> Iterator[_Told]:
    """Counts that cannot be: parts larger than their whole."""
    for kind in found.round.coverage:
        if kind.inspected > kind.units:
            told = f"本届全覆盖进度：{kind.type}已巡察 {kind.inspected} 个，多于应巡察的 {kind.units} 个"
            yield kind.location, told
    for unit in found.units:
        for survey in unit.surveys:
            yield from ((survey.location, f"{unit.short_name}{told}") for told in _of_survey(survey))
        for month in unit.progress:
            if month.done > month.problems:
                told = f"{unit.short_name}{month.month}整改完成 {month.done} 个，多于反馈问题 {month.problems} 个"
                yield month.location, told


def _of_survey(survey: Survey) -> Iterator[str]:
    if survey.returned > survey.distributed:
        yield f"《{survey.name}》收回 {survey.returned} 份，多于发出的 {survey.distributed} 份"
    for question in survey.questions:
        answered = sum(answer.count for answer in question.answers)
        if answered > survey.returned:
            yield f"《{survey.name}》“{question.text}”各选项合计 {answered}，多于收回的 {survey.returned} 份"


def _recusals(found: Round) -> Iterator[_Told]:
    for team in found.teams:
        for unit in found.units_of(team):
            for member in team.members:
                if _recuses(member, unit):
                    told = f"应回避{unit.short_name}：谈话、底稿和签字都不要安排其参加"
                    yield member.location, f"{team.name} {member.name} {told}"


def _recuses(member: Person, unit: Unit) -> bool:
    return bool(_names_of(unit) & set(member.recusals))


def _names_of(unit: Unit) -> set[str]:
    """All a round file may call the unit by."""
    return {unit.name, unit.short_name, unit.party_organisation, unit.id}
