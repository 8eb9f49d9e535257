"""What a round file says is held against itself: mistakes are told in one sentence each."""

import re
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.packs import DEMO_ROUND
from xuncha_docs.check.casework import check_round_file
from xuncha_docs.compose.names import asked_limits
from xuncha_docs.library.library import Library
from xuncha_docs.library.round_reader import parse_round
from xuncha_docs.library.rounds import Approval
from xuncha_docs.library.schedule import DEADLINES, Meeting
from xuncha_docs.workspace import Workspace

CASES = ROOT / "tests" / "cases" / "round_mistakes.md"
ROUND_LINE = 3
"""The line of the demo's round file on which what is under `round` begins."""
TEMPLATE = ROOT / "xuncha_docs" / "demo" / "round_template.yaml"


def cases() -> list[tuple[str, str, str, str]]:
    """Title, what stands in the demo's round file, what is written instead, what is told of it."""
    parts = CASES.read_text(encoding="utf-8").split("\n## ")[1:]
    found = []
    for part in parts:
        title, _, rest = part.partition("\n")
        old, new, told = (block.strip("\n") for block in rest.strip("\n").split("\n---\n"))
        found.append((title.strip(), old, new, told))
    return found


@pytest.fixture(scope="module")
def library() -> Library:
    return Workspace(None).library


@pytest.mark.parametrize(("old", "new", "told"), [case[1:] for case in cases()], ids=[case[0] for case in cases()])
def test_a_mistake_is_told(library: Library, tmp_path: Path, old: str, new: str, told: str) -> None:
    text = DEMO_ROUND.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path = tmp_path / "round.yaml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    found = {problem.message: problem.location for problem in check_round_file(path, library)}
    assert told in found
    begins = text.count("\n", 0, text.index(old)) + 1
    lines = range(begins, begins + new.count("\n") + 1) if "监督框架" not in told else (ROUND_LINE,)
    assert found[told].line in lines


def test_the_commented_sample_states_every_time_limit_that_templates_ask_for() -> None:
    found, errors = parse_round(TEMPLATE)
    assert found is not None, errors
    assert tuple(deadline.name for deadline in found.round.deadlines) == DEADLINES


def test_templates_ask_for_no_other_time_limit() -> None:
    bodies = [template.body for template in Workspace(None).templates().values()]
    assert {limit for body in bodies for limit in asked_limits(body)} == set(DEADLINES)


def test_without_a_mark_the_first_of_the_leadership_is_the_main_leader(tmp_path: Path) -> None:
    path = tmp_path / "round.yaml"
    path.write_text(DEMO_ROUND.read_text(encoding="utf-8").replace(", main: true", ""), encoding="utf-8")
    found, errors = parse_round(path)
    assert found is not None, errors
    assert [[leader.name for leader in unit.main_leaders] for unit in found.units[:3]] == [
        ["示例天"],
        ["示例宙"],
        ["示例宿"],
    ]


@pytest.mark.parametrize("empty", ["", "~", "null"])
def test_a_part_that_is_named_and_left_empty_holds_nothing(tmp_path: Path, empty: str) -> None:
    text = DEMO_ROUND.read_text(encoding="utf-8")
    text = re.sub("  (mobilisation|approval|briefing): {.*|  (office): .*", rf"  \1\2: {empty}", text)
    (path := tmp_path / "round.yaml").write_text(text, encoding="utf-8")
    found, errors = parse_round(path)
    assert found is not None, errors
    facts = found.round
    assert (facts.mobilisation, facts.approval, facts.briefing, facts.office) == (
        Meeting(),
        Approval(),
        Meeting(),
        None,
    )


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("九月三日", "mobilisation 应写成“键: 值”的结构，可用的键：date、time、place、host、speaker"),
        ("[2026-09-03]", "mobilisation 应写成“键: 值”的结构，可用的键：date、time、place、host、speaker"),
        ("{date: 9月3日}", "date: 9月3日 不是日期，应写成 2026-03-01 的样式"),
        ("{place: [甲, 乙]}", "place 应为一个值，不是列表或“键: 值”结构"),
        ("{when: 2026-09-03}", "不认识的键 when；可用的键：date、time、place、host、speaker"),
    ],
)
def test_a_meeting_written_wrongly_is_told_with_its_line(tmp_path: Path, value: str, told: str) -> None:
    text = DEMO_ROUND.read_text(encoding="utf-8")
    (path := tmp_path / "round.yaml").write_text(re.sub("mobilisation: {.*", f"mobilisation: {value}", text), "utf-8")
    _, (error,) = parse_round(path)
    assert error.message == told
    assert error.location is not None
    assert error.location.line == text.count("\n", 0, text.index("  mobilisation: {")) + 1


def test_a_number_of_a_thousand_digits_is_no_number(tmp_path: Path) -> None:
    text = DEMO_ROUND.read_text(encoding="utf-8")
    path = tmp_path / "round.yaml"
    path.write_text(text.replace("- number: 1\n", f"- number: {'9' * 5000}\n"), encoding="utf-8")
    _, (error,) = parse_round(path)
    assert error.message.endswith("不是整数，应只写阿拉伯数字")
