"""Folders of one index: each build is a new folder, the file `current` names it, old ones go when nobody needs them.

A file that is open cannot be replaced on Windows; so nothing is ever written into a folder that readers may hold.
"""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from xuncha_docs.errors import QueryError

_CURRENT = "current"
_PATIENCE = 1800.0
_TRIES, _PAUSE = 50, 0.1


@dataclass(frozen=True, slots=True)
class Generations:
    """The generation folders under one root."""

    root: Path

    def current(self) -> Path | None:
        """The folder in use; None before the first build."""
        try:
            name = (self.root / _CURRENT).read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError):
            return None
        folder = self.root / name
        return folder if name.startswith("g-") and folder.is_dir() else None

    def any_with(self, name: str) -> bool:
        """Whether some folder holds a file of this name."""
        return any(self.root.glob(f"g-*/{name}"))

    def fresh_folder(self) -> Path:
        """A new empty folder that no reader knows yet."""
        folder = self.root / f"g-{time.time_ns():020d}-{uuid4().hex[:6]}"
        folder.mkdir(parents=True)
        return folder

    def publish(self, folder: Path) -> None:
        """Makes the folder the one in use and removes those before the last, and what killed builds left behind."""
        previous = self.current()
        for left in self.root.glob(f"{_CURRENT}.*"):
            left.unlink(missing_ok=True)
        note = self.root / f"{_CURRENT}.{uuid4().hex}"
        note.write_text(folder.name, encoding="ascii")
        _replace(note, self.root / _CURRENT)
        for old in self.root.glob("g-*"):
            if old not in (folder, previous):
                shutil.rmtree(old, ignore_errors=True)  # Windows 上仍被占用的留到下一次

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Only one process builds at a time; the others wait. The system frees the lock of a process that died."""
        from whoosh.util.filelock import FileLock, try_for  # noqa: PLC0415 -- 装载 Whoosh 要 20 毫秒，查询用不着

        self.root.mkdir(parents=True, exist_ok=True)
        lock = FileLock(str(self.root / "lock"))
        if not try_for(lock.acquire, timeout=_PATIENCE, delay=_PAUSE):
            raise QueryError(f"另一个程序占用检索库超过 {_PATIENCE / 60:.0f} 分钟，请结束它后再试")
        try:
            yield
        finally:
            lock.release()


def _replace(source: Path, target: Path) -> None:
    """Renames over `target`; Windows refuses while another process reads it, so it is tried again."""
    for attempt in range(_TRIES):
        try:
            source.replace(target)
        except PermissionError:
            if attempt == _TRIES - 1:
                raise
            time.sleep(_PAUSE)
        else:
            return
