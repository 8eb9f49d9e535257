"""The figures of one document: `:::bars` and `:::shares` around a table of counts, `:::qr` around a text."""

import re
from collections.abc import Iterator, Sequence

from xuncha_docs.errors import TemplateError, XunchaError
from xuncha_docs.word import charts, drawings
from xuncha_docs.word.advice import refusal
from xuncha_docs.word.inline import VALUE_BREAK, plain
from xuncha_docs.word.layout import Layout
from xuncha_docs.word.qr import SIZE_MM, qr_code
from xuncha_docs.word.tree import Node

_COUNT = re.compile(r"[0-9]{1,9}")
_MOST_ROWS = 20


class Figures:
    """The figures met so far and the parts that they show."""

    def __init__(self, measures: Layout, *, source: str) -> None:
        self._layout = measures
        self._source = source
        self.attachments: list[drawings.Attachment] = []

    def figure(self, node: Node) -> tuple[str, Sequence[Node]]:
        """The w:r that shows the directive `node`, and the paragraphs of its caption."""
        what, caption = self.read(node)
        if isinstance(what, charts.Chart):
            part = charts.chart_part(self._next, what, self._layout.fonts.body)
            self.attachments.append(part)
            size = {"width_mm": charts.WIDTH_MM, "height_mm": what.height_mm}
            return drawings.chart(len(self.attachments), part, told=what.told, **size), caption
        return self._picture(*what), caption

    def code(self, node: Node) -> str:
        """The w:r that shows the text of the inline node as a QR code."""
        return self._picture(*self.read_code(node))

    def _picture(self, text: str, code: drawings.Attachment) -> str:
        self.attachments.append(code)
        return drawings.picture(len(self.attachments), code, width_mm=SIZE_MM, height_mm=SIZE_MM, told=text)

    def read(self, node: Node) -> tuple[charts.Chart | tuple[str, drawings.Attachment], Sequence[Node]]:
        """The chart, or the text of a QR code with its picture; and the paragraphs of the caption."""
        tables = [child for child in node.children if child.type == "table"]
        words = [child for child in node.children if child.type == "paragraph"]
        if len(tables) + len(words) < len(node.children):
            raise self._refusal(node, f":::{node.type} 里有别的内容，请移出去")
        if node.type == "qr":
            return self._qr(node, tables, words), words[1:]
        return self._chart(node, tables), words

    def _qr(self, node: Node, tables: Sequence[Node], words: Sequence[Node]) -> tuple[str, drawings.Attachment]:
        if tables or not words:
            raise self._refusal(node, ":::qr 里第一段写网址或其他要扫出来的文字，下一段写图题，不写表格")
        return self.read_code(words[0])

    def read_code(self, node: Node) -> tuple[str, drawings.Attachment]:
        """The text of `node`, and its QR code."""
        text = VALUE_BREAK.sub("\n", plain(node.children)).strip()
        if not text:
            raise self._refusal(node, "二维码里要写网址或其他要扫出来的文字")
        try:
            return text, qr_code(self._next, text)
        except XunchaError as error:
            raise self._refusal(node, error.message) from error

    def _chart(self, node: Node, tables: Sequence[Node]) -> charts.Chart:
        if len(tables) != 1 or tables[0].number != 1:
            raise self._refusal(node, f":::{node.type} 里写一个表格（表头一行）和图题")
        (head, *rows) = ([*cells] for cells in self._cells(tables[0]))
        if not 1 <= len(rows) <= _MOST_ROWS or not 1 <= len(head) - 1 <= charts.MOST_SERIES:
            told = f"图用的表格第一列写名称，其余写数：1 至 {_MOST_ROWS} 行，1 至 {charts.MOST_SERIES} 列数"
            raise self._refusal(tables[0], told)
        columns = [(_text(name), [self._count(row[at]) for row in rows]) for at, name in enumerate(head) if at]
        make = charts.counted if node.type == "bars" else charts.shared
        return make([_text(row[0]) for row in rows], columns)

    @property
    def _next(self) -> int:
        return len(self.attachments) + 1

    def _cells(self, node: Node) -> Iterator[Sequence[Node]]:
        for row in node.children:
            merged = next((cell for cell in row.children if cell.type != "cell"), None)
            if merged:
                raise self._refusal(merged, "图用的表格不能合并格")
            yield row.children

    def _count(self, cell: Node) -> int:
        text = _text(cell).strip()
        if not _COUNT.fullmatch(text):
            raise self._refusal(cell, f"图里只能画个数，“{text}”不是整数")
        return int(text)

    def _refusal(self, node: Node, message: str) -> TemplateError:
        return refusal(node, self._source, message)


def _text(node: Node) -> str:
    return VALUE_BREAK.sub(" ", plain(node.children))
