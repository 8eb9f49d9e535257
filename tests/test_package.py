import io
import subprocess
import sys
import time
import zipfile
from xml.etree import ElementTree as ET

from docx.oxml.ns import qn

from tests.outline import open_docx
from xuncha_docs.forms import Form, FormKind, Head, Imprint
from xuncha_docs.word.package import package
from xuncha_docs.word.writer import write

MARKDOWN = "# 示例\n\n正文^[注]{>>复核：甲<<}。\n\n| 甲 | 乙 |\n|--|--|\n| 1 | 2 |\n"
AGAIN = (
    "import hashlib, sys\n"
    "from xuncha_docs.word.writer import write\n"
    "print(hashlib.sha256(write(sys.argv[1], source='a', properties={'乙': '2', '甲': '1'}).data).hexdigest())"
)


def archive(data: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(data))


def test_equal_parts_give_equal_bytes_in_whatever_order() -> None:
    parts = {"word/a.xml": "<a/>", "[Content_Types].xml": "<b/>", "_rels/.rels": "<c/>"}
    first = package(parts)
    time.sleep(2.1)  # zip 的日期以两秒为单位
    assert package(dict(reversed(parts.items()))) == first
    assert archive(first).namelist() == ["[Content_Types].xml", "_rels/.rels", "word/a.xml"]


def test_another_process_writes_the_same_bytes() -> None:
    sums = set()
    for seed in ("1", "2"):
        command = [sys.executable, "-X", "utf8", "-c", AGAIN, MARKDOWN]
        sums.add(subprocess.run(command, check=True, capture_output=True, env={"PYTHONHASHSEED": seed}).stdout)
    assert len(sums) == 1


def test_every_part_is_xml_and_has_a_content_type_and_a_relationship() -> None:
    data = write(MARKDOWN, source="示例.md", header="示例", properties={"模板": "示例"}).data
    parts = {name: archive(data).read(name).decode() for name in archive(data).namelist()}
    for text in parts.values():
        ET.fromstring(text)  # noqa: S314 -- 本测试自己写出的 XML
    for name in parts:
        if name.endswith(".xml") and not name.startswith("["):
            assert f'PartName="/{name}"' in parts["[Content_Types].xml"]
            target = name if name == "word/document.xml" else name.removeprefix("word/")
            assert f'Target="{target}"' in parts["word/_rels/document.xml.rels"] + parts["_rels/.rels"]


def test_every_relationship_the_document_uses_exists() -> None:
    data = write(MARKDOWN, source="示例.md", header="示例").data
    document = open_docx(data)
    names = {name.rpartition("/")[2] for name in archive(data).namelist()}
    assert {relation.target_ref for relation in document.part.rels.values()} <= names


def test_properties_hold_the_title_and_the_product_but_no_person_and_no_date() -> None:
    core = open_docx(write(MARKDOWN, source="示例.md").data).core_properties
    assert (core.title, core.author, core.last_modified_by) == ("示例", "xuncha_docs", "xuncha_docs")
    assert core.created is None
    assert core.modified is None


def test_a_given_title_and_custom_properties_are_stored() -> None:
    data = write("甲", source="示例.md", title="清单 & 表", properties={"模板": "a<b", "依据": '"x"'}).data
    assert open_docx(data).core_properties.title == "清单 & 表"
    custom = ET.fromstring(archive(data).read("docProps/custom.xml"))  # noqa: S314 -- 本测试自己写出的 XML
    assert [(one.get("name"), one[0].text) for one in custom] == [("依据", '"x"'), ("模板", "a<b")]


def test_a_document_of_one_page_is_small() -> None:
    assert len(write(MARKDOWN, source="示例.md").data) < 15_000


ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd "
    "snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
    "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid "
    "vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em "
    "lang eastAsianLayout specVanish oMath",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing "
    "tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
    "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType "
    "pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings",
    "pBdr": "top left bottom right between bar",
    "tblBorders": "top left bottom right insideH insideV",
    "tcBorders": "top left bottom right insideH insideV tl2br tr2bl",
    "tblCellMar": "top left bottom right",
    "style": "name basedOn next uiPriority semiHidden unhideWhenUsed qFormat pPr rPr tblPr",
    "settings": "zoom defaultTabStop evenAndOddHeaders characterSpacingControl footnotePr compat themeFontLang "
    "decimalSymbol listSeparator",
    "footnotePr": "numFmt numRestart footnote",
    "font": "altName charset family",
}
"""The order ECMA-376 prescribes: Word calls a file that breaks it damaged."""
EVERYTHING = """# 题

:::to
附件1
:::

:::pagebreak

## 一、**标**题

- 甲
  - 乙喆^[注]{==丙==}{>>复核：丁<<}

:::sign
云川市委示例组
2026年5月20日
:::

:::landscape

| 甲 | < |
| 丙 | 乙 |
|:-:|--|
| 1 | 2 |
| ^ | 3 |

:::
"""


IMPRINT = Imprint(to="甲", copies="乙", office="丙", date="2026年5月20日")
FORMS = (
    Form(),
    Form(kind=FormKind.TABLE),
    Form(kind=FormKind.DOCUMENT, head=Head(mark="示例文件", number="示〔2026〕3号", copy_number="1"), imprint=IMPRINT),
    Form(kind=FormKind.DOCUMENT, head=Head(mark="示例文件", signers="甲、乙、丙", urgency="特急"), secrecy="秘密"),
    Form(kind=FormKind.LETTER, head=Head(mark="示例", number="示〔2026〕3号"), imprint=Imprint(copies="乙")),
    Form(kind=FormKind.MINUTES, head=Head(mark="示例纪要"), imprint=IMPRINT),
)
CLOSING = """
:::attachments
1. 甲
2. 乙
:::

:::seal
云川市委示例组
2026年5月20日
:::

:::signature
市长
2026年5月20日
:::

:::remark
此件公开发布
:::
"""


def test_children_stand_in_the_order_of_the_schema() -> None:
    seen = set()
    for form in FORMS:
        files = archive(write(EVERYTHING + CLOSING, source="示例.md", header="示例", form=form).data)
        for name in files.namelist():
            for element in ET.fromstring(files.read(name)).iter():  # noqa: S314 -- 本测试自己写出的 XML
                tag = element.tag.rpartition("}")[2]
                if tag in ORDER:
                    places = [ORDER[tag].split().index(child.tag.rpartition("}")[2]) for child in element]
                    assert places == sorted(places), ET.tostring(element)
                    seen.add(tag)
    assert seen == set(ORDER)


def test_equal_forms_give_equal_bytes_and_open_in_python_docx() -> None:
    for form in FORMS:
        first, second = (write(CLOSING, source="示例.md", form=form).data for _ in range(2))
        assert first == second
        assert open_docx(first).paragraphs


def test_every_header_and_footer_a_section_names_is_there() -> None:
    for form in FORMS:
        document = open_docx(write("甲", source="示例.md", form=form, header="示例").data)
        used = {one.get(qn("r:id")) for one in document.element.iter(qn("w:headerReference"), qn("w:footerReference"))}
        assert used <= set(document.part.rels)
