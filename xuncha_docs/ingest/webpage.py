"""Web pages -> text: what the page says about the document is read before its body is cut out of the rest."""

import re
from collections.abc import Iterator, Mapping, Sequence

from selectolax.lexbor import LexborHTMLParser, LexborNode

from xuncha_docs.errors import ImportFailure
from xuncha_docs.ingest.converters import Converted
from xuncha_docs.ingest.dates import find_dates
from xuncha_docs.ingest.encoding import decode_text
from xuncha_docs.ingest.grid import row_line
from xuncha_docs.ingest.titles import looks_like_a_title

_START = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)*"
    rb"<(?:!doctype\s+html|html|head|body|title|meta|div|table|style|script|section|article|center|p|h\d|span|font)[\s>]",
    re.IGNORECASE | re.DOTALL,
)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_BODIES = (
    "#UCAP-CONTENT", "#zoom", "#Zoom", ".TRS_Editor", ".TRS_UEDITOR", ".trs_editor_view", ".pages_content",
    "#pages_content", "#js_content", "#vsb_content", ".v_news_content", ".wp_articlecontent", "#fontzoom", "#artibody",
    "#mainText", ".content_text", "#content_text", ".article-content", ".article_content", ".articleContent",
    ".detail-content", "#detailContent", ".news_content", ".Custom_UnionStyle", "#text_content", "#con_con", "article",
)  # fmt: skip
"""Where the content systems of public offices put the body, the surest first."""
_NO_TEXT = "script, style, noscript, template, rt, rp, select, button, iframe, svg, nav, head > title, input, textarea"
_BLOCKS = (
    "p, div, li, tr, td, th, h1, h2, h3, h4, h5, h6, section, article, table, ul, ol, dl, dt, dd, blockquote, center, "
    "hr, header, footer, form, caption"
)
_BREAK = "\x1e"
_FEWEST = 30
"""Chinese characters below which an element is not the body."""
_FEW_LINKS = 0.05
"""Share of linked text up to which a page has nothing but a body, as one that a word processor has saved."""
_LONG_CELL = 400
_LONG_VALUE = 100
_LABELS = {
    "标题": "title",
    "名称": "title",
    "发文机关": "issuing_authority",
    "发布机构": "issuing_authority",
    "发布机关": "issuing_authority",
    "发布单位": "issuing_authority",
    "制定机关": "issuing_authority",
    "发文字号": "document_number",
    "文号": "document_number",
    "发布文号": "document_number",
    "成文日期": "issued",
    "生成日期": "issued",
    "施行日期": "effective",
    "生效日期": "effective",
    "实施日期": "effective",
    "时效性": "status",
    "有效性": "status",
    "索引号": "index_number",
    "主题分类": "subject",
    "主题词": "keywords",
    "发布日期": "published",
    "发布时间": "published",
    "文件来源": "origin",
    "信息来源": "origin",
    "来源": "origin",
}
"""What public offices print beside a document -> key."""
_LABELLED = re.compile(rf"[【\[]?({'|'.join(sorted(_LABELS, key=len, reverse=True))})[】\]:：]+(.*)")
_META = {
    "articletitle": "title",
    "pubdate": "published",
    "publishdate": "published",
    "firstpublishedtime": "published",
    "contentsource": "origin",
    "sitename": "site",
    "og:url": "address",
    "url": "address",
}
"""Names in `<meta>` -> key."""
_DATES = ("issued", "effective", "published")
_SITE_BEHIND = re.compile(r"\s*[-_|—–]+\s*[^-_|—–]*$")


class WebPageConverter:
    """HTML pages, saved whole or in part."""

    def accepts(self, data: bytes) -> bool:
        """Whether the file opens with a tag and closes some."""
        head = data[:8192].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe")
        return bool(_START.match(head)) and data.replace(b"\x00", b"").count(b"</") > 1

    def convert(self, data: bytes) -> Converted:
        """The body's paragraphs and table rows; hints from the page's own table and `<meta>`."""
        html, encoding = _decoded(data)
        tree = LexborHTMLParser(html)
        if tree.body is None:
            raise ImportFailure("网页里没有正文")
        named = _named(tree)
        _mark_breaks(tree)
        hints = _hints(_text(tree.body).split("\n"), named)
        text = _body(tree, html)
        if not text.strip():
            raise ImportFailure("网页里没有读到文字；内容可能由脚本生成，请在浏览器里另存为文本")
        return Converted(text=text, hints=hints, encoding=encoding)


def _decoded(data: bytes) -> tuple[str, str]:
    """The page by its content, or as it declares where the content is all markup; gb2312 is read as gb18030."""
    declared = _CHARSET.search(data[:4096])
    label = declared[1].decode("ascii").lower() if declared else ""
    codec = "gb18030" if label in ("gb2312", "gbk", "gb18030", "x-gbk") else "big5" if label == "big5" else None
    try:
        return data.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        if codec is None or b"\x00" in data[:64]:
            return decode_text(data)
    try:
        return data.decode(codec), codec
    except UnicodeDecodeError as error:
        raise ImportFailure(f"网页标明编码是 {label}，但第 {error.start} 字节起读不通；请重新保存网页") from error


def _named(tree: LexborHTMLParser) -> dict[str, str]:
    """What `<meta>`, `<link>` and `<title>` say."""
    found: dict[str, str] = {}
    for node in tree.css("meta[content]"):
        name = (node.attributes.get("name") or node.attributes.get("property") or "").lower()
        value = (node.attributes.get("content") or "").strip()
        if name in _META and value:
            found.setdefault(_META[name], value)
    link = tree.css_first("link[rel=canonical]")
    if link and link.attributes.get("href"):
        found.setdefault("address", str(link.attributes["href"]))
    title = tree.css_first("title")
    stated = _SITE_BEHIND.sub("", title.text().strip()) if title else ""
    if stated and looks_like_a_title(stated):
        found.setdefault("title", stated)
    return found


def _mark_breaks(tree: LexborHTMLParser) -> None:
    """Leaves what prints nothing out, turns tables of data into lines, and sets a mark wherever a line ends."""
    for node in tree.css(_NO_TEXT):
        node.decompose()
    for node in tree.css("pre"):
        node.replace_with(_BREAK + node.text().replace("\n", _BREAK) + _BREAK)
    for node in tree.css("br"):
        node.replace_with(_BREAK)
    for node in reversed(tree.css("table")):
        rows = _rows(node)
        if rows:
            node.replace_with(_BREAK + _BREAK.join(row_line(row) for row in rows if any(row)) + _BREAK)
    for node in tree.css(_BLOCKS):
        node.insert_before(_BREAK)
        node.insert_after(_BREAK)


def _rows(table: LexborNode) -> list[list[str]]:
    """The rows of a table that holds data; none for one that only sets the page."""
    if any(inner.mem_id != table.mem_id for inner in table.css("table")) or len(table.css("tr")) <= 1:
        return []
    rows: list[list[str]] = []
    spans: dict[int, tuple[int, str]] = {}
    for row in table.css("tr"):
        cells: list[str] = []
        for cell in row.css("td, th"):
            text = _collapsed(cell.text().replace(_BREAK, " ")).strip()
            if len(text) > _LONG_CELL:
                return []
            _covered(cells, spans)
            below = cell.attributes.get("rowspan") or ""
            if below.isdecimal() and int(below) > 1:
                spans[len(cells)] = (min(int(below), 1000) - 1, text)
            cells.append(text)
        _covered(cells, spans)
        rows.append(cells)
    return rows if max(map(len, rows)) > 1 else []


def _covered(cells: list[str], spans: dict[int, tuple[int, str]]) -> None:
    """Adds the values of cells above that reach down into this row."""
    while len(cells) in spans:
        place = len(cells)
        left, text = spans.pop(place)
        cells.append(text)
        if left > 1:
            spans[place] = (left - 1, text)
            return


def _text(node: LexborNode) -> str:
    """The node's lines, without empty ones."""
    text = _collapsed(node.text(deep=True))
    lines = (line.strip(" \t\u3000") for line in text.split(_BREAK))
    return "\n".join(line for line in lines if line.strip())


def _collapsed(text: str) -> str:
    return re.sub(r"[ \t\r\n\xa0]+", " ", text)


def _hints(lines: Sequence[str], named: Mapping[str, str]) -> dict[str, str]:
    """What the page says of the document: the table of the office first, then the names of the system."""
    found: dict[str, str] = {}
    for key, value in (*_labelled(lines), *named.items()):
        if key in _DATES:
            day = next((day for _, day in find_dates(value)), None)
            value = day.isoformat() if day else ""  # noqa: PLW2901 -- 同一个值换成标准写法
        if value:
            found.setdefault(key, value)
    source = " ".join(found.pop(key) for key in ("site", "origin", "address") if key in found)
    published = found.pop("published", "")
    if source or published:
        found["source"] = (f"{source}（{published} 发布）" if published else source).replace("：", ":")
    return found


def _labelled(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    """(key, value) of each `发文机关：国务院`, in one line or in neighbouring cells."""
    for line in lines:
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        for cell, after in zip(cells, [*cells[1:], ""], strict=True):
            match = _LABELLED.fullmatch(re.sub(r"(?<=[\u4e00-\u9fff【])[\s\u3000]+(?=[\u4e00-\u9fff])", "", cell))
            value = (match[2].strip() or after) if match else ""
            if match and value and len(value) <= _LONG_VALUE and not _LABELLED.match(value):
                yield _LABELS[match[1]], value


def _body(tree: LexborHTMLParser, html: str) -> str:
    for selector in _BODIES:
        texts = [_text(node) for node in tree.css(selector)]
        best = max(texts, key=_han, default="")
        if _han(best) >= _FEWEST:
            return best
    assert tree.body is not None  # 调用前已查过
    whole = _text(tree.body)
    linked = sum(len(node.text().strip()) for node in tree.css("a"))
    if linked <= len(whole) * _FEW_LINKS:
        return whole
    import trafilatura  # noqa: PLC0415 -- 载入要五分之一秒，多数网页用不到

    cut = trafilatura.extract(html, include_comments=False, include_tables=True, favor_recall=True)
    return cut if cut and _han(cut) >= min(_FEWEST, _han(whole) // 2) else whole


def _han(text: str) -> int:
    return sum(1 for char in text if "\u4e00" <= char <= "\u9fff")
