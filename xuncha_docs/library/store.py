"""Compiled records in SQLite: 70,000 provisions are parsed once, then read by id; freshness is kept file by file.

The store is a cache and can be deleted at any time. Layers are numbered in order: 0 is shipped content, 1 the office's.
An open store stays as it was when other processes bring the file up to date with newer contents (SQLite's WAL mode).
What a file got wrong is kept beside its good records, so that `check` can list everything without reading it again.
"""

import hashlib
import io
import json
import os
import pickle
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass, fields
from datetime import date
from functools import cached_property
from itertools import product
from pathlib import Path
from typing import Any

from xuncha_docs.errors import Location, RecordError, reason
from xuncha_docs.library.citation import ArticleNumber
from xuncha_docs.library.reader import ParsedFile, kb_files, parse_file
from xuncha_docs.library.records import Problem, Record, Regulation, RegulationKind, RegulationSummary, Status
from xuncha_docs.library.references import references_in

Progress = Callable[[int, int], None]
"""Called with files done and files to do."""

REMOVED = "removed"
_ADVICE = "请检查磁盘空间和权限；缓存可用环境变量 XUNCHA_CACHE 换一个文件夹"
_TABLES = (
    "CREATE TABLE meta (format TEXT)",
    "CREATE TABLE files (layer, path, size, mtime_ns, sha256, PRIMARY KEY (layer, path))",
    "CREATE TABLE records (layer, id, type, path, ordinal, shown_path, line, summary, body)",
    "CREATE INDEX by_id ON records (layer, id, path, ordinal)",
    "CREATE INDEX by_file ON records (layer, path, ordinal, id, type)",  # 列全了，列出编号就不必翻正文
    "CREATE TABLE problems (layer, path, shown_path, line, message, severity)",
    "CREATE TABLE mentions (layer, path, id, origin, named, name, first, first_insert, last, last_insert, address)",
    "CREATE INDEX by_name ON mentions (name)",
)
_FACTS = tuple(spec.name for spec in fields(RegulationSummary))
_KINDS = {kind.value: kind for kind in RegulationKind}
_TRUSTED_MODULES = {
    "xuncha_docs.errors",
    *(f"xuncha_docs.library.{name}" for name in ("records", "frameworks", "citation")),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class FileState:
    """One file of a layer as it was compiled."""

    layer: int
    path: str
    """Relative to the layer's root, with forward slashes."""
    size: int
    mtime_ns: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Mention:
    """One place of a regulation's text that refers to an article."""

    layer: int
    record_id: str
    origin: str
    """The address it stands at: 第五条第二款."""
    named: str
    first: int
    """The articles referred to, from `first`之`first_insert` to `last`之`last_insert`; 0 for a whole text."""
    first_insert: int
    last: int
    last_insert: int
    address: str
    """The address referred to, as we write it."""


class Store:
    """An open store whose contents match the files of its layers."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    @classmethod
    def open(cls, layers: Sequence[Path], cache: Path, progress: Progress | None = None) -> "Store":
        """The store in `cache`, brought up to date; what the files got wrong is in `problems()`.

        RecordError when the cache cannot be written or a file cannot be read.
        """
        path = cache / "records.sqlite"
        try:
            cache.mkdir(parents=True, exist_ok=True)
            store = cls(_open(path))
            store._refresh(layers, progress)
            store._hold()
        except OSError as error:
            raise RecordError(
                f"用不了（{reason(error)}）。{_ADVICE}", Location(path=error.filename or str(cache))
            ) from error
        except sqlite3.Error as error:
            raise RecordError(f"缓存用不了（{error}）。{_ADVICE}", Location(path=str(path))) from error
        return store

    def close(self) -> None:
        """Releases the database file, which Windows would otherwise keep from being deleted."""
        self._db.close()

    @cached_property
    def files(self) -> tuple[FileState, ...]:
        """All compiled files, by layer and path."""
        rows = self._db.execute("SELECT layer, path, size, mtime_ns, sha256 FROM files ORDER BY layer, path")
        return tuple(FileState(layer=r[0], path=r[1], size=r[2], mtime_ns=r[3], sha256=r[4]) for r in rows)

    def problems(self) -> tuple[Problem, ...]:
        """Everything wrong or doubtful in the files, ids used twice in one layer included."""
        rows = self._db.execute(
            "SELECT shown_path, line, message, severity FROM problems ORDER BY layer, shown_path, line"
        )
        found = [Problem(location=Location(path=r[0], line=r[1]), message=r[2], severity=r[3]) for r in rows]
        return (*found, *self._repeated_ids())

    def ids_in(self, layer: int, path: str) -> tuple[str, ...]:
        """Ids of the records of one file, in file order."""
        query = "SELECT id FROM records WHERE layer = ? AND path = ? AND type != ? ORDER BY ordinal"
        return tuple(row[0] for row in self._db.execute(query, (layer, path, REMOVED)))

    def index(self) -> dict[str, tuple[int, str]]:
        """Record id -> (layer, type) of the record that counts: the highest layer wins, removed ones are gone."""
        rows = self._db.execute("SELECT id, layer, type FROM records ORDER BY layer, path, ordinal")
        view = {row[0]: (row[1], row[2]) for row in rows}
        return {record_id: place for record_id, place in view.items() if place[1] != REMOVED}

    def summaries(self) -> Iterator[tuple[int, RegulationSummary]]:
        """(layer, summary) of every regulation in every layer."""
        for layer, line in self._db.execute("SELECT layer, summary FROM records WHERE summary IS NOT NULL"):
            yield layer, _summary(line)

    def record(self, layer: int, record_id: str) -> Record:
        """The record with this id in this layer."""
        query = "SELECT body FROM records WHERE layer = ? AND id = ? ORDER BY path, ordinal LIMIT 1"
        found: Record = _load(self._db.execute(query, (layer, record_id)).fetchone()[0])
        return found

    def names_mentioned(self) -> tuple[tuple[str, str], ...]:
        """(how, name) of everything that regulations refer to, each once; see `references.Named`."""
        return tuple(self._db.execute("SELECT DISTINCT named, name FROM mentions ORDER BY named, name"))

    def mentions(self, name: str) -> tuple[Mention, ...]:
        """Every place of a regulation that refers to `name`, in all layers, as the texts run."""
        query = (
            "SELECT layer, id, origin, named, first, first_insert, last, last_insert, address FROM mentions "
            "WHERE name = ? ORDER BY layer, path, rowid"
        )
        return tuple(Mention(*row) for row in self._db.execute(query, (name,)))

    def _refresh(self, layers: Sequence[Path], progress: Progress | None) -> None:
        rows = self._db.execute("SELECT layer, path, size, mtime_ns FROM files")
        known = {(layer, name): (size, mtime_ns) for layer, name, size, mtime_ns in rows}
        present = {(layer, name): f"{root}/{name}" for layer, root in enumerate(layers) for name in kb_files(root)}
        changed = [key for key, path in present.items() if key not in known or _moved_on(path, known[key])]
        gone = known.keys() - present.keys()
        if not changed and not gone:
            return
        with self._db:
            self._db.execute("BEGIN IMMEDIATE")
            for key in [*gone, *changed]:
                for table in ("records", "files", "problems", "mentions"):
                    self._db.execute(f"DELETE FROM {table} WHERE layer = ? AND path = ?", key)  # noqa: S608 -- 表名是常量
            for done, key in enumerate(changed, 1):
                self._compile(key, Path(present[key]), layers[key[0]])
                if progress:
                    progress(done, len(changed))

    def _hold(self) -> None:
        """Begins the one reading in which all answers are given; without WAL it would keep others from writing."""
        if self._db.execute("PRAGMA journal_mode").fetchone() == ("wal",):
            self._db.execute("BEGIN")
            self._db.execute("SELECT format FROM meta").fetchone()

    def _compile(self, key: tuple[int, str], path: Path, root: Path) -> None:
        stat, digest, parsed = _settled(path, root)
        self._db.execute("INSERT INTO files VALUES (?,?,?,?,?)", (*key, stat.st_size, stat.st_mtime_ns, digest))
        self._db.executemany("INSERT INTO records VALUES (?,?,?,?,?,?,?,?,?)", _record_rows(key, parsed))
        self._db.executemany("INSERT INTO problems VALUES (?,?,?,?,?,?)", _problem_rows(key, parsed))
        self._db.executemany("INSERT INTO mentions VALUES (?,?,?,?,?,?,?,?,?,?,?)", _mention_rows(key, parsed))

    def _repeated_ids(self) -> Iterator[Problem]:
        query = "SELECT layer, id FROM records GROUP BY layer, id HAVING count(*) > 1 ORDER BY layer, id"
        for layer, record_id in self._db.execute(query).fetchall():
            places = self._db.execute(
                "SELECT shown_path, line FROM records WHERE layer = ? AND id = ? ORDER BY path, ordinal",
                (layer, record_id),
            ).fetchall()
            first = Location(path=places[0][0], line=places[0][1])
            for path, line in places[1:]:
                message = f"id {record_id} 已在 {first} 用过，同一层内 id 不能重复，请改一个"
                yield Problem(location=Location(path=path, line=line), message=message)


def summary_of(regulation: Regulation) -> RegulationSummary:
    """The regulation without its text."""
    return RegulationSummary(**{name: getattr(regulation, name) for name in _FACTS})


def _settled(path: Path, root: Path) -> tuple[os.stat_result, str, ParsedFile]:
    """A file's size and time, its sha256 and what it holds; read again while another program rewrites it."""
    while True:
        stat, digest, parsed = path.stat(), _digest(path), parse_file(path, root)
        if _digest(path) == digest:
            return stat, digest, parsed


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _record_rows(key: tuple[int, str], parsed: ParsedFile) -> Iterator[tuple[object, ...]]:
    layer, name = key
    for removal in parsed.removals:
        yield layer, removal.id, REMOVED, name, -1, removal.location.path, removal.location.line, None, None
    for ordinal, record in enumerate(parsed.records):
        summary = _summary_line(record) if isinstance(record, Regulation) else None
        place = (record.location.path, record.location.line)
        yield layer, record.id, type(record).__name__, name, ordinal, *place, summary, _dump(record)


def _mention_rows(key: tuple[int, str], parsed: ParsedFile) -> Iterator[tuple[object, ...]]:
    for record in parsed.records:
        for reference in references_in(record) if isinstance(record, Regulation) else ():
            head = (*key, record.id, reference.origin.address, str(reference.named), reference.name)
            for place in reference.places:
                first = place.article
                last = place.last if isinstance(place.last, ArticleNumber) else first
                ends = (first.number, first.insert, last.number, last.insert) if first and last else (0, 0, 0, 0)
                yield *head, *ends, place.address


def _problem_rows(key: tuple[int, str], parsed: ParsedFile) -> Iterator[tuple[object, ...]]:
    for error in parsed.errors:
        place = error.location or Location(path=key[1])
        yield *key, place.path, place.line, error.message, "error"
    for warning in parsed.warnings:
        yield *key, warning.location.path, warning.location.line, warning.message, warning.severity


def _open(path: Path) -> sqlite3.Connection:
    """The store in this file, empty where there was none that can be used: it holds nothing that kb does not."""
    store = _usable(path)
    if store is None:
        with _alone(path.with_suffix(".lock")):
            store = _usable(path) or _create(path)
    return store


def _usable(path: Path) -> sqlite3.Connection | None:
    """None where there is none yet, a damaged one, or one of another version of this program."""
    db = _connect(path)
    with suppress(sqlite3.DatabaseError):
        if db.execute("SELECT format FROM meta").fetchone() == (_format(),):
            return db
    db.close()
    return None


def _connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=60, isolation_level=None)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Only one process at a time, by SQLite's lock on a file of its own, which the system frees when a process dies."""
    with closing(_connect(path)) as lock:
        lock.execute("BEGIN EXCLUSIVE")
        yield


def _create(path: Path) -> sqlite3.Connection:
    """An empty store, made aside so that nobody ever opens half of one."""
    aside = path.with_suffix(".new")
    for old, suffix in product((aside, path), ("", "-wal", "-shm")):
        old.with_name(old.name + suffix).unlink(missing_ok=True)
    with closing(_connect(aside)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("BEGIN")
        for statement in _TABLES:
            db.execute(statement)
        db.execute("INSERT INTO meta VALUES (?)", (_format(),))
        db.execute("COMMIT")
    aside.replace(path)
    return _connect(path)


def _format() -> str:
    """Changes with the record types and the code that fills them, so that an old store is never misread."""
    digest = hashlib.sha256()
    for module in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(module.read_bytes())
    return digest.hexdigest()


def _moved_on(path: str, known: tuple[int, int]) -> bool:
    """Whether a file is no longer of that size and time; every command asks this of every file."""
    stat = os.stat(path)  # noqa: PTH116 -- 经 Path 要慢一倍
    return (stat.st_size, stat.st_mtime_ns) != known


def _summary_line(regulation: Regulation) -> str:
    """The regulation without its text as a line of JSON: all are read at once, and pickles take twice as long."""
    return json.dumps([getattr(regulation, name) for name in _FACTS], default=_plain, ensure_ascii=False)


def _plain(value: date | Location) -> str | dict[str, object]:
    return asdict(value) if isinstance(value, Location) else value.isoformat()


def _summary(line: str) -> RegulationSummary:
    """The summary that `_summary_line` wrote."""
    facts = dict(zip(_FACTS, json.loads(line), strict=True))
    for name in ("issued", "effective", "ended"):
        facts[name] = facts[name] and date.fromisoformat(facts[name])
    for name in ("short_titles", "supersedes", "unit_types"):
        facts[name] = tuple(facts[name])
    facts["location"] = Location(**facts["location"])
    facts["kind"] = _KINDS[facts["kind"]]
    facts["status"] = facts["status"] and Status(facts["status"])
    return RegulationSummary(**facts)


def _dump(value: object) -> bytes:
    return pickle.dumps(value, protocol=5)


class _Unpickler(pickle.Unpickler):
    """Loads nothing but our own record types: the cache folder may be writable by others."""

    def find_class(self, module: str, name: str) -> object:
        if module in _TRUSTED_MODULES or (module, name) == ("datetime", "date"):
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name}")


def _load(blob: bytes) -> Any:
    return _Unpickler(io.BytesIO(blob)).load()
