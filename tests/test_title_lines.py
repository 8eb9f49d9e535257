import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.outline import open_docx
from xuncha_docs.word.layout import chars
from xuncha_docs.word.title_lines import title_lines
from xuncha_docs.word.writer import write

ROOM = 20.1
CASES = (Path(__file__).parent / "cases" / "titles.md").read_text(encoding="utf-8")
BLOCKS = [(name, re.findall(r"- (.+)", body)) for name, body in re.findall(r"### ([^\n]+)\n((?:- [^\n]+\n?)+)", CASES)]


@pytest.mark.parametrize(("name", "lines"), BLOCKS, ids=[name for name, _ in BLOCKS])
def test_a_title_is_divided_as_its_case_shows(name: str, lines: list[str]) -> None:
    assert name
    assert title_lines("".join(lines), ROOM) == tuple(lines)


def test_no_case_is_left_out() -> None:
    assert len(BLOCKS) == CASES.count("### ") > 0


@given(st.text(alphabet="关于印发《示例办法》的通知2026年巡察组、（）", max_size=70))
def test_the_lines_of_a_title_are_the_title_and_fit(title: str) -> None:
    lines = title_lines(title, ROOM)
    assert "".join(lines) == title
    assert len(lines) == 1 or all(chars(line) <= ROOM for line in lines)


@pytest.mark.parametrize("title", ["中共云川市委第一巡察组<br>关于巡察示例局党组的公告", f"**重要**{'示例' * 15}"])
def test_a_title_divided_by_its_author_or_with_bold_words_stays_as_it_is(title: str) -> None:
    (paragraph,) = open_docx(write(f"# {title}", source="示例.md").data).paragraphs
    assert paragraph.text == title.replace("<br>", "\n").replace("**", "")
