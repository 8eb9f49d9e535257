"""Markdown -> .docx bytes: the body and all that stands around it, in one package."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from itertools import chain
from types import MappingProxyType
from typing import Any

from xuncha_docs.forms import PLAIN, Form, FormKind
from xuncha_docs.word import footnotes, package, sections, styles
from xuncha_docs.word.base import Base
from xuncha_docs.word.body import Body
from xuncha_docs.word.drawings import with_attached
from xuncha_docs.word.inline import VALUE_BREAK, plain
from xuncha_docs.word.layout import Layout, layout
from xuncha_docs.word.notes import Notes
from xuncha_docs.word.pouring import poured
from xuncha_docs.word.stamp import stamped
from xuncha_docs.word.tree import Node, Removed, clean, parse
from xuncha_docs.word.walk import Context

_NO_PROPERTIES: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, kw_only=True, slots=True)
class Written:
    """A document ready to be saved."""

    data: bytes
    """The .docx; equal arguments give equal bytes."""
    removed: tuple[Removed, ...]
    """Control characters left out, in the order of the text."""
    comments: int
    """How many review comments are in it."""


def write(
    markdown: str,
    *,
    source: str,
    title: str = "",
    header: str | None = None,
    landscape: bool = False,
    form: Form = PLAIN,
    frame: str = "gbt33476",
    fonts: str = "gb2312",
    properties: Mapping[str, str] = _NO_PROPERTIES,
    reviewed: date | None = None,
    base: Base | None = None,
) -> Written:
    """The Word document of `markdown`; `source` is the path that errors name.

    `title` goes into the properties (default: the text of the first `#`), `header` stands small and right above every
    page, `properties` become custom properties, `reviewed` dates the comments, `base` is the office's own Word file
    that carries the document. Markdown without a Word form is a TemplateError at its line.
    """
    measures = base.layout(layout(frame, fonts)) if base else layout(frame, fonts)
    text, removed = clean(markdown)
    nodes = parse(text, source=source)
    notes = Notes(measures, nodes, source=source)
    form, unfit = _clean_form(base.form(form) if base else form)
    body = Body(measures, notes, source=source, landscape=landscape, form=form)
    for node in nodes:
        body.write(node, Context())
    names, found = _clean_all([title or _first_title(nodes), header or "", *_flat(properties)])
    noted = notes.parts(reviewed)
    parts = {
        "document": body.document(header=bool(header)),
        "styles": styles.styles(measures),
        "fontTable": styles.font_table(measures),
        "settings": styles.settings(footnotes.SETTINGS if "footnotes" in noted else ""),
        **noted,
        **_running(form, names[1], measures),
    }
    custom = dict(zip(names[2::2], names[3::2], strict=True))
    attachments = body.figures.attachments
    whole = package.envelope(parts, title=names[0], properties=custom, attachments=attachments)
    complete = whole | {f"word/{one.path}": one.data for one in with_attached(attachments)}
    data = package.package(poured(complete, base) if base else complete)
    if base and header:
        data = stamped(data, names[1])
    return Written(data=data, removed=removed + unfit + found, comments=notes.comments)


def _running(form: Form, header: str, measures: Layout) -> Mapping[str, str]:
    """The parts that stand above and below the text of each page."""
    parts = {**sections.footers(measures.frame), **(sections.headers(header) if header else {})}
    issuers = form.head.issuers if form.kind is FormKind.LETTER and form.head else ()
    return parts | (sections.letter_parts(issuers[0], header, measures) if issuers else {})


def _flat(properties: Mapping[str, str]) -> Iterable[str]:
    return (text for pair in properties.items() for text in pair)


def _clean_all(texts: Iterable[str]) -> tuple[list[str], tuple[Removed, ...]]:
    """The texts outside the body, cleaned; what was removed has no line."""
    cleaned = [clean(text) for text in texts]
    return [text for text, _ in cleaned], tuple(replace(one, line=None) for _, found in cleaned for one in found)


def _clean_form(form: Form) -> tuple[Form, tuple[Removed, ...]]:
    """The form with its texts cleaned, and what was removed."""
    cleaned: list[tuple[Removed, ...]] = []

    def one(text: Any) -> Any:
        if isinstance(text, tuple):
            return tuple(map(one, text))
        (kept,), found = _clean_all([text or ""])
        cleaned.append(found)
        return kept or None

    def group(parts: Any) -> Any:
        return parts and replace(parts, **{item.name: one(getattr(parts, item.name)) for item in fields(parts)})

    form = replace(form, head=group(form.head), secrecy=one(form.secrecy), imprint=group(form.imprint))
    return form, tuple(chain.from_iterable(cleaned))


def _first_title(nodes: Iterable[Node]) -> str:
    titles = (plain(node.children) for node in nodes if node.type == "heading" and node.number == 1)
    return VALUE_BREAK.sub("", next(titles, ""))
