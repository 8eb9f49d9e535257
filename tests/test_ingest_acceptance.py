"""The 46 cases an import must get right: each row of `cases/acceptance.md` is run, wherever its proof stands."""

import importlib
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

CASES = Path(__file__).parent / "cases"
RUNNERS = {
    "bundles.md": "test_ingest_bundles.py：test_a_file_is_split_as_its_case_says",
    "cleaning.md": "test_cleaning.py：test_a_text_is_cleaned_as_its_case_says",
    "docx.md": "test_docx_converter.py：test_a_document_is_read_as_its_case_says",
    "metadata.md": "test_ingest_metadata.py：test_the_metadata_of_a_case_is_read_as_written",
    "provisions.md": "test_provisions.py：test_a_text_comes_apart_as_its_case_says",
    "references.md": "test_references.py：test_references_are_read_as_their_case_says",
    "webpages.md": "test_converters_webpage.py：test_a_page_gives_what_its_case_says",
}
"""The test that runs the cases of a file."""
ROWS = re.findall(
    r"^\| (\d+) \| (.+?) \| (.+) \|$", (CASES / "acceptance.md").read_text(encoding="utf-8"), re.MULTILINE
)


def test_all_46_cases_are_there() -> None:
    assert [int(number) for number, _, _ in ROWS] == list(range(1, 47))


PROOFS = [
    (f"{number}-{expected}", proof) for number, expected, proofs in ROWS for proof in re.findall("`([^`]+)`", proofs)
]


def _function(proof: str) -> tuple[Callable[..., None], str | None]:
    """The test a proof names, and which of its inputs."""
    file, _, name = proof.partition("：")
    if file in RUNNERS:
        return _function(RUNNERS[file])[0], name
    name, _, wanted = name.removesuffix("]").partition("[")
    module = importlib.import_module(f"tests.{file.removesuffix('.py')}")
    function: Callable[..., None] = getattr(module, name)
    return function, wanted or None


def _inputs(function: Callable[..., None], wanted: str | None) -> Iterator[Mapping[str, Any]]:
    """The arguments of each of the test's inputs; of those asked for only, by their id or their first value."""
    marks = [mark for mark in getattr(function, "pytestmark", ()) if mark.name == "parametrize"]
    if not marks:
        yield {}
    for mark in marks:
        names, values = mark.args
        keys = [name.strip() for name in names.split(",")] if isinstance(names, str) else names
        for number, row in enumerate(values):
            cells = row if len(keys) > 1 else (row,)
            called = mark.kwargs["ids"][number] if "ids" in mark.kwargs else cells[0]
            if wanted in (None, called):
                yield dict(zip(keys, cells, strict=True))


def _param(label: str, proof: str) -> Any:
    marks = [mark for mark in getattr(_function(proof)[0], "pytestmark", ()) if mark.name == "slow"]
    return pytest.param(proof, id=f"{label}-{proof}", marks=marks)


@pytest.mark.parametrize("proof", [_param(label, proof) for label, proof in PROOFS])
def test_a_case_is_read_as_it_must_be(proof: str, request: pytest.FixtureRequest) -> None:
    function, wanted = _function(proof)
    inputs = list(_inputs(function, wanted))
    assert inputs, f"没有这个用例：{proof}"
    names = function.__code__.co_varnames[: function.__code__.co_argcount + function.__code__.co_kwonlyargcount]
    for given in inputs:
        fixtures = {name: request.getfixturevalue(name) for name in names if name not in given}
        function(**given, **fixtures)
