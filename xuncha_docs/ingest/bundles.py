"""Several regulations in one file -> one each, told apart by the title between them; only where it is sure."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from xuncha_docs.ingest.converters import Converted
from xuncha_docs.ingest.dates import start_of
from xuncha_docs.ingest.naming import ANNEX, MARKUP, article_number, title_above
from xuncha_docs.ingest.titles import clean_title, looks_like_a_title, work_key

_FIRST = re.compile(r"^[\s\u3000#*]*第\s*[一1１壹]\s*条", re.MULTILINE)
_AMENDS = re.compile(r"^.*关于修[改正订].*的决定[\s*]*$", re.MULTILINE)
_REVISED = re.compile(r"根据本决定.{0,20}(?:修改|修正|修订|调整|公布)")
_TITLES = re.compile("[《〈<]([^《》〈〉<>]+)[》〉>]")
_MOST = 300
"""Lines that begin a 第一条 beyond which a text is no document but a heap, which takes too long to go through."""
_HEAD = 600
"""Characters among which an order may stand above the decision it publishes."""
_LAST_ARTICLES = 3
"""Articles at a text's end of which one says when it takes effect."""


def split_regulations(converted: Converted) -> tuple[Converted, ...]:
    """The regulations in a text that holds several; the text itself where it holds one, or where that is not sure.

    A new one begins at a title above a 第一条, behind a text that has said when it takes effect. An annex, a quotation
    and a text without such an end stay where they are; the parser then tells of the numbers that begin anew. The text
    that a decision amends and that follows it whole is one of its own, too.
    """
    text = converted.text
    amended = _amended(text)
    if not (1 if amended else 2) <= len(_FIRST.findall(text)) <= _MOST:
        return (converted,)
    lines = [line.strip(MARKUP) for line in text.split("\n")]
    firsts = [index for index, line in enumerate(lines) if article_number(line) == 1]
    starts = [0]
    for first in firsts if amended else firsts[1:]:
        start = title_above(lines, first)
        before = lines[starts[-1] : start]
        if start and (_has_ended(before) or (starts == [0] and _announces(before, lines[start], amended))):
            starts.append(start)
    if len(starts) == 1:
        return (converted,)
    ends = [*starts[1:], len(lines)]
    return tuple(_part(converted, lines, start, end) for start, end in zip(starts, ends, strict=True))


def _amended(text: str) -> frozenset[str]:
    """Keys of the works that the decision at the head of a text amends; none where it is no such decision."""
    heading = _AMENDS.search(text, 0, _HEAD)
    return frozenset(work_key(clean_title(name).title) for name in _TITLES.findall(heading[0] if heading else ""))


def _has_ended(lines: Sequence[str]) -> bool:
    """Whether these are the articles of a regulation in their order, no quotation open, the last saying since when."""
    numbered = [(index, number) for index, line in enumerate(lines) if (number := article_number(line))]
    numbers = [number for _, number in numbered]
    if len(numbers) < _LAST_ARTICLES or numbers[0] != 1 or any(b not in (a, a + 1) for a, b in pairwise(numbers)):
        return False
    text = "\n".join(lines)
    tail = "\n".join(lines[numbered[-_LAST_ARTICLES][0] :])
    annexed = any(ANNEX.match(line) for line in lines[numbered[-1][0] :])
    return not annexed and text.rfind("“") <= text.rfind("”") and start_of(tail) is not None


def _announces(lines: Sequence[str], title: str, amended: frozenset[str]) -> bool:
    """Whether a decision says that the text of this title, one of the amended, follows in its new form."""
    return work_key(clean_title(title).title) in amended and any(_REVISED.search(line) for line in lines)


def _part(converted: Converted, lines: Sequence[str], start: int, end: int) -> Converted:
    """The lines as a text of their own; what the file says about itself is said of the first."""
    text = "\n".join(converted.text.split("\n")[start:end])
    if start == 0:
        return replace(converted, text=text)
    own = {key: value for key, value in converted.hints.items() if key in ("source", "category")}
    hints = {**own, "title": "".join(lines[start : _title_end(lines, start)])}
    return replace(converted, text=text, first_line=converted.first_line + start, head="", hints=hints, warnings=())


def _title_end(lines: Sequence[str], start: int) -> int:
    return next(index + 1 for index in range(start, len(lines)) if looks_like_a_title(lines[index]))
