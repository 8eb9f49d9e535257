"""What a check is and what it finds."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from xuncha_docs.check.layout.model import Document
from xuncha_docs.check.layout.pages import Pages


class Strength(StrEnum):
    """How firmly the standard asks for something."""

    FIXED = "规定"
    """The standard says so flatly."""
    USUAL = "推荐"
    """The standard says 一般, 可以 or 推荐."""
    PRACTICE = "惯例"
    """Not in the standard: practice, or what keeps a file sound."""


class Outcome(StrEnum):
    """What became of one check on one document."""

    PASSED = "通过"
    DEVIATES = "不符"
    NOT_APPLICABLE = "不适用"
    NOT_CHECKED = "未检"


@dataclass(frozen=True, kw_only=True, slots=True)
class Deviation:
    """One place that is not as it should be."""

    place: str
    """第 3 段“关于……”, 表 1 第 2 行, 第 2 页; empty for the document as a whole."""
    measured: str
    right: str
    """What would be right."""


Found = Iterable[Deviation] | None
"""The deviations; None where the document has nothing the check is about."""


def about(things: object, deviations: Iterable[Deviation]) -> Found:
    """The deviations, or None where there are no `things` the check is about."""
    return tuple(deviations) if things else None


@dataclass(frozen=True, kw_only=True, slots=True)
class Check:
    """One of the 65 checks; it reads the file or measures the rendered pages."""

    number: int
    title: str
    clause: str
    """Of GB/T 9704—2012 unless it names another standard; empty for practice."""
    strength: Strength
    read: Callable[[Document], Found] | None = None
    measure: Callable[[Document, Pages], Found] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """The result of one check on one document."""

    check: Check
    outcome: Outcome
    deviations: tuple[Deviation, ...] = ()


def judge(check: Check, document: Document, pages: Pages | None) -> Verdict:
    """The verdict of `check`; without pages what is measured on them is not checked."""
    if check.read is not None:
        found = check.read(document)
    elif check.measure is not None and pages is not None:
        found = check.measure(document, pages)
    else:
        return Verdict(check=check, outcome=Outcome.NOT_CHECKED)
    if found is None:
        return Verdict(check=check, outcome=Outcome.NOT_APPLICABLE)
    deviations = tuple(found)
    return Verdict(check=check, outcome=Outcome.DEVIATES if deviations else Outcome.PASSED, deviations=deviations)
