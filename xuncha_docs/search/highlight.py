"""Where the query's words stand in a text, and in Chinese why a document was found."""

from collections.abc import Iterable, Sequence

from xuncha_docs.search.analyzer import fold, grams
from xuncha_docs.search.documents import Document
from xuncha_docs.search.words import Words

Spans = tuple[tuple[int, int], ...]


def wanted_in(document: Document, sought: Iterable[str], words: Words, synonyms: Iterable[str]) -> list[str]:
    """The folded pieces to highlight: each text sought where it stands whole, else its words, else its pairs.

    Where none of them stands in the document, synonyms do.
    """
    indexed = document.indexed
    found: dict[str, None] = {}
    for text in sought:
        for pieces in ((fold(text),), _longer(words.cut(text)), _longer(grams(text))):
            held = [piece for piece in pieces if piece in indexed]
            if held:
                found.update(dict.fromkeys(held))
                break
    return list(found) or [fold(word) for word in synonyms if fold(word) in indexed]


def spans_of(text: str, wanted: Iterable[str]) -> Spans:
    """Where the folded pieces stand in the text, as (start, end); overlapping and touching ones are one."""
    folded = fold(text)
    found: list[tuple[int, int]] = []
    for piece in wanted:
        at = folded.find(piece)
        while at >= 0:
            found.append((at, at + len(piece)))
            at = folded.find(piece, at + 1)
    merged: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def why(document: Document, wanted: Sequence[str], named: str) -> str:
    """条号与“…”一致；命中“公务接待”（标题、正文），“陪餐”（正文）"""
    places = {
        "标题": fold(document.title),
        "章节": fold("\n".join(document.headings)),
        "正文": fold(document.text),
        "简称或文号": fold("\n".join(document.names)),
    }
    parts = []
    for piece in wanted:
        where = "、".join(place for place, text in places.items() if piece in text)
        parts.append(f"“{piece}”（{where}）" if where else f"“{piece}”")
    return "；".join(filter(None, (named, f"命中{'，'.join(parts)}" if parts else ""))) or "命中近义词"


def _longer(words: Iterable[str]) -> list[str]:
    return [word for word in words if len(word) > 1]
