"""Paths a person names -> the files inside them, folders, tar and zip archives alike, one at a time, nothing unpacked.

Archives come from strangers: members are read into memory under the limits of `preflight`; archives in an archive are
read too, with the same meter, one level down.
"""

import bz2
import gzip
import lzma
import tarfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import IO

from xuncha_docs import errors
from xuncha_docs.foreign import preflight
from xuncha_docs.foreign.preflight import MAGIC, UNREADABLE, LimitExceeded, Meter

_SYSTEM_FILES = ("thumbs.db", "desktop.ini", ".ds_store")
_DOCUMENTS = {"[Content_Types].xml", "mimetype", "OFD.xml", "META-INF/container.xml"}
"""Names in a zip that is one document: OOXML, ODF, OFD, EPUB."""
_DAMAGED = (tarfile.TarError, *UNREADABLE)
_OPENERS = ((b"\x1f\x8b", gzip.open), (b"BZh", bz2.open), (b"\xfd7zXZ\x00", lzma.open))
"""First bytes of a compressed tar -> what unpacks it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SourceFile:
    """One file as it came, with its bytes."""

    name: str
    """Path with `/`, from the named folder's own name or the archive's inside: `laws/法律/监察法(2018-03-20).md`."""
    data: bytes
    carriers: int = 0
    """How many documents carry it, one in the other: 1 for the attachment of a mail."""


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


def iter_attachments(file: SourceFile, attachments: Sequence[tuple[str, bytes]]) -> Iterator[Found]:
    """Every file that the document `file` carries, archives among them opened; as in `iter_files` nothing is raised."""
    if attachments and file.carriers >= preflight.MAX_NESTING:
        yield Unreadable(name=file.name, reason=f"邮件套了超过 {preflight.MAX_NESTING} 层，里层未读；请先另存里层")
        return
    place = _Place(carriers=file.carriers + 1)
    try:
        for inner, data in attachments:
            place.meter.enter()
            yield from _member(f"{file.name}/{inner}", data, place)
    except LimitExceeded as limit:
        yield Unreadable(name=file.name, reason=f"附件：{limit}；此后的没有读")


def is_archive(path: Path) -> bool:
    """Whether the file holds other files, by its first bytes; an office document is a zip that is no archive to us."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return _holds_files(file)


def _holds_files(file: IO[bytes]) -> bool:
    head = file.read(512)
    return _is_tar(head) or (head.startswith(MAGIC) and not _is_document(file))


def _is_tar(head: bytes) -> bool:
    return head[257:262] == b"ustar" or head.startswith(tuple(magic for magic, _ in _OPENERS))


def _is_document(file: IO[bytes]) -> bool:
    """Whether a zip is one document; a damaged zip is an archive as far as one can tell."""
    try:
        with preflight.open_zip(file) as archive:
            return bool(_DOCUMENTS.intersection(archive.namelist()))
    except (*UNREADABLE, LimitExceeded):
        return False


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
            with path.open("rb") as file:
                yield from _archive(file, name, _Place())
        elif path.stat().st_size > preflight.MAX_FILE:
            yield Unreadable(name=name, reason=_too_large())
        elif not _is_system_file(name):
            yield SourceFile(name=name, data=path.read_bytes())
    except OSError as error:
        yield Unreadable(name=name, reason=f"读不了这个文件：{errors.reason(error)}")


@dataclass(frozen=True, kw_only=True, slots=True)
class _Place:
    """Where in nested archives one is."""

    meter: Meter = field(default_factory=Meter)
    """Of the outermost archive: what lies within counts too."""
    prefix: str = ""
    depth: int = 1
    carriers: int = 0


def _archive(file: IO[bytes], name: str, place: _Place) -> Iterator[Found]:
    try:
        file.seek(0)
        is_zip = file.read(4) == MAGIC
        file.seek(0)
        yield from _zip(file, place) if is_zip else _tar(file, place)
    except _DAMAGED:
        yield Unreadable(
            name=name, reason="文件损坏、不完整，或不是 zip、tar，此后的内容没有读到；请重新取得，或解开后导入"
        )
    except LimitExceeded as limit:
        if place.depth > 1:
            raise
        yield Unreadable(name=name, reason=f"{limit}；此后的成员没有读")


class _Unpacked:
    """A tar's bytes as they leave its compression, counted before tarfile takes them for headers or skips them."""

    def __init__(self, file: IO[bytes], meter: Meter) -> None:
        self._packed = file.seek(0, 2)
        file.seek(0)
        head = file.read(6)
        file.seek(0)
        self._stream = next((unpack(file) for magic, unpack in _OPENERS if head.startswith(magic)), file)
        self._meter = meter
        self._size = 0
        self._left = preflight.MAX_DIRECTORY

    def expect(self, size: int) -> None:
        """Allows a member of so many bytes, and headers up to the next."""
        self._left = size + preflight.MAX_DIRECTORY

    def read(self, size: int) -> bytes:
        """The next bytes; LimitExceeded when they are more than was said or may be."""
        data = self._stream.read(size)
        self._size += len(data)
        self._left -= len(data)
        self._meter.count(len(data))
        preflight.check_ratio(self._size, self._packed)
        if self._left < 0:
            raise LimitExceeded(preflight.DIRECTORY_TOO_LARGE)
        return data


def _tar(file: IO[bytes], place: _Place) -> Iterator[Found]:
    unpacked = _Unpacked(file, place.meter)
    with tarfile.open(fileobj=unpacked, mode="r|") as archive:  # type: ignore[call-overload]  # 顺着读时只用 read
        for member in archive:
            place.meter.enter()
            unpacked.expect(member.size if member.isreg() and not member.issparse() else 0)
            if member.isdir():
                continue
            name = place.prefix + _clean(member.name)
            problem = preflight.unsafe_name(member.name) or _tar_problem(member)
            if problem:
                yield Unreadable(name=name, reason=problem)
                continue
            stream = archive.extractfile(member)
            assert stream is not None  # 普通文件总有内容流
            data = stream.read(preflight.MAX_FILE + 1)
            yield from _member(name, data if len(data) <= preflight.MAX_FILE else None, place)


def _tar_problem(member: tarfile.TarInfo) -> str | None:
    """Why a member of a tar may not be read."""
    if member.isreg() and not member.issparse():
        return None
    return "链接、稀疏文件或设备文件，未读；请改放普通文件"


def _zip(file: IO[bytes], place: _Place) -> Iterator[Found]:
    meter, before, packed = place.meter, place.meter.total, file.seek(0, 2)
    with preflight.open_zip(file) as archive:
        for info in archive.infolist():
            meter.enter()
            if info.filename.endswith("/"):
                continue
            name = place.prefix + _clean(preflight.member_name(info))
            problem = preflight.member_problem(info)
            if problem:
                yield Unreadable(name=name, reason=problem)
                continue
            try:
                with archive.open(info) as stream:
                    data = meter.read(stream, info.compress_size)
            except UNREADABLE:
                yield Unreadable(name=name, reason="压缩包内的这个成员损坏，未读；请重新取得原件")
                continue
            preflight.check_ratio(meter.total - before, packed)
            yield from _member(name, data, place)


def _member(name: str, data: bytes | None, place: _Place) -> Iterator[Found]:
    if data is None:
        yield Unreadable(name=name, reason=_too_large())
    elif _holds_files(BytesIO(data)):
        if place.depth >= preflight.MAX_NESTING:
            yield Unreadable(name=name, reason=f"压缩包套了超过 {preflight.MAX_NESTING} 层，未读；请先解开里层")
            return
        inner = replace(place, prefix=f"{name}/", depth=place.depth + 1)
        yield from _archive(BytesIO(data), name, inner)
    elif not _is_system_file(name):
        yield SourceFile(name=name, data=data, carriers=place.carriers)


def _clean(name: str) -> str:
    return PurePosixPath(name.replace("\\", "/")).as_posix().removeprefix("./")


def _is_system_file(name: str) -> bool:
    """Files that systems and editors leave beside documents: no content of their own."""
    base = PurePosixPath(name).name.lower()
    return base in _SYSTEM_FILES or base.startswith("._") or "__MACOSX" in name


def _too_large() -> str:
    return f"超过单个文件上限 {preflight.MAX_FILE // 2**20} MB，未读；请拆成几个文件，或去掉其中的图片"
