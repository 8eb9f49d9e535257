"""check tries an office's own templates on a full and an empty round, and names file, line and what to write."""

import datetime as dt
from pathlib import Path

import pytest

from tests.packs import demo_round
from tests.trial_rounds import smallest_round
from xuncha_docs.check.trials import bare_round
from xuncha_docs.workspace import Workspace

AS_OF = dt.date(2026, 9, 1)
FRONT = """---
id: own
title: 本单位的表
phase: entry
order: 99
scope: unit
audience: office
outgoing: false
purpose: 试一试
inputs: [round, rows, team, unit, units]
filename: 本单位的表
---
{{ round.id }}{{ rows|length }}{{ team.name }}{{ unit.name }}{{ units|length }}
"""
LINE = 14
"""The line of the file after FRONT."""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return Workspace.create(tmp_path_factory.mktemp("office") / "云川巡察")


def told(office: Workspace, body: str, front: str = FRONT) -> list[str]:
    assert office.root is not None
    path = office.root / "templates" / "own.md"
    path.write_text(front + body, encoding="utf-8")
    found = office.check([path], as_of=AS_OF)
    return [f"{problem.location}: {problem.message}" for problem in found if problem.severity == "error"]


def test_a_template_in_order_has_no_problem(office: Workspace) -> None:
    assert told(office, "{% for r in rows %}\n{{ r.title }}\n{% endfor %}\n") == []


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("\n| 甲 | 乙 |\n|---|---|\n| 1 |\n", f"templates/own.md:{LINE + 3}: 用示例轮次试出：表格这一行有 1 格"),
        ("{{ unit.leadership }}\n", f"templates/own.md:{LINE}: 用示例轮次试出：列表不能直接打印"),
        ("{{ unit.finance[0].year + 1 }}\n", f"templates/own.md:{LINE}: 用只填了必填项的轮次试出：没有 0 这一项"),
        (
            "{% macro one(r) %}{{ r.titel }}{% endmacro %}{{ one(rows[0]) }}{{ one(team) }}",
            "没有 titel 这一项，是不是 title？",
        ),
        ("{% if unit.kind == '专项' %}{% for r in rows %}{{ r.titel }}{% endfor %}{% endif %}", "是不是 title？"),
    ],
)
def test_what_would_fail_in_a_round_is_told_beforehand(office: Workspace, body: str, message: str) -> None:
    (found,) = told(office, body)
    assert message in found


def test_internal_fields_are_refused_in_a_loop_too(office: Workspace) -> None:
    outgoing = FRONT.replace("outgoing: false", "outgoing: true")
    found = told(office, "{% for u in units %}{% for o in u.oversight %}{{ o.item }}{% endfor %}{% endfor %}", outgoing)
    assert any("综合监督信息只供内部使用" in line for line in found)


def test_an_office_that_changed_a_name_of_ours_is_told_of_its_copy(office: Workspace) -> None:
    """A shipped template copied by the office before a field it names was taken away."""
    (found,) = told(office, "{{ unit.venues }}\n")
    assert found == f"templates/own.md:{LINE}: unit 范围的模板没有 unit.venues，是不是 venue？"


def test_the_bare_round_has_what_the_smallest_round_file_has(tmp_path: Path) -> None:
    bare, smallest = bare_round(demo_round()), smallest_round(tmp_path, "党政机关")
    unit, least = bare.units[0], smallest.units[0]
    assert (unit.leadership, unit.venue, unit.period) == (least.leadership, least.venue, least.period)
    assert (bare.round.office, bare.teams[0].members) == (smallest.round.office, smallest.teams[0].members)
