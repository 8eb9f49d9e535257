"""Streams of an OLE compound file ([MS-CFB]), read from its bytes; nothing it says about itself is believed."""

import struct
from collections.abc import Iterator
from itertools import islice

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADER = 512
_SMALL, _LARGE, _LARGE_VERSION = 512, 4096, 4
"""Bytes of a sector; the large ones belong to version 4: 2.2."""
_MINI = 64
"""Bytes of a sector of the stream that holds all small streams."""
_ENTRY = 128
_LAST_SECTOR = 0xFFFFFFFA
"""Sector numbers from here on mean that there is none: 2.1."""
_STREAM, _ROOT = 2, 5


class CompoundFile:
    """The streams of one file by name."""

    def __init__(self, data: bytes) -> None:
        self._data = data if data.startswith(MAGIC) and len(data) >= _HEADER else b""
        self._size = _LARGE if self._number(26, 2) == _LARGE_VERSION else _SMALL
        self._count = len(data) // self._size
        self._fat = _numbers(b"".join(map(self._sector, islice(self._fat_sectors(), self._count))))
        self._entries = list(self._read_entries())

    def stream(self, name: str) -> bytes | None:
        """The content of a stream as far as it can be read, None where there is none of that name."""
        found = next((entry for entry in self._entries if entry[:2] == (name, _STREAM)), None)
        if found is None:
            return None
        _, _, start, length = found
        if length >= self._number(56, 4):
            return self._chain(start)[:length]
        root = next((entry for entry in self._entries if entry[1] == _ROOT), None)
        content = self._chain(root[2]) if root else b""
        links = islice(_links(_numbers(self._chain(self._number(60, 4))), start), len(content) // _MINI)
        return b"".join(content[at * _MINI : (at + 1) * _MINI] for at in links)[:length]

    def _number(self, at: int, size: int) -> int:
        return int.from_bytes(self._data[at : at + size], "little")

    def _sector(self, number: int) -> bytes:
        return self._data[(number + 1) * self._size : (number + 2) * self._size]

    def _fat_sectors(self) -> Iterator[int]:
        """Where the table of sectors lies: 109 places in the header, further ones in sectors of their own."""
        yield from (number for number in _numbers(self._data[76:_HEADER]) if number < _LAST_SECTOR)
        following, left = self._number(68, 4), self._count
        while following < _LAST_SECTOR and left:
            numbers = _numbers(self._sector(following))
            yield from (number for number in numbers[:-1] if number < _LAST_SECTOR)
            following, left = numbers[-1] if numbers else _LAST_SECTOR, left - 1

    def _chain(self, start: int) -> bytes:
        return b"".join(map(self._sector, islice(_links(self._fat, start), self._count)))

    def _read_entries(self) -> Iterator[tuple[str, int, int, int]]:
        """(name, kind, first sector, length) of each entry of the directory."""
        directory = self._chain(self._number(48, 4)) if self._data else b""
        for at in range(0, len(directory) - _ENTRY + 1, _ENTRY):
            entry = directory[at : at + _ENTRY]
            size, kind, start, length = *struct.unpack_from("<HB", entry, 64), *struct.unpack_from("<II", entry, 116)
            yield entry[: max(size - 2, 0)].decode("utf-16-le", "replace"), kind, start, length


def _numbers(data: bytes) -> tuple[int, ...]:
    return struct.unpack_from(f"<{len(data) // 4}I", data)


def _links(table: tuple[int, ...], start: int) -> Iterator[int]:
    """The sectors of a chain, without end where it bites its tail."""
    while start < len(table):
        yield start
        start = table[start]
