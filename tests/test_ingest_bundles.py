"""Files that hold several regulations: every case of `cases/bundles.md`."""

import re
from pathlib import Path

import pytest

from tests.conftest import require_data
from xuncha_docs.ingest import import_paths
from xuncha_docs.ingest.kbfile import read_kb_file
from xuncha_docs.library.provisions import parse_provisions

TEXT = (Path(__file__).parent / "cases" / "bundles.md").read_text(encoding="utf-8")
CASES = re.findall(r"^### ([^\n]+)\n```text\n(.*?)```\n```expected\n(.*?)```", TEXT, re.MULTILINE | re.DOTALL)


def imported(source: Path, kb: Path) -> tuple[list[str], str]:
    """`题名 | 条数` of each record in the order of the sources, and the report."""
    report = import_paths([source], kb)
    rows = {}
    for entry in report.imported:
        file = read_kb_file(kb / "regulations" / f"{entry.id}.md")
        assert file is not None
        parsed = parse_provisions(file.body, title=entry.title, path="")
        rows[entry.sources[0]] = f"{entry.title} | {sum(p.citation.article is not None for p in parsed.provisions)}"
    return [rows[source] for source in sorted(rows)], "\n".join(report.lines())


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_file_is_split_as_its_case_says(tmp_path: Path, text: str, expected: str) -> None:
    wanted = expected.splitlines()
    source = tmp_path / "来源.txt"
    source.write_text(text, encoding="utf-8")
    rows, report = imported(source, tmp_path / "kb")
    assert rows == [row for row in wanted if not row.startswith("! ")]
    told = [row.removeprefix("! ") for row in wanted if row.startswith("! ")]
    assert all(message in report for message in told)
    assert ("按标题分开" in report) == (len(rows) > 1)


def test_a_warning_about_a_later_part_names_the_line_of_the_file(tmp_path: Path) -> None:
    first = "云川市示例办法\n第一条　甲。\n第二条　乙。\n第三条　本办法自2020年1月1日起施行。\n"
    source = tmp_path / "来源.txt"
    source.write_text(first + "云川市示例细则\n第一条　丙。\n第三条　丁。\n", encoding="utf-8")
    report = imported(source, tmp_path / "kb")[1]
    assert "第 7 行：第一条之后是第三条" in report.partition("  来源.txt#2（")[2]


def test_the_files_name_dates_the_first_text_only(tmp_path: Path) -> None:
    first = "云川市示例办法\n第一条　甲。\n第二条　乙。\n第三条　本办法自公布之日起施行。\n"
    source = tmp_path / "云川市示例办法(2020-01-01).txt"
    source.write_text(first + "云川市示例细则\n第一条　丙。\n第二条　本细则自公布之日起施行。\n", encoding="utf-8")
    ids = [entry.id.partition("-")[2] for entry in import_paths([source], tmp_path / "kb").imported]
    assert ids == ["2020-01-01", "undated"]


def test_of_the_real_texts_only_the_one_with_two_regulations_is_split(tmp_path: Path) -> None:
    folder = require_data("govdocs", "pbc_txt")
    for source in (folder, require_data("party"), require_data("web")):
        report = import_paths([source], tmp_path / source.name)
        split = [note.source for note in report.warnings if "按标题分开" in note.message]
        assert split == (["pbc_txt/tiaofasi_normative_document_000048_000.txt"] if source == folder else [])
