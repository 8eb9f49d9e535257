"""check tells everything that is wrong with an office's own Word files at once, each with its place."""

import datetime as dt
from pathlib import Path

import pytest

from tests.office_files import FRONT, errors_of, letterhead, saved, word_template, written
from tests.outline import open_docx
from xuncha_docs.compose.templates import parse_template
from xuncha_docs.workspace import Workspace

AS_OF = dt.date(2026, 9, 1)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return Workspace.create(tmp_path_factory.mktemp("office") / "云川巡察")


def told(office: Workspace, data: bytes, front: str = FRONT) -> list[str]:
    assert office.root is not None
    path = written(office.root / "templates", data, front)
    found = office.check([path, path.with_suffix(".docx")], as_of=AS_OF)
    return [f"{problem.location}: {problem.message}" for problem in found]


def test_a_template_in_order_has_no_problem(office: Workspace) -> None:
    rows = [["{%tr for r in rows %}", ""], ["{{ r.number }}", "{{ r.title }}"], ["{%tr endfor %}", ""]]
    assert told(office, word_template("关于{{ unit.name }}的通知", rows=rows)) == []


def test_all_mistakes_are_told_at_once_each_with_its_place(office: Workspace) -> None:
    rows = [["{{ rows|jion_cn }}", "{{ team.phone }}"], ["{{ unit.name|cn_date }}", "{{ ''.__class__ }}"]]
    paragraphs = (
        "{{ unit.nam }}",
        "{{ unit.",
        "name }}",
        "｛｛ unit.name ｝｝",
        "{{r rows }}",
        "{%p if rows %}别的",
        "{%p endif %}",
    )
    found = "\n".join(told(office, word_template(*paragraphs, rows=rows, header="{{ unit.name|md }}")))
    for place, message in (
        ("第1段“{{ unit.nam", "没有 unit.nam，是不是 name？"),
        ("第2段“{{ unit.", "{{ 不成标签：标签要在同一段、同一格里写完"),
        ("第3段“name }}”", "}} 不成标签"),
        ("第4段“", "括号和百分号要用半角"),
        ("第5段“", "不支持 {{r rows }}"),
        ("第6段“", "所在的段会整个去掉"),
        ("表1第1行第1格", "没有过滤器 jion_cn，是不是 join_cn？"),
        ("表1第1行第2格", "inputs 里没有声明，请补写 - team.phone"),
        ("表1第2行第1格", "用示例轮次试填"),
        ("表1第2行第2格", "不能取用内部属性 __class__"),
        ("页眉“", "过滤器 md 只用于 Markdown 模板"),
    ):
        assert any(place in line and message in line for line in found.splitlines()), (place, message, found)


def test_a_tag_over_a_hyperlink_or_a_field_is_told_because_it_cannot_be_joined(tmp_path: Path) -> None:
    document = open_docx(word_template())
    paragraph = document.add_paragraph("{{ unit.")
    paragraph.add_run("name }}")
    link = paragraph._p.makeelement(paragraph._p.tag.replace("}p", "}hyperlink"), {})
    link.append(paragraph.runs[-1]._r)
    paragraph._p.append(link)
    (message,) = errors_of(tmp_path, saved(document))
    assert "跨出了超链接、修订或内容控件" in message


def test_an_unknown_style_is_a_warning(office: Workspace) -> None:
    document = open_docx(word_template("{{ unit.name }}"))
    document.paragraphs[0].style = document.styles["Heading 1"]
    document.styles["Heading 1"].delete()
    assert any("样式 Heading1 在文件里没有定义" in line for line in told(office, saved(document)))


def test_a_template_without_its_other_half_is_told(office: Workspace, tmp_path: Path) -> None:
    assert office.root is not None
    folder = office.root / "templates"
    (folder / "孤本.docx").write_bytes(word_template("甲"))
    (folder / "宏.docm").write_bytes(b"")
    found = [str(problem.location) + problem.message for problem in office.check([folder], as_of=AS_OF)]
    assert any("孤本.docx" in line and "缺少说明文件 孤本.yaml" in line for line in found)
    assert any("宏.docm" in line and "不带宏" in line for line in found)
    (folder / "孤本.docx").unlink()
    (folder / "宏.docm").unlink()
    path = written(tmp_path, word_template("甲"))
    path.with_suffix(".docx").unlink()
    assert "没有与它成对的 own.docx" in errors_of_path(path)


def errors_of_path(path: Path) -> str:
    return "".join(map(str, parse_template(path, path.parent).errors))


def test_a_base_tells_the_styles_it_lacks(office: Workspace) -> None:
    assert office.root is not None
    path = office.root / "templates" / "base.docx"
    path.write_bytes(letterhead("云川市委巡察办"))
    (problem,) = office.check([path], as_of=AS_OF)
    assert problem.severity == "warning"
    assert problem.message.startswith("没有这些样式，出文书时用自带的：公文正文、")
    assert "heading 1" not in problem.message
    path.unlink()
