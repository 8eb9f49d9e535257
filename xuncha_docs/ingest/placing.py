"""Regulations that were read -> records of the workspace: which id each has, what is written, what people keep."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from xuncha_docs.errors import reason
from xuncha_docs.ingest.kbfile import (
    Fields,
    KbFile,
    body_hash,
    clear_half_written,
    is_untouched,
    merge,
    read_kb_file,
    render_kb_file,
    write_atomically,
)
from xuncha_docs.ingest.manifest import MANIFEST, RULES, Imported, Key, render_manifest
from xuncha_docs.ingest.reading import Candidate, file_name
from xuncha_docs.ingest.renewal import renewable
from xuncha_docs.ingest.report import Entry, Note
from xuncha_docs.ingest.twins import Gathering, joined, rank


@dataclass(kw_only=True, slots=True)
class Placing:
    """One pass over the candidates."""

    kb: Path
    known: Mapping[Key, Imported]
    seen: frozenset[Key]
    """Every source this run has read."""
    dry_run: bool = False
    entries: list[Entry] = field(default_factory=list)
    corrections: list[Note] = field(default_factory=list)
    warnings: list[Note] = field(default_factory=list)
    refused: list[Note] = field(default_factory=list)
    _manifest: dict[Key, Imported] = field(default_factory=dict)
    _taken: set[str] = field(default_factory=set)
    _renewed: frozenset[str] = frozenset()
    """Ids of records that are derived as if they had not been there."""

    def run(self, candidates: Sequence[Candidate]) -> None:
        """Writes every record that is new or has changed, then the manifest."""
        gathering = Gathering(known=self._foreign())
        records = gathering.gather(candidates)
        self.warnings += gathering.notes
        self._renewed = renewable(self.kb, self.known, self.seen, records)
        self._manifest = {key: entry for key, entry in self.known.items() if entry.id not in self._renewed}
        self._taken = {entry.id for entry in self._manifest.values()}
        if not self.dry_run:
            clear_half_written(self.kb)
            clear_half_written(self.kb / "regulations")
        for record in records:
            self._place(record)
        self._drop_twins()
        data = render_manifest(self._manifest)
        path = self.kb / MANIFEST
        if self._manifest and not self.dry_run and not (path.is_file() and path.read_bytes() == data):
            write_atomically(path, data)

    def _drop_twins(self) -> None:
        """Removes records all of whose sources are now told by another, unless a person has edited the file."""
        named = {entry.id for entry in self._manifest.values()}
        for entry in {e.id: e for e in self.known.values() if e.id not in named}.values():
            path = self._file(entry.id)
            current = read_kb_file(path)
            if current and not is_untouched(current, entry.derived, entry.body):
                message = f"与另一份文本只有写法不同，已并为一件；{path.name} 有人工修改，没有删去，请核对后自行删去"
                self.warnings.append(Note(source=entry.source, message=message))
            elif current and not self.dry_run:
                path.unlink()

    def _foreign(self) -> list[Imported]:
        """What earlier imports derived from sources that this run has not read."""
        read = {file_name(source) for source, _ in self.seen}
        return [entry for entry in self.known.values() if file_name(entry.source) not in read]

    def _place(self, candidate: Candidate) -> None:
        """Gives the record its id, its file, and a manifest line for each of its sources."""
        before = self._same_text(candidate) or self._earlier_text(candidate)
        new = _Derived(candidate.fields, candidate.body.read(), candidate.text_key)
        if before and before.key not in candidate.sources and _is_twin(before, candidate):
            new = self._joined(before, new)
        elif before:
            before = self._kept(before, candidate)
        record_id = before.id if before else self._new_id(candidate)
        new = replace(new, fields={**new.fields, "id": record_id})
        try:
            state = self._write(record_id, KbFile(fields=new.fields, body=new.body), before)
        except OSError as error:
            message = f"没有写入知识库：{reason(error)}；请关闭正打开着它的程序后再导入"
            self.refused.append(Note(source=candidate.sources[0][0], message=message))
            self._manifest |= {key: entry for key, entry in self.known.items() if entry.id == record_id}
            return
        self._note_entry(record_id, candidate, new.fields, state)
        self._note_sources(record_id, candidate, new)

    def _note_sources(self, record_id: str, candidate: Candidate, new: "_Derived") -> None:
        others = [entry.key for entry in self._manifest.values() if entry.id == record_id]
        for source, digest in (*others, *candidate.sources):
            self._manifest[source, digest] = Imported(
                source=source,
                sha256=digest,
                id=record_id,
                text_key=new.text_key,
                derived=new.fields,
                body=body_hash(new.body),
                rules=RULES,
                likeness=candidate.likeness,
            )

    def _joined(self, before: Imported, new: "_Derived") -> "_Derived":
        """What an earlier record becomes when another source of its text is found: the better of both."""
        current = read_kb_file(self._file(before.id))
        held = current is not None and body_hash(current.body) == before.body
        if current and held and rank(before.derived, current.body) < rank(new.fields, new.body):
            return replace(new, fields=joined(new.fields, before.derived))
        fields = joined(before.derived, new.fields)
        return _Derived(fields, current.body, before.text_key) if current and held else replace(new, fields=fields)

    def _same_text(self, candidate: Candidate) -> Imported | None:
        """The line of a record that holds the same text: rather one from the same source, then the first."""
        found = [entry for entry in self._manifest.values() if _is_twin(entry, candidate)]
        found.sort(key=lambda entry: (entry.key not in candidate.sources, entry.id))
        return next(iter(found), None)

    def _earlier_text(self, candidate: Candidate) -> Imported | None:
        """The line of the same source and version as it was before its text was changed; it gives way."""
        names = {source for source, _ in candidate.sources}
        for entry in list(self._manifest.values()):
            gone = entry.source in names and entry.key not in self.seen
            if gone and entry.base_id == candidate.base_id and self._only_from(entry, names):
                for other in [other for other in self._manifest.values() if other.id == entry.id]:
                    del self._manifest[other.key]
                return entry
        return None

    def _only_from(self, entry: Imported, names: set[str]) -> bool:
        return all(other.source in names for other in self._manifest.values() if other.id == entry.id)

    def _kept(self, before: Imported, candidate: Candidate) -> Imported | None:
        """The earlier record, unless the version's date is now read otherwise and nobody has edited the file."""
        if before.base_id == candidate.base_id:
            return before
        path = self._file(before.id)
        current = read_kb_file(path)
        if current and not is_untouched(current, before.derived, before.body):
            return before
        self._taken.discard(before.id)
        for entry in [entry for entry in self._manifest.values() if entry.id == before.id]:
            del self._manifest[entry.key]
        if current and not self.dry_run:
            path.unlink()
        return None

    def _new_id(self, candidate: Candidate) -> str:
        base, record_id, number = candidate.base_id, candidate.base_id, 1
        while record_id in self._taken:
            number += 1
            record_id = f"{base}-{number}"
        self._taken.add(record_id)
        if number > 1:
            message = f"同日异文：与 {base} 法规和日期相同而文字不同，另存为 {record_id}，请把错的连同来源文件删去"
            self.warnings.append(Note(source=candidate.sources[0][0], message=message))
        return record_id

    def _write(self, record_id: str, new: KbFile, before: Imported | None) -> str:
        """`new`, `updated` or `same`, after writing what people have not corrected."""
        path = self._file(record_id)
        current = read_kb_file(path)
        if current is None and path.exists():
            message = "知识库里已有此文件但读不懂，没有改动；请修正或删去后再导入"
            self.warnings.append(Note(source=path.name, message=message))
            return "same"
        if current is not None and record_id not in self._renewed:
            new, kept = merge(before.derived if before else {}, current, new, before.body if before else "")
            self.corrections += [Note(source=path.name, message=f"{name} 保留人工修改") for name in kept]
        if current == new:
            return "same"
        if not self.dry_run:
            write_atomically(path, render_kb_file(new))
        return "new" if current is None else "updated"

    def _note_entry(self, record_id: str, candidate: Candidate, fields: Fields, state: str) -> None:
        self.entries.append(
            Entry(
                id=record_id,
                title=str(fields["title"]),
                sources=tuple(source for source, _ in candidate.sources),
                state=state,
                issuer="issuer" in fields,
                document_number="document_number" in fields,
                issued="issued" in fields,
                effective="effective" in fields,
                certain=fields["dates_certain"] == "true",
                extent=candidate.extent,
            )
        )

    def _file(self, record_id: str) -> Path:
        return self.kb / "regulations" / f"{record_id}.md"


@dataclass(frozen=True, slots=True)
class _Derived:
    """What a record would hold if nobody had corrected it."""

    fields: Fields
    body: str
    text_key: str


def _is_twin(entry: Imported, candidate: Candidate) -> bool:
    """Whether a record holds the candidate's text, be it printed otherwise where the day is the same."""
    if entry.derived.get("work") != candidate.work:
        return False
    printed_otherwise = bool(entry.likeness) and (entry.base_id, entry.likeness) == candidate.twin_key
    return entry.text_key == candidate.text_key or printed_otherwise
