"""The shipped knowledge base and templates are whole, linked, and marked as samples."""

import re
from collections import Counter
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest

from xuncha_docs.library.frameworks import Framework, Role, UnitType
from xuncha_docs.library.library import Library
from xuncha_docs.library.records import (
    Basis,
    BasisRole,
    Evidence,
    Finding,
    FocusPoint,
    FollowUps,
    FunctionList,
    Regulation,
    Term,
)
from xuncha_docs.library.round_reader import parse_round
from xuncha_docs.workspace import Workspace

AS_OF = date(2026, 9, 1)
DEMO = Path(__file__).resolve().parent.parent / "xuncha_docs" / "demo"
SUSPICIOUS = ("涉嫌", "贪污", "受贿", "腐败", "取证", "审讯")
RECORDS = re.compile(
    "[《账册表栏单书函证图]|纪要|凭证|合同|协议|登记|系统|档案|记录|公示|公告|发票|收据|流水|明细|存根|截图|照片|批复|报告|日志"
)
"""What a sign can be seen in."""
MOST_ALIKE = 0.6
"""Share of common character pairs above which one focus point would be a rewording of another."""


@pytest.fixture(scope="module")
def shipped() -> Library:
    return Workspace(None).library


def test_check_finds_nothing_wrong() -> None:
    found = Workspace(None).check(as_of=AS_OF)
    assert [str(problem) for problem in found if problem.severity != "notice"] == []


def test_there_is_enough_to_work_with(shipped: Library) -> None:
    assert len({regulation.work for regulation in shipped.regulations()}) >= 6
    assert len(list(shipped.records(FunctionList))) >= 30
    assert len(list(shipped.records(FocusPoint))) >= 640
    assert len(list(shipped.records(Finding))) >= 240
    assert len(list(shipped.records(Term))) >= 900
    assert len(Workspace(None).templates()) >= 60


def test_everything_invented_is_marked(shipped: Library) -> None:
    for cls in (Regulation, Finding):
        assert all(record.sample for record in shipped.records(cls)), cls.__name__
    samples = {regulation.title for regulation in shipped.regulations()}
    assert all("示例" in title for title in samples)
    for point in shipped.records(FocusPoint):
        assert point.sample == any(basis.citation.regulation in samples for basis in point.basis), point.id


def test_a_point_stands_in_two_frameworks(shipped: Library) -> None:
    frameworks = {f.name: {theme.name for theme in f.themes} for f in shipped.records(Framework)}
    for point in shipped.records(FocusPoint):
        assert sum(bool(themes & set(point.themes)) for themes in frameworks.values()) >= 2, point.id


def test_a_real_basis_tells_words_of_its_article(shipped: Library) -> None:
    records: list[FocusPoint | Finding] = [*shipped.records(FocusPoint), *shipped.records(Finding)]
    for record in records:
        for basis in record.basis:
            sample = "示例" in basis.citation.regulation
            assert sample or (basis.phrase and 3 <= len(basis.phrase) <= 20), f"{record.id} {basis.citation}"


def test_nothing_given_out_sounds_like_an_investigation(shipped: Library) -> None:
    for point in shipped.records(FocusPoint):
        asked = [text for q in point.questions for text in (q.text, *vars_of(q.follow_ups), q.confirm)]
        told = "\n".join((point.title, *asked, *(request.name for request in point.documents)))
        assert not [word for word in SUSPICIOUS if word in told], point.id


def vars_of(follow_ups: FollowUps) -> tuple[str, str, str]:
    return follow_ups.yes, follow_ups.no, follow_ups.unclear


def test_every_unit_type_has_duties_and_points_of_its_own(shipped: Library) -> None:
    types = {unit_type.name for unit_type in shipped.records(UnitType)}
    assert types == {functions.unit_type for functions in shipped.records(FunctionList) if not functions.kinds}
    counts = Counter(name for point in shipped.records(FocusPoint) for name in point.unit_types)
    assert all(counts[name] >= 40 for name in types), counts


def test_every_duty_leads_to_a_focus_point_and_duties_of_real_lists_to_real_ones(shipped: Library) -> None:
    points = list(shipped.records(FocusPoint))
    for functions in shipped.records(FunctionList):
        of_type = [p for p in points if not p.unit_types or functions.unit_type in p.unit_types]
        tags = {tag for point in of_type if functions.sample or not point.sample for tag in point.duty_tags}
        for duty in functions.duties:
            assert tags & set(duty.tags), f"{functions.id} {duty.text}"


def test_every_point_of_a_type_goes_back_to_a_duty(shipped: Library) -> None:
    for unit_type in (unit_type.name for unit_type in shipped.records(UnitType)):
        lists = [functions for functions in shipped.records(FunctionList) if functions.unit_type == unit_type]
        tags = {tag for functions in lists for duty in functions.duties for tag in duty.tags}
        lost = [
            p.id for p in shipped.records(FocusPoint) if p.unit_types == (unit_type,) and not tags & set(p.duty_tags)
        ]
        assert lost == []


def test_every_role_is_asked_something(shipped: Library) -> None:
    asked = {question.role for point in shipped.records(FocusPoint) for question in point.questions}
    assert asked == {role.name for role in shipped.records(Role)}


def test_a_request_names_years_and_keeper_and_a_sign_names_its_record(shipped: Library) -> None:
    for point in shipped.records(FocusPoint):
        assert all(request.years and request.keeper for request in point.documents), point.id
        for sign in point.signs:
            assert RECORDS.search(sign), f"{point.id} {sign}"


def test_no_focus_point_is_a_rewording_of_another(shipped: Library) -> None:
    pairs = {point.id: bigrams("".join(point.signs)) for point in shipped.records(FocusPoint)}
    for one, other in combinations(pairs, 2):
        shared = len(pairs[one] & pairs[other]) / min(len(pairs[one]), len(pairs[other]))
        assert shared < MOST_ALIKE, (one, other)


def bigrams(text: str) -> set[str]:
    return {text[n : n + 2] for n in range(len(text) - 1)}


def test_a_basis_binds_the_units_it_is_used_for(shipped: Library) -> None:
    for point in shipped.records(FocusPoint):
        for basis in point.basis:
            for evidence in held(shipped, basis, AS_OF):
                assert binds(shipped, evidence, point.unit_types), f"{point.id} {basis.citation}"


def held(shipped: Library, basis: Basis, day: date) -> tuple[Evidence, ...]:
    """The text of a basis on the day; of a regulation that only the catalog knows there is none."""
    if not shipped.find(basis.citation.regulation):
        return ()
    return shipped.resolve(basis.citation, day, basis.role)


def binds(shipped: Library, evidence: Evidence, unit_types: tuple[str, ...]) -> bool:
    bound = shipped.regulation(evidence.record_id).unit_types
    return not bound or set(unit_types) <= set(bound)


def test_findings_rest_on_norms_of_their_own_day(shipped: Library) -> None:
    for finding in shipped.records(Finding):
        norms = [basis for basis in finding.basis if basis.role is BasisRole.NORM]
        assert norms, finding.id
        for basis in norms:
            assert held(shipped, basis, finding.occurred) or basis.phrase, finding.id


@pytest.mark.parametrize("name", ["round.yaml", "round_template.yaml"])
def test_the_shipped_rounds_are_in_order(name: str) -> None:
    found, errors = parse_round(DEMO / name)
    assert not errors
    assert found is not None
    assert found.round.sample
    problems = Workspace(None).check([DEMO / name], as_of=AS_OF)
    assert [str(problem) for problem in problems if problem.severity != "notice"] == []
