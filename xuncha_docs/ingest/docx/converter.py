"""A Word document -> its text, with what page headers say and warnings about what a reader should look at."""

from collections.abc import Iterator

from lxml.etree import _Element

from xuncha_docs.errors import ImportFailure
from xuncha_docs.foreign.parts import RELATION_ID, Parts, w
from xuncha_docs.foreign.preflight import MAX_NESTING
from xuncha_docs.ingest.converters import Converted
from xuncha_docs.ingest.docx.body import Body, margins
from xuncha_docs.ingest.docx.chunks import html_paragraphs, page_of
from xuncha_docs.ingest.formats import binary_format, is_docx

_LOST = "引用或内嵌的另一份文档没有读入，请核对是否完整"
_NOTES = "附：注释"
"""Stands between the text and its notes, so that they do not become part of the last article."""


class DocxConverter:
    """Word documents of 2007 and later, also those whose body is an embedded web page."""

    def accepts(self, data: bytes) -> bool:
        """Whether the content is a zip with a Word body."""
        return is_docx(data)

    def convert(self, data: bytes) -> Converted:
        """Paragraphs parted by blank lines, soft breaks inside them as line breaks; ImportFailure without any text."""
        document = _Document(data, depth=1)
        paragraphs = list(document.paragraphs())
        if not any(char.isalnum() for text in paragraphs for char in text):
            if document.parts.has_pictures:
                raise ImportFailure("Word 文档里只有图片，没有文字；请找电子原件，或另存为 PDF 按扫描件导入")
            raise ImportFailure("Word 文档里没有文字，可能是空白的模板；请打开核对，换有正文的文件")
        return Converted(
            text="\n\n".join(paragraphs) + "\n",
            hints=dict(document.hints()),
            warnings=tuple(dict.fromkeys(document.warnings)),
        )


class _Document:
    """One Word document, and those inside it."""

    def __init__(self, data: bytes, depth: int) -> None:
        self.parts = Parts(data)
        self._depth = depth
        main = self.parts.xml(self.parts.main)
        self._main = main if main is not None else _no_body()
        self.warnings: list[str] = []

    def paragraphs(self) -> Iterator[str]:
        container = self._main.find(w("body"))
        body = Body(self.parts)
        for block in () if container is None else body.paragraphs(container):
            if isinstance(block, str):
                yield block
            else:
                yield from self._chunk(block)
        notes = list(body.notes())
        yield from (_NOTES, *notes) if notes else ()
        if body.lost:
            self.warnings.append(_LOST)
        if body.hid:
            self.warnings.append("有隐藏文字，没有读入")
        if self._main.find(f".//{w('del')}") is not None or self._main.find(f".//{w('ins')}") is not None:
            self.warnings.append("有未处理的修订，按全部接受读入：插入的保留，删除的去掉，请核对")

    def hints(self) -> Iterator[tuple[str, str]]:
        for kind in ("header", "footer"):
            text = margins(self.parts, self._main, kind)
            if text:
                yield kind, text

    def _chunk(self, chunk: _Element) -> Iterator[str]:
        relation = self.parts.relations.get(chunk.get(RELATION_ID, ""))
        data = self.parts.read(relation.target) if relation and not relation.external else None
        if data is None:
            self.warnings.append(_LOST)
        elif is_docx(data) and self._depth < MAX_NESTING:
            inner = _Document(data, self._depth + 1)
            yield from inner.paragraphs()
            self.warnings += inner.warnings
        elif binary_format(data):
            self.warnings.append(f"内嵌的{binary_format(data)}没有读入，请核对是否完整")
        else:
            yield from html_paragraphs(page_of(data))


def _no_body() -> _Element:
    raise ImportFailure("Word 文档里没有正文部分，文件可能损坏；请重新取得，或用 Word、WPS 另存一份")
