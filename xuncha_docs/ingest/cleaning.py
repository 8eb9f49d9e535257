"""Web and wiki leftovers out of a text before it is parsed; lines keep their numbers, what goes is told."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from xuncha_docs.ingest.chrome import Removal, source_of, without_chrome
from xuncha_docs.ingest.dates import start_of
from xuncha_docs.ingest.repair import (
    decoded_again,
    head_typo,
    looks_misread,
    masks,
    may_be_garbled,
    plain_signs,
    simplified,
    without_pinyin,
)

_LEFTOVERS = re.compile(
    r"^\W*(?:\[\[(?:Category|分类|File|Image):|(?:信息)?来源[:：]?\s*https?://|https?://\S+$|\[\[https?:|\[\[http"
    r"|[^。；]{0,30}公众号[^。；]{0,20}$|声明[:：]?.{0,10}本网|：?本网(?:站)?部分内容|免责声明|[-=_*]{3,}$|\|$|扫码|点击(?:下载|查看))"
)
_WIKI_HEADING = re.compile(r"^(={2,6})\s*(.+?)\s*\1\s*$")
_WIKI_LINK = re.compile(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]+)\]\]")
_WEB_LINK = re.compile(r"!?\[([^\[\]]*)\]\(https?://[^()\s]*(?:\([^()]*\)[^()\s]*)?\)")
_TEMPLATE = re.compile(r"\{\{[^{}]*\}\}")
_RAW_HTML = re.compile(r"`([^`]*)`\\?\{=?html\\?\}")
_BULLET = re.compile(r"^[*+-]\s*(?=[\u4e00-\u9fff\d（])")
_COMMENTARY = re.compile(r"解读|释义|必要性|亮点|背景|整治范围|理解与适用|相关链接|相关阅读|专家|媒体|来源[:：]")
_ARTICLE = re.compile(r"^\W{0,4}第\S{1,9}条")
_LONGEST_HEADING = 30
_SHOWN = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Cleaned:
    """A text with what does not belong to it blanked."""

    text: str
    """As many lines as the source."""
    removed: tuple[Removal, ...] = ()
    """What was taken out, in the order of the lines."""
    repairs: tuple[str, ...] = ()
    """Chinese sentences: what was put right inside lines."""
    flags: tuple[str, ...] = ()
    """Chinese sentences: what a person has to look at, left as it is or changed in a doubtful way."""
    hints: Mapping[str, str] = field(default_factory=dict)
    """What removed lines said about the text's origin: `source`."""


def clean(text: str) -> Cleaned:
    """The text without links, ads, wiki markup, a second copy of itself and commentary behind the last article."""
    lines, repairs, flags = _repaired(text)
    lines, removed, found = without_chrome(lines)
    for index, line in enumerate(lines):
        if _LEFTOVERS.match(line.strip()):
            if line.strip("-=_*|\\ \u3000"):
                removed.append(Removal(line=index + 1, text=line.strip(), reason="链接、广告或网页标记"))
            lines[index] = ""
        else:
            lines[index] = _plain(line)
    end = _end_of_text(lines)
    removed += [
        Removal(line=index + 1, text=line.strip(), reason="条文之后的解读等资料")
        for index, line in enumerate(lines)
        if index >= end and line.strip()
    ]
    lines[end:] = [""] * (len(lines) - end)
    source = source_of(found)
    return Cleaned(
        text="\n".join(lines),
        removed=tuple(sorted(removed, key=lambda removal: removal.line)),
        repairs=tuple(repairs),
        flags=(*flags, *_masked(lines)),
        hints={"source": source} if source else {},
    )


def _repaired(text: str) -> tuple[list[str], list[str], list[str]]:
    """The lines after repairs inside them, what was done, and what to look at."""
    text, signs = plain_signs(text)
    lines = text.split("\n")
    flags: list[str] = []
    broken: list[int] = []
    mended = pinyin = 0
    garbled = may_be_garbled(text)
    for index, line in enumerate(lines):
        again = decoded_again(line) if garbled else None
        mended += again is not None
        broken += [index + 1] if garbled and again is None and looks_misread(line) else []
        lines[index], count = without_pinyin(again or line)
        pinyin += count
        typo = head_typo(lines[index])
        if typo:
            flags.append(f"第 {index + 1} 行：条号的“弟”字改为“第”，请核对")
            lines[index] = typo
    lines, converted = simplified(lines)
    flags += [f"有 {len(broken)} 行是修不回的乱码（第 {_listed(broken)} 行），请找原件"] if broken else []
    flags += [f"繁体转简体 {converted} 段，请核对用字"] if converted else []
    repairs = [f"去掉看不见的字符、改正部首字形 {signs} 处"] if signs else []
    repairs += [f"修复编码错乱的文字 {mended} 行"] if mended else []
    repairs += [f"去掉夹注的拼音 {pinyin} 处"] if pinyin else []
    return lines, repairs, flags


def _masked(lines: list[str]) -> list[str]:
    """Where the source hides names and figures: told, never filled in."""
    places = [index + 1 for index, line in enumerate(lines) if masks(line)]
    count = sum(len(masks(lines[place - 1])) for place in places)
    return (
        [f"原文有 {count} 处遮盖（*** 或 X项 之类，第 {_listed(places)} 行），照原样保留，未作补填"] if places else []
    )


def _listed(lines: list[int]) -> str:
    shown = "、".join(map(str, lines[:_SHOWN]))
    return f"{shown} 等" if len(lines) > _SHOWN else shown


def _plain(line: str) -> str:
    if "[" in line:
        line = _WEB_LINK.sub(r"\1", _WIKI_LINK.sub(r"\1", line))
    if "{" in line:
        line = _RAW_HTML.sub(r"\1", line)
    if "{{" in line:
        line = _TEMPLATE.sub("", line)
    heading = _WIKI_HEADING.match(line.strip())
    if heading:
        return f"{'#' * len(heading[1])} {heading[2]}"
    return _BULLET.sub("", line)


def _end_of_text(lines: list[str]) -> int:
    """Where commentary begins behind the article that says when the text takes effect; the end where there is none."""
    last = next((i for i in range(len(lines) - 1, -1, -1) if _takes_effect(lines, i)), None)
    if last is None:
        return len(lines)
    for index in range(last + 1, len(lines)):
        line = lines[index].strip(" \u3000#")
        if 0 < len(line) <= _LONGEST_HEADING and _COMMENTARY.search(line):
            return index
    return len(lines)


def _takes_effect(lines: list[str], index: int) -> bool:
    line = lines[index].strip()
    if "施行" not in line or start_of(line) is None:
        return False
    before = next((lines[i] for i in range(index - 1, -1, -1) if lines[i].strip()), "")
    return bool(_ARTICLE.match(line) or _ARTICLE.fullmatch(before.strip()))
