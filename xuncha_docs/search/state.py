"""What a generation was built from, and its documents opened; Whoosh is loaded only where arrays must be made again."""

import hashlib
import json
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import whoosh

from xuncha_docs.errors import QueryError
from xuncha_docs.search.arrays import ArraySegment, array_file, write_arrays
from xuncha_docs.search.corpus import Corpus, Segment
from xuncha_docs.search.entries import entries_from_json

STATE, ENTRIES = "fingerprint.json", "records.json"
_SOURCES = ("analyzer", "variants", "documents", "arrays", "entries", "validity", "building", "state", "whoosh_segment")
_UNREADABLE = (QueryError, OSError, EOFError, ValueError, KeyError, TypeError)
"""What reading a damaged generation can raise."""
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


def read_state(folder: Path) -> State | None:
    """The state of a generation that this code wrote; None for any other folder."""
    try:
        state = State(**json.loads((folder / STATE).read_text(encoding="utf-8")))
    except _UNREADABLE:
        return None
    return state if state.format == current_format() else None


def open_corpus(folder: Path, state: State) -> Corpus | None:
    """The documents of a generation; None when it is damaged."""
    try:
        if any(mark_of(folder / name) != mark for name, mark in state.marks.items()):
            return None
        entries = entries_from_json((folder / ENTRIES).read_text(encoding="utf-8"))
        return Corpus(tuple(_segments(folder, state)), entries)
    except _UNREADABLE:
        return None


def is_restored(corpus: Corpus) -> bool:
    """Whether arrays were missing or damaged when the corpus was opened, so that it reads through Whoosh."""
    return not all(isinstance(segment, ArraySegment) for segment in corpus.segments)


def mark_of(path: Path) -> str:
    """Size and checksum of both ends: a file cut off or zeroed by a crash is noticed without reading all of it."""
    size = path.stat().st_size
    with path.open("rb") as file:
        checksum = zlib.crc32(file.read(_END))
        file.seek(max(0, size - _END))
        return f"{size} {zlib.crc32(file.read(), checksum)}"


@cache
def current_format() -> str:
    """Changes with the code that reads records and fills an index, so that an old one is never misread."""
    digest = hashlib.sha256(whoosh.versionstring().encode())
    here = Path(__file__).parent
    for path in (*(here / f"{name}.py" for name in _SOURCES), *sorted((here.parent / "library").glob("*.py"))):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _segments(folder: Path, state: State) -> Iterator[Segment]:
    """Each segment from its arrays; where they are missing or damaged, from Whoosh, and they are written again."""
    for place, name in enumerate(state.segments):
        path = array_file(folder, name)
        if _is_intact(path, state.derived[path.name]):
            yield ArraySegment(folder, name)
        else:
            yield _restored(folder, place, name)


def _restored(folder: Path, place: int, name: str) -> Segment:
    from xuncha_docs.search.whoosh_segment import WhooshSegment  # noqa: PLC0415 -- 少有的事；装载 Whoosh 要 20 毫秒

    segment = WhooshSegment.opened(folder, place)
    lines = (segment.text(number).encode() for number in range(len(segment)))
    with suppress(OSError):  # 写不了就一直读 Whoosh，只是慢
        write_arrays(folder, name, segment.postings(), lines)
    return segment


def _is_intact(path: Path, mark: str) -> bool:
    return path.is_file() and mark_of(path) == mark
