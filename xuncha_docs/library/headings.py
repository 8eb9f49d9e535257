"""编、章、节 and the other headings above a provision."""

import re
from dataclasses import dataclass, field

from xuncha_docs.library.blocks import Block
from xuncha_docs.library.numerals import NUMERAL

_RANKS = {"编": 0, "分编": 1, "章": 2, "节": 3}
_OUTLINE_RANK, _SUB_OUTLINE_RANK = 4, 5
_CHAPTER = re.compile(
    rf"第\s*({NUMERAL}{{1,7}})\s*(编|分编|章|节)(?:\s*之\s*({NUMERAL}{{1,3}}))?"
    r"(?:[\s\u3000:：]+|(?=[^\s，。；、的规所中]))(.{0,50})|"
    rf"第\s*({NUMERAL}{{1,7}})\s*(编|分编|章|节)"
)
_OUTLINE = re.compile(rf"{NUMERAL}{{1,4}}\s*[、．.]\s*\D.*")
_SUB_OUTLINE = re.compile(rf"[（(]\s*{NUMERAL}{{1,4}}\s*[)）].*")
_UNNUMBERED = re.compile(r"附\s*则|序\s*言|总\s*纲")
_APPENDIX = re.compile(rf"附\s*(?:件|表|录|图)?\s*{NUMERAL}{{0,3}}\s*(?:[:：].{{0,60}}|\s.{{0,40}})?")
_SENTENCE_END = tuple("。；！？，：;:,")
_LONGEST = 40


@dataclass(frozen=True, kw_only=True, slots=True)
class Heading:
    """One heading line."""

    text: str
    """As printed, spaces put in order: `第一章 总则`."""
    rank: int | None
    """0 编, 1 分编, 2 章, 3 节, 4 一、, 5 （一）; None: without number, on the level of the outermost."""
    appendix: bool = False

    @property
    def numbered(self) -> bool:
        """Whether the heading is 编章节 or 一、."""
        return self.rank is not None


@dataclass(frozen=True, slots=True)
class OpenHeading:
    """A heading where it stands."""

    rank: int
    text: str
    line: int
    above: tuple[str, ...]
    """The headings over it."""


@dataclass(slots=True)
class Headings:
    """The headings open at a place, outermost first."""

    stack: list[OpenHeading] = field(default_factory=list)
    _unused: int = 0
    """How many at the end of the stack have had nothing under them yet."""

    def __bool__(self) -> bool:
        return bool(self.stack)

    def add(self, heading: Heading, line: int) -> tuple[OpenHeading, ...]:
        """Opens `heading`, closing its peers and what is under them; those closed with nothing under them."""
        rank = self._rank(heading)
        kept = next((i for i, opened in enumerate(self.stack) if opened.rank >= rank), len(self.stack))
        idle = tuple(self.stack[max(kept, len(self.stack) - self._unused) :])
        self._unused += 1 - len(idle)
        self.stack[kept:] = [OpenHeading(rank, heading.text, line, tuple(h.text for h in self.stack[:kept]))]
        return idle

    def use(self) -> tuple[str, ...]:
        """The headings for a provision that stands here."""
        self._unused = 0
        return tuple(opened.text for opened in self.stack)

    def close(self) -> tuple[OpenHeading, ...]:
        """At the end of the text: those with nothing under them."""
        return tuple(self.stack[len(self.stack) - self._unused :])

    def _rank(self, heading: Heading) -> int:
        if heading.rank is not None:
            return heading.rank
        return self.stack[0].rank if self.stack else _RANKS["章"]


def heading_of(block: Block, *, before_article: bool) -> Heading | None:
    """The heading that a block of a text with articles is, None for running text.

    一、 counts only just before an article or as a Markdown heading, 附件 not just before an article.
    """
    text = block.text
    if not block.level and (len(text) > _LONGEST + 10 or text.endswith(_SENTENCE_END)):
        return None
    chapter = _CHAPTER.fullmatch(text)
    if chapter:
        return _chapter(chapter)
    if is_appendix(text) and (block.level or not before_article):
        return Heading(text=_tidy(text), rank=0, appendix=True)
    if _OUTLINE.fullmatch(text):
        return Heading(text=_tidy(text), rank=_OUTLINE_RANK) if block.level or before_article else None
    if block.level or _UNNUMBERED.fullmatch(text):
        return Heading(text=_tidy(text), rank=_SUB_OUTLINE_RANK if _SUB_OUTLINE.fullmatch(text) else None)
    return None


def is_appendix(text: str) -> bool:
    """Whether a line is the head of an annex: 附件, 附表二, 附：示例表."""
    return _APPENDIX.fullmatch(text) is not None


def outline_of(block: Block, following: Block | None) -> Heading | None:
    """The heading that a block of a text without articles is: short, numbered or marked up, with text under it."""
    text = block.text
    if following is None or len(text) > _LONGEST or text.endswith(_SENTENCE_END):
        return None
    rank = _outline_rank(block)
    under = _outline_rank(following)
    if rank is None or (under is not None and under <= rank and _is_short(following)):
        return None
    return Heading(text=_tidy(text), rank=rank)


def _outline_rank(block: Block) -> int | None:
    chapter = _CHAPTER.fullmatch(block.text)
    if chapter:
        return _RANKS[chapter[2] or chapter[6]]
    if _OUTLINE.fullmatch(block.text) and not block.text[0].isdigit():
        return _OUTLINE_RANK
    if _SUB_OUTLINE.fullmatch(block.text):
        return _SUB_OUTLINE_RANK
    return block.level or None


def _is_short(block: Block) -> bool:
    return len(block.text) <= _LONGEST and not block.text.endswith(_SENTENCE_END)


def _chapter(match: re.Match[str]) -> Heading:
    number, kind = match[1] or match[5], match[2] or match[6]
    insert = f"之{match[3]}" if match[3] else ""
    text = f"第{number}{kind}{insert} {''.join((match[4] or '').split())}".rstrip()
    return Heading(text=text, rank=_RANKS[kind])


def _tidy(text: str) -> str:
    return " ".join(text.split())
