"""Each line of a rendered text comes from a line of its template."""

from typing import Any

import pytest

from xuncha_docs.compose.environment import RECORDER, compiled
from xuncha_docs.compose.lines import line_origins, traced

TEMPLATE = """{% set x = 1 -%}
{% macro m(a) %}
### 宏{{ a }}
{% endmacro -%}
# 标题{{ x }}

{% for r in rows -%}
| {{ r }} | 乙 |
{% endfor %}
{% if x -%}
段落
续行
{{ m(3) }}
{% endif %}
{% set both %}甲
乙{% endset %}
{{ both }}
末行
"""


def origins(source: str, **values: Any) -> list[tuple[int, str]]:
    pieces = list(traced(compiled(source, "示例.md"), {RECORDER: None, **values}))
    lines = "".join(piece for piece, _ in pieces).split("\n")
    return [(line, text) for line, text in zip(line_origins(pieces), lines, strict=True) if text.strip()]


def test_own_words_values_loops_macros_and_captured_text_are_told_apart() -> None:
    assert origins(TEMPLATE, rows=["丙", "丁\n戊"]) == [
        (5, "# 标题1"),
        (8, "| 丙 | 乙 |"),
        (8, "| 丁\u2028戊 | 乙 |"),
        (11, "段落"),
        (12, "续行"),
        (13, "### 宏3"),
        (17, "甲"),
        (17, "乙"),
        (18, "末行"),
    ]


def test_a_template_of_nothing_but_text_keeps_its_lines() -> None:
    text = "甲\n\n乙\n丙\n"
    assert origins(text) == [(1, "甲"), (3, "乙"), (4, "丙")]


@pytest.mark.parametrize("source", ["", "\n\n", "{% if no %}甲{% endif %}"])
def test_a_template_that_prints_nothing_has_no_origins(source: str) -> None:
    assert origins(source, no=False) == []
