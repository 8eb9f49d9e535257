"""The layout check of Word files: one Problem for each check that finds something, and a line of counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from xuncha_docs.check.layout.model import Document
from xuncha_docs.check.layout.pages import Pages
from xuncha_docs.check.layout.printing import printed
from xuncha_docs.check.layout.reader import read
from xuncha_docs.check.layout.registry import CHECKS
from xuncha_docs.check.layout.verdicts import Outcome, Strength, Verdict, judge
from xuncha_docs.errors import ImportFailure, Location, reason
from xuncha_docs.library.records import Problem
from xuncha_docs.word.package import PRODUCT

ENDINGS = (".docx", ".doc", ".wps", ".rtf")
"""Files that are, or should be saved as, what is checked here."""
_MOST_GROUPS, _MOST_PLACES = 4, 3
"""How many ways to deviate are told of one check, and how many places of each."""
_FRAMES = {"gbt33476": "GB/T 33476.2 的边距 34.58/32.58 mm", "plain": "边距 37/35 mm"}
_OWN = {Strength.FIXED: "error", Strength.USUAL: "warning", Strength.PRACTICE: "notice"}
_FOREIGN = {Strength.FIXED: "warning", Strength.USUAL: "warning", Strength.PRACTICE: "notice"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """What all checks say of one document."""

    document: Document
    verdicts: tuple[Verdict, ...]
    """One for each check, in their order."""
    unrendered: str
    """Why no page was measured; empty when they were."""

    @property
    def claims(self) -> bool:
        """Whether the document claims to follow the standard: made by this program, or with head or imprint."""
        return self.document.product == PRODUCT or self.document.elements.official

    def severity(self, verdict: Verdict) -> str | None:
        """What a deviation is in this document: error, warning or notice; None for any other outcome."""
        deviates = verdict.outcome is Outcome.DEVIATES
        return (_OWN if self.claims else _FOREIGN)[verdict.check.strength] if deviates else None


def check_documents(paths: Sequence[Path]) -> tuple[list[Problem], dict[str, Report]]:
    """Every problem of the layout of these files, file by file, and the reports by file that they rest on."""
    documents: dict[str, Document | Problem] = {str(path): _read(path) for path in paths}
    readable = {name: one for name, one in documents.items() if isinstance(one, Document)}
    rendered = printed(readable)
    reports = {name: inspect(one, rendered[name]) for name, one in readable.items()}
    found = (problems(name, reports[name]) if isinstance(one, Document) else [one] for name, one in documents.items())
    return list(chain.from_iterable(found)), reports


def _read(path: Path) -> Document | Problem:
    at = Location(path=str(path))
    try:
        return read(path.read_bytes())
    except ImportFailure as error:
        return Problem(location=at, message=error.message)
    except OSError as error:
        return Problem(location=at, message=f"读不了：{reason(error)}")


def inspect(document: Document, pages: Pages | str) -> Report:
    """The verdicts on a document; where its pages could not be rendered, `pages` says why."""
    measured = pages if isinstance(pages, Pages) else None
    verdicts = tuple(judge(check, document, measured) for check in CHECKS)
    return Report(document=document, verdicts=verdicts, unrendered="" if isinstance(pages, Pages) else pages)


def problems(name: str, report: Report) -> list[Problem]:
    """The report as Problems of the file `name`: deviations by weight, then the counts."""
    at = Location(path=name)
    found = [
        Problem(location=at, message=_told(verdict), severity=severity)
        for verdict in report.verdicts
        if (severity := report.severity(verdict))
    ]
    order = list(_OWN.values())
    return [
        *sorted(found, key=lambda problem: order.index(problem.severity)),
        Problem(location=at, message=_counts(report), severity="notice"),
    ]


def _told(verdict: Verdict) -> str:
    """`5 正文字号（5.2.2，推荐）：10 磅，应为三号（16 磅）：第 2 段“……”、第 3 段“……”等 20 处`."""
    check = verdict.check
    clause = f"{check.clause}，" if check.clause else ""
    alike: dict[tuple[str, str], list[str]] = {}
    for one in verdict.deviations:
        alike.setdefault((one.right, one.measured), []).append(one.place)
    told = "；".join(
        _group(right, measured, places) for (right, measured), places in list(alike.items())[:_MOST_GROUPS]
    )
    rest = f"；……共 {len(verdict.deviations)} 处" if len(alike) > _MOST_GROUPS else ""
    return f"{check.number} {check.title}（{clause}{check.strength}）：{told}{rest}"


def _group(right: str, measured: str, places: Sequence[str]) -> str:
    named = "、".join(filter(None, places[:_MOST_PLACES]))
    many = f"等 {len(places)} 处" if len(places) > _MOST_PLACES else ""
    return f"{measured}，应为{right}{'：' if named else ''}{named}{many}"


def _counts(report: Report) -> str:
    frame = report.document.frame.name
    counted = "，".join(f"{word} {sum(v.outcome is word for v in report.verdicts)}" for word in Outcome)
    why = f"（{report.unrendered}）" if report.unrendered else ""
    return f"版式检查按版心 {frame}（{_FRAMES[frame]}）：{counted}{why}"
