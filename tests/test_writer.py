import re
import subprocess
from pathlib import Path

import pytest
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, Twips

from tests.conftest import require_tool
from tests.outline import open_docx, outline, values
from xuncha_docs.errors import TemplateError
from xuncha_docs.word.layout import TABLE as TABLE_MEASURES
from xuncha_docs.word.writer import Written, write

CASES = (Path(__file__).parent / "cases" / "markdown_to_word.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"### ([^\n]+)\n(`{3,})text\n(.*?)\2\n```expected\n(.*?)```", CASES, re.DOTALL)
TABLE = "| 序号 | 监督重点 |\n|--|--------|\n"
SAMPLE = """# 关于云川市示例工作的通知

:::to
各有关单位：
:::

根据工作部署，2026年3月1日起开展示例工作。

## 一、总体要求

正文。

:::sign
云川市委示例工作组
2026年5月20日
:::

:::landscape

| 序号 | 资料名称 | 备注 |
|:-:|--------|---|
| 1 | 党组会议记录 |  |

:::
"""


def written(markdown: str) -> Written:
    return write(markdown, source="示例.md")


def xml(markdown: str) -> str:
    document = open_docx(written(markdown).data)
    return str(document.element.xml)


def texts(markdown: str) -> list[str]:
    return [line.partition("|")[2] for line in outline(written(markdown).data)]


@pytest.mark.parametrize(("name", "fence", "text", "expected"), BLOCKS, ids=[case[0] for case in BLOCKS])
def test_markdown_becomes_the_word_document_its_case_shows(name: str, fence: str, text: str, expected: str) -> None:
    assert name
    assert fence
    text = text.replace("␤", "\u2028").replace("⌫", "\x07")
    if expected.startswith("错："):
        with pytest.raises(TemplateError) as caught:
            written(text)
        assert expected.removeprefix("错：").strip() in str(caught.value)
    else:
        assert outline(written(text).data) == expected.splitlines()


def test_no_case_is_left_out() -> None:
    assert len(BLOCKS) == CASES.count("```expected\n")


@pytest.mark.parametrize("value", ["{{ 甲 }}", "{% if %}", "|", "**", "<b>", "&", "𠮷", "\t甲\t乙", "甲" * 3000, ""])
def test_a_value_comes_out_of_a_cell_unchanged(value: str) -> None:
    escaped = re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", value)
    assert texts(f"{TABLE}| 1 | {escaped} |\n")[1] == f"1|{value.strip()}"


def test_removed_characters_are_reported_with_their_line() -> None:
    result = written("甲\x00\n乙\r\n\r\n丙\ufffe\x85丁\ud800")
    assert [str(one) for one in result.removed] == [
        "第 1 行删去控制字符 U+0000",
        "第 4 行删去控制字符 U+FFFE",
        "第 4 行删去控制字符 U+0085",
        "第 4 行删去控制字符 U+D800",
    ]
    assert outline(result.data) == ["公文正文|甲乙", "公文正文|丙丁"]


def test_a_control_character_outside_the_text_is_removed_and_reported_too() -> None:
    result = write("甲", source="示例.md", title="标\x01题", header="示\x02例", properties={"模板": "a\x03"})
    assert [(one.code, one.line) for one in result.removed] == [(1, None), (2, None), (3, None)]
    assert str(result.removed[0]) == "文档属性或页眉删去控制字符 U+0001"


def test_every_style_sets_all_four_fonts_and_none_uses_a_theme() -> None:
    document = open_docx(written("甲").data)
    fonts = [element for style in document.styles for element in style.element.iter(qn("w:rFonts"))]
    assert len(fonts) >= 15
    for font in fonts:
        assert len({font.get(qn(f"w:{name}")) for name in ("ascii", "hAnsi", "eastAsia", "cs")}) == 1
        assert not [name for name in font.attrib if "Theme" in str(name)]


def test_headings_have_the_faces_of_the_standard_and_their_outline_level() -> None:
    document = open_docx(written("甲").data)
    for name, face, level in (
        ("Heading 1", "黑体", "0"),
        ("Heading 2", "楷体_GB2312", "1"),
        ("Heading 3", "仿宋_GB2312", "2"),
        ("Heading 4", "仿宋_GB2312", "3"),
    ):
        element = document.styles[name].element
        assert values(element, "w:rFonts", "w:eastAsia") == [face]
        assert values(element, "w:outlineLvl") == [level]


def test_a_heading_that_runs_on_has_its_face_up_to_its_first_full_stop() -> None:
    paragraphs = open_docx(written("## 一、准备。三月底。\n\n### （一）“喆”。听取汇报。并作记录。\n").data).paragraphs
    faces = [[(run.text, values(run._r, "w:rFonts", "w:eastAsia")[0]) for run in one.runs] for one in paragraphs]
    assert faces == [
        [("一、准备。", "黑体"), ("三月底。", None)],
        [("（一）“", "楷体_GB2312"), ("喆", "楷体"), ("”。", "楷体_GB2312"), ("听取汇报。并作记录。", None)],
    ]
    assert not [one for one in paragraphs if values(one._p, "w:outlineLvl") or values(one._p, "w:keepNext")]


def test_a_portrait_page_is_a4_with_the_margins_of_the_frame() -> None:
    for frame, top, bottom in (("gbt33476", 34.58, 32.58), ("plain", 37, 35)):
        section = open_docx(write("甲", source="示例.md", frame=frame).data).sections[0]
        assert section.page_width is not None
        assert section.page_height is not None
        assert abs(section.page_width - Mm(210)) < Mm(0.1)
        assert abs(section.page_height - Mm(297)) < Mm(0.1)
        margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
        for margin, wanted in zip(margins, (top, bottom, 28, 26), strict=True):
            assert margin is not None
            assert abs(margin - Mm(wanted)) < Mm(0.1)


def test_page_numbers_are_right_on_odd_and_left_on_even_pages() -> None:
    document = open_docx(written(SAMPLE).data)
    assert document.settings.odd_and_even_pages_header_footer
    for section in document.sections:
        for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
            assert not footer.is_linked_to_previous
            text = "".join(element.text or "" for element in footer._element.iter(qn("w:t")))
            assert text == "— 1 —"
            assert [field.text for field in footer._element.iter(qn("w:instrText"))] == [" PAGE "]
            assert values(footer._element, "w:jc") == [side]


def test_a_header_stands_on_every_page_only_when_it_is_given() -> None:
    document = open_docx(write(SAMPLE, source="示例.md", header="示例：虚构样例，不得作为依据").data)
    for section in document.sections:
        for header in (section.header, section.even_page_header):
            assert [paragraph.text for paragraph in header.paragraphs] == ["示例：虚构样例，不得作为依据"]
    assert open_docx(written(SAMPLE).data).sections[0].header.is_linked_to_previous


def test_a_table_repeats_its_header_and_fills_the_line() -> None:
    document = open_docx(written(f"{TABLE}| 1 | 甲 |\n").data)
    table = document.tables[0]
    assert [len(list(row._tr.iter(qn("w:tblHeader")))) for row in table.rows] == [1, 0]
    widths = [int(width) for width in values(table._tbl, "w:gridCol", "w:w")]
    assert sum(widths) == 8844
    assert widths[1] > 3.5 * widths[0]
    assert [int(width) for width in values(table.rows[1]._tr, "w:tcW", "w:w")] == widths


def test_a_short_row_stays_whole_and_a_long_one_may_break() -> None:
    table = open_docx(written(f"{TABLE}| 1 | 甲 |\n| 2 | {'乙' * 3000} |\n").data).tables[0]
    assert [len(list(row._tr.iter(qn("w:cantSplit")))) for row in table.rows] == [1, 1, 0]


def test_a_wide_table_on_a_landscape_page_takes_its_longer_line() -> None:
    table = open_docx(written(SAMPLE).data).tables[0]
    assert sum(map(int, values(table._tbl, "w:gridCol", "w:w"))) == 13030


def test_a_document_may_lie_on_its_side_from_the_start() -> None:
    assert outline(write("甲", source="示例.md", landscape=True).data) == ["横排", "公文正文|甲"]


def test_a_document_that_ends_with_a_landscape_section_has_no_empty_last_page() -> None:
    assert len(open_docx(written(SAMPLE).data).sections) == 2


def test_a_character_outside_gb2312_is_set_in_a_face_that_has_it() -> None:
    document = open_docx(written("陈喆与𠮷野，——“李明”。").data)
    faces = {run.text: values(run._r, "w:rFonts", "w:eastAsia")[0] for run in document.paragraphs[0].runs}
    assert faces == {"陈": None, "喆": "仿宋", "与": None, "𠮷": "宋体-ExtB", "野，——“李明”。": None}
    windows = open_docx(write("陈喆", source="示例.md", fonts="windows").data)
    assert len(windows.paragraphs[0].runs) == 1


def test_bold_text_is_bold_and_nothing_else_is() -> None:
    paragraph = open_docx(written("这是**重要的**事。").data).paragraphs[0]
    assert [(run.text, bool(run.bold)) for run in paragraph.runs] == [
        ("这是", False),
        ("重要的", True),
        ("事。", False),
    ]


def test_the_date_of_a_signature_starts_two_characters_right_of_its_office() -> None:
    paragraphs = open_docx(written(":::sign\n云川市委示例巡察工作领导小组\n2026年5月20日\n:::").data).paragraphs
    office, date = (paragraph.paragraph_format.left_indent for paragraph in paragraphs)
    assert office is not None
    assert date is not None
    assert abs(date - office - 2 * Pt(15.79)) < Pt(0.2)


def test_a_signature_that_is_no_office_and_date_is_right_aligned() -> None:
    markdown = xml(":::sign\n签名：＿＿＿＿\n:::\n\n:::sign\n" + "甲" * 40 + "\n2026年5月20日\n:::")
    assert 'w:jc w:val="left"' not in markdown


def test_a_title_below_a_document_number_keeps_two_blank_lines() -> None:
    document = open_docx(
        written(":::center\n云巡〔2026〕3号\n:::\n\n# 标题\n\n:::pagebreak\n\n:::to\n附件1\n:::\n\n# 附件").data
    )
    before = [paragraph.paragraph_format.space_before for paragraph in document.paragraphs]
    assert before == [None, 2 * Twips(592), None, Twips(592)]


def test_an_empty_document_is_a_document() -> None:
    assert outline(written("").data) == []
    assert len(open_docx(written("").data).sections) == 1


@pytest.mark.slow
def test_libreoffice_prints_the_sample_on_two_pages(tmp_path: Path) -> None:
    soffice, reader = require_tool("soffice"), require_tool("pdftotext")
    (tmp_path / "示例.docx").write_bytes(written(SAMPLE).data)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [soffice, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), "示例.docx"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=300)
    printed = subprocess.run(
        [reader, "-layout", "示例.pdf", "-"], cwd=tmp_path, check=True, capture_output=True, timeout=60
    ).stdout.decode()
    assert printed.count("\f") == 2
    assert "关于云川市示例工作的通知" in printed
    assert "党组会议记录" in printed
    assert re.search(r"—\s*1\s*—", printed)


def test_a_compact_table_is_set_small_with_low_rows() -> None:
    markdown = "| 项目 | 内容 |\n|--|--|\n| 甲 | 乙 |\n"
    small = xml(f":::compact\n\n{markdown}\n:::\n")
    assert "CellSmall" not in xml(markdown)
    assert "CellSmall" in small
    assert f'w:trHeight w:val="{TABLE_MEASURES.compact_row_height}"' in small


@pytest.mark.parametrize(("above", "kept"), [("核实下列情况：", 2), ("**表3　班子分工**", 2), ("情况如下。", 1)])
def test_words_that_introduce_a_table_are_on_its_page(above: str, kept: int) -> None:
    blocks = xml(f"{above}\n\n| 项目 | 内容 |\n|--|--|\n| 甲 | 乙 |\n").partition("<w:tbl>")[0]
    assert blocks.count("<w:keepNext/>") == kept
