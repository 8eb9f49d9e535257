"""Checks of how the elements of an official document are written and placed."""

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from xuncha_docs.check.layout.elements import NUMBER, Attachment
from xuncha_docs.check.layout.faces import HEITI
from xuncha_docs.check.layout.model import Document
from xuncha_docs.check.layout.paragraphs import Paragraph
from xuncha_docs.check.layout.verdicts import Check, Deviation, Found, Strength, about
from xuncha_docs.word.layout import SIZE_3

_RIGHT_NUMBER = re.compile(r"[\u4e00-\u9fff×]+〔\d{4}〕[1-9]\d*号")
_PLACEHOLDER = re.compile("[X×]")
_RIGHT_DATE = re.compile(r"\d{4}年(?:[1-9]|1[0-2])月(?:[1-9]|[12]\d|3[01])日")
_PRINT_DATE = re.compile(r"\S*年\S*月\S*日(?=印发)")
_NOTE = re.compile(r"附件：(?:1\.)?[^\d\s.．、].*", re.DOTALL)
_NOTE_NEXT = re.compile(r"\d{1,2}\.[^\s.．、].*", re.DOTALL)
_NOTE_NAME = re.compile(r"(?:附\s?件\s*\d*\s*[：:])?\s*(?:(\d{1,2})[.．、])?\s*(.+)", re.DOTALL)
_LABEL = re.compile(r"附件(?:[1-9]\d?)?")
_LABEL_NUMBER = re.compile(r"\d+")
_BLANKS = re.compile(r"\s+")
_COPIES = re.compile(r"(?:抄送|抄报|主送)：.+。")
_STOPS = "。；，、.;,"
_LINE_TOLERANCE = 0.35


def _number(document: Document) -> Found:
    """Of 纪要, which may be numbered as their office likes (10.3), and of empty forms nothing is said."""
    number, mark = document.elements.number, document.elements.mark
    written = NUMBER.match(number.words) if number else None
    if number is None or written is None or (mark and mark.words.endswith("纪要")):
        return None
    if not re.search(r"\d", written["rest"]) or _PLACEHOLDER.search(number.words):
        return None
    text = written[0]
    if _RIGHT_NUMBER.fullmatch(text):
        return []
    right = "“机关代字〔2026〕1号”：六角括号、四位年份、不加“第”、不编虚位"
    return [Deviation(place=number.place, measured=f"发文字号“{text}”", right=right)]


def _dates(document: Document) -> Found:
    printed = document.elements.printed
    print_date = _PRINT_DATE.search(printed.words) if printed else None
    written = [
        *([(document.elements.date, _BLANKS.sub("", document.elements.date.words))] if document.elements.date else []),
        *([(printed, print_date[0])] if printed and print_date else []),
    ]
    written = [(one, text) for one, text in written if not _PLACEHOLDER.search(text)]
    return about(
        written,
        (
            Deviation(
                place=one.place, measured=f"日期“{text}”", right="2026年3月1日的写法：阿拉伯数字、四位年份、不编虚位"
            )
            for one, text in written
            if not _RIGHT_DATE.fullmatch(text)
        ),
    )


def _addressee(document: Document) -> Found:
    to = document.elements.addressee
    if to is None:
        return None
    found = []
    if not to.text.rstrip().endswith("："):
        found.append(Deviation(place=to.place, measured=f"以“{to.text.rstrip()[-1]}”结尾", right="全角冒号“：”"))
    if to.indent.first > _LINE_TOLERANCE or to.indent.left > _LINE_TOLERANCE:
        found.append(
            Deviation(place=to.place, measured=f"缩进 {to.indent.first or to.indent.left:g} 字", right="居左顶格")
        )
    return found


def _notes(document: Document) -> Found:
    notes = document.elements.notes
    return about(notes, (deviation for at, note in enumerate(notes) for deviation in _note(note, first=at == 0)))


def _note(note: Paragraph, *, first: bool) -> Iterator[Deviation]:
    words = note.words
    if not (_NOTE if first else _NOTE_NEXT).fullmatch(words):
        yield Deviation(
            place=note.place, measured="附件说明的写法", right="“附件：1.名称”，序号用阿拉伯数字加“.”，冒号全角"
        )
    if words.endswith(tuple(_STOPS)):
        yield Deviation(place=note.place, measured=f"以“{words[-1]}”结尾", right="附件名称后不加标点")


def _labels(document: Document) -> Found:
    attachments = document.elements.attachments
    return about(attachments, (deviation for one in attachments for deviation in _label(one.label)))


def _label(label: Paragraph) -> Iterator[Deviation]:
    run = label.first_run
    if not label.new_page and not label.place.startswith("第 1 段"):
        yield Deviation(place=label.place, measured="没有另起一面", right="另面编排（段前分页）")
    if not _LABEL.fullmatch(_BLANKS.sub("", label.words)):
        yield Deviation(place=label.place, measured=f"写作“{label.words}”", right="“附件1”，阿拉伯数字，不加标点")
    if run and (run.face not in HEITI or run.size != SIZE_3):
        yield Deviation(
            place=label.place, measured=f"{run.face or '没有写明字体'} {run.size / 2:g} 磅", right="三号黑体"
        )
    if label.indent.first > _LINE_TOLERANCE or label.indent.left > _LINE_TOLERANCE:
        yield Deviation(place=label.place, measured="没有顶格", right="顶格，在版心左上角")


def _same_attachments(document: Document) -> Found:
    """附件说明 and the attachments themselves; a document of attachments alone, or without them, says nothing."""
    notes, attachments = document.elements.notes, document.elements.attachments
    if not attachments or attachments[0].label.place.startswith("第 1 段"):
        return None
    if not notes:
        return [
            Deviation(
                place=attachments[0].label.place,
                measured="正文后没有附件说明",
                right="附件说明（正文下空一行“附件：……”）",
            )
        ]
    return list(_differences(notes, attachments))


def _differences(notes: Sequence[Paragraph], attachments: Sequence[Attachment]) -> Iterator[Deviation]:
    for note, attachment in zip_longest(notes, attachments):
        if note is None or attachment is None:
            place, missing = (note.place, "后面没有这个附件") if note else (attachment.label.place, "附件说明里没有它")
            yield Deviation(place=place, measured=missing, right="附件说明与附件一一对应")
            continue
        number, name = _noted(note)
        title = _BLANKS.sub("", "".join(one.words for one in attachment.title))
        own = _LABEL_NUMBER.search(attachment.label.words)
        if (own[0] if own else "") != number:
            yield Deviation(
                place=attachment.label.place,
                measured=f"序号“{attachment.label.words}”",
                right=f"附件{number}，与附件说明一致",
            )
        if title and title != name:
            yield Deviation(
                place=attachment.title[0].place, measured=f"附件标题“{title}”", right=f"“{name}”，与附件说明一致"
            )


def _noted(note: Paragraph) -> tuple[str, str]:
    """Number and name as 附件说明 gives them."""
    match = _NOTE_NAME.fullmatch(note.words)
    return (match[1] or "", _BLANKS.sub("", match[2]).rstrip(_STOPS)) if match else ("", note.words)


def _attachment_titles(document: Document) -> Found:
    """The title stands on the third line: one blank line below the label."""
    titled = [one for one in document.elements.attachments if one.title]
    if not titled:
        return None
    found = []
    for one in titled:
        title = one.title[0]
        lines = (one.label.after + title.before + title.blank_above) / (document.text_height / 22)
        if abs(lines - 1) > _LINE_TOLERANCE or title.new_page:
            measured = "标题另起了一面" if title.new_page else f"标题与“{one.label.words}”之间空 {lines:.1f} 行"
            found.append(Deviation(place=title.place, measured=measured, right="空一行，标题在第三行"))
    return found


def _copies(document: Document) -> Found:
    copies = document.elements.copies
    if copies is None:
        return None
    found = []
    if not _COPIES.fullmatch(copies.words):
        found.append(Deviation(place=copies.place, measured="抄送的写法", right="“抄送：……。”，全角冒号，最后用句号"))
    if copies.indent.first > -1:
        found.append(
            Deviation(place=copies.place, measured="回行没有与冒号后的首字对齐", right="左右各空一字，悬挂缩进三字")
        )
    return found


CHECKS = (
    Check(number=20, title="发文字号的写法", clause="7.2.5", strength=Strength.FIXED, read=_number),
    Check(number=21, title="成文日期、印发日期的写法", clause="7.3.5.4", strength=Strength.FIXED, read=_dates),
    Check(number=22, title="主送机关", clause="7.3.2", strength=Strength.FIXED, read=_addressee),
    Check(number=23, title="附件说明", clause="7.3.4", strength=Strength.FIXED, read=_notes),
    Check(number=24, title="附件另面与“附件”字样", clause="7.3.7", strength=Strength.FIXED, read=_labels),
    Check(number=53, title="附件与附件说明一致", clause="7.3.7", strength=Strength.FIXED, read=_same_attachments),
    Check(number=54, title="附件标题在第三行", clause="7.3.7", strength=Strength.FIXED, read=_attachment_titles),
    Check(number=58, title="抄送机关", clause="7.4.2", strength=Strength.USUAL, read=_copies),
)
