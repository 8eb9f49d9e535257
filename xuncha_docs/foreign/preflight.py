"""The one pre-flight of every container and every XML part: limits counted while reading, nothing believed or unpacked.

Limits: measured in the project's notes on archives that swell; a real collection of documents stays far below.
"""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from lzma import LZMAError
from pathlib import PurePosixPath
from typing import IO

from lxml import etree

from xuncha_docs.errors import ImportFailure

MAX_ENTRIES = 5_000
MAX_FILE = 64 * 2**20
"""Bytes of one file or one member."""
MAX_TOTAL = 512 * 2**20
MAX_RATIO = 100
RATIO_FROM = 10 * 2**20
"""Members smaller than this may compress as well as they like."""
MAX_NESTING = 2
"""An archive, and archives in it."""
MAX_DIRECTORY = 4 * 2**20
"""Bytes of a zip's table of contents, which is read whole before any entry can be counted."""
DIRECTORY_TOO_LARGE = "压缩包的目录过大，疑为恶意文件，请重新取得原件"
MAGIC = b"PK\x03\x04"
UNREADABLE = (
    zipfile.BadZipFile, zlib.error, LZMAError, EOFError, OSError, struct.error, ValueError, NotImplementedError,
    RuntimeError,
)  # fmt: skip
"""What zipfile raises on damaged, locked or unusual archives."""
_CHUNK = 2**20
_END, _END_SIZE, _LONGEST_COMMENT = b"PK\x05\x06", 22, 2**16
_LOCATOR, _LOCATOR_SIZE, _END64_SIZE = b"PK\x06\x07", 20, 56
"""Of a large zip, which stand before its end: APPNOTE 4.3.14, 4.3.15."""
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1
_SYMLINK, _KIND_BITS = 0o120000, 0o170000
_NO_MEMORY = 2
"""libxml2's XML_ERR_NO_MEMORY."""
_DAMAGED = "文件损坏或不完整，请找原文件重新拷贝"
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


class LimitExceeded(ImportFailure):
    """A container that is larger inside than any collection of documents would be."""


class Meter:
    """What a container has yielded so far, counted against the limits."""

    def __init__(self) -> None:
        self.entries = 0
        self.total = 0

    def enter(self) -> None:
        """Counts one more member; LimitExceeded beyond the limit."""
        self.entries += 1
        if self.entries > MAX_ENTRIES:
            raise LimitExceeded(f"压缩包内超过 {MAX_ENTRIES} 个成员，请拆成几个")

    def count(self, size: int) -> None:
        """Counts bytes that were unpacked; LimitExceeded beyond the limit."""
        self.total += size
        if self.total > MAX_TOTAL:
            raise LimitExceeded(f"压缩包展开后超过 {MAX_TOTAL // 2**20} MB，请拆成几个")

    def read(self, stream: IO[bytes], packed: int) -> bytes | None:
        """The member's bytes, None when it is larger than one file may be; `packed`: its size in the container."""
        parts: list[bytes] = []
        size = 0
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            self.count(len(chunk))
            check_ratio(size, packed)
            if size > MAX_FILE:
                return None
            parts.append(chunk)
        return b"".join(parts)


def check_ratio(size: int, packed: int) -> None:
    """LimitExceeded where `packed` bytes have swollen to `size`."""
    if size > RATIO_FROM and size > packed * MAX_RATIO:
        raise LimitExceeded(f"压缩比超过 {MAX_RATIO} 倍，疑为压缩炸弹，请重新取得原件")


def open_zip(file: IO[bytes]) -> zipfile.ZipFile:
    """The zip in a seekable file; LimitExceeded when its table of contents is too long, else what zipfile raises."""
    longest = _END64_SIZE + _LOCATOR_SIZE + _END_SIZE + _LONGEST_COMMENT
    file.seek(max(file.seek(0, 2) - longest, 0))
    if _directory_size(file.read()) > MAX_DIRECTORY:
        raise LimitExceeded(DIRECTORY_TOO_LARGE)
    file.seek(0)
    return zipfile.ZipFile(file)


def _directory_size(tail: bytes) -> int:
    """Bytes of the table of contents by the last bytes of a zip; 0 where they do not say."""
    at = tail.rfind(_END)
    if not 0 <= at <= len(tail) - _END_SIZE:
        return 0
    large = at - _LOCATOR_SIZE - _END64_SIZE
    if large >= 0 and tail.startswith(_LOCATOR, at - _LOCATOR_SIZE):
        return int(struct.unpack_from("<Q", tail, large + 40)[0])
    return int(struct.unpack_from("<L", tail, at + 12)[0])


def member_name(info: zipfile.ZipInfo) -> str:
    """The member's name; names without the UTF-8 flag are GBK on Chinese Windows, which zipfile reads as cp437."""
    if info.flag_bits & _UTF8_NAME or info.filename.isascii():
        return info.filename
    try:
        return info.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return info.filename


def member_problem(info: zipfile.ZipInfo) -> str | None:
    """Why a member of a zip may not be read."""
    if (info.external_attr >> 16) & _KIND_BITS == _SYMLINK:
        return "符号链接，未读；请改放它所指的文件"
    if info.flag_bits & _ENCRYPTED:
        return "加了密码，读不了；请先用密码解开"
    if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:  # 别的方法展开多少由对方说了算
        return "用了不常见的压缩方法，未读；请解开后重新压缩成普通的 zip"
    return unsafe_name(info.filename)


def unsafe_name(name: str) -> str | None:
    """Why a member's name is refused: it leads out of the container."""
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in path.parts[:1]:
        return "成员路径指向压缩包之外，未读；请解开后直接导入其中的文件"
    return None


def zip_names(data: bytes) -> frozenset[str]:
    """The names in a zip, lower case, with `/`; empty when the bytes are no zip that can be read."""
    if not data.startswith(MAGIC):
        return frozenset()
    try:
        with open_zip(BytesIO(data)) as archive:
            return frozenset(_part_name(name) for name in archive.namelist())
    except (*UNREADABLE, LimitExceeded):
        return frozenset()


class Container:
    """A document that is a zip (OOXML, ODF, OFD), in memory, read under limits; part names are told by any case."""

    def __init__(self, data: bytes) -> None:
        """ImportFailure when the zip is damaged, swells, or holds links or names that lead out of it."""
        try:
            self._zip = open_zip(BytesIO(data))
        except UNREADABLE as error:
            raise ImportFailure(_DAMAGED) from error
        self._meter = Meter()
        self._parts = dict(self._checked())

    def _checked(self) -> Iterator[tuple[str, zipfile.ZipInfo]]:
        for info in self._zip.infolist():
            self._meter.enter()
            problem = member_problem(info)
            if problem:
                raise ImportFailure(f"文件内的“{member_name(info)}”{problem}")
            yield _part_name(info.filename), info

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the parts, lower case, in their order."""
        return tuple(self._parts)

    @property
    def members(self) -> int:
        """How many members the zip has; more than names when one hides another."""
        return self._meter.entries

    def contents(self) -> Iterator[tuple[str, bytes]]:
        """Each part's name as it is written and its bytes, read under the limits."""
        for name, info in self._parts.items():
            yield info.filename, self.read(name) or b""

    def read(self, name: str) -> bytes | None:
        """The part's bytes, None where there is none; ImportFailure when it is damaged or too large."""
        info = self._parts.get(_part_name(name))
        if info is None:
            return None
        try:
            with self._zip.open(info) as stream:
                data = self._meter.read(stream, info.compress_size)
        except UNREADABLE as error:
            raise ImportFailure(_DAMAGED) from error
        if data is None:
            raise LimitExceeded(f"文件内的“{name}”超过 {MAX_FILE // 2**20} MB，未读；请用原软件打开，拆成几个文件")
        return data


def parse_xml(data: bytes, name: str = "XML") -> etree._Element:
    """The root element, without entities and network; ImportFailure when it is damaged or declares a DTD."""
    try:
        root = etree.fromstring(data, _PARSER)
    except etree.XMLSyntaxError as error:
        if getattr(error, "code", None) == _NO_MEMORY:
            raise MemoryError from error
        raise ImportFailure(
            f"文件内的“{name}”损坏或含恶意内容，第 {error.lineno} 行读不通；请用原软件另存一份"
        ) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise ImportFailure(f"文件内的“{name}”带有 DTD 声明，正常文档没有，疑为恶意文件，未读；请重新取得原件")
    return root


def _part_name(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()
