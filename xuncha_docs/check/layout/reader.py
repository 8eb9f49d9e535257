"""A .docx -> Document; it is opened under the limits for foreign files."""

from lxml.etree import _Element

from xuncha_docs.check.layout.cascade import Cascade
from xuncha_docs.check.layout.elements import elements
from xuncha_docs.check.layout.model import Document
from xuncha_docs.check.layout.sheets import sections
from xuncha_docs.check.layout.walking import Walk
from xuncha_docs.errors import ImportFailure
from xuncha_docs.foreign.numbering import Numbering
from xuncha_docs.foreign.parts import Parts, is_on, w
from xuncha_docs.foreign.preflight import MAGIC, Container

_OLD = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf")
_GRIDS = {"snapToChars": "linesAndChars"}


def read(data: bytes) -> Document:
    """The document in the bytes of a .docx; ImportFailure says in Chinese why there is none."""
    if data.startswith(_OLD):
        raise ImportFailure("是旧版 .doc、.wps、.rtf 或加了密码的文件，请用 Word 或 WPS 另存为不加密的 .docx 再检查")
    if not data.startswith(MAGIC):
        raise ImportFailure("不是 .docx，请用 Word 或 WPS 另存为 .docx 再检查")
    for _name, _content in Container(data).contents():
        continue  # 逐个部件读一遍，膨胀的、损坏的在这里就拒绝；后面交给 python-docx 和 LibreOffice 的都是读过的
    parts = Parts(data)
    root = parts.xml(parts.main)
    body = None if root is None else root.find(w("body"))
    if body is None:
        raise ImportFailure("Word 文档里没有正文部分，文件可能损坏，请用原软件另存一份")
    if next(body.iter(w("altChunk")), None) is not None:
        raise ImportFailure("正文是嵌入的网页（altChunk），要排版后才看得出版式；请用 Word 打开，另存为 .docx 再检查")
    return _document(data, parts, body)


def _document(data: bytes, parts: Parts, body: _Element) -> Document:
    looks = Cascade(parts)
    walk = Walk(looks, Numbering(parts.related("numbering"), looks.styles))
    walk.read(body)
    settings = parts.related("settings")
    app = parts.xml("docProps/app.xml")
    return Document(
        data=data,
        paragraphs=tuple(walk.paragraphs),
        tables=tuple(walk.tables),
        sections=tuple(sections(body, parts, looks)),
        odd_and_even=bool(is_on(settings, "evenAndOddHeaders")),
        language=looks.language,
        grid=_grid(body),
        product="" if app is None else app.findtext("{*}Application") or "",
        elements=elements(walk.paragraphs),
    )


def _grid(body: _Element) -> str:
    """The kind of the grid that reaches furthest."""
    kinds = {grid.get(w("type"), "") for grid in body.iter(w("docGrid"))}
    return next((kind for kind in ("linesAndChars", "lines") if kind in {_GRIDS.get(one, one) for one in kinds}), "")
