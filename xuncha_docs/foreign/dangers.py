"""What a Word file that becomes part of our own documents may not hold: code, links to the outside, fields that fetch.

Told by content and not by file name; fields and relations by what is allowed, as what is forbidden has no end.
"""

import re
from collections.abc import Iterator

from lxml.etree import _Element

from xuncha_docs.errors import ImportFailure
from xuncha_docs.foreign.parts import w
from xuncha_docs.foreign.preflight import Container, parse_xml

_LARGEST = 8 * 2**20
"""Bytes of one XML part; a document of five hundred pages stays below."""
_MOST_MARKS = 600_000
"""`<` in a part, for each of which memory is taken; a table of 2,000 rows of four cells has 160,000."""
_TYPES = "[content_types].xml"
_DOCUMENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_TEMPLATE_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"
_MACROS = ("vbaproject.bin", "vbadata.xml", "vbaprojectsignature.bin")
_RELATIONS = {
    "oleobject": "嵌入的 OLE 对象",
    "control": "ActiveX 控件",
    "activexcontrolbinary": "ActiveX 控件",
    "afchunk": "嵌入的另一个文件（altChunk）",
    "attachedtemplate": "附加的模板",
    "subdocument": "子文档",
    "frame": "框架页",
    "mailmergesource": "邮件合并的数据源",
    "mailmergeheadersource": "邮件合并的数据源",
    "vbaproject": "宏",
    "keymapcustomizations": "自定义的快捷键",
    "extensibility": "自定义的功能区",
    "ui": "自定义的功能区",
    "webextension": "网络加载项",
    "webextensiontaskpanes": "网络加载项",
}
"""Kinds of relations, by the last word of their type, lower case -> what they bring in."""
_WEB = re.compile(r"(https?://|mailto:)", re.IGNORECASE)
_OUTSIDE = re.compile(r"\w{2,}:|[\\/]{2}")
"""How an address begins that leads out of the file."""
_VML = ("{urn:schemas-microsoft-com:vml}*", "{urn:schemas-microsoft-com:office:office}*")
_FIELDS = frozenset(
    {"=", "PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "PAGEREF", "REF", "NOTEREF", "STYLEREF", "SEQ", "TOC", "TC"}
    | {"HYPERLINK", "TITLE", "SUBJECT", "EQ", "SYMBOL", "ADVANCE", "FORMTEXT", "FORMCHECKBOX", "FORMDROPDOWN"}
    | {"DATE", "TIME", "CREATEDATE", "SAVEDATE", "PRINTDATE", "DOCPROPERTY", "XE", "INDEX", "LISTNUM", "AUTONUM"}
)
"""Codes of fields that only print what is in the document or the clock; DDE, INCLUDETEXT, LINK and others fetch."""
_CODE = re.compile(r"\s*(=|[^\s\\\"]*)")


def refuse_dangers(data: bytes) -> Container:
    """The file, every part of it read under limits; ImportFailure with all that it may not hold."""
    container = Container(data)
    found = list(dict.fromkeys(_dangers(container)))
    if found:
        raise ImportFailure(f"不能用作模板：{'；'.join(found)}。请在 Word 或 WPS 里去掉这些内容，另存为普通的 .docx")
    return container


def _dangers(container: Container) -> Iterator[str]:
    if container.members > len(container.names):
        yield "文件内有重名的部件，两种软件会读出两份内容"
    for name in container.names:
        data = container.read(name) or b""
        if name.endswith((".xml", ".rels")) and (len(data) > _LARGEST or data.count(b"<") > _MOST_MARKS):
            raise ImportFailure(
                f"文件内的“{name}”超过 {_LARGEST // 2**20} MB 或标记太多，不能用作模板；请去掉不用的内容"
            )
        if name.rpartition("/")[2] in _MACROS or "/activex/" in name:
            yield "带有宏或 ActiveX 控件"
        if name.endswith((".xml", ".rels")):
            root = parse_xml(data, name)
            yield from _of_types(root) if name == _TYPES else _of_part(root)
    if _TYPES not in container.names:
        yield "不是 Word 文档（没有 [Content_Types].xml）"


def _of_types(root: _Element) -> Iterator[str]:
    types = {entry.get("ContentType", "") for entry in root.iter("{*}Override", "{*}Default")}
    if any("macroEnabled" in kind or "vba" in kind for kind in types):
        yield "带有宏（.docm、.dotm 一类）"
    elif not types & {_DOCUMENT_TYPE, _TEMPLATE_TYPE}:
        yield "不是 Word 的 .docx 文档"


def _of_part(root: _Element) -> Iterator[str]:
    for relation in root.iter("{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"):
        yield from _of_relation(relation)
    for element in root.iter(w("object"), w("altChunk"), w("control"), w("attachedTemplate"), w("mailMerge")):
        yield f"带有 {element.tag.rpartition('}')[2]}（嵌入或链接的外来内容）"
    for shape in root.iter(*_VML):
        if any(
            _OUTSIDE.match(shape.get(name, ""))
            for name in ("src", "href", "{urn:schemas-microsoft-com:office:office}href")
        ):
            yield "带有链接到文件以外的图形"
    yield from _of_fields(root)


def _of_relation(relation: _Element) -> Iterator[str]:
    kind = relation.get("Type", "").rpartition("/")[2].lower()
    target = relation.get("Target", "")
    if kind in _RELATIONS:
        yield f"带有{_RELATIONS[kind]}"
    elif relation.get("TargetMode") == "External" and not (kind == "hyperlink" and _WEB.match(target)):
        yield f"链接到文件以外的内容（{kind}：{target[:60]}）"


def _of_fields(root: _Element) -> Iterator[str]:
    for simple in root.iter(w("fldSimple")):
        yield from _of_code(simple.get(w("instr"), ""))
    codes: list[str] = []
    for element in root.iter(w("fldChar"), w("instrText")):
        kind = element.get(w("fldCharType"))
        if kind == "begin":
            codes.append("")
        elif element.tag == w("instrText"):
            if not codes:
                yield "域代码写在了域以外"
                return
            codes[-1] += element.text or ""
        elif kind == "end" and codes:
            yield from _of_code(codes.pop())
    for code in codes:
        yield from _of_code(code)


def _of_code(code: str) -> Iterator[str]:
    match = _CODE.match(code)
    name = match[1].upper() if match else ""
    if name not in _FIELDS:
        yield f"带有域 {name[:30] or '（空）'}，只能用页码、目录、引用一类不取外部内容的域"
    elif name == "HYPERLINK" and "\\l" not in code and not re.search(r'"(https?://|mailto:)', code, re.IGNORECASE):
        yield f"带有指向文件的链接域（{code.strip()[:60]}）"
