"""Several texts that are one record: which of them is kept, and what the others add."""

from collections.abc import Sequence
from dataclasses import replace

from xuncha_docs.ingest.body import without_notes
from xuncha_docs.ingest.kbfile import Fields
from xuncha_docs.ingest.reading import Candidate

_ADDED = ("issuer", "document_number", "issued")
"""What a source may know that the better one leaves out."""


def merged(group: Sequence[Candidate]) -> Candidate:
    """One record of texts that are the same: the best of them, all sources named."""
    if len(group) == 1:
        return group[0]
    best = max(group, key=lambda candidate: rank(candidate.fields, candidate.body.read()))
    fields = best.fields
    for other in group:
        fields = joined(fields, other.fields)
    sources = tuple(key for candidate in group for key in candidate.sources)
    return replace(best, fields=fields, sources=sources)


def rank(fields: Fields, body: str) -> tuple[int, int]:
    """The greater the better: without an editor's notes, then telling more of itself."""
    notes = len(body) - len(without_notes(body))
    telling = len(fields.keys() - {"id"}) + (fields["dates_certain"] == "true")
    return -notes, telling


def joined(best: Fields, other: Fields) -> Fields:
    """The values of `best`, those it lacks from `other`, both sources named, none twice."""
    added = {key: other[key] for key in _ADDED if key in other and key not in best}
    texts = [fields["source"] for fields in (best, other) if "source" in fields]
    names = [name for text in texts if isinstance(text, str) for name in text.split("；")]
    return {**best, **added, "source": "；".join(dict.fromkeys(names))}
