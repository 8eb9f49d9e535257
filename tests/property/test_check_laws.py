"""Whatever stands in a file, `check` lists problems and never raises; records do not depend on the order of files."""

import tempfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import FOCUS, REGULATION_2020, ROOT, write_kb
from xuncha_docs.check.casework import check_round_file
from xuncha_docs.check.everything import check_templates
from xuncha_docs.check.knowledge import check_knowledge
from xuncha_docs.check.trials import Trial, mistakes, trials
from xuncha_docs.compose.templates import read_tolerant
from xuncha_docs.library.library import Library
from xuncha_docs.press import Press
from xuncha_docs.workspace import Workspace

AS_OF = date(2026, 9, 1)
ROUND = (ROOT / "xuncha_docs" / "demo" / "round_template.yaml").read_text(encoding="utf-8")
TEMPLATE = (ROOT / "templates" / "announcement.md").read_text(encoding="utf-8")
RUNS = settings(max_examples=60, deadline=None)


def damaged(text: str) -> st.SearchStrategy[bytes]:
    """The text with a piece cut out and something else put in: bytes, YAML signs, words of our own."""
    signs = st.sampled_from(
        ["&a", "*a", "{", "}", "[", "- ", ": ", "|", "\t", "---\n", "#", "{{", "%}", "第九条", "《", "\x00", "\ud7ff"]
    )
    piece = st.one_of(
        st.binary(max_size=20),
        signs.map(str.encode),
        st.text(max_size=10).map(lambda t: t.encode("utf-8", "surrogatepass")),
    )
    places = st.tuples(st.integers(0, len(text)), st.integers(0, 40), piece)
    return places.map(lambda p: text[: p[0]].encode() + p[2] + text[p[0] + p[1] :].encode())


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("focus/common.yaml", FOCUS),
        ("regulations/yc-jiedai-2020-01-01.md", REGULATION_2020),
        ("terms.yaml", "kind: term\n"),
    ],
)
def test_any_bytes_in_the_knowledge_base_are_a_list_of_problems(name: str, text: str) -> None:
    @RUNS
    @given(damaged(text))
    def law(data: bytes) -> None:
        with tempfile.TemporaryDirectory() as folder:
            kb = write_kb(Path(folder) / "kb")
            (kb / name).write_bytes(data)
            library = Library.open_tolerant([kb], Path(folder) / "cache")
            problems = check_knowledge(library, AS_OF)
            library.close()
            assert all(problem.message and problem.location.path for problem in problems)

    law()


@RUNS
@given(damaged(ROUND))
def test_any_bytes_in_a_round_file_are_a_list_of_problems(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        library = Library.open([write_kb(Path(folder) / "kb")], Path(folder) / "cache")
        path = Path(folder) / "round.yaml"
        path.write_bytes(data)
        assert all(problem.message for problem in check_round_file(path, library))
        library.close()


@RUNS
@given(damaged(TEMPLATE))
def test_any_bytes_in_a_template_are_a_list_of_problems(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "x.md").write_bytes(data)
        templates, errors = read_tolerant([Path(folder)])
        assert all(problem.message for problem in check_templates(tuple(templates.values()), errors))


@pytest.fixture(scope="module")
def rounds() -> tuple[Trial, Trial]:
    return trials(Workspace(None).library)


@RUNS
@given(damaged(TEMPLATE))
def test_any_template_that_can_be_read_is_tried_without_raising(rounds: tuple[Trial, Trial], data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder, Press() as press:
        (Path(folder) / "x.md").write_bytes(data)
        for template in read_tolerant([Path(folder)])[0].values():
            assert all(problem.message for problem in mistakes(template, rounds, press))
