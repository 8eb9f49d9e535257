"""Headings that a source glues to the text before or behind them, as blocks of their own."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from xuncha_docs.library.blocks import Block
from xuncha_docs.library.numerals import NUMERAL, parse_number

_SECTION = rf"第\s*(?P<number>{NUMERAL}{{1,7}})\s*(?P<kind>编|分编|章|节)"
_NAME = r"(?=[^\s，。；、的规所中])[^，。；：！？“”《》]{2,30}"
_STARTS = re.compile(_SECTION)
_BEHIND = re.compile(rf"(?<=[。；）”])\s*(?P<heading>{_SECTION}\s*{_NAME})$")
_BEFORE = re.compile(rf"(?P<heading>{_SECTION}\s+{_NAME}?)(?=第{NUMERAL}{{1,9}}条[\s\u3000])")


@dataclass(slots=True)
class _Numbers:
    """The last number of each kind of heading."""

    last: dict[str, int] = field(default_factory=dict)

    def follows(self, match: re.Match[str]) -> bool:
        return parse_number(match["number"]) == self.last.get(match["kind"], 0) + 1

    def note(self, match: re.Match[str]) -> None:
        self.last[match["kind"]] = parse_number(match["number"]) or 0
        if match["kind"] != "节":
            self.last.pop("节", None)


def without_glue(blocks: Iterable[Block]) -> tuple[tuple[Block, ...], tuple[tuple[int, str], ...]]:
    """The blocks with such headings set apart, and (line, what was done) for each.

    `……。第三章 总则` is a sentence and a heading, `第三章 总则第九条　……` a heading and an article; only where the
    number is the next of its kind.
    """
    numbers = _Numbers()
    notes: list[tuple[int, str]] = []
    parts: list[Block] = []
    for block in blocks:
        text = block.text
        if "章" in text or "节" in text or "编" in text:
            parts += _parts(block, numbers, notes)
        else:
            parts.append(block)
    return tuple(parts), tuple(notes)


def _parts(block: Block, numbers: _Numbers, notes: list[tuple[int, str]]) -> Iterator[Block]:
    behind = None if block.level else _BEHIND.search(block.text)
    before = None if block.level else _BEFORE.match(block.text)
    if behind and numbers.follows(behind):
        yield replace(block, text=block.text[: behind.start()])
        yield _set_apart(block, behind, "接在上一条末尾", numbers, notes)
    elif before and numbers.follows(before):
        yield _set_apart(block, before, "与条文连在一行", numbers, notes)
        yield replace(block, text=block.text[before.end() :])
    else:
        opened = _STARTS.match(block.text)
        if opened:
            numbers.note(opened)
        yield block


def _set_apart(block: Block, match: re.Match[str], how: str, numbers: _Numbers, notes: list[tuple[int, str]]) -> Block:
    numbers.note(match)
    heading = " ".join(match["heading"].split())
    notes.append((block.line, f"“{heading}”{how}，已分开"))
    return replace(block, text=heading)
