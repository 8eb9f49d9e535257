"""Several articles in one file -> one each, told apart by who signs each at its end: …。（云川市委巡察办）"""

import re
from collections.abc import Sequence
from dataclasses import replace

from xuncha_docs.ingest.chrome import source_of, without_chrome
from xuncha_docs.ingest.converters import Converted

_SIGNED = re.compile(
    r"[。！”][（(](?P<who>[\u4e00-\u9fff、 \u3000·]{3,40}"
    r"(?:委|办|组|局|室|监委|办公室|巡察办|巡视办|院|厅|部|会|政府|公司|学校|大学|报|网|社))[)）]\s*$"
)
_ARTICLE = re.compile(r"^[\s\u3000#]*第[一二三四五六七八九十百\d]+条[\s\u3000]", re.MULTILINE)
_SHORTEST = 300
"""Characters of an article that stands for itself."""
_LONGEST_TITLE = 45
_COLUMN = re.compile(r"^(?:专题|专栏|编者按|本期)\s*[|｜:：]")


def signer(line: str) -> str | None:
    """The office that signs a paragraph at its end; None for other lines."""
    match = _SIGNED.search(line)
    return match["who"].strip() if match else None


def split_articles(converted: Converted) -> tuple[Converted, ...]:
    """The articles in a text that holds several; the text itself where it holds one or is a regulation.

    A text is split only where each part is long enough and begins with what can be its title.
    """
    if _ARTICLE.search(converted.text):
        return (converted,)
    lines = converted.text.split("\n")
    ends = [index for index, line in enumerate(lines) if signer(line)]
    if len(ends) < 2:  # noqa: PLR2004 -- 两处落款才算两篇
        return (converted,)
    parts = [(start, end + 1) for start, end in zip([0, *(end + 1 for end in ends)], ends, strict=False)]
    if not all(_stands_alone(lines[start:end]) for start, end in parts):
        return (converted,)
    source = source_of(without_chrome(lines)[2])
    return tuple(_part(converted, lines, start, end, source) for start, end in parts)


def _stands_alone(lines: Sequence[str]) -> bool:
    return sum(len(line.strip()) for line in lines) >= _SHORTEST and bool(_title(lines))


def _title(lines: Sequence[str]) -> str:
    """The first line that is no column's name, when it is short and no sentence."""
    filled = (line.strip(" \u3000#") for line in lines if line.strip())
    first = next((line for line in filled if not _COLUMN.match(line)), "")
    return first if len(first) <= _LONGEST_TITLE and not first.endswith(("。", "；", "，", ",")) else ""


def _part(converted: Converted, lines: Sequence[str], start: int, end: int, source: str) -> Converted:
    who = signer(lines[end - 1]) or ""
    origin = "，".join(text for text in (who, source) if text)
    return replace(
        converted,
        text="\n".join(lines[start:end]),
        first_line=converted.first_line + start,
        hints={**converted.hints, "title": _title(lines[start:end]), "source": origin},
    )
