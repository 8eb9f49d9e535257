"""The whole tree is formatted, lints clean and type-checks strictly."""

import subprocess
import sys

import pytest

from tests.conftest import ROOT


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    "command", [("ruff", "format", "--check", "."), ("ruff", "check", "."), ("mypy",)], ids=" ".join
)
def test_the_tree_passes(command: tuple[str, ...]) -> None:
    run = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
