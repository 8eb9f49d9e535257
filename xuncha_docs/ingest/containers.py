"""Paths a person names -> the files inside them, folders, tar and zip archives alike, one at a time, nothing unpacked.

Archives come from strangers: members are read into memory under limits that are counted while reading, not believed
from headers (limits measured in the project's notes on zip bombs).
"""

import tarfile
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from lzma import LZMAError
from pathlib import Path, PurePosixPath
from typing import IO

MAX_ENTRIES = 20_000
MAX_FILE = 64 * 2**20
MAX_TOTAL = 1024 * 2**20
MAX_RATIO = 100
RATIO_FROM = 10 * 2**20
"""Members smaller than this may compress as well as they like."""
_CHUNK = 2**20
_ARCHIVE_ENDINGS = (".zip", ".tar", ".tar.xz", ".tar.gz", ".tgz", ".txz", ".tar.bz2")
_SYSTEM_FILES = ("thumbs.db", "desktop.ini", ".ds_store")
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1
_SYMLINK = 0o120000
_KIND_BITS = 0o170000


@dataclass(frozen=True, kw_only=True, slots=True)
class SourceFile:
    """One file as it came, with its bytes."""

    name: str
    """Path with `/`, from the named folder's own name or the archive's inside: `laws/法律/监察法(2018-03-20).md`."""
    data: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class Unreadable:
    """A file, member or archive that was not read, with the reason."""

    name: str
    reason: str


Found = SourceFile | Unreadable


def count_files(paths: Sequence[Path]) -> int | None:
    """How many files `iter_files` will yield, None where an archive would have to be unpacked to know."""
    total = 0
    for path in paths:
        if is_archive(path):
            return None
        total += sum(1 for file in path.rglob("*") if file.is_file()) if path.is_dir() else 1
    return total


def iter_files(paths: Sequence[Path]) -> Iterator[Found]:
    """Every file under the paths in a fixed order; what cannot be read is yielded with its reason, never raised."""
    for path in paths:
        if path.is_dir():
            yield from _folder(path)
        elif path.is_file():
            yield from _file(path, path.name)
        else:
            yield Unreadable(name=str(path), reason="找不到这个文件或文件夹，请检查路径")


def is_archive(path: Path) -> bool:
    """Whether the file holds other files, by its first bytes; an office document is a zip that is no archive to us."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        head = file.read(512)
    return _is_tar(head) or (head.startswith(b"PK\x03\x04") and not _is_office(path))


def _is_tar(head: bytes) -> bool:
    return head[257:262] == b"ustar" or head.startswith((b"\xfd7zXZ\x00", b"\x1f\x8b", b"BZh"))


def _is_office(path: Path) -> bool:
    """Whether a zip is one document: OOXML, ODF, OFD or EPUB."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, NotImplementedError):
        return False
    return bool(names & {"[Content_Types].xml", "mimetype", "OFD.xml", "META-INF/container.xml"})


def _folder(root: Path) -> Iterator[Found]:
    for path in sorted(root.rglob("*")):
        name = f"{root.resolve().name}/{path.relative_to(root).as_posix()}"
        if path.is_symlink():
            yield Unreadable(name=name, reason="符号链接，未跟随；请直接给出它所指的文件")
        elif path.is_file():
            yield from _file(path, name)


def _file(path: Path, name: str) -> Iterator[Found]:
    try:
        if is_archive(path):
            yield from _archive(path, name)
        elif path.stat().st_size > MAX_FILE:
            yield Unreadable(name=name, reason=_too_large())
        elif not _is_system_file(name):
            yield SourceFile(name=name, data=path.read_bytes())
    except OSError as error:
        yield Unreadable(name=name, reason=f"读不了这个文件：{error.strerror or error}")


def _archive(path: Path, name: str) -> Iterator[Found]:
    try:
        if zipfile.is_zipfile(path):
            yield from _zip(path)
        else:
            yield from _tar(path)
    except (tarfile.TarError, zipfile.BadZipFile, LZMAError, zlib.error, EOFError) as error:
        yield Unreadable(name=name, reason=f"压缩包损坏、不完整，或不是 tar、zip，此后的成员没有读到（{error}）")
    except _LimitError as limit:
        yield Unreadable(name=name, reason=f"{limit}，此后的成员没有读")


class _LimitError(Exception):
    """An archive that is larger inside than any collection of documents would be."""


class _Meter:
    """Counts what an archive has yielded so far against the limits."""

    def __init__(self) -> None:
        self.entries = 0
        self.total = 0

    def enter(self) -> None:
        self.entries += 1
        if self.entries > MAX_ENTRIES:
            raise _LimitError(f"压缩包内超过 {MAX_ENTRIES} 个成员")

    def read(self, stream: IO[bytes], packed: int | None) -> bytes | None:
        """The member's bytes, None when it is larger than one file may be."""
        parts: list[bytes] = []
        size = 0
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            self.total += len(chunk)
            if self.total > MAX_TOTAL:
                raise _LimitError(f"压缩包展开后超过 {MAX_TOTAL // 2**20} MB")
            if packed is not None and size > RATIO_FROM and size > packed * MAX_RATIO:
                raise _LimitError(f"压缩比超过 {MAX_RATIO} 倍，疑为压缩炸弹")
            if size > MAX_FILE:
                return None
            parts.append(chunk)
        return b"".join(parts)


def _tar(path: Path) -> Iterator[Found]:
    meter = _Meter()
    packed = path.stat().st_size
    with tarfile.open(path, mode="r|*") as archive:
        for member in archive:
            meter.enter()
            if member.isdir():
                continue
            problem = _unsafe(member.name) or (None if member.isreg() else "链接或设备文件，未读")
            if problem:
                yield Unreadable(name=member.name, reason=problem)
                continue
            stream = archive.extractfile(member)
            assert stream is not None  # 普通文件总有内容流
            data = meter.read(stream, None)
            if meter.total > RATIO_FROM and meter.total > packed * MAX_RATIO:
                raise _LimitError(f"压缩比超过 {MAX_RATIO} 倍，疑为压缩炸弹")
            yield from _member(_clean(member.name), data)


def _zip(path: Path) -> Iterator[Found]:
    meter = _Meter()
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            meter.enter()
            name = _zip_name(info)
            if info.is_dir():
                continue
            problem = _unsafe(name) or _zip_problem(info)
            if problem:
                yield Unreadable(name=name, reason=problem)
                continue
            try:
                with archive.open(info) as stream:
                    data = meter.read(stream, info.compress_size)
            except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError) as error:
                yield Unreadable(name=name, reason=f"压缩包内的这个成员损坏或用了不支持的压缩方法（{error}）")
                continue
            yield from _member(_clean(name), data)


def _member(name: str, data: bytes | None) -> Iterator[Found]:
    if data is None:
        yield Unreadable(name=name, reason=_too_large())
    elif name.lower().endswith(_ARCHIVE_ENDINGS):
        yield Unreadable(name=name, reason="压缩包里的压缩包，未读；请先解开一层")
    elif not _is_system_file(name):
        yield SourceFile(name=name, data=data)


def _zip_name(info: zipfile.ZipInfo) -> str:
    """The member's name; names without the UTF-8 flag are GBK on Chinese Windows, which zipfile reads as cp437."""
    if info.flag_bits & _UTF8_NAME or info.filename.isascii():
        return info.filename
    try:
        return info.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return info.filename


def _zip_problem(info: zipfile.ZipInfo) -> str | None:
    if (info.external_attr >> 16) & _KIND_BITS == _SYMLINK:
        return "符号链接，未读"
    return "加了密码，读不了；请先用密码解开" if info.flag_bits & _ENCRYPTED else None


def _unsafe(name: str) -> str | None:
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in path.parts[:1]:
        return "成员路径指向压缩包之外，未读"
    return None


def _clean(name: str) -> str:
    return PurePosixPath(name.replace("\\", "/")).as_posix().removeprefix("./")


def _is_system_file(name: str) -> bool:
    """Files that systems and editors leave beside documents: no content of their own."""
    base = PurePosixPath(name).name.lower()
    return base in _SYSTEM_FILES or base.startswith("._") or "__MACOSX" in name


def _too_large() -> str:
    return f"超过单个文件上限 {MAX_FILE // 2**20} MB，未读"
