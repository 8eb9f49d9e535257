"""Reads every file, groups what it understood into works and versions, then writes what has changed."""

import hashlib
import tempfile
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from xuncha_docs.errors import ImportFailure
from xuncha_docs.ingest.body import Extent
from xuncha_docs.ingest.containers import SourceFile, Unreadable, count_files, iter_files
from xuncha_docs.ingest.converters import convert
from xuncha_docs.ingest.document import Document, Part, join_parts, part_of, understand
from xuncha_docs.ingest.kbfile import (
    Fields,
    Imported,
    KbFile,
    body_hash,
    merge,
    read_kb_file,
    read_manifest,
    render_kb_file,
    render_manifest,
    write_atomically,
)
from xuncha_docs.ingest.report import Entry, ImportReport, Note
from xuncha_docs.ingest.titles import no_regulation, title_in_file_name
from xuncha_docs.library.records import RegulationKind

RULES = 1
"""Raised whenever the rules of derivation change: then unchanged sources are derived anew."""
MANIFEST = ".imported.jsonl"
Progress = Callable[[int, int, str], None]
"""Called with files done, files in all (0: not known) and the name of the file."""


def import_paths(
    paths: Sequence[Path],
    workspace_kb: Path,
    *,
    kind: RegulationKind | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> ImportReport:
    """The report of importing files, folders and archives into `workspace_kb/regulations`.

    A file that cannot be understood is named in the report and stops nothing. Sources that have not changed since the
    last import are not read again and nothing is rewritten for them; corrections people made in the kb files stay.
    """
    with tempfile.TemporaryDirectory(prefix="xuncha-import-") as spool:
        run = _Run(kb=workspace_kb, spool=Path(spool), kind=kind, dry_run=dry_run)
        run.read(paths, progress)
        run.write()
    return run.report()


@dataclass(frozen=True, kw_only=True, slots=True)
class _Candidate:
    """A regulation that was read: its values, its body on disk."""

    sources: tuple[tuple[str, str], ...]
    """(source, sha256) of every file it was read from."""
    fields: Fields
    """All but id."""
    body: Path
    text_key: str
    extent: Extent

    @property
    def base_id(self) -> str:
        """Work slug and version date."""
        return f"{self.fields['work']}-{self.fields.get('effective') or self.fields.get('issued') or 'undated'}"

    @property
    def known_fields(self) -> int:
        """How much the source tells; of equal texts the most telling one gives the values."""
        return len(self.fields) + (self.fields["dates_certain"] == "true")


@dataclass(kw_only=True, slots=True)
class _Run:
    """One import."""

    kb: Path
    spool: Path
    kind: RegulationKind | None
    dry_run: bool
    files: int = 0
    known: dict[tuple[str, str], Imported] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    """Id -> text key of every record that exists or is being made."""
    candidates: list[_Candidate] = field(default_factory=list)
    parts: dict[tuple[str, str], list[tuple[Part, str]]] = field(default_factory=lambda: defaultdict(list))
    entries: list[Entry] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    corrections: list[Note] = field(default_factory=list)
    warnings: list[Note] = field(default_factory=list)
    refused: list[Note] = field(default_factory=list)

    def read(self, paths: Sequence[Path], progress: Progress | None) -> None:
        """Reads all files; bodies go to disk, only values stay in memory."""
        self.known = read_manifest(self.kb / MANIFEST)
        self.ids = {entry.id: entry.text_key for entry in self.known.values() if self._file(entry.id).is_file()}
        total = (count_files(paths) or 0) if progress else 0
        for found in iter_files(paths):
            self.files += 1
            if isinstance(found, Unreadable):
                self.refused.append(Note(source=found.name, message=found.reason))
            else:
                self._read_file(found)
            if progress:
                progress(self.files, total, found.name)
        for parts in self.parts.values():
            self._join(parts)

    def write(self) -> None:
        """Writes every record that is new or has changed, then the manifest."""
        groups: dict[tuple[str, str], list[_Candidate]] = defaultdict(list)
        for candidate in self.candidates:
            groups[str(candidate.fields["work"]), candidate.text_key].append(candidate)
        manifest = dict(self.known)
        for group in groups.values():
            manifest |= self._place(_merged(group))
        data = render_manifest(manifest)
        path = self.kb / MANIFEST
        if manifest and not self.dry_run and not (path.is_file() and path.read_bytes() == data):
            write_atomically(path, data)

    def report(self) -> ImportReport:
        """What happened."""
        return ImportReport(
            files=self.files,
            imported=tuple(self.entries),
            unchanged=tuple(self.unchanged),
            corrections=tuple(self.corrections),
            warnings=tuple(self.warnings),
            refused=tuple(self.refused),
            dry_run=self.dry_run,
        )

    def _read_file(self, file: SourceFile) -> None:
        digest = hashlib.sha256(file.data).hexdigest()
        before = self.known.get((file.name, digest))
        if before and before.rules == RULES and self._file(before.id).is_file():
            self.unchanged.append(file.name)
            return
        try:
            self._understand(file, digest)
        except ImportFailure as failure:
            self.refused.append(Note(source=file.name, message=failure.message))

    def _understand(self, file: SourceFile, digest: str) -> None:
        reason = no_regulation(file.name, title_in_file_name(file.name))
        if reason:
            raise ImportFailure(reason)
        converted = convert(file.data, file.name)
        part = part_of(converted, file.name)
        if part:
            self.parts[file.name.rpartition("/")[0], part.title].append((part, digest))
            return
        document = understand(converted, file.name, kind=self.kind)
        reason = no_regulation(file.name, document.title)
        if reason:
            raise ImportFailure(reason)
        self._keep(document, ((file.name, digest),))

    def _join(self, parts: list[tuple[Part, str]]) -> None:
        folder = parts[0][0].source.rpartition("/")[0]
        try:
            converted, sources = join_parts([part for part, _ in parts])
            digests = {part.source: digest for part, digest in parts}
            document = understand(converted, folder, kind=self.kind)
        except ImportFailure as failure:
            self.refused += [Note(source=part.source, message=failure.message) for part, _ in parts]
            return
        self._keep(document, tuple((source, digests[source]) for source in sources))

    def _keep(self, document: Document, sources: tuple[tuple[str, str], ...]) -> None:
        self.warnings += [Note(source=document.source, message=warning) for warning in document.warnings]
        body = self.spool / str(len(self.candidates))
        body.write_text(document.body, encoding="utf-8", newline="\n")
        self.candidates.append(
            _Candidate(
                sources=sources,
                fields=_fields(document),
                body=body,
                text_key=document.text_key,
                extent=document.extent,
            )
        )

    def _place(self, candidate: _Candidate) -> dict[tuple[str, str], Imported]:
        """Gives the record its id and its file; the manifest lines of all its sources."""
        record_id, before = self._id(candidate)
        body = candidate.body.read_text(encoding="utf-8")
        fields: Fields = {"id": record_id, **candidate.fields}
        if before and before.rules == RULES:
            fields = {**before.derived, "source": _both(before.derived.get("source"), candidate.fields["source"])}
        new = KbFile(fields=fields, body=body)
        state = self._write(record_id, new, before)
        self._note_entry(record_id, candidate, fields, state)
        others = [entry for entry in self.known.values() if entry.id == record_id]
        sources = [*candidate.sources, *((entry.source, entry.sha256) for entry in others)]
        return {
            (source, digest): Imported(
                source=source,
                sha256=digest,
                id=record_id,
                text_key=candidate.text_key,
                derived=fields,
                body=body_hash(body),
                rules=RULES,
            )
            for source, digest in sources
        }

    def _id(self, candidate: _Candidate) -> tuple[str, Imported | None]:
        """The record's id, and what was derived for it before: an equal text of the work keeps its record."""
        for entry in self.known.values():
            if entry.text_key == candidate.text_key and entry.derived.get("work") == candidate.fields["work"]:
                self.ids[entry.id] = entry.text_key
                return entry.id, entry
        base, number = candidate.base_id, 1
        while f"{base}-{number}" in self.ids if number > 1 else base in self.ids:
            number += 1
        record_id = base if number == 1 else f"{base}-{number}"
        self.ids[record_id] = candidate.text_key
        if number > 1:
            message = f"同日异文：与 {base} 是同一法规同一日期的不同文本，另存为 {record_id}，请核对哪一份正确"
            self.warnings.append(Note(source=candidate.sources[0][0], message=message))
        return record_id, None

    def _write(self, record_id: str, new: KbFile, before: Imported | None) -> str:
        """`new`, `updated` or `same`, after writing what people have not corrected."""
        path = self._file(record_id)
        current = read_kb_file(path)
        if current is None and path.exists():
            message = "知识库里已有此文件但读不懂，没有改动；请修正或删去后再导入"
            self.warnings.append(Note(source=path.name, message=message))
            return "same"
        if current is not None:
            old = dict(before.derived) if before else {}
            new, kept = merge(old, current, new, before.body if before else "")
            self.corrections += [Note(source=path.name, message=f"{name} 保留人工修改") for name in kept]
        data = render_kb_file(new)
        if current is not None and path.read_bytes() == data:
            return "same"
        if current is not None and current == new:
            return "same"
        if not self.dry_run:
            write_atomically(path, data)
        return "new" if current is None else "updated"

    def _note_entry(self, record_id: str, candidate: _Candidate, fields: Fields, state: str) -> None:
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


def _merged(group: list[_Candidate]) -> _Candidate:
    """One record of equal texts: the values of the source that tells most, all sources named."""
    best = max(group, key=lambda candidate: candidate.known_fields)
    if len(group) == 1:
        return best
    source = best.fields["source"]
    for other in group:
        source = _both(source, other.fields["source"])
    sources = tuple(pair for candidate in group for pair in candidate.sources)
    return replace(best, fields={**best.fields, "source": source}, sources=sources)


def _both(one: str | list[str] | None, other: str | list[str]) -> str:
    """Sources joined by ；, none twice."""
    names = [name for text in (one, other) if isinstance(text, str) for name in text.split("；")]
    return "；".join(dict.fromkeys(names))


def _fields(document: Document) -> Fields:
    """Front matter without id; what is not known is left out."""
    version = document.version
    values: dict[str, object] = {
        "work": document.work,
        "title": document.title,
        "kind": document.kind,
        "issuer": document.issuer,
        "document_number": document.document_number,
        "issued": version.issued,
        "effective": version.effective,
        "status": document.status,
        "dates_certain": "true" if version.certain else "false",
        "source": f"{document.origin}：{document.source}" if document.origin else document.source,
    }
    fields: Fields = {key: str(value) for key, value in values.items() if value}
    if document.supersedes:
        fields["supersedes"] = list(document.supersedes)
    return fields
