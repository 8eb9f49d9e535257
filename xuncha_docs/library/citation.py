"""The address of a legal text, 《…》第十五条第二款第（三）项第1目: read, written, ordered, found in running text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import total_ordering

from xuncha_docs.errors import InvalidCitation
from xuncha_docs.library.numerals import LARGEST, NUMERAL, chinese_number, is_digit_by_digit, parse_number

__all__ = [
    "ArticleNumber",
    "Citation",
    "after_title",
    "bare_title",
    "chinese_number",
    "find_citations",
    "parse_number",
    "read_places",
]

_NUMBER = rf"\s*[（(]?\s*({NUMERAL}+)\s*[)）]?\s*"
_STEP = re.compile(rf"第{_NUMBER}(?:至\s*第?{_NUMBER})?(自然段|条|款|项|目)(?:\s*之\s*({NUMERAL}+))?")
_TITLE = re.compile(r"《((?:[^《》]|《[^《》]{1,200}》){1,300})》")
_FIRST_STEP = re.compile(rf"第[（(]?{NUMERAL}+[)）]?(?:至第?[（(]?{NUMERAL}+[)）]?)?(?:条|自然段)")
_ASIDE = re.compile(
    r"\s*[（(][^（）()]{0,10}(?:简称|以下[统合所]?称|\d{4}|[12１２][〇○零0-9０-９]{3})[^（）()]{0,60}[）)]"
)
_JOINED = re.compile(rf"第[（(]?({NUMERAL}+)[)）]?((?:[、,，和与及][（(]?{NUMERAL}+[)）]?)+)(条|款|项|目)")
_SEPARATOR = re.compile(r"\s*(?:、|，|,|；|;|以及|和|与|及|或者|或)\s*(?=[第《])")
_FORMS = str.maketrans("《》<>＜＞()", "〈〉〈〉〈〉（）")
_OTHER_FORMS = frozenset(map(chr, _FORMS))
_DEPTH = {"条": 0, "自然段": 1, "款": 1, "项": 2, "目": 3}


@dataclass(frozen=True, slots=True, order=True)
class ArticleNumber:
    """The number of an article: 第三十八条, or inserted later, 第三十八条之一."""

    number: int
    insert: int = 0
    """The number after 之; 0 without it."""

    def __post_init__(self) -> None:
        if not 1 <= self.number <= LARGEST or not 0 <= self.insert <= LARGEST:
            raise InvalidCitation(f"条号只能是第一条到第{chinese_number(LARGEST)}条")

    @classmethod
    def parse(cls, text: str) -> "ArticleNumber":
        """The number that `text` (第三十八条之一, 第38条) writes; InvalidCitation otherwise."""
        match = _STEP.fullmatch("".join(text.split()))
        if not match or match[2] or match[3] != "条":
            raise InvalidCitation(f"“{text}”不是条号，应写成第十五条或第三十八条之一")
        return cls(_ordinal(match[1], "条"), _insert(match[4]))

    def __str__(self) -> str:
        insert = f"之{chinese_number(self.insert)}" if self.insert else ""
        return f"第{chinese_number(self.number)}条{insert}"


@total_ordering
@dataclass(frozen=True, kw_only=True, slots=True)
class Citation:
    """The address of a regulation, article, 款, 项 or 目, or of a run of them; sorts as the text runs."""

    regulation: str
    """The title without 《》; a title inside it stands in 〈〉, see `bare_title`."""
    article: ArticleNumber | None = None
    paragraph: int | None = None
    """The 款; in a text without articles the natural paragraph."""
    item: int | None = None
    subitem: int | None = None
    last: ArticleNumber | int | None = None
    """End of a range, at the finest level given: an ArticleNumber for articles, else an int."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "regulation", bare_title(self.regulation))
        if not self.regulation:
            raise InvalidCitation("引文没有写法规名称，应写《法规全称》第…条")
        if any(n is not None and not 1 <= n <= LARGEST for n in (self.paragraph, self.item, self.subitem)):
            raise InvalidCitation(f"款、项、目的序号只能是 1 到 {LARGEST}")
        if self.item is not None and self.article is None and self.paragraph is None:
            raise InvalidCitation(f"项前面要写条，应写《{self.regulation}》第…条第（…）项")
        if self.subitem is not None and self.item is None:
            raise InvalidCitation(f"目前面要写项，应写《{self.regulation}》第…条第（…）项第…目")
        self._check_range()

    def _check_range(self) -> None:
        if self.last is None:
            return
        first = self.subitem or self.item or self.paragraph or self.article
        if first is None or isinstance(first, ArticleNumber) != isinstance(self.last, ArticleNumber):
            raise InvalidCitation("范围的起点和终点要在同一级，应写第三条至第五条或第（一）项至第（三）项")
        if self._last_key <= (_article_key(first) if isinstance(first, ArticleNumber) else (first, 0)):
            raise InvalidCitation("范围的终点要在起点之后，应写第三条至第五条")

    @classmethod
    def parse(cls, text: str) -> "Citation":
        """The one address that `text` writes.

        Takes Chinese, Arabic and full-width numbers, 之一, ranges (第三条至第五条, 第（一）至（三）项), any spaces,
        and a title without 《》 when an article follows (监察法第十五条). InvalidCitation says what to write instead.
        """
        title, rest = _split_title("".join(text.split()), text)
        citation, end = _read_steps(rest, 0, cls(regulation=title))
        if end != len(rest):
            raise InvalidCitation(f"读不懂“{rest[end:]}”，一处引文应写成《{citation.regulation}》第…条第…款第（…）项")
        return citation

    @classmethod
    def parse_list(cls, text: str) -> "tuple[Citation, ...]":
        """Every address of a list such as 《…》第三条、第五条第二款、第（三）项和《…》第七条至第九条, in its order.

        A member that begins at 款 or 项 belongs to the article before it. InvalidCitation as for `parse`.
        """
        joined = _JOINED.sub(_spell_out, "".join(text.split()))
        found: list[Citation] = []
        for part in _split_list(joined):
            found.append(_after(found[-1], part) if found and part.startswith("第") else cls.parse(part))
        return tuple(found)

    def __str__(self) -> str:
        return f"《{self.regulation}》{self.address}"

    @property
    def address(self) -> str:
        """What stands behind the title: 第十五条第二款第（三）项第1目; empty for a whole regulation."""
        unit = "款" if self.article else "自然段"
        parts = [
            str(self.article or ""),
            f"第{chinese_number(self.paragraph)}{unit}" if self.paragraph else "",
            f"第（{chinese_number(self.item)}）项" if self.item else "",
            f"第{self.subitem}目" if self.subitem else "",
        ]
        return "".join(parts) + self._range_end(unit)

    def _range_end(self, unit: str) -> str:
        if self.last is None or isinstance(self.last, ArticleNumber):
            return f"至{self.last}" if self.last else ""
        if self.subitem:
            return f"至第{self.last}目"
        number = chinese_number(self.last)
        return f"至第（{number}）项" if self.item else f"至第{number}{unit}"

    @property
    def _last_key(self) -> tuple[int, int]:
        return _article_key(self.last) if isinstance(self.last, ArticleNumber) else (self.last or 0, 0)

    @property
    def sort_key(self) -> tuple[str, tuple[int, int], int, int, int, tuple[int, int]]:
        """Sorts by title, then as the text runs; a whole comes before its parts."""
        article = _article_key(self.article)
        return self.regulation, article, self.paragraph or 0, self.item or 0, self.subitem or 0, self._last_key

    def __lt__(self, other: object) -> bool:
        return self.sort_key < other.sort_key if isinstance(other, Citation) else NotImplemented


def bare_title(text: str) -> str:
    """The title in the one form used for comparing.

    Without its own 《》 and without spaces; titles inside it in 〈〉, brackets full-width.
    """
    title = "".join(text.split())
    whole = _TITLE.fullmatch(title)
    if whole:
        title = whole[1]
    return title if _OTHER_FORMS.isdisjoint(title) else title.translate(_FORMS)


def find_citations(text: str) -> tuple[tuple[int, int, Citation], ...]:
    """(start, end, citation) of each citation with its title in 《》 inside running text, in order.

    Further articles joined to it by 、 or 和 (《…》第三条、第五条) follow as spans of their own, under the same title;
    titles without an article and numbers that are none are left out. A （以下简称…） or （2018年修订） after the title
    is skipped.
    """
    return tuple(_found(text))


def read_places(text: str, at: int, within: Citation) -> tuple[tuple[int, int, Citation], ...]:
    """(start, end, address) of each member of the list of addresses that begins at `at`, counted under `within`.

    第三条、第五条第二款和第（一）、（三）项 has four; () where no address begins at `at`.
    """
    return tuple(_places(text, at, within))


def _found(text: str) -> Iterator[tuple[int, int, Citation]]:
    for title in _TITLE.finditer(text):
        if not title[1].strip():
            continue  # 表格里留空待填的书名号
        at = after_title(text, title.end())
        places = read_places(text, at, Citation(regulation=title[1]))
        for number, (start, end, citation) in enumerate(places):
            yield start if number else title.start(), end, citation


def after_title(text: str, at: int) -> int:
    """Where an address may begin after a title that ends at `at`: a （以下简称…） or （2018年修订） is skipped."""
    aside = _ASIDE.match(text, at)
    at = aside.end() if aside else at
    return at + len(text[at:]) - len(text[at:].lstrip()) if text[at : at + 1].isspace() else at


def _places(text: str, at: int, within: Citation) -> Iterator[tuple[int, int, Citation]]:
    start = at
    while text.startswith("第", at):
        try:
            base = _above(within, text, at)
            within, end = _read_steps(text, at, base)
            joined = _JOINED.match(text, end)
            members = _members(joined, within if end > at else base) if joined else [within]
        except InvalidCitation:
            return
        end = joined.end() if joined else end
        if end == at:
            return
        for member in members:
            yield start, end, member
        within = members[-1]
        separator = _SEPARATOR.match(text, end)
        if not separator:
            return
        start = at = separator.end()


def _members(joined: re.Match[str], base: Citation) -> list[Citation]:
    """The addresses that 第（一）、（三）项 writes."""
    return [_read_steps(step, 0, base)[0] for step in _spell_out(joined).split("、")]


def _split_title(text: str, printed: str) -> tuple[str, str]:
    """Title and what follows it, from text without spaces."""
    title = _TITLE.match(text)
    if title:
        return title[1], text[title.end() :]
    first = _FIRST_STEP.search(text)
    if text and first and first.start() == 0:
        raise InvalidCitation(f"“{printed}”没有写法规名称，应写《法规全称》{text}")
    if first and not {"《", "》"} & set(text[: first.start()]):
        return text[: first.start()], text[first.start() :]
    if "《" in text or "》" in text:
        raise InvalidCitation(f"“{printed}”的书名号不成对或不在开头，应写《法规全称》第…条")
    raise InvalidCitation(f"“{printed}”不是引文，应写《法规全称》第…条，整部法规写《法规全称》")


def _read_steps(text: str, at: int, citation: Citation) -> tuple[Citation, int]:
    """The citation narrowed by the steps (第…条第…款…) that stand at `at`, and where they end."""
    depth = -1
    while match := _STEP.match(text, at):
        unit = match[3]
        if _DEPTH[unit] <= depth or (unit == "自然段" and citation.article):
            break
        citation, depth, at = _narrowed(citation, match), _DEPTH[unit], match.end()
        if citation.last is None and (end := _range_end(text, at, unit)):
            citation, at = replace(citation, last=_number(end[1], unit, end[4])), end.end()
        if citation.last is not None:
            break
    return citation, at


def _range_end(text: str, at: int, unit: str) -> re.Match[str] | None:
    dash = re.compile(r"\s*至\s*").match(text, at)
    end = _STEP.match(text, dash.end()) if dash else None
    return end if end and end[3] == unit and not end[2] else None


def _narrowed(citation: Citation, match: re.Match[str]) -> Citation:
    first, last, unit, insert = match.groups()
    if unit == "款" and citation.article is None:
        raise InvalidCitation(f"款前面要写条，应写《{citation.regulation}》第…条{match[0]}；没有条文的文件写第…自然段")
    start = _number(first, unit, None if last else insert)
    end = _number(last, unit, insert) if last else None
    if isinstance(start, ArticleNumber):
        return replace(citation, article=start, last=end)
    if unit == "项":
        return replace(citation, item=start, last=end)
    return replace(citation, subitem=start, last=end) if unit == "目" else replace(citation, paragraph=start, last=end)


def _number(raw: str, unit: str, insert: str | None) -> ArticleNumber | int:
    if unit == "条":
        return ArticleNumber(_ordinal(raw, unit), _insert(insert))
    if insert:
        raise InvalidCitation(f"“第{raw}{unit}之{insert}”不成引文，之一、之二只用在条号后面")
    return _ordinal(raw, unit)


def _ordinal(raw: str, unit: str) -> int:
    """The number in 第…条; refuses digit-by-digit forms other than the common 一〇八."""
    number = parse_number(raw)
    if not number or number > LARGEST:
        raise InvalidCitation(f"第{raw}{unit}不是{unit}号，应写成第十五{unit}这样的序号")
    if is_digit_by_digit(raw) and not set(raw) & set("〇○◯Ｏ"):
        raise InvalidCitation(f"第{raw}{unit}不是{unit}号，应写第{chinese_number(number)}{unit}")
    return number


def _insert(raw: str | None) -> int:
    return _ordinal(raw, "条") if raw else 0


def _article_key(article: ArticleNumber | None) -> tuple[int, int]:
    return (article.number, article.insert) if article else (0, 0)


def _spell_out(match: re.Match[str]) -> str:
    """第（一）、（三）项 as 第（一）项、第（三）项."""
    first, others, unit = match.groups()
    numbers = [first, *re.findall(rf"{NUMERAL}+", others)]
    return "、".join(f"第（{number}）项" if unit == "项" else f"第{number}{unit}" for number in numbers)


def _split_list(text: str) -> Iterator[str]:
    """The members of a list; separators inside 《》 do not count."""
    start = at = 0
    while at < len(text):
        title = _TITLE.match(text, at)
        separator = _SEPARATOR.match(text, at)
        if title:
            at = title.end()
        elif separator and separator.end() > separator.start():
            yield text[start:at]
            start = at = separator.end()
        else:
            at += 1
    yield text[start:]


def _above(previous: Citation, text: str, at: int) -> Citation:
    """What a step at `at` is counted under: the title for 条, the article before for 款, the 款 before for 项."""
    match = _STEP.match(text, at) or _JOINED.match(text, at)
    depth = _DEPTH[match[3]] if match else 0
    return Citation(
        regulation=previous.regulation,
        article=previous.article if depth >= _DEPTH["款"] else None,
        paragraph=previous.paragraph if depth >= _DEPTH["项"] else None,
        item=previous.item if depth >= _DEPTH["目"] else None,
    )


def _after(previous: Citation, part: str) -> Citation:
    citation, end = _read_steps(part, 0, _above(previous, part, 0))
    if end != len(part) or end == 0:
        raise InvalidCitation(f"读不懂“{part[end:]}”，应写成第…条第…款第（…）项")
    return citation
