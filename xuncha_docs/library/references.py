"""The citations in a regulation's own text, each read in its place: 《…》第三条, 刑法第三条, 本条第二款, 前两款."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from xuncha_docs.errors import InvalidCitation
from xuncha_docs.library.citation import ArticleNumber, Citation, after_title, bare_title, read_places
from xuncha_docs.library.numerals import NUMERAL
from xuncha_docs.library.paragraphs import passage
from xuncha_docs.library.records import Provision, Regulation

_OWN_KINDS = (
    "法|条例|规定|办法|细则|规则|准则|规程|章程|通则|解释|意见|决定|通知|规范|制度|守则|标准|公约|公告"
    "|批复|方案|指引|要求|纪要"
)
_START = re.compile(
    r"《(?P<title>(?:[^《》]|《[^《》]{1,200}》){1,300})》"
    r"|(?<![以之目提当生空])前(?P<count>[一两二三四五六])?(?P<unit>[条款项])(?![目件例约理形额子])"
    r"|本(?P<this>[条款])(?![目件例约理项])"
    rf"|第\s*[（(]?{NUMERAL}+[)）]?(?:[、至][（(]?{NUMERAL}+[)）]?)*\s*(?P<step>[条款项])(?!目)"
)
_ALIAS = re.compile(
    r"《(?P<title>(?:[^《》]|《[^《》]{1,200}》){2,200})》(?:[（(][^（）()]{2,40}[）)])?"
    r"[（(]\s*(?:以?下)?(?:简称|所称|(?P<all>[统合]称)|(?<=下)称)为?[：:]?\s*[“《\"]*"
    r"(?P<short>(?:[^”》（）()\"]|[（(][^（）()]{1,8}[）)]){2,30})[”》\"]*\s*[）)]"
)
_ONE_OF_SEVERAL = ("》、", "》和", "》与", "》及", "》或", "》")
_GENRE = re.compile(rf"(?:{_OWN_KINDS})$")
_IN_TITLE = re.compile(r"〈([^〈〉]+)〉")
_ABOUT_LAW = re.compile(r"(?:适用|执行|施行|实施)[\u4e00-\u9fff]{1,30}?法(?=分则|总则|规定|确定)")
_SAME_LIST = re.compile(r"(?:“[^“”]*”|[（(][^（）()]*[）)])(?:、|，|以及|和|与|及|或者|或)")
"""Between two places of one list, where the words of the first are quoted: 第三条第（一）项“甲”、第五条."""
_BREAK = re.compile(r"[，,。；;：:、！？（）()“”《》|\s]")
_OWN = re.compile(rf"本(?:实施|暂行)?(?:{_OWN_KINDS})\s*$")
_OWN_AMENDMENT = re.compile(r"本(?:决定|修正案)\s*$")
_SAME_AS_BEFORE = re.compile(rf"(?:该|同)(?:{_OWN_KINDS})\s*$")
_NAMES_A_TEXT = re.compile(
    r"(?:法|法典|条例|规定|办法|细则|规则|准则|规程|章程|党章|通则|解释|公约|议定书|协定|决定|意见|通知|方案|制度|规范|守则"
    r"|标准|指引|纲要)\s*$"
)
_AMENDS = re.compile(r"修正案|(?:修改|修订|废止).*(?:决定|通知)")
_AMENDED = re.compile(r"^(.+?)修正案|(?:修改|修订)〈([^〈〉]+)〉(?!等|、|和)")
_LINK = re.compile(
    r"(?:依照|按照|根据|违反|适用|符合|依据|参照|比照|遵照|遵守|触犯|构成|属于|认定为|规定|实施|施行|行使|履行|删去|超过|达到|不受"
    r"|影响|对于|涉及|请求|考虑|确定|承担|是指|包括|具备|采取|认定|执行|收到|指定|引用|支付|提交|审理|审查|处分|主张|使用|制造|藏匿|隐瞒"
    r"|从事|发生|具有|超出|计入|受理|提起|落入|取得|结合|应当|可以|出售|虚开|办理|保存|提供|拨付|界定|视同|计算|引进|邮寄|未尽|通知|产生"
    r"|取消|[前后]|和|与|及|或者?|以|按|对|在|有|是|为|由|的|如|即|将|犯|除|但|非|依|就|了|于|无|其|(?<!基)因)$"
)
"""A name of a law begins after one of these words, or at the start: 劳动争议调解仲裁法 is no mention of 仲裁法."""
_LONGEST_LEAD = 40
_COUNTS = {None: 1, "一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6}


class Named(StrEnum):
    """How a reference names the regulation it means."""

    TITLE = "title"
    """《全称》, or a 简称 the text itself has explained."""
    LEAD = "lead"
    """Without 《》: the name is at the end of the words before it, and only a library knows which words are one."""
    OWN = "own"
    """The regulation it stands in: 本法第三条, 第三条, 前款."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reference:
    """One mention of one or more places in the text of an article."""

    origin: Citation
    """The 条, 款 and 项 it stands in."""
    start: int
    """Offset in the text of the provision."""
    end: int
    text: str
    """As printed."""
    named: Named
    name: str
    """The title meant; for `lead` the words before the number, at whose end it stands."""
    places: tuple[Citation, ...]
    """What it points at, under `name`; () for a 前款 with nothing before it."""


def references_in(regulation: Regulation) -> tuple[Reference, ...]:
    """Every reference of the regulation's text, as the text runs. Bare titles and names of laws without 条 are none."""
    reader = _Reader(regulation)
    return tuple(reference for provision in regulation.provisions for reference in reader.read(provision))


def declared_names(regulation: Regulation) -> dict[str, str]:
    """Short name -> full title, as the text itself explains them: 《…》（以下简称“…”）."""
    texts = (regulation.preamble, *(provision.text for provision in regulation.provisions))
    return {
        bare_title(match["short"]): bare_title(match["title"])
        for text in texts
        if "称" in text
        for match in _ALIAS.finditer(text)
        if not (match["all"] and text.endswith(_ONE_OF_SEVERAL, 0, match.start()))
    }


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a provision and where it stands."""

    text: str
    offset: int
    origin: Citation


class _Reader:
    """Reads the articles of one regulation."""

    def __init__(self, regulation: Regulation) -> None:
        self._title = bare_title(regulation.title)
        self._aliases = declared_names(regulation)
        self._amends = _AMENDS.search(regulation.title) is not None
        amended = _AMENDED.search(self._title)
        self._amended = (amended[1] or amended[2]) if amended else None
        """The one text that this one amends, whose articles its 第三条 and, in quoted text, its 本法第三条 mean."""
        genre = _GENRE.search(self._amended) if self._amended else None
        if genre and self._amended:
            self._aliases.setdefault(genre[0], self._amended)
        self._articles = [p.citation.article for p in regulation.provisions if p.citation.article]
        self._at = {article: at for at, article in enumerate(self._articles)}
        self._mentioned = ""
        """The regulation named last in this article, for 该法第三条."""
        self._about = None if self._articles or self._amends else _about(self._title)
        self._before: Reference | None = None
        """The reference right before, in the same line."""

    def read(self, provision: Provision) -> Iterator[Reference]:
        self._mentioned = ""
        for line in _lines(provision):
            at = 0
            self._before = None
            while match := _START.search(line.text, at):
                found = self._reference(provision, line, match, at)
                self._before = found or self._before
                if found:
                    yield found
                    at = max(match.end(), found.end - line.offset)
                else:
                    at = match.end()

    def _reference(self, provision: Provision, line: _Line, match: re.Match[str], behind: int) -> Reference | None:
        if match["title"]:
            return self._titled(line, match)
        if match["unit"] or match["this"]:
            return self._relative(line, match)
        if match["step"] == "条":
            return self._article(line, match, behind)
        return self._inside(provision, line, match)

    def _titled(self, line: _Line, match: re.Match[str]) -> Reference | None:
        title = self._aliases.get(bare_title(match["title"]), bare_title(match["title"]))
        self._mentioned = title
        return self._made(line, match.start(), after_title(line.text, match.end()), Named.TITLE, title)

    def _article(self, line: _Line, match: re.Match[str], behind: int) -> Reference | None:
        lead = _lead(line.text, behind, match.start())
        other = self._other(line, match, lead)
        if other is None:
            return self._own(line, match, lead, stated=_OWN.search(lead) is not None)
        named, name = other
        self._mentioned = name if named is Named.TITLE else ""
        return self._made(line, match.start(), match.start(), named, name)

    def _other(self, line: _Line, match: re.Match[str], lead: str) -> tuple[Named, str] | None:
        """The text other than this one that 第三条 is of; None where it is of this one."""
        alias = name_at_end(lead, self._aliases)
        if alias:
            return Named.TITLE, self._aliases[alias]
        if _OWN.search(lead):
            return None
        if _SAME_AS_BEFORE.search(lead):
            return (Named.TITLE, self._mentioned) if self._mentioned else (Named.LEAD, lead)
        if _NAMES_A_TEXT.search(lead):
            return Named.LEAD, lead
        before = self._before
        if before and _SAME_LIST.fullmatch(line.text[before.end - line.offset : match.start()]):
            return None if before.named is Named.OWN else (before.named, before.name)
        return None if lead else self._about

    def _own(self, line: _Line, match: re.Match[str], lead: str, *, stated: bool) -> Reference | None:
        """第三条 or 本法第三条: of this text, or of the one it amends."""
        at = match.start()
        if self._amends and not _OWN_AMENDMENT.search(lead):
            return self._made(line, at, at, Named.TITLE, self._amended) if self._amended else None
        made = self._made(line, at, at, Named.OWN, self._title)
        if made is None or stated or all(place.article in self._at for place in made.places):
            return made
        return replace(made, named=Named.LEAD, name=lead)  # 本件没有这一条：说的是别的法规，不猜是哪一部

    def _inside(self, provision: Provision, line: _Line, match: re.Match[str]) -> Reference | None:
        """第二款 of the article it stands in, 第（三）项 of the 款 it stands in."""
        origin = line.origin
        if origin.article is None:
            return None
        made = self._made(line, match.start(), match.start(), Named.OWN, self._title, within=replace(origin, item=None))
        if made is None:
            return None
        if match["step"] == "项" and passage(provision, made.places[0]) is None:
            places = tuple(replace(place, paragraph=None) for place in made.places)
            made = replace(made, places=places)
        return made if passage(provision, replace(made.places[0], last=None)) is not None else None

    def _relative(self, line: _Line, match: re.Match[str]) -> Reference | None:
        """本条, 本款, 前款, 前两条 and what follows: 前款第（三）项."""
        if line.origin.article is None:
            return None
        base = self._base(line.origin, match)
        if base and base.last is None and line.text.startswith("第", match.end()):
            made = self._made(line, match.start(), match.end(), Named.OWN, self._title, within=base)
            if made:
                return made
        return Reference(
            origin=line.origin,
            start=line.offset + match.start(),
            end=line.offset + match.end(),
            text=match[0],
            named=Named.OWN,
            name=self._title,
            places=(base,) if base else (),
        )

    def _base(self, origin: Citation, match: re.Match[str]) -> Citation | None:
        """The place that 本条, 本款, 前款 … mean at `origin`; None where nothing stands before it."""
        if match["this"]:
            return replace(origin, paragraph=None, item=None) if match["this"] == "条" else replace(origin, item=None)
        count = _COUNTS[match["count"]]
        if match["unit"] == "条":
            return self._articles_before(origin, count)
        numbers = {"款": origin.paragraph, "项": origin.item}
        own = numbers[match["unit"]]
        if own is None or own <= count:
            return None
        last = own - 1 if count > 1 else None
        if match["unit"] == "款":
            return replace(origin, paragraph=own - count, item=None, last=last)
        return replace(origin, item=own - count, last=last)

    def _articles_before(self, origin: Citation, count: int) -> Citation | None:
        at = self._at.get(origin.article) if origin.article else None
        if at is None or at < count:
            return None
        last: ArticleNumber | None = self._articles[at - 1] if count > 1 else None
        return Citation(regulation=self._title, article=self._articles[at - count], last=last)

    def _made(
        self, line: _Line, start: int, at: int, named: Named, name: str, *, within: Citation | None = None
    ) -> Reference | None:
        """The reference whose addresses begin at `at`; None when none does."""
        try:
            places = read_places(line.text, at, within or Citation(regulation=name))
        except InvalidCitation:
            return None
        if not places:
            return None
        end = places[-1][1]
        return Reference(
            origin=line.origin,
            start=line.offset + start,
            end=line.offset + end,
            text=line.text[start:end],
            named=named,
            name=name,
            places=tuple(place for _, _, place in places),
        )


def _about(title: str) -> tuple[Named, str] | None:
    """The one law that a text without articles is about, whose articles it names by their numbers: 刑法 and 罪名."""
    titles = _IN_TITLE.findall(title)
    if titles:
        return (Named.TITLE, titles[0]) if len(titles) == 1 else None
    named = _ABOUT_LAW.search(title)
    return (Named.LEAD, named[0]) if named else None


def _lines(provision: Provision) -> Iterator[_Line]:
    """The lines of `provision.text` that may hold a reference."""
    offset = 0
    for number, paragraph in enumerate(provision.paragraphs, 1):
        own = provision.citation
        here = replace(own, paragraph=number) if own.article else own
        places: list[tuple[str, Citation]] = [(paragraph.text, here)]
        for item in paragraph.items:
            inside = replace(here, item=item.number) if item.number else here
            places += [(text, inside) for text in (item.text, *item.subitems)]
        for text, origin in places:
            if "第" in text or "前" in text or "本" in text:
                yield _Line(text, offset, origin)
            offset += len(text) + 1


def _lead(text: str, behind: int, at: int) -> str:
    """The words right before `at`, back to a punctuation mark or the reference before."""
    words = text[max(behind, at - _LONGEST_LEAD) : at].rstrip()
    return _BREAK.split(words)[-1]


def name_at_end(lead: str, known: Mapping[str, object]) -> str | None:
    """The longest known name at the end of `lead` that begins where a name can begin; None when there is none."""
    for at in range(len(lead)):
        if lead[at:] in known and (at == 0 or _LINK.search(lead[:at])):
            return lead[at:]
    return None
