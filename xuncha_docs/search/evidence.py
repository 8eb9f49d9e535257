"""A hit -> a verbatim quotation with its address and dates."""

from datetime import date

from xuncha_docs.errors import InvalidCitation
from xuncha_docs.library.library import Library
from xuncha_docs.library.provisions import passage
from xuncha_docs.library.records import BasisRole, Evidence, Regulation
from xuncha_docs.library.sanctions import mainly_sanction
from xuncha_docs.search.query import Hit


def evidence_of(hit: Hit, library: Library, as_of: date | None = None) -> Evidence:
    """The hit as a quotation: the whole article, or of any other record the line in which most was found.

    `quote` is a substring of the source text; `newer` counts up to `as_of`. InvalidCitation when the library changed
    under the hit.
    """
    record = library.get(hit.record_id)
    if not isinstance(record, Regulation):
        return Evidence(
            quote=_best_line(hit),
            citation=None,
            record_id=hit.record_id,
            title=hit.title,
            role=BasisRole.NORM,
            location=record.location,
            sample=record.sample,
        )
    provision = next((p for p in record.provisions if p.citation == hit.citation), None)
    quote = passage(provision, provision.citation) if provision else None
    if provision is None or quote is None:
        raise InvalidCitation(f"{hit.citation} 已不在 {hit.record_id} 中，请重新检索")
    return Evidence(
        quote=quote,
        citation=hit.citation,
        record_id=record.id,
        title=record.title,
        role=BasisRole.SANCTION if mainly_sanction(quote) else BasisRole.NORM,
        location=provision.location,
        effective=record.effective,
        ended=library.ended(record),
        dates_certain=library.dates_certain(record),
        newer=library.newer_text(library.summary(record.id), as_of),
        sample=record.sample,
    )


def _best_line(hit: Hit) -> str:
    at = 0
    best, most = "", -1
    for line in hit.text.split("\n"):
        found = sum(
            min(end, at + len(line)) - max(start, at) for start, end in hit.spans if start < at + len(line) and end > at
        )
        if found > most:
            best, most = line, found
        at += len(line) + 1
    return best
