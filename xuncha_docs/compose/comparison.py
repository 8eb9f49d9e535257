"""A comparison of two versions as Markdown: the 新旧对照表 that the Word writer prints."""

import re
import unicodedata
from collections.abc import Sequence
from itertools import groupby

from xuncha_docs.compose.values import LINE_BREAK, cn_date, escape_markdown
from xuncha_docs.library.comparison import Comparison, Row, Span, place_of
from xuncha_docs.library.records import Provision, Regulation


def comparison_markdown(comparison: Comparison) -> str:
    """Title, a line on how to read it, and the table 条 | 旧 | 新 with the changed words in bold."""
    old, new = comparison.old, comparison.new
    counted = "，".join(f"{change} {count} 条" for change, count in comparison.counts.items() if count)
    lines = [
        f"# 《{escape_markdown(new.title)}》新旧对照表",
        "",
        ":::note",
        f"旧：{_version(old)}。新：{_version(new)}。{counted}。",
        "粗体是改动的文字；只是条号变了的，注明原条号。",
        ":::",
        "",
        f"| 条 | 旧（{_begins(old)}） | 新（{_begins(new)}） |",
        "|:--|--------------------|--------------------|",
        *(_line(row) for row in comparison.all_rows),
    ]
    return "\n".join(lines) + "\n"


def _version(regulation: Regulation) -> str:
    number = f"，{escape_markdown(regulation.document_number)}" if regulation.document_number else ""
    doubt = "" if regulation.dates_certain else "，施行日期待核"
    return f"{_begins(regulation)}起的文本{number}{doubt}"


def _begins(regulation: Regulation) -> str:
    begins = regulation.effective or regulation.issued
    return cn_date(begins) if begins else "日期不详"


def _line(row: Row) -> str:
    gone, come = row.marks
    first = f"{row.address}{LINE_BREAK}{row.label}"
    return f"| {first} | {_cell(row.old, gone)} | {_cell(row.new, come)} |"


def _cell(provision: Provision | None, spans: Sequence[Span]) -> str:
    if provision is None:
        return "（无）"
    shown = _marked(provision.text, spans) if spans else escape_markdown(provision.text)
    return f"{escape_markdown(place_of(provision))}{LINE_BREAK}{shown}"


def _marked(text: str, spans: Sequence[Span]) -> str:
    """The text with its spans in bold, line by line."""
    bold = {at for start, end in spans for at in _words(text, start, end)}
    lines: list[str] = []
    start = 0
    for line in text.split("\n"):
        runs = groupby(range(start, start + len(line)), key=bold.__contains__)
        lines.append("".join(_run("".join(text[at] for at in places), bold=is_bold) for is_bold, places in runs))
        start += len(line) + 1
    return LINE_BREAK.join(lines)


def _words(text: str, start: int, end: int) -> set[int]:
    """The places of a span without punctuation at the edges of its lines; the word before it where that is all of it.

    `甲**，乙**丙` is no bold text: where punctuation is inside, CommonMark (0.31, 6.2) wants it outside as well.
    """
    found: set[int] = set()
    for line in re.finditer(r"[^\n]+", text[start:end]):
        words = [at for at in range(start + line.start(), start + line.end()) if _is_word(text[at])]
        found |= set(range(words[0], words[-1] + 1)) if words else set()
    return found or {at for at in range(max(0, start - 1), start) if _is_word(text[at])}


def _is_word(character: str) -> bool:
    return unicodedata.category(character)[0] in "LN"


def _run(text: str, *, bold: bool) -> str:
    shown = "".join(escape_markdown(character) or character for character in text)
    return f"**{shown}**" if bold else shown
