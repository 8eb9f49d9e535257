"""A template and a context become a document; what is wrong in it is told by the line of the template."""

from pathlib import Path

import pytest

from tests.outline import open_docx
from tests.test_environment import resolve
from tests.test_render import INTERNAL, VALUES
from tests.test_templates import FRONT, template_of
from xuncha_docs.compose.render import Context
from xuncha_docs.errors import TemplateError
from xuncha_docs.press import Press, Printed

FIRST = FRONT.count("\n") + 1
"""The line of the file on which the body begins."""


def printed(folder: Path, body: str, front: str = FRONT, **values: object) -> Printed:
    template = template_of(folder / "templates", front + body)
    with Press() as press:
        return press.print(template, Context(values=VALUES | values, resolve=resolve))


def place_of_failure(folder: Path, body: str, many: list[str]) -> str:
    with pytest.raises(TemplateError) as caught:
        printed(folder, body, many=many)
    location = caught.value.location
    assert location is not None
    assert location.path == "templates/notice.md"
    return f"{(location.line or 0) - FIRST + 1}: {caught.value.message}"


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("甲\n\n{% for r in many %}\n{{ r }}\n{% endfor %}\n> 引文\n", "6: Markdown 的 blockquote"),
        ("{% if many %}\n\n\n甲\n\n乙*丙*丁\n{% endif %}", "6: Markdown 的 em"),
        ("| 甲 | 乙 |\n|--|--|\n{% for r in many %}\n| {{ r }} |\n{% endfor %}\n", "4: 表格这一行有 1 格"),
        ("{% macro m() %}\n甲\n\n---\n{% endmacro %}\n乙\n\n{{ m() }}\n", "8: Markdown 的 hr"),
        ("{{ many|join_cn }}\n\n:::note\n甲\n", "3: :::note 没有结束"),
        ("甲\n\n乙[^1]\n", "3: 脚注 [^1] 没有内容"),
        ("{% for r in many %}|甲|乙|\n|--|--|\n|{{ r }}|<|\n|^|{{ r }}|\n\n{% endfor %}", "4: ^ 要合并的两格须一样宽"),
    ],
)
def test_what_has_no_word_form_is_told_by_the_line_of_the_template(tmp_path: Path, body: str, told: str) -> None:
    assert place_of_failure(tmp_path, body, many=["一\n二", "三"]).startswith(told)


def test_a_removed_character_is_told_by_the_line_of_the_template(tmp_path: Path) -> None:
    body = "{% for r in rows %}\n\n{{ r.title }}\n{% endfor %}\n{{ bad }}\n"
    assert printed(tmp_path, body, bad="甲\x07").notices == (f"删去控制字符 第 {FIRST + 4} 行删去控制字符 U+0007",)


def test_review_comments_do_not_leave_the_office(tmp_path: Path) -> None:
    body = "甲{>>复核：乙<<}\n"
    made = printed(tmp_path, body, INTERNAL)
    assert [comment.text for comment in open_docx(made.data).comments] == ["乙"]
    with pytest.raises(TemplateError, match="可外发的文书里有 1 条审核批注"):
        printed(tmp_path, body)


def test_a_basis_can_be_a_footnote(tmp_path: Path) -> None:
    made = printed(tmp_path, '应当公开{{ basis("《办法》第五条")|footnoted }}。\n')
    assert open_docx(made.data).paragraphs[0].text == "应当公开。"
    assert len(made.draft.evidence) + len(made.draft.unresolved) == 1
