"""Who cites a regulation or one of its articles, and what a regulation itself cites: both read to the exact text."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from xuncha_docs.errors import InvalidCitation
from xuncha_docs.library.citation import ArticleNumber, Citation
from xuncha_docs.library.library import Library
from xuncha_docs.library.records import Basis, Evidence, Finding, FocusPoint, FunctionList, Regulation, Status
from xuncha_docs.library.references import Named, Reference, references_in
from xuncha_docs.library.store import Mention


@dataclass(frozen=True, kw_only=True, slots=True)
class CitingPlace:
    """A place of a regulation that refers to the article asked for."""

    record_id: str
    origin: Citation
    """Where it stands."""
    address: str
    """What it refers to: 第五条第二款."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Resolved:
    """A reference and what it means on a day."""

    reference: Reference
    evidence: tuple[Evidence, ...]
    problem: str | None
    """Why there is no evidence; where a name fits several regulations, all of them."""


def cited_by(library: Library, citation: Citation) -> tuple[tuple[str, str, Basis], ...]:
    """(record id, its title, the basis) of every record that cites this article, or any article when none is given."""
    works = {version.work for version in library.find(citation.regulation)}
    return tuple(
        (record_id, title, basis)
        for record_id, title, basis in _bases(library)
        if _same_article(basis.citation, citation) and works & _works(library, basis.citation)
    )


def cited_in(library: Library, citation: Citation, as_of: date) -> tuple[CitingPlace, ...]:
    """The places of regulations in force that day that refer to this article, or to any when none is given.

    References of a text to itself count for an article only.
    """
    held = library.find(citation.regulation)
    work = held[-1].work if held else None
    known = {summary.id: summary for summary in library.regulations()}
    binding: dict[str, bool] = {}
    found: dict[CitingPlace, None] = {}
    for mention in library.mentions(work) if work else ():
        summary = known[mention.record_id]
        if summary.id not in binding:
            binding[summary.id] = library.status(summary, as_of) is Status.IN_FORCE
        own = summary.work == work
        if binding[summary.id] and _means(mention, citation.article) and not (own and citation.article is None):
            origin = Citation.parse(f"《{summary.title}》{mention.origin}")
            found[CitingPlace(record_id=summary.id, origin=origin, address=mention.address)] = None
    return tuple(found)


def cites(
    library: Library, regulation: Regulation, as_of: date, within: Citation | None = None
) -> tuple[Resolved, ...]:
    """What the regulation refers to, each read in the version in force that day; its own articles in itself.

    `within` limits it to one article. Exact: a name that fits several regulations, or none, is a problem.
    """
    return tuple(
        _resolved(library, regulation, reference, as_of)
        for reference in references_in(regulation)
        if within is None or reference.origin.article == within.article
    )


def _resolved(library: Library, regulation: Regulation, reference: Reference, as_of: date) -> Resolved:
    evidence: list[Evidence] = []
    problem = None if reference.places else f"“{reference.text}”前面没有可指的条款"
    try:
        for place in reference.places:
            evidence += _texts(library, regulation, reference, place, as_of)
    except InvalidCitation as error:
        evidence, problem = [], error.message
    return Resolved(reference=reference, evidence=tuple(evidence), problem=problem)


def _texts(
    library: Library, regulation: Regulation, reference: Reference, place: Citation, as_of: date
) -> tuple[Evidence, ...]:
    if reference.named is Named.OWN:
        return library.quote(place, library.summary(regulation.id))
    if reference.named is Named.TITLE:
        return library.resolve(place, as_of)
    name = library.name_at_end(reference.name)
    if name is None:
        raise InvalidCitation(f"“{reference.name}{reference.text}”说的是哪部法规，从字面上认不出来")
    return library.resolve(replace(place, regulation=name), as_of)


def _means(mention: Mention, article: ArticleNumber | None) -> bool:
    if article is None:
        return True
    first, last = (mention.first, mention.first_insert), (mention.last, mention.last_insert)
    return first <= (article.number, article.insert) <= last


def _bases(library: Library) -> Iterator[tuple[str, str, Basis]]:
    records: list[FocusPoint | Finding] = [*library.records(FocusPoint), *library.records(Finding)]
    for record in records:
        for basis in record.basis:
            yield record.id, record.title, basis
    for functions in library.records(FunctionList):
        for duty in functions.duties:
            for basis in duty.basis:
                yield functions.id, f"{functions.title}：{duty.text}", basis


def _works(library: Library, citation: Citation) -> set[str]:
    try:
        return {version.work for version in library.find(citation.regulation)}
    except InvalidCitation:
        return set()


def _same_article(basis: Citation, wanted: Citation) -> bool:
    if wanted.article is None or basis.article is None:
        return True
    last = basis.last if isinstance(basis.last, type(basis.article)) else basis.article
    return basis.article <= wanted.article <= last
