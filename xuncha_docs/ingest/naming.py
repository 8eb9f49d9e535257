"""Where a text says its title: on its first line, under a letterhead or an order, or just above its first article."""

import re
from collections.abc import Sequence
from dataclasses import replace

from xuncha_docs.ingest.converters import Converted
from xuncha_docs.ingest.dates import DATE
from xuncha_docs.ingest.issuers import is_organ
from xuncha_docs.ingest.titles import Name, clean_title, looks_like_a_title, title_in_file_name
from xuncha_docs.library.numerals import NUMERAL, parse_number

MARKUP = " \t\u3000#*-="
"""What may stand around a line of a title or a heading."""
SENTENCE_END = tuple("。；：，！？;:,")
ANNEX = re.compile(r"附\s*(?:件|表|录|图|[:：]|\d)")
_ARTICLE = re.compile(rf"第\s*({NUMERAL}{{1,9}})\s*条(?:[\s\u3000]|$|(?=[【（(]))")
_SECTION = re.compile(rf"第\s*{NUMERAL}{{1,7}}\s*(?:编|分编|章|节)|目\s*[录次]$|(?:附\s*则|序\s*言|总\s*纲)$")
_NOTE = re.compile(r"[（(【\[].*[）)】\]]")
_URGENT = re.compile(r"(?:特|加|平|紧)急|急件")
_LETTERHEAD = re.compile(r"(?!.*[《》])(?!.*关于).{2,60}(?:文件|公告|令)(?:[（(][^（）()]{2,12}号[）)])?")
_GLUED = re.compile(
    r"(?P<title>[\u4e00-\u9fff、 \u3000]{2,60}关于[^。；]{4,90}?的(?:通知|意见|公告|批复|复函|函|决定))"
    r"(?P<to>[\u4e00-\u9fff][^。；]{3,}?[，、].*[:：])"
)
"""A title and those it is sent to on one line, as pages run them together that are saved without their breaks."""
_NUMBER = re.compile(rf".{{0,12}}(?:[〔\[（(]\d{{4}}[〕\]）)]第?|第){NUMERAL}{{1,7}}号")
_LONGEST_HEADING = 45
_LONGEST_ENTRY = 50
_SHORTEST = 4
_HEAD = 8
"""Filled lines among which the title stands under a letterhead."""


def named(text: str, converted: Converted, source: str) -> tuple[Name, str]:
    """The title, and the text with its own title line blanked."""
    lines = text.split("\n")
    stated = converted.hints.get("title")
    in_name = title_in_file_name(source)
    at = next((index for index, line in enumerate(lines) if line.strip()), 0)
    if not _same(_bare(lines[at]), stated or in_name):
        at = _under_letterhead(lines, at)
    heading = lines[at].lstrip("\u3000 ")
    glued = None if stated or not _is_no_title(in_name) else _glued(lines, at)
    if glued:
        index, heading, lines[index] = glued
        return clean_title(heading), "\n".join(lines)
    headed = heading.startswith("#") or _same(heading, stated or in_name) or looks_like_a_title(heading)
    if headed or (not stated and _is_no_title(in_name) and _may_be_a_title(heading)):
        heading = _numbered(lines, at) if is_letterhead(heading) else heading
        lines[at] = ""
    else:
        heading = ""
    printed = stated or heading.lstrip("#").strip() or in_name
    name = clean_title(printed)
    if name.year is None:
        name = replace(name, year=clean_title(in_name).year)
    return name, "\n".join(lines)


def title_doubt(title: str, source: str) -> str | None:
    """Why a title may be none: it is no more than the file's name or a letterhead; None for one that looks right."""
    if looks_like_a_title(title) or "关于" in title:
        return None
    if is_letterhead(title) and not _NUMBER.fullmatch(title):
        return "标题像是版头或机关名，不是题目，请核对"
    return "没有找到标题，暂用文件名，请核对" if _same(title, title_in_file_name(source)) else None


def title_above(lines: Sequence[str], first: int) -> int | None:
    """Index of the title over the 第一条 at `first`, nothing between but chapters, contents and notes; None without.

    The lines are without `MARKUP` around them.
    """
    for index in range(first - 1, 0, -1):
        line = lines[index]
        dated = DATE.search(line) and not line.endswith(SENTENCE_END)
        if not line or dated or _SECTION.match(line) or _NOTE.fullmatch(line):
            continue
        above = next((i for i in range(index - 1, -1, -1) if lines[i]), 0)
        annexed = ANNEX.match(line) or ANNEX.match(lines[above])
        if annexed or not looks_like_a_title(line) or not _is_short(line):
            return None
        return above if line.startswith("关于") and is_organ(lines[above]) else index
    return None


def article_number(line: str) -> int | None:
    """The number of the article that a line begins, by its looks alone; None for other lines."""
    match = _ARTICLE.match(line)
    return parse_number(match[1]) if match else None


def is_letterhead(line: str) -> bool:
    """Whether a line is what stands over a document's own title: 云川市人民政府文件, …令, 特急, an issuing body."""
    bare = re.sub(r"\s+", "", _bare(line))
    _, _, beside = bare.partition("文件")
    return bool(_URGENT.fullmatch(bare) or _LETTERHEAD.fullmatch(bare)) or is_organ(bare) or is_organ(beside)


def _under_letterhead(lines: Sequence[str], at: int) -> int:
    """Index of the title line; that of the letterhead where nothing under it is one."""
    under = is_letterhead(lines[at])
    if not under and not lines[at].strip().endswith(SENTENCE_END) and len(_bare(lines[at])) >= _SHORTEST:
        return at
    bare = [_bare(line) for line in lines]
    filled = [index for index in range(at, len(bare)) if bare[index]][:_HEAD]
    for index in filled if under else ():
        line = bare[index]
        if is_letterhead(line) or _NUMBER.fullmatch(re.sub(r"\s+", "", line)) or DATE.match(line):
            continue
        if line.endswith(SENTENCE_END):
            break
        if looks_like_a_title(line):
            return index
    first = next((index for index, line in enumerate(bare) if article_number(line) == 1), 0)
    return title_above(bare, first) or at


def _glued(lines: Sequence[str], at: int) -> tuple[int, str, str] | None:
    """The line, title and rest where the head of a text has its title and its addressees on one line."""
    filled = [index for index in range(at, len(lines)) if lines[index].strip()][:_HEAD]
    found = ((index, _GLUED.fullmatch(lines[index].strip(MARKUP))) for index in filled)
    return next(((index, match["title"], match["to"]) for index, match in found if match), None)


def _numbered(lines: Sequence[str], at: int) -> str:
    """An order or announcement without a title is named with its number: 云川市人民政府令第3号."""
    following = next((line for line in lines[at + 1 :] if line.strip()), "")
    number = re.sub(r"\s+", "", following)
    return lines[at].strip() + number if _NUMBER.fullmatch(number) else lines[at].strip()


def _bare(line: str) -> str:
    return line.strip(MARKUP)


def _is_no_title(name: str) -> bool:
    """Whether a file's name is a number or a code, as downloads have."""
    return not re.search("[\u4e00-\u9fff]{2}", name)


def _may_be_a_title(line: str) -> bool:
    bare = line.strip(" \u3000#")
    return _SHORTEST <= len(bare) <= _LONGEST_HEADING and not bare.endswith(SENTENCE_END)


def _is_short(line: str) -> bool:
    return len(line) <= _LONGEST_ENTRY and not line.endswith(SENTENCE_END)


def _same(one: str, other: str) -> bool:
    return clean_title(one).title == clean_title(other).title
