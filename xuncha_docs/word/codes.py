"""`:qr[文字]` inside a paragraph or a cell: the inline form of the directive `:::qr`."""

from markdown_it import MarkdownIt
from markdown_it.helpers import parseLinkLabel
from markdown_it.rules_inline import StateInline

_BEGIN = ":qr["


def install(md: MarkdownIt) -> None:
    """Adds the rule of this module to `md`."""
    md.inline.ruler.after("escape", "code", _code)


def _code(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 -- markdown-it 规定的形参
    if not state.src.startswith(_BEGIN, state.pos):
        return False
    start, last = state.pos + len(_BEGIN), state.posMax
    end = parseLinkLabel(state, start - 1)
    if end < 0:
        return False
    if not silent:
        state.push("code_open", "", 1)
        state.pos, state.posMax = start, end
        state.md.inline.tokenize(state)
        state.push("code_close", "", -1)
        state.posMax = last
    state.pos = end + 1
    return True
