"""Every name a template can print is documented, is what documents really get, and is never renamed in silence."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from xuncha_docs.compose.context import Contexts
from xuncha_docs.compose.declarations import declaration_problems
from xuncha_docs.compose.render import Context
from xuncha_docs.compose.templates import Scope, parse_template
from xuncha_docs.compose.variables import described, paths, variables
from xuncha_docs.library.round_reader import read_round
from xuncha_docs.places import sample_round
from xuncha_docs.workspace import Workspace

REGISTER = ROOT / "tests" / "cases" / "template_variables.txt"
MADE = {
    "path": "1 准备/甲.docx", "title": "甲", "quoted": 0, "missing": ["甲·乙"],
    "unresolved": ["《甲法》第一条"], "notices": [],
}  # fmt: skip
FRONT = """---
id: slip
title: 写错的模板
phase: entry
order: 10
scope: {scope}
audience: office
outgoing: false
purpose: 试一试写错的字段
inputs: []
filename: 写错的模板
---
"""
BODY_LINE = 13
"""The line of the file on which the body begins."""


def registered() -> dict[str, set[str]]:
    """Scope -> the names that templates of offices may use."""
    found: dict[str, set[str]] = {}
    for line in REGISTER.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, scopes, _ = line.split("\t")
            for scope in scopes.split():
                found.setdefault(scope, set()).add(name)
    return found


def documented(scope: Scope) -> set[str]:
    return {name for name, _ in paths(variables(scope))}


@pytest.mark.parametrize("scope", Scope)
def test_no_name_that_templates_of_offices_use_has_been_renamed_or_taken_away(scope: Scope) -> None:
    gone = sorted(registered()[scope] - documented(scope))
    assert not gone, (
        f"{scope} 范围少了 {'、'.join(gone)}：单位自己的模板可能在用。请保留旧名（新旧两个名字都给值），"
        f"确实要停用的，先在 README 写明改成什么，再改 {REGISTER.name}"
    )


@pytest.mark.parametrize("scope", Scope)
def test_a_new_name_is_registered(scope: Scope) -> None:
    new = sorted(documented(scope) - registered()[scope])
    assert not new, f"{scope} 范围新增了 {'、'.join(new)}：定了就不能再改名，请逐个写进 {REGISTER.name}"


@pytest.mark.parametrize("scope", Scope)
def test_every_name_has_a_chinese_meaning_and_a_place_where_it_is_filled_in(scope: Scope) -> None:
    for name, variable in paths(variables(scope)):
        assert any("一" <= char <= "鿿" for char in variable.meaning), name
        assert variable.source, name


def contexts_by_scope(found: Contexts) -> Iterator[tuple[Scope, Context]]:
    inspected = read_round(sample_round())
    yield Scope.ROUND, found.round()
    yield from ((Scope.TEAM, found.team(team)) for team in inspected.teams)
    for unit in inspected.units:
        yield Scope.UNIT, found.unit(unit)
        yield from ((Scope.UNIT_ROLE, found.unit_role(unit, role)) for role in found.roles(unit))
    yield Scope.PACK, found.pack([MADE])


def names_in(value: Any, above: str = "") -> Iterator[str]:
    if isinstance(value, Mapping):
        for name, part in value.items():
            yield f"{above}{name}"
            yield from names_in(part, f"{above}{name}.")
    elif isinstance(value, list):
        for member in value:
            yield from names_in(member, above)


def test_what_is_documented_is_what_documents_get() -> None:
    given: dict[Scope, set[str]] = {scope: set() for scope in Scope}
    for scope, context in contexts_by_scope(Contexts(read_round(sample_round()), Workspace(None).library)):
        given[scope] |= set(names_in(context.values))
    for scope in Scope:
        assert given[scope] == documented(scope)


def problems_of(folder: Path, scope: Scope, body: str) -> list[str]:
    path = folder / "templates" / "slip.md"
    path.parent.mkdir(exist_ok=True)
    path.write_text(FRONT.format(scope=scope) + body, encoding="utf-8")
    parsed = parse_template(path, path.parent)
    assert parsed.template is not None, parsed.errors
    return [str(problem) for problem in declaration_problems(parsed.template)]


@pytest.mark.parametrize("scope", Scope)
def test_every_name_misspelt_is_refused_with_its_line_and_the_right_name(tmp_path: Path, scope: Scope) -> None:
    names = sorted(documented(scope))
    body = "".join(f"{{{{ {name}{name[-1]} }}}}\n" for name in names)
    told = problems_of(tmp_path, scope, body)
    for number, name in enumerate(names):
        right = name.rpartition(".")[2]
        expected = f"templates/slip.md:{BODY_LINE + number}: {scope} 范围的模板没有 {name}{name[-1]}，是不是 {right}？"
        assert expected in told


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("{% for r in rows %}{{ r.titel }}{% endfor %}", "没有 rows.titel，是不是 title？"),
        ("{% set h = unit.leadership|list %}{% for p in h[:1] %}{{ p.nmae }}{% endfor %}", "nmae，是不是 name？"),
        ("{{ (rows|first).tilte }}", "没有 rows.tilte，是不是 title？"),
        ("{{ unit.leadership[0].pots }}", "没有 unit.leadership.pots，是不是 post？"),
        ("{% for m in team.members if m.roel == '组长' %}{% endfor %}", "没有 team.members.roel，是不是 role？"),
        ("{{ team.members|selectattr('roel', 'equalto', '组长')|list }}", "没有 team.members.roel，是不是 role？"),
        ("{{ units|map(attribute='counts.leters')|list|total }}", "没有 units.counts.leters，是不是 letters？"),
        ("{% for t in rows_by_theme %}{% for r in t.rows %}{{ r.singns }}{% endfor %}{% endfor %}", "是不是 signs？"),
        ("{% for s in unit.surveys %}{% for q in s.questions %}{{ q.txet }}{% endfor %}{% endfor %}", "是不是 text？"),
        ("{% macro m(a, p) %}{{ p.nmae }}{% endmacro %}{{ m(1, team.members[0]) }}", "members.nmae，是不是 name？"),
        ("{% macro n(p) %}{{ p.nmae }}{% endmacro %}{% macro m(t) %}{{ n(t) }}{% endmacro %}{{ m(unit) }}", "是不是"),
        ("{% with p = unit.period %}{{ p.strat }}{% endwith %}", "没有 unit.period.strat，是不是 start？"),
    ],
)  # fmt: skip
def test_a_slip_in_a_loop_or_filter_is_found_without_printing(tmp_path: Path, body: str, message: str) -> None:
    assert any(message in told for told in problems_of(tmp_path, Scope.UNIT, body))


def test_a_name_bound_to_two_things_is_not_held_to_the_parts_of_one(tmp_path: Path) -> None:
    set_twice = "{% if 1 %}{% set x = unit %}{% else %}{% set x = team %}{% endif %}{{ x.phone }}{{ x.venue }}"
    called_twice = "{% macro m(x) %}{{ x.phone }}{{ x.venue }}{% endmacro %}{{ m(unit) }}{{ m(team) }}"
    for body in (set_twice, called_twice):
        assert not [told for told in problems_of(tmp_path, Scope.UNIT, body) if "范围的模板没有" in told]


def test_a_name_says_what_it_means_and_where_it_is_filled_in() -> None:
    for name, meaning, source in (
        ("unit.venue", "驻点与谈话地点", "轮次文件 units.venue"),
        ("unit.leadership.since", "任职时间", "轮次文件 units.leadership.since"),
        ("unit.leadership.since.year", "任职时间", "轮次文件 units.leadership.since"),
        ("rows.signs", "表现", "kb/focus"),
    ):
        found = described(name, Scope.UNIT)
        assert found is not None
        assert (found.meaning, found.source) == (meaning, source)
    assert described("unit.venu", Scope.UNIT) is None
