"""OFD (GB/T 33190) -> text by ofdkit; the only module that touches it."""

import re
from collections.abc import Sequence
from itertools import pairwise

import ofdkit

from xuncha_docs.errors import ImportFailure
from xuncha_docs.ingest.converters import Converted
from xuncha_docs.ingest.lines import Line, paragraphs, without_furniture
from xuncha_docs.ingest.preflight import Container, zip_names

_SAME_LINE = 0.5
"""Baselines nearer than this share of the size are one line."""
_SAME_PLACE = 0.3
"""Runs nearer than this share of the size are one text drawn twice, for bold."""
_WORD_GAP = 0.25
_PICTURES = (".jpg", ".jpeg", ".png", ".bmp", ".jb2", ".tif", ".tiff")
_OUTSIDE = 2.0
"""Millimetres beyond the page's edge at which a text still shows."""


class OfdConverter:
    """OFD documents that hold text."""

    def accepts(self, data: bytes) -> bool:
        """Whether the container has the entry every OFD file has."""
        return "ofd.xml" in zip_names(data)

    def convert(self, data: bytes) -> Converted:
        """The paragraphs in reading order; ImportFailure for damaged, oversized and picture-only files."""
        container = Container(data)
        for name in container.names:
            container.read(name)
        try:
            with ofdkit.open(data) as document:
                pages = [_lines(page, number) for number, page in enumerate(document.pages)]
                hints = {"title": document.info.title} if _is_title(document.info.title) else {}
        except ofdkit.OFDLimitError as error:
            raise ImportFailure("OFD 文件展开后过大，未读") from error
        except ofdkit.OFDError as error:
            raise ImportFailure(f"OFD 文件损坏或不合标准，打不开（{error}）") from error
        lines = [line for page in pages for line in page]
        if not lines:
            pictures = any(name.endswith(_PICTURES) for name in container.names)
            raise ImportFailure("OFD 里只有图像，是扫描页，需要文字识别" if pictures else "OFD 里没有读到文字")
        kept, furniture = without_furniture(lines)
        if not kept:
            raise ImportFailure("OFD 里除了页码没有读到文字")
        empty = [number + 1 for number, page in enumerate(pages) if not page]
        warnings = [f"已去掉每页重复的{text}" for text in furniture if text != "页码"]
        if empty:
            warnings.append(f"第 {'、'.join(map(str, empty))} 页没有读到文字，可能是扫描页，请核对")
        return Converted(text="\n".join(paragraphs(kept)), hints=hints, warnings=tuple(warnings))


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
