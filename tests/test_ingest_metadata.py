"""Titles, issuers, numbers, kinds and dates of foreign texts: every case of `cases/metadata.md`."""

import re
from pathlib import Path

import pytest

from xuncha_docs.errors import ImportFailure
from xuncha_docs.ingest.converters import convert
from xuncha_docs.ingest.document import Document, understand
from xuncha_docs.ingest.titles import clean_title, no_regulation, title_in_file_name, work_slug

TEXT = (Path(__file__).parent / "cases" / "metadata.md").read_text(encoding="utf-8")
CASE = re.compile(
    r"^### (?P<title>[^\n]+)\n文件：(?P<file>[^\n]+)\n```text\n(?P<text>.*?)```\n```expected\n(?P<want>.*?)```",
    re.MULTILINE | re.DOTALL,
)
CASES = [(m["title"], m["file"], m["text"], m["want"].strip().split("\n")) for m in CASE.finditer(TEXT)]


def described(document: Document) -> list[str]:
    version = document.version
    rows = {
        "题名": document.title,
        "类别": document.kind.value,
        "机关": document.issuer,
        "文号": document.document_number,
        "公布": version.issued,
        "施行": version.effective,
        "确定": "是" if version.certain else "否",
        "状态": document.status,
        "废止": "、".join(document.supersedes) or None,
    }
    return [f"{key}：{value}" for key, value in rows.items() if value is not None]


@pytest.mark.parametrize(("file", "text", "want"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_the_metadata_of_a_case_is_read_as_written(file: str, text: str, want: list[str]) -> None:
    fields = [line for line in want if not line.startswith(("警告：", "错：", "正文："))]
    refusal = next((line.removeprefix("错：") for line in want if line.startswith("错：")), None)
    reason = no_regulation(file, title_in_file_name(file))
    if refusal:
        assert reason
        assert refusal in reason
        return
    assert reason is None
    document = understand(convert(text.encode(), file), file)
    assert described(document) == fields
    for line in want:
        if line.startswith("警告："):
            assert line.removeprefix("警告：") in "\n".join(document.warnings)
        if line.startswith("正文："):
            assert line.removeprefix("正文：") in document.body.split("\n")


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 20


@pytest.mark.parametrize(
    ("printed", "title", "year"),
    [
        ("中国共产党纪律处分条例 2018", "中国共产党纪律处分条例", 2018),
        ("刑法(2020年修订)", "刑法", 2020),
        ("最高人民法院关于示例的解释（2000）", "最高人民法院关于示例的解释", 2000),
        ("关于示例的解释（一）〔2015〕", "关于示例的解释（一）", 2015),
        ("中华人民共和国宪法修正案（2018年）", "中华人民共和国宪法修正案（2018年）", None),
        ("云川市示例规划（2021—2025年）", "云川市示例规划（2021—2025年）", None),
        ("《中央八项规定实施细则》", "中央八项规定实施细则", None),
        ("### **示例办法**", "示例办法", None),
        ('设立"小金库"行为处分规定', "设立“小金库”行为处分规定", None),
    ],
)
def test_a_year_behind_the_title_is_a_hint_not_the_title(printed: str, title: str, year: int | None) -> None:
    name = clean_title(printed)
    assert (name.title, name.year) == (title, year)


@pytest.mark.parametrize(
    "name", ["示例办法", "副本 示例办法", "复件 (2) 示例办法", "示例办法 - 副本 (3)", "示例办法(1)"]
)
def test_the_mark_of_a_copy_is_no_part_of_the_title(name: str) -> None:
    assert title_in_file_name(f"来源/{name}.docx") == "示例办法"
    assert title_in_file_name("示例解释（一）.docx") == "示例解释（一）"


def test_the_state_prefix_and_brackets_do_not_make_another_work() -> None:
    assert work_slug("中华人民共和国监察法") == work_slug("监察法")
    assert work_slug("示例规定(试行)") == work_slug("示例规定（试行）")
    assert work_slug("最高人民法院、最高人民检察院关于示例的解释") == work_slug(
        "最高人民法院 最高人民检察院关于示例的解释"
    )
    assert re.fullmatch(r"w[0-9a-f]{12}", work_slug("监察法"))


def test_a_trial_text_is_another_work() -> None:
    assert work_slug("示例规定（试行）") != work_slug("示例规定")


def test_a_text_of_headings_only_is_a_failure_with_its_reason() -> None:
    with pytest.raises(ImportFailure, match="没有剩下正文；请打开原件"):
        understand(convert("# 云川市示例规定标题很长很长\n".encode(), "a.md"), "a.md")
