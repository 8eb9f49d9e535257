"""Whether what is cited holds on a day, or is missing, repealed, superseded or renumbered; what to write instead."""

from collections import Counter
from collections.abc import Container, Iterator, Sequence
from datetime import date
from functools import lru_cache

from xuncha_docs.errors import InvalidCitation, Location
from xuncha_docs.library.citation import ArticleNumber, Citation
from xuncha_docs.library.comparison import Change, Comparison, Row, alike, compare
from xuncha_docs.library.library import Library
from xuncha_docs.library.provisions import is_sanction
from xuncha_docs.library.records import Basis, BasisRole, Evidence, Problem, RegulationSummary

_HELD_COMPARISONS = 64


class Sweep:
    """Judges citations on one day; each pair of versions is compared once."""

    def __init__(self, library: Library, as_of: date, unheld: Counter[str] | None = None) -> None:
        """`unheld` counts the bases of records whose regulation only the catalog knows, by its title."""
        self._library = library
        self._as_of = as_of
        self._unheld_bases = Counter[str]() if unheld is None else unheld
        self._compared = lru_cache(maxsize=_HELD_COMPARISONS)(self._compare)

    def bases(self, bases: Sequence[Basis], at: Location, words: str) -> Iterator[Problem]:
        """What is wrong with the bases of a record; `at` is the record's place, for a basis without its own.

        `words` is what the record says: it tells which of two versions of an article the record was written for.
        """
        together = {(basis.citation.regulation, basis.citation.article) for basis in bases}
        for basis in bases:
            place = basis.location if basis.location.path else at
            yield from self._basis(basis, place, words, together)

    def _basis(self, basis: Basis, at: Location, words: str, together: Container[object]) -> Iterator[Problem]:
        if self._only_listed(basis.citation.regulation):
            self._unheld_bases[basis.citation.regulation] += 1
            return
        try:
            evidence = self._library.resolve(basis.citation, self._as_of, basis.role)
        except InvalidCitation as error:
            yield self._unresolved(basis.citation, error, at, missing="error")
            return
        if basis.role is BasisRole.NORM and any(is_sanction(item.quote) for item in evidence):
            yield Problem(location=at, message=f"依据 {basis.citation} 是处分或处罚条款，应写 role: sanction")
        if basis.phrase and not any(basis.phrase in item.quote for item in evidence):
            message = f"依据 {basis.citation} 当日有效的文本里没有“{basis.phrase}”，请核对条号和 phrase"
            yield Problem(location=at, message=message)
        if any(not item.dates_certain for item in evidence):
            yield Problem(location=at, message=f"依据 {basis.citation} 的施行日期待核", severity="notice")
        yield from self._newer_known(f"依据 {basis.citation}", evidence, at)
        for row, problem in self._changed(basis.citation, evidence, at, words=words, checked=basis.checked):
            new = row.new.citation.article if row.new else None
            plays_another_part = row.old is not None and basis.role is BasisRole.NORM and is_sanction(row.old.text)
            if basis.checked or not (plays_another_part or (basis.citation.regulation, new) in together):
                yield problem

    def citation(self, citation: Citation, at: Location, words: str = "") -> Iterator[Problem]:
        """What is wrong with a citation in a template or round file; a text that is not held is only 待核."""
        try:
            evidence = self._library.resolve(citation, self._as_of)
        except InvalidCitation as error:
            yield self._unresolved(citation, error, at, missing="notice")
            return
        yield from self._newer_known(f"依据 {citation}", evidence, at)
        for _, problem in self._changed(citation, evidence, at, words=words):
            yield problem

    def title(self, title: str, at: Location, dated: date | None = None) -> Iterator[Problem]:
        """What is wrong with naming this regulation; `dated` is the date of the text that is meant."""
        try:
            versions = self._library.find(title)
            if not versions:
                yield self._unheld(title, at)
                return
            version = self._library.in_force(versions[-1].work, self._as_of)
        except InvalidCitation as error:
            yield Problem(location=at, message=f"{error.message}{self._instead(title)}", severity="warning")
            return
        yield from self._newer_in_catalog(f"《{title}》", version, at)
        known = version.issued or version.begins
        if dated and known and dated < known and len(versions) > 1:
            message = f"《{title}》写的是 {dated} 的文本，{version.begins} 起施行新版本，请改写日期和文号并核对条款"
            yield Problem(location=at, message=message, severity="warning")

    def holds(self, title: str) -> bool:
        """Whether the text of the one regulation so named is held."""
        try:
            return bool(self._library.find(title))
        except InvalidCitation:
            return False

    def _only_listed(self, title: str) -> bool:
        """Whether the catalog knows the regulation as one that binds on the day, and no text of it is held."""
        entry = self._library.catalog_entry(title)
        binds = entry is not None and not (entry.ended and entry.ended <= self._as_of)
        return binds and not self.holds(title)

    def _unheld(self, title: str, at: Location) -> Problem:
        entry = self._library.catalog_entry(title)
        if entry and entry.ended and entry.ended <= self._as_of:
            message = f"《{title}》自 {entry.ended} 起失效{self._instead(title)}"
            return Problem(location=at, message=message, severity="warning")
        return Problem(location=at, message=f"{self._library.not_held(title)}；是否有效待核", severity="notice")

    def _unresolved(self, citation: Citation, error: InvalidCitation, at: Location, *, missing: str) -> Problem:
        """The problem of a citation without a text: an error where the regulation is held."""
        try:
            versions = self._library.find(citation.regulation)
        except InvalidCitation:
            return Problem(location=at, message=f"依据 {citation}：{error.message}")
        severity = "error" if versions else "notice" if self._only_listed(citation.regulation) else missing
        advice = self._instead(citation.regulation) or self._moved_from(citation, versions)
        return Problem(location=at, message=f"依据 {citation}：{error.message}{advice}", severity=severity)

    def _instead(self, title: str) -> str:
        """What replaced a regulation, as the texts held or the catalog say."""
        names = [f"《{summary.title}》" for summary in self._library.superseding(title)]
        entry = self._library.catalog_entry(title)
        if entry and entry.successor and entry.ended and entry.ended <= self._as_of:
            names.append(f"《{entry.successor}》")
        return f"。取代它的是{'、'.join(dict.fromkeys(names))}，请改引其中相应条款" if names else ""

    def _moved_from(self, citation: Citation, versions: Sequence[RegulationSummary]) -> str:
        """Where an article went that only an earlier version has."""
        try:
            current = self._library.in_force(versions[-1].work, self._as_of) if versions else None
        except InvalidCitation:
            return ""
        before = self._before(current) if current else None
        if current is None or before is None or citation.article is None:
            return ""
        row = self._row(before, current, citation.article)
        if row is None:
            return ""
        return f"。{self._story(row, before, current)}"

    def _changed(
        self, citation: Citation, evidence: Sequence[Evidence], at: Location, *, words: str, checked: date | None = None
    ) -> Iterator[tuple[Row, Problem]]:
        """Articles that stand under another number than in the version that was meant.

        Without 核对日期 that is the version before, if its article fits the record's words better than the present one.
        """
        if not evidence or citation.article is None:
            return
        current = self._library.summary(evidence[0].record_id)
        meant = self._on(current, checked) if checked else self._before(current)
        if meant is None or meant.id == current.id:
            return
        ends = (citation.article, citation.last) if isinstance(citation.last, ArticleNumber) else (citation.article,)
        for article in ends:
            row = self._row(meant, current, article)
            if row is None or not (row.renumbered or row.new is None or (checked and row.change is Change.CHANGED)):
                continue
            if not checked and words and not self._fits_old(words, row, current, article):
                continue
            message = f"依据 {citation}：{self._story(row, meant, current)}"
            if not checked:
                message += f"；如果引的就是现在的{article}，不必改" + ("，请写上 checked: 核对日期" if words else "")
            yield row, Problem(location=at, message=message, severity="warning" if checked or words else "notice")

    def _fits_old(self, words: str, row: Row, current: RegulationSummary, article: ArticleNumber) -> bool:
        """Whether the words are nearer to the old article than to the one that now has its number."""
        now = next(p for p in self._library.regulation(current.id).provisions if p.citation.article == article)
        assert row.old is not None
        return alike(words, row.old.text) > alike(words, now.text)

    def _newer_known(self, what: str, evidence: Sequence[Evidence], at: Location) -> Iterator[Problem]:
        if evidence:
            yield from self._newer_in_catalog(what, self._library.summary(evidence[0].record_id), at)

    def _newer_in_catalog(self, what: str, version: RegulationSummary, at: Location) -> Iterator[Problem]:
        newer = self._library.newer_text(version, self._as_of)
        if newer:
            message = f"{what}：库中是 {version.begins} 起的文本，目录记载 {newer} 起已有新文本，请导入后核对条款"
            yield Problem(location=at, message=message, severity="warning")

    def _story(self, row: Row, old: RegulationSummary, new: RegulationSummary) -> str:
        """What became of an old article: 条号已变为第六条, 已删去, 文字有修改."""
        assert row.old is not None
        was = f"{old.begins or old.id}版的{row.old.citation.address}，在 {new.begins or new.id} 版中"
        if row.new is None:
            return f"{was}已删去，请另找依据"
        reworded = "，文字有修改" if row.change is Change.CHANGED else "，文字未改"
        if row.renumbered:
            return f"{was}条号已变为{row.new.citation.address}{reworded}，请改写为{row.new.citation.address}"
        return f"{was}条号未变{reworded}，请核对"

    def _before(self, version: RegulationSummary) -> RegulationSummary | None:
        earlier = [v for v in self._library.versions(version.work) if _begins(v) < _begins(version)]
        return earlier[-1] if earlier else None

    def _on(self, version: RegulationSummary, day: date) -> RegulationSummary | None:
        begun = [v for v in self._library.versions(version.work) if _begins(v) <= day]
        return begun[-1] if begun else None

    def _row(self, old: RegulationSummary, new: RegulationSummary, article: ArticleNumber) -> Row | None:
        rows = self._compared(old.id, new.id).rows
        return next((row for row in rows if row.old and row.old.citation.article == article), None)

    def _compare(self, old: str, new: str) -> Comparison:
        return compare(self._library.regulation(old), self._library.regulation(new))


def _begins(version: RegulationSummary) -> date:
    return version.begins or date.min
