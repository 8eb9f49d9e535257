"""款、项、目 inside one article: split apart, and found again by citation."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from xuncha_docs.library.citation import ArticleNumber, Citation
from xuncha_docs.library.numerals import NUMERAL, parse_number
from xuncha_docs.library.records import Item, Paragraph, Provision

_ITEM = re.compile(rf"[（(]\s*({NUMERAL}{{1,4}})\s*[)）]")
_DOTTED = re.compile(r"([0-9０-９]{1,2})\s*[.．、](?![0-9０-９])")


@dataclass(slots=True)
class _Item:
    number: int
    text: str
    dotted: bool
    subitems: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Paragraph:
    text: str
    items: list[_Item] = field(default_factory=list)

    def takes_dotted(self, number: int) -> bool:
        """Whether `1．` lines straight under the 款 are its 项."""
        if self.items:
            return self.items[-1].dotted and number == self.items[-1].number + 1
        return number == 1 and self.text.endswith(("：", ":"))


def split_paragraphs(lines: Iterable[str]) -> tuple[Paragraph, ...]:
    """The 款 of an article from its lines; （一） lines are 项 of the 款 before, `1．` lines 目 of the 项 before.

    `1．` lines straight under a 款 that ends in ： are its 项. Nothing is dropped or reworded.
    """
    paragraphs: list[_Paragraph] = []
    for line in lines:
        item, dotted = _ITEM.match(line), _DOTTED.match(line)
        match = item or dotted
        number = parse_number(match[1]) if match else None
        current = paragraphs[-1] if paragraphs else None
        if item and number:
            current = current or _Paragraph("")
            paragraphs = paragraphs or [current]
            current.items.append(_Item(number, line, dotted=False))
        elif dotted and number and current and current.items and not current.items[-1].dotted:
            current.items[-1].subitems.append(line)
        elif dotted and number and current and current.takes_dotted(number):
            current.items.append(_Item(number, line, dotted=True))
        else:
            paragraphs.append(_Paragraph(line))
    return tuple(_frozen(paragraph) for paragraph in paragraphs)


def passage(provision: Provision, citation: Citation) -> str | None:
    """The verbatim text of the 条, 款, 项 or 目 that `citation` points at, lines joined; None when it is not there.

    A range gives its whole run. An 项 without 款 is the only one of that number in the article.
    Titles are not compared.
    """
    own = provision.citation
    if citation.article is None:
        return _natural(provision, citation)
    if own.article is None or not _covers(citation, own.article):
        return None
    if citation.paragraph is None and citation.item is None:
        return provision.text
    return _part(provision.paragraphs, citation)


def _natural(provision: Provision, citation: Citation) -> str | None:
    """Text of a natural paragraph; of the whole provision where the citation names the regulation alone."""
    if citation.paragraph is None:
        return provision.text
    own, last = provision.citation, citation.paragraph
    if citation.item is None and isinstance(citation.last, int):
        last = citation.last
    if own.article is not None or own.paragraph is None or not citation.paragraph <= own.paragraph <= last:
        return None
    return provision.text if citation.item is None else _items(provision.paragraphs, citation)


def _covers(citation: Citation, article: ArticleNumber) -> bool:
    assert citation.article is not None
    last = citation.last if isinstance(citation.last, ArticleNumber) else citation.article
    return citation.article <= article <= last


def _part(paragraphs: tuple[Paragraph, ...], citation: Citation) -> str | None:
    if citation.paragraph is not None:
        last = citation.last if citation.item is None and isinstance(citation.last, int) else citation.paragraph
        if last > len(paragraphs):
            return None
        paragraphs = paragraphs[citation.paragraph - 1 : last]
        if citation.item is None:
            return "\n".join(_lines(paragraphs))
    return _items(paragraphs, citation)


def _items(paragraphs: tuple[Paragraph, ...], citation: Citation) -> str | None:
    assert citation.item is not None
    last = citation.last if citation.subitem is None and isinstance(citation.last, int) else citation.item
    wanted = range(citation.item, last + 1)
    lists = [paragraph.items for paragraph in paragraphs if any(i.number == citation.item for i in paragraph.items)]
    found = [item for item in lists[0] if item.number in wanted] if len(lists) == 1 else []
    if [item.number for item in found] != list(wanted):
        return None
    if citation.subitem is None:
        return "\n".join(line for item in found for line in (item.text, *item.subitems))
    return _subitems(found[0], citation)


def _subitems(item: Item, citation: Citation) -> str | None:
    assert citation.subitem is not None
    last = citation.last if isinstance(citation.last, int) else citation.subitem
    wanted = list(range(citation.subitem, last + 1))
    found = [line for line in item.subitems if _subitem_number(line) in wanted]
    return "\n".join(found) if [_subitem_number(line) for line in found] == wanted else None


def _subitem_number(line: str) -> int | None:
    match = _DOTTED.match(line)
    return parse_number(match[1]) if match else None


def _lines(paragraphs: tuple[Paragraph, ...]) -> list[str]:
    lines: list[str] = []
    for paragraph in paragraphs:
        lines.append(paragraph.text)
        for item in paragraph.items:
            lines += [item.text, *item.subitems]
    return lines


def _frozen(paragraph: _Paragraph) -> Paragraph:
    items = tuple(Item(number=i.number, text=i.text, subitems=tuple(i.subitems)) for i in paragraph.items)
    return Paragraph(text=paragraph.text, items=items)
