"""From which line of its template each line of a rendered text comes, so that errors name what the author wrote."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from jinja2 import Template
from markupsafe import Markup


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
