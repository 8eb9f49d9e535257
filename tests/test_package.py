import io
import subprocess
import sys
import time
import zipfile
from xml.etree import ElementTree as ET

from tests.outline import open_docx
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
    "pPr": "pStyle keepNext keepLines pageBreakBefore widowControl kinsoku overflowPunct autoSpaceDE autoSpaceDN "
    "snapToGrid spacing ind jc outlineLvl rPr sectPr",
    "rPr": "rStyle rFonts b bCs color spacing kern sz szCs vertAlign lang",
    "tblPr": "tblW jc tblInd tblBorders tblLayout tblCellMar tblLook",
    "tcPr": "tcW gridSpan vMerge vAlign",
    "sectPr": "headerReference footerReference footnotePr type pgSz pgMar cols",
    "style": "name basedOn next uiPriority semiHidden unhideWhenUsed qFormat pPr rPr tblPr",
    "settings": "zoom defaultTabStop evenAndOddHeaders characterSpacingControl footnotePr compat themeFontLang "
    "decimalSymbol listSeparator",
    "footnotePr": "numFmt numRestart footnote",
    "font": "altName charset family",
}
"""The order ECMA-376 prescribes, for the elements written here: Word calls a file that breaks it damaged."""
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


def test_children_stand_in_the_order_of_the_schema() -> None:
    data = write(EVERYTHING, source="示例.md", header="示例").data
    seen = set()
    for name in archive(data).namelist():
        for element in ET.fromstring(archive(data).read(name)).iter():  # noqa: S314 -- 本测试自己写出的 XML
            tag = element.tag.rpartition("}")[2]
            if tag in ORDER:
                places = [ORDER[tag].split().index(child.tag.rpartition("}")[2]) for child in element]
                assert places == sorted(places), ET.tostring(element)
                seen.add(tag)
    assert seen == set(ORDER)
