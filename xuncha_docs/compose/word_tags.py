"""Tags of a Word template that would be lost or break the document, before anything is filled in.

docxtpl joins a tag that Word has split over runs; what it cannot join, or drops in silence, is told here.
"""

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from itertools import pairwise, takewhile

from lxml import etree
from lxml.etree import _Element

from xuncha_docs.compose.word_paragraphs import TAG, WHOLE, Paragraph
from xuncha_docs.foreign.parts import w

_NAMES = {"p": "段", "tr": "表格行", "tc": "格"}
_OWN = re.compile(r"\{[{%#](?:(?:p|r|tr|tc) |-?\s*(?:vm|hm|colspan|cellbg)\b)")
"""Tags of docxtpl that print XML or merge cells."""
_PIECES = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}|｛｛|｝｝|｛\s*%|%\s*｝|\{｛|｛\{")
_BETWEEN = frozenset(map(w, ("r", "proofErr", "bookmarkStart", "bookmarkEnd")))
_IN_RUN = frozenset(map(w, ("rPr", "t", "tab", "br", "lastRenderedPageBreak")))
_LONGEST, _DEEPEST = 1_000, 12


def tag_problems(paragraphs: Sequence[Paragraph], root: _Element, place: str) -> Iterator[tuple[str, str]]:
    """(spot, what is wrong) for one part."""
    for paragraph in paragraphs:
        for message in _of_paragraph(paragraph):
            yield paragraph.spot, message
    if _hides_tags(root):
        yield place, "标签写在了文字以外（修订中删去的文字、公式、域代码或图片的说明），请删去"


def _of_paragraph(paragraph: Paragraph) -> Iterator[str]:
    piece = _PIECES.search(TAG.sub("", paragraph.text))
    if piece:
        wide = "括号和百分号要用半角" if set(piece[0]) & set("｛｝") else "标签要在同一段、同一格里写完"
        yield f"{piece[0]} 不成标签：{wide}"
    for tag, texts in paragraph.tags():
        whole = WHOLE.fullmatch(tag)
        if len(tag) > _LONGEST or _depth(tag) > _DEEPEST:
            yield f"标签太长或括号套得太深：{tag[:30]}…"
        elif _OWN.match(tag) and not whole:
            told = "整段、整行、整格的循环和判断写 {%p … %}、{%tr … %}、{%tc … %}，取值写 {{ … }}"
            yield f"不支持 {tag[:30]}：{told}"
        elif not _mendable(texts):
            yield f"标签 {tag} 跨出了超链接、修订或内容控件，或中间夹着图片、域，请删去后一次输入"
        elif whole and not _alone(paragraph.element, whole[1], tag):
            yield f"{tag} 所在的{_NAMES[whole[1]]}会整个去掉，里面不能再有别的文字"


def _depth(tag: str) -> int:
    depth = deepest = 0
    for char in tag:
        depth += (char in "([{") - (char in ")]}")
        deepest = max(deepest, depth)
    return deepest


def _mendable(texts: Sequence[_Element]) -> bool:
    """Whether the runs a tag is split over can be joined without losing anything."""
    runs = list(dict.fromkeys(run for each in texts if (run := each.getparent()) is not None))
    if any(run.tag != w("r") for run in runs):
        return False
    if len(texts) > 1 and not all(map(_is_plain, runs)):
        return False
    return all(_joinable(one, other) for one, other in pairwise(runs))


def _joinable(one: _Element, other: _Element) -> bool:
    between = takewhile(lambda each: each is not other, one.itersiblings())
    return one.getparent() is other.getparent() and all(map(_is_plain, between))


def _is_plain(element: _Element) -> bool:
    if element.tag not in _BETWEEN:
        return False
    return element.tag != w("r") or all(child.tag in _IN_RUN for child in element)


def _alone(element: _Element, name: str, tag: str) -> bool:
    """Whether the paragraph, row or cell holds nothing but the tag."""
    around = element if name == "p" else next(element.iterancestors(w(name)), None)
    return around is not None and "".join(each.text or "" for each in around.iter(w("t"))).strip() == tag


def _hides_tags(root: _Element) -> bool:
    bare = deepcopy(root)
    for text in bare.iter(w("t")):
        text.text = ""
    return bool(TAG.search(etree.tostring(bare, encoding="unicode")))
