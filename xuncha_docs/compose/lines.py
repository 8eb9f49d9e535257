"""The lines of a rendered text: tidied, each with the line of its template, so that errors name what was written."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from jinja2 import Template
from markupsafe import Markup

_DELIMITER = re.compile(r"\|?[ :\-|]*-[ :\-|]*")


@dataclass(frozen=True, kw_only=True, slots=True)
class Markdown:
    """A rendered text."""

    text: str = ""
    origins: tuple[int, ...] = ()
    """For each line the line of the template, counted from 1."""


def traced(template: Template, values: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    """The pieces the template renders, each with the line of the template that printed it."""
    stream: Any = template.generate(values)
    codes, lines = _debug_info(template)
    for piece in stream:
        at = bisect_right(codes, stream.gi_yieldfrom.gi_frame.f_lineno) - 1
        yield piece, lines[max(at, 0)] if lines else 1


@lru_cache(maxsize=512)
def _debug_info(template: Template) -> tuple[Sequence[int], Sequence[int]]:
    """Lines of the compiled template, sorted, and for each the line of the source."""
    pairs = sorted((code, line) for line, code in template.debug_info)
    return [code for code, _ in pairs], [line for _, line in pairs]


def line_origins(pieces: Sequence[tuple[str, int]]) -> tuple[int, ...]:
    """For each line of the joined pieces the line of the template that its first word comes from.

    The template's own words run on over the lines of the template; what a value or a macro printed is all from the
    line where it was printed. A line without words has the line of the one above.
    """
    origins = [0]
    for piece, line in pieces:
        own = not isinstance(piece, Markup)
        for at, text in enumerate(piece.split("\n")):
            if at:
                origins.append(0)
            if not origins[-1] and text.strip():
                origins[-1] = line + at if own else line
    return tuple(_filled(origins))


def _filled(origins: Sequence[int]) -> Iterator[int]:
    last = 1
    for origin in origins:
        last = origin or last
        yield last


def tidied(pieces: Sequence[tuple[str, int]]) -> Markdown:
    """The joined pieces, tidied."""
    text, origins = "".join(piece for piece, _ in pieces), line_origins(pieces)
    lines = _lines(text)
    kept = _kept(lines)
    return Markdown(text=_joined(lines, kept), origins=tuple(origins[at] for at in kept) or origins[:1])


def tidy(markdown: str) -> str:
    """The Markdown without runs of blank lines and with tables closed up that a loop has torn apart."""
    lines = _lines(markdown)
    return _joined(lines, _kept(lines))


def _lines(markdown: str) -> list[str]:
    return [line if line.strip(" \t") else "" for line in markdown.split("\n")]


def _joined(lines: Sequence[str], kept: Sequence[int]) -> str:
    return "\n".join(lines[at] for at in kept) + "\n"


def _kept(lines: Sequence[str]) -> list[int]:
    """Which lines stay."""
    kept: list[int] = []
    for at, line in enumerate(lines):
        if not line and (not kept or not lines[kept[-1]]):
            continue
        after_gap = len(kept) > 1 and not lines[kept[-1]] and lines[kept[-2]].startswith("|")
        if after_gap and line.startswith("|") and not _begins_table(lines, at):
            kept.pop()
        kept.append(at)
    return kept[:-1] if kept and not lines[kept[-1]] else kept


def _begins_table(lines: Sequence[str], at: int) -> bool:
    """Whether a delimiter row stands right below a header, which has up to three rows."""
    for line in lines[at + 1 : at + 4]:
        if _DELIMITER.fullmatch(line):
            return True
        if not line.startswith("|"):
            return False
    return False
