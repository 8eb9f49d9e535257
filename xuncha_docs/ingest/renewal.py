"""Which records of earlier imports are derived anew as a whole, so that the end is that of a first import."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from xuncha_docs.ingest.kbfile import body_hash, is_untouched, read_kb_file
from xuncha_docs.ingest.manifest import Imported, Key
from xuncha_docs.ingest.reading import Candidate, family_of, file_name


def renewable(
    kb: Path, known: Mapping[Key, Imported], seen: frozenset[Key], records: Sequence[Candidate]
) -> frozenset[str]:
    """Ids of earlier records whose sources were all read in this run, and whose files nobody has edited.

    A source that has changed counts as read; a record of which only such are left is a version that was, and stays
    unless its file now gives another text of the same version.
    """
    families = {record.family for record in records}
    read = {file_name(source) for source, _ in seen}
    told = {key for record in records for key in record.sources}
    now = {
        (file_name(source), record.family, _day(record.base_id)) for record in records for source, _ in record.sources
    }
    groups: dict[str, list[Imported]] = defaultdict(list)
    for entry in known.values():
        groups[entry.id].append(entry)

    def is_renewed(entries: Sequence[Imported]) -> bool:
        gone = [entry for entry in entries if entry.key not in told]
        if any(entry.key in seen or file_name(entry.source) not in read for entry in gone):
            return False
        return len(gone) < len(entries) or all(
            (file_name(e.source), family_of(e), _day(e.base_id)) in now for e in gone
        )

    related = (entries for entries in groups.values() if family_of(entries[0]) in families)
    return frozenset(e[0].id for e in related if is_renewed(e) and _is_ours(kb, e[0], records))


def _day(base_id: str) -> str:
    return base_id.partition("-")[2]


def _is_ours(kb: Path, entry: Imported, records: Sequence[Candidate]) -> bool:
    """Whether the file holds what was derived, or what a run that was broken off has written in its place."""
    path = kb / "regulations" / f"{entry.id}.md"
    current = read_kb_file(path)
    if current is None or is_untouched(current, entry.derived, entry.body):
        return current is not None or not path.exists()
    fields = {**current.fields, "id": ""}
    return any(
        fields == {**record.fields, "id": ""} and body_hash(current.body) == body_hash(record.body.read())
        for record in records
        if record.fields.get("work") == current.fields.get("work")
    )
