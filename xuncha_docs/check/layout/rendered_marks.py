"""Checks measured on rendered pages: page numbers, fonts, head, red rules, 版记."""

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise

from xuncha_docs.check.layout import ink
from xuncha_docs.check.layout.faces import PRINTED
from xuncha_docs.check.layout.model import Document
from xuncha_docs.check.layout.pages import Line, Page, Pages, Rule
from xuncha_docs.check.layout.rendered_text import find_line, squeezed
from xuncha_docs.check.layout.verdicts import Check, Deviation, Found, Strength, about
from xuncha_docs.word.layout import LEFT_MM, PAGE_HEIGHT_MM, PAGE_WIDTH_MM, RIGHT_MM

_BOTTOM = 262.0
"""Lower edge of the type area."""
_RIGHT = PAGE_WIDTH_MM - RIGHT_MM
_ONE = 14 * 25.4 / 72
"""A character of 4号."""
_NUMBER = re.compile(r"[—–－-]?(\d{1,4})[—–－-]?")
_NUMBER_TOLERANCE, _DASH_MM, _DASH_TOLERANCE = 1.5, 7.0, 1.0
_MARK_MM = {"信函": 30.0, "命令": 57.0, "文件": 72.0}
"""Upper edge of the mark from the top of the sheet (7.2.4, 10.1, 10.2, 10.3)."""
_MARK_TOLERANCE, _GAP_TOLERANCE, _RULE_TOLERANCE = 1.0, 0.5, 1.0
_RULE_GAP, _RULE_WIDTH, _LETTER_WIDTH, _LETTER_FOOT = 4.0, 156.0, 170.0, 20.0
_LEAST_LETTER = 150.0
_DOUBLE = 2.5
"""The two lines of a double rule are not farther apart."""
_LINE, _LEADING, _BLANK_TOLERANCE = 10.39, 4.84, 1.5
_ROUGH = 0.06
_THICK, _THIN = 0.35, 0.25


# 页码


def _page_numbers(pages: Pages) -> Iterator[tuple[Page, Line]]:
    """The page number of each upright page that shows one."""
    for page in pages.pages:
        below = [line for line in page.lines if line.top > _BOTTOM and _NUMBER.fullmatch(line.text)]
        if below and not page.landscape:
            yield page, below[-1]


def _number_places(_: Document, pages: Pages) -> Found:
    """By the number itself: it may begin at any page."""
    found, numbers = [], list(_page_numbers(pages))
    for page, line in numbers:
        match = _NUMBER.fullmatch(line.text)
        odd = match is not None and int(match[1]) % 2 == 1
        gap = (_RIGHT - line.right if odd else line.left - LEFT_MM) / _ONE
        if abs(gap - 1) * _ONE > _NUMBER_TOLERANCE:
            side = "右" if odd else "左"
            measured = f"页码 {line.text} 距{side}边 {gap:.1f} 字"
            found.append(Deviation(place=f"第 {page.number} 页", measured=measured, right=f"居{side}空一字"))
    return found if numbers else None


def _dash(_: Document, pages: Pages) -> Found:
    dashed = next(((page, line) for page, line in _page_numbers(pages) if line.text[0] in "—–－"), None)
    if dashed is None:
        return None
    page, line = dashed
    first = line.glyphs[0]
    middle = (first.x0 + first.x1) / 2
    window = ink.Window(top=line.top - 1, bottom=line.bottom + 1, left=middle - 0.5, right=middle + 0.5)
    edges = ink.reach(pages.data, page.number, window)
    below = (sum(edges) / 2 if edges else 0) - _BOTTOM
    right = f"{_DASH_MM:g}±1 mm"
    return [] if abs(below - _DASH_MM) <= _DASH_TOLERANCE else [
        Deviation(place=f"第 {page.number} 页", measured=f"一字线在版心下边缘之下 {below:.1f} mm", right=right)
    ]  # fmt: skip


# 字体


def _embedded(_: Document, pages: Pages) -> Found:
    missing = [name for name, embedded in pages.fonts.items() if not embedded]
    right = "嵌入 PDF，换一台电脑也不变"
    return about(pages.fonts, (Deviation(place="", measured=f"字体 {name} 没有嵌入", right=right) for name in missing))


def _substituted(document: Document, pages: Pages) -> Found:
    """Requested against embedded: what was measured on substitutes holds for these."""
    requested = dict.fromkeys(
        run.face for one in document.paragraphs for run in one.runs if run.face and _has_han(run.text)
    )
    if not requested or not pages.fonts:
        return None
    return substitutions(tuple(requested), pages.fonts)


def substitutions(requested: tuple[str, ...], embedded: Mapping[str, bool]) -> list[Deviation]:
    """The faces a document asks for that are not among the fonts of its PDF."""
    printed = {name.casefold().split("-")[0] for name in embedded} | {name.casefold() for name in embedded}
    shown = "、".join(embedded)
    return [
        Deviation(place=face, measured=f"本机没有，用 {shown} 代替", right="文件里写的字体，请在有它的电脑上复核")
        for face in requested
        if not {name.casefold() for name in _names(face)} & printed
    ]


def _names(face: str) -> set[str]:
    """What a face may be called inside a PDF."""
    return {face, face.replace(" ", ""), *(name for name, faces in PRINTED.items() if face in faces)}


def _has_han(text: str) -> bool:
    return any("\u3400" <= char <= "\u9fff" for char in text)


# 版头


def _red_rules(pages: Pages) -> tuple[Rule, ...]:
    """Of the first page, a double rule as two."""
    return tuple(rule for rule in pages.pages[0].rules if rule.red) if pages.pages else ()


def _is_letter(pages: Pages) -> bool:
    """Whether the first page has a double red rule."""
    ys = [rule.y for rule in _red_rules(pages) if rule.width >= _LEAST_LETTER]
    return any(_ROUGH < after - before <= _DOUBLE for before, after in pairwise(ys))


def _mark_edges(pages: Pages) -> tuple[float, float] | None:
    """Upper and lower edge of the red mark above the first red rule; None on a page without."""
    rules = _red_rules(pages)
    if not rules:
        return None
    above = ink.Window(top=0, bottom=rules[0].y - 1.5, left=0, right=PAGE_WIDTH_MM)
    return ink.reach(pages.data, 1, above, red=True)


def _mark_top(document: Document, pages: Pages) -> Found:
    edges = _mark_edges(pages)
    if edges is None:
        return None
    mark = document.elements.mark
    order = mark is not None and mark.words.endswith("令")
    kind = "信函" if _is_letter(pages) else "命令" if order else "文件"
    right = _MARK_MM[kind]
    if abs(edges[0] - right) <= _MARK_TOLERANCE:
        return []
    return [
        Deviation(
            place="第 1 页", measured=f"发文机关标志上边缘距纸边 {edges[0]:.1f} mm", right=f"{right:g} mm（{kind}）"
        )
    ]


def _red_rule(document: Document, pages: Pages) -> Found:
    rules = _red_rules(pages)
    if not rules or _is_letter(pages):
        return None
    rule = rules[0]
    found = []
    if abs(rule.width - _RULE_WIDTH) > _RULE_TOLERANCE:
        found.append(
            Deviation(place="第 1 页", measured=f"红线长 {rule.width:.1f} mm", right=f"与版心等宽 {_RULE_WIDTH:g} mm")
        )
    above = ink.Window(top=rule.y - 11, bottom=rule.y - rule.thickness, left=LEFT_MM, right=_RIGHT)
    edges = ink.reach(pages.data, 1, above)
    if document.elements.number is not None and edges is not None:
        gap = rule.y - rule.thickness / 2 - edges[1]
        if abs(gap - _RULE_GAP) > _GAP_TOLERANCE:
            found.append(
                Deviation(place="第 1 页", measured=f"红线在发文字号之下 {gap:.1f} mm", right=f"{_RULE_GAP:g} mm")
            )
    return found


def _blanks(document: Document, pages: Pages) -> Found:
    """Blank lines between mark, 发文字号, red rule, title and 主送机关; edges of characters to edges."""
    gaps = list(_gaps(document, pages))
    found = []
    for what, gap, lines in gaps:
        wanted = lines * _LINE
        if not wanted - _BLANK_TOLERANCE <= gap <= wanted + _LEADING + _BLANK_TOLERANCE:
            measured = f"{what}之间空 {gap / _LINE:.1f} 行（{gap:.1f} mm）"
            found.append(Deviation(place="第 1 页", measured=measured, right=f"空{'一二'[lines - 1]}行"))
    return found if gaps else None


def _gaps(document: Document, pages: Pages) -> Iterator[tuple[str, float, int]]:
    """(between what, mm, how many lines are right)."""
    elements, rules, mark = document.elements, _red_rules(pages), _mark_edges(pages)
    first = pages.pages[0].lines if pages.pages else ()
    number = find_line(pages, elements.number)
    title = [line for line in first if line.text in squeezed("".join(one.text for one in elements.title))]
    to = squeezed(elements.addressee.words) if elements.addressee else ""
    below = next((line for line in first if title and line.top > title[-1].bottom), None)
    letter = _is_letter(pages)
    if mark and number and number[0] is pages.pages[0] and not letter:
        yield "发文机关标志与发文字号", number[1].top - mark[1], 2
    if rules and title and not letter:
        yield "红线与标题", title[0].top - rules[0].y, 2
    if title and below and to.startswith(below.text):
        yield "标题与主送机关", below.top - title[-1].bottom, 1


def _letter(_: Document, pages: Pages) -> Found:
    if not _is_letter(pages):
        return None
    rules = [rule for rule in _red_rules(pages) if rule.width >= _LEAST_LETTER]
    found = [
        Deviation(place="第 1 页", measured=f"红色双线长 {rule.width:.1f} mm", right=f"{_LETTER_WIDTH:g} mm")
        for rule in (rules[0], rules[-1])
        if abs(rule.width - _LETTER_WIDTH) > _RULE_TOLERANCE
    ]
    foot = PAGE_HEIGHT_MM - rules[-1].y
    if rules[-1].y < PAGE_HEIGHT_MM / 2:
        found.append(Deviation(place="第 1 页", measured="下边没有红色双线", right="距下页边 20 mm 处一条红色双线"))
    elif abs(foot - _LETTER_FOOT) > _RULE_TOLERANCE:
        measured = f"下边的红色双线距纸边 {foot:.1f} mm"
        found.append(Deviation(place="第 1 页", measured=measured, right=f"{_LETTER_FOOT:g} mm"))
    if any(page.number == 1 for page, _line in _page_numbers(pages)):
        found.append(Deviation(place="第 1 页", measured="首页有页码", right="首页不显示页码"))
    return found


# 版记


def _imprint_page(document: Document, pages: Pages) -> Page | None:
    """The page of the 印发 line."""
    printed = document.elements.printed
    words = squeezed(printed.words) if printed else ""
    return next(
        (page for page in reversed(pages.pages) if words and any(line.text == words for line in page.lines)), None
    )


def _imprint_rules(document: Document, pages: Pages) -> tuple[Rule, ...]:
    page = _imprint_page(document, pages)
    return () if page is None else tuple(rule for rule in page.rules if not rule.red and rule.y > page.height / 2)


def _last_rule(document: Document, pages: Pages) -> Found:
    rules = _imprint_rules(document, pages)
    if not rules:
        return None
    last = rules[-1].y
    if abs(last - _BOTTOM) <= _RULE_TOLERANCE:
        return []
    return [
        Deviation(
            place="版记", measured=f"末条分隔线距纸上边 {last:.1f} mm", right=f"与版心下边缘重合（{_BOTTOM:g} mm）"
        )
    ]


def _rule_weights(document: Document, pages: Pages) -> Found:
    if _imprint_page(document, pages) is None or _is_letter(pages):
        return None
    rules = _imprint_rules(document, pages)
    if len(rules) < 2:  # noqa: PLR2004 -- 首末两条
        return [Deviation(place="版记", measured=f"有 {len(rules)} 条分隔线", right="首条、末条 0.35 mm，中间 0.25 mm")]
    wanted = [_THIN] * len(rules)
    wanted[0] = wanted[-1] = _THICK
    found = []
    for at, (rule, right) in enumerate(zip(rules, wanted, strict=True), 1):
        if abs(rule.thickness - right) > _ROUGH:
            measured = f"第 {at} 条分隔线粗 {rule.thickness:.2f} mm"
            found.append(Deviation(place="版记", measured=measured, right=f"{right} mm"))
        if abs(rule.width - _RULE_WIDTH) > _RULE_TOLERANCE:
            measured = f"第 {at} 条分隔线长 {rule.width:.1f} mm"
            found.append(Deviation(place="版记", measured=measured, right=f"与版心等宽 {_RULE_WIDTH:g} mm"))
    return found


def _even_page(document: Document, pages: Pages) -> Found:
    page = _imprint_page(document, pages)
    if page is None:
        return None
    if page.number % 2 == 0 and page.number == len(pages.pages):
        return []
    measured = f"在第 {page.number} 页，全文 {len(pages.pages)} 页"
    return [Deviation(place="版记", measured=measured, right="最后一面，偶数页")]


CHECKS = (
    Check(number=42, title="页码的位置", clause="7.5", strength=Strength.FIXED, measure=_number_places),
    Check(number=44, title="字体嵌入", clause="", strength=Strength.PRACTICE, measure=_embedded),
    Check(number=47, title="一字线的高低", clause="7.5", strength=Strength.FIXED, measure=_dash),
    Check(number=48, title="版记末条分隔线", clause="7.4.1", strength=Strength.FIXED, measure=_last_rule),
    Check(number=49, title="版记在偶数页", clause="GB/T 33476.2 7.3.1", strength=Strength.PRACTICE, measure=_even_page),
    Check(number=50, title="发文机关标志的位置", clause="7.2.4", strength=Strength.FIXED, measure=_mark_top),
    Check(number=51, title="红色分隔线", clause="7.2.7", strength=Strength.FIXED, measure=_red_rule),
    Check(
        number=52,
        title="版头、标题、主送之间的空行",
        clause="7.2.5、7.3.1、7.3.2",
        strength=Strength.FIXED,
        measure=_blanks,
    ),
    Check(number=59, title="版记分隔线的粗细", clause="7.4.1", strength=Strength.USUAL, measure=_rule_weights),
    Check(number=60, title="信函格式", clause="10.1", strength=Strength.FIXED, measure=_letter),
    Check(number=61, title="字体替换", clause="", strength=Strength.PRACTICE, measure=_substituted),
)
