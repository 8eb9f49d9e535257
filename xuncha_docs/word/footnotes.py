"""Footnotes: `^[文字]` where they belong, or `[^1]` there and a paragraph `[^1]: 文字` for it; -> footnotes.xml.

The rule of mdit-py-plugins is not used: it prints a mark without text, and a text without a mark, as if nothing were
wrong, and gathers the notes at the end of the page, where their lines are lost.
"""

import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.helpers import parseLinkLabel
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

from xuncha_docs.errors import Location, TemplateError
from xuncha_docs.word.styles import XML, W

_REFERENCE = re.compile(r"\[\^([^\[\]\s]+)\]")
_TEXT = re.compile(rf"{_REFERENCE.pattern}[:：][ \t]*(.*)")


def install(md: MarkdownIt) -> None:
    """Adds the rules of this module to `md`."""
    md.block.ruler.before("blockquote", "footnote_text", _text, {"alt": ["paragraph"]})
    md.inline.ruler.after("escape", "footnote", _footnote)


def _footnote(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 -- markdown-it 规定的形参
    if state.src.startswith("^[", state.pos):
        return _written_here(state, silent=silent)
    match = _REFERENCE.match(state.src, state.pos)
    if match is None:
        return False
    if not silent:
        state.push("footnote_reference", "", 0).content = match[1]
    state.pos = match.end()
    return True


def _written_here(state: StateInline, *, silent: bool) -> bool:
    start, last = state.pos + 2, state.posMax
    end = parseLinkLabel(state, state.pos + 1)
    if end <= start:
        if not silent:
            state.push("footnote_unfinished", "", 0)
        state.pos = start
        return True
    if not silent:
        state.push("footnote_open", "", 1)
        state.pos, state.posMax = start, end
        state.md.inline.tokenize(state)
        state.push("footnote_close", "", -1)
        state.posMax = last
    state.pos = end + 1
    return True


def _text(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 -- markdown-it 规定的形参
    """A paragraph that begins `[^1]:`, outside of directives and lists."""
    lines = _paragraph(state, start, end)
    match = _TEXT.fullmatch(lines[0]) if lines and not state.level else None
    if match is None:
        return False
    if silent:
        return True
    place = [start, start + len(lines)]
    if not match[2] and len(lines) == 1:
        raise TemplateError(f"脚注 [^{match[1]}] 没有内容", Location(path=str(state.env["source"]), line=start + 1))
    opened = state.push("footnote_text_open", "", 1)
    opened.map, opened.info = place, match[1]
    inline = state.push("inline", "", 0)
    inline.content, inline.map, inline.children = "\n".join([match[2], *lines[1:]]).lstrip("\n"), place, []
    state.push("footnote_text_close", "", -1)
    state.line = place[1]
    return True


def _paragraph(state: StateBlock, start: int, end: int) -> list[str]:
    """The lines from `start` up to a blank one, a directive or the next footnote."""
    lines: list[str] = []
    for line in range(start, end):
        text = state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]].strip(" \t")
        if not text or (lines and (text.startswith(":::") or _TEXT.fullmatch(text))):
            break
        lines.append(text)
    return lines


def reference(number: int) -> str:
    """The w:r that stands in the text for footnote `number`."""
    return f'<w:r>{_SUPERSCRIPT}<w:footnoteReference w:id="{number}"/></w:r>'


_SUPERSCRIPT = '<w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr>'
_SEPARATORS = "".join(
    f'<w:footnote w:type="{name}" w:id="{number}"><w:p><w:pPr><w:pStyle w:val="FootnoteText"/></w:pPr>'
    f"<w:r><w:{name}/></w:r></w:p></w:footnote>"
    for number, name in ((-1, "separator"), (0, "continuationSeparator"))
)
SETTINGS = '<w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr>'
"""For settings.xml of a document that has footnotes: the lines above them."""
NUMBERING = (
    '<w:footnotePr><w:numFmt w:val="decimalEnclosedCircleChinese"/><w:numRestart w:val="eachPage"/></w:footnotePr>'
)
"""For w:sectPr: ① ② ③, anew on each page."""


def part(texts: Sequence[str]) -> str:
    """footnotes.xml; `texts` are the w:r elements of footnotes 1, 2 …"""
    notes = "".join(
        f'<w:footnote w:id="{number}"><w:p><w:pPr><w:pStyle w:val="FootnoteText"/></w:pPr>'
        f'<w:r><w:footnoteRef/></w:r><w:r><w:t xml:space="preserve"> </w:t></w:r>{text}</w:p></w:footnote>'
        for number, text in enumerate(texts, 1)
    )
    return f"{XML}<w:footnotes {W}>{_SEPARATORS}{notes}</w:footnotes>"
