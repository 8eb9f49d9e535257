"""An office's own base.docx carries our documents: its letterhead, headers, margins and styles, our text."""

from pathlib import Path

import pytest
from docx.enum.section import WD_ORIENT
from docx.shared import Mm, RGBColor

from tests.office_files import letterhead, parts, related, repacked, saved
from tests.outline import open_docx, outline
from xuncha_docs.errors import TemplateError
from xuncha_docs.forms import PLAIN, Form, FormKind, Head
from xuncha_docs.word.base import PLACE, open_base
from xuncha_docs.word.writer import write

MARKDOWN = """# 示例通知

:::to
各单位：
:::

正文^[脚注的文字]。

## 一、要求

| 甲 | 乙 |
|--|--|
| 1 | 2 |

:::landscape

| 丙 | 丁 |
|--|--|
| 3 | 4 |

:::
"""
QR = "\n:::qr\nhttps://example.cn\n\n图题\n:::\n"


def letter_size() -> bytes:
    document = open_docx(letterhead())
    document.sections[0].page_width = Mm(216)
    return saved(document)


def carried(
    tmp_path: Path, base: bytes, markdown: str = MARKDOWN, header: str | None = None, form: Form = PLAIN
) -> bytes:
    path = tmp_path / "base.docx"
    path.write_bytes(base)
    return write(markdown, source="示例.md", header=header, base=open_base(path), form=form).data


def test_the_letterhead_stays_above_and_our_text_follows(tmp_path: Path) -> None:
    lines = outline(carried(tmp_path, letterhead("云川市委巡察办", "————")))
    assert lines[:5] == [
        "Normal|云川市委巡察办",
        "Normal|————",
        "Title|示例通知",
        "主送机关|各单位：",
        "公文正文|正文。",
    ]


def test_our_text_stands_where_the_base_says(tmp_path: Path) -> None:
    lines = outline(carried(tmp_path, letterhead("版头", PLACE, "版记"), "# 题\n\n正文。\n"))
    assert lines == ["Normal|版头", "Title|题", "公文正文|正文。", "Normal|版记"]


def test_margins_footers_and_landscape_pages_are_those_of_the_base(tmp_path: Path) -> None:
    document = open_docx(carried(tmp_path, letterhead("版头")))
    first, last = document.sections[0], document.sections[-1]
    assert [round(side.mm) for side in (first.left_margin, first.right_margin) if side] == [32, 30]
    assert [section.orientation for section in document.sections] == [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE]
    assert [round(side.mm) for side in (last.page_width, last.top_margin) if side] == [297, 32]
    assert [section.footer.paragraphs[0].text for section in document.sections] == ["本办页脚", "本办页脚"]
    (width,) = {int(table._tbl.tblPr.xpath("./w:tblW/@w:w")[0]) for table in document.tables[:1]}
    assert width == round((210 - 32 - 30) * 1440 / 25.4)


def test_a_style_of_the_base_is_used_and_one_it_lacks_is_put_in(tmp_path: Path) -> None:
    base = open_docx(letterhead())
    base.styles["Heading 1"].font.color.rgb = RGBColor(0, 128, 0)
    document = open_docx(carried(tmp_path, saved(base)))
    heading = next(paragraph for paragraph in document.paragraphs if paragraph.text == "一、要求")
    assert heading.style is not None
    assert heading.style.font.color.rgb == RGBColor(0, 128, 0)
    assert {"公文正文", "表文"} <= {style.name for style in document.styles}
    assert "公文正文" in open_base(tmp_path / "base.docx").missing


def test_footnotes_and_pictures_come_along_and_those_of_the_base_stay(tmp_path: Path) -> None:
    base = parts(letterhead("版头")) | {"word/media/qr1.png": b"theirs"}
    types = "[Content_Types].xml"
    base[types] = base[types].replace(b"</Types>", b'<Default Extension="png" ContentType="image/png"/></Types>')
    files = parts(carried(tmp_path, repacked(base), MARKDOWN + QR))
    assert "脚注的文字".encode() in files["word/footnotes.xml"]
    assert files["word/media/qr1.png"] == b"theirs"
    assert files["word/media/xuncha-qr1.png"].startswith(b"\x89PNG")
    assert b"media/xuncha-qr1.png" in files["word/_rels/document.xml.rels"]


def test_a_base_with_a_letterhead_replaces_our_head_and_one_without_does_not(tmp_path: Path) -> None:
    form = Form(kind=FormKind.DOCUMENT, head=Head(mark="云川市委文件", number="云发〔2026〕1号"))
    assert "发文机关标志|云川市委文件" in outline(carried(tmp_path, letterhead(), "# 题\n", form=form))
    assert outline(carried(tmp_path, letterhead("版头"), "# 题\n", form=form)) == ["Normal|版头", "Title|题"]


def test_a_sample_is_marked_on_every_page_and_no_person_is_named(tmp_path: Path) -> None:
    data = carried(tmp_path, letterhead("版头"), header="示例：虚构样例")
    for section in open_docx(data).sections:
        assert "示例：虚构样例" in "".join(section.header._element.xpath(".//w:t/text()"))
    assert not any("张三".encode() in part for part in parts(data).values())


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    base = letterhead("版头")
    assert carried(tmp_path, base, header="示例") == carried(tmp_path, base, header="示例")


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: related("attachedTemplate", "http://127.0.0.1:9/x.dotm"), "附加的模板"),
        (lambda: b"PK", "损坏"),
        (letter_size, "竖排的 A4"),
    ],
    ids=["附加模板", "损坏", "信纸"],
)
def test_a_base_that_cannot_be_used_is_refused_with_the_reason(tmp_path: Path, make: object, reason: str) -> None:
    assert callable(make)
    with pytest.raises(TemplateError, match=f"base.docx: .*{reason}"):
        carried(tmp_path, make())
