"""Foreign files are parsed in a child process with limits, so that none of them can stop or harm an import."""

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import xuncha_docs
from xuncha_docs.errors import ImportFailure, reason
from xuncha_docs.ingest.converters import Converted, Converter, convert, converter_of
from xuncha_docs.ingest.frames import Message, receive, send, unpack
from xuncha_docs.ingest.office import OfficeConverter

_FILES = 500
"""Files after which the child is replaced, so that its memory does not grow with their number."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """What parsing one file may take."""

    memory: int = 440 * 2**20
    """Bytes the process may write to, of which one with all libraries loaded has taken a quarter."""
    cpu: int = 15
    """Seconds."""
    clock: int = 18
    """Seconds; on Windows the only limit."""


_USUAL = Limits()
_OFFICE = Limits(memory=360 * 2**20, cpu=18, clock=60)
"""LibreOffice, which runs below the child, starts afresh for each file and takes its time on a busy machine."""
_ENDING = 2
"""Seconds within which a child that has closed its pipe is gone."""
_CRASHED = "解析这个文件时子进程意外结束，未读；文件可能损坏或是恶意文件，请用原软件另存一份"
_OVERTIME = None if sys.platform == "win32" else -signal.SIGXCPU
"""How a child ends that has used up its processor time."""


class Isolation:
    """A child process that parses one file after another; it is started when needed and replaced when it dies."""

    def __init__(self, limits: Limits | None = None) -> None:
        """`limits` are used for every file instead of those of its format."""
        self._limits = limits
        self._child: subprocess.Popen[bytes] | None = None
        self._files = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Ends the child."""
        child, self._child = self._child, None
        if child:
            _kill(child)
            child.wait()
            for pipe in (child.stdin, child.stdout):
                with suppress(BrokenPipeError):  # 没送完的字节不要了
                    _open(pipe).close()

    def convert(self, data: bytes, name: str) -> Converted:
        """The document in `data`; ImportFailure says why there is none, also when the child crashed or was stopped.

        Plain text, which needs no foreign code, is read here. Recognising text takes more than any other file may have:
        the child first reads all else under the usual limits and says how many pages are left.
        """
        converter = converter_of(data)
        if converter is None:
            return convert(data, name)
        said, blobs = self._ask(data, name, self._limits or _limits_for(converter))
        pages = said.pop("unrecognised", 0)
        if pages:
            said, blobs = self._ask(data, name, self._limits or _limits_of_scans(pages), recognise=True)
        if pages or said.pop("spent", False) or self._files >= _FILES:
            self.close()
        if "failure" in said:
            raise ImportFailure(said["failure"])
        return unpack((said, blobs))

    def _ask(self, data: bytes, name: str, limits: Limits, *, recognise: bool = False) -> Message:
        child = self._running()
        self._files += 1
        began = time.monotonic()
        timer = threading.Timer(limits.clock, _kill, [child])
        timer.start()
        try:
            answer = _exchange(child, _order(name, limits, recognise=recognise), data)
        finally:
            timer.cancel()
        if answer is None:
            with suppress(subprocess.TimeoutExpired):  # 管道断了，过一会儿才知道它怎么结束的
                child.wait(_ENDING)
            self.close()
            late = time.monotonic() - began >= limits.clock or child.returncode == _OVERTIME
            raise ImportFailure(_too_long(limits) if late else _CRASHED)
        return answer

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self.close()
            self._child = _start()
            self._files = 0
        return self._child


def _start() -> subprocess.Popen[bytes]:
    """A child that runs this very package and imports nothing from the folder one is in."""
    package = str(Path(xuncha_docs.__file__).resolve().parent.parent)
    try:
        return subprocess.Popen(
            [sys.executable, "-P", "-m", "xuncha_docs.ingest.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": package},
            start_new_session=True,
        )
    except OSError as error:
        raise ImportFailure(f"不能启动解析文件的子进程：{reason(error)}；请关闭别的程序后再导入") from error


def _order(name: str, limits: Limits, *, recognise: bool) -> dict[str, str | int]:
    return {"name": name, "memory": limits.memory, "cpu": limits.cpu, "recognise": recognise}


def _exchange(child: subprocess.Popen[bytes], order: dict[str, str | int], data: bytes) -> Message | None:
    """The child's answer, None when it ended without one."""
    try:
        send(_open(child.stdin), order, data)
        return receive(_open(child.stdout))
    except (OSError, ValueError):
        return None


def _open(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None  # 启动时两端都要了管道
    return pipe


def _kill(child: subprocess.Popen[bytes]) -> None:
    """Ends the child and what it has started."""
    if child.poll() is not None:
        return
    if sys.platform == "win32":
        child.kill()
    else:
        with suppress(ProcessLookupError):  # 恰在此时自己结束了
            os.killpg(child.pid, signal.SIGKILL)


def _limits_for(converter: Converter) -> Limits:
    return _OFFICE if isinstance(converter, OfficeConverter) else _USUAL


def _limits_of_scans(pages: int) -> Limits:
    """Recognising a page takes ten seconds, the models nearly a gigabyte: measured, see the project's notes."""
    return Limits(memory=1536 * 2**20, cpu=30 + 30 * pages, clock=60 + 60 * pages)


def _too_long(limits: Limits) -> str:
    return f"解析超过 {limits.clock} 秒，已停止；文件可能过大、损坏或是恶意文件，请拆成几个文件，或用原软件另存一份"
