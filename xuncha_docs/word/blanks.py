"""Blanks to be filled in by hand: three or more `_` are as wide as they are written, and never emphasis or a rule."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, hr
from markdown_it.rules_inline import StateInline

_BLANK = re.compile("_{3,}")


def install(md: MarkdownIt) -> None:
    """Adds the rules of this module to `md`.

    The underscores stay what they are: Word breaks no line inside them, as it does between full-width `＿`.
    """
    md.block.ruler.at("hr", _rule, {"alt": ["paragraph", "blockquote", "list"]})
    md.inline.ruler.after("escape", "blank", _blank)


def _rule(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 -- markdown-it 规定的形参
    """A rule of `-` or `*`; a line of `_` is a line to write on."""
    blank = state.src.startswith("_", state.bMarks[start] + state.tShift[start])
    return not blank and hr(state, start, end, silent)


def _blank(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 -- markdown-it 规定的形参
    match = _BLANK.match(state.src, state.pos)
    if match is None:
        return False
    if not silent:
        state.pending += match[0]
    state.pos = match.end()
    return True
