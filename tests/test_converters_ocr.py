"""Scans and pictures: recognised where the extra is installed, named as needing it where not."""

import io
import re
import resource
from difflib import SequenceMatcher
from math import cos, degrees, pi, sin
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFont

from tests.conftest import EVERYTHING, require_data
from tests.pdf_files import pdf, text_page
from xuncha_docs.errors import ImportFailure
from xuncha_docs.ingest import ocr
from xuncha_docs.ingest.converters import convert
from xuncha_docs.ingest.docx import DocxConverter
from xuncha_docs.ingest.isolation import Isolation
from xuncha_docs.ingest.red_ink import without_seals
from xuncha_docs.library.provisions import parse_provisions


def require_ocr() -> None:
    if not ocr.available():
        if EVERYTHING:
            pytest.fail("缺少 xuncha_docs[ocr]，而 XUNCHA_REQUIRE_ALL=1 要求全部运行")
        pytest.skip("没有安装 xuncha_docs[ocr]，跳过")


def test_a_picture_without_the_extra_is_named_as_needing_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "available", lambda: False)
    with pytest.raises(ImportFailure, match=r"图片，需要文字识别.*xuncha_docs\[ocr\]"):
        convert(_picture(10, 10), "扫描件.doc")


def test_a_damaged_and_an_oversized_picture_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "available", lambda: True)
    monkeypatch.setattr(ocr, "_MAX_PIXELS", 50)
    with pytest.raises(ImportFailure, match="百万像素"):
        convert(_picture(10, 10), "a.png")
    with pytest.raises(ImportFailure, match="图片损坏"):
        convert(b"\x89PNG\r\n\x1a\nxxxx", "a.png")


def test_scanned_pages_wait_and_are_counted_without_unpacking_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "available", lambda: True)
    scan = pdf(
        ([], [], True), (text_page(["第一条　云川市示例办法自二〇二〇年一月一日起施行。"]), [], False), ([], [], True)
    )
    with ocr.postponing(when=True) as waiting:
        assert "云川市示例办法" in convert(scan, "a.pdf").text
        with pytest.raises(ImportFailure, match="没有识别到文字"):
            convert(_picture(10, 10), "a.png")
    assert waiting.pages == 3


def test_more_scanned_pages_than_a_document_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "available", lambda: True)
    monkeypatch.setattr(ocr, "_MAX_PAGES", 2)
    with ocr.postponing(when=True), pytest.raises(ImportFailure, match="超过 2 页，未读；请拆成"):
        convert(pdf(*[([], [], True)] * 3), "a.pdf")


@pytest.mark.slow
def test_a_scan_is_read_in_a_child_of_its_own_in_bounded_memory() -> None:
    """Twelve megapixels, as phones take them."""
    require_ocr()
    data = require_data("govdocs", "derived", "国旗法_扫描件_仅图像.pdf").read_bytes()
    buffer = io.BytesIO()
    pypdfium2.PdfDocument(data)[0].render(scale=5).to_pil().convert("L").save(buffer, "JPEG")
    with Isolation() as isolation:
        assert "中华人民共和国国旗法" in isolation.convert(buffer.getvalue(), "照片.jpg").text
        assert isolation._child is None
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 1600 * 2**10


@pytest.mark.slow
def test_a_scanned_law_is_read_with_its_articles_in_order() -> None:
    require_ocr()
    folder = require_data("govdocs")
    converted = convert((folder / "derived" / "国旗法_扫描件_仅图像.pdf").read_bytes(), "国旗法.pdf")
    parsed = parse_provisions(converted.text, title="国旗法", path="x")
    numbers = [p.citation.article.number for p in parsed.provisions if p.citation.article]
    assert numbers == list(range(1, 25))
    assert "文字识别" in converted.warnings[0]
    real = DocxConverter().convert((folder / "law_docx_pdf" / "中华人民共和国国旗法.docx").read_bytes()).text
    matcher = SequenceMatcher(None, _letters(converted.text), _letters(real), autojunk=False)
    assert sum(block.size for block in matcher.get_matching_blocks()) > 0.97 * len(_letters(real))


@pytest.mark.slow
def test_a_photograph_of_a_page_is_read() -> None:
    require_ocr()
    data = require_data("govdocs", "derived", "国旗法_扫描件_仅图像.pdf").read_bytes()
    image = pypdfium2.PdfDocument(data)[0].render(scale=2).to_pil()
    buffer = io.BytesIO()
    image.convert("L").save(buffer, "JPEG", quality=60)
    assert "中华人民共和国国旗法" in convert(buffer.getvalue(), "照片.txt").text


def test_a_seal_is_bleached_and_print_beneath_it_and_a_red_heading_stay() -> None:
    page = np.asarray(_page())[:, :, ::-1]
    shown = without_seals(page)
    assert (shown[:200] == page[:200]).all()
    reddish = shown[200:, :, 2].astype(int) - shown[200:, :, 1] > 60
    assert not reddish.any()
    black = page.max(axis=2) < 40
    assert (shown[black].max(axis=1) < 128).all()


@pytest.mark.slow
def test_a_scan_is_read_through_the_red_seal_on_it() -> None:
    require_ocr()
    buffer = io.BytesIO()
    _page().save(buffer, "JPEG", quality=60)
    assert convert(buffer.getvalue(), "扫描件.jpg").text.replace(" ", "").split("\n") == [
        "云川市财政局文件", "云川市公务接待管理办法", "第一条为了规范公务接待工作，制定本办法。",
        "第二条接待单位应当按照标准安排用餐。", "第三条本办法自2020年1月1日起施行。", "云川市财政局", "2020年1月1日",
    ]  # fmt: skip


def _page() -> Image.Image:
    """A scanned page with a red heading, and a seal over its last article and its signature."""
    font = "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc"
    if not Path(font).exists():
        pytest.skip(f"没有字体 {font}，跳过")
    heading, body, small = (ImageFont.truetype(font, size, index=2) for size in (80, 42, 34))
    print_, ink = Image.new("RGB", (1240, 1000), "white"), Image.new("RGB", (1240, 1000), "white")
    on_print, on_ink = ImageDraw.Draw(print_), ImageDraw.Draw(ink)
    on_ink.text((300, 40), "云川市财政局文件", font=heading, fill=(220, 30, 30))
    lines = (
        "云川市公务接待管理办法",
        "第一条　为了规范公务接待工作，制定本办法。",
        "第二条　接待单位应当按照标准安排用餐。",
        "第三条　本办法自2020年1月1日起施行。",
        "云川市财政局",
        "2020年1月1日",
    )
    for number, line in enumerate(lines):
        on_print.text((100, 240 + number * 90), line, font=body, fill="black")
    on_ink.ellipse((180, 530, 480, 830), outline=(220, 30, 30), width=8)
    for number, char in enumerate("云川市财政局"):
        angle = pi * (1 - (number + 0.5) / 6)
        glyph = Image.new("RGB", (56, 56), "white")
        ImageDraw.Draw(glyph).text((11, 0), char, font=small, fill=(220, 30, 30))
        turned = glyph.rotate(degrees(angle) - 90, fillcolor="white")
        ink.paste(turned, (round(302 + 115 * cos(angle)), round(652 - 115 * sin(angle))))
    return ImageChops.multiply(print_, ink)


def _picture(width: int, height: int) -> bytes:
    buffer = io.BytesIO()
    Image.new("L", (width, height), 255).save(buffer, "PNG")
    return buffer.getvalue()


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)
