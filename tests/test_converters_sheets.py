"""Workbooks: readable rows, merged cells, hidden sheets, per cent; told by content, not by name."""

import io
import zipfile

import pytest

from tests.sheet_files import PERCENT, xlsx
from xuncha_docs.errors import ImportFailure
from xuncha_docs.ingest.converters import convert

DUTIES = (
    "职能",
    (
        ("云川市示例局廉政风险点一览表",),
        ("序号", "岗位", "职权", "完成率"),
        (1, "财务科", "公务接待经费审核", (0.92, PERCENT)),
        (2, None, "差旅费审核", (0.5, PERCENT)),
    ),
    ("A1:D1", "B3:B4"),
    False,
)


def test_rows_are_readable_with_their_headings_and_merged_cells_are_repeated() -> None:
    converted = convert(xlsx(DUTIES), "风险点.doc")
    assert converted.text.splitlines() == [
        "云川市示例局廉政风险点一览表",
        "| 序号 | 岗位 | 职权 | 完成率 |",
        "序号：1；岗位：财务科；职权：公务接待经费审核；完成率：92%",
        "序号：2；岗位：财务科；职权：差旅费审核；完成率：50%",
    ]
    assert converted.warnings == ()


def test_a_hidden_sheet_is_read_and_named() -> None:
    converted = convert(xlsx(DUTIES, ("旧表", (("隐藏的示例内容",),), (), True)), "a.xlsx")
    assert converted.text.splitlines()[-2:] == ["工作表：旧表", "隐藏的示例内容"]
    assert "工作表“旧表”是隐藏的" in converted.warnings[0]


def test_an_empty_workbook_says_so() -> None:
    with pytest.raises(ImportFailure, match="表格里没有内容"):
        convert(xlsx(("空", (), (), False)), "a.xlsx")


def test_a_damaged_workbook_says_so() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook")
    with pytest.raises(ImportFailure, match="损坏"):
        convert(buffer.getvalue(), "a.xlsx")


def test_a_workbook_that_swells_is_stopped_before_it_is_read() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 40 * 2**20)
    with pytest.raises(ImportFailure, match="压缩炸弹"):
        convert(buffer.getvalue(), "a.xlsx")
