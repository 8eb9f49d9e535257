"""Word documents: what is read from them and how, what is refused and why."""

import re
import statistics
import time
from pathlib import Path

import pytest

from tests.conftest import DATA, require_data
from tests.word_files import paragraph, web_archive, word_file, zip_file
from xuncha_docs.errors import ImportFailure
from xuncha_docs.foreign.number_forms import written
from xuncha_docs.ingest import import_paths
from xuncha_docs.ingest.converters import convert
from xuncha_docs.ingest.document import understand
from xuncha_docs.ingest.isolation import Isolation

CASES = re.findall(
    r"### (.+)\n((?:```\w+\n(?s:.*?)\n```\n)+)", (Path(__file__).parent / "cases/docx.md").read_text("utf-8")
)
LAWS = sorted((DATA / "govdocs" / "law_docx_pdf").glob("*.docx"))
ARTICLES = {
    "仲裁法": 80, "公务员法": 113, "刑法": 505, "劳动合同法": 98, "反垄断法": 57, "商标法": 73, "国家安全法": 84,
    "国徽法": 19, "国旗法": 24, "妇女权益保障法": 86, "宪法": 143, "民法典": 1260, "治安管理处罚法": 119,
    "消费者权益保护法": 63, "立法法": 120, "行政处罚法": 86, "行政复议法": 90, "行政许可法": 83, "行政诉讼法": 103,
}  # fmt: skip
"""Of the versions in the shared data; of the Criminal Law 452 and 53 numbered 之…."""


def text_of(data: bytes) -> str:
    return convert(data, "办法.docx").text


@pytest.mark.parametrize(("name", "parts"), CASES, ids=[name for name, _ in CASES])
def test_a_document_is_read_as_its_case_says(name: str, parts: str) -> None:
    assert name
    given = dict(re.findall(r"```(\w+)\n(.*?)\n```", parts, re.DOTALL))
    expected, body = given.pop("expected"), given.pop("xml")
    assert text_of(word_file(body, **given)) == f"{expected}\n"


@pytest.mark.parametrize(
    ("form", "numbers"),
    [
        ("decimal", {3: "3"}),
        ("decimalZero", {3: "03", 12: "12"}),
        ("decimalFullWidth", {12: "１２"}),
        ("chineseCounting", {10: "十", 11: "十一", 20: "二十", 108: "一百零八"}),
        ("chineseCountingThousand", {452: "四百五十二", 1260: "一千二百六十"}),
        ("chineseLegalSimplified", {1: "壹", 10: "壹拾", 15: "壹拾伍", 20: "贰拾", 110: "壹佰壹拾"}),
        ("ideographDigital", {10: "一〇", 21: "二一"}),
        ("ideographTraditional", {1: "甲", 10: "癸", 11: "11"}),
        ("ideographZodiac", {12: "亥"}),
        ("ideographZodiacTraditional", {1: "甲子", 60: "癸亥"}),
        ("ideographEnclosedCircle", {1: "㊀"}),
        ("decimalEnclosedCircle", {1: "①", 20: "⑳", 21: "㉑", 36: "㊱", 50: "㊿", 51: "51"}),
        ("decimalEnclosedParen", {2: "⑵"}),
        ("upperRoman", {4: "IV", 1999: "MCMXCIX"}),
        ("lowerLetter", {1: "a", 26: "z", 27: "aa"}),
        ("none", {1: ""}),
        ("someFutureForm", {7: "7"}),
    ],
)
def test_a_number_is_written_in_its_form(form: str, numbers: dict[int, str]) -> None:
    assert {number: written(number, form) for number in numbers} == numbers


def test_the_body_may_be_an_embedded_web_archive() -> None:
    page = (
        "<html><head><title>x</title><style>p{}</style></head><body>"
        "<h1>云川市示例法</h1><p>（2019年通过<br />\n2020年修正）</p>"
        "<p>第一条<br />\n为了<ruby>示<rt>shì</rt></ruby>例。</p>\n<p>第一条</p>\n<p>之一</p>\n<p>插入的条。</p>"
        '<p style="display:none">看不见</p>'
        '<table><tr><th rowspan="2">甲</th><td>乙</td></tr><tr><td>丙&nbsp;丁</td></tr></table>'
        "</body></html>"
    )
    data = word_file('<w:altChunk r:id="rIdChunk"/>', chunk=web_archive(page))
    assert text_of(data) == (
        "云川市示例法\n\n（2019年通过\n2020年修正）\n\n第一条\n为了示例。\n\n"
        "第一条之一\n\n插入的条。\n\n| 甲 | 乙 |\n| 甲 | 丙 丁 |\n"
    )


@pytest.mark.parametrize(
    "chunk",
    [
        web_archive("<p>朱镕基任总理时的示例</p>", "gb2312"),
        "<html><head><meta charset='gb2312'></head><body><p>朱镕基任总理时的示例</p></body></html>".encode("gb18030"),
        "朱镕基任总理时的示例".encode(),
        word_file(paragraph("朱镕基任总理时的示例")),
    ],
)
def test_an_embedded_chunk_may_be_of_several_kinds(chunk: bytes) -> None:
    assert text_of(word_file('<w:altChunk r:id="rIdChunk"/>', chunk=chunk)) == "朱镕基任总理时的示例\n"


def test_a_chunk_that_cannot_be_read_is_told() -> None:
    data = word_file(paragraph("云川市示例办法") + '<w:altChunk r:id="rIdChunk"/>', chunk=b"{\\rtf1 x}")
    assert any("内嵌的 RTF" in warning or "内嵌的RTF" in warning for warning in convert(data, "a.docx").warnings)
    data = word_file(paragraph("云川市示例办法") + '<w:altChunk r:id="rId99"/>')
    assert any("另一份文档" in warning for warning in convert(data, "a.docx").warnings)


def test_revisions_and_hidden_text_are_told() -> None:
    inserted = '<w:ins w:id="1"><w:r><w:t>云川市</w:t></w:r></w:ins>'
    body = f"<w:p>{inserted}<w:r><w:rPr><w:vanish/></w:rPr><w:t>密</w:t></w:r></w:p>"
    warnings = convert(word_file(body), "a.docx").warnings
    assert any("修订" in warning for warning in warnings)
    assert any("隐藏文字" in warning for warning in warnings)


def test_headers_and_footers_are_kept_as_hints_without_page_numbers() -> None:
    body = paragraph("云川市示例办法") + (
        '<w:sectPr><w:headerReference w:type="default" r:id="rId1"/>'
        '<w:footerReference w:type="default" r:id="rId2"/></w:sectPr>'
    )
    data = word_file(body, header=paragraph("内部资料　注意保存"), footer=paragraph("- 1 -"))
    converted = convert(data, "a.docx")
    assert dict(converted.hints) == {"header": "内部资料　注意保存"}
    assert "内部资料" not in converted.text
    assert converted.warnings == ("标有“内部资料　注意保存”，请核对是否可以存入本系统",)


@pytest.mark.parametrize("place", ["body", "header", "box"])
def test_a_file_marked_secret_is_refused_wherever_the_mark_stands(place: str) -> None:
    mark, body = paragraph("000001　机密★1年"), paragraph("云川市示例办法")
    reference = '<w:sectPr><w:headerReference w:type="first" r:id="rId1"/></w:sectPr>'
    box = f"<w:p><w:r><w:pict><v:textbox><w:txbxContent>{mark}</w:txbxContent></v:textbox></w:pict></w:r></w:p>"
    data = {
        "body": word_file(mark + body),
        "header": word_file(body + reference, header=mark),
        "box": word_file(box + body),
    }[place]
    with pytest.raises(ImportFailure, match="机密★1年”：涉密文件不得存入本系统"):
        convert(data, "a.docx")


@pytest.mark.parametrize(
    "text", ["秘密★\n云川市示例办法第一条为了示例", "绝 密 ★ 启用前\n云川市示例办法第一条为了示例"]
)
def test_a_text_file_marked_secret_is_refused_too(text: str) -> None:
    with pytest.raises(ImportFailure, match="涉密"):
        convert(text.encode(), "a.txt")


@pytest.mark.parametrize(
    "text", ["国家秘密的标志为★，如“机密★10年”。", "应当在首页标明机密★三十年字样的，从其规定。", "★密封保存"]
)
def test_a_text_that_speaks_of_marks_is_not_secret(text: str) -> None:
    assert text in text_of(word_file(paragraph(text)))


@pytest.mark.parametrize("body", ["", "<w:p/>", paragraph("　 "), paragraph("——")])
def test_a_document_without_text_is_a_failure(body: str) -> None:
    with pytest.raises(ImportFailure, match="没有文字"):
        text_of(word_file(body))
    with pytest.raises(ImportFailure, match="只有图片"):
        text_of(word_file(body, extra={"word/media/image1.png": b"\x89PNG"}))


def test_a_document_of_the_strict_kind_is_read() -> None:
    data = word_file(paragraph("云川市示例办法"))
    assert b"purl" not in data
    strict = {
        "word/document.xml": (
            '<w:document xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"><w:body>'
            f"{paragraph('云川市示例办法')}</w:body></w:document>"
        ).encode()
    }
    assert text_of(zip_file(strict)) == text_of(data)


def test_a_word_file_is_imported_whatever_its_name(tmp_path: Path) -> None:
    body = "".join(map(paragraph, ["云川市示例办法", "第一条　为了示例。", "第二条　本办法自2020年1月1日起施行。"]))
    (tmp_path / "云川市示例办法.txt").write_bytes(word_file(body))
    (tmp_path / "~$x.docx").write_bytes(b"\x05user" + bytes(150))
    report = import_paths([tmp_path], tmp_path / "kb")
    assert [entry.title for entry in report.imported] == ["云川市示例办法"]
    assert report.imported[0].extent.articles == 2
    assert ["锁文件" in note.message for note in report.refused] == [True]


def test_soft_breaks_do_not_part_a_paragraph_of_the_regulation() -> None:
    body = "".join(
        paragraph(text)
        for text in (
            "云川市示例办法",
            "第一条　为了规范</w:t><w:br/><w:t>公务接待，制定本办法。",
            "第二条　本办法自发布之日起施行。",
        )
    )
    document = understand(convert(word_file(body), "a.docx"), "云川市示例办法.docx")
    assert "第一条　为了规范公务接待，制定本办法。" in document.body


@pytest.mark.parametrize("path", LAWS, ids=[path.stem for path in LAWS])
def test_a_law_has_all_its_articles(path: Path) -> None:
    document = understand(convert(path.read_bytes(), path.name), path.name)
    assert document.extent.articles == ARTICLES[path.stem.removeprefix("中华人民共和国")]
    assert not [warning for warning in document.warnings if "缺条" in warning or "重复" in warning]


def test_templates_without_text_fail_and_the_others_are_read() -> None:
    folder = require_data("govdocs", "gongwen_templates")
    failed = {}
    for path in sorted(folder.glob("*.docx")):
        try:
            assert convert(path.read_bytes(), path.name).text.strip()
        except ImportFailure as failure:
            failed[path.name] = failure.message
    assert [name for name, why in failed.items() if why.startswith("Word 文档里没有文字")] == [
        "A4_1.docx",
        "A4_2.docx",
        "A4_3.docx",
        "A5_3.docx",
    ]
    assert sorted(name for name, why in failed.items() if "锁文件" in why) == ["~$han_1.docx", "~$tg_1.docx"]
    assert len(failed) == 6


def test_the_same_regulation_as_word_and_as_text_gives_the_same_articles() -> None:
    for name in ("问责条例2016", "公务接待管理规定"):
        folder = require_data("govdocs", "derived")
        word = understand(convert((folder / f"{name}.docx").read_bytes(), name), name)
        plain = understand(convert((folder / f"{name}.gb18030.txt").read_bytes(), name), name)
        assert word.extent == plain.extent
        assert word.text_key == plain.text_key


def test_real_documents_take_30_milliseconds_in_the_median() -> None:
    files = [path.read_bytes() for path in require_data("govdocs", "law_docx_pdf").glob("*.docx")]
    times = []
    with Isolation() as isolation:
        isolation.convert(files[0], "a.docx")
        for data in files:
            began = time.perf_counter()
            isolation.convert(data, "a.docx")
            times.append(time.perf_counter() - began)
    assert statistics.median(times) < 0.03


@pytest.mark.parametrize("path", LAWS, ids=[path.stem for path in LAWS])
def test_a_law_and_its_pdf_twin_have_the_same_articles_and_letters(path: Path) -> None:
    twin = path.with_suffix(".pdf")
    if not twin.exists():
        pytest.skip("没有同一法律的 PDF")
    word, printed = (understand(convert(file.read_bytes(), file.name), file.name) for file in (path, twin))
    assert word.extent.articles == printed.extent.articles
    assert _letters(word.body) == _letters(printed.body)


def _letters(text: str) -> str:
    return "".join(char for char in text if "\u4e00" <= char <= "\u9fff")
