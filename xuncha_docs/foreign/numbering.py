"""Automatic numbers: what Word counts and prints in front of a paragraph, but does not store in its text."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml.etree import _Element

from xuncha_docs.foreign.number_forms import written
from xuncha_docs.foreign.parts import is_on, number, value, w
from xuncha_docs.foreign.styles import Styles

_PLACE = re.compile(r"%([1-9])")
_CLOSED = ("）", "、", "．", ")", ".", "】", "：")
"""Signs that part a number from its text; after 第…条 a space does."""
_MOST = 9


@dataclass(frozen=True, kw_only=True, slots=True)
class _Level:
    """How one level of a list is numbered."""

    start: int
    form: str
    text: str
    restart: int | None
    """0: never; n: after level n (1-based); None: after any higher level."""
    legal: bool
    """All numbers in it are Arabic."""
    style: str | None
    """The paragraph style that belongs to this level."""


@dataclass(frozen=True, slots=True)
class _List:
    """A `w:num`: lists with the same `shared` go on counting from each other."""

    shared: str
    levels: Mapping[int, _Level]
    restarted: Mapping[int, int]
    """Level -> where this list begins anew."""


@dataclass(slots=True)
class _Counts:
    """How far the lists of one definition have come."""

    at: dict[int, int] = field(default_factory=dict)
    begun: set[str] = field(default_factory=set)


class Numbering:
    """Numbers of a document's paragraphs, to be asked for in the order of the text."""

    def __init__(self, root: _Element | None, styles: Styles) -> None:
        self._styles = styles
        self._lists = {} if root is None else dict(_lists(root, styles))
        self._counts: dict[str, _Counts] = {}

    def label(self, paragraph: _Element) -> str:
        """The number with its space, "" for a paragraph without; counts the paragraph."""
        found = self._place(paragraph)
        if found is None:
            return ""
        list_id, level = found
        numbered = self._lists[list_id]
        self._count(list_id, numbered, level)
        return self._written(numbered, level)

    def _place(self, paragraph: _Element) -> tuple[str, int] | None:
        """Which list and level a paragraph belongs to; what it says itself goes before its style."""
        own, level = value(paragraph, "pPr/numPr/numId"), value(paragraph, "pPr/numPr/ilvl")
        list_id, styled_level, giver = self._styles.numbering(value(paragraph, "pPr/pStyle"))
        linked = None
        if own is None and list_id in self._lists:
            linked = next((n for n, lvl in self._lists[list_id].levels.items() if lvl.style == giver), None)
        list_id = own or list_id
        if list_id is None or list_id not in self._lists:
            return None
        at = number(level if level is not None else styled_level) if linked is None or level is not None else linked
        return (list_id, at or 0) if (at or 0) in self._lists[list_id].levels else None

    def _count(self, list_id: str, numbered: _List, level: int) -> None:
        counts = self._counts.setdefault(numbered.shared, _Counts())
        if list_id not in counts.begun:
            counts.begun.add(list_id)
            for restarted in numbered.restarted:
                counts.at.pop(restarted, None)
        start = _start(numbered, level)
        counts.at[level] = counts.at[level] + 1 if level in counts.at else start
        for lower in [at for at in counts.at if at > level]:
            restart = numbered.levels[lower].restart if lower in numbered.levels else None
            if restart is None or level < restart:
                del counts.at[lower]

    def _written(self, numbered: _List, level: int) -> str:
        here = numbered.levels[level]
        if here.form == "bullet":
            return ""
        at = self._counts[numbered.shared].at

        def figure(match: re.Match[str]) -> str:
            of = int(match[1]) - 1
            form = numbered.levels[of].form if of in numbered.levels and not here.legal else "decimal"
            return written(at.get(of, _start(numbered, of)), form)

        label = _PLACE.sub(figure, here.text).strip()
        return label if not label or label.endswith(_CLOSED) else f"{label}\u3000"


def _start(numbered: _List, level: int) -> int:
    stated = numbered.levels[level].start if level in numbered.levels else 1
    return numbered.restarted.get(level, stated)


def _lists(root: _Element, styles: Styles) -> Iterator[tuple[str, _List]]:
    definitions = {d.get(w("abstractNumId"), ""): d for d in root.iterchildren(w("abstractNum"))}
    of_list = {n.get(w("numId"), ""): value(n, "abstractNumId") or "" for n in root.iterchildren(w("num"))}
    for num in root.iterchildren(w("num")):
        shared = value(num, "abstractNumId") or ""
        definition = definitions.get(shared)
        link = value(definition, "numStyleLink")
        if link:
            shared = of_list.get(styles.linked_list(link) or "", shared)
            definition = definitions.get(shared)
        levels = {} if definition is None else dict(_levels(definition))
        restarted: dict[int, int] = {}
        for override in num.iterchildren(w("lvlOverride")):
            levels |= dict(_levels(override))
            at, start = number(override.get(w("ilvl"))), number(value(override, "startOverride"))
            if at is not None and start is not None:
                restarted[at] = start
        yield num.get(w("numId"), ""), _List(shared, levels, restarted)


def _levels(parent: _Element) -> Iterator[tuple[int, _Level]]:
    for level in parent.iterchildren(w("lvl")):
        at = number(level.get(w("ilvl")))
        if at is not None and 0 <= at < _MOST:
            yield (
                at,
                _Level(
                    start=number(value(level, "start"), 0) or 0,
                    form=_form(level),
                    text=value(level, "lvlText") or "",
                    restart=number(value(level, "lvlRestart")),
                    legal=bool(is_on(level, "isLgl")),
                    style=value(level, "pStyle"),
                ),
            )


def _form(level: _Element) -> str:
    """The number format; newer ones stand in an alternative, the usual one in its fallback."""
    found = level.find(w("numFmt"))
    if found is None:
        found = level.find("{*}AlternateContent/*/" + w("numFmt"))
    return "decimal" if found is None else found.get(w("val"), "decimal")
