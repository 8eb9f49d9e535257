"""Lines of a regulation file as blocks: markup taken off, wrapped lines joined, tables of contents left out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from xuncha_docs.library.numerals import NUMERAL

_MARKUP_HEADING = re.compile(r"(#{1,6})\s+(.*)")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!<>|~])")
_STARTS_A_BLOCK = re.compile(
    rf"第\s*{NUMERAL}+\s*(?:编|分编|章|节|条)|[（(]\s*{NUMERAL}+\s*[)）]|{NUMERAL}{{1,3}}\s*[、.．]|[|#]|-{{4}}|附件|目\s*[录次]$"
)
_ENDS_A_BLOCK = re.compile(r"[。；：！？;:!?][”’」』）)]*$")
_NUMBER_ALONE = re.compile(rf"第\s*{NUMERAL}+\s*(?:编|分编|章|节|条)(?:之{NUMERAL}+)?")
_CHAPTER = re.compile(rf"第\s*{NUMERAL}+\s*(?:编|分编|章|节)[\s\u3000].{{0,30}}")
_CONTENTS = re.compile(r"目\s*[录次]")
_PAGE = re.compile(r"[\s.…·—\-\d（()）]+$")
_LONGEST_ENTRY = 50
_BLANK_SHARE = 0.3


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """One paragraph or heading of the source."""

    line: int
    text: str
    """Without markup, outer spaces and line wraps."""
    level: int = 0
    """Of a Markdown heading, 1 to 6; 0: plain text, which may still be a heading by its words."""


def read_blocks(text: str, first_line: int = 1) -> tuple[Block, ...]:
    """The paragraphs and headings of `text` in order, each with the line it begins on; a 目录 is left out."""
    lines = _COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), text).splitlines()
    blank = sum(not line.strip() for line in lines)
    wrapped = blank >= _BLANK_SHARE * max(len(lines) - blank, 1)
    return tuple(_without_contents(tuple(_joined(lines, first_line, wrapped=wrapped))))


def _joined(lines: list[str], first_line: int, *, wrapped: bool) -> Iterator[Block]:
    """Blocks from lines; `wrapped`: blank lines part the paragraphs, so a paragraph may run over several lines."""
    open_block: Block | None = None
    before = ""
    for number, raw in enumerate(lines, first_line):
        block = _block(raw, number)
        if open_block and block and _continues(open_block, before, block, raw, wrapped=wrapped):
            open_block = replace(open_block, text=_join(open_block.text, block.text))
        else:
            if open_block:
                yield open_block
            open_block = block
        before = raw
    if open_block:
        yield open_block


def _block(raw: str, number: int) -> Block | None:
    text = raw.replace("\u200b", "").replace("\ufeff", "").strip()
    heading = _MARKUP_HEADING.fullmatch(text)
    level = len(heading[1]) if heading else 0
    text = heading[2] if heading else text
    if "*" in text:
        text = text.replace("**", "")
    if "\\" in text:
        text = _ESCAPED.sub(r"\1", text)
    text = text.strip()
    return Block(line=number, text=text, level=level) if text else None


def _continues(previous: Block, before: str, block: Block, raw: str, *, wrapped: bool) -> bool:
    """Whether a line goes on with the paragraph of the line before it."""
    if previous.level or block.level or not before.strip():
        return False
    if previous.text[0] == "|" == block.text[0]:
        return True
    if _STARTS_A_BLOCK.match(block.text):
        return False
    if _NUMBER_ALONE.fullmatch(previous.text):
        return True
    if _CHAPTER.fullmatch(previous.text):
        return False
    hard_break = before.endswith("  ") or raw.startswith(("\u3000\u3000", "    "))
    return wrapped and not hard_break and not _ENDS_A_BLOCK.search(previous.text)


def _join(first: str, second: str) -> str:
    if first[0] == "|":
        return f"{first}\n{second}"
    if _NUMBER_ALONE.fullmatch(first):
        return f"{first}\u3000{second}"
    both_latin = first[-1].isascii() and second[0].isascii()
    return f"{first} {second}" if both_latin else first + second


def _without_contents(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """The blocks without 目录 and its entries; it ends where its first entry comes again, or at running text."""
    inside, first = False, None
    for block, following in pairwise((*blocks, Block(line=0, text="。"))):
        if _CONTENTS.fullmatch(block.text) and len(following.text) <= _LONGEST_ENTRY:
            inside, first = True, None
            continue
        if inside and (not _is_entry(block) or _entry(block.text) == first):
            inside = False
        if not inside:
            yield block
        elif first is None:
            first = _entry(block.text)


def _entry(text: str) -> str:
    return "".join(_PAGE.sub("", text).split())


def _is_entry(block: Block) -> bool:
    if len(block.text) > _LONGEST_ENTRY or _ENDS_A_BLOCK.search(block.text):
        return False
    return not re.match(rf"第\s*{NUMERAL}+\s*条", block.text)
