"""Review comments (审核批注): `{==文字==}{>>复核：意见<<}`, or `{>>复核：意见<<}` alone; -> comments.xml."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from xuncha_docs.word.styles import XML, W

ROLES = ("起草", "撰写", "复核", "审核", "核稿", "审签", "校对", "法规", "保密", "巡察组", "巡察办", "领导小组")
"""Who may comment: a role, never a person, because a document leaves the office with the names in it."""
_ROLE = re.compile(r"\s*([^：:]*)[：:]\s*")


def install(md: MarkdownIt) -> None:
    """Adds the rule of this module to `md`."""
    md.inline.ruler.after("escape", "comment", _comment)


def _comment(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 -- markdown-it 规定的形参
    if state.src.startswith("{>>", state.pos):
        return _inside(state, "comment", "<<}", silent=silent)
    if not state.src.startswith("{==", state.pos):
        return False
    end = state.src.find("==}{>>", state.pos)
    if end < 0:
        return _unfinished(state, silent=silent)
    if not silent:
        state.push("commented_open", "", 1)
    _inside(state, "", "==}", silent=silent)
    _inside(state, "comment", "<<}", silent=silent)
    if not silent:
        state.push("commented_close", "", -1)
    return True


def _inside(state: StateInline, name: str, end: str, *, silent: bool) -> bool:
    """Reads what stands between the three characters here and `end`, as a node `name` if there is a name."""
    start, last = state.pos + 3, state.posMax
    found = state.src.find(end, start, last)
    if found < 0:
        return _unfinished(state, silent=silent)
    if not silent:
        if name:
            state.push(f"{name}_open", "", 1)
        state.pos, state.posMax = start, found
        state.md.inline.tokenize(state)
        state.posMax = last
        if name:
            state.push(f"{name}_close", "", -1)
    state.pos = found + 3
    return True


def _unfinished(state: StateInline, *, silent: bool) -> bool:
    if not silent:
        state.push("comment_unfinished", "", 0)
    state.pos += 3
    return True


def role_and_rest(text: str) -> tuple[str, str] | None:
    """The role before the colon and the remark after it; None unless it is one of ROLES."""
    match = _ROLE.match(text)
    return (match[1], text[match.end() :]) if match and match[1] in ROLES else None


@dataclass(frozen=True, kw_only=True, slots=True)
class Comment:
    """One remark."""

    role: str
    runs: str
    """w:r elements."""


def marks(number: int) -> tuple[str, str]:
    """What stands before and after the text that comment `number` is about."""
    reference = f'<w:r><w:rPr><w:rStyle w:val="CommentReference"/></w:rPr><w:commentReference w:id="{number}"/></w:r>'
    return f'<w:commentRangeStart w:id="{number}"/>', f'<w:commentRangeEnd w:id="{number}"/>{reference}'


def part(comments: Sequence[Comment], day: date | None) -> str:
    """comments.xml; `day` dates them all, None leaves the date out, so that equal input gives equal bytes."""
    dated = f' w:date="{day.isoformat()}T00:00:00Z"' if day else ""
    entries = "".join(
        f'<w:comment w:id="{number}" w:author="{one.role}"{dated} w:initials="{one.role}">'
        '<w:p><w:pPr><w:pStyle w:val="CommentText"/></w:pPr><w:r><w:rPr><w:rStyle w:val="CommentReference"/></w:rPr>'
        f"<w:annotationRef/></w:r>{one.runs}</w:p></w:comment>"
        for number, one in enumerate(comments)
    )
    return f"{XML}<w:comments {W}>{entries}</w:comments>"
