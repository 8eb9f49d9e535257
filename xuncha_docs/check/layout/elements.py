"""Which paragraph of a document is its title, its 主送机关, its date …: told by place, look and wording.

What is not surely an element is none, so that a check on it is 不适用 rather than a false alarm.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from xuncha_docs.check.layout.paragraphs import Paragraph

HEADING_PATTERNS = (
    re.compile(r"[一二三四五六七八九十百]+、"),
    re.compile(r"[（(][一二三四五六七八九十百]+[）)]"),
    re.compile(r"\d{1,2}[.．](?!\d)"),
    re.compile(r"[（(]\d{1,2}[）)]"),
)
"""How the four levels of headings begin (7.3.3)."""
DATE = re.compile(r"(?:\d{4}|[二一][〇○零一二三四五六七八九]{3}|20XX)年[^年月日]{1,3}月[^年月日]{1,3}日")
NUMBER = re.compile(
    r"(?P<office>[\u4e00-\u9fffA-Z×]{0,14})[〔\[【（(［]\s*(?P<year>\d{2,4}|20XX)\s*[〕\]】）)］]\s*(?P<rest>第?[\dX×]*号)"
)
"""A 发文字号, rightly or wrongly written."""
_SIGNER = re.compile(r"\s*签发人[：:].*")
_ATTACHMENT = re.compile(r"附\s?件\s*[\d一二三四五六七八九十]{0,3}\s*[：:]?")
_NOTE = re.compile(r"附\s?件\s*\d{0,2}\s*[：:].*", re.DOTALL)
_NOTE_NEXT = re.compile(r"\d{1,2}[.．、](?!\d).+")
_PRINTED = re.compile(r".+印发")
_COPY = re.compile(r"(?:抄送|抄报|主送)\s*[：:]")
_IN_BRACKETS = re.compile(r"[（(].+[）)]")
_ARTICLE = re.compile(r"第[一二三四五六七八九十百零〇\d]+条")
_LEAST_ARTICLES = 3
_NOT_ADDRESSEE = re.compile(r"[。！？；]|^(?:我|现|根据|按照|依照|依据|为|经|以下|下列|如下|本)|如下")
_LEAST_MARK, _LEAST_TITLE = 44, 32
"""Half-points."""
_SHORTEST_MARK = 2
_HEAD = 14
"""How many paragraphs the head may take."""
_LONGEST_OFFICE, _LONGEST_TITLE, _LONGEST_HEADING = 40, 120, 30
_HEADING = re.compile(rf"[^。！？；：;:]{{1,{_LONGEST_HEADING}}}(?:\Z|。(?=[^”’）\s]))")
"""Without end mark, or a first sentence with more behind it."""
_LEAST_INDENT = 2.5
"""Characters by which the upper names of a joint signature stand in at least: farther than any text."""
_LEAST_TEXT = 40
"""Characters that make a paragraph running text."""
_NOT_TEXT = re.compile(r"(?:注|备注|说明|填表说明|填写说明)\s*[：:]")
_NOTE_STYLES = ("说明", "注", "caption", "footnote", "endnote", "header", "footer")


@dataclass(frozen=True, kw_only=True, slots=True)
class Attachment:
    """An attachment that follows the text."""

    label: Paragraph
    """附件1."""
    title: tuple[Paragraph, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Elements:
    """The elements found; () or None where there is none."""

    mark: Paragraph | None
    """发文机关标志."""
    number: Paragraph | None
    """发文字号."""
    head: tuple[Paragraph, ...]
    """What stands above the title."""
    title: tuple[Paragraph, ...]
    addressee: Paragraph | None
    headings: tuple[tuple[int, Paragraph], ...]
    """(level 1 to 4, paragraph)."""
    text: tuple[Paragraph, ...]
    """Running text of the body, before the attachments."""
    notes: tuple[Paragraph, ...]
    """附件说明, one paragraph for each attachment."""
    offices: tuple[Paragraph, ...]
    """发文机关署名, of a joint document in one paragraph or several."""
    date: Paragraph | None
    """成文日期."""
    attachments: tuple[Attachment, ...]
    copies: Paragraph | None
    """抄送机关."""
    printed: Paragraph | None
    """印发机关和印发日期."""

    @property
    def official(self) -> bool:
        """Whether the document has the head or the imprint of an official document."""
        return self.number is not None and (self.mark is not None or self.printed is not None)


def elements(paragraphs: Sequence[Paragraph]) -> Elements:
    """The elements among the paragraphs of a document in reading order."""
    flow = [one for one in paragraphs if one.area == "body"]
    top = paragraphs[:_HEAD]
    number = next((one for one in top if _is_number(one)), None)
    mark = next((one for one in top if _is_mark(one)), None)
    labels = [one for one in flow if _is_attachment_label(one)]
    main = list(takewhile(lambda one: not labels or one is not labels[0], flow))
    imprint = [one for one in paragraphs if one not in main[:_HEAD]]
    copies = next((one for one in imprint if _COPY.match(one.words)), None)
    printed = next((one for one in imprint if _is_printed(one)), None)
    main = [one for one in main if one not in (copies, printed, mark, number)]
    title = tuple(_title(main))
    rest = main[main.index(title[-1]) + 1 :] if title else main
    date = next((one for one in reversed(rest) if _is_date(one)), None)
    notes = tuple(_notes(rest))
    addressee = _addressee(rest) if title else None
    found = {*title, *notes, addressee, date}
    return Elements(
        mark=mark,
        number=number,
        head=tuple(takewhile(lambda one: one not in title and not _is_text(one), top)),
        title=title,
        addressee=addressee,
        headings=tuple(_headings([one for one in flow if one not in found])),
        text=tuple(one for one in rest if one not in found and _is_text(one)),
        notes=notes,
        offices=tuple(reversed(list(_offices(rest, date, notes)))),
        date=date,
        attachments=tuple(_attachment(label, flow) for label in labels),
        copies=copies,
        printed=printed,
    )


def heading_level(paragraph: Paragraph) -> int:
    """1 to 4 for a heading, alone in its paragraph or before its text; 0 for anything else, such as an item."""
    words = paragraph.words
    if paragraph.area != "body" or paragraph.align in {"center", "right"} or _is_note(paragraph):
        return 0
    level = next((at for at, pattern in enumerate(HEADING_PATTERNS, 1) if pattern.match(words)), 0)
    return level if level and _HEADING.match(words) else 0


def _headings(flow: Sequence[Paragraph]) -> Iterator[tuple[int, Paragraph]]:
    """The headings; in a text of articles （一） and 1. are items (项、目)."""
    by_articles = sum(bool(_ARTICLE.match(one.words)) for one in flow) >= _LEAST_ARTICLES
    for one in flow:
        level = heading_level(one)
        if level == 1 or (level and not by_articles):
            yield level, one


def is_red(paragraph: Paragraph) -> bool:
    """Whether the paragraph is set in red."""
    run = paragraph.first_run
    if run is None or not re.fullmatch("[0-9A-F]{6}", run.colour):
        return False
    red, green, blue = (int(run.colour[at : at + 2], 16) for at in (0, 2, 4))
    return red >= 0xC0 and green < 0x50 and blue < 0x50  # noqa: PLR2004 -- 常见的公文红


def _is_number(paragraph: Paragraph) -> bool:
    words = _SIGNER.sub("", paragraph.words).strip()
    return paragraph.area != "cell" and NUMBER.fullmatch(words) is not None


def _is_mark(paragraph: Paragraph) -> bool:
    """Large and red, or large, centred and ending as a 发文机关标志 does."""
    large = paragraph.size >= _LEAST_MARK and len(paragraph.words) >= _SHORTEST_MARK
    return large and (is_red(paragraph) or (paragraph.align == "center" and paragraph.words.endswith("文件")))


def _is_attachment_label(paragraph: Paragraph) -> bool:
    return _ATTACHMENT.fullmatch(paragraph.words) is not None and paragraph.align not in {"center", "right"}


def _is_printed(paragraph: Paragraph) -> bool:
    words = paragraph.words
    return (
        _PRINTED.fullmatch(words) is not None and DATE.search(words) is not None and len(words) <= 2 * _LONGEST_OFFICE
    )


def _is_date(paragraph: Paragraph) -> bool:
    return DATE.fullmatch(paragraph.words.replace(" ", "")) is not None


def _is_title(paragraph: Paragraph) -> bool:
    words = paragraph.words
    if paragraph.style.lower() == "title":
        return True
    large = paragraph.size > _LEAST_TITLE and paragraph.align == "center"
    return large and not is_red(paragraph) and len(words) <= _LONGEST_TITLE and not _IN_BRACKETS.fullmatch(words)


def _title(main: Sequence[Paragraph]) -> Iterator[Paragraph]:
    """The first title of the document, which may take several paragraphs; nothing but the head stands above it."""
    for at, paragraph in enumerate(main[:_HEAD]):
        if _is_title(paragraph):
            following = takewhile(_is_title, main[at + 1 : at + 5])
            yield paragraph
            yield from (one for one in following if one.size == paragraph.size and not one.new_page)
            return
        if len(paragraph.words) > _LONGEST_TITLE:
            return


def _addressee(rest: Sequence[Paragraph]) -> Paragraph | None:
    """The paragraph right below the title when it names somebody and ends in a colon."""
    after = [one for one in rest[:2] if not _IN_BRACKETS.fullmatch(one.words)]
    first = after[0] if after else None
    if first is None or not first.words.endswith(("：", ":")) or _NOT_ADDRESSEE.search(first.words):
        return None
    return None if heading_level(first) or _NOTE.match(first.words) or first.align == "center" else first


def _notes(rest: Sequence[Paragraph]) -> Iterator[Paragraph]:
    """附件说明: “附件：1.……” and the numbered paragraphs below it."""
    for at, paragraph in enumerate(rest):
        if _NOTE.fullmatch(paragraph.words) and not _ATTACHMENT.fullmatch(paragraph.words):
            yield paragraph
            yield from takewhile(lambda one: _NOTE_NEXT.fullmatch(one.words), rest[at + 1 :])
            return


def _offices(rest: Sequence[Paragraph], date: Paragraph | None, notes: Sequence[Paragraph]) -> Iterator[Paragraph]:
    """From the date upwards; above the first only what stands as far in."""
    for at, above in enumerate(reversed(rest[: rest.index(date)] if date else [])):
        ends = len(above.words) > _LONGEST_OFFICE or above.words.endswith(tuple("。；：，"))
        if above in notes or ends or heading_level(above) or (at and above.indent.left < _LEAST_INDENT):
            return
        yield above


def _attachment(label: Paragraph, flow: Sequence[Paragraph]) -> Attachment:
    below = flow[flow.index(label) + 1 :][:4]
    return Attachment(label=label, title=tuple(takewhile(_is_title, below)))


def _is_text(paragraph: Paragraph) -> bool:
    """Running text: long, not centred, no note."""
    return (
        len(paragraph.words) >= _LEAST_TEXT
        and paragraph.align not in {"center", "right"}
        and not _is_note(paragraph)
        and not is_red(paragraph)
    )


def _is_note(paragraph: Paragraph) -> bool:
    style = paragraph.style.lower()
    return _NOT_TEXT.match(paragraph.words) is not None or any(word in style for word in _NOTE_STYLES)
