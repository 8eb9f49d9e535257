"""Foreign documents inside a Word document (altChunk): web archives and web pages -> paragraphs."""

import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree
from lxml.etree import _Element

from xuncha_docs.errors import ImportFailure
from xuncha_docs.foreign.parts import number
from xuncha_docs.ingest.encoding import decode_text
from xuncha_docs.ingest.grid import Cell, table_paragraphs
from xuncha_docs.library.numerals import NUMERAL

_BLOCKS = frozenset({
    "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "dl", "dt", "dd", "section", "article", "center",
    "blockquote", "hr", "pre", "form", "fieldset", "header", "footer", "body", "html", "caption",
})  # fmt: skip
_DROPPED = frozenset(("script", "style", "head", "rt", "rp", "del", "template", "noscript", "title"))
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all")
_GB = frozenset(("gb2312", "gbk", "gb_2312-80", "x-gbk"))
_HEAD = re.compile(rf"第{NUMERAL}{{1,9}}条")
_INSERT = re.compile(rf"之{NUMERAL}{{1,3}}")
_WIDEST, _TALLEST = 100, 1_000


def html_paragraphs(page: str) -> Iterator[str]:
    """The paragraphs of a web page, soft breaks as line breaks; everything that is shown, in its order."""
    if "<" not in page:
        yield from (line.strip() for line in page.splitlines() if line.strip())
        return
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True)
    try:
        root = etree.fromstring(page.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        raise ImportFailure(f"文件内嵌的网页读不通（{error.msg}）") from error
    if root is not None:
        yield from _joined(_Page().paragraphs(root))


def _joined(paragraphs: list[str]) -> Iterator[str]:
    """The paragraphs, 之一 put back behind its 第…条 where a page sets them apart."""
    open_head = ""
    for text in paragraphs:
        if open_head and not _INSERT.fullmatch(text):
            yield open_head
            open_head = ""
        if _HEAD.fullmatch(text):
            open_head = text
        else:
            yield open_head + text
            open_head = ""
    if open_head:
        yield open_head


def page_of(data: bytes) -> str:
    """The web page in a chunk's bytes, be it MHTML or bare; ImportFailure when it holds none."""
    if not re.match(rb"\s*(?:MIME-Version|Content-Type|From|Date|Subject)\s*:", data[:200], re.IGNORECASE):
        return _declared(data) or decode_text(data)[0]
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    for part in message.walk():
        body = part.get_payload(decode=True)
        if part.get_content_type() in ("text/html", "text/plain", "application/xhtml+xml") and isinstance(body, bytes):
            return _decoded(body, part.get_content_charset()) or decode_text(body)[0]
    raise ImportFailure("文件内嵌的网页存档里没有正文")


def _declared(data: bytes) -> str | None:
    charset = re.search(rb"charset\s*=\s*[\"']?\s*([\w-]{2,20})", data[:2_000])
    return _decoded(data, charset[1].decode("ascii")) if charset else None


def _decoded(data: bytes, charset: str | None) -> str | None:
    """The text by its declared charset, None where that does not fit; GB2312 is often said of GB18030."""
    name = (charset or "utf-8").lower()
    try:
        return data.decode("gb18030" if name in _GB else name)
    except (UnicodeDecodeError, LookupError):
        return None


@dataclass(slots=True)
class _Page:
    """The paragraphs of one page or cell being gathered."""

    done: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)

    def paragraphs(self, root: _Element) -> list[str]:
        self._read(root)
        self._end()
        return self.done

    def _read(self, element: _Element) -> None:
        tag = element.tag
        if not isinstance(tag, str) or tag in _DROPPED or _HIDDEN.search(element.get("style", "")):
            return
        if tag == "br":
            self.open.append("\n")
        elif tag == "table":
            self._end()
            self.done += table_paragraphs(_rows(element))
        elif tag in _BLOCKS:
            self._end()
            self._inside(element)
            self._end()
        else:
            self._inside(element)

    def _inside(self, element: _Element) -> None:
        self._add(element.text)
        for child in element:
            self._read(child)
            self._add(child.tail)

    def _add(self, text: str | None) -> None:
        if text:
            self.open.append(re.sub(r"[ \t\r\n\f]+", _space, text))

    def _end(self) -> None:
        lines = "".join(self.open).replace("\xa0", " ").split("\n")
        text = "\n".join(line.strip() for line in lines if line.strip())
        self.open.clear()
        if text:
            self.done.append(text)


def _space(match: re.Match[str]) -> str:
    """What a browser shows for white space in the source: nothing for a line break between Chinese characters."""
    before, after = match.string[: match.start()][-1:], match.string[match.end() :][:1]
    wraps = "\n" in match[0] and not (before.isascii() and before.isalnum() and after.isascii())
    return "" if wraps else " "


def _rows(table: _Element) -> Iterator[list[Cell]]:
    hanging: dict[int, tuple[Cell, int]] = {}
    for row in table.iter("tr"):
        if next(row.iterancestors("table")) is not table:
            continue
        cells: list[Cell] = []
        for element in row.iterchildren("td", "th"):
            _fill(cells, hanging)
            cell = Cell(tuple(_Page().paragraphs(_as_block(element))))
            columns = min(number(element.get("colspan"), 1) or 1, _WIDEST)
            rows = min(number(element.get("rowspan"), 1) or 1, _TALLEST)
            for _ in range(columns):
                hanging[len(cells)] = (cell, rows - 1)
                cells.append(cell)
        _fill(cells, hanging)
        yield cells


def _fill(cells: list[Cell], hanging: dict[int, tuple[Cell, int]]) -> None:
    """Puts cells that reach down from rows above into the places they cover."""
    while (place := hanging.get(len(cells))) and place[1] > 0:
        hanging[len(cells)] = (place[0], place[1] - 1)
        cells.append(place[0])


def _as_block(element: _Element) -> _Element:
    element.tag = "div"
    return element
