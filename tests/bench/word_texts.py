"""The documents that the Word bench makes: invented text of set sizes, and every document of the demo round."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from xuncha_docs.compose.context import Contexts
from xuncha_docs.compose.environment import RECORDER, compiled
from xuncha_docs.compose.lines import tidy
from xuncha_docs.compose.render import render
from xuncha_docs.library.citation import chinese_number
from xuncha_docs.library.round_reader import read_round
from xuncha_docs.pack import plan
from xuncha_docs.workspace import Workspace

DEMO_ROUND = Path(__file__).resolve().parents[2] / "xuncha_docs" / "demo" / "round.yaml"
_SENTENCE = "示例单位按照要求开展工作，逐项对照清单查找不足，列出措施、时限和责任人，按月报告进展。"  # 43 字
_NOTICE = """# 关于开展示例工作的通知

:::to
各有关单位：
:::

{% for part in parts %}## {{ part.title }}

{% for text in part.texts %}
{%- if loop.index0 is divisibleby 5 %}### （{{ (loop.index0 // 5 + 1)|cn_number }}）示例分项

{% endif %}{{ text }}

{% endfor %}{% endfor %}
:::sign
云川市委示例工作组
2026年5月20日
:::
"""
_TABLE = """

| 序号 | 问题 | 整改措施 | 状态 |
|:-:|-----|------|:-:|
{% for row in rows -%}
| {{ loop.index }} | {{ row.problem }} | {{ row.measure }} | {{ row.state }} |
{% endfor %}
"""


def _parts(count: int, paragraphs: int) -> list[dict[str, Any]]:
    texts = [f"第{number}段：{_SENTENCE * (1 + number % 3)}" for number in range(paragraphs)]
    return [{"title": f"{chinese_number(number)}、示例部分", "texts": texts} for number in range(1, count + 1)]


def _rows(count: int) -> list[dict[str, Any]]:
    return [
        {"problem": f"第{number}个示例问题：台账不全", "measure": "补齐凭证|逐笔核对", "state": "已完成"}
        for number in range(count)
    ]


TEXTS: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "2 页通知": (_NOTICE, {"parts": _parts(2, 4)}),
    "30 页报告": (_NOTICE, {"parts": _parts(10, 16)}),
    "30 页报告和 200 行表": (_NOTICE + _TABLE, {"parts": _parts(10, 16), "rows": _rows(200)}),
    "1000 × 4 台账": ("# 示例台账\n" + _TABLE, {"rows": _rows(1000)}),
}
"""Template and values of each document."""
PACK = "演示材料包"


def makers(name: str) -> Sequence[Callable[[], str]]:
    """What renders the Markdown of each document of that name."""
    if name != PACK:
        source, values = TEXTS[name]
        return [lambda: tidy(compiled(source, name).render({**values, RECORDER: None}))]
    workspace = Workspace.open()
    found = read_round(DEMO_ROUND)
    contexts = Contexts(found, workspace.library)
    jobs = plan(found, contexts, tuple(workspace.templates().values()))
    return [lambda job=job: render(job.template, job.context).markdown for job in jobs]  # type: ignore[misc]
