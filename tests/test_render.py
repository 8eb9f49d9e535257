"""A template and a context become a draft."""

from pathlib import Path
from typing import Any

import pytest

from tests.test_environment import quotation, resolve
from tests.test_templates import FRONT, template_of
from xuncha_docs.compose.lines import tidy
from xuncha_docs.compose.render import Context, Draft, render
from xuncha_docs.compose.values import Missing
from xuncha_docs.errors import TemplateError

VALUES: dict[str, Any] = {
    "unit": {
        "name": "甲局",
        "short_name": "甲局",
        "subtype": "发展滞后",
        "oversight": [],
        "phone": Missing("甲局·电话"),
    },
    "rows": [{"title": "采购", "why": "人工指定", "score": 2.0, "findings": [], "basis": []}],
    "sanctions": [],
}
INTERNAL = FRONT.replace("outgoing: true", "outgoing: false")


def draft(tmp_path: Path, body: str, front: str = FRONT, values: dict[str, Any] | None = None, **given: Any) -> Draft:
    template = template_of(tmp_path / "templates", front + body)
    return render(template, Context(values=values or VALUES, resolve=resolve, **given))


def failure(tmp_path: Path, body: str, front: str = FRONT, **given: Any) -> str:
    with pytest.raises(TemplateError) as caught:
        draft(tmp_path, body, front, **given)
    return str(caught.value)


def test_a_draft_has_title_name_and_text(tmp_path: Path) -> None:
    made = draft(tmp_path, "# {{ unit.name }}通知\n")
    assert (made.template_id, made.title, made.filename) == ("notice", "进驻通知", "甲局-进驻通知")
    assert (made.markdown, made.outgoing, made.landscape) == ("# 甲局通知\n", True, False)


def test_title_and_file_name_are_not_escaped(tmp_path: Path) -> None:
    front = FRONT.replace("title: 进驻通知", 'title: "{{ unit.name }}（通知）"')
    made = draft(tmp_path, "", front, values={"unit": {"name": "A.b-1", "short_name": "A.b-1"}})
    assert (made.title, made.filename) == ("A.b-1（通知）", "A.b-1-进驻通知")


def test_missing_values_are_listed_once_in_order(tmp_path: Path) -> None:
    made = draft(tmp_path, '{{ missing("乙-1") }}{{ unit.phone }}{{ unit.phone|cn_date }}')
    assert made.missing == ("乙-1", "甲局·电话")


def test_evidence_is_listed_once_in_order_and_unheld_texts_apart(tmp_path: Path) -> None:
    values = VALUES | {"b": quotation("《办法》第五条", "应当公开。")}
    body = '{{ b|quoted }}{{ b|quoted }}{{ basis("《办法》第二条")|cited }}{{ b|cited }}{{ basis("《某法》第一条") }}'
    made = draft(tmp_path, body, values=values)
    assert [str(evidence.citation) for evidence in made.evidence] == ["《办法》第五条"]
    assert [str(evidence.citation) for evidence in made.cited] == ["《办法》第二条"]
    assert made.unresolved == ("《某法》第一条",)


def test_an_unknown_name_is_an_error_at_the_line_of_the_template(tmp_path: Path) -> None:
    message = failure(tmp_path, "一\n\n{{ unit.nam }}\n")
    assert message == "templates/notice.md:17: 没有 nam 这一项，是不是 name？"


def test_an_error_inside_a_macro_has_the_macros_line(tmp_path: Path) -> None:
    message = failure(tmp_path, "{% macro m(x) %}\n{{ x.y }}{% endmacro %}\n\n{{ m(unit) }}")
    assert message.startswith("templates/notice.md:16: 没有 y 这一项")


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("{{ unit }}", "“键: 值”结构不能直接打印"),
        ("{{ none }}", "值为 None"),
        ("{{ 1 / 0 }}", "算式出错"),
        ("{{ unit.name|cn_date }}", "取值或过滤器用法有误"),
        ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "宏互相调用没有尽头"),
        ('{{ basis("第三条") }}', "没有写法规名称"),
        ("{% macro m(n) %}{{ n }}{% endmacro %}{{ m() }}", "宏的参数 n 没有给值"),
        ("{{ ([]|first).title }}", "列表是空的，取不出其中一项"),
        ("{{ [1]|map('abs')|reject|first }}", "列表是空的，取不出其中一项"),
    ],
)
def test_a_failure_is_told_in_chinese_with_its_line(tmp_path: Path, body: str, message: str) -> None:
    told = failure(tmp_path, f"一\n{body}")
    assert told.startswith("templates/notice.md:16: ")
    assert message in told


def test_a_draft_has_a_largest_size(tmp_path: Path) -> None:
    loops = "{% for i in range(900) %}{% for j in unit.rows %}{{ unit.text }}{% endfor %}{% endfor %}"
    values = {"unit": {"rows": ["x"] * 10, "text": "字" * 1000, "short_name": "甲"}}
    assert "超过" in failure(tmp_path, loops, values=values)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("{{ unit.subtype }}", "单位细类"),
        ("{{ unit.oversight }}", "综合监督信息"),
        ("{{ rows[0].why }}", "选取理由"),
        ("{{ rows[0].findings|length }}", "以往问题"),
        ("{{ sanctions|length }}", "处分条款"),
    ],
)
def test_an_outgoing_document_cannot_reach_what_is_internal(tmp_path: Path, body: str, reason: str) -> None:
    assert reason in failure(tmp_path, body)


def test_an_internal_document_can(tmp_path: Path) -> None:
    assert draft(tmp_path, "{{ unit.subtype }}{{ rows[0].why }}", INTERNAL).markdown == "发展滞后人工指定\n"


def test_sanctions_must_be_declared(tmp_path: Path) -> None:
    assert "inputs" in failure(tmp_path, "{{ sanctions|length }}", INTERNAL)
    declared = INTERNAL.replace("[unit.name]", "[sanctions]")
    assert draft(tmp_path, "{{ sanctions|length }}", declared).markdown == "0\n"


def test_a_subtype_label_never_leaves_the_office_by_another_way(tmp_path: Path) -> None:
    labels = frozenset({"发展-滞后"})
    values = {"unit": {"name": "属发展-滞后村", "short_name": "甲"}}
    assert "是单位细类" in failure(tmp_path, "{{ unit.name }}", values=values, labels=labels)
    assert "是单位细类" in failure(tmp_path, "本村发展-滞后", labels=labels)
    assert draft(tmp_path, "{{ unit.name }}", INTERNAL, values=values, labels=labels).markdown


def test_a_draft_of_samples_says_so(tmp_path: Path) -> None:
    assert not draft(tmp_path, "{{ rows|length }}").sample
    assert draft(tmp_path, "", sample=True).sample
    assert draft(tmp_path, "{{ rows|length }}", sample_names=frozenset({"rows"})).sample
    assert not draft(tmp_path, "{{ unit.name }}", sample_names=frozenset({"rows"})).sample


def test_notices_are_handed_on(tmp_path: Path) -> None:
    assert draft(tmp_path, "", notices=("一",)).notices == ("一",)


def test_a_table_torn_apart_by_a_loop_is_closed_up() -> None:
    assert tidy("| 甲 |\n|--|\n\n| 一 |\n\n| 二 |\n\n\n尾\n") == "| 甲 |\n|--|\n| 一 |\n| 二 |\n\n尾\n"


def test_two_tables_stay_two() -> None:
    text = "| 甲 |\n|--|\n| 一 |\n\n| 乙 |\n|:-:|\n| 二 |\n"
    assert tidy(text) == text


def test_a_form_with_blanks_keeps_its_spaces() -> None:
    assert tidy("\n\n甲  \n乙\n \n\n丙") == "甲  \n乙\n\n丙\n"
