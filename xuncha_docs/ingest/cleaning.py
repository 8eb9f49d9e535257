"""Web and wiki leftovers out of a text before it is parsed; lines keep their numbers, what goes is told."""

import re
from dataclasses import dataclass

from xuncha_docs.ingest.dates import start_of

_DROPPED = re.compile(
    r"^\W*(?:\[\[(?:Category|分类|File|Image):|(?:信息)?来源[:：]?\s*https?://|https?://\S+$|\[\[https?:|\[\[http"
    r"|.{0,40}公众号|声明[:：]?.{0,10}本网|：?本网(?:站)?部分内容|免责声明|[-=_*]{3,}$|\|$|扫码|点击(?:下载|查看))"
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


@dataclass(frozen=True, kw_only=True, slots=True)
class Cleaned:
    """A text with what does not belong to it blanked."""

    text: str
    """As many lines as the source."""
    removed: tuple[tuple[int, str], ...] = ()
    """(1-based line in the text, its beginning) of what was taken out."""


def clean(text: str) -> Cleaned:
    """The text without links, ads, wiki markup and commentary behind the last article."""
    removed: list[tuple[int, str]] = []
    lines = text.split("\n")
    for index, line in enumerate(lines):
        if _DROPPED.match(line.strip()):
            if line.strip("-=_*| \u3000"):
                removed.append((index + 1, line.strip()))
            lines[index] = ""
        else:
            lines[index] = _plain(line)
    end = _end_of_text(lines)
    removed += [(index + 1, line.strip()) for index, line in enumerate(lines) if index >= end and line.strip()][:1]
    lines[end:] = [""] * (len(lines) - end)
    return Cleaned(text="\n".join(lines), removed=tuple(removed))


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
