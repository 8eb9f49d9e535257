"""Checks of how running text and headings are set."""

import re
from collections import Counter
from collections.abc import Callable, Iterator

from xuncha_docs.check.layout.elements import heading_level, is_red
from xuncha_docs.check.layout.faces import FANGSONG, HEITI, KAITI, XIAOBIAOSONG
from xuncha_docs.check.layout.model import Document
from xuncha_docs.check.layout.paragraphs import Paragraph
from xuncha_docs.check.layout.verdicts import Check, Deviation, Found, Strength, about
from xuncha_docs.word.layout import SIZE_2, SIZE_3

_HAN = re.compile("[\u3400-\u9fff]")
_SPACED = re.compile(r"[ \u3000\t\xa0]+\S")
_BLACK = {"AUTO", "000000", ""}
_INDENT, _INDENT_TOLERANCE = 2.0, 0.1
_LONGEST_TITLE_LINE = 20
"""Characters of 2号 that 156 mm holds."""
_STOP = "。"
"""Ends a heading that text follows in its paragraph."""
_LEVELS = (
    ("“一、”", HEITI, "黑体"),
    ("“（一）”", KAITI, "楷体"),
    ("“1.”", FANGSONG, "仿宋"),
    ("“（1）”", FANGSONG, "仿宋"),
)
"""How each level of headings begins, and its faces."""
_END_MARKS = "。，；！、：,;!:"


def _points(half: int) -> str:
    return f"{half / 2:g} 磅"


def _each(
    chosen: Callable[[Document], tuple[Paragraph, ...]], judge: Callable[[Paragraph], tuple[str, str] | None]
) -> Callable[[Document], Found]:
    """A check that asks (measured, right) of each chosen paragraph; None: the paragraph is as it should be."""

    def read(document: Document) -> Found:
        paragraphs = chosen(document)
        judged = ((paragraph, judge(paragraph)) for paragraph in paragraphs)
        return about(paragraphs, (Deviation(place=p.place, measured=s[0], right=s[1]) for p, s in judged if s))

    return read


def _text(document: Document) -> tuple[Paragraph, ...]:
    return document.elements.text


def _main_face(paragraph: Paragraph) -> str:
    """The face of most of its Han characters; the heading it may begin with is left out."""
    heading, faces = paragraph.text.find(_STOP) + 1 if heading_level(paragraph) else 0, Counter[str]()
    for run in paragraph.runs:
        faces[run.face] += len(_HAN.findall(run.text[heading:]))
        heading = max(0, heading - len(run.text))
    return faces.most_common(1)[0][0]


def _size_3(paragraph: Paragraph) -> tuple[str, str] | None:
    run = max(paragraph.runs, key=lambda run: len(run.text))
    return None if run.size == SIZE_3 else (_points(run.size), "三号（16 磅）")


def _fangsong(paragraph: Paragraph) -> tuple[str, str] | None:
    face = _main_face(paragraph)
    return None if face in FANGSONG else (face or "没有写明字体", "仿宋（如 仿宋_GB2312）")


def _first_line(paragraph: Paragraph) -> tuple[str, str] | None:
    first = paragraph.indent.first
    if paragraph.label or _SPACED.match(paragraph.text) or abs(first - _INDENT) <= _INDENT_TOLERANCE:
        return None
    return f"首行缩进 {first:g} 字", "左空二字，回行顶格"


def _themed(document: Document) -> Found:
    themed = [one for one in document.paragraphs if any(run.themed and run.text.strip() for run in one.runs)]
    return [Deviation(place=one.place, measured="字体取自主题", right="写明字体名") for one in themed]


def _indented_by_spaces(document: Document) -> Iterator[Deviation]:
    for paragraph in document.body:
        placed = paragraph.align == "center" or paragraph in document.elements.head
        if _SPACED.match(paragraph.text) and not placed:
            yield Deviation(place=paragraph.place, measured="用空格缩进", right="段落缩进")


def _level(level: int) -> Callable[[Document], tuple[Paragraph, ...]]:
    return lambda document: tuple(one for at, one in document.elements.headings if at == level)


def _heading(faces: frozenset[str], name: str) -> Callable[[Paragraph], tuple[str, str] | None]:
    def judge(paragraph: Paragraph) -> tuple[str, str] | None:
        run = next((run for run in paragraph.runs if _HAN.search(run.text)), None) or paragraph.first_run
        if run is None or (run.face in faces and run.size == SIZE_3):
            return None
        return f"{run.face or '没有写明字体'} {_points(run.size)}", f"三号{name}"

    return judge


def _navigated(document: Document) -> tuple[Paragraph, ...]:
    """The headings of the first level that stand alone."""
    return tuple(one for one in _level(1)(document) if _STOP not in one.words)


def _outlined(paragraph: Paragraph) -> tuple[str, str] | None:
    return ("没有大纲级别", "大纲 1 级（导航窗格里看得见）") if paragraph.outline is None else None


def _levels_in_order(document: Document) -> Found:
    """一、 may be followed by 1. when there are only two levels (7.3.3)."""
    headings = [(level, one) for level, one in document.elements.headings if one.area == "body"]
    if not any(level == 1 for level, _ in headings):
        return None
    found, before = [], 0
    for level, one in headings:
        if level > before + 1 and not (before <= 1 and level == 3):  # noqa: PLR2004 -- 一、之下可以直接用 1.
            wanted = ("一、", "（一）", "1.", "（1）")[before]
            found.append(Deviation(place=one.place, measured="层次序数跳级", right=f"“{wanted}”"))
        before = level
    return found


def _titles(document: Document) -> tuple[Paragraph, ...]:
    attached = (one for attachment in document.elements.attachments for one in attachment.title)
    return (*document.elements.title, *attached)


def _size_2(paragraph: Paragraph) -> tuple[str, str] | None:
    if paragraph.size == SIZE_2 and paragraph.align == "center":
        return None
    aligned = "居中" if paragraph.align == "center" else "没有居中"
    return f"{_points(paragraph.size)}、{aligned}", "二号（22 磅）居中"


def _title_face(paragraph: Paragraph) -> tuple[str, str] | None:
    run = next((run for run in paragraph.runs if _HAN.search(run.text)), None)
    if run is None or (run.face in XIAOBIAOSONG and not run.bold):
        return None
    return f"{run.face or '没有写明字体'}{'加粗' if run.bold else ''}", "小标宋体，不加粗"


def _title_line(paragraph: Paragraph) -> tuple[str, str] | None:
    words = paragraph.words
    lines = words.split("\n")
    if words.endswith(tuple(_END_MARKS)):
        return f"以“{words[-1]}”结尾", "标题末尾不用标点"
    longest = max(map(len, lines))
    if len(lines) > 1 and longest > _LONGEST_TITLE_LINE:
        return f"有一行 {longest} 字", f"每行不超过 {_LONGEST_TITLE_LINE} 字"
    return None


def _colours(document: Document) -> Iterator[Deviation]:
    """Red is for the head (5.2.4); automatic is black."""
    for paragraph in document.paragraphs:
        odd = next((run.colour for run in paragraph.runs if run.text.strip() and run.colour not in _BLACK), None)
        if odd and not (is_red(paragraph) and paragraph in document.elements.head):
            yield Deviation(place=paragraph.place, measured=f"颜色 {odd}", right="黑色")


def _widow(paragraph: Paragraph) -> tuple[str, str] | None:
    return ("孤行控制开着", "关闭的（否则每面凑不满 22 行）") if paragraph.widow else None


def _heading_checks() -> Iterator[Check]:
    for level, (shape, faces, name) in enumerate(_LEVELS, 1):
        title = f"{shape}级标题的字体字号"
        read = _each(_level(level), _heading(faces, name))
        yield Check(number=10 + level, title=title, clause="7.3.3", strength=Strength.USUAL, read=read)


CHECKS = (
    Check(number=5, title="正文字号", clause="5.2.2", strength=Strength.USUAL, read=_each(_text, _size_3)),
    Check(number=6, title="正文字体", clause="7.3.3", strength=Strength.USUAL, read=_each(_text, _fangsong)),
    Check(number=7, title="不用主题字体", clause="", strength=Strength.PRACTICE, read=_themed),
    Check(number=9, title="正文首行缩进", clause="7.3.3", strength=Strength.FIXED, read=_each(_text, _first_line)),
    Check(number=10, title="不用空格缩进", clause="", strength=Strength.PRACTICE, read=_indented_by_spaces),
    *_heading_checks(),
    Check(number=15, title="标题有大纲级别", clause="", strength=Strength.PRACTICE, read=_each(_navigated, _outlined)),
    Check(number=16, title="层次序数不跳级", clause="7.3.3", strength=Strength.USUAL, read=_levels_in_order),
    Check(number=17, title="标题字号与居中", clause="7.3.1", strength=Strength.USUAL, read=_each(_titles, _size_2)),
    Check(number=18, title="标题字体", clause="7.3.1", strength=Strength.USUAL, read=_each(_titles, _title_face)),
    Check(number=19, title="标题行长与标点", clause="", strength=Strength.PRACTICE, read=_each(_titles, _title_line)),
    Check(number=29, title="文字颜色", clause="5.2.4", strength=Strength.FIXED, read=_colours),
    Check(number=39, title="不用孤行控制", clause="", strength=Strength.PRACTICE, read=_each(_text, _widow)),
)  # fmt: skip
