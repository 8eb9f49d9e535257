"""A process that needs nothing but its pipes: no network, no other programs, no file written or removed."""

import os
import sys
from typing import Any

_REFUSED = (
    "socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.startfile",
    "os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.truncate", "os.chmod", "shutil.",
    "ctypes.", "urllib.", "ftplib.", "http.client", "smtplib.", "winreg.", "pty.spawn",
)  # fmt: skip
_WRITING = os.O_WRONLY | os.O_RDWR


def confine() -> None:
    """From now on such an attempt is a PermissionError; it cannot be undone (PEP 578)."""
    sys.addaudithook(_refuse)


def _refuse(event: str, args: tuple[Any, ...]) -> None:
    if event.startswith(_REFUSED) or (event == "open" and _writes(*args)):
        raise PermissionError(f"这个进程不许 {event}")


def _writes(path: object, _mode: str | None, flags: int) -> bool:
    """Whether a file is opened to be written; a number is a pipe that is open already."""
    return not isinstance(path, int) and bool(flags & _WRITING)
