"""Checks of punctuation and numbers by the items of GB/T 15834 and GB/T 15835 that documents break most often."""

import re
from collections.abc import Callable, Iterator, Sequence

from xuncha_docs.check.layout.model import Document
from xuncha_docs.check.layout.paragraphs import Paragraph
from xuncha_docs.check.layout.verdicts import Check, Deviation, Strength

_SKIPPED = re.compile(
    r"(?:https?://|www\.)[^\s\u3400-\u9fff，。；）]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|[A-Za-z]:\\\S+|\{[^{}]*\}|[\w/\\-]+\.(?:docx?|pdf|xlsx?|md|ya?ml|json|py|zip)\b"
)
"""Addresses, paths, file names and code."""
_H = "\u3400-\u9fff"
_OUT = "”’》）〕】"
_IN = "“‘《（〔【"
_Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], tuple[str, str] | None]]
_FULL = dict(zip(",;:?!.", "，；：？！。", strict=True))
_PAIRS = {"》": "《", "）": "（", "】": "【", "〕": "〔", "’": "‘", "」": "「", "』": "『"}
_COUNTED = "年月日人天个次件家户元岁米公里小时分钟亩吨页条项名"
_AROUND = 6


def _marks(match: re.Match[str]) -> tuple[str, str]:
    return f"半角“{match[0]}”", f"全角“{_FULL[match[0]]}”"


def _said(measured: str, right: str) -> Callable[[re.Match[str]], tuple[str, str]]:
    """Both texts may refer to groups: {0}, {1}."""
    return lambda match: (measured.format(match[0], *match.groups()), right.format(match[0], *match.groups()))


def _years(match: re.Match[str]) -> tuple[str, str] | None:
    return (match[0], f"一字线：{match[1]}—{match[2]}") if int(match[1]) < int(match[2]) else None


_WIDTHS: tuple[_Rule, ...] = (
    (re.compile(rf"(?<=[{_H}{_OUT}])[,;:?!](?=\s?[{_H}{_IN}]|\s*$)"), _marks),
    (re.compile(rf"(?<=[{_H}{_OUT}])\.(?=[{_H}{_IN}]|\s*$)"), _marks),
    (re.compile(rf"\((?=[{_H}])|(?<=[{_H}])\)"), _said("半角括号“{0}”", "全角括号（）")),
    (re.compile(r"^\s*([（(][一二三四五六七八九十\d]+[）)])[、，.．]"), _said("“{0}”", "“{1}”，括号后不再加标点")),
)
_FORMS: tuple[_Rule, ...] = (
    (re.compile(rf'"(?=[{_H}])|(?<=[{_H}，。；])"'), _said("直引号", "弯引号“ ”")),
    (re.compile(rf"(?<=[{_H}])'|'(?=[{_H}])"), _said("直引号", "弯引号‘ ’")),
    (re.compile(r"(?<![.\d/])\.{3,}(?!\.)|。{2,}|·{3,}"), _said("“{0}”", "省略号“……”")),
    (re.compile(r"(?<!…)…(?!…)|…{3,}"), _said("“{0}”", "省略号“……”，占两字")),
    (re.compile(rf"(?<=[{_H}])-{{2,}}(?=[{_H}])"), _said("“{0}”", "破折号“——”")),
    (re.compile(r"[，。；、：]{2,}"), _said("标点重复“{0}”", "一个")),
)
_NUMBERS: tuple[_Rule, ...] = (
    (re.compile(r"[０-９]+"), _said("全角数字“{0}”", "半角数字")),
    (re.compile(r"(?<![\d\-—.])((?:19|20)\d\d)[-~～－–]((?:19|20)\d\d)(?![\d\-—.])"), _years),
    (re.compile(r"(?<![\d.%\-])(\d+(?:\.\d+)?)[~～—–-](\d+(?:\.\d+)?%)"), _said("{0}", "{1}%～{2}")),
    (re.compile(r"(?<![\d.\-])(\d+(?:\.\d+)?)[~～—–-](\d+(?:\.\d+)?)([万亿])"), _said("{0}", "{1}{3}～{2}{3}")),
    (
        re.compile(rf"(?<![\d.\-年月/A-Za-z])(\d{{1,3}})-(\d{{1,3}})(?=[{_COUNTED}])"),
        _said("{0}", "{1}～{2}"),
    ),
    (re.compile(r"(?<![\d.A-Za-z])\.\d+(?=[%万亿元倍])"), _said("“{0}”", "小数点前写 0")),
)
_LEFTOVERS: tuple[_Rule, ...] = (
    (re.compile(r"\{\{|\}\}|\{%|%\}|\*\*|TODO|^#{1,6} "), _said("“{0}”", "没有模板和 Markdown 符号的文字")),
    (re.compile(r"【待[补核][：:][^】]*】?|[\[［【]此处[^\]］】]*[\]］】]"), _said("{0}", "填好的内容")),
    (re.compile(r"X{3,}|20XX"), _said("“{0}”", "填好的内容")),
)


def _checked(rules: Sequence[_Rule]) -> Callable[[Document], Iterator[Deviation]]:
    def read(document: Document) -> Iterator[Deviation]:
        for paragraph in document.paragraphs:
            yield from _matches(paragraph, rules)

    return read


def _matches(paragraph: Paragraph, rules: Sequence[_Rule]) -> Iterator[Deviation]:
    text = _SKIPPED.sub(lambda match: "\ufffc" * len(match[0]), paragraph.text)
    for pattern, judge in rules:
        for match in pattern.finditer(text):
            if said := judge(match):
                yield Deviation(place=_around(paragraph, match.start()), measured=said[0], right=said[1])


def _around(paragraph: Paragraph, at: int) -> str:
    """The paragraph and the words around a mark in it."""
    words = paragraph.text[max(0, at - _AROUND) : at + _AROUND].replace("\n", " ")
    return f"{paragraph.place}的“{words}”处" if at >= _AROUND else paragraph.place


def _forms(document: Document) -> Iterator[Deviation]:
    yield from _checked(_FORMS)(document)
    for paragraph in document.paragraphs:
        yield from _unpaired(paragraph)
    yield from _quotes(document.paragraphs)


def _unpaired(paragraph: Paragraph) -> Iterator[Deviation]:
    """Marks that do not pair within their paragraph; a bracket after a number of a list needs no partner."""
    opened: list[tuple[str, int]] = []
    text = paragraph.text
    for at, char in enumerate(text):
        if char in _PAIRS.values():
            opened.append((char, at))
        elif char in _PAIRS and opened and opened[-1][0] == _PAIRS[char]:
            opened.pop()
        elif (
            char in _PAIRS
            and not (char == "）" and re.search(r"(?:^|[\s，；。：、])\w{1,3}$", text[:at]))
            and char != "’"
        ):
            yield Deviation(place=_around(paragraph, at), measured=f"“{char}”没有前一半", right="成对的")
    yield from (
        Deviation(place=_around(paragraph, at), measured=f"“{char}”没有后一半", right="成对的")
        for char, at in opened
        if char not in "‘「『"
    )


def _quotes(paragraphs: Sequence[Paragraph]) -> Iterator[Deviation]:
    """Double quotes pair over paragraphs too: a quotation may run on, and each of its paragraphs may open anew."""
    opened: list[tuple[Paragraph, int]] = []
    for paragraph in paragraphs:
        if opened and _room(opened[0][0]) != _room(paragraph):
            yield from (_open_quote(*one) for one in opened)
            opened = []
        for at, char in enumerate(paragraph.text):
            if char == "“" and opened and paragraph.text[:at].strip() and not _verbatim(*opened[0]):
                yield Deviation(place=_around(paragraph, at), measured="双引号里又用双引号", right="里层的单引号‘ ’")
            if char == "“":
                opened = [*(opened if paragraph.text[:at].strip() else ()), (paragraph, at)]
            elif char == "”" and not opened:
                yield Deviation(place=_around(paragraph, at), measured="”没有前一半", right="成对的")
            elif char == "”":
                opened.pop()
    yield from (_open_quote(*one) for one in opened)


def _verbatim(paragraph: Paragraph, at: int) -> bool:
    """Whether the quotation that opens here is the text of an article: its own marks are copied as they stand."""
    return re.search("[条款项目段]规定：$", paragraph.text[:at]) is not None


def _room(paragraph: Paragraph) -> str:
    """The body, or the cell a paragraph stands in."""
    return paragraph.place.partition("“")[0] if paragraph.area == "cell" else paragraph.area


def _open_quote(paragraph: Paragraph, at: int) -> Deviation:
    return Deviation(place=_around(paragraph, at), measured="“没有后一半", right="成对的")


CHECKS = (
    Check(number=33, title="标点用全角", clause="GB/T 15834", strength=Strength.FIXED, read=_checked(_WIDTHS)),
    Check(number=34, title="引号、括号、省略号", clause="GB/T 15834", strength=Strength.FIXED, read=_forms),
    Check(number=35, title="数字与范围", clause="GB/T 15835", strength=Strength.FIXED, read=_checked(_NUMBERS)),
    Check(number=36, title="没有填的空和模板符号", clause="", strength=Strength.PRACTICE, read=_checked(_LEFTOVERS)),
)
