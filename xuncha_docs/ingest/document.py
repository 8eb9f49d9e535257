"""One foreign document -> everything its kb file needs: title, metadata, body, and what was not understood."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from xuncha_docs.errors import ImportFailure
from xuncha_docs.ingest.body import Extent, extent_of, likeness, render_body, text_key
from xuncha_docs.ingest.chrome import CHROME, Removal
from xuncha_docs.ingest.cleaning import Cleaned, clean
from xuncha_docs.ingest.converters import RECOGNISED, Converted
from xuncha_docs.ingest.dates import DATE, Event, Start, events, find_dates, start_of
from xuncha_docs.ingest.issuers import OWN_NUMBER, issuer_of, number_of
from xuncha_docs.ingest.naming import named, title_doubt
from xuncha_docs.ingest.titles import Name, clean_title, date_in_file_name, kind_of, work_slug
from xuncha_docs.ingest.versions import Clues, Version, version_of
from xuncha_docs.library.citation import chinese_number
from xuncha_docs.library.provisions import Parsed, parse_provisions
from xuncha_docs.library.records import Problem, RegulationKind, Status

_STATUS = {
    "现行有效": Status.IN_FORCE,
    "有效": Status.IN_FORCE,
    "试行": Status.IN_FORCE,
    "已修改": Status.SUPERSEDED,
    "废止或失效": Status.REPEALED,
    "已废止": Status.REPEALED,
    "失效": Status.REPEALED,
    "尚未生效": Status.NOT_YET,
}
_ENDED = re.compile(
    r"《(?P<title>[^《》]*(?:《[^《》]*》[^《》]*)*)》(?:[（(][^（）()]*号[）)])?(?=[、和，及以]|.{0,30}同时废止)"
)
_NOTE_SAYS = re.compile(r"通过|公布|发布|印发|施行|批准|修订|修正|现予")
_ARTICLED = re.compile(r"(?:法|条例|规定|办法|细则|规则|准则|章程|规程)(?:（[^（）]*）)?$")
"""Titles of texts that are written in articles."""
_ANNOUNCES = re.compile("(?:已于|已经)[^，。]*(?:通过|批准|同意)|现予公布|现予发布")
"""Said of the text at hand; 已于…发布 is said of another."""
_SHORT_LINE = 60
_LONGEST_NOTE = 900
_TAIL = 6
"""Provisions at the end in which a text says when it takes effect."""
_SIGNATURE = 4


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """A regulation as it will be written."""

    source: str
    origin: str | None
    """What collection the source says it comes from."""
    title: str
    work: str
    kind: RegulationKind
    issuer: str | None
    document_number: str | None
    version: Version
    status: Status | None
    supersedes: tuple[str, ...]
    body: str
    text_key: str
    likeness: str
    """Under which texts of one work and day are one, see `body.likeness`."""
    extent: Extent
    recognised: bool
    """Whether the text was recognised in pictures."""
    warnings: tuple[str, ...]
    """Chinese sentences, with line numbers of the source where there are any."""
    cleaned: tuple[str, ...] = ()
    """What cleaning took out, line by line with the reason, and what it put right."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """One 编 of a code that comes as several files."""

    source: str
    title: str
    name: str
    """The part's own name: 合同编."""
    converted: Converted
    first_article: int


def understand(converted: Converted, source: str, *, kind: RegulationKind | None = None) -> Document:
    """The regulation in a converted source; ImportFailure when it has no provisions at all."""
    cleaned = clean(converted.text)
    converted = replace(converted, hints={**cleaned.hints, **converted.hints})
    name, text = named(cleaned.text, converted, source)
    parsed = parse_provisions(text, title=name.title, path=source, first_line=converted.first_line)
    if not parsed.provisions:
        raise ImportFailure("去掉标题和网页边角后没有剩下正文；请打开原件看看正文是否完整，再另存后导入")
    if not any(p.citation.article for p in parsed.provisions):
        name, parsed = _as_notice(name, parsed, text, converted, source)
    return _document(_Reading(converted, source, cleaned, name, parsed), kind)


def part_of(converted: Converted, source: str) -> Part | None:
    """The part of a code that a file is, by the `subtitle` it states; None for a document of its own."""
    name = converted.hints.get("subtitle")
    title = converted.hints.get("title")
    if not name or not title:
        return None
    parsed = parse_provisions(clean(converted.text).text, title=title, path=source)
    first = next((p.citation.article.number for p in parsed.provisions if p.citation.article), None)
    if first is None:
        return None
    return Part(source=source, title=title, name=name, converted=converted, first_article=first)


@dataclass(frozen=True, slots=True)
class _Reading:
    """What the steps below look at."""

    converted: Converted
    source: str
    cleaned: Cleaned
    name: Name
    parsed: Parsed


def _as_notice(name: Name, parsed: Parsed, text: str, converted: Converted, source: str) -> tuple[Name, Parsed]:
    """A text without articles keeps the title of its notice."""
    if not name.notice:
        return name, parsed
    whole = clean_title(name.notice, has_articles=False)
    return whole, parse_provisions(text, title=whole.title, path=source, first_line=converted.first_line)


def _document(reading: _Reading, kind: RegulationKind | None) -> Document:
    converted, parsed = reading.converted, reading.parsed
    head = _head_lines(reading)
    title = _whole_title(reading.name.title, head)
    tail = [p.text for p in parsed.provisions[-_TAIL:]]
    acts = events(converted.head or "\n".join(_notes(head)))
    version = version_of(_clues(reading, acts, head, tail))
    issuer = issuer_of(title, acts, head, _last_lines(reading)) or _hint(converted, "issuing_authority", "issuer")
    number = number_of([*head, reading.name.notice], () if version.later_than_head else acts) or _hint(
        converted, "document_number"
    )
    body, faithful = render_body(title, parsed)
    by = issuer or _transmitter(reading.name)
    known = kind or kind_of(title, reading.source, converted.hints, issuer=by, number=number)
    return Document(
        source=reading.source,
        origin=converted.hints.get("source"),
        title=title,
        work=work_slug(title),
        kind=known or RegulationKind.NORMATIVE_DOCUMENT,
        issuer=by,
        document_number=number,
        version=version,
        status=_status(converted.hints.get("status", ""), version),
        supersedes=_supersedes(title, tail),
        body=body,
        text_key=text_key(parsed),
        likeness=likeness(parsed),
        extent=extent_of(parsed),
        recognised=any(RECOGNISED in warning for warning in converted.warnings),
        warnings=(
            *_warnings(reading, body, version, faithful=faithful),
            *(() if known else ("类别未能判断，按规范性文件入库",)),
        ),
        cleaned=tuple(_log(reading)),
    )


def _log(reading: _Reading) -> Iterator[str]:
    """What cleaning did, lines counted as in the source."""
    shift = reading.converted.first_line - 1
    yield from reading.cleaned.repairs
    yield from (str(replace(removal, line=removal.line + shift)) for removal in reading.cleaned.removed)


def _whole_title(title: str, head: Sequence[str]) -> str:
    """The title with the organs that the announcement names in front of it: 《最高人民法院关于…的解释》已于…."""
    if not title.startswith("关于"):
        return title
    for line in head:
        match = re.search(rf"《([\u4e00-\u9fff、 \u3000]{{4,60}}){re.escape(title)}》已", line)
        if match:
            return re.sub(r"[ \u3000]+", "", match[1]) + title
    return title


def _head_lines(reading: _Reading) -> list[str]:
    """What stands before the first article, or before the running text where there are no articles."""
    provisions = reading.parsed.provisions
    first = next((p for p in provisions if p.citation.article), None)
    above = (p.text for p in provisions[: provisions.index(first)]) if first else ()
    marked = [line for line in reading.converted.head.split("\n") if line]
    lines = [line for text in (reading.parsed.preamble, *above) for line in text.split("\n") if line]
    return marked + [line for line in lines if line not in marked]


def _notes(head: Sequence[str]) -> Iterator[str]:
    """The lines of a head that tell what happened to the text, not running prose that merely names a day."""
    for line in head:
        bracketed = line.startswith(("（", "(")) and len(line) <= _LONGEST_NOTE
        announced = "《" in line and _ANNOUNCES.search(line)
        short = len(line) <= _SHORT_LINE and (not line.endswith(("。", "；")) or _NOTE_SAYS.search(line))
        if DATE.search(line) and (bracketed or announced or short):
            yield line.partition("同时废止")[0].strip("*")


def _clues(reading: _Reading, acts: Sequence[Event], head: Sequence[str], tail: Sequence[str]) -> Clues:
    return Clues(
        start=_start(tail),
        acts=acts,
        signed=_signed(head) or _signed(_last_lines(reading)),
        file_date=date_in_file_name(reading.source),
        published=_iso(_hint(reading.converted, "publish_date", "issued")),
        implemented=_iso(_hint(reading.converted, "implement_date", "effective")),
    )


def _last_lines(reading: _Reading) -> list[str]:
    """Where a signature may stand: the end, and in a text without articles anywhere, as attachments follow it."""
    lines = [line for p in reading.parsed.provisions for line in p.text.split("\n")]
    has_articles = any(p.citation.article for p in reading.parsed.provisions)
    return lines[-_SIGNATURE:] if has_articles else lines


def _start(tail: Sequence[str]) -> Start | None:
    return next((start for text in reversed(tail) if (start := start_of(text))), None)


def _signed(lines: Sequence[str]) -> date | None:
    """The day in a line that holds a date and at most the name of who signs."""
    for line in lines:
        found = list(find_dates(line))
        rest = OWN_NUMBER.sub("", line[found[-1][0].end() :]) if found else ""
        if len(line) <= _SHORT_LINE and found and not rest.strip(" \u3000印发）)*"):
            before = line[: found[-1][0].start()]
            if not re.search(r"[，。；《》]|通过|自|根据|施行|实施", before) and found[-1][0]["day"]:
                return found[-1][1]
    return None


def _supersedes(title: str, tail: Sequence[str]) -> tuple[str, ...]:
    """Titles of other works that the end of the text repeals as a whole (`《…》同时废止`)."""
    found: list[str] = []
    for sentence in re.split(r"。|\n", "\n".join(tail)):
        if not re.search(r"同时废止|即行废止|自本\S{1,4}施行之日起废止", sentence):
            continue
        for match in _ENDED.finditer(sentence):
            other = clean_title(match["title"], has_articles=False).title
            if work_slug(other) != work_slug(title) and other not in found:
                found.append(other)
    return tuple(found)


def _warnings(reading: _Reading, body: str, version: Version, *, faithful: bool) -> Iterator[str]:
    parsed = reading.parsed
    shift = reading.converted.first_line - 1
    doubt = title_doubt(reading.name.title, reading.source)
    yield from (doubt,) if doubt else ()
    if _ARTICLED.search(reading.name.title) and not any(p.citation.article for p in parsed.provisions):
        yield "未识别出条文，按自然段入库，请对照原件核对"
    yield from reading.converted.warnings
    yield from (_with_line(problem) for problem in parsed.warnings)
    yield from reading.cleaned.flags
    for reason, lines in _taken(reading.cleaned).items():
        yield f"第 {lines[0].line + shift} 行起有 {len(lines)} 行未入库（{reason}）：{lines[0].text[:30]}"
    if not faithful:
        yield "写成知识库文件后与原文的条款结构不一致，请核对"
    yield from version.warnings
    stated = reading.converted.hints.get("status", "")
    if version.effective and _STATUS.get(stated) in (Status.REPEALED, Status.SUPERSEDED):
        yield f"来源标注“{stated}”，按日期仍作有效处理并标为待核，请核对"
    yield from _year_warning(reading.name, version)
    if version.effective is None:
        yield "没有找到施行日期和成文日期，需补填"
    if "\ufffd" in body or re.search(r"[\ue000-\uf8ff]", body):
        yield "正文里有乱码字符，请核对原文"
    if reading.converted.encoding not in ("utf-8", "utf-8-sig"):
        yield f"文字编码按 {reading.converted.encoding} 读入"


def _taken(cleaned: Cleaned) -> dict[str, list[Removal]]:
    """What was taken out and might be text after all, by its reason."""
    found: dict[str, list[Removal]] = {}
    for removal in cleaned.removed:
        if removal.reason not in CHROME:
            found.setdefault(removal.reason, []).append(removal)
    return found


def _year_warning(name: Name, version: Version) -> Iterator[str]:
    years = {day.year for day in (version.issued, version.effective) if day}
    if name.year and years and all(abs(name.year - year) > 1 for year in years):
        yield f"标题里的年份 {name.year} 与读出的日期（{version.effective or version.issued}）不符，请核对是哪一版"


def _with_line(problem: Problem) -> str:
    return f"第 {problem.location.line} 行：{problem.message}"


def _transmitter(name: Name) -> str | None:
    """The organs in front of 印发《…》."""
    if not name.transmitter:
        return None
    return name.transmitter.replace("中共中央办公厅国务院办公厅", "中共中央办公厅、国务院办公厅")


def _status(stated: str, version: Version) -> Status | None:
    """The status a source claims; that of a kb file was set by a person and stays.

    Where dates tell it, only a claim that the text has ended is kept, as a doubt: collections are often wrong about
    it, and the library then marks the text 待核.
    """
    if stated in list(Status):
        return Status(stated)
    claim = _STATUS.get(stated)
    return claim if version.effective is None or claim in (Status.REPEALED, Status.SUPERSEDED) else None


def _hint(converted: Converted, *keys: str) -> str | None:
    """What the front matter says under one of the keys: those of public collections and of our own kb files."""
    return next((converted.hints[key] for key in keys if key in converted.hints), None)


def _iso(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def join_parts(parts: Sequence[Part]) -> tuple[Converted, tuple[str, ...]]:
    """One text from the parts of a code in the order of their articles, and the sources in that order.

    A part's heading is its name with its number in that order, as codes number them; 附则 and 总纲 bear none.
    """
    ordered = sorted(parts, key=lambda part: part.first_article)
    first = ordered[0].converted
    number = 0
    blocks = [f"# {ordered[0].title}", first.head]
    for part in ordered:
        numbered = part.name not in ("附则", "总纲", "序言")
        number += numbered
        name = part.name.removesuffix("编") if numbered else part.name
        blocks.append(f"## 第{chinese_number(number)}编 {name}" if numbered else f"## {name}")
        blocks.append(_body_of(part))
    hints = {key: value for key, value in first.hints.items() if key != "subtitle"}
    statuses = [part.converted.hints.get("status", "") for part in ordered]
    hints["status"] = max(statuses, key=statuses.count)
    joined = replace(first, text="\n\n".join(blocks), first_line=1, hints=hints)
    return joined, tuple(part.source for part in ordered)


def _body_of(part: Part) -> str:
    """The part's text from its first 分编, 章 or 条 on."""
    lines = part.converted.text.split("\n")
    at = next(i for i, line in enumerate(lines) if re.match(r"(?:#+\s*)?第\S{1,9}(?:分编|章|节|条)", line.strip()))
    return "\n".join(lines[at:])
