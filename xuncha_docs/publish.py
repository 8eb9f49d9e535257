"""A folder written whole or not at all: everything goes into a staging folder beside it, then takes its place."""

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from xuncha_docs.errors import Location, PackError


def publish(files: Mapping[str, bytes], out: Path, *, replaceable: str) -> None:
    """Writes `files` (relative path -> contents) as the folder `out`; on failure nothing is left and nothing is lost.

    An existing `out` is replaced only when it is empty or holds a file named `replaceable`; PackError otherwise.
    """
    _refuse_foreign(out, replaceable)
    staging: Path | None = None
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=".xuncha-", dir=out.parent))
        for name, data in files.items():
            path = staging / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        staging.chmod(0o755)  # mkdtemp 建的文件夹别人读不了；材料包要能交给同组人
        _take_place(staging, out)
    except OSError as error:
        message = f"写不进去（{error.strerror or error}），没有留下任何文件。请检查磁盘空间、路径和权限"
        raise PackError(message, Location(path=str(out))) from error
    finally:
        if staging is not None:
            shutil.rmtree(staging, ignore_errors=True)


def _refuse_foreign(out: Path, replaceable: str) -> None:
    if not out.exists():
        return
    if not out.is_dir():
        raise PackError("已有同名文件，请换一个输出文件夹", Location(path=str(out)))
    if any(out.iterdir()) and not (out / replaceable).is_file():
        message = "文件夹里有别的文件，为免误删没有写入。请换一个空文件夹，或指定以前生成的材料包"
        raise PackError(message, Location(path=str(out)))


def _take_place(staging: Path, out: Path) -> None:
    """Moves the staging folder to `out`; an old `out` comes back if that fails."""
    if not out.exists():
        staging.replace(out)
        return
    aside = Path(tempfile.mkdtemp(prefix=".xuncha-old-", dir=out.parent))
    out.replace(aside / out.name)
    try:
        staging.replace(out)
    except OSError:
        (aside / out.name).replace(out)
        aside.rmdir()
        raise
    shutil.rmtree(aside, ignore_errors=True)
