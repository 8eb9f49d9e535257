"""The import bench on a few invented files: its figures are right, and a tool that is not there is a row."""

from pathlib import Path

import pytest

from tests.bench.ingest import Import, Row, measure, measure_import, table
from tests.bench.ingest_files import numbered, sheets, write_set

REGULATION = """# 云川市公务接待管理办法（示例）

## 第一章 总则

第一条　为了规范公务接待，制定本办法。

第二条　接待单位应当按照标准安排用餐，陪餐人数不得超过接待对象的三分之一。
"""

READ = Row(
    set="ofd",
    tool="xuncha",
    files=4,
    read=3,
    per_second=250.4,
    median_ms=2.21,
    peak_mb=56.7,
    kept=0.975,
    added=0.01,
)


def test_what_is_read_kept_and_added_is_counted(tmp_path: Path) -> None:
    write_set(tmp_path / "xlsx", sheets(2, 3))
    row = measure("xuncha", tmp_path / "xlsx")
    assert (row.files, row.read, row.kept, row.note) == (2, 2, 1.0, "")
    assert row.added > 0  # 每行都带上表头
    assert row.per_second > 0
    assert 10 < row.peak_mb < 500


def test_automatic_numbers_are_part_of_the_original(tmp_path: Path) -> None:
    document = numbered(REGULATION)
    assert document
    write_set(tmp_path / "docx", iter([("办法.docx", document, REGULATION)]))
    row = measure("xuncha", tmp_path / "docx")
    assert (row.kept, row.added) == (1.0, 0.0)
    assert numbered(REGULATION.replace("第二条", "第三条")) is None


def test_a_file_that_is_not_read_counts_as_lost_and_its_reason_is_noted(tmp_path: Path) -> None:
    samples = [("办法.md", REGULATION.encode(), REGULATION), ("空.md", b"\n", REGULATION)]
    write_set(tmp_path / "md", iter(samples))
    row = measure("xuncha", tmp_path / "md")
    assert (row.files, row.read, row.kept, row.note) == (2, 1, 0.5, "空文件")


def test_files_without_chinese_letters_are_left_out(tmp_path: Path) -> None:
    write_set(tmp_path / "txt", iter([("a.txt", b"1", "1")]))
    assert not list((tmp_path / "txt").iterdir())


@pytest.mark.parametrize(("tool", "package"), [("markitdown", "markitdown"), ("pandoc", "pypandoc")])
def test_a_tool_that_is_not_installed_is_a_row_saying_so(
    tool: str, package: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / f"{package}.py").write_text("raise ImportError", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    write_set(tmp_path / "xlsx", sheets(1, 1))
    assert measure(tool, tmp_path / "xlsx") == Row(set="xlsx", tool=tool, note="没有安装")


def test_a_format_that_pandoc_does_not_read_is_a_row_saying_so(tmp_path: Path) -> None:
    assert measure("pandoc", tmp_path / "pdf 扫描").note == "不读这种格式"


def test_an_import_is_timed_and_both_tables_are_printed(tmp_path: Path) -> None:
    (tmp_path / "laws").mkdir()
    (tmp_path / "laws" / "办法.md").write_text(REGULATION, encoding="utf-8")
    done = measure_import(1, tmp_path)
    assert list((tmp_path / "office" / "kb" / "regulations").glob("*.md"))
    printed = table(
        [READ, Row(set="ofd", tool="pandoc", note="不读这种格式")], [done, Import(laws=2, seconds=1, peak_mb=9)]
    )
    assert "| ofd | 4 | 3 / — | 250 / — | 2.2 / — | 57 / — | 97.5% / — | 1% / — |" in printed
    assert "ofd，pandoc：不读这种格式。" in printed
    assert printed.endswith("| 2 部 | 1.0 | 9 |")
