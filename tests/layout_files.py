"""Right documents with every element the layout check knows, and what is done to one so that it is wrong in one way."""

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from lxml import etree

from xuncha_docs.forms import Form, FormKind, Head, Imprint
from xuncha_docs.word.writer import write

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SPACES = {"w": _W, "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"}
_SENTENCE = "示例小组坚持问题导向，紧盯权力运行和责任落实，如实反映情况，不遮掩、不夸大。"
_LINES = _SENTENCE * 5
_MARKS = "各组要在进驻之前把需要调阅的材料和谈话对象名单都列出，逐项落实到人，按期完成。"
"""After 26 characters stands a comma, which must not begin the second line."""
_ROWS = "\n".join(
    f"| {number} | 示例单位{'甲乙丙丁戊己庚辛壬癸子丑'[number - 1]} | 第一组 |" for number in range(1, 13)
)

FIRST = f"首页正文从这里开始，现将方案印发给你们，请结合实际认真贯彻执行。{_SENTENCE}"
BREAK = ":::pagebreak\n:::"

DOCUMENT = f"""# 关于印发《云川市委巡察工作方案》<br>和《经费安排表》的通知

:::to
各县（市、区）委，市委各部委，市级国家机关各部门党组（党委）：
:::

{FIRST}

{BREAK}

## 一、总体要求

第一段说明要求。{_LINES}

### （一）准确把握重点

第二段说明“三重一大”事项。{_LINES}

#### 1.紧盯重点领域

第三段说明领域，2024—2026年逐年安排。{_LINES}

##### （1）资金管理

第四段说明资金。{_LINES}

第五段落在页末。{_LINES}

## 二、工作安排

{_MARKS}

第六段说明安排。{_LINES}

第七段说明时间。{_LINES}

第八段说明纪律。{_LINES}

:::attachments
单位名单
经费安排表
保障措施
:::

:::sign
中共云川市委巡察工作领导小组办公室
2026年3月6日
:::

:::pagebreak
:::

:::to
附件1
:::

# 单位名单

| 序号 | 单位 | 责任组 |
|---|---|---|
{_ROWS}

:::landscape
:::to
附件2
:::

# 经费安排表

| 事项 | 金额（万元） | 占比 |
|---|---|---|
| 差旅 | 12.5 | 25% |
| 办公 | 37.5 | 75% |
| 合计 | 50.0 | 100% |
:::

:::to
附件3
:::

# 保障措施

附件三的正文。{_LINES}
"""
DOCUMENT_FORM = Form(
    kind=FormKind.DOCUMENT,
    head=Head(mark="云川市委示例小组文件", number="云巡组〔2026〕3号", copy_number="000001", urgency="特急"),
    imprint=Imprint(
        copies="市委常委，市人大常委会、市政府、市政协党组。", office="云川市委示例小组办公室", date="2026年3月6日"
    ),
)
LETTER = f"""# 关于商请提供有关情况的函

:::to
市财政局：
:::

第一段说明来意。{_LINES}

:::sign
中共云川市委巡察工作领导小组办公室
2026年3月6日
:::
"""
LETTER_FORM = Form(
    kind=FormKind.LETTER,
    head=Head(mark="云川市委示例小组办公室", number="云巡办函〔2026〕5号"),
    imprint=Imprint(copies="市财政局。"),
)

JOINT_OFFICES = ("云川市示例组织部", "云川市示例局", "市示例委员会", "市示例办", "市示例院")


def joint(block: str) -> bytes:
    """A right joint 文件 with so many offices below it as `block` says: seal, sign or signature."""
    offices = JOINT_OFFICES if block == "seal" else JOINT_OFFICES[:3]
    text = f"# 关于做好示例工作的通知\n\n:::to\n各示例县：\n:::\n\n{FIRST}\n\n第二段说明安排。{_LINES}\n\n"
    signed = "\n".join((f":::{block}", *offices, "2026年3月6日", ":::\n"))
    head = Head(mark=(*offices, "文件"), number="云组发〔2026〕3号", signers="张示例、李示、王示例")
    return write(text + signed, source="示例.md", form=replace(DOCUMENT_FORM, head=head)).data


Parts = dict[str, bytes]
Edit = Callable[[etree._Element], None]


def right(base: str = "document", *replaced: tuple[str, str]) -> bytes:
    """The right 文件 or 信函, with words of its Markdown replaced."""
    text, form = (DOCUMENT, DOCUMENT_FORM) if base == "document" else (LETTER, LETTER_FORM)
    for old, new in replaced:
        assert old in text
        text = text.replace(old, new, 1)
    return write(text, source="示例.md", form=form).data


@dataclass(frozen=True, kw_only=True)
class Mutation:
    """What makes a right document deviate in one check."""

    number: int
    """The check that is to flip."""
    words: tuple[str, str] | None = None
    """Words of the Markdown, and what stands in their place."""
    part: str = "document"
    edit: Edit | None = None
    """What is done to the XML of the part `word/<part>.xml`."""
    base: str = "document"
    rendered: bool = False
    """Whether the check is one of those measured on pages."""
    also: frozenset[int] = frozenset()
    """Checks that see the same mistake in their own way."""

    def __str__(self) -> str:
        return str(self.number)

    def apply(self) -> bytes:
        """The wrong document."""
        data = right(self.base, *([self.words] if self.words else []))
        return edited(data, f"word/{self.part}.xml", self.edit) if self.edit else data


def edited(data: bytes, name: str, edit: Edit) -> bytes:
    """The .docx with one part changed and nothing else."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {info: package.read(info) for info in package.infolist()}
    root = etree.fromstring(next(content for info, content in parts.items() if info.filename == name))
    edit(root)
    changed = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return zipped({info: changed if info.filename == name else content for info, content in parts.items()})


def zipped(parts: Mapping[zipfile.ZipInfo, bytes]) -> bytes:
    """A zip of these members as they were."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for info, content in parts.items():
            package.writestr(info, content, compresslevel=1)
    return buffer.getvalue()


def find(root: etree._Element, path: str) -> list[etree._Element]:
    """The elements at an XPath; there is at least one."""
    found = root.xpath(path, namespaces=_SPACES)
    assert isinstance(found, list)
    assert found, path
    return [one for one in found if isinstance(one, etree._Element)]


def put(path: str, **attributes: str | int) -> Edit:
    """Sets attributes of the first element at `path`; +1 or -1 as text is added to what stands there."""

    def edit(root: etree._Element) -> None:
        element = find(root, path)[0]
        for name, value in attributes.items():
            key = f"{{{_W}}}{name}"
            added = isinstance(value, str) and value[:1] in "+-"
            element.set(key, str(int(element.get(key, "0")) + int(value)) if added else str(value))

    return edit


def drop(path: str) -> Edit:
    """Takes out every element at `path`."""

    def edit(root: etree._Element) -> None:
        for element in find(root, path):
            parent = element.getparent()
            assert parent is not None
            parent.remove(element)

    return edit


def add(path: str, tag: str, at: int = 0, **attributes: str | int) -> Edit:
    """Puts a new element of WordprocessingML into the first element at `path`, at a place among its children."""

    def edit(root: etree._Element) -> None:
        element = etree.Element(f"{{{_W}}}{tag}", {f"{{{_W}}}{name}": str(value) for name, value in attributes.items()})
        find(root, path)[0].insert(at, element)

    return edit


def say(path: str, old: str, new: str) -> Edit:
    """Replaces words in the text of the first w:t at `path`."""

    def edit(root: etree._Element) -> None:
        element = find(root, path)[0]
        assert old in (element.text or "")
        element.text = (element.text or "").replace(old, new, 1)

    return edit


def both(*edits: Edit) -> Edit:
    """One edit after the other."""

    def edit(root: etree._Element) -> None:
        for one in edits:
            one(root)

    return edit


def paragraph(words: str) -> str:
    """The XPath of the first paragraph that begins with these words."""
    return f"(//w:p[starts-with(string(.), '{words}')])[1]"


def face(words: str, name: str) -> Edit:
    """Sets the first run of a paragraph in another typeface."""
    fonts = f"{paragraph(words)}/w:r[1]/w:rPr/w:rFonts"
    return put(fonts, eastAsia=name, ascii=name, hAnsi=name)


def properties(words: str) -> str:
    """The XPath of the properties of the first run of a paragraph."""
    return f"{paragraph(words)}/w:r[1]/w:rPr"
