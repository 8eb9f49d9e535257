"""Cleaning: every case of `cases/cleaning.md`; doubled bodies, mojibake, several articles in one file, real texts."""

import re
from pathlib import Path

import pytest

from tests.conftest import require_data
from xuncha_docs.ingest import import_paths
from xuncha_docs.ingest.cleaning import Cleaned, clean
from xuncha_docs.ingest.converters import Converted
from xuncha_docs.ingest.repair import decoded_again, looks_misread
from xuncha_docs.ingest.signoffs import split_articles

TEXT = (Path(__file__).parent / "cases" / "cleaning.md").read_text(encoding="utf-8")
CASES = re.findall(r"### ([^\n]+)\n```text\n(.*?)```\n```expected\n(.*?)====\n(.*?)```", TEXT, re.DOTALL)
SENTENCE = "各级党组织应当加强对本单位示例工作的领导，定期研究解决突出问题，并向上级党组织报告。"


@pytest.mark.parametrize(("name", "text", "kept", "log"), CASES, ids=[case[0] for case in CASES])
def test_a_text_is_cleaned_as_its_case_says(name: str, text: str, kept: str, log: str) -> None:
    cleaned = clean(text)
    assert cleaned.text.count("\n") == text.count("\n"), name
    assert _lines(cleaned.text) == kept.splitlines()
    assert _log(cleaned) == log.splitlines()


def test_a_second_copy_of_the_text_goes_with_its_title() -> None:
    body = [f"{number}、{SENTENCE}第{number}处示例。" for number in "一二三四五六七八九十"]
    title = "云川市巡察工作示例"
    text = "\n".join([title, *body, "", title, "来源：  时间：2018年9月18日", *body, "结尾另有一段。"])
    cleaned = clean(text)
    assert _lines(cleaned.text) == [title, *body, "结尾另有一段。"]
    assert {removal.reason for removal in cleaned.removed} == {"正文重复一遍"}
    assert len(cleaned.removed) == 12


def test_repeated_paragraphs_below_the_gate_stay() -> None:
    body = [f"第{number}条　{SENTENCE}" for number in "一二三四五六七八九"]
    text = "\n".join([*body, SENTENCE, SENTENCE, *body[:2]])
    assert clean(text).removed == ()


@pytest.mark.parametrize("true", ["utf-8", "gb18030"])
@pytest.mark.parametrize("windows", [True, False])
def test_text_read_in_a_western_encoding_is_repaired(true: str, *, windows: bool) -> None:
    line = "第一条　为了规范公务接待，制定本办法。"
    assert decoded_again("".join(_western(byte, windows=windows) for byte in line.encode(true))) == line


def _western(byte: int, *, windows: bool) -> str:
    """The character as Windows-1252 shows it, which leaves five codes open; else as Latin-1 does."""
    is_open = byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
    return bytes([byte]).decode("cp1252" if windows and not is_open else "latin-1")


def test_utf8_read_as_gbk_is_flagged_and_never_guessed() -> None:
    garbled = "中国共产党巡视工作条例，第一条。".encode().decode("gb18030", errors="replace")
    assert looks_misread(garbled)
    assert "修不回的乱码" in clean(f"{garbled}\n").flags[0]


@pytest.mark.parametrize("line", ["“全面从严治党”（2024年），好。①Ⅲ…", "Café §3 — naïve", "鎏金铜像涓滴之功", ""])
def test_text_in_order_is_not_repaired(line: str) -> None:
    assert decoded_again(line) is None
    assert not looks_misread(line)


def test_articles_signed_by_different_offices_are_told_apart() -> None:
    body = "\n".join([SENTENCE] * 9)
    text = (
        f"专题 | 示例专题\n压实责任的示例做法\n{body}取得成效。(云川市委巡察办)\n\n"
        f"创新方式的示例做法\n{body}效果良好。（云山县委巡察工作领导小组）\n原文链接：http://www.example.com/b.html"
    )
    parts = split_articles(Converted(text=text))
    assert [part.hints["title"] for part in parts] == ["压实责任的示例做法", "创新方式的示例做法"]
    assert [part.first_line for part in parts] == [1, 12]
    assert parts[1].hints["source"] == "云山县委巡察工作领导小组，http://www.example.com/b.html"


@pytest.mark.parametrize(
    "text",
    [
        f"第一条　{SENTENCE}(云川市委)\n第二条　{SENTENCE}(云川市委)",
        f"只有一篇\n{SENTENCE * 9}(云川市委巡察办)",
        f"太短\n好。(云川市委巡察办)\n也短\n好。(云山县委)",  # noqa: F541 -- 与上面同样的写法
    ],
)
def test_a_regulation_or_a_single_article_is_not_split(text: str) -> None:
    assert len(split_articles(Converted(text=text))) == 1


@pytest.mark.parametrize(
    ("name", "before", "after", "removed"),
    [
        ("000_9f09da2991e25ee8.txt", 2532, 1532, 4),
        ("001_18d45f43d9e447dd.txt", 7147, 6995, 3),
        ("002_7b5ba768dfecac88.txt", 2902, 1882, 50),
        ("003_789a6fbd424d8f0b.txt", 2237, 2026, 15),
        ("004_e84818761f1827e1.txt", 8037, 3968, 19),
    ],
)
def test_web_texts_lose_their_chrome_and_nothing_else(name: str, before: int, after: int, removed: int) -> None:
    text = require_data("web", name).read_text(encoding="utf-8")
    cleaned = clean(text)
    assert len(text) == before
    assert len("\n".join(_lines(cleaned.text))) == after
    assert len(cleaned.removed) == removed


def test_a_dry_run_lists_each_removed_line_with_its_reason(tmp_path: Path) -> None:
    report = import_paths([require_data("web")], tmp_path / "kb", dry_run=True)
    said = "\n".join(report.lines()).partition("清理（")[2]
    assert re.search(r"\n  web/003_789a6fbd424d8f0b.txt：(?:\n    .*)*第 38 行（备案与版权）：ICP备案", said)
    assert "  web/000_9f09da2991e25ee8.txt：\n    去掉夹注的拼音 192 处\n" in said
    assert "第 39 行（正文重复一遍）：十八大以来" in said
    assert max(map(len, said.split("\n"))) < 120
    assert [entry.sources[0] for entry in report.imported if "#" in entry.sources[0]] == [
        f"web/001_18d45f43d9e447dd.txt#{number}" for number in (1, 2, 3, 4)
    ]
    assert not (tmp_path / "kb").exists()


def test_rules_lose_no_line_to_web_chrome() -> None:
    for path in sorted(require_data("party").rglob("*.txt")):
        cleaned = clean(path.read_text(encoding="utf-8"))
        reasons = {removal.reason for removal in cleaned.removed}
        assert not reasons & {"网页按钮", "备案与版权", "网页导航", "论坛回帖", "正文重复一遍", "点击计数"}, path.name


def _lines(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]


def _log(cleaned: Cleaned) -> list[str]:
    return [
        *(f"去掉：{removal}" for removal in cleaned.removed),
        *(f"修复：{repair}" for repair in cleaned.repairs),
        *(f"提示：{flag}" for flag in cleaned.flags),
        *(f"出处：{cleaned.hints[key]}" for key in cleaned.hints),
    ]
