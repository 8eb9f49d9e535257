"""The places of one text that a citation means, word for word."""

from collections.abc import Iterator
from dataclasses import replace

from xuncha_docs.errors import InvalidCitation
from xuncha_docs.library.citation import ArticleNumber, Citation
from xuncha_docs.library.provisions import passage
from xuncha_docs.library.records import Provision, Regulation


def passages(citation: Citation, regulation: Regulation) -> Iterator[tuple[Citation, Provision, str]]:
    """(single address, provision, verbatim text) for each place of the citation; InvalidCitation if one is missing."""
    for place in _places(citation, regulation):
        provision = next((p for p in regulation.provisions if _same_unit(p.citation, place)), None)
        quote = passage(provision, place) if provision else None
        if provision is None or quote is None:
            raise InvalidCitation(f"{_address(place, regulation)} 不存在：{_extent(regulation)}")
        yield place, provision, quote


def _same_unit(provision: Citation, place: Citation) -> bool:
    if provision.article is None:
        return place.article is None and provision.paragraph == place.paragraph
    return provision.article == place.article


def _places(citation: Citation, regulation: Regulation) -> list[Citation]:
    """The single addresses of a range, in order; the citation itself when it is none."""
    if citation.article is None and citation.paragraph is None:
        raise InvalidCitation(f"《{citation.regulation}》没有写明条号，请写到条，如《{citation.regulation}》第一条")
    if citation.last is None:
        return [citation]
    single = replace(citation, last=None)
    if isinstance(citation.last, ArticleNumber):
        first, last = citation.article, citation.last
        numbers = [p.citation.article for p in regulation.provisions if p.citation.article is not None]
        return [replace(single, article=n) for n in numbers if first is not None and first <= n <= last] or [single]
    if citation.subitem is not None:
        return [replace(single, subitem=n) for n in range(citation.subitem, citation.last + 1)]
    if citation.item is not None:
        return [replace(single, item=n) for n in range(citation.item, citation.last + 1)]
    return [replace(single, paragraph=n) for n in range(citation.paragraph or 1, citation.last + 1)]


def _address(place: Citation, regulation: Regulation) -> str:
    dated = f"（{regulation.effective or regulation.issued or '日期不详'}版）"
    return str(place).replace("》", f"》{dated}", 1)


def _extent(regulation: Regulation) -> str:
    last = regulation.provisions[-1].citation
    if last.article is None:
        return f"全文不分条，共 {len(regulation.provisions)} 段，请引用自然段或改引其他文本"
    return f"这一版最后一条是{last.article}，请核对条号和款项"
