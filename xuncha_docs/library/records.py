"""The record types of the knowledge base: pure values, no files, no search, no Word."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from xuncha_docs.errors import NOWHERE, Location
from xuncha_docs.library.citation import Citation
from xuncha_docs.library.frameworks import Framework, Role, UnitType


class RegulationKind(StrEnum):
    """The level of a regulation, highest first; the value is what files and `--kind` use."""

    CONSTITUTION = "constitution"
    LAW = "law"
    ADMINISTRATIVE_REGULATION = "administrative_regulation"
    JUDICIAL_INTERPRETATION = "judicial_interpretation"
    PARTY_REGULATION = "party_regulation"
    LOCAL_REGULATION = "local_regulation"
    DEPARTMENT_RULE = "department_rule"
    NORMATIVE_DOCUMENT = "normative_document"


class Status(StrEnum):
    """Whether a text binds on a given day; derived from dates, stored only where dates are missing."""

    NOT_YET = "not_yet"
    IN_FORCE = "in_force"
    SUPERSEDED = "superseded"
    REPEALED = "repealed"


class BasisRole(StrEnum):
    """What a cited article does for the point that cites it."""

    NORM = "norm"
    """What must be done: may be quoted anywhere."""
    SANCTION = "sanction"
    """Discipline for breaching a norm: never in outlines, lists or anything that may leave the office."""


class Power(StrEnum):
    """The kind of power a duty carries (人财物事)."""

    PEOPLE = "人"
    MONEY = "财"
    ASSETS = "物"
    AFFAIRS = "事"


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """One 项 of a 款, with its 目."""

    number: int
    text: str
    """As printed, its own number included: `（一）坚持……；`."""
    subitems: tuple[str, ...] = ()
    """The 目 in order, each as printed: `1．……`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Paragraph:
    """One 款: its text and the 项 under it."""

    text: str
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Provision:
    """One article, or one natural paragraph of a text without articles: the smallest searchable unit."""

    citation: Citation
    """Without paragraph or item; `paragraph` only where the text has no articles."""
    headings: tuple[str, ...]
    """编、章、节 above it, outermost first, each as printed: `第一章 总则`."""
    paragraphs: tuple[Paragraph, ...]
    location: Location

    @property
    def text(self) -> str:
        """All lines in order, joined by a line break, without the article number."""
        lines: list[str] = []
        for paragraph in self.paragraphs:
            lines.append(paragraph.text)
            for item in paragraph.items:
                lines += [item.text, *item.subitems]
        return "\n".join(lines)


@dataclass(frozen=True, kw_only=True, slots=True)
class Regulation:
    """One version of a regulation with its whole text; a revision is another record of the same `work`."""

    id: str
    """Work slug + `-` + version date; equals the file's stem."""
    work: str
    """What groups the versions."""
    title: str
    """Without 《》."""
    short_titles: tuple[str, ...] = ()
    kind: RegulationKind
    issuer: str | None = None
    document_number: str | None = None
    issued: date | None = None
    effective: date | None = None
    """First day in force."""
    ended: date | None = None
    """First day no longer in force; None: open, or ended by the next version's `effective`."""
    status: Status | None = None
    """As stored by the source; counts only where dates are missing."""
    dates_certain: bool = True
    """False: 施行日期待核 is shown wherever the text is used."""
    supersedes: tuple[str, ...] = ()
    """Ids or titles of texts that this one ends."""
    source: str | None = None
    sample: bool = False
    unit_types: tuple[str, ...] = ()
    """Unit types it binds; empty: all."""
    preamble: str = ""
    """What stands before the first article, the 题注 included."""
    provisions: tuple[Provision, ...] = ()
    location: Location


@dataclass(frozen=True, kw_only=True, slots=True)
class RegulationSummary:
    """A regulation without its text, for everything that needs only facts; fields as in Regulation."""

    id: str
    work: str
    title: str
    short_titles: tuple[str, ...]
    kind: RegulationKind
    issuer: str | None
    document_number: str | None
    issued: date | None
    effective: date | None
    ended: date | None
    status: Status | None
    dates_certain: bool
    supersedes: tuple[str, ...]
    source: str | None
    sample: bool
    unit_types: tuple[str, ...]
    location: Location

    @property
    def begins(self) -> date | None:
        """The day from which the version counts: in force, else issued, else unknown."""
        return self.effective or self.issued


@dataclass(frozen=True, kw_only=True, slots=True)
class CatalogEntry:
    """Facts about a regulation, whether its text is held or not; those of its newest text where there are several."""

    id: str
    title: str
    short_titles: tuple[str, ...] = ()
    kind: RegulationKind
    issuer: str | None = None
    document_number: str | None = None
    issued: date | None = None
    effective: date | None = None
    earlier: tuple[date, ...] = ()
    """First days in force of its earlier texts, as far as they are known, oldest first."""
    ended: date | None = None
    status: Status | None = None
    successor: str | None = None
    """Title of what replaced it."""
    source: str | None = None
    """Where the facts were found."""
    unverified: tuple[str, ...] = ()
    """Field names still 待核."""
    sample: bool = False
    location: Location

    @property
    def texts(self) -> tuple[date, ...]:
        """First days of its texts, oldest first; the newest counts from its issue where its effective date is 待核."""
        newest = self.effective or self.issued
        return (*self.earlier, newest) if newest else self.earlier


@dataclass(frozen=True, kw_only=True, slots=True)
class Basis:
    """An article a record rests on, with the part it plays."""

    citation: Citation
    role: BasisRole
    checked: date | None = None
    """核对日期: the day on which a person last read the article cited; `check` tells what has changed since."""
    phrase: str | None = None
    """A few words of the article, verbatim: `check` tells when the text in force does not have them."""
    location: Location = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Duty:
    """One duty of a unit type."""

    id: str
    """Unique within its list."""
    text: str
    power: Power
    tags: tuple[str, ...]
    """What links it to focus points."""
    risks: tuple[str, ...]
    basis: tuple[Basis, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class FunctionList:
    """The duties that units of one type usually have."""

    id: str
    title: str
    unit_type: str
    kinds: tuple[str, ...] = ()
    """How the names of the units end that it is for: 教育局, 教体局. Empty: for every unit of the type."""
    duties: tuple[Duty, ...]
    sample: bool = False
    location: Location


@dataclass(frozen=True, kw_only=True, slots=True)
class DocumentRequest:
    """A document to ask for: what, which years, who keeps it."""

    name: str
    years: str
    """`近三年`, `2023—2025年` or `现行`."""
    keeper: str


@dataclass(frozen=True, kw_only=True, slots=True)
class FollowUps:
    """What to ask next, by answer."""

    yes: str
    no: str
    unclear: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """One main question for one role, answerable from that person's own post."""

    role: str
    text: str
    follow_ups: FollowUps
    confirm: str
    """The document that would confirm the answer."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FocusPoint:
    """One 监督重点: how a problem shows, what is normal, how to check it, whom to ask, on what basis."""

    id: str
    title: str
    themes: tuple[str, ...]
    """Names of themes of the frameworks in `frameworks/`."""
    unit_types: tuple[str, ...]
    """Names of unit types; empty: 共性, for every type."""
    subtypes: tuple[str, ...] = ()
    """Internal subtypes of those types (发展滞后 …) that alone it is for; empty: for all."""
    kinds: tuple[str, ...] = ()
    """How the names of the units end that alone it is for: 教育局, 教体局. Empty: for all."""
    leader: bool = False
    """一把手: about the duties, decisions and conduct of office of the leading official, as records show them."""
    duty_tags: tuple[str, ...]
    signs: tuple[str, ...]
    """表现: actor, act, object and the record where it would show."""
    normal: str
    """What it looks like when in order."""
    innocent: str
    """One innocent explanation of the signs."""
    check_path: tuple[str, ...]
    """核查路径: range, sample, and the two independent records compared."""
    documents: tuple[DocumentRequest, ...]
    questions: tuple[Question, ...]
    basis: tuple[Basis, ...]
    sample: bool = False
    location: Location


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """A past, verified, anonymised problem and how it was judged."""

    id: str
    title: str
    themes: tuple[str, ...]
    unit_type: str
    unit_alias: str
    """A pseudonym, so that repeats in one unit show."""
    duty_tags: tuple[str, ...]
    occurred: date
    phenomenon: str
    qualification: str
    responsibility: str
    basis: tuple[Basis, ...]
    rectification: str
    sample: bool = False
    location: Location


@dataclass(frozen=True, kw_only=True, slots=True)
class Term:
    """A preferred word and the words that mean the same; feeds the dictionary and query expansion."""

    id: str
    preferred: str
    synonyms: tuple[str, ...] = ()
    """Includes everyday words."""
    abbreviations: tuple[str, ...] = ()
    note: str | None = None
    sample: bool = False
    location: Location


Record = Regulation | CatalogEntry | FunctionList | FocusPoint | Finding | Term | Framework | UnitType | Role


@dataclass(frozen=True, kw_only=True, slots=True)
class Evidence:
    """A verbatim quotation with its address and dates."""

    quote: str
    """A substring of the source text."""
    citation: Citation | None
    """None for focus points and findings."""
    record_id: str
    """The version quoted."""
    title: str
    role: BasisRole
    location: Location
    effective: date | None = None
    ended: date | None = None
    dates_certain: bool = True
    newer: date | None = None
    """First day of a newer text that the catalog knows and that is not held; the quotation is of the one held."""
    sample: bool = False

    @property
    def doubt(self) -> str:
        """What to settle before relying on it, in Chinese; mostly empty."""
        if self.newer:
            return f"{self.newer.year}年{self.newer.month}月{self.newer.day}日起有新文本，未入库，待核"
        return "" if self.dates_certain else "施行日期待核"


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """Something `check` found; sorts by place."""

    location: Location
    message: str
    severity: str = field(default="error")
    """`error`, `warning` or `notice`; only errors make exit code 1."""

    def __str__(self) -> str:
        return f"{self.location}: {self.message}"
