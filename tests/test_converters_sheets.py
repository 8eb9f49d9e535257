"""Workbooks: readable rows, merged cells, hidden sheets, per cent; told by content, not by name."""

import io
import random
import zipfile
from pathlib import Path

import pytest

from tests.sheet_files import PERCENT, xlsx
from xuncha_docs.errors import ImportFailure
from xuncha_docs.ingest.converters import convert
from xuncha_docs.ingest.percents import decimals_of, percent_cells

OLD = Path(__file__).parent / "cases" / "完成情况表.xls"
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


def test_headings_in_two_rows_name_each_value_by_the_lower_one() -> None:
    rows = (
        ("云川市示例局经费表",),
        ("科室", "金额", None, "说明"),
        (None, "预算", "决算", None),
        ("办公室", 12, 11, "无"),
    )
    merged = ("A1:D1", "A2:A3", "B2:C2", "D2:D3")
    assert convert(xlsx(("经费", rows, merged, False)), "a.xlsx").text.splitlines() == [
        "云川市示例局经费表",
        "| 科室 | 金额 | 金额 | 说明 |",
        "| 科室 | 预算 | 决算 | 说明 |",
        "科室：办公室；预算：12；决算：11；说明：无",
    ]


def test_a_hidden_sheet_is_read_and_named() -> None:
    converted = convert(xlsx(DUTIES, ("旧表", (("隐藏的示例内容",),), (), True)), "a.xlsx")
    assert converted.text.splitlines()[-2:] == ["工作表：旧表", "隐藏的示例内容"]
    assert "工作表“旧表”是隐藏的" in converted.warnings[0]


def test_an_old_workbook_reads_like_a_new_one_by_content() -> None:
    converted = convert(OLD.read_bytes(), "完成情况.et")
    assert converted.text.splitlines() == [
        "工作表：完成情况",
        "云川市示例局重点任务完成情况表",
        "| 序号 | 责任科室 | 任务 | 完成率 |",
        "序号：1；责任科室：财务科；任务：公务接待清单公开；完成率：92%",
        "序号：2；责任科室：财务科；任务：差旅费自查；完成率：50.5%",
        "序号：3；责任科室：办公室；任务：车辆台账核对；完成率：100%",
        "序号：4；责任科室：人事科；任务：干部档案审核；完成率：33.3%",
        "序号：5；责任科室：机关党委；任务：组织生活记录核对；完成率：0.5",
        "工作表：旧表",
        "隐藏的示例内容",
        "| 10% | 20% | 30.5% |",
    ]
    assert converted.warnings == ("工作表“旧表”是隐藏的，已一并读入，请核对是否应当保留",)


def test_damage_to_an_old_workbook_ends_in_text_or_a_reason() -> None:
    data = OLD.read_bytes()
    damage = random.Random(20250101)  # noqa: S311 -- 测试要可重复，不涉及安全
    for _ in range(200):
        broken = bytearray(data[: damage.choice((len(data), damage.randrange(8, len(data))))])
        for _ in range(damage.randrange(1, 40)):
            broken[damage.randrange(8, min(len(broken), 2000))] = damage.randrange(256)
        assert isinstance(percent_cells(bytes(broken)), dict)


@pytest.mark.parametrize(
    ("code", "decimals"),
    [("0%", 0), ("0.00%", 2), ("[红色]0.0%;-0.0%", 1), ('0"%"', None), (r"0\%", None), ("#,##0.00", None)],
)
def test_a_number_format_tells_the_decimals_of_per_cent(code: str, decimals: int | None) -> None:
    assert decimals_of(code) == decimals


def test_an_empty_workbook_says_so() -> None:
    with pytest.raises(ImportFailure, match="表格里没有内容"):
        convert(xlsx(("空", (), (), False)), "a.xlsx")
    with pytest.raises(ImportFailure, match="表格里没有内容"):
        convert(xlsx(("空", ((None, None),), ("A1:B2",), False)), "a.xlsx")


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
