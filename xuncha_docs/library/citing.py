"""Who cites a regulation or one of its articles: the reverse of every basis list."""

from collections.abc import Iterator

from xuncha_docs.errors import InvalidCitation
from xuncha_docs.library.citation import Citation
from xuncha_docs.library.library import Library
from xuncha_docs.library.records import Basis, Finding, FocusPoint, FunctionList


def cited_by(library: Library, citation: Citation) -> tuple[tuple[str, str, Basis], ...]:
    """(record id, its title, the basis) of every record that cites this article, or any article when none is given."""
    works = {version.work for version in library.find(citation.regulation)}
    return tuple(
        (record_id, title, basis)
        for record_id, title, basis in _bases(library)
        if _same_article(basis.citation, citation) and works & _works(library, basis.citation)
    )


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
