"""Fills a generation folder: all records anew, or the current generation plus a segment of what changed."""

import hashlib
import json
import pickle
import shutil
import struct
import zlib
from collections import Counter
from collections.abc import Callable, Generator, Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import whoosh
from whoosh.columns import NumericColumn
from whoosh.fields import COLUMN, STORED, FieldType, Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.filetables import FileFormatError
from whoosh.formats import Existence
from whoosh.index import FileIndex
from whoosh.index import IndexError as WhooshError
from whoosh.reading import CorruptIndexError
from whoosh.writing import IndexWriter

from xuncha_docs.library.library import Library
from xuncha_docs.library.records import CatalogEntry, Finding, FocusPoint, FunctionList, Record, Regulation
from xuncha_docs.library.store import FileState
from xuncha_docs.search.analyzer import grams
from xuncha_docs.search.documents import SEARCHED, documents, title_of
from xuncha_docs.search.scoring import GRAMS, SIZE, TEXT, Corpus, Entry, entries_from_json, entries_to_json

Progress = Callable[[int, int], None]
"""Called with files done and files to do."""

DAMAGED = (WhooshError, CorruptIndexError, FileFormatError, EOFError, struct.error, pickle.UnpicklingError, zlib.error)
"""What Whoosh raises on damaged files."""
UNREADABLE = (*DAMAGED, OSError, ValueError, KeyError, TypeError)
"""What reading a damaged generation can raise."""

_STATE, _ENTRIES = "fingerprint.json", "records.json"
_SOURCES = ("analyzer", "variants", "documents", "building")
_MOST_SEGMENTS = 8
_MOST_CHANGED = 0.25
_MEMORY_MB = 128
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
    marks: dict[str, str]
    """Name of a file of the generation -> its size and the checksum of its ends."""


class _Grams(FieldType):
    """A field of grams with how often each occurs; no positions, no lengths, nothing that is not read."""

    def __init__(self) -> None:
        self.format = Existence()

    def index(self, value: str, **_: Any) -> Generator[tuple[bytes, int, float, bytes], Any, None]:
        """(gram, occurrences, weight, nothing) of each gram of the text."""
        for gram, times in Counter(grams(value)).items():
            yield gram.encode(), times, float(times), b""


def read_state(folder: Path) -> State | None:
    """The state of an intact generation that this code wrote; None for any other folder."""
    try:
        state = State(**json.loads((folder / _STATE).read_text(encoding="utf-8")))
        intact = all(_mark(folder / name) == mark for name, mark in state.marks.items())
    except UNREADABLE:
        return None
    return state if intact and state.format == _format() else None


def open_corpus(folder: Path) -> Corpus | None:
    """The documents of a generation; None when it is damaged."""
    try:
        entries = entries_from_json((folder / _ENTRIES).read_text(encoding="utf-8"))
        return Corpus(_whoosh(folder).reader(), entries)
    except UNREADABLE:
        return None


def build(folder: Path, library: Library, progress: Progress | None) -> None:
    """Fills an empty folder with all records of the library."""
    writer = FileIndex.create(FileStorage(str(folder)), _schema(), "MAIN").writer(limitmb=_MEMORY_MB)
    files = library.files()
    entries: list[Entry] = []
    for done, file in enumerate(files, 1):
        entries += [_add(writer, record, file) for record in library.records_of(file) if type(record) in SEARCHED]
        if progress:
            progress(done, len(files))
    writer.commit(merge=False)
    _finish(folder, library, entries)


def refresh(current: Path, folder: Path, state: State, library: Library, progress: Progress | None) -> bool:
    """Fills `folder` with the current generation plus a segment of what changed; False when building anew is better."""
    corpus = open_corpus(current)
    if corpus is None:
        return False
    old, segments = corpus.entries, corpus.segments
    corpus.close()
    added = _to_add(library, old, state)
    dead = {record.id for record, _ in added} | {entry.id for entry in old if entry.id not in library}
    entries = [replace(entry, alive=entry.alive and entry.id not in dead) for entry in old]
    gone = sum(entry.count for entry in entries if not entry.alive)
    if segments >= _MOST_SEGMENTS or gone > _MOST_CHANGED * sum(entry.count for entry in old):
        return False
    shutil.copytree(current, folder, dirs_exist_ok=True)
    writer = _whoosh(folder).writer(limitmb=_MEMORY_MB)
    _delete(writer, old, entries)
    for done, (record, file) in enumerate(added, 1):
        entries.append(_add(writer, record, file))
        if progress:
            progress(done, len(added))
    writer.commit(merge=False)
    _finish(folder, library, entries)
    return True


def _schema() -> Schema:
    return Schema(**{GRAMS: _Grams(), TEXT: STORED(), SIZE: COLUMN(NumericColumn("i"))})


def _whoosh(folder: Path) -> FileIndex:
    """The Whoosh index under our own schema: the one it stored is a pickle and is never read."""
    return FileIndex(FileStorage(str(folder)), schema=_schema())


def _format() -> str:
    digest = hashlib.sha256(repr(whoosh.__version__).encode())
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


def _add(writer: IndexWriter, record: Record, file: FileState) -> Entry:
    """Writes the record's documents; the entry that stands for them."""
    found = tuple(documents(record))
    for document in found:
        text = document.indexed
        writer.add_document(**{GRAMS: text, TEXT: text, SIZE: len(text)})
    return _entry(record, file, len(found))


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


def _finish(folder: Path, library: Library, entries: Iterable[Entry]) -> None:
    """Writes the list of entries and, last, the state that makes the generation valid."""
    (folder / _ENTRIES).write_text(entries_to_json(entries), encoding="utf-8")
    state = State(
        format=_format(),
        library=library.fingerprint,
        files={_key(file): file.sha256 for file in library.files()},
        marks={path.name: _mark(path) for path in sorted(folder.iterdir()) if path.name != _STATE},
    )
    (folder / _STATE).write_text(json.dumps(asdict(state), ensure_ascii=False), encoding="utf-8")
