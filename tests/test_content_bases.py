"""Every basis of the shipped content holds: the article in force says, in the words told, what the record is about."""

from collections.abc import Iterator
from datetime import date

import pytest

from tests.conftest import require_data
from tests.statutes import extract
from xuncha_docs.library.library import Library
from xuncha_docs.library.records import Basis, Finding, FocusPoint, FunctionList
from xuncha_docs.workspace import Workspace

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("content_bases")]
AS_OF = date(2026, 11, 22)
MOST_PLACES = 6
"""A phrase that stands in more articles of its regulation would say nothing about the one cited."""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace with all real texts of the shared data beside the shipped content."""
    folder = tmp_path_factory.mktemp("依据")
    workspace = Workspace.create(folder / "区")
    workspace.import_paths([extract(folder / "laws"), require_data("party")])
    return workspace


def bases(library: Library) -> Iterator[tuple[str, date, Basis]]:
    """(record, day on which it counts, basis) of everything that rests on a real regulation."""
    for point in library.records(FocusPoint):
        yield from ((point.id, AS_OF, basis) for basis in point.basis if not point.sample)
    for finding in library.records(Finding):
        yield from ((finding.id, finding.occurred, basis) for basis in finding.basis if basis.phrase)
    for functions in library.records(FunctionList):
        yield from ((functions.id, AS_OF, b) for duty in functions.duties for b in duty.basis if b.phrase)


def test_check_finds_nothing_wrong_with_them(office: Workspace) -> None:
    ours = [problem for problem in office.check(as_of=AS_OF) if problem.location.path.startswith("kb/f")]
    assert [str(problem) for problem in ours if problem.severity != "notice"] == []


def test_each_is_held_and_has_the_words_told(office: Workspace) -> None:
    library = office.library
    wrong = []
    for record, day, basis in bases(library):
        evidence = library.resolve(basis.citation, day, basis.role)
        if basis.phrase and not any(basis.phrase in item.quote for item in evidence):
            wrong.append(f"{record} {basis.citation} {basis.phrase}")
    assert wrong == []


def test_the_words_told_single_out_the_article(office: Workspace) -> None:
    library = office.library
    loose = []
    for record, day, basis in bases(library):
        (first, *_) = library.resolve(basis.citation, day, basis.role)
        articles = library.regulation(first.record_id).provisions
        places = sum(basis.phrase in provision.text for provision in articles) if basis.phrase else 0
        if places > MOST_PLACES:
            loose.append(f"{record} {basis.citation} {basis.phrase} {places}")
    assert loose == []
