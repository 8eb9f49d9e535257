"""A folder written whole or not at all: everything goes into a staging folder beside it, then takes its place."""

import os
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from xuncha_docs.errors import Location, PackError, reason


def publish(files: Mapping[str, bytes], out: Path, *, replaceable: str) -> None:
    """Writes `files` (relative path -> contents) as the folder `out`; on failure nothing is left and nothing is lost.

    An existing `out` is replaced only when it is empty or holds a file named `replaceable`; PackError otherwise.
    A link to a folder stays a link; the folder it leads to is written.
    """
    try:
        target = Path(os.path.realpath(out))  # 当前文件夹“.”和链接都要先认出是哪个文件夹，才能整个换掉
        _refuse_foreign(target, replaceable, shown=out)
        with ExitStack() as undo:
            for folder in reversed([parent for parent in target.parents if not parent.exists()]):
                folder.mkdir()
                undo.callback(folder.rmdir)
            _write(files, target)
            undo.pop_all()
    except OSError as error:
        raise unwritable(error, out) from error


def unwritable(error: OSError, out: Path) -> PackError:
    """The sentence for an output that could not be written."""
    advice = "请检查磁盘空间、路径和权限，并关闭正在打开的文书"
    return PackError(f"写不进去（{reason(error)}），没有留下任何文件。{advice}", Location(path=str(out)))


def _write(files: Mapping[str, bytes], target: Path) -> None:
    staging = Path(tempfile.mkdtemp(prefix=".xuncha-", dir=target.parent))
    try:
        for name, data in files.items():
            path = staging / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        staging.chmod(0o755)  # mkdtemp 建的文件夹别人读不了；材料包要能交给同组人
        _take_place(staging, target)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _refuse_foreign(target: Path, replaceable: str, *, shown: Path) -> None:
    if not target.exists():
        return
    if not target.is_dir():
        raise PackError("已有同名文件，请换一个输出文件夹", Location(path=str(shown)))
    if any(target.iterdir()) and not (target / replaceable).is_file():
        message = "文件夹里有别的文件，为免误删没有写入。请换一个空文件夹，或指定以前生成的材料包"
        raise PackError(message, Location(path=str(shown)))


def _take_place(staging: Path, target: Path) -> None:
    """Moves the staging folder to `target`; an old `target` comes back if that fails or is interrupted."""
    if not target.exists():
        staging.replace(target)
        return
    aside = Path(tempfile.mkdtemp(prefix=".xuncha-old-", dir=target.parent))
    old = aside / target.name
    try:
        target.replace(old)
        staging.replace(target)
    finally:
        if not target.exists():
            old.replace(target)
        shutil.rmtree(aside, ignore_errors=True)
