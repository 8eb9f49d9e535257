"""Warnings about the sequence of articles in real sources: each is explained by a defect that the source shows."""

import re
from pathlib import Path

import pytest

from tests.conftest import require_data
from xuncha_docs.ingest import import_paths

TEXT = (Path(__file__).parent / "cases" / "sequence_warnings.md").read_text(encoding="utf-8")
ROWS = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in TEXT.splitlines() if line[:1] == "|"][2:]
WARNED = re.compile(r"第 (\d+) 行：(?!.*未入库)(.*)")


@pytest.mark.parametrize("parts", [("party",), ("govdocs", "pbc_txt")], ids=["party", "pbc_txt"])
def test_every_warning_about_the_sequence_is_explained_by_its_source(tmp_path: Path, parts: tuple[str, ...]) -> None:
    folder = require_data(*parts)
    report = import_paths([folder], tmp_path)
    assert not [note for note in report.warnings if "处类似情况" in note.message]
    found = [(note.source, *match.groups()) for note in report.warnings if (match := WARNED.match(note.message))]
    wanted = [row for row in ROWS if row[0].startswith(folder.name)]
    assert [(source, line) for source, line, _ in found] == [row[:2] for row in wanted]
    for (source, line, message), (_, _, said, evidence, defect) in zip(found, wanted, strict=True):
        assert said in message
        text = (folder.parent / source).read_text(encoding="utf-8").split("\n")[int(line) - 1]
        assert evidence in text, defect
