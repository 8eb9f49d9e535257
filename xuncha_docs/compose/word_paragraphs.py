"""The paragraphs of a Word template: their text as Jinja, and where each stands, told as a person finds it."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from lxml.etree import _Element

from xuncha_docs.foreign.parts import w

_BRACKETS = ((r"\{\{", r"\}\}"), (r"\{%", r"%\}"), (r"\{#", r"#\}"))
TAG = re.compile("|".join(rf"{begin}(?:(?!\{{[{{%#]).)*?{end}" for begin, end in _BRACKETS), re.DOTALL)
"""A tag holds no beginning of another; so one pass finds them all, however many are left open."""
WHOLE = re.compile(r"\{%(p|tr|tc) ([^}%]*)%\}")
"""A tag that stands for its whole paragraph, row or cell."""
_QUOTES = str.maketrans("“”‘’", "\"\"''")
"""Word makes curly quotes of those that are typed."""
_FIRST_WORDS = 12


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One w:p."""

    element: _Element
    texts: tuple[_Element, ...]
    """Its own w:t elements, without those of text boxes in it."""
    spot: str
    """第3段“根据部署”, 表2第3行第1格, 页眉."""

    @property
    def text(self) -> str:
        """What it says."""
        return "".join(each.text or "" for each in self.texts)

    @property
    def jinja(self) -> str:
        """The same on one line, with tags as Jinja knows them."""
        return TAG.sub(lambda match: _plain_tag(match[0]), self.text).replace("\n", " ")

    def tags(self) -> Iterator[tuple[str, list[_Element]]]:
        """Each tag with the w:t elements it stands in."""
        ends = list(accumulate(len(each.text or "") for each in self.texts))
        for match in TAG.finditer(self.text):
            first, last = bisect_right(ends, match.start()), bisect_left(ends, match.end())
            yield match[0], [each for each in self.texts[first : last + 1] if each.text]


def paragraphs(root: _Element, place: str) -> Iterator[Paragraph]:
    """All paragraphs of a part in the order of their beginnings; `place`: what it is called, empty for the body."""
    own: dict[_Element, list[_Element]] = {}
    for text in root.iter(w("t")):
        holder = next(text.iterancestors(w("p")), None)
        if holder is not None:
            own.setdefault(holder, []).append(text)
    cells = dict(_cells(root))
    number = 0
    for element in root.iter(w("p")):
        texts = tuple(own.get(element, ()))
        where = cells.get(element) or ("文本框" if _in(element, "txbxContent") else "")
        number += not where
        where = where or ("" if place else f"第{number}段")
        yield Paragraph(element, texts, f"{place}{where}{_first_words(texts)}")


def _plain_tag(tag: str) -> str:
    whole = WHOLE.fullmatch(tag)
    return (f"{{% {whole[2]}%}}" if whole else tag).translate(_QUOTES)


def _first_words(texts: tuple[_Element, ...]) -> str:
    words = "".join(each.text or "" for each in texts).strip()
    return f"“{words[:_FIRST_WORDS]}{'…' if len(words) > _FIRST_WORDS else ''}”" if words else ""


def _cells(root: _Element) -> Iterator[tuple[_Element, str]]:
    """The paragraphs in tables, each with 表2第3行第1格 by the outermost table."""
    outer = (table for table in root.iter(w("tbl")) if not _in(table, "tbl"))
    for number, table in enumerate(outer, 1):
        rows = (row for row in table.iter(w("tr")) if _nearest(row, "tbl") is table)
        for line, row in enumerate(rows, 1):
            cells = (cell for cell in row.iter(w("tc")) if _nearest(cell, "tr") is row)
            for column, cell in enumerate(cells, 1):
                for element in cell.iter(w("p")):
                    yield element, f"表{number}第{line}行第{column}格"


def _nearest(element: _Element, name: str) -> _Element | None:
    return next(element.iterancestors(w(name)), None)


def _in(element: _Element, name: str) -> bool:
    return _nearest(element, name) is not None
