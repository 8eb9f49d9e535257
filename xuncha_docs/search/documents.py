"""What of a record is searched and shown: one document per provision, duty, focus point, finding, entry or term."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Self

from xuncha_docs.library.citation import ArticleNumber, Citation
from xuncha_docs.library.records import (
    CatalogEntry,
    Finding,
    FocusPoint,
    FunctionList,
    Provision,
    Record,
    Regulation,
    Term,
)
from xuncha_docs.search.analyzer import fold

SEARCHED: dict[type[Any], str] = {
    Regulation: "regulation",
    CatalogEntry: "catalog_entry",
    FunctionList: "function_list",
    FocusPoint: "focus_point",
    Finding: "finding",
    Term: "term",
}
"""Record type -> record kind, in the order in which they are indexed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """One searchable text with what stands above it."""

    title: str
    names: tuple[str, ...] = ()
    """Other names under which it is found: short titles, document number."""
    headings: tuple[str, ...] = ()
    text: str
    citation: Citation | None = None

    @property
    def indexed(self) -> str:
        """Everything that is searched, folded, one line each."""
        return fold("\n".join((self.title, *self.names, *self.headings, self.text)))

    def to_line(self) -> str:
        """One line of JSON, which the index stores."""
        place = self.citation
        article = (place.article.number, place.article.insert) if place and place.article else None
        paragraph = place.paragraph if place else None
        row = (self.title, self.names, self.headings, self.text, article, paragraph)
        return json.dumps(row, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_line(cls, line: str) -> Self:
        """The document that `to_line` wrote."""
        title, names, headings, text, article, paragraph = json.loads(line)
        cited = article is not None or paragraph is not None
        number = ArticleNumber(*article) if article else None
        return cls(
            title=title,
            names=tuple(names),
            headings=tuple(headings),
            text=text,
            citation=Citation(regulation=title, article=number, paragraph=paragraph) if cited else None,
        )


def documents(record: Record) -> Iterator[Document]:
    """The documents of a record in their order; none for a record that is not searched."""
    match record:
        case Regulation():
            yield from (_provision(record, provision) for provision in record.provisions)
        case FunctionList():
            for duty in record.duties:
                yield Document(title=record.title, headings=(record.unit_type,), text=_lines(duty.text, *duty.risks))
        case FocusPoint() | Finding() | CatalogEntry() | Term():
            yield _whole(record)


def title_of(record: Record) -> str:
    """What a record is called where it is listed."""
    match record:
        case Term():
            return record.preferred
        case Regulation() | CatalogEntry() | FunctionList() | FocusPoint() | Finding():
            return record.title
        case _:
            return record.name


def _provision(regulation: Regulation, provision: Provision) -> Document:
    return Document(
        title=regulation.title,
        names=(*regulation.short_titles, *filter(None, [regulation.document_number])),
        headings=provision.headings,
        text=provision.text,
        citation=provision.citation,
    )


def _whole(record: FocusPoint | Finding | CatalogEntry | Term) -> Document:
    match record:
        case FocusPoint():
            lines = [*record.signs, record.normal, record.innocent, *record.check_path]
            lines += [request.name for request in record.documents]
            lines += [question.text for question in record.questions]
            return Document(title=record.title, headings=record.themes, text=_lines(*lines))
        case Finding():
            lines = [record.phenomenon, record.qualification, record.responsibility, record.rectification]
            return Document(title=record.title, headings=record.themes, text=_lines(*lines))
        case CatalogEntry():
            facts = [record.issuer, record.document_number, record.successor]
            return Document(title=record.title, names=record.short_titles, text=_lines(record.title, *facts))
        case Term():
            return Document(
                title=record.preferred,
                text=_lines(record.preferred, *record.synonyms, *record.abbreviations, record.note),
            )


def _lines(*lines: str | None) -> str:
    return "\n".join(line for line in lines if line)
