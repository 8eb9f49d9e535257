"""Source files -> regulations ready to be placed: values in memory, bodies in a spool folder, failures as notes."""

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from xuncha_docs.errors import ImportFailure, XunchaError
from xuncha_docs.ingest.body import Extent
from xuncha_docs.ingest.bundles import split_regulations
from xuncha_docs.ingest.containers import Found, SourceFile, Unreadable, count_files, iter_attachments, iter_files
from xuncha_docs.ingest.converters import Converted
from xuncha_docs.ingest.document import Document, Part, join_parts, part_of, understand
from xuncha_docs.ingest.kbfile import Fields
from xuncha_docs.ingest.manifest import RULES, Imported, Key
from xuncha_docs.ingest.report import Note
from xuncha_docs.ingest.signoffs import split_articles
from xuncha_docs.ingest.spool import Spool, Stored
from xuncha_docs.ingest.titles import family_key, no_regulation, title_in_file_name
from xuncha_docs.library.records import RegulationKind

Progress = Callable[[int, int, str], None]
"""Called with files done, files in all (0: not known) and the name of the file."""
_PART = re.compile(r"#\d+$")
_COVERING_NOTE = 200
"""Chinese characters below which a mail with attachments only says that they are there."""
_SHOWN = 5
"""Warnings about single lines shown for one file."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """A regulation that was read: its values, its body on disk."""

    sources: tuple[Key, ...]
    """Every file it was read from."""
    fields: Fields
    """All but id."""
    body: Stored
    text_key: str
    likeness: str
    extent: Extent
    recognised: bool = False
    """Whether the text was recognised in pictures."""

    @property
    def work(self) -> str:
        """Slug of the work."""
        return str(self.fields["work"])

    @property
    def family(self) -> str:
        """`titles.family_key` of the title."""
        return family_key(str(self.fields["title"]))

    @property
    def base_id(self) -> str:
        """Work slug and version date."""
        return f"{self.work}-{self.fields.get('effective') or self.fields.get('issued') or 'undated'}"

    @property
    def twin_key(self) -> tuple[str, str]:
        """Equal for texts of one work and day that differ in nothing but their printing."""
        return self.base_id, self.likeness


@dataclass(kw_only=True, slots=True)
class Reading:
    """One pass over the sources."""

    known: Mapping[Key, Imported]
    """What earlier imports derived."""
    held: frozenset[str]
    """Ids of the records whose files are there."""
    spool: Spool
    convert: Callable[[bytes, str], Converted]
    """Text of a file by its bytes and name; ImportFailure where there is none."""
    kind: RegulationKind | None = None
    files: int = 0
    candidates: list[Candidate] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    warnings: list[Note] = field(default_factory=list)
    refused: list[Note] = field(default_factory=list)
    cleaned: list[Note] = field(default_factory=list)
    seen: set[Key] = field(default_factory=set)
    """What was read or is unchanged; a file that was split is not in it, its parts are."""
    _order: dict[str, int] = field(default_factory=dict)
    """Names of files in the order in which they came."""
    _again: frozenset[Key] = frozenset()
    """Unchanged sources that have to be read all the same."""
    _parts: dict[tuple[str, str], list[tuple[Part, Key]]] = field(default_factory=lambda: defaultdict(list))

    def run(self, paths: Sequence[Path], progress: Progress | None) -> None:
        """Reads every file under `paths`; nothing a file holds stops the rest."""
        total = (count_files(paths) or 0) if progress else 0
        for found in iter_files(paths):
            self._found(found)
            if progress:
                progress(self.files, total, found.name)
        for parts in self._parts.values():
            self._join([part for part, _ in parts], {part.source: key for part, key in parts})
        self._read_related(paths)
        self.candidates.sort(key=lambda candidate: self._order.get(file_name(candidate.sources[0][0]), total))

    def _read_related(self, paths: Sequence[Path]) -> None:
        """Reads what is unchanged but of one family with what is new, has changed or is gone.

        So that all texts of a work come together as they would in a first import.
        """
        names = {name for name, _ in self.seen}
        gone = (e for e in self.known.values() if e.source in names and e.key not in self.seen)
        families = {candidate.family for candidate in self.candidates} | {family_of(entry) for entry in gone}
        told = {key for candidate in self.candidates for key in candidate.sources}
        related = (e for e in self.known.values() if e.key in self.seen - told and not e.is_part)
        self._again = frozenset(entry.key for entry in related if family_of(entry) in families)
        again = {name for name, _ in self._again}
        if again:
            self.unchanged = [name for name in self.unchanged if name not in again]
            for found in iter_files(paths):
                if isinstance(found, SourceFile) and found.name in again:
                    self._file(found)

    def _found(self, found: Found) -> None:
        self.files += 1
        if isinstance(found, Unreadable):
            self.refused.append(Note(source=found.name, message=found.reason))
        else:
            self._file(found)

    def _file(self, file: SourceFile) -> None:
        key = file.name, hashlib.sha256(file.data).hexdigest()
        self._order.setdefault(file.name, len(self._order))
        self.seen.add(key)
        if self._is_unchanged(key) and not self.known[key].is_part:
            self.unchanged.append(file.name)
            return
        try:
            self._understand(file, key)
        except XunchaError as failure:
            self.refused.append(Note(source=file.name, message=failure.message))

    def _is_unchanged(self, key: Key) -> bool:
        before = self.known.get(key)
        if before is None or key in self._again or before.rules != RULES or before.id not in self.held:
            return False
        return self.kind is None or before.derived.get("kind") == self.kind

    def _understand(self, file: SourceFile, key: Key) -> None:
        reason = no_regulation(file.name, title_in_file_name(file.name))
        if reason:
            raise ImportFailure(reason)
        converted = self.convert(file.data, file.name)
        for found in iter_attachments(file, converted.attachments):
            self._found(found)
        if converted.attachments and not _says_something(converted):
            message = f"邮件正文没有可入库的内容，{len(converted.attachments)} 个附件已分别读取"
            self.warnings.append(Note(source=file.name, message=message))
            return
        parts, how = split_articles(converted), "篇，按落款分开入库"
        if len(parts) == 1:
            parts, how = split_regulations(converted), "件法规，按标题分开入库"
        if len(parts) == 1:
            self._one(converted, key)
            return
        self.warnings.append(Note(source=file.name, message=f"一个文件里有 {len(parts)} {how}"))
        self.seen.discard(key)
        for number, part in enumerate(parts, 1):
            self._one(part, (f"{file.name}#{number}", key[1]))

    def _one(self, converted: Converted, key: Key) -> None:
        """Keeps one document, or puts it aside as the part of a code that comes in several files."""
        name = key[0]
        self.seen.add(key)
        part = part_of(converted, name)
        if part:
            self._parts[name.rpartition("/")[0], part.title].append((part, key))
            return
        document = understand(converted, name, kind=self.kind)
        reason = no_regulation(name, document.title)
        if reason:
            raise ImportFailure(reason)
        self._keep(document, (key,))

    def _join(self, parts: list[Part], keys: Mapping[str, Key]) -> None:
        if all(self._is_unchanged(key) for key in keys.values()):
            self.unchanged += keys
            return
        source = parts[0].source.rpartition("/")[0] or parts[0].title
        try:
            converted, sources = join_parts(parts)
            document = understand(converted, source, kind=self.kind)
        except ImportFailure as failure:
            self.refused += [Note(source=part.source, message=failure.message) for part in parts]
            return
        self._keep(document, tuple(keys[source] for source in sources))

    def _keep(self, document: Document, sources: tuple[Key, ...]) -> None:
        shown = document.warnings
        if len(shown) > 2 * _SHOWN:
            shown = (*shown[:_SHOWN], f"另有 {len(shown) - _SHOWN} 处类似情况")
        self.warnings += [Note(source=document.source, message=warning) for warning in shown]
        self.cleaned += [Note(source=document.source, message=line) for line in document.cleaned]
        self.candidates.append(
            Candidate(
                sources=sources,
                fields=_fields(document),
                body=self.spool.add(document.body),
                text_key=document.text_key,
                likeness=document.likeness,
                extent=document.extent,
                recognised=document.recognised,
            )
        )


def family_of(entry: Imported) -> str:
    """The family of an earlier record, as `Candidate.family`."""
    return family_key(str(entry.derived["title"]))


def file_name(source: str) -> str:
    """The file that a source is, or is a part of (`….docx#2`)."""
    return _PART.sub("", source)


def _says_something(converted: Converted) -> bool:
    """Whether a message is more than a covering note to its attachments."""
    return sum(1 for char in converted.text if "\u4e00" <= char <= "\u9fff") >= _COVERING_NOTE


def _fields(document: Document) -> Fields:
    """Front matter without id; what is not known is left out."""
    version = document.version
    values = {
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
