"""What a round file says is held against itself: mistakes are told in one sentence each."""

from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.packs import DEMO_ROUND
from xuncha_docs.check.casework import check_round_file
from xuncha_docs.compose.names import asked_limits
from xuncha_docs.library.library import Library
from xuncha_docs.library.round_reader import parse_round
from xuncha_docs.library.schedule import DEADLINES
from xuncha_docs.workspace import Workspace

CASES = ROOT / "tests" / "cases" / "round_mistakes.md"
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
    problems = [problem for problem in check_round_file(path, library) if problem.severity == "error"]
    assert told in [problem.message for problem in problems]


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
