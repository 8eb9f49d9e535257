"""All records by id, the versions of each regulation, and the text a citation means on a given day."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from difflib import get_close_matches
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TypeVar

from xuncha_docs.errors import InvalidCitation, RecordError
from xuncha_docs.library.citation import Citation, bare_title
from xuncha_docs.library.dating import dated, newer_text
from xuncha_docs.library.passages import passages
from xuncha_docs.library.records import (
    BasisRole,
    CatalogEntry,
    Evidence,
    Problem,
    Record,
    Regulation,
    RegulationSummary,
    Status,
)
from xuncha_docs.library.references import Named, name_at_end
from xuncha_docs.library.store import FileState, Mention, Progress, Store, summary_of
from xuncha_docs.library.titles import number_key, title_keys, without_marks

R = TypeVar("R", bound=Record)
_Text = TypeVar("_Text", Regulation, RegulationSummary)
_HELD_RECORDS = 256


class Library:
    """The effective view over all layers: an office record replaces the shipped one with its id."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._places = store.index()
        self._read = lru_cache(maxsize=_HELD_RECORDS)(self._load)
        self._ends: dict[str, date | None] = {}

    @classmethod
    def open(cls, layers: Sequence[Path], cache: Path, progress: Progress | None = None) -> "Library":
        """The library of these kb folders, lowest layer first; RecordError for the first thing a file got wrong."""
        library = cls.open_tolerant(layers, cache, progress)
        first = next((problem for problem in library.problems() if problem.severity == "error"), None)
        if first:
            library.close()
            raise RecordError(first.message, first.location)
        return library

    @classmethod
    def open_tolerant(cls, layers: Sequence[Path], cache: Path, progress: Progress | None = None) -> "Library":
        """The library of all records that could be read; for `check`, which lists the others from `problems()`."""
        return cls(Store.open(layers, cache, progress))

    def close(self) -> None:
        """Releases the cache file."""
        self._store.close()

    def __contains__(self, record_id: str) -> bool:
        return record_id in self._places

    def get(self, record_id: str) -> Record:
        """The record with this id; RecordError with the nearest ids when there is none."""
        if record_id not in self._places:
            near = get_close_matches(record_id, self._places, n=3)
            raise RecordError(f"没有 id 为 {record_id} 的记录" + (f"，相近的有：{'、'.join(near)}" if near else ""))
        return self._read(record_id)

    def records(self, cls: type[R]) -> Iterator[R]:
        """All records of one type, by id; read one after the other."""
        for record_id in sorted(self._places):
            if self._places[record_id][1] == cls.__name__:
                record = self._read(record_id)
                assert isinstance(record, cls)
                yield record

    def ids(self, types: Iterable[type[Record]]) -> set[str]:
        """Ids of all records of these types."""
        names = {cls.__name__ for cls in types}
        return {record_id for record_id, (_, name) in self._places.items() if name in names}

    def regulation(self, record_id: str) -> Regulation:
        """The regulation with this id, its text included."""
        record = self.get(record_id)
        if not isinstance(record, Regulation):
            raise RecordError(f"{record_id} 不是法规")
        return record

    def problems(self) -> tuple[Problem, ...]:
        """What the files got wrong when they were read, by layer and place."""
        return self._store.problems()

    def files(self) -> tuple[FileState, ...]:
        """Every file of every layer as compiled."""
        return self._store.files

    def records_of(self, file: FileState) -> tuple[Record, ...]:
        """The records of one file that count: those of a file overridden in a higher layer are left out."""
        ids = self._store.ids_in(file.layer, file.path)
        return tuple(self._read(i) for i in ids if self._places.get(i, (None,))[0] == file.layer)

    @cached_property
    def fingerprint(self) -> str:
        """sha256 over the names and contents of all files: equal knowledge, equal fingerprint, on any machine."""
        lines = (f"{state.layer} {state.path} {state.sha256}" for state in self.files())
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()

    @cached_property
    def _summaries(self) -> dict[str, RegulationSummary]:
        counted = ((layer, s) for layer, s in self._store.summaries() if self._places.get(s.id, (None,))[0] == layer)
        return {summary.id: self._dated(summary) for _, summary in sorted(counted, key=lambda pair: pair[1].id)}

    def _dated(self, text: _Text) -> _Text:
        entry = self._catalog.get(bare_title(text.title))
        return dated(text, entry) if entry and bare_title(entry.title) == bare_title(text.title) else text

    def regulations(self) -> tuple[RegulationSummary, ...]:
        """All regulations without their text, by id."""
        return tuple(self._summaries.values())

    def summary(self, record_id: str) -> RegulationSummary:
        """The regulation with this id without its text."""
        return self._summaries[record_id]

    @cached_property
    def _works(self) -> dict[str, tuple[RegulationSummary, ...]]:
        works: dict[str, list[RegulationSummary]] = defaultdict(list)
        for summary in self._summaries.values():
            works[summary.work].append(summary)
        return {work: tuple(sorted(group, key=_age)) for work, group in works.items()}

    def versions(self, work: str) -> tuple[RegulationSummary, ...]:
        """The versions of one work, oldest first."""
        return self._works.get(work, ())

    @cached_property
    def _names(self) -> dict[str, dict[str, int]]:
        """Key -> the works so named, each with the best rank of the name."""
        names: dict[str, dict[str, int]] = defaultdict(dict)
        for summary in self._summaries.values():
            for rank, key in title_keys(summary.title, summary.short_titles):
                names[key][summary.work] = min(rank, names[key].get(summary.work, rank))
            number = number_key(summary.document_number or "")
            if number:
                names[number][summary.work] = 0
        return names

    def find(self, title: str) -> tuple[RegulationSummary, ...]:
        """All versions of the work so named, by title, 简称 or 发文字号, oldest first; () when none is held.

        InvalidCitation with the candidates when the name fits several works.
        """
        names = self._names
        key = bare_title(title)
        spellings = (key, without_marks(key), bare_title(self._full_title(title)))
        ranked = next((names[spelling] for spelling in spellings if spelling in names), {})
        ranked = ranked or names.get(number_key(title) or "", {})
        best = [work for work, rank in ranked.items() if rank == min(ranked.values())]
        if len(best) > 1:
            titles = "、".join(sorted(f"《{self._works[work][-1].title}》" for work in best))
            raise InvalidCitation(f"《{title}》可指多部法规：{titles}。请写全称")
        return self._works[best[0]] if best else ()

    @cached_property
    def _catalog(self) -> dict[str, CatalogEntry]:
        """Key -> catalog entry; a full title wins over another entry's short title."""
        ranked: dict[str, tuple[int, CatalogEntry]] = {}
        for entry in self.records(CatalogEntry):
            for rank, key in title_keys(entry.title, entry.short_titles):
                if key not in ranked or rank < ranked[key][0]:
                    ranked[key] = (rank, entry)
            number = number_key(entry.document_number or "")
            if number:
                ranked.setdefault(number, (0, entry))
        return {key: entry for key, (_, entry) in ranked.items()}

    def catalog_entry(self, title: str) -> CatalogEntry | None:
        """What the catalog knows about the regulation so named."""
        return self._catalog.get(bare_title(title)) or self._catalog.get(number_key(title) or "")

    def _full_title(self, title: str) -> str:
        entry = self.catalog_entry(title)
        return entry.title if entry else title

    @cached_property
    def _ended_by(self) -> dict[str, date]:
        """Id or title key of a text -> the day on which another text that supersedes it took effect."""
        ends: dict[str, date] = {}
        for summary in self._summaries.values():
            for target in summary.supersedes if summary.begins else ():
                key = target if target in self._summaries else bare_title(target)
                ends[key] = min(summary.begins or date.max, ends.get(key, date.max))
        return ends

    def successor(self, regulation: RegulationSummary | Regulation) -> RegulationSummary | None:
        """The next version of the same work that begins later."""
        mine = _summary(regulation)
        later = (v for v in self._works[mine.work] if v.begins and mine.begins and v.begins > mine.begins)
        return next(later, None)

    def superseding(self, title: str) -> tuple[RegulationSummary, ...]:
        """The regulations of another work that say they end the one so named, oldest first."""
        work = self._work_named(title)
        held = self.versions(work) if work else ()
        names = {bare_title(title)} | {name for v in held for name in (v.id, bare_title(v.title))}
        found = (s for s in self._summaries.values() if any(bare_title(t) in names for t in s.supersedes))
        return tuple(sorted((s for s in found if s.work != work), key=_age))

    def ended(self, regulation: RegulationSummary | Regulation) -> date | None:
        """First day no longer in force: its own repeal, else the next version, else a text that supersedes it."""
        if regulation.id not in self._ends:
            self._ends[regulation.id] = self._end_of(regulation)
        return self._ends[regulation.id]

    def _end_of(self, regulation: RegulationSummary | Regulation) -> date | None:
        following = self.successor(regulation)
        by_other = self._ended_by.get(regulation.id) or self._ended_by.get(bare_title(regulation.title))
        begins = _summary(regulation).begins
        if by_other and begins and by_other <= begins:
            by_other = None  # 本版晚于废止旧版的那一天，被废止的是旧版
        candidates = [day for day in (regulation.ended, following and following.begins, by_other) if day]
        return min(candidates, default=None)

    def status(self, regulation: RegulationSummary | Regulation, as_of: date | None) -> Status:
        """Its status on that day, or as of the newest text held when `as_of` is None."""
        begins, ended = _summary(regulation).begins, self.ended(regulation)
        if as_of and begins and as_of < begins:
            return Status.NOT_YET
        if ended and (as_of is None or as_of >= ended):
            return Status.SUPERSEDED if self.successor(regulation) else Status.REPEALED
        if begins is None and _claimed_ended(regulation):
            return regulation.status or Status.REPEALED
        return Status.IN_FORCE

    def dates_certain(self, regulation: RegulationSummary | Regulation) -> bool:
        """False where 施行日期待核 must be shown: dates are a guess, or the source says it ended and not when."""
        return regulation.dates_certain and not (_claimed_ended(regulation) and self.ended(regulation) is None)

    def newer_text(self, version: RegulationSummary, as_of: date | None) -> date | None:
        """First day of the newer text that the catalog knows to be in force that day and that is not held."""
        following = self.successor(version)
        held = following and (as_of is None or (following.begins or date.max) <= as_of)
        entry = None if held else self.catalog_entry(version.title)
        return newer_text(entry, version, as_of or date.max) if entry else None

    def resolve(
        self, citation: Citation, as_of: date | None = None, role: BasisRole = BasisRole.NORM
    ) -> tuple[Evidence, ...]:
        """The verbatim text the citation means: one Evidence for each article, 款 or 项 of a range.

        With `as_of`, from the version in force that day; without, from every version, newest first.
        InvalidCitation when nothing is held, nothing is in force, several texts compete, or the place does not exist.
        """
        versions = self.find(citation.regulation)
        if not versions:
            raise InvalidCitation(self.not_held(citation.regulation))
        if as_of is not None:
            return self.quote(citation, self._in_force(versions, as_of), role, as_of)
        found: list[Evidence] = []
        failures: list[InvalidCitation] = []
        for version in reversed(versions):
            try:
                found += self.quote(citation, version, role)
            except InvalidCitation as failure:
                failures.append(failure)
        if not found:
            raise failures[0]
        return tuple(found)

    def _in_force(self, versions: Sequence[RegulationSummary], as_of: date) -> RegulationSummary:
        binding = [version for version in versions if self.status(version, as_of) is Status.IN_FORCE]
        title = versions[-1].title
        if not binding:
            spans = "；".join(_validity(version, self.ended(version)) for version in versions)
            raise InvalidCitation(f"《{title}》在 {as_of} 没有有效文本：{spans}")
        dated = [version for version in binding if version.begins == binding[-1].begins]
        if len(dated) > 1:
            ids = "、".join(version.id for version in dated)
            raise InvalidCitation(f"《{title}》在 {as_of} 有多个不同文本：{ids}。请核对后把错误的一份连同来源文件删去")
        return binding[-1]

    def in_force(self, work: str, as_of: date) -> RegulationSummary:
        """The version of a work in force that day; InvalidCitation when there is none, or several texts compete."""
        return self._in_force(self.versions(work), as_of)

    def quote(
        self,
        citation: Citation,
        version: RegulationSummary,
        role: BasisRole = BasisRole.NORM,
        as_of: date | None = None,
    ) -> tuple[Evidence, ...]:
        """As `resolve`, from this one version, whatever its title; InvalidCitation when the place is not in it."""
        regulation = self.regulation(version.id)
        newer = self.newer_text(version, as_of)
        return tuple(
            Evidence(
                quote=quote,
                citation=replace(place, regulation=regulation.title),
                record_id=regulation.id,
                title=regulation.title,
                role=role,
                location=provision.location,
                effective=regulation.effective,
                ended=self.ended(version),
                dates_certain=self.dates_certain(version),
                newer=newer,
                sample=regulation.sample,
            )
            for place, provision, quote in passages(citation, regulation)
        )

    @cached_property
    def _mentioned_as(self) -> dict[str, tuple[str, ...]]:
        """Work -> every name under which regulations refer to it."""
        names: dict[str, list[str]] = defaultdict(list)
        for how, name in self._store.names_mentioned():
            known = name_at_end(name, self._known_names) if how == Named.LEAD else name
            work = self._work_named(known) if known else None
            if work and name not in names[work]:
                names[work].append(name)
        return {work: tuple(group) for work, group in names.items()}

    def mentions(self, work: str) -> tuple[Mention, ...]:
        """Every place of a regulation that counts and refers to the work, or to a part of it."""
        found = (mention for name in self._mentioned_as.get(work, ()) for mention in self._store.mentions(name))
        return tuple(m for m in found if self._places.get(m.record_id, (None,))[0] == m.layer)

    @cached_property
    def _known_names(self) -> dict[str, object]:
        """Every name of a regulation held or in the catalog."""
        return {**self._catalog, **self._names}

    def name_at_end(self, words: str) -> str | None:
        """The longest name of a regulation, held or in the catalog, that these words end with."""
        return name_at_end(words, self._known_names)

    def _work_named(self, name: str) -> str | None:
        try:
            held = self.find(name)
        except InvalidCitation:
            return None
        return held[-1].work if held else None

    def not_held(self, title: str) -> str:
        """Why a regulation of this name cannot be quoted, with what to do about it."""
        entry = self.catalog_entry(title)
        if entry:
            return f"《{entry.title}》只有目录信息，原文未入库。请用 xuncha import 导入原文"
        near = get_close_matches(bare_title(title), self._names, n=3, cutoff=0.5)
        hint = f"，相近的有：{'、'.join(f'《{name}》' for name in near)}" if near else ""
        return f"《{title}》未入库{hint}"

    def _load(self, record_id: str) -> Record:
        record = self._store.record(self._places[record_id][0], record_id)
        return self._dated(record) if isinstance(record, Regulation) else record


def _age(summary: RegulationSummary) -> tuple[date, str]:
    return (summary.begins or date.min, summary.id)


def _claimed_ended(regulation: RegulationSummary | Regulation) -> bool:
    """Whether the source calls it ended. Such claims are often wrong: they count only where dates are missing."""
    return regulation.status in (Status.REPEALED, Status.SUPERSEDED)


def _summary(regulation: RegulationSummary | Regulation) -> RegulationSummary:
    return summary_of(regulation) if isinstance(regulation, Regulation) else regulation


def _validity(version: RegulationSummary, ended: date | None) -> str:
    begins = str(version.begins) if version.begins else "日期不详"
    if ended:
        return f"{version.id} 自 {begins} 至 {ended} 前"
    repealed = "，来源标为失效" if _claimed_ended(version) else ""
    return f"{version.id} 自 {begins}{repealed}"
