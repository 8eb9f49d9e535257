"""PDF: wrapped lines, page numbers, running heads, ruled tables, scans, damage; the laws that come as docx and PDF."""

import re
from pathlib import Path

import pypdfium2
import pytest

from tests.conftest import require_data
from tests.pdf_files import grid, pdf, seal, text_page, vertical_page
from xuncha_docs.errors import ImportFailure
from xuncha_docs.ingest import ocr
from xuncha_docs.ingest.converters import convert
from xuncha_docs.ingest.document import understand
from xuncha_docs.library.provisions import parse_provisions

WRAPPED = (
    "\u3000\u3000第一条\u3000为了规范公务接待工作，厉行勤俭节约，反",
    "对铺张浪费，根据有关规定，结合云川市实际，制定本办",
    "法。",
    "\u3000\u3000第二条\u3000接待应当遵守下列规定：",
    "\u3000\u3000（一）不得超标准接待；",
    "\u3000\u3000（二）依照第一条规定，接待费用全部纳入预算管理，不",
    "得转嫁。",
)
LAWS = (
    "仲裁法", "公务员法", "劳动合同法", "反垄断法", "商标法", "国家安全法", "国徽法", "国旗法", "妇女权益保障法",
    "宪法", "治安管理处罚法", "消费者权益保护法", "立法法", "行政处罚法", "行政复议法", "行政许可法", "行政诉讼法",
)  # fmt: skip


def test_hard_wrapped_lines_become_paragraphs() -> None:
    data = pdf((text_page(WRAPPED), (), False))
    assert convert(data, "a.txt").text.split("\n") == [
        "第一条\u3000为了规范公务接待工作，厉行勤俭节约，反对铺张浪费，根据有关规定，结合云川市实际，制定本办法。",
        "第二条\u3000接待应当遵守下列规定：",
        "（一）不得超标准接待；",
        "（二）依照第一条规定，接待费用全部纳入预算管理，不得转嫁。",
    ]


def test_a_title_in_large_type_is_put_together_and_apart_from_the_body() -> None:
    title = [(130.0, 780.0, 22.0, "云川市财政局关于印发《公务接"), (150.0, 744.0, 22.0, "待管理办法》的通知")]
    data = pdf(((*title, *text_page(WRAPPED, top=680)), (), False))
    assert convert(data, "a").text.split("\n")[0] == "云川市财政局关于印发《公务接待管理办法》的通知"


def test_a_paragraph_goes_on_behind_a_page_number_and_a_running_head() -> None:
    pages = []
    for number in range(1, 5):
        lines = text_page(
            (
                f"\u3000\u3000第{'一二三四'[number - 1]}条\u3000本条示例文字写满一整行以便折行之用，第{number}页",
                "在此续行。",
            )
        )
        pages.append((((90, 815, 10, "云川市人民政府公报"), *lines, (290, 40, 10, f"— {number} —")), (), False))
    converted = convert(pdf(*pages), "a.pdf")
    assert [line[:3] for line in converted.text.split("\n")] == ["第一条", "第二条", "第三条", "第四条"]
    assert "公报" not in converted.text
    assert any("云川市人民政府公报" in warning for warning in converted.warnings)


def test_a_mark_of_secrecy_on_every_page_is_no_running_head() -> None:
    page = (((90, 815, 10, "机密★一年"), *text_page(WRAPPED)), (), False)
    with pytest.raises(ImportFailure, match="密"):
        convert(pdf(page, page, page, page), "a.pdf")


def test_a_running_head_that_limits_the_use_of_a_text_is_told() -> None:
    bodies = (WRAPPED, WRAPPED[:2], WRAPPED[:4])
    pages = ((((90, 815, 10, "内部资料 注意保存"), *text_page(body)), (), False) for body in bodies)
    converted = convert(pdf(*pages), "a.pdf")
    assert converted.hints["header"] == "内部资料 注意保存"
    assert "内部资料" not in converted.text
    assert "标有“内部资料 注意保存”，请核对是否可以存入本系统" in converted.warnings


def test_a_ruled_table_is_read_cell_by_cell_in_its_place() -> None:
    cells = [(95, 680, 12, "接待对象"), (255, 680, 12, "住宿标准"), (95, 650, 12, "厅级干部"), (255, 650, 12, "单间")]
    before, after = text_page(("附件：接待标准表。",), top=740), text_page(("本表自印发之日起执行。",), top=590)
    data = pdf(((*before, *cells, *after), grid((90, 250, 420), (700, 670, 640)), False))
    assert convert(data, "a.pdf").text.split("\n") == [
        "附件：接待标准表。",
        "| 接待对象 | 住宿标准 |",
        "| 厅级干部 | 单间 |",
        "本表自印发之日起执行。",
    ]


def test_a_table_row_cut_by_a_page_break_is_one_row() -> None:
    head = [(95, 140, 12, "事项"), (255, 140, 12, "要求"), (95, 110, 12, "报销"), (255, 110, 12, "附清单、公函和")]
    rest = [
        (95, 780, 12, "事项"),
        (255, 780, 12, "要求"),
        (255, 750, 12, "派出凭证"),
        (95, 720, 12, "公示"),
        (255, 720, 12, "每半年一次"),
    ]
    above = text_page(("云川市示例单位公务接待管理事项一览表。", "下列事项按照要求办理，办理情况存档备查。"))
    data = pdf(
        ((*above, *head), grid((90, 250, 420), (160, 130, 100)), False),
        (rest, grid((90, 250, 420), (800, 770, 740, 710)), False),
    )
    assert [line for line in convert(data, "a.pdf").text.split("\n") if line.startswith("|")] == [
        "| 事项 | 要求 |",
        "| 报销 | 附清单、公函和派出凭证 |",
        "| 公示 | 每半年一次 |",
    ]


LEFT = (
    "\u3000\u3000第一条\u3000为了规范公务",
    "接待工作，厉行勤俭节约，反",
    "对铺张浪费，结合云川市实",
    "际，制定本办法。",
    "\u3000\u3000第二条\u3000接待单位应",
    "当按照标准安排用餐和住宿，",
    "不得转嫁接待费用，也不得",
)
RIGHT = (
    "向下级单位摊派。",
    "\u3000\u3000第三条\u3000接待对象应",
    "当提前发出公函，写明人员",
    "和公务内容，无公函的不予",
    "接待，当事人自行解决食宿。",
    "\u3000\u3000第四条\u3000本办法自印",
    "发之日起施行。",
)
COLUMNS = [
    "云川市公务接待管理办法",
    "第一条\u3000为了规范公务接待工作，厉行勤俭节约，反对铺张浪费，结合云川市实际，制定本办法。",
    "第二条\u3000接待单位应当按照标准安排用餐和住宿，不得转嫁接待费用，也不得向下级单位摊派。",
    "第三条\u3000接待对象应当提前发出公函，写明人员和公务内容，无公函的不予接待，当事人自行解决食宿。",
    "第四条\u3000本办法自印发之日起施行。",
]


@pytest.mark.parametrize("row_by_row", [False, True])
def test_columns_are_read_one_after_the_other_however_they_were_drawn(*, row_by_row: bool) -> None:
    left = text_page(LEFT, top=700)
    right = [(x + 230, y, size, line) for x, y, size, line in text_page(RIGHT, top=700)]
    drawn = [each for pair in zip(left, right, strict=True) for each in pair] if row_by_row else [*left, *right]
    data = pdf((((180, 780, 22, "云川市公务接待管理办法"), *drawn, (280, 40, 10, "— 1 —")), (), False))
    assert convert(data, "a.pdf").text.split("\n") == COLUMNS


def test_the_values_of_a_form_stay_beside_their_labels() -> None:
    labels = [
        (90, 700 - n * 28, 16, name) for n, name in enumerate(("单位", "科目", "金额", "经办", "日期", "事由", "附件"))
    ]
    values = [(300, 700 - n * 28, 16, f"示例内容第{n}项，照表填写。") for n in range(7)]
    text = convert(pdf(([each for pair in zip(labels, values, strict=True) for each in pair], (), False)), "a").text
    assert text.startswith("单位 示例内容第0项，照表填写。科目")


def test_vertical_columns_are_read_from_right_to_left() -> None:
    columns = (
        "云川市示例管理办法",
        "\u3000\u3000第一条\u3000为了规范示例管理工作，制定本办法︒",
        "\u3000\u3000第二条\u3000各单位应当建立健全︵示例︶管理制度和台账，",
        "明确专人负责，每年公开一次办理情况︒",
    )
    assert convert(pdf((vertical_page(columns), (), False)), "a.pdf").text.split("\n") == [
        "云川市示例管理办法",
        "第一条\u3000为了规范示例管理工作，制定本办法。",
        "第二条\u3000各单位应当建立健全（示例）管理制度和台账，明确专人负责，每年公开一次办理情况。",
    ]


def test_the_text_of_a_seal_is_kept_apart_from_the_body_it_covers() -> None:
    body = text_page((*WRAPPED, "\u3000\u3000第三条\u3000本办法自印发之日起施行。", "云川市财政局", "2020年1月1日"))
    stamped = pdf(((*body, seal("云川市财政局", "专用章", x=160, y=560)), (), False))
    converted = convert(stamped, "a.pdf")
    assert converted.text == convert(pdf((body, (), False)), "a.pdf").text
    assert converted.hints["seal"] == "云川市财政局专用章"
    assert "印章或水印里的字未计入正文：云川市财政局专用章" in converted.warnings


def test_radicals_that_a_font_gives_for_characters_are_read_as_these() -> None:
    lines = ("\u3000\u3000第⼀条\u3000⼈⺠代表⼤会示例规定，各单位应当遵照执⾏。",)
    converted = convert(pdf((text_page(lines), (), False)), "a.pdf")
    assert "⼈" in converted.text
    document = understand(converted, "示例规定.pdf")
    assert "第一条\u3000人民代表大会示例规定，各单位应当遵照执行。" in document.body


def test_scanned_pages_are_named_and_the_rest_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "available", lambda: False)
    converted = convert(pdf((text_page(WRAPPED), (), False), ((), (), True)), "a.pdf")
    assert "第一条" in converted.text
    assert "第 2 页是扫描页" in converted.warnings[0]
    assert "xuncha_docs[ocr]" in converted.warnings[0]


def test_a_scan_is_never_imported_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "available", lambda: False)
    with pytest.raises(ImportFailure, match=r"2 页是扫描页.*xuncha_docs\[ocr\]"):
        convert(pdf(((), (), True), ((), (), True)), "a.pdf")


def test_text_of_private_characters_counts_as_a_scan(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "available", lambda: False)
    with pytest.raises(ImportFailure, match="扫描页"):
        convert(pdf((text_page(["\ue123\ue124\ue125" * 10]), (), False)), "a.pdf")


def test_a_short_last_page_is_no_scan() -> None:
    converted = convert(pdf((text_page(WRAPPED), (), False), (text_page(["2020年1月1日"]), (), False)), "a.pdf")
    assert converted.warnings == ()
    assert converted.text.endswith("2020年1月1日")


@pytest.mark.parametrize("data", [b"%PDF-1.4\nxx", pdf((text_page(WRAPPED), (), False))[:300]])
def test_a_damaged_pdf_says_so(data: bytes) -> None:
    with pytest.raises(ImportFailure, match=r"PDF 文件损坏|没有读到文字"):
        convert(data, "a.pdf")


@pytest.mark.parametrize("name", LAWS)
def test_a_law_as_pdf_keeps_every_character_and_each_article_once(name: str) -> None:
    path = require_data("govdocs", "law_docx_pdf") / f"中华人民共和国{name}.pdf"
    text = convert(path.read_bytes(), path.name).text
    assert _letters(text) == _letters(_raw(path))
    articles = [
        p.citation.article for p in parse_provisions(text, title=name, path="x").provisions if p.citation.article
    ]
    assert [article.number for article in articles] == list(range(1, len(articles) + 1))


@pytest.mark.parametrize("name", LAWS)
def test_a_law_reads_the_same_as_docx_and_as_pdf(name: str) -> None:
    folder = require_data("govdocs", "law_docx_pdf")
    paths = [folder / f"中华人民共和国{name}.{ending}" for ending in ("docx", "pdf")]
    one, other = (convert(path.read_bytes(), path.name).text for path in paths)
    assert _letters(one) == _letters(other)
    assert _articles(one) == _articles(other)


def _articles(text: str) -> dict[str, str]:
    provisions = parse_provisions(text, title="示例", path="x").provisions
    return {str(p.citation.article): _letters(p.text) for p in provisions if p.citation.article}


def _raw(path: Path) -> str:
    document = pypdfium2.PdfDocument(path)
    return "".join(page.get_textpage().get_text_range() for page in document)


def _letters(text: str) -> str:
    return re.sub(r"[\s*]+", "", text)
