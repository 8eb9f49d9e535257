"""Round + library + selection -> what the documents of each scope can print."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from functools import cached_property
from typing import Any, TypeVar

from xuncha_docs.compose.figures import plain_survey
from xuncha_docs.compose.matching import WORD
from xuncha_docs.compose.outline import notice, outline, plain_outline, plain_question
from xuncha_docs.compose.plain import plain
from xuncha_docs.compose.render import Context
from xuncha_docs.compose.requests import merged_requests
from xuncha_docs.compose.selection import Knowledge, Selected, Selection, UnitDutyMatch, select
from xuncha_docs.compose.summary import doubts, gaps, kinds, numbered
from xuncha_docs.compose.values import Missing, Quotation
from xuncha_docs.errors import InvalidCitation, RecordError
from xuncha_docs.library.citation import Citation, chinese_number, parse_number
from xuncha_docs.library.frameworks import Framework, Role, UnitType
from xuncha_docs.library.library import Library
from xuncha_docs.library.provisions import is_sanction
from xuncha_docs.library.records import Basis, BasisRole, Finding
from xuncha_docs.library.rounds import Round, RoundFacts, Team, Unit

_COMMITTEE = re.compile(r"中共(.+?)委员会")
_FROM_RECORDS = frozenset(
    {"rows", "common_rows", "specific_rows", "rows_by_theme", "leader_rows", "requests", "duties", "findings"}
    | {"outline", "sanctions"}
)
_OTHER_THEME = "其他"
_MOST_TOUCHED = 4
"""So many points stand at a duty that none of the list hangs on."""
_Named = TypeVar("_Named", Framework, UnitType, Role)


class Contexts:
    """The contexts of one round: each citation is resolved once, each unit selected and put into plain values once."""

    def __init__(self, round_: Round, library: Library, knowledge: Knowledge | None = None) -> None:
        self._round = round_
        self._library = library
        self._knowledge = knowledge or Knowledge.of(library)
        self._quotations: dict[Citation, Quotation] = {}
        self._selections: dict[str, Selection] = {}
        self._units: dict[str, Context] = {}
        self._roles = {role.name: role for role in library.records(Role)}

    def round(self) -> Context:
        """What documents of the whole round can print."""
        return self._context({})

    def team(self, team: Team) -> Context:
        """What documents of one team can print."""
        return self._context({"team": self._team(team)})

    def unit(self, unit: Unit) -> Context:
        """What documents of one unit can print."""
        if unit.id not in self._units:
            selection = self.selection(unit)
            self._units[unit.id] = self._context(self._unit_values(unit, selection), selection)
        return self._units[unit.id]

    def unit_role(self, unit: Unit, role: Role) -> Context:
        """What the interview outline for one role in one unit can print."""
        selection = self.selection(unit)
        found = outline(selection.rows, role)
        told = notice(found, role, unit.short_name)
        values = {
            **self.unit(unit).values,
            "role": {
                "name": role.name,
                "plain": role.plain,
                "notice": role.notice or Missing(f"{role.name}·谈话告知事项"),
                "opening": list(found.opening),
                "closing": list(found.closing),
            },
            "outline": plain_outline(found, self._norms),
        }
        return self._context(values, selection, notices=(told,) if told else (), role=role)

    def pack(self, documents: Sequence[Mapping[str, Any]]) -> Context:
        """What documents about the pack itself can print.

        Each of `documents` has path, title, missing, unresolved, notices (lists of text) and quoted (a count).
        """
        lacks = ("missing", "unresolved", "notices")
        rows = numbered(documents)
        totals = {name: sum(len(row[name]) for row in rows) for name in lacks}
        return self._context(
            {
                "documents": rows,
                "kinds": kinds(rows),
                "gaps": gaps(rows),
                "doubts": doubts(rows),
                "incomplete": [row for row in rows if any(row[name] for name in lacks)],
                "totals": totals | {"documents": len(rows), "quoted": sum(row["quoted"] for row in rows)},
            }
        )

    def roles(self, unit: Unit) -> tuple[Role, ...]:
        """The roles asked by the points of the unit's type, by id; without such points, by the common ones."""
        rows = self.selection(unit).rows
        own = [row for row in rows if not row.common] or rows
        asked = {question.role for row in own for question in row.point.questions}
        return tuple(role for role in sorted(self._roles.values(), key=lambda r: r.id) if role.name in asked)

    def selection(self, unit: Unit) -> Selection:
        """The unit's list, with the reason for each row; made once."""
        if unit.id not in self._selections:
            self._named(UnitType, unit.type, f"units[{unit.id}].type")
            self._selections[unit.id] = select(unit, self._round, self._knowledge)
        return self._selections[unit.id]

    def resolve(self, citation: Citation) -> Quotation:
        """The text the citation means on the round's date; without evidence when there is none."""
        if citation not in self._quotations:
            self._quotations[citation] = self._resolved(citation)
        return self._quotations[citation]

    @cached_property
    def framework(self) -> Framework:
        """The framework under which the round reports; RecordError when the library has none of that name in use."""
        found = self._named(Framework, self._round.round.framework, "round.framework")
        refusal = found.refusal(self._round.round.as_of)
        if refusal:
            raise RecordError(f"round.framework：{refusal}", self._round.location)
        return found

    @cached_property
    def _theme_names(self) -> tuple[str, ...]:
        """The only themes a document prints; those of other frameworks are no headings of the round."""
        return tuple(theme.name for theme in self.framework.themes)

    def _resolved(self, citation: Citation) -> Quotation:
        held = True
        try:
            held = bool(self._library.find(citation.regulation))
            evidence = self._library.resolve(citation, self._round.round.as_of)
        except InvalidCitation as error:
            return Quotation(citation=citation, held=held, reason=error.message)
        return Quotation(citation=citation, evidence=evidence)

    def _named(self, cls: type[_Named], name: str, place: str) -> _Named:
        """The record of this name or id; RecordError with the names there are."""
        records = {record.name: record for record in self._library.records(cls)}
        found = records.get(name) or next((record for record in records.values() if record.id == name), None)
        if found is None:
            near = get_close_matches(name, records, n=1, cutoff=0.4)
            hint = f"，是不是 {near[0]}？" if near else f"；可用的有：{'、'.join(records) or '无'}"
            raise RecordError(f"{place}：知识库里没有 {name}{hint}", self._round.location)
        return found

    def _context(
        self,
        values: Mapping[str, Any],
        selection: Selection | None = None,
        *,
        notices: Iterable[str] = (),
        role: Role | None = None,
    ) -> Context:
        facts = self._round.round
        samples = _FROM_RECORDS if selection and _uses_samples(selection) else frozenset[str]()
        return Context(
            values={**self._shared, **values},
            resolve=self.resolve,
            sample=facts.sample,
            sample_names=samples | ({"role", "outline"} if role and role.sample else set()),
            labels=frozenset(unit.subtype for unit in self._round.units if unit.subtype),
            notices=(*notices, *(self._dropped(selection) if selection else ())),
        )

    @cached_property
    def _shared(self) -> dict[str, Any]:
        """What every scope can print."""
        facts = self._round.round
        return {
            "round": plain(facts) | {"label": round_label(facts)},
            "framework": plain(self.framework),
            "teams": [self._team(team) for team in self._round.teams],
            "units": [self._unit(unit) for unit in self._round.units],
            "policies": [plain(policy) for policy in self._round.policies],
        }

    def _team(self, team: Team) -> dict[str, Any]:
        units = [self._unit(unit) for unit in self._round.units_of(team)]
        return plain(team, team.name) | {"units": units}

    def _unit(self, unit: Unit) -> dict[str, Any]:
        return plain(unit, unit.short_name) | {
            "surveys": [plain_survey(survey) for survey in unit.surveys],
            "main_leaders": [plain(leader, f"{unit.short_name}·主要负责人") for leader in unit.main_leaders],
        }

    def _unit_values(self, unit: Unit, selection: Selection) -> dict[str, Any]:
        team = next(team for team in self._round.teams if team.number == unit.team)
        rows = [self._row(row, unit) for row in selection.rows]
        findings = {finding.id: finding for row in selection.rows for finding in row.findings}
        return {
            "unit": self._unit(unit),
            "team": self._team(team),
            "rows": rows,
            "common_rows": [row for row in rows if row["common"]],
            "specific_rows": [row for row in rows if not row["common"]],
            "rows_by_theme": self._by_theme(rows),
            "leader_rows": [self._row(row, unit) for row in selection.leader_rows],
            "requests": merged_requests(selection.rows),
            "duties": [_duty(duty, selection.rows, unit) for duty in selection.duties],
            "findings": [_finding(f) for f in findings.values() if f.unit_type == unit.type],
            "sanctions": self._sanctions(selection.rows),
            "roles": [role.name for role in self.roles(unit)],
        }

    def _row(self, row: Selected, unit: Unit) -> dict[str, Any]:
        point = row.point
        return {
            "number": row.number,
            "id": point.id,
            "title": point.title,
            "themes": [name for name in point.themes if name in self._theme_names],
            "common": row.common,
            "duty": row.duty.text if row.duty else None,
            "duty_source": _source(row.duty, unit) if row.duty else None,
            "why": "；".join(row.why),
            "score": row.score,
            "signs": list(point.signs),
            "normal": point.normal,
            "innocent": point.innocent,
            "check_path": list(point.check_path),
            "documents": [{"name": d.name, "years": d.years, "keeper": d.keeper} for d in point.documents],
            "questions": [plain_question(question) for question in point.questions],
            "basis": self._norms(row),
            "findings": [_finding(finding) for finding in row.findings],
        }

    def _norms(self, row: Selected) -> list[Quotation]:
        found = (self.resolve(basis.citation) for basis in row.point.basis if basis.role is BasisRole.NORM)
        return [quotation for quotation in found if not _sets_sanction(quotation)]

    def _sanctions(self, rows: Iterable[Selected]) -> list[dict[str, Any]]:
        found = ((row, [self.resolve(b.citation) for b in _of_role(row, BasisRole.SANCTION)]) for row in rows)
        return [{"id": row.point.id, "title": row.point.title, "basis": basis} for row, basis in found if basis]

    def _dropped(self, selection: Selection) -> tuple[str, ...]:
        """One sentence for each norm that was left out because its text sets a sanction."""
        return tuple(
            f"{row.point.location}: {row.point.id} 的依据 {basis.citation} 是处分条款，已去掉，请改写 role: sanction"
            for row in selection.rows
            for basis in _of_role(row, BasisRole.NORM)
            if _sets_sanction(self.resolve(basis.citation))
        )

    def _by_theme(self, rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
        """The rows under the themes of the framework, in its order; each row once, under the first of its themes."""
        groups: dict[str, list[dict[str, Any]]] = {theme: [] for theme in (*self._theme_names, _OTHER_THEME)}
        for row in rows:
            groups[next(iter(row["themes"]), _OTHER_THEME)].append(row)
        return [{"theme": theme, "rows": members} for theme, members in groups.items() if members]


def round_label(facts: RoundFacts) -> str:
    """The round's name, or 云川市委第三轮巡察 from its facts."""
    if facts.name:
        return facts.name
    committee = _COMMITTEE.fullmatch(facts.authority)
    body = f"{committee[1]}委" if committee else facts.authority.removeprefix("中共")
    return f"{_ordinal(facts.term, '届')}{body}{_ordinal(facts.ordinal, '轮')}巡察"


def _ordinal(text: str | None, unit: str) -> str:
    """第三轮 for 3, 三 or 第三轮; 五届 stays as it is written."""
    if not text:
        return ""
    number = parse_number(text)
    if number is None:
        return text
    return f"第{chinese_number(number)}{unit}" if unit == "轮" else f"{chinese_number(number)}{unit}"


def _of_role(row: Selected, role: BasisRole) -> tuple[Basis, ...]:
    return tuple(basis for basis in row.point.basis if basis.role is role)


def _sets_sanction(quotation: Quotation) -> bool:
    return any(is_sanction(evidence.quote) for evidence in quotation.evidence)


def _uses_samples(selection: Selection) -> bool:
    return any(row.point.sample or any(f.sample for f in row.findings) for row in selection.rows)


def _source(duty: UnitDutyMatch, unit: Unit) -> str | Missing:
    return duty.source or Missing(f"{unit.short_name}·主要职能·职责来源")


def _duty(duty: UnitDutyMatch, rows: Sequence[Selected], unit: Unit) -> dict[str, Any]:
    usual = duty.usual
    return {
        "text": duty.text,
        "source": _source(duty, unit),
        "power": usual.power.value if usual else Missing(f"{unit.short_name}·权力类别"),
        "risks": list(usual.risks) if usual else [],
        "focus": [row.point.title for row in _following(duty, rows)],
    }


def _following(duty: UnitDutyMatch, rows: Sequence[Selected]) -> Sequence[Selected]:
    """The rows that hang on this duty or are first of all about what it names; else the few that touch it."""
    named = {match.tag for match in duty.matches if match.strength == WORD}
    own = [row for row in rows if row.duty == duty or named & set(row.point.duty_tags[:1])]
    touched = {match.tag for match in duty.matches}
    return own or [row for row in rows if touched & set(row.point.duty_tags)][:_MOST_TOUCHED]


def _finding(finding: Finding) -> dict[str, str | date]:
    return {
        "title": finding.title,
        "unit_alias": finding.unit_alias,
        "occurred": finding.occurred,
        "phenomenon": finding.phenomenon,
        "qualification": finding.qualification,
        "rectification": finding.rectification,
    }
