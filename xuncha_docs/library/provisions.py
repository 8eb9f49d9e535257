"""The text of a regulation as 编、章、节、条、款、项、目, checked against the sequence of its numbers."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from xuncha_docs.errors import InvalidCitation, Location
from xuncha_docs.library.blocks import Block, read_blocks
from xuncha_docs.library.citation import ArticleNumber, Citation, bare_title, parse_number
from xuncha_docs.library.glue import without_glue
from xuncha_docs.library.headings import Headings, OpenHeading, heading_of, is_appendix, outline_of
from xuncha_docs.library.numerals import LARGEST, NUMERAL
from xuncha_docs.library.paragraphs import passage, split_paragraphs
from xuncha_docs.library.records import Paragraph, Problem, Provision
from xuncha_docs.library.sanctions import is_sanction

__all__ = ["Parsed", "is_sanction", "parse_provisions", "passage"]

_HEAD = re.compile(rf"[第弟笫]\s*({NUMERAL}{{1,9}})\s*条(?:\s*之\s*({NUMERAL}{{1,3}}))?")
_PARTED = re.compile(r"[\s\u3000:：]+|(?=[【（(])|$")
_CITED = re.compile(rf"第\s*[（(]?{NUMERAL}|[、，,和或至及与]|之?[的中]?(?:规定|所列|所称|所述|情形)")
_GLUED = re.compile(rf"(?<=[。；）”])\s*(?=第{NUMERAL}{{1,9}}条)")
_LOWEST_CHAPTER = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Parsed:
    """A regulation's text taken apart."""

    preamble: str
    """What stands before the first article, one paragraph a line; its own title line is left out."""
    provisions: tuple[Provision, ...]
    warnings: tuple[Problem, ...]
    """Breaks of the sequence, by line; their severity is `warning`."""


def parse_provisions(text: str, *, title: str, path: str, first_line: int = 1) -> Parsed:
    """The provisions of `text`, which may be a kb file's body, Markdown of national laws or plain text.

    A text without articles gives one provision for each natural paragraph. What does not fit is kept where it
    stands and told in `warnings`; InvalidCitation only for more natural paragraphs than can be cited. `path` and
    `first_line` (the text's first line) go into the locations.
    """
    blocks = read_blocks(text, first_line)
    if blocks and bare_title(blocks[0].text) == bare_title(title):
        blocks = blocks[1:]
    blocks, notes = without_glue(blocks)
    heads = tuple(_number_at_start(block) for block in blocks)
    parser = _Parser(title=title, path=path, blocks=blocks, heads=heads)
    for line, note in notes:
        parser.warn(line, note)
    has_articles = any(head and (head.parted or head.number.number == 1) for head in heads)
    return parser.with_articles() if has_articles else parser.without_articles()


@dataclass(frozen=True, slots=True)
class _Head:
    """第…条 at the start of a block."""

    number: ArticleNumber
    end: int
    """Where the article's own text begins."""
    parted: bool
    """Something stands between 条 and the text, so it is an article by its looks alone."""
    misprinted: bool = False
    """弟 or 笫 for 第."""


@dataclass(slots=True)
class _Open:
    """The provision being read."""

    citation: Citation
    headings: tuple[str, ...]
    line: int
    lines: list[str] = field(default_factory=list)


@dataclass(kw_only=True, slots=True)
class _Parser:
    """One pass over the blocks."""

    title: str
    path: str
    blocks: tuple[Block, ...]
    heads: tuple[_Head | None, ...]
    headings: Headings = field(default_factory=Headings)
    preamble: list[str] = field(default_factory=list)
    done: list[Provision] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    open: _Open | None = None
    last: ArticleNumber | None = None
    appendix: bool = False
    quoting: bool = False
    """An opened “ has not been closed: articles are being quoted."""

    def with_articles(self) -> Parsed:
        for index, block in enumerate(self.blocks):
            head = self.heads[index]
            if head and self._is_next(index, head):
                self._begin(head, block.line)
                self._append(block.text[head.end :], block.line)
            elif not self._heading(index):
                self._text(index, block)
        self._close()
        self._keep_idle(self.headings.close())
        return self._parsed()

    def without_articles(self) -> Parsed:
        start = self._first_running_text()
        self.preamble = [block.text for block in self.blocks[:start]]
        for index in range(start, len(self.blocks)):
            block = self.blocks[index]
            following = self.blocks[index + 1] if index + 1 < len(self.blocks) else None
            heading = outline_of(block, following)
            if heading:
                self._keep_idle(self.headings.add(heading, block.line))
            else:
                self._natural(block.text, block.line, self.headings.use())
        self._keep_idle(self.headings.close())
        return self._parsed()

    def _parsed(self) -> Parsed:
        return Parsed(
            preamble="\n".join(self.preamble),
            provisions=tuple(_in_order(self.done)),
            warnings=tuple(sorted(self.warnings, key=_place)),
        )

    def _first_running_text(self) -> int:
        """Index of the first block that is a sentence or a numbered heading; 0 where none is."""
        for index, block in enumerate(self.blocks):
            following = self.blocks[index + 1] if index + 1 < len(self.blocks) else None
            if block.text.endswith(("。", "；", "！", "？")) or outline_of(block, following):
                return index
        return 0

    def _is_next(self, index: int, head: _Head) -> bool:
        """Whether the article belongs to the sequence here; tells of gaps and repeats."""
        place, number = self.blocks[index].line, head.number
        if self.last is None:
            return head.parted or number.number == 1
        if _follows(self.last, number):
            self._note(place, f"{number}的“第”字印错，已按顺序认作条号", when=head.misprinted)
            return not self.appendix or self.warn(place, f"附件之后又出现{number}")
        if not head.parted or self.quoting or head.misprinted:
            return False
        return self._jump(index, head)

    def _jump(self, index: int, head: _Head) -> bool:
        """Whether an article out of sequence is a gap or a repeat in the source rather than one quoted in place."""
        last, number, line = self.last, head.number, self.blocks[index].line
        assert last is not None
        after = next((h.number for h in self.heads[index + 1 :] if h and h.parted), None)
        if after and _follows(last, after):
            return not self.warn(line, f"{last}与{after}之间的{number}不合顺序，按原处文字保留")
        if self.appendix:
            return not self.warn(line, f"附件里的{number}不作为本件条文，按自然段保留")
        if number > last:
            return self.warn(line, f"{last}之后是{number}，中间缺条，请核对原文")
        if number.number == 1:
            return self.warn(line, f"{last}之后又出现{number}，文件里像是有两件法规：请拆成两个文件，分别导入")
        if number == last or (after and _follows(number, after)):
            return self.warn(line, f"{last}之后又出现{number}，条号重复，请核对原文")
        return not self.warn(line, f"{last}之后的{number}不合顺序，按原处文字保留")

    def _begin(self, head: _Head, line: int) -> None:
        self._close()
        if self.last is None and head.number.number > 1:
            self.warn(line, f"从{head.number}开始，前面没有条文，请核对是否为节选")
        self.appendix = False
        self.last = head.number
        self.open = _Open(Citation(regulation=self.title, article=head.number), self.headings.use(), line)

    def _append(self, text: str, line: int) -> None:
        """Adds text to the open article; where the next article is glued to a sentence, that one begins."""
        while glued := self._glued(text, line):
            at, head = glued
            self._add_line(text[:at])
            self.warn(line, f"{head.number}接在上一条末尾，已分开")
            self._begin(head, line)
            text = text[head.end :]
        self._add_line(text)

    def _glued(self, text: str, line: int) -> tuple[int, _Head] | None:
        for match in _GLUED.finditer(text) if "条" in text else ():
            head = _head(text, match.end())
            if head and self.last and _follows(self.last, head.number) and head.number not in self._later(line):
                quoting = _quoting(text[: match.start()], opened=self.quoting)
                return None if quoting else (match.start(), head)
        return None

    def _later(self, line: int) -> set[ArticleNumber]:
        """Numbers of the articles that begin a line of their own further down."""
        return {h.number for h, b in zip(self.heads, self.blocks, strict=True) if h and b.line > line}

    def _add_line(self, text: str) -> None:
        assert self.open is not None
        if text.strip():
            self.open.lines.append(text.strip())
            self.quoting = _quoting(text, opened=self.quoting)

    def _heading(self, index: int) -> bool:
        """Whether the block is a heading; opens it then."""
        block = self.blocks[index]
        if self.quoting and not (block.level and self._goes_on(index)):
            return False
        before_article = any(self.heads[index + 1 : index + 3])
        heading = heading_of(block, before_article=before_article)
        if not heading or (self.last is None and not heading.numbered and not before_article):
            return False
        self._close()
        self._keep_idle(self.headings.add(heading, block.line))
        self.appendix = self.last is not None and heading.appendix
        return True

    def _goes_on(self, index: int) -> bool:
        """Whether the next article of the sequence comes next, so that an unclosed “ is only a slip."""
        after = next((h.number for h in self.heads[index + 1 :] if h), None)
        return after is None or self.last is None or _follows(self.last, after)

    def _keep_idle(self, idle: tuple[OpenHeading, ...]) -> None:
        """Headings with nothing under them stay in the text as natural paragraphs."""
        for heading in idle:
            self._natural(heading.text, heading.line, heading.above)
            if heading.rank <= _LOWEST_CHAPTER and not heading.text.startswith("附"):
                self.warn(heading.line, f"“{heading.text}”下面没有条文")

    def _text(self, index: int, block: Block) -> None:
        if self.last is None and not self.headings:
            self.preamble.append(block.text)
        elif self.open and not self.appendix and not self._opens_appendix(index):
            self._append(block.text, block.line)
        else:
            self._close()
            self._natural(block.text, block.line, self.headings.use())

    def _opens_appendix(self, index: int) -> bool:
        """Whether 附件… after the last article begins what is no longer part of it."""
        block = self.blocks[index]
        if self.quoting or self.last is None or not is_appendix(block.text):
            return False
        self._close()
        self.appendix = True
        return True

    def _natural(self, text: str, line: int, headings: tuple[str, ...]) -> None:
        self.done.append(
            Provision(
                citation=Citation(regulation=self.title, paragraph=1),
                headings=headings,
                paragraphs=(Paragraph(text=text),),
                location=Location(path=self.path, line=line),
            )
        )

    def _close(self) -> None:
        if self.open is None:
            return
        paragraphs = split_paragraphs(self.open.lines)
        self.done.append(
            Provision(
                citation=self.open.citation,
                headings=self.open.headings,
                paragraphs=paragraphs,
                location=Location(path=self.path, line=self.open.line),
            )
        )
        self.open = None
        self.quoting = False

    def warn(self, line: int, message: str) -> bool:
        """Tells of `message`; always true, so that a decision can say its reason."""
        self.warnings.append(Problem(location=Location(path=self.path, line=line), message=message, severity="warning"))
        return True

    def _note(self, line: int, message: str, *, when: bool) -> None:
        if when:
            self.warn(line, message)


def _in_order(provisions: Iterable[Provision]) -> Iterator[Provision]:
    """The provisions as the text runs, natural paragraphs counted; a heading with nothing under it is noticed late."""
    natural = 0
    for provision in sorted(provisions, key=lambda provision: provision.location.line or 0):
        if provision.citation.article is not None:
            yield provision
            continue
        natural += 1
        if natural > LARGEST:
            raise InvalidCitation(f"一个文件里像是收了很多部法规（超过 {LARGEST} 段），请拆成单独的文件")
        yield replace(provision, citation=replace(provision.citation, paragraph=natural))


def _number_at_start(block: Block) -> _Head | None:
    return None if block.level or block.text[0] not in "第弟笫" else _head(block.text, 0)


def _head(text: str, at: int) -> _Head | None:
    """The 第…条 that begins at `at`; None for one that is only referred to (第十条规定的…)."""
    match = _HEAD.match(text, at)
    number = parse_number(match[1]) if match else None
    if not match or not number:
        return None
    insert = parse_number(match[2]) if match[2] else 0
    parted = _PARTED.match(text, match.end())
    if insert is None or (not parted and _CITED.match(text, match.end())):
        return None
    end = parted.end() if parted else match.end()
    return _Head(ArticleNumber(number, insert), end, parted is not None, text[at] != "第")


def _follows(last: ArticleNumber, number: ArticleNumber) -> bool:
    """Whether `number` may come next; 之二 may follow the article itself, whose 之一 was repealed."""
    if number.insert:
        return number.number == last.number and last.insert < number.insert <= max(last.insert + 1, 2)
    return number.number == last.number + 1


def _quoting(text: str, *, opened: bool) -> bool:
    opening, closing = text.rfind("“"), text.rfind("”")
    return opened if opening == closing else opening > closing


def _place(problem: Problem) -> int:
    return problem.location.line or 0
