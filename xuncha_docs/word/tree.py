"""Markdown text -> a tree of nodes that know their line, after removing what no .docx can hold."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from xuncha_docs.word import blanks, blocks, codes, comments, footnotes

# XML 1.0 第 2.2 节不许的字符，加上 DEL 与 C1 控制字符；制表符和换行除外。
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_RULES_OFF = ("code", "lheading", "reference", "html_block", "autolink", "entity", "html_inline")


@dataclass(frozen=True, kw_only=True, slots=True)
class Removed:
    """A character that no .docx can hold, left out of the document."""

    code: int
    """Its code point."""
    line: int | None
    """1-based line of the Markdown; None for the title, the header or a property."""

    def __str__(self) -> str:
        place = "文档属性或页眉" if self.line is None else f"第 {self.line} 行"
        return f"{place}删去控制字符 U+{self.code:04X}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Node:
    """A piece of Markdown: heading, paragraph, text, strong, table, row, cell, a directive's name …"""

    type: str
    """markdown-it's name without `_open`; `row` and `cell` in tables; a directive is named as it is written."""
    line: int
    """1-based."""
    children: tuple["Node", ...] = ()
    text: str = ""
    """What a text node says; the mark (`.` or `)`) of an ordered list; how a cell is aligned."""
    number: int = 0
    """The level of a heading; the first number of an ordered list; how many rows of a table are its header."""
    widths: tuple[int, ...] = ()
    """Of a table: relative column widths, the dash counts of its delimiter row."""


def clean(text: str) -> tuple[str, tuple[Removed, ...]]:
    """`text` with plain line ends and without the characters a .docx cannot hold, and those characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    found = tuple(
        Removed(code=ord(match[0]), line=text.count("\n", 0, match.start()) + 1) for match in _FORBIDDEN.finditer(text)
    )
    return (_FORBIDDEN.sub("", text) if found else text), found


def parse(markdown: str, *, source: str) -> tuple[Node, ...]:
    """The nodes of `markdown` (already cleaned); a malformed directive or table is a TemplateError at `source:line`."""
    return _nodes(_parser().parse(markdown, {"source": source}), 1)


@cache
def _parser() -> MarkdownIt:
    """CommonMark without HTML, indented code, link definitions and entities: what is written is what is printed."""
    md = MarkdownIt("commonmark", {"html": False, "typographer": False, "linkify": False, "maxNesting": 60})
    md.disable(list(_RULES_OFF))
    for rules in (blocks, blanks, footnotes, comments, codes):
        rules.install(md)
    return md


def _nodes(tokens: Iterable[Token], line: int) -> tuple[Node, ...]:
    """The flat token list as nested nodes; `line` is that of the block the tokens are in."""
    open_tokens: list[tuple[Token, int]] = []
    siblings: list[list[Node]] = [[]]
    for token in tokens:
        if token.nesting == 1:
            open_tokens.append((token, token.map[0] + 1 if token.map else line))
            siblings.append([])
        elif token.nesting == -1:
            opened, at = open_tokens.pop()
            children = tuple(siblings.pop())
            siblings[-1].append(_node(opened, at, children))
        elif token.type == "inline":
            siblings[-1].extend(_nodes(token.children or (), token.map[0] + 1 if token.map else line))
        else:
            at = token.map[0] + 1 if token.map else line
            siblings[-1].append(Node(type=token.type, line=at, text=token.content))
            line += token.type in {"softbreak", "hardbreak"} and token.markup != "<br>"
    return tuple(siblings[0])


def _node(token: Token, line: int, children: tuple[Node, ...]) -> Node:
    name = token.type.removesuffix("_open")
    if name == "heading":
        return Node(type=name, line=line, children=children, number=int(token.tag[1:]))
    if name == "ordered_list":
        return Node(type=name, line=line, children=children, number=int(token.attrs.get("start", 1)), text=token.markup)
    if name == "table":
        return Node(type=name, line=line, children=children, number=token.meta["heads"], widths=token.meta["widths"])
    return Node(type=name, line=line, children=children, text=token.info)
