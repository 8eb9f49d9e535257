"""Fills a generation folder: all records anew, or the current generation plus a segment of what changed."""

import hashlib
import json
import os
import pickle
import shutil
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from importlib.metadata import version
from pathlib import Path

from whoosh.fields import STORED, FieldType, Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.filetables import FileFormatError
from whoosh.formats import Existence
from whoosh.index import FileIndex
from whoosh.index import IndexError as WhooshError
from whoosh.reading import CorruptIndexError
from whoosh.writing import IndexWriter, SegmentWriter

from xuncha_docs.library.library import Library
from xuncha_docs.library.records import CatalogEntry, Finding, FocusPoint, FunctionList, Record, Regulation
from xuncha_docs.library.store import FileState
from xuncha_docs.search.arrays import ArraySegment, Collector, Postings, array_files, write_arrays
from xuncha_docs.search.corpus import Corpus, Entry, Segment, entries_from_json, entries_to_json
from xuncha_docs.search.documents import SEARCHED, documents, title_of
from xuncha_docs.search.whoosh_segment import GRAMS, TEXT, WhooshSegment

Progress = Callable[[int, int], None]
"""Called with files done and files to do."""

DAMAGED = (WhooshError, CorruptIndexError, FileFormatError, EOFError, struct.error, pickle.UnpicklingError, zlib.error)
"""What Whoosh raises on damaged files."""
UNREADABLE = (*DAMAGED, OSError, ValueError, KeyError, TypeError)
"""What reading a damaged generation can raise."""

_STATE, _ENTRIES = "fingerprint.json", "records.json"
_SOURCES = ("analyzer", "variants", "documents", "arrays", "corpus", "building")
_MOST_SEGMENTS = 8
_MOST_CHANGED = 0.25
_MOST_DOCUMENTS = 100_000
"""Of a segment while all is built: what bounds the memory that building takes."""
_END = 65536


@dataclass(frozen=True, kw_only=True, slots=True)
class State:
    """What a generation was built from."""

    format: str
    """Hash of the code that fills the index, and Whoosh's version."""
    library: str
    """The library's fingerprint."""
    files: dict[str, str]
    """`layer path` -> sha256."""
    segments: tuple[str, ...]
    """Names of Whoosh's segments in the order of their documents."""
    marks: dict[str, str]
    """Name of a file of the generation -> its size and the checksum of its ends."""
    derived: dict[str, str]
    """The same of the arrays, which can be had again from Whoosh's segments."""


class _Grams(FieldType):
    """A field of grams with the impact of each; no positions, no lengths, nothing that is not read."""

    def __init__(self) -> None:
        self.format = Existence()


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


def read_state(folder: Path) -> State | None:
    """The state of an intact generation that this code wrote; None for any other folder."""
    try:
        state = State(**json.loads((folder / _STATE).read_text(encoding="utf-8")))
        intact = all(_mark(folder / name) == mark for name, mark in state.marks.items())
    except UNREADABLE:
        return None
    return state if intact and state.format == _format() else None


def open_corpus(folder: Path, state: State) -> Corpus | None:
    """The documents of a generation; None when it is damaged."""
    try:
        entries = entries_from_json((folder / _ENTRIES).read_text(encoding="utf-8"))
        return Corpus(tuple(_segments(folder, state)), entries)
    except UNREADABLE:
        return None


def _segments(folder: Path, state: State) -> Iterator[Segment]:
    """Each segment from its arrays; where they are missing or damaged, from Whoosh, and they are written again."""
    for place, name in enumerate(state.segments):
        if all(_is_intact(path, state.derived[path.name]) for path in array_files(folder, name)):
            yield ArraySegment(folder, name)
        else:
            leaf, _ = _whoosh(folder).reader().leaf_readers()[place]
            segment = WhooshSegment(leaf)
            lines = (segment.text(number).encode() for number in range(len(segment)))
            with suppress(OSError):  # 写不了就一直读 Whoosh，只是慢
                write_arrays(folder, name, segment.postings(), lines)
            yield segment


def _is_intact(path: Path, mark: str) -> bool:
    return path.is_file() and _mark(path) == mark


def build(folder: Path, library: Library, progress: Progress | None) -> None:
    """Fills an empty folder with all records of the library."""
    index = FileIndex.create(FileStorage(str(folder)), _schema(), "MAIN")
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


def refresh(current: Path, folder: Path, state: State, library: Library, progress: Progress | None) -> bool:
    """Fills `folder` with the current generation plus a segment of what changed; False when building anew is better."""
    corpus = open_corpus(current, state)
    if corpus is None:
        return False
    old = corpus.entries
    added = _to_add(library, old, state)
    dead = {record.id for record, _ in added} | {entry.id for entry in old if entry.id not in library}
    entries = [replace(entry, alive=entry.alive and entry.id not in dead) for entry in old]
    gone = sum(entry.count for entry in entries if not entry.alive)
    if len(corpus.segments) >= _MOST_SEGMENTS or gone > _MOST_CHANGED * sum(entry.count for entry in old):
        return False
    _take_over(current, folder, state)
    filling = _Filling(folder, SegmentWriter(_whoosh(folder)))
    _delete(filling.writer, old, entries)
    for done, (record, file) in enumerate(added, 1):
        entries.append(filling.add(record, file))
        if progress:
            progress(done, len(added))
    _finish(folder, library, entries, (*state.segments, *filling.commit()))
    return True


def _take_over(current: Path, folder: Path, state: State) -> None:
    """The segments and arrays of the current generation, which never change, under the new one's name too."""
    for name in (state.marks.keys() | state.derived.keys()) - {_ENTRIES}:
        try:
            os.link(current / name, folder / name)
        except OSError:  # 有的磁盘没有硬链接
            shutil.copyfile(current / name, folder / name)


def _schema() -> Schema:
    return Schema(**{GRAMS: _Grams(), TEXT: STORED()})


def _whoosh(folder: Path) -> FileIndex:
    """The Whoosh index under our own schema: the one it stored is a pickle and is never read."""
    return FileIndex(FileStorage(str(folder)), schema=_schema())


def _format() -> str:
    digest = hashlib.sha256(version("whoosh3").encode())
    for name in _SOURCES:
        digest.update((Path(__file__).parent / f"{name}.py").read_bytes())
    return digest.hexdigest()


def _mark(path: Path) -> str:
    """Size and checksum of both ends: a file cut off or zeroed by a crash is noticed without reading all of it."""
    size = path.stat().st_size
    with path.open("rb") as file:
        checksum = zlib.crc32(file.read(_END))
        file.seek(max(0, size - _END))
        return f"{size} {zlib.crc32(file.read(), checksum)}"


def _key(file: FileState | Entry) -> str:
    return f"{file.layer} {file.path}"


def _to_add(library: Library, old: Iterable[Entry], state: State) -> list[tuple[Record, FileState]]:
    """Records of changed files, and those that a changed or removed file of a higher layer no longer hides."""
    files = {_key(file): file for file in library.files()}
    changed = [file for key, file in files.items() if state.files.get(key) != file.sha256]
    stale = {key for key, digest in state.files.items() if key not in files or files[key].sha256 != digest}
    found = {record.id: (record, file) for file in changed for record in library.records_of(file)}
    kept = {entry.id for entry in old if entry.alive and _key(entry) not in stale}
    for record_id in _ids(library) - kept - found.keys():
        record = library.get(record_id)
        found[record_id] = (record, _file_of(record, library))
    return [found[record_id] for record_id in sorted(found) if type(found[record_id][0]) in SEARCHED]


def _ids(library: Library) -> set[str]:
    """Ids of all records that are searched; the text of regulations is not read for it."""
    others = (cls for cls in SEARCHED if cls is not Regulation)
    return {found.id for found in library.regulations()} | {
        record.id for cls in others for record in library.records(cls)
    }


def _file_of(record: Record, library: Library) -> FileState:
    """The file that now holds the record."""
    same_name = (file for file in library.files() if record.location.path.endswith(file.path))
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
        document_number=official.document_number if official else None,
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


def _finish(folder: Path, library: Library, entries: Iterable[Entry], segments: tuple[str, ...]) -> None:
    """Writes the list of entries and, last, the state that makes the generation valid."""
    (folder / _ENTRIES).write_text(entries_to_json(entries), encoding="utf-8")
    derived = {path.name: _mark(path) for name in segments for path in array_files(folder, name)}
    others = (path for path in sorted(folder.iterdir()) if path.name not in derived)
    state = State(
        format=_format(),
        library=library.fingerprint,
        files={_key(file): file.sha256 for file in library.files()},
        segments=segments,
        marks={path.name: _mark(path) for path in others},
        derived=derived,
    )
    (folder / _STATE).write_text(json.dumps(asdict(state), ensure_ascii=False), encoding="utf-8")
