"""What a template may do, and what a value can never do to a document."""

from datetime import date
from typing import Any

import pytest
from jinja2 import TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError

from xuncha_docs.compose.environment import RECORDER, Recorder, compiled, environment
from xuncha_docs.compose.values import MarkdownText, Missing, Quotation, escape_markdown
from xuncha_docs.errors import Location, TemplateError
from xuncha_docs.library.citation import Citation
from xuncha_docs.library.records import BasisRole, Evidence
from xuncha_docs.word.tree import Node, parse


def quotation(text: str, quote: str | None, *, certain: bool = True) -> Quotation:
    citation = Citation.parse(text)
    if quote is None:
        return Quotation(citation=citation, held=False, reason="未入库")
    evidence = Evidence(
        quote=quote,
        citation=citation,
        record_id="yc-x-2020-01-01",
        title=citation.regulation,
        role=BasisRole.NORM,
        location=Location(path="kb/regulations/yc-x-2020-01-01.md", line=3),
        dates_certain=certain,
    )
    return Quotation(citation=citation, evidence=(evidence,))


def resolve(citation: Citation) -> Quotation:
    if citation.regulation == "处分规定":
        return quotation(str(citation), "违反本规定的，给予警告处分。")
    return quotation(str(citation), "应当公开。" if citation.regulation == "办法" else None)


def run(source: str, *, outgoing: bool = False, **values: Any) -> str:
    return run_recorded(source, Recorder(resolve=resolve, outgoing=outgoing), **values)


def run_recorded(source: str, recorder: Recorder, **values: Any) -> str:
    return compiled(source, "templates/x.md").render({**values, RECORDER: recorder})


def text_of(node: Node) -> str:
    return node.text + "".join(text_of(child) for child in node.children)


def printed(markdown: str) -> list[tuple[str, str]]:
    return [(node.type, text_of(node)) for node in parse(markdown, source="x.md")]


HOSTILE = [
    "1. 一",
    "- 一",
    "# 一",
    "a|b",
    "尾\\",
    "*重点* __x__ `y`",
    "<b>粗</b><br>",
    "{{ x }} {% if %}",
    "---",
    "===",
    ":::to",
    "    四个空格",
    "~~~",
    "> 引",
    "[a]: http://x.example",
    "![图](x.png)",
    "&amp; &#124;",
    "1) 一",
    "+ 一",
    "|--|",
]


@pytest.mark.parametrize("value", HOSTILE)
def test_a_value_stays_text_in_a_paragraph(value: str) -> None:
    assert printed(run("{{ x }}", x=value)) == [("paragraph", value.strip())]


@pytest.mark.parametrize("value", HOSTILE)
def test_a_value_stays_text_in_a_table_cell_without_spaces(value: str) -> None:
    (table,) = parse(run("|甲|乙|\n|--|--|\n|{{ x }}|尾|\n", x=value), source="x.md")
    assert [text_of(cell) for cell in table.children[1].children] == [value.strip(), "尾"]


def test_a_line_break_in_a_value_stays_on_its_markdown_line() -> None:
    assert run("| {{ x }} |", x="一\n\n 二\r\n三 ") == "| 一\u2028二\u2028三 |"


def test_none_is_refused() -> None:
    with pytest.raises(TemplateError, match="None"):
        run("{{ x }}", x=None)


def test_a_list_is_not_printed_by_itself() -> None:
    with pytest.raises(TemplateError, match="join_cn"):
        run("{{ x }}", x=["甲"])


def test_a_structure_is_not_printed_by_itself() -> None:
    with pytest.raises(TemplateError, match="键: 值"):
        run("{{ x }}", x={"a": "甲"})


@pytest.mark.parametrize(
    ("value", "text"), [(3, "3"), (1.5, "1\\.5"), (True, "是"), (False, "否"), (date(2026, 3, 1), "2026年3月1日")]
)
def test_numbers_dates_and_truth_have_their_text(value: object, text: str) -> None:
    assert run("{{ x }}", x=value) == text


def test_a_missing_value_is_false_and_prints_its_label() -> None:
    source = "{% if x %}有{% else %}无{% endif %}{{ x }}{{ x|cn_date }}{{ x|cn_number }}"
    assert run(source, x=Missing("一组·电话")) == "无【待补：一组·电话】【待补：一组·电话】【待补：一组·电话】"


def test_a_missing_structure_has_missing_parts() -> None:
    value = Missing("起止", {"start": Missing("起止·开始日期")})
    assert run("{{ x.start|cn_date }}", x=value) == "【待补：起止·开始日期】"


def test_a_missing_value_joined_to_text_keeps_its_mark() -> None:
    assert run('{{ "电话" ~ x }}', x=Missing("电话")) == "电话【待补：电话】"


def test_missing_can_be_written_by_hand() -> None:
    assert run('{{ missing("谈话地点") }}') == "【待补：谈话地点】"


def test_an_unknown_name_says_what_there_is() -> None:
    with pytest.raises(UndefinedError, match="没有 phon 这一项，是不是 phone？"):
        run("{{ team.phon }}", team={"phone": "1"})


def test_an_internal_name_says_why_it_is_not_there() -> None:
    with pytest.raises(UndefinedError, match="单位细类只供内部使用"):
        run("{{ unit.subtype }}", unit={"name": "甲"})


def test_a_key_wins_over_a_method_of_the_same_name() -> None:
    assert run("{{ x.items }}{{ x.count }}", x={"items": "一", "count": 2}) == "一2"


@pytest.mark.parametrize("name", ["e", "escape", "forceescape", "safe", "urlize", "xmlattr", "tojson", "format"])
def test_filters_that_get_around_escaping_do_not_exist(name: str) -> None:
    assert name not in environment().filters
    with pytest.raises(TemplateSyntaxError):
        compiled(f"{{{{ x|{name} }}}}", "x.md")


def test_markdown_goes_in_only_by_name() -> None:
    assert run("{{ x }} {{ x|md }}", x="**重**") == "\\*\\*重\\*\\* **重**"


def test_a_macro_prints_markdown_and_escapes_its_arguments() -> None:
    source = "{% macro m(a) %}**{{ a }}**{% endmacro %}{{ m(x) }} {{ m(x) ~ x }} {{ [m(x), x]|join_cn }}"
    assert run(source, x="a|b") == "**a\\|b** **a\\|b**a\\|b **a\\|b**、a\\|b"


def test_a_set_block_and_text_joined_to_it_stay_escaped() -> None:
    assert run("{% set s %}*{{ x }}*{% endset %}{{ s }}{{ s ~ x }}", x="|") == "*\\|**\\|*\\|"


def test_joined_text_is_escaped_once() -> None:
    assert run('{{ x ~ "-" ~ 1 }}', x="a.b") == "a\\.b\\-1"


def test_a_joined_label_is_plain_text() -> None:
    assert run('{{ missing(x ~ "时限") }}', x="回复") == "【待补：回复时限】"


def test_names_are_joined_with_the_chinese_comma() -> None:
    assert run("{{ x|join_cn }}", x=["甲", "乙|", Missing("丙")]) == "甲、乙\\|、【待补：丙】"
    assert run('{{ x|map(attribute="n")|join_cn("；") }}', x=[{"n": "甲"}, {"n": "乙"}]) == "甲；乙"


def test_numbers_are_written_in_chinese() -> None:
    assert run("{{ 12|cn_number }}") == "十二"


def test_a_basis_is_quoted_word_for_word_and_noted() -> None:
    recorder = Recorder(resolve=resolve, outgoing=False)
    basis = quotation("《办法》第三条第一款", "应当：\n（一）公开；")
    assert run_recorded("{{ b|quoted }}", recorder, b=basis) == "《办法》第三条第一款规定：“应当：\u2028（一）公开；”"
    assert list(recorder.quoted) == list(basis.evidence)
    assert not recorder.cited


def test_a_basis_is_cited_by_address_and_noted_apart() -> None:
    recorder = Recorder(resolve=resolve, outgoing=False)
    assert (
        run_recorded("{{ b|cited }}{{ b }}", recorder, b=quotation("《办法》第三条", "应当公开。"))
        == "《办法》第三条" * 2
    )
    assert len(recorder.cited) == 1
    assert not recorder.quoted


def test_bases_cited_together_name_each_title_and_article_once() -> None:
    recorder = Recorder(resolve=resolve, outgoing=False)
    places = ["《甲》第三条第一款", "《甲》第三条第二款", "《甲》第五条", "《乙》第一条"]
    bases = [quotation(place, "应当公开。") for place in places]
    printed = run_recorded("{{ bases|cited_together }}", recorder, bases=bases)
    assert printed == "《甲》第三条第一款、第二款、第五条；《乙》第一条"
    assert len(recorder.cited) == 4


def test_a_basis_without_text_is_marked_and_noted() -> None:
    recorder = Recorder(resolve=resolve, outgoing=False)
    assert run_recorded("{{ b|quoted }}", recorder, b=quotation("《某法》第三条", None)) == (
        "《某法》第三条【待核：原文未入库】"
    )
    assert list(recorder.unresolved) == ["《某法》第三条"]


def test_uncertain_dates_are_shown() -> None:
    assert run("{{ b|cited }}", b=quotation("《办法》第三条", "应当公开。", certain=False)).endswith("（施行日期待核）")


def test_a_templates_own_words_cite_through_basis() -> None:
    assert run('{{ basis("《办法》第三条")|quoted }}') == "《办法》第三条规定：“应当公开。”"
    assert run('{{ basis("《某法》第三条") }}') == "《某法》第三条【待核：原文未入库】"


def test_an_outgoing_document_cannot_cite_a_sanction() -> None:
    assert run('{{ basis("《处分规定》第三条") }}') == "《处分规定》第三条"
    with pytest.raises(TemplateError, match="处分条款"):
        run('{{ basis("《处分规定》第三条") }}', outgoing=True)


@pytest.mark.parametrize("source", ['{{ basis("第三条") }}', "{{ 'x'|quoted }}"])
def test_what_is_no_basis_is_refused(source: str) -> None:
    with pytest.raises(TemplateError):
        run(source)


@pytest.mark.parametrize(
    "source",
    [
        "{{ ''.__class__ }}",
        "{{ 'x'.format }}",
        "{{ 'x' * 9 }}",
        "{{ '%9d' % 3 }}",
        "{{ 2 ** 9 }}",
        "{{ x.append(1) }}",
        "{{ 'x'.center(9) }}",
    ],
)
def test_the_sandbox_holds(source: str) -> None:
    with pytest.raises(SecurityError):
        run(source, x=[])


def test_range_is_bounded() -> None:
    assert run("{% for i in range(3) %}{{ i }}{% endfor %}") == "012"
    with pytest.raises(TemplateError, match="range"):
        run("{{ range(99999)|list|length }}")
    with pytest.raises(TemplateError, match="range"):
        run("{% for i in range(999) %}{% for j in range(999) %}{% endfor %}{% endfor %}")


def test_rows_to_fill_in_can_cycle() -> None:
    assert run("{% for i in range(2) %}{{ loop.cycle('甲', '乙') }}{% endfor %}") == "甲乙"


def test_default_stands_in_for_what_is_missing() -> None:
    assert run('{{ x|default("无") }}{{ y|default("无") }}', x=Missing("a")) == "无无"


def test_text_can_be_replaced() -> None:
    assert run('{{ x|replace("（示例）", "") }}', x="办法（示例）") == "办法"


def test_record_text_is_never_compiled() -> None:
    assert run("{{ x }}", x="{{ 1 + 1 }}") == "\\{\\{ 1 \\+ 1 \\}\\}"


def test_escaping_twice_changes_nothing_in_finished_markdown() -> None:
    done = MarkdownText(escape_markdown("a|b"))
    assert MarkdownText.escape(done) == done


def test_shares_of_a_template_make_the_whole() -> None:
    assert environment().from_string("{{ [1, 15]|shares|join('、') }}").render() == r"6\.3\%、93\.7\%"
