"""Template files: strict front matter, Jinja errors with their line, declared inputs."""

from pathlib import Path

import pytest

from xuncha_docs.compose.declarations import declaration_problems
from xuncha_docs.compose.names import used_names
from xuncha_docs.compose.templates import Audience, Scope, Template, parse_template, read_templates, read_tolerant
from xuncha_docs.errors import TemplateError
from xuncha_docs.library.rounds import Phase

FRONT = """---
id: notice
title: 进驻通知
phase: entry
order: 10
scope: unit
audience: unit
outgoing: true
orientation: portrait
confidentiality:
purpose: 告知进驻事项
inputs: [unit.name]
filename: "{{ unit.short_name }}-进驻通知"
---
"""


def written(folder: Path, text: str, name: str = "notice.md") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def errors_of(folder: Path, text: str) -> list[str]:
    return [str(error) for error in parse_template(written(folder, text), folder).errors]


def template_of(folder: Path, text: str) -> Template:
    parsed = parse_template(written(folder, text), folder)
    assert parsed.template is not None, parsed.errors
    return parsed.template


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "templates"


def test_a_template_file_is_read(folder: Path) -> None:
    template = template_of(folder, FRONT + "# {{ unit.name }}\n")
    assert (template.id, template.title, template.phase, template.order) == ("notice", "进驻通知", Phase.ENTRY, 10)
    assert (template.scope, template.audience, template.outgoing) == (Scope.UNIT, Audience.UNIT, True)
    assert (template.inputs, template.confidentiality, template.landscape) == (("unit.name",), None, False)
    assert template.body == "# {{ unit.name }}\n"
    assert str(template.place("body")) == "templates/notice.md:15"
    assert str(template.place("filename")) == "templates/notice.md:13"


def test_an_unknown_key_is_an_error_with_its_line(folder: Path) -> None:
    (error,) = errors_of(folder, FRONT.replace("order: 10", "ordr: 10\norder: 10"))
    assert error == "templates/notice.md:5: 不认识的键 ordr，是不是 order？"


def test_a_missing_key_is_an_error(folder: Path) -> None:
    (error,) = errors_of(folder, FRONT.replace("purpose: 告知进驻事项\n", ""))
    assert "缺少 purpose" in error


@pytest.mark.parametrize(
    ("right", "wrong", "message"),
    [
        ("outgoing: true", "outgoing: yes", "templates/notice.md:8: outgoing: yes 应为 true 或 false"),
        ("scope: unit", "scope: units", "templates/notice.md:6: scope: units 不在可选值之内"),
        ("order: 10", "order: 十", "templates/notice.md:5: order: 十 不是整数"),
    ],
)
def test_a_wrong_value_is_an_error_that_says_what_to_write(folder: Path, right: str, wrong: str, message: str) -> None:
    (error,) = errors_of(folder, FRONT.replace(right, wrong))
    assert error.startswith(message)


def test_types_of_units_are_only_for_documents_of_units(folder: Path) -> None:
    limited = FRONT.replace("scope: unit", "scope: unit\nunit_types: [村]")
    template = template_of(folder, limited)
    assert (template.fits("村"), template.fits("社区")) == (True, False)
    assert template_of(folder, FRONT).fits("社区")
    (error,) = errors_of(folder, limited.replace("scope: unit", "scope: team"))
    assert error == "templates/notice.md:7: scope: team 的文书不按单位出，不写 unit_types"


def test_all_errors_of_the_front_matter_are_found_at_once(folder: Path) -> None:
    assert len(errors_of(folder, FRONT.replace("order: 10", "order: x").replace("scope: unit", "scope: y"))) == 2


def test_front_matter_must_be_there(folder: Path) -> None:
    (error,) = errors_of(folder, "# 通知\n")
    assert error.startswith("templates/notice.md:1: 文件应以 --- 开头")


def test_bytes_that_are_no_text_are_an_error(folder: Path) -> None:
    path = written(folder, "")
    path.write_bytes(b"---\n\xff\xfe")
    assert "UTF-8" in str(parse_template(path, folder).errors[0])


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("一\n{% for r in rows %}", "templates/notice.md:16: 模板写法有误：for 没有结束，缺少 endfor"),
        ("{% fur r in rows %}", "templates/notice.md:15: 模板写法有误：不认识的标签 fur"),
        ("一\n\n{{ unit.name }", "templates/notice.md:17: 模板写法有误："),
        ("{{ unit.name|cn_dat }}", "templates/notice.md:15: 没有过滤器 cn_dat，是不是 cn_date？"),
        ("{% if 1 %}{{ 1|safe }}{% endif %}", "templates/notice.md:15: 没有过滤器 safe"),
        ("{{ missing(“电话”) }}", "templates/notice.md:15: 模板写法有误：多出字符 “；标签里的引号、括号、竖线要用半角"),
        ('一\n{% include "x.md" %}', "templates/notice.md:16: 模板不能引用别的模板文件"),
    ],
)
def test_a_jinja_error_has_its_line_in_the_file(folder: Path, body: str, message: str) -> None:
    (error,) = errors_of(folder, FRONT + body)
    assert error.startswith(message)


def test_a_jinja_error_in_the_file_name_has_its_line(folder: Path) -> None:
    (error,) = errors_of(folder, FRONT.replace("{{ unit.short_name }}", "{{ unit.short_name"))
    assert error.startswith("templates/notice.md:13: ")


def test_the_office_replaces_a_shipped_template_whole(tmp_path: Path) -> None:
    shipped, office = tmp_path / "shipped" / "templates", tmp_path / "office" / "templates"
    written(shipped, FRONT + "甲")
    written(shipped, FRONT.replace("id: notice", "id: plan").replace("phase: entry", "phase: preparation"), "plan.md")
    written(office, FRONT + "乙", "own.md")
    templates = read_templates([shipped, office])
    assert list(templates) == ["plan", "notice"]
    assert templates["notice"].body == "乙"


def test_an_id_twice_in_one_folder_is_an_error(folder: Path) -> None:
    written(folder, FRONT)
    written(folder, FRONT, "other.md")
    with pytest.raises(TemplateError, match=r"other\.md:1: id notice 与 templates/notice\.md 重复"):
        read_templates([folder])


def test_one_bad_file_does_not_hide_the_others(folder: Path) -> None:
    written(folder, FRONT)
    written(folder, "x", "bad.md")
    templates, errors = read_tolerant([folder])
    assert list(templates) == ["notice"]
    assert [error.location.path for error in errors if error.location] == ["templates/bad.md"]


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("{{ unit.name }}{{ unit['type'] }}", ["unit.name", "unit.type"]),
        (
            "{% for r in rows %}{{ r.title }}{{ loop.index }}{% else %}{{ team.name }}{% endfor %}",
            ["rows", "rows.title", "team.name"],
        ),
        ("{% for r in unit.duties if r.source %}{% endfor %}{{ r }}", ["unit.duties", "unit.duties.source", "r"]),
        ("{% set x = round.id %}{{ x }}", ["round.id"]),
        ("{% set x %}{{ round.id }}{% endset %}{{ x }}", ["round.id"]),
        (
            "{% macro m(a, b=team.name) %}{{ a }}{{ rows }}{% endmacro %}{{ m(unit.name) }}",
            ["team.name", "rows", "unit.name"],
        ),
        ("{% with x = unit.name %}{{ x }}{% endwith %}", ["unit.name"]),
        ("{{ rows[0].title }}{{ rows[n].title }}", ["rows.title", "rows.title", "n"]),
        ("{{ unit.name.startswith(team.name) }}", ["unit.name", "team.name"]),
        ('{{ missing("x") }}{{ basis("《x》第一条")|cited }}', []),
        ("{{ rows|map(attribute='title')|join_cn }}", ["rows", "rows.title"]),
        ("{% if unit.type in ['村'] %}{% endif %}", ["unit.type"]),
        ("{% call(x) m() %}{{ x }}{{ y.z }}{% endcall %}", ["m", "y.z"]),
        ("{{ (rows|first).title }}", ["rows.title", "rows"]),
    ],
)
def test_the_names_a_template_reads_are_found(source: str, names: list[str]) -> None:
    assert [name for name, _ in used_names(source)] == names


def problems_of(folder: Path, front: str, body: str) -> list[str]:
    return [f"{problem.severity} {problem}" for problem in declaration_problems(template_of(folder, front + body))]


def test_a_name_used_but_not_declared_is_a_problem_at_its_first_line(folder: Path) -> None:
    problems = problems_of(folder, FRONT, "{{ unit.name }}\n{{ team.phone }}\n{{ team.phone }}\n")
    assert "error templates/notice.md:16: 用到了 team.phone，但 inputs 里没有声明，请补写 - team.phone" in problems
    assert sum("team.phone" in problem for problem in problems) == 1


def test_a_name_declared_but_not_used_is_a_warning(folder: Path) -> None:
    front = FRONT.replace("[unit.name]", "[unit, rows]")
    assert problems_of(folder, front, "") == ["warning templates/notice.md:1: inputs 声明的 rows 没有用到，请删去"]


def test_declaring_the_whole_covers_its_parts(folder: Path) -> None:
    assert problems_of(folder, FRONT.replace("[unit.name]", "[unit]"), "{{ unit.period.start }}{{ unit.name }}") == []


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("{{ unit.phon }}", "unit 范围的模板没有 unit.phon"),
        ("{{ unit.period.begin }}", "unit 范围的模板没有 unit.period.begin"),
        ("{{ outline.count }}", "unit 范围的模板没有 outline"),
        ("{{ unit.subtype }}", "unit.subtype 不能用：单位细类只供内部使用"),
        ("{{ sanctions }}", "sanctions 不能用：处分条款只供内部使用"),
    ],
)
def test_a_name_the_scope_has_not_is_a_problem(folder: Path, body: str, message: str) -> None:
    front = FRONT.replace("[unit.name]", "[unit, outline, sanctions]")
    problems = problems_of(folder, front, body)
    assert any(message in problem for problem in problems)
