"""Every mistake of a Word template at once: it is filled in again and again, each time without what failed before."""

import re
from collections.abc import Iterator
from dataclasses import replace

from xuncha_docs.compose.environment import RECORDER
from xuncha_docs.compose.render import run_part
from xuncha_docs.compose.templates import Template
from xuncha_docs.compose.word_file import WordPart
from xuncha_docs.errors import XunchaError
from xuncha_docs.filling.making import LINES, made
from xuncha_docs.filling.order import Order

_MOST = 50
_VALUE = re.compile(r"\{\{.*?\}\}")


def mistakes(order: Order) -> list[XunchaError]:
    """What goes wrong with these values: each place once; when the text is right, what the file does wrong."""
    word = order.template.word
    assert word is not None  # 只有 Word 模板才到这里
    found = [error for part in word.parts for error in _of_part(order, part)]
    if found or not word.data:
        return found
    try:
        made(order)
    except XunchaError as error:
        return [error]
    return []


def _of_part(order: Order, part: WordPart) -> Iterator[XunchaError]:
    lines, seen = part.text.split("\n"), set[int]()
    while len(seen) < _MOST:
        try:
            run_part(_with(order, part, lines), part.name, {**order.values, RECORDER: order.recorder()}, LINES)
        except XunchaError as error:
            yield error
            spot = error.location.spot if error.location else ""
            line = part.spots.index(spot) if spot in part.spots else -1
            if line < 0 or line in seen:
                return
            seen.add(line)
            lines[line] = _VALUE.sub("", lines[line])
        else:
            return


def _with(order: Order, part: WordPart, lines: list[str]) -> Template:
    word = order.template.word
    assert word is not None  # 见 mistakes
    parts = tuple(replace(each, text="\n".join(lines)) if each.name == part.name else each for each in word.parts)
    return replace(order.template, word=replace(word, parts=parts))
