"""The block rules Markdown lacks: `:::name` directives, and pipe tables that lose no cell."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

from xuncha_docs.errors import Location, TemplateError

DIRECTIVES = (
    "to",
    "attachments",
    "sign",
    "seal",
    "signature",
    "remark",
    "attendance",
    "note",
    "center",
    "compact",
    "landscape",
    "portrait",
    "contents",
    "bars",
    "shares",
    "qr",
    "pagebreak",
)
"""The names that may follow `:::`."""
_EMPTY = ("contents", "pagebreak")
MERGED = {"<": "cell_left", "^": "cell_above"}
"""What alone in a cell joins it to another (values are escaped, so they stay text), and the type of its node."""

_DELIMITERS = re.compile(r"\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?")
_CELL = re.compile(r"((?:[^|\\]+|\\.|\\$)*)(?:\||$)")
_MOST_HEADS = 3
_DEEPEST = 20
"""Levels of nesting; a list takes two."""
_BREAK = re.compile(r"<br ?/?>")


def install(md: MarkdownIt) -> None:
    """Adds the rules of this module to `md`; its `env` must hold `source`, the path that errors name."""
    md.block.ruler.before("blockquote", "directive", _directive, {"alt": ["paragraph", "blockquote", "list"]})
    md.block.ruler.before("directive", "pipe_table", _table, {"alt": ["paragraph"]})
    md.block.ruler.before("directive", "too_deep", _too_deep)
    md.inline.ruler.before("escape", "line_break", _line_break)


def _error(state: StateBlock, line: int, message: str) -> TemplateError:
    return TemplateError(message, Location(path=str(state.env["source"]), line=line + 1))


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]].strip(" \t")


def _too_deep(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: ARG001, FBT001 -- markdown-it 规定的形参
    """Never a block; refuses nesting before markdown-it leaves out what is nested deeper than it reads."""
    if state.level > _DEEPEST:
        raise _error(state, start, f"列表和块一层套一层太深了，列表最多 {_DEEPEST // 2} 层")
    return False


def _directive(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 -- markdown-it 规定的形参
    first = _line(state, start)
    if not first.startswith(":::"):
        return False
    if silent:
        return True
    name = first[3:].strip()
    if not name:
        raise _error(state, start, "多了一行 :::，前面没有与它对应的 :::名称")
    if name not in DIRECTIVES:
        raise _error(state, start, f"不认识的块 :::{name}，只能写 {'、'.join(':::' + known for known in DIRECTIVES)}")
    last = _end_of_empty(state, start, end) if name in _EMPTY else _closing_line(state, start, end, name)
    state.push(f"{name}_open", "div", 1).map = [start, last]
    if name not in _EMPTY:
        _inside(state, start + 1, last)
    state.push(f"{name}_close", "div", -1)
    state.line = last + 1
    return True


def _end_of_empty(state: StateBlock, start: int, end: int) -> int:
    """The last line of a directive that holds nothing: it stands alone, or with a `:::` right below it."""
    return start + 1 if start + 1 < end and _line(state, start + 1) == ":::" else start


def _closing_line(state: StateBlock, start: int, end: int, name: str) -> int:
    """The line of the `:::` that closes the directive opened at `start`; TemplateError when there is none."""
    depth, line = 0, start
    while line < end:
        text = _line(state, line)
        if text == ":::":
            depth -= 1
        elif text.startswith(":::") and text[3:].strip() in _EMPTY:
            line = _end_of_empty(state, line, end)
        elif text.startswith(":::"):
            depth += 1
        if depth == 0:
            return line
        line += 1
    raise _error(state, start, f":::{name} 没有结束，请在内容之后单独写一行 :::")


def _inside(state: StateBlock, start: int, end: int) -> None:
    parent, last = state.parentType, state.lineMax
    state.parentType, state.lineMax = "container", end
    state.md.block.tokenize(state, start, end)
    state.parentType, state.lineMax = parent, last


def split_cells(line: str) -> list[str]:
    """The cells of a table row, still escaped; unlike GFM, a bar after two backslashes ends the cell."""
    text = line.strip(" \t").removeprefix("|")
    # 行末之后正则总会再给出一个空格子。
    return [match[1].strip(" \t") for match in _CELL.finditer(text)][:-1]


def _table(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 -- markdown-it 规定的形参
    heads = _head_rows(state, start, end)
    if not heads:
        return False
    if silent:
        return True
    marks = split_cells(_line(state, start + heads))
    state.push("table_open", "table", 1).map = [start, start]
    state.tokens[-1].meta = {"heads": heads, "widths": tuple(mark.count("-") for mark in marks)}
    aligns = [_alignment(mark) for mark in marks]
    for line in range(start, start + heads):
        _row(state, line, split_cells(_line(state, line)), aligns)
    line = start + heads + 1
    while line < end and not _ends_table(state, line, end):
        _row(state, line, split_cells(_line(state, line)), aligns)
        line += 1
    state.push("table_close", "table", -1)
    state.line = line
    return True


def _head_rows(state: StateBlock, start: int, end: int) -> int:
    """How many rows stand above the delimiter row; more than one only if each begins with a bar; 0: no table."""
    if "|" not in _line(state, start):
        return 0
    for heads in range(1, min(_MOST_HEADS, end - start - 1) + 1):
        line = _line(state, start + heads)
        if "|" in line and _DELIMITERS.fullmatch(line):
            return heads
        if not _line(state, start).startswith("|") or not line.startswith("|"):
            return 0
    return 0


def _alignment(mark: str) -> str:
    """center, right or left as the colons of a delimiter cell say; empty when they say nothing."""
    if mark.endswith(":"):
        return "center" if mark.startswith(":") else "right"
    return "left" if mark.startswith(":") else ""


def _ends_table(state: StateBlock, line: int, end: int) -> bool:
    if state.isEmpty(line) or state.sCount[line] < state.blkIndent:
        return True
    return any(rule(state, line, end, True) for rule in state.md.block.ruler.getRules("blockquote"))  # noqa: FBT003 -- silent 是 markdown-it 的位置参数


def _row(state: StateBlock, line: int, cells: list[str], aligns: list[str]) -> None:
    if len(cells) != len(aligns):
        told = f"表格这一行有 {len(cells)} 格，分隔行有 {len(aligns)} 格，两者须相等"
        raise _error(state, line, f"{told}（文字中的竖线写成 \\|；表格之后空一行）")
    state.push("row_open", "tr", 1).map = [line, line + 1]
    for cell, align in zip(cells, aligns, strict=True):
        name = MERGED.get(cell, "cell")
        opened = state.push(f"{name}_open", "td", 1)
        opened.map, opened.info = [line, line + 1], align
        inline = state.push("inline", "", 0)
        inline.content, inline.map, inline.children = "" if cell in MERGED else cell, [line, line + 1], []
        state.push(f"{name}_close", "td", -1)
    state.push("row_close", "tr", -1)


def _line_break(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 -- markdown-it 规定的形参
    """A bare `<br>`: the only way to break a line inside a table cell."""
    match = _BREAK.match(state.src, state.pos) if state.src[state.pos] == "<" else None
    if match is None:
        return False
    if not silent:
        state.push("hardbreak", "br", 0).markup = "<br>"
    state.pos = match.end()
    return True
