"""OFD (GB/T 33190) -> text by ofdkit; the only module that touches it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import ofdkit

from xuncha_docs.errors import ImportFailure
from xuncha_docs.foreign.preflight import Container, parse_xml, zip_names
from xuncha_docs.ingest import ocr, ofd_scans
from xuncha_docs.ingest.converters import RECOGNISED, Converted
from xuncha_docs.ingest.lines import Line, paragraphs, without_furniture
from xuncha_docs.ingest.secrecy import refuse_secret

_SAME_LINE = 0.5
"""Baselines nearer than this share of the size are one line."""
_SAME_PLACE = 0.3
"""Runs nearer than this share of the size are one text drawn twice, for bold."""
_WORD_GAP = 0.25
_LEAST_TEXT = 20
"""Characters below which a page covered by pictures is a scan."""
_ENCRYPTED = "encryptions.xml"
"""Stands beside OFD.xml where parts are encrypted: GM/T 0099—2020, appendix C."""
_OUTSIDE = 2.0
"""Millimetres beyond the page's edge at which a text still shows."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Page:
    """What was read of one page."""

    lines: tuple[Line, ...]
    doubt: str = ""
    """Why the lines may be wrong or missing, as the end of a sentence."""
    scanned: bool = False


class OfdConverter:
    """OFD documents: their text, and scanned pages where the extra for recognition is installed."""

    def accepts(self, data: bytes) -> bool:
        """Whether the container has the entry every OFD file has."""
        return "ofd.xml" in zip_names(data)

    def convert(self, data: bytes) -> Converted:
        """The paragraphs in reading order; ImportFailure says why there is no text."""
        container = Container(data)
        if _ENCRYPTED in container.names:
            raise ImportFailure("OFD 加了密，读不了；请用原软件解密后另存，再导入")
        for name in container.names:
            container.read(name)
        try:
            with ofdkit.open(data) as document:
                pages = [_read(page, number, container) for number, page in enumerate(document.pages)]
                hints = {"title": document.info.title} if _is_title(document.info.title) else {}
        except ofdkit.OFDLimitError as error:
            raise ImportFailure("OFD 文件展开后过大，未读；请用阅读软件打印成 PDF，或分成几份，再导入") from error
        except ofdkit.OFDError as error:
            raise ImportFailure("OFD 文件损坏或不合标准，打不开；请用阅读软件另存一份") from error
        notes = tuple(_annotations(container))
        lines = [line for page in pages for line in page.lines]
        if not lines:
            raise ImportFailure(_nothing(pages, container))
        kept, furniture = without_furniture(lines)
        if not kept:
            raise ImportFailure("OFD 里除了页码没有读到文字；请打开核对，正文若是图形，请打印成 PDF 再导入")
        warnings = (*_warnings(pages), *(f"已去掉每页重复的{text}" for text in furniture if text != "页码"), *notes)
        return Converted(text="\n".join(paragraphs(kept)), hints=hints, warnings=warnings)


def _read(page: ofdkit.Page, number: int, container: Container) -> _Page:
    """The page's text; where there is next to none and pictures cover it, what is recognised in them."""
    lines = tuple(_lines(page, number))
    few = sum(len(line.text) for line in lines) < _LEAST_TEXT
    if not few or page.location is None or not ofd_scans.is_scan(container, page.location, page.box):
        return _Page(lines=lines, doubt="" if lines else "没有文字，请核对")
    if not ocr.available():
        return _Page(lines=lines, doubt=f"是扫描页，文字没有读到，{ocr.MISSING}", scanned=True)
    if ocr.postpone():
        return _Page(lines=lines, scanned=True)
    picture = ofd_scans.picture(container, page.location, page.box)
    if picture is None:
        return _Page(lines=lines, doubt="是扫描页，图片的格式读不了；请用阅读软件打印成 PDF，再导入", scanned=True)
    found = tuple(_in_millimetres(line) for line in ocr.recognise(picture, number))
    return _Page(lines=found, doubt=RECOGNISED if found else "是扫描页，没有识别到文字，请核对", scanned=True)


def _in_millimetres(line: Line) -> Line:
    places = (line.left, line.right, line.y, line.size)
    left, right, y, size = (place / ofd_scans.PIXELS_PER_MM for place in places)
    return replace(line, left=left, right=right, y=y, size=size)


def _nothing(pages: Sequence[_Page], container: Container) -> str:
    """Why no page has text."""
    scans = [page for page in pages if page.scanned]
    if scans:
        return f"OFD 的 {len(pages)} 页里有 {len(scans)} 页{scans[0].doubt}"
    drawn = b"".join(container.read(name) or b"" for name in container.names if name.endswith("content.xml"))
    if b"CGTransform" in drawn:
        return "OFD 里只存了字形，没有对应的文字；请用阅读软件打印成 PDF，再导入"
    if b"ImageObject" in drawn:
        return "OFD 里只有图片，没有文字；请找电子原件，或打印成 PDF 按扫描件导入"
    if b"PathObject" in drawn:
        return "OFD 里只有线条和色块，没有文字；请找电子原件，或打印成 PDF 按扫描件导入"
    return "OFD 里没有文字，各页都是空白；请打开核对，重新取得原件"


def _warnings(pages: Sequence[_Page]) -> Iterator[str]:
    for doubt in dict.fromkeys(page.doubt for page in pages if page.doubt):
        numbers = (str(number) for number, page in enumerate(pages, 1) if page.doubt == doubt)
        yield f"第 {'、'.join(numbers)} 页{doubt}"


def _annotations(container: Container) -> Iterator[str]:
    """What was written onto the pages afterwards, which is no part of the text; ImportFailure for a mark of secrecy."""
    for name in container.names:
        data = container.read(name) if "annot" in name and name.endswith(".xml") else None
        for note in parse_xml(data, name).iter("{*}Annot") if data else ():
            text = "".join(code.text or "" for code in note.iter("{*}TextCode")).strip()
            refuse_secret(text)
            if text and note.get("Type") != "Watermark":
                yield f"批注没有列入正文：{text}"


def _is_title(text: str | None) -> bool:
    return bool(text) and len(re.findall(r"[\u4e00-\u9fff]", text or "")) > len(text or "") // 2


def _lines(page: ofdkit.Page, number: int) -> list[Line]:
    """The lines of a page from top to bottom, each from left to right."""
    left, top, width, height = page.box
    runs = [
        run
        for run in page.runs
        if run.text.strip()
        and left - _OUTSIDE <= run.x <= left + width + _OUTSIDE
        and top - _OUTSIDE <= run.y <= top + height + _OUTSIDE
    ]
    runs.sort(key=lambda run: (run.y, run.x))
    groups: list[list[ofdkit.TextRun]] = []
    for run in runs:
        if groups and abs(groups[-1][0].y - run.y) <= _SAME_LINE * max(run.size, 1.0):
            groups[-1].append(run)
        else:
            groups.append([run])
    return [_line(sorted(group, key=lambda run: run.x), number) for group in groups]


def _line(runs: Sequence[ofdkit.TextRun], page: int) -> Line:
    text = runs[0].text
    for before, run in pairwise(runs):
        if run.text == before.text and run.x - before.x <= _SAME_PLACE * max(run.size, 1.0):
            continue
        gap = run.x - (before.x + before.width) > _WORD_GAP * max(run.size, 1.0)
        text += f" {run.text}" if gap else run.text
    size = max(run.size for run in runs) or 1.0
    right = max(run.x + run.width for run in runs)
    return Line(text=text.strip(), page=page, left=runs[0].x, right=right, y=runs[0].y, size=size)
