"""Laws of compose/: no value changes a document's structure; selection depends on what is known, not on its order."""

import random
import re

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from tests.compose_samples import finding, functions, point, round_, unit
from tests.property import strategies as _settings  # noqa: F401 -- 载入本项目的 Hypothesis 设置
from tests.test_environment import resolve, run, text_of
from xuncha_docs.compose.environment import RECORDER, Recorder, compiled
from xuncha_docs.compose.lines import tidy
from xuncha_docs.compose.selection import Knowledge, Selection, select
from xuncha_docs.compose.values import escape_markdown, unescape_markdown
from xuncha_docs.library.records import Finding, FocusPoint
from xuncha_docs.library.rounds import Choice
from xuncha_docs.places import safe_name
from xuncha_docs.word.tree import clean, parse

TEXTS = st.text(st.characters(codec="utf-8")) | st.text("|\\`*_{}[]()#+-.!<>&:~=\"'1 \n\t甲、“”\u2028", max_size=30)
TAGS = ("物资采购", "国企投资", "国企薪酬", "内控制度", "决策议事")
TYPES = ("国有企业", "村")


def normal(text: str) -> str:
    """What a document keeps of `text`: no edge spaces of a line, no empty lines, no control characters."""
    lines = re.split(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]", text.strip())
    return "\u2028".join(part for line in lines if (part := "".join(clean(line.strip())[0].split())))


def squeezed(text: str) -> str:
    return "".join(text.split())


@given(TEXTS)
def test_any_text_survives_a_paragraph(text: str) -> None:
    (node,) = parse(clean(run("首{{ x }}尾", x=text))[0], source="x.md")
    assert node.type == "paragraph"
    assert squeezed(text_of(node)) == squeezed(f"首{normal(text)}尾")


@given(TEXTS)
def test_any_text_survives_at_the_start_of_a_line(text: str) -> None:
    nodes = parse(clean(run("{{ x }}", x=text))[0], source="x.md")
    assert [node.type for node in nodes] in ([], ["paragraph"])
    assert squeezed("".join(text_of(node) for node in nodes)) == squeezed(normal(text))


@given(TEXTS, TEXTS)
def test_any_text_survives_a_table_and_moves_no_cell(one: str, other: str) -> None:
    markdown = run("|甲|乙|\n|--|--|\n|{{ x }}|{{ y }}|\n", x=one, y=other)
    (table,) = parse(clean(markdown)[0], source="x.md")
    assert [squeezed(text_of(cell)) for cell in table.children[1].children] == [
        squeezed(normal(one)),
        squeezed(normal(other)),
    ]


@given(TEXTS)
def test_any_text_survives_a_plain_markdown_reader(text: str) -> None:
    kept = text.replace("\x00", "")
    tokens = MarkdownIt("commonmark").parse(run("# 首{{ x }}尾", x=kept))
    children = tokens[1].children or []
    assert [token.type for token in tokens] == ["heading_open", "inline", "heading_close"]
    assert squeezed("".join(child.content for child in children)) == squeezed(f"首{kept.strip()}尾")


@given(TEXTS)
def test_escaping_can_be_taken_back(text: str) -> None:
    assert squeezed(unescape_markdown(escape_markdown(text))) == squeezed(text)


@given(TEXTS, TEXTS)
def test_macros_and_joins_escape_like_printing(one: str, other: str) -> None:
    source = "{% macro m(a) %}{{ a }}{% endmacro %}{{ m(x) ~ y }}"
    assert run(source, x=one, y=other) == escape_markdown(one) + escape_markdown(other)


@given(TEXTS)
def test_record_text_is_never_a_template(text: str) -> None:
    source = "{% set y %}{{ x }}{% endset %}{{ y }}"
    recorder = Recorder(resolve=resolve, outgoing=True)
    assert compiled(source, "x.md").render({"x": text, RECORDER: recorder}) == escape_markdown(text)


@given(TEXTS)
def test_a_file_name_is_always_safe(text: str) -> None:
    name = safe_name(text)
    assert 0 < len(name) <= 81
    assert not re.search(r'[\\/:*?"<>|\x00-\x1f]', name)
    assert not name.endswith((" ", "."))


@given(TEXTS)
def test_tidying_twice_changes_nothing(text: str) -> None:
    once = tidy(text.replace("\r", ""))
    assert tidy(once) == once


POINTS = st.lists(
    st.builds(
        lambda number, tags, types: point(f"fp-{number}", tags=tuple(tags), types=tuple(types)),
        st.integers(0, 99),
        st.lists(st.sampled_from(TAGS), unique=True),
        st.lists(st.sampled_from(TYPES), unique=True),
    ),
    max_size=40,
    unique_by=lambda made: made.id,
)
FINDINGS = st.lists(
    st.builds(
        lambda number, tags, kind: finding(f"fd-{number}", tags=tuple(tags), unit_type=kind),
        st.integers(0, 99),
        st.lists(st.sampled_from(TAGS), unique=True),
        st.sampled_from(TYPES),
    ),
    max_size=10,
    unique_by=lambda made: made.id,
)
DUTIES = st.lists(st.sampled_from([*TAGS, "负责大宗物资、服务采购", "决定对外投资"]), unique=True, max_size=4)
LISTS = [functions("国有企业", ("决定对外投资", ("国企投资",)), ("核定薪酬", ("国企薪酬",)))]


@given(POINTS, FINDINGS, DUTIES, st.randoms())
def test_load_order_does_not_change_the_selection(
    points: list[FocusPoint], findings: list[Finding], duties: list[str], chance: random.Random
) -> None:
    what = unit(duties=tuple(duties))

    def made() -> Selection:
        chance.shuffle(points)
        chance.shuffle(findings)
        return select(what, round_(what), Knowledge(points=points, findings=findings, function_lists=LISTS))

    assert made() == made()


@given(POINTS, DUTIES, st.data())
def test_what_is_pinned_is_first_and_what_is_excluded_is_gone(
    points: list[FocusPoint], duties: list[str], data: st.DataObject
) -> None:
    knowledge = Knowledge(points=points)
    ids = sorted(knowledge.points)
    pins = tuple(data.draw(st.lists(st.sampled_from(ids), unique=True))) if ids else ()
    out = tuple(name for name in ids if name not in pins and data.draw(st.booleans()))
    what = unit(duties=tuple(duties), selection=Choice(pin=pins, exclude=out))
    found = [row.point.id for row in select(what, round_(what), knowledge).rows]
    assert tuple(found[: len(pins)]) == pins
    assert not set(found) & set(out)
    assert len(found) == len(set(found)) <= max(24, len(pins))
