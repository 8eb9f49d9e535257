"""Which frames a template may ask for, and what becomes of them."""

from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.test_render import VALUES, draft
from tests.test_templates import FRONT, errors_of, template_of
from xuncha_docs.compose.declarations import declaration_problems
from xuncha_docs.forms import PLAIN, Form, FormKind, Head, Imprint

HEAD = 'form: 文件\nhead:\n  mark: "{{ unit.name }}文件"\n  number: 示〔2026〕3号\n'
IMPRINT = "imprint:\n  copies: 甲局\n  office: 乙办\n  date: 2026年5月20日\n"


def front(frame: str) -> str:
    return FRONT.replace("confidentiality:\n", frame)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "templates"


def test_a_template_is_plain_unless_it_says_otherwise(tmp_path: Path) -> None:
    assert draft(tmp_path, "甲").form == PLAIN


def test_the_parts_of_a_frame_are_filled_in(tmp_path: Path) -> None:
    made = draft(tmp_path, "甲", front(f"{HEAD}{IMPRINT}confidentiality: 秘密★1年\n"))
    assert made.form == Form(
        kind=FormKind.DOCUMENT,
        head=Head(mark="甲局文件", number="示〔2026〕3号"),
        secrecy="秘密★1年",
        imprint=Imprint(copies="甲局", office="乙办", date="2026年5月20日"),
    )


def test_what_is_missing_in_a_frame_is_told(tmp_path: Path) -> None:
    frame = HEAD.replace("示〔2026〕3号", '"{{ unit.phone }}"')
    assert draft(tmp_path, "甲", front(frame)).missing == ("甲局·电话",)


def test_a_part_that_comes_out_empty_is_left_out(tmp_path: Path) -> None:
    frame = HEAD + "  urgency: \"{{ '' }}\"\n"
    head = draft(tmp_path, "甲", front(frame), values=VALUES).form.head
    assert head is not None
    assert head.urgency is None


def test_names_used_in_a_frame_must_be_declared(folder: Path) -> None:
    frame = HEAD.replace("unit.name", "team.name")
    problems = [str(problem) for problem in declaration_problems(template_of(folder, front(frame)))]
    assert "templates/notice.md:12: 用到了 team.name，但 inputs 里没有声明，请补写 - team.name" in problems


def test_a_jinja_error_in_a_frame_has_its_line(folder: Path) -> None:
    (error,) = errors_of(folder, front(HEAD.replace("{{ unit.name }}", "{{ unit.name")))
    assert error.startswith("templates/notice.md:12: 模板写法有误")


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        ("form: 文件\n", "templates/notice.md:10: form: 文件 要写 head，其中 mark 是发文机关标志"),
        ("form: 公文\n", "templates/notice.md:10: form: 公文 不在可选值之内"),
        ("form: 文件\nhead:\n  number: 示〔2026〕3号\n", "templates/notice.md:12: 缺少 mark"),
        ("head:\n  mark: 甲\n", "templates/notice.md:11: form: 普通 没有 head"),
        ("form: 表格\nimprint:\n  copies: 甲\n", "templates/notice.md:12: form: 表格 没有 imprint"),
        (HEAD.replace("文件\n", "信函\n", 1) + "  signers: 甲\n", "templates/notice.md:14: 信函不标签发人"),
        (
            HEAD.replace("文件\n", "信函\n", 1) + IMPRINT.replace("  date: 2026年5月20日\n", ""),
            "templates/notice.md:16: 信函的版记不写印发机关和印发日期",
        ),
        (
            HEAD + IMPRINT.replace("  date: 2026年5月20日\n", ""),
            "templates/notice.md:15: 印发机关 office 和印发日期 date 要一起写",
        ),
    ],
)
def test_what_does_not_go_together_is_an_error_at_its_line(folder: Path, frame: str, message: str) -> None:
    (error,) = errors_of(folder, front(frame))
    assert error.startswith(message)


def test_a_document_with_a_head_does_not_begin_on_a_landscape_page(folder: Path) -> None:
    (error,) = errors_of(folder, front(HEAD).replace("orientation: portrait", "orientation: landscape"))
    assert error.startswith("templates/notice.md:9: form: 文件 的首页是竖排")


def test_the_frame_shown_in_the_readme_is_in_order(folder: Path) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    sample = readme.partition("```yaml\nform: ")[2].partition("```")[0]
    given = front(f"form: {sample}").replace("[unit.name]", "[round.office, round.document_numbers.notice]")
    assert template_of(folder, given).form is FormKind.DOCUMENT
