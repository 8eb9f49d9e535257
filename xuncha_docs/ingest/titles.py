"""Titles as sources print them -> the title of the regulation, the slug of its work, and what kind of text it is."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath

from xuncha_docs.ingest.issuers import is_organ, without_organs
from xuncha_docs.library.records import RegulationKind

_FILE_DATE = re.compile(r"[(（](\d{4})(?:-(\d{1,2})-(\d{1,2}))?[)）]$")
_LATER_PART = re.compile(r"#(?!1$)\d+$")
"""Behind the name of a file that holds several texts: its title and date are the first one's."""
_FILE_PREFIX = re.compile(r"^(?:[A-Za-z]*\d+_{1,2}|\d+[._、 -]+)")
_COPY = re.compile(r"^(?:副本|复件)[ _-]*(?:[(]\d+[)])?\s*|\s*-\s*副本(?:\s*[(]\d+[)])?$|\s*[(]\d[)]$")
"""What Windows and browsers write beside the name of a copy."""
_YEAR_BEHIND = re.compile(
    r"\s*(?:[(（〔\[]\s*(?P<in>(?:19|20)\d{2})\s*年?(?:修订|修正|修改)?\s*[)）〕\]]"
    r"|(?P<glued>(?:19|20)\d{2})(?:年修[订正])?)$"
)
_YEAR_IS_NAME = re.compile(r"修正案|修改|规划|预算|决算|工作要点")
_MARKUP = re.compile(r"\*\*|\\(?=[^\w\s])|^#+\s*|^\*+|\*+$")
_TRANSMITTED = re.compile(r"^(?P<by>.{0,60}?)(?:关于)?(?:印发|转发|发布|公布)《(?P<title>.+)》(?:的?(?:通知|公告))?$")
_ORDERED = re.compile(r"^(?P<by>[^《》]{2,60}?)令[〔（]\d{4}[〕）]第?\d{1,4}号[（(](?P<title>[^《》]+)[）)]$")
"""An order named with the text it publishes: 云川市人民政府令〔2023〕第1号（云川市示例办法）."""
_NO_REGULATION = re.compile(r"解析|解读|理解与适用|一览表?|攻略|收藏|个罪名|问答|体系$")
_ADMINISTRATIVE_FILES = re.compile(r"^(?:readme|license|changelog|index)(?:\.|$)", re.IGNORECASE)
_DATA_FILES = (".csv", ".json", ".jsonl", ".yaml", ".yml", ".toml", ".lock", ".py", ".js", ".css")
_STATE = "中华人民共和国"

_BY_CATEGORY = {
    "宪法": RegulationKind.CONSTITUTION,
    "法律": RegulationKind.LAW,
    "民法典": RegulationKind.LAW,
    "行政法规": RegulationKind.ADMINISTRATIVE_REGULATION,
    "司法解释": RegulationKind.JUDICIAL_INTERPRETATION,
    "部门规章": RegulationKind.DEPARTMENT_RULE,
    "地方性法规": RegulationKind.LOCAL_REGULATION,
    "党内法规": RegulationKind.PARTY_REGULATION,
    "party_reg": RegulationKind.PARTY_REGULATION,
    "规范性文件": RegulationKind.NORMATIVE_DOCUMENT,
}
"""Category in front matter or folder on the way -> kind."""
_PARTY_GENRES = ("条例", "规定", "准则", "规则", "章程", "办法", "细则")
_COURT_TITLE = re.compile(
    r"^(?:最高人民法院|最高人民检察院|人民法院|人民检察院)|适用法律[^，]{0,20}解释|检察机关.*(?:规则|规定)"
)
_GENRE = re.compile(
    r"(?:章程|准则|条例|规定|办法|细则|规则|规程|规范|制度|决定|决议|意见|通知|通报|公告|解释|批复|答复|方案|标准|指引|纲要|法)"
    r"(?:[(（][^()（）]{1,12}[)）])?(?:(?:19|20)\d{2})?$"
)
_LONGEST_TITLE = 80
_COURT_NUMBER = re.compile(r"法释|高检发释|高检发研|法发|高检会")
_PLACE = re.compile(r"^[\u4e00-\u9fff]{2,7}(?:省|自治区|市|自治州|自治县)[^人]")


@dataclass(frozen=True, kw_only=True, slots=True)
class Name:
    """What a source calls the regulation."""

    title: str
    """Without 《》, spaces, markup and a year glued behind."""
    year: int | None = None
    """The year that stood behind the title: a hint at the version."""
    transmitter: str | None = None
    """Who issued the notice 关于印发《…》的通知 that carries the text."""
    notice: str = ""
    """The title of such a notice where the title was taken out of it."""


def clean_title(raw: str, *, has_articles: bool = True) -> Name:
    """The regulation's own title from a printed one; a notice that carries articles gives the title it carries."""
    named = _organs_apart(_MARKUP.sub("", raw.strip()).replace("\u200b", ""))
    text, year = _without_year(_matched_brackets(re.sub(r"\s+", "", named)))
    carried = _TRANSMITTED.match(text) or _ORDERED.match(text)
    if carried and has_articles:
        inner, inner_year = _without_year(carried["title"])
        by = carried["by"] or None
        return Name(title=_straight(inner), year=year or inner_year, transmitter=by, notice=_straight(text))
    if text.startswith("《") and text.endswith("》") and text.count("《") == 1:
        text = text[1:-1]
    return Name(title=_straight(text), year=year)


def looks_like_a_title(line: str) -> bool:
    """Whether a line of plain text is a title: short, and it ends in a genre of official documents."""
    bare = re.sub(r"[\s*]+", "", line)
    return len(bare) <= _LONGEST_TITLE and not bare.startswith(("第", "（", "(", "一、")) and bool(_GENRE.search(bare))


def title_in_file_name(name: str) -> str:
    """The part of a file name that is the title: without folder, extension, numbering and date; "" for `….docx#2`."""
    if _LATER_PART.search(name):
        return ""
    stem = PurePosixPath(name).name
    stem = stem.rpartition(".")[0] or stem
    return _FILE_DATE.sub("", _FILE_PREFIX.sub("", _COPY.sub("", stem))).strip() or stem


def date_in_file_name(name: str) -> date | None:
    """The version date some collections put behind the title: `监察法(2018-03-20).md`."""
    match = _FILE_DATE.search(PurePosixPath(name).name.rpartition(".")[0])
    if not match or not match[2] or _LATER_PART.search(name):
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


def work_key(title: str) -> str:
    """What all versions of one work have in common: the title without state prefix, brackets, quotes and spaces.

    中华人民共和国监察法 and 监察法 are one work; （试行） stays, a trial text is another work.
    """
    return re.sub(r"[\s《》〈〉<>“”\"'‘’、，,·]", "", title.replace(_STATE, "")).translate(_HALF_WIDTH) or title


def family_key(title: str) -> str:
    """What titles of one work have in common though some leave out the issuer: 最高人民法院关于…的解释, 关于…的解释."""
    return work_key(without_organs(title))


def work_slug(title: str) -> str:
    """A stable ASCII name of the work: `w` and 12 hex digits of the key's SHA-256.

    Not pinyin: that would need a dictionary as a dependency and gives equal names to different works.
    """
    return "w" + hashlib.sha256(work_key(title).encode()).hexdigest()[:12]


def no_regulation(name: str, title: str) -> str | None:
    """Why a file is not taken in although it can be read; None when it may be a regulation."""
    base = PurePosixPath(name).name
    if _ADMINISTRATIVE_FILES.match(base):
        return "说明或目录文件，不是法规"
    if base.lower().endswith(_DATA_FILES):
        return "数据或程序文件，不是法规"
    match = _NO_REGULATION.search(title)
    return f"标题含“{match[0]}”，是解读或汇编资料，不是法规" if match else None


def kind_of(
    title: str, name: str, hints: Mapping[str, str], *, issuer: str | None, number: str | None
) -> RegulationKind | None:
    """The kind by category and folder, then title, issuer and number; None when nothing tells."""
    if re.match(rf"(?:{_STATE})?宪法(?:修正案|$)", title):
        return RegulationKind.CONSTITUTION
    parts = [*hints.get("category", "").split("/"), *PurePosixPath(name).parts[:-1]]
    stated = hints.get("kind", "")
    if stated in list(RegulationKind):
        return RegulationKind(stated)
    named = next((_BY_CATEGORY[part] for part in parts if part in _BY_CATEGORY), None)
    if named is RegulationKind.PARTY_REGULATION and not _is_party_title(title):
        named = RegulationKind.NORMATIVE_DOCUMENT
    return named or _by_title(title) or _by_issuer(title, issuer, number)


def _by_title(title: str) -> RegulationKind | None:
    if title.startswith("中国共产党") and _is_party_title(title):
        return RegulationKind.PARTY_REGULATION
    if _COURT_TITLE.search(title):
        return RegulationKind.JUDICIAL_INTERPRETATION
    if re.search(r"(?:法|法典)$", title) and not re.search(r"(?:办|方|做|看)法$", title):
        return RegulationKind.LAW
    if re.match(r"全国人民代表大会|全国人大常委会", title):
        return RegulationKind.LAW
    return None


def _by_issuer(title: str, issuer: str | None, number: str | None) -> RegulationKind | None:
    if _COURT_NUMBER.search(number or "") or re.search("最高人民(?:法|检察)院", issuer or ""):
        return RegulationKind.JUDICIAL_INTERPRETATION
    if (issuer or "").startswith("全国人民代表大会"):
        return RegulationKind.LAW
    if number and "令" in number:
        return RegulationKind.ADMINISTRATIVE_REGULATION if "国务院令" in number else RegulationKind.DEPARTMENT_RULE
    if _PLACE.match(title) and title.endswith("条例"):
        return RegulationKind.LOCAL_REGULATION
    if re.search(r"中共中央|国务院办公厅|中央办公厅|党政机关|领导干部|中央八项规定", f"{issuer or ''}{title}"):
        return RegulationKind.NORMATIVE_DOCUMENT
    return RegulationKind.NORMATIVE_DOCUMENT if issuer or number else None


def _is_party_title(title: str) -> bool:
    bare = re.sub(r"（[^（）]*）$", "", title)
    return bare.endswith(_PARTY_GENRES) or title == "中国共产党章程"


def _organs_apart(title: str) -> str:
    """The title with 、 between the issuing bodies in front of it that print sets apart by spaces."""
    front, about, rest = title.partition("关于")
    words = front.split()
    apart = len(words) > 1 and all(is_organ(word) for word in words)
    return "、".join(words) + about + rest if apart else title


def _without_year(text: str) -> tuple[str, int | None]:
    match = _YEAR_BEHIND.search(text)
    if not match or match.start() == 0 or _YEAR_IS_NAME.search(text[: match.start()]):
        return text, None
    return text[: match.start()], int(match["in"] or match["glued"])


def _matched_brackets(text: str) -> str:
    """The text with a bracket that was opened and cut off (a file name too long) taken away."""
    cut = max(text.rfind("（"), text.rfind("("))
    open_end = cut > 0 and not re.search(r"[)）]", text[cut:]) and len(text) - cut <= len("（2003年")
    return text[:cut] if open_end else text


def _straight(title: str) -> str:
    """Half-width brackets and quotes as Chinese print has them."""
    title = title.replace("(", "（").replace(")", "）").replace("<", "〈").replace(">", "〉").replace(",", "，")
    return re.sub(r'"([^"]*)"', r"“\1”", title)


_HALF_WIDTH = str.maketrans("（）", "()")
