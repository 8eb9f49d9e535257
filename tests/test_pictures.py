import io
import re
import subprocess
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from python_calamine import CalamineWorkbook

from tests.conftest import require_tool
from xuncha_docs.word.writer import write

CHART = """:::shares

| 评价 | 份数 |
|--|--|
| 满意 | 34 |
| 基本满意 | 17 |
| 不满意 | 7 |

图1　总体评价
:::
"""
CODE = ":::qr\nhttps://example.invalid/云川?a=1\\&b=2\n:::\n"


def archive(markdown: str) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(write(markdown, source="示例.md").data))


def test_a_chart_has_its_numbers_in_a_workbook_that_can_be_read() -> None:
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(archive(CHART).read("word/embeddings/workbook1.xlsx")))
    rows = workbook.get_sheet_by_index(0).to_python()
    assert rows == [["", "份数"], ["满意（34）", 58.6], ["基本满意（17）", 29.3], ["不满意（7）", 12.1]]


def test_a_chart_and_a_code_are_parts_that_the_document_leads_to() -> None:
    parts = archive(f"{CHART}\n{CODE}\n{CHART}")
    relations = parts.read("word/_rels/document.xml.rels").decode()
    types = parts.read("[Content_Types].xml").decode()
    for path in ("charts/chart1.xml", "media/qr2.png", "charts/chart3.xml"):
        assert f'Target="{path}"' in relations
        assert f'PartName="/word/{path}"' in types
    assert 'Target="../embeddings/workbook3.xlsx"' in parts.read("word/charts/_rels/chart3.xml.rels").decode()
    numbers = re.findall(r'<wp:docPr id="(\d+)"', parts.read("word/document.xml").decode())
    assert len(set(numbers)) == 3


def test_a_chart_is_set_in_the_face_of_the_text() -> None:
    chart = archive(CHART).read("word/charts/chart1.xml").decode()
    ET.fromstring(chart)  # noqa: S314 -- 本测试自己写出的 XML
    assert '<a:ea typeface="仿宋_GB2312"/>' in chart


def test_a_code_says_what_it_was_made_of() -> None:
    cv2 = pytest.importorskip("cv2")
    numpy = pytest.importorskip("numpy")
    picture = cv2.imdecode(numpy.frombuffer(archive(CODE).read("word/media/qr1.png"), dtype="uint8"), 0)
    assert cv2.QRCodeDetector().detectAndDecode(picture)[0] == "https://example.invalid/云川?a=1&b=2"


def test_a_picture_in_a_line_of_text_or_a_cell_is_not_cut_off() -> None:
    document = archive("甲:qr[乙]\n\n|丙|\n|--|\n|:qr[丁]|\n").read("word/document.xml").decode()
    for paragraph in re.findall("<w:p>(?:(?!</w:p>).)*<w:drawing>", document):
        assert 'w:lineRule="auto"' in paragraph.rpartition("<w:p>")[2]


def test_equal_figures_have_equal_bytes() -> None:
    markdown = f"{CHART}\n{CODE}"
    assert write(markdown, source="示例.md").data == write(markdown, source="示例.md").data


@pytest.mark.slow
def test_libreoffice_draws_the_chart_with_its_words_and_numbers(tmp_path: Path) -> None:
    soffice, reader = require_tool("soffice"), require_tool("pdftotext")
    (tmp_path / "示例.docx").write_bytes(write(CHART, source="示例.md").data)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [soffice, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), "示例.docx"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=300)
    printed = subprocess.run([reader, "示例.pdf", "-"], cwd=tmp_path, check=True, capture_output=True, timeout=60)
    words = "".join(printed.stdout.decode().split())
    for word in ("基本满意（17）", "58.6%", "29.3%", "12.1%", "图1总体评价"):
        assert word in words
