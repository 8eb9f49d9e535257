"""Fills a generation folder: all records anew, or the current generation plus a segment of what changed."""

import json
import os
import shutil
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.writing import IndexWriter, SegmentWriter

from xuncha_docs.library.library import Library
from xuncha_docs.library.records import CatalogEntry, Finding, FocusPoint, FunctionList, Record, Regulation, Term
from xuncha_docs.library.store import FileState, Progress
from xuncha_docs.search.arrays import ArraySegment, Collector, Postings, array_file, write_arrays
from xuncha_docs.search.corpus import Corpus
from xuncha_docs.search.documents import SEARCHED, documents, title_of
from xuncha_docs.search.entries import Entry, entries_to_json, names_of
from xuncha_docs.search.state import ENTRIES, STATE, State, current_format, mark_of, open_corpus
from xuncha_docs.search.validity import Binding, bindings
from xuncha_docs.search.whoosh_segment import GRAMS, TEXT, open_whoosh, schema

_MOST_SEGMENTS = 8
_MOST_TOGETHER = 10_000
"""So many documents are put together at most when there are too many segments."""
_MOST_CHANGED = 0.25
_MOST_DOCUMENTS = 100_000
"""Of a segment while all is built: what bounds the memory that building takes."""


@dataclass(slots=True)
class _Pool:
    """Postings that are already sorted, in the place where Whoosh would collect and sort its own."""

    postings: Postings

    def iter_postings(self) -> Iterator[tuple[str, bytes, int, float, bytes]]:
        """(field, gram, document, weight, nothing) of each posting, as Whoosh writes them."""
        for gram, found, impacts in self.postings:
            name = gram.encode()
            for document, impact in zip(found.tolist(), impacts.tolist(), strict=True):
                yield GRAMS, name, document, float(impact), b""

    def cleanup(self) -> None:
        """Nothing was written aside."""


@dataclass(slots=True)
class _Filling:
    """A segment being filled: the same texts for Whoosh and for the arrays."""

    folder: Path
    writer: SegmentWriter
    collector: Collector = field(default_factory=Collector)
    lines: list[bytes] = field(default_factory=list)

    def add(self, record: Record, file: FileState) -> Entry:
        """Adds the record's documents; the entry that stands for them."""
        count = 0
        for document in documents(record):
            line = document.to_line()
            self.collector.add(document.indexed)
            self.writer.add_document(**{TEXT: line})
            self.lines.append(line.encode())
            count += 1
        return _entry(record, file, count)

    def commit(self) -> tuple[str, ...]:
        """Writes the segment and its arrays; its name, none when nothing was added."""
        postings = self.collector.postings()
        name: str = self.writer.newsegment.segment_id()
        self.writer.pool = _Pool(postings)  # type: ignore[assignment] # 只用到它的两个方法
        self.writer.commit(merge=False)
        if not self.lines:
            return ()
        write_arrays(self.folder, name, postings, self.lines)
        return (name,)


def build(folder: Path, library: Library, progress: Progress | None) -> None:
    """Fills an empty folder with all records of the library."""
    index = FileIndex.create(FileStorage(str(folder)), schema(), "MAIN")
    files = library.files()
    entries: list[Entry] = []
    segments: tuple[str, ...] = ()
    filling = _Filling(folder, SegmentWriter(index))
    for done, file in enumerate(files, 1):
        for record in library.records_of(file):
            if type(record) not in SEARCHED:
                continue
            if len(filling.lines) > _MOST_DOCUMENTS:
                segments += filling.commit()
                filling = _Filling(folder, SegmentWriter(index))
            entries.append(filling.add(record, file))
        if progress:
            progress(done, len(files))
    _finish(folder, library, entries, segments + filling.commit())


def refresh(current: Path, folder: Path, state: State, library: Library, progress: Progress | None) -> Corpus | None:
    """Fills `folder` with the current generation plus a segment of what changed, and opens it.

    None when building anew is better.
    """
    corpus = open_corpus(current, state)
    if corpus is None:
        return None
    staying = _staying([len(segment) for segment in corpus.segments])
    documents_staying = sum(len(segment) for segment in corpus.segments[:staying])
    old = corpus.entries[: bisect_left(corpus.starts.tolist(), documents_staying)]
    added = _to_add(library, old, state)
    dead = {record.id for record, _ in added} | {entry.id for entry in old if entry.id not in library}
    entries = [replace(entry, alive=False) if entry.alive and entry.id in dead else entry for entry in old]
    gone = sum(entry.count for entry in entries if not entry.alive)
    if gone > _MOST_CHANGED * sum(entry.count for entry in old):
        return None
    _take_over(current, folder, state, state.segments[staying:])
    filling = _Filling(folder, SegmentWriter(open_whoosh(folder)))
    filling.writer.segments = filling.writer.segments[:staying]
    _delete(filling.writer, old, entries)
    for done, (record, file) in enumerate(added, 1):
        entries.append(filling.add(record, file))
        if progress:
            progress(done, len(added))
    new = filling.commit()
    bound = _finish(folder, library, entries, (*state.segments[:staying], *new))
    return Corpus((*corpus.segments[:staying], *(ArraySegment(folder, name) for name in new)), bound)


def _staying(sizes: Sequence[int]) -> int:
    """How many segments stay as they are; of too many, the last ones are put together with what is new.

    As far as each is no larger than those behind it: so a text is written again seldom, and segments stay few.
    """
    if len(sizes) < _MOST_SEGMENTS:
        return len(sizes)
    stay, together = len(sizes) - 1, sizes[-1]
    while stay > 1 and sizes[stay - 1] <= together < _MOST_TOGETHER:
        stay -= 1
        together += sizes[stay]
    return stay


def _take_over(current: Path, folder: Path, state: State, left: Iterable[str]) -> None:
    """The files of the current generation, which never change, under the new one's name too; not of segments `left`."""
    for name in (state.marks.keys() | state.derived.keys()) - {ENTRIES}:
        if any(segment in name for segment in left):
            continue
        try:
            os.link(current / name, folder / name)
        except OSError:  # 有的磁盘没有硬链接
            shutil.copyfile(current / name, folder / name)


def _key(file: FileState | Entry) -> str:
    return f"{file.layer} {file.path}"


def _to_add(library: Library, old: Iterable[Entry], state: State) -> list[tuple[Record, FileState]]:
    """Records of changed files, and those that a changed or removed file of a higher layer no longer hides."""
    files = {_key(file): file for file in library.files()}
    changed = [file for key, file in files.items() if state.files.get(key) != file.sha256]
    stale = {key for key, digest in state.files.items() if key not in files or files[key].sha256 != digest}
    found = {record.id: (record, file) for file in changed for record in library.records_of(file)}
    kept = {entry.id for entry in old if entry.alive and _key(entry) not in stale}
    for record_id in library.ids(SEARCHED) - kept - found.keys():
        record = library.get(record_id)
        found[record_id] = (record, _file_of(record, library, files.values()))
    return [found[record_id] for record_id in sorted(found) if type(found[record_id][0]) in SEARCHED]


def _file_of(record: Record, library: Library, files: Iterable[FileState]) -> FileState:
    """The file that now holds the record."""
    same_name = (file for file in files if record.location.path.endswith(file.path))
    return next(file for file in same_name if any(held.id == record.id for held in library.records_of(file)))


def _delete(writer: IndexWriter, old: Iterable[Entry], entries: Iterable[Entry]) -> None:
    first = 0
    for before, after in zip(old, entries, strict=True):
        if before.alive and not after.alive:
            for document in range(first, first + before.count):
                writer.delete_document(document)
        first += before.count


def _entry(record: Record, file: FileState, count: int) -> Entry:
    official = record if isinstance(record, Regulation | CatalogEntry) else None
    return Entry(
        id=record.id,
        layer=file.layer,
        path=file.path,
        kind=record.kind.value if isinstance(record, Regulation) else SEARCHED[type(record)],
        title=title_of(record),
        short_titles=official.short_titles if official else (),
        synonyms=(*record.synonyms, *record.abbreviations) if isinstance(record, Term) else (),
        document_number=official.document_number if official else None,
        named=names_of(official.title, official.short_titles) if official else (),
        issuer=official.issuer if official else None,
        unit_types=_unit_types(record),
        themes=record.themes if isinstance(record, FocusPoint | Finding) else (),
        count=count,
    )


def _unit_types(record: Record) -> tuple[str, ...]:
    match record:
        case FunctionList() | Finding():
            return (record.unit_type,)
        case Regulation() | FocusPoint():
            return record.unit_types
        case _:
            return ()


def _finish(folder: Path, library: Library, entries: Iterable[Entry], segments: tuple[str, ...]) -> tuple[Entry, ...]:
    """Writes the list of entries and, last, the state that makes the generation valid; the entries as they bind now."""
    bound = tuple(_bound(entries, bindings(library)))
    (folder / ENTRIES).write_text(entries_to_json(bound), encoding="utf-8")
    derived = {path.name: mark_of(path) for path in (array_file(folder, name) for name in segments)}
    others = (path for path in sorted(folder.iterdir()) if path.name not in derived)
    state = State(
        format=current_format(),
        library=library.fingerprint,
        files={_key(file): file.sha256 for file in library.files()},
        segments=segments,
        marks={path.name: mark_of(path) for path in others},
        derived=derived,
    )
    (folder / STATE).write_text(json.dumps(asdict(state), ensure_ascii=False), encoding="utf-8")
    return bound


def _bound(entries: Iterable[Entry], binding: Mapping[str, Binding]) -> Iterator[Entry]:
    """The entries as they bind now: when a text ends depends on others."""
    for entry in entries:
        now = binding.get(entry.id)
        yield entry if entry.binding == now else replace(entry, binding=now)
