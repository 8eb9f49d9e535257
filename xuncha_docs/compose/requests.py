"""One list of documents to ask a unit for, merged from all its points; it does not show what is suspected."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from xuncha_docs.compose.matching import bare
from xuncha_docs.compose.selection import Selected
from xuncha_docs.library.citation import chinese_number, parse_number

_RECENT = re.compile(r"近([一二两三四五六七八九十\d]+)年")
_YEARS = re.compile(
    r"((?:19|20)\d\d)年?(?:\d{1,2}月)?(?:\d{1,2}日)?(?:\s*[-—–至]+\s*((?:19|20)\d\d)年?(?:\d{1,2}月)?(?:\d{1,2}日)?)?"
)


def merged_requests(rows: Iterable[Selected]) -> list[dict[str, Any]]:
    """{number, name, years, keeper, for} for each document, by keeper and name.

    The order says nothing about what matters; a month or a day becomes the whole year; `for` names the field of work.
    """
    merged: dict[str, list[tuple[str, str, str, Selected]]] = {}
    for row in rows:
        for document in row.point.documents:
            same = merged.setdefault(bare(document.name) or document.name, [])
            same.append((document.name, document.years, document.keeper, row))
    found = [_request(entries) for entries in merged.values()]
    found.sort(key=lambda request: (request["keeper"], request["name"]))
    return [{"number": number, **request} for number, request in enumerate(found, 1)]


def _request(entries: Sequence[tuple[str, str, str, Selected]]) -> dict[str, str]:
    matters = [matter for *_, row in entries for matter in row.point.duty_tags[:1] or row.point.themes[:1]]
    return {
        "name": min(name for name, *_ in entries),
        "years": merged_years([years for _, years, *_ in entries]),
        "keeper": "、".join(dict.fromkeys(sorted(keeper for _, _, keeper, _ in entries))),
        "for": "、".join(dict.fromkeys(sorted(matters))),
    }


def merged_years(texts: Iterable[str]) -> str:
    """The span that covers all: 近三年 and 近五年 are 近五年; 2024年3月 and 2022—2023年 are 2022—2024年."""
    recent, years, others = 0, set[int](), dict[str, None]()
    for text in texts:
        match, dated = _RECENT.fullmatch(text.strip()), _YEARS.fullmatch(text.strip())
        if match:
            recent = max(recent, parse_number(match[1].replace("两", "二")) or 0)
        elif dated:
            years |= {int(year) for year in dated.groups() if year}
        else:
            others[text.strip()] = None
    spans = [f"近{chinese_number(recent)}年".replace("近二年", "近两年")] if recent else []
    if years:
        first, last = min(years), max(years)
        spans.append(f"{first}年" if first == last else f"{first}—{last}年")
    return "、".join([*spans, *others])
