"""Answers as plain JSON values: the shape that other programs rely on."""

import dataclasses
from typing import TYPE_CHECKING, Any

from xuncha_docs import contrast
from xuncha_docs import hits as layout
from xuncha_docs.library.records import Evidence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xuncha_docs.check.everything import Checked
    from xuncha_docs.check.layout.report import Report
    from xuncha_docs.check.layout.verdicts import Verdict
    from xuncha_docs.library.citing import Resolved
    from xuncha_docs.library.comparison import Comparison
    from xuncha_docs.library.records import Problem
    from xuncha_docs.library.shown import Shown
    from xuncha_docs.search.basis import Found, Ground
    from xuncha_docs.search.facets import Facets
    from xuncha_docs.search.query import Hit

_EVIDENCE = ("citation", "record_id", "role", "quote", "location", "effective", "ended", "dates_certain", "newer")


def hits(found: "Sequence[Hit]", *, facets: "Facets | None", suggestion: str | None) -> dict[str, Any]:
    """What `search` found; facets only where they were asked for."""
    counted = {"facets": layout.plain_facets(facets)} if facets else {}
    return {"suggestion": suggestion, "hits": [layout.plain(hit) for hit in found], **counted}


def shown(found: "Shown", *, similar: "Sequence[Hit] | None") -> dict[str, Any]:
    """What `show` tells; the record only where a whole one was asked for, similar texts only where they were."""
    record = {"record": _plain(found.record)} if found.record else {}
    alike = {} if similar is None else {"similar": [layout.plain(hit) for hit in similar]}
    return {
        "evidence": [_evidence(item) for item in found.evidence],
        "versions": [
            _plain(v.summary) | {"ended": _plain(v.ended), "status": str(v.status), "article": v.note}
            for v in found.versions
        ],
        "cited_by": [{"id": i, "title": t, "basis": str(b.citation), "role": b.role} for i, t, b in found.cited_by],
        "cited_in": [_plain(place) for place in found.cited_in],
        "cites": [_reference(item) for item in found.cites],
        **record,
        **alike,
    }


def grounds(found: "Found") -> dict[str, Any]:
    """What `basis` found."""
    return {
        "description": found.description,
        "as_of": str(found.as_of),
        "direct": found.direct,
        "doubtful": found.doubtful,
        **{role: [_ground(ground) for ground in getattr(found, role)] for role in ("norms", "sanctions")},
        "focus_points": [{"id": point.id, "title": point.title} for point in found.focus_points],
        "findings": [
            {"id": finding.id, "title": finding.title, "qualification": finding.qualification}
            for finding in found.findings
        ],
        "not_held": [str(citation) for citation in found.not_held],
    }


def comparison(found: "Comparison") -> dict[str, Any]:
    """What `diff` tells."""
    return contrast.plain(found)


def checked(found: "Checked") -> dict[str, Any]:
    """What `check` found, and of each Word document what became of every check of its layout."""
    return {
        "problems": [_problem(problem) for problem in found.problems],
        "layouts": [_layout(path, report) for path, report in found.layouts.items()],
    }


def _problem(problem: "Problem") -> dict[str, Any]:
    at = problem.location
    return {
        "path": at.path,
        "line": at.line,
        "spot": at.spot,
        "severity": problem.severity,
        "message": problem.message,
    }


def _layout(path: str, report: "Report") -> dict[str, Any]:
    return {
        "path": path,
        "frame": report.document.frame.name,
        "claims_standard": report.claims,
        "not_rendered": report.unrendered or None,
        "checks": [_verdict(verdict, report.severity(verdict)) for verdict in report.verdicts],
    }


def _verdict(verdict: "Verdict", severity: str | None) -> dict[str, Any]:
    found = [{"place": one.place, "measured": one.measured, "expected": one.right} for one in verdict.deviations]
    told = {name: _plain(getattr(verdict.check, name)) for name in ("number", "title", "clause", "strength")}
    return {**told, "status": str(verdict.outcome), "severity": severity, "findings": found}


def _ground(ground: "Ground") -> dict[str, Any]:
    now = _evidence(ground.now) if ground.now else None
    return _evidence(ground.evidence) | {"now": now, "score": ground.hit.score, "parts": dict(ground.hit.parts)}


def _reference(item: "Resolved") -> dict[str, Any]:
    reference = item.reference
    return {
        "origin": str(reference.origin),
        "text": reference.text,
        "evidence": [_evidence(one) for one in item.evidence],
        "problem": item.problem,
    }


def _evidence(item: Evidence) -> dict[str, Any]:
    return {key: _plain(getattr(item, key)) for key in _EVIDENCE}


def _plain(value: Any) -> Any:
    """Plain JSON values; citations, locations and days as text."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if dataclasses.is_dataclass(value) and not hasattr(type(value), "parse") and not hasattr(value, "line"):
        return {spec.name: _plain(getattr(value, spec.name)) for spec in dataclasses.fields(value)}
    if isinstance(value, tuple | list):
        return [_plain(child) for child in value]
    return str(value)
