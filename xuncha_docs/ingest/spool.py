"""Bodies of regulations between reading and placing: on disk, so that memory does not grow with their number."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO


@dataclass(frozen=True, slots=True)
class Stored:
    """One text in a spool, there as long as the spool is open."""

    file: IO[bytes]
    start: int
    size: int

    def read(self) -> str:
        """The text."""
        self.file.seek(self.start)
        return self.file.read(self.size).decode()


class Spool:
    """A file without a name, which the system takes away even when the process is killed."""

    def __init__(self, file: IO[bytes]) -> None:
        """`file` is open for reading and writing."""
        self._file = file

    def add(self, text: str) -> Stored:
        """Where the text now lies."""
        start = self._file.seek(0, 2)
        size = self._file.write(text.encode())
        return Stored(self._file, start, size)


@contextmanager
def open_spool() -> Iterator[Spool]:
    """An empty spool."""
    with tempfile.TemporaryFile(prefix="xuncha-import-") as file:
        yield Spool(file)
