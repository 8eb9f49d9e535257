"""A child process that does dangerous work under limits, so that no file can stop or harm the one that asks."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import IO, Any

import xuncha_docs
from xuncha_docs.errors import ImportFailure, reason
from xuncha_docs.foreign.frames import Message, receive, send

if sys.platform != "win32":
    import resource

_ENDING = 2
"""Seconds within which a child that has closed its pipe is gone."""
_OVERTIME = None if sys.platform == "win32" else -signal.SIGXCPU
"""How a child ends that has used up its processor time."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """What one order may take."""

    memory: int = 440 * 2**20
    """Bytes the process may write to, of which one with all libraries loaded has taken a quarter."""
    cpu: int = 15
    """Seconds."""
    clock: int = 18
    """Seconds; on Windows the only limit."""


class Ended(StrEnum):
    """How a child ended that gave no answer."""

    LATE = "late"
    CRASHED = "crashed"


class Child:
    """One running child: `python -m module`, whose main is `serve`."""

    def __init__(self, module: str) -> None:
        """ImportFailure when the system starts no process; the child runs this very package, not the current folder."""
        package = str(Path(xuncha_docs.__file__).resolve().parent.parent)
        try:
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-m", module],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": package},
                start_new_session=True,
            )
        except OSError as error:
            raise ImportFailure(f"不能启动解析文件的子进程：{reason(error)}；请关闭别的程序后再试") from error

    @property
    def alive(self) -> bool:
        """Whether it can take an order."""
        return self.process.poll() is None

    def ask(self, said: dict[str, Any], *blobs: bytes, limits: Limits) -> Message | Ended:
        """The child's answer to an order under `limits`, or how it ended without one; then it is closed."""
        began = time.monotonic()
        timer = threading.Timer(limits.clock, self._kill)
        timer.start()
        try:
            answer = self._exchange({**said, "memory": limits.memory, "cpu": limits.cpu}, blobs)
        finally:
            timer.cancel()
        if answer is not None:
            return answer
        with suppress(subprocess.TimeoutExpired):  # 管道断了，过一会儿才知道它怎么结束的
            self.process.wait(_ENDING)
        self.close()
        late = time.monotonic() - began >= limits.clock or self.process.returncode == _OVERTIME
        return Ended.LATE if late else Ended.CRASHED

    def close(self) -> None:
        """Ends the child."""
        self._kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            with suppress(BrokenPipeError):  # 没送完的字节不要了
                _open(pipe).close()

    def _exchange(self, order: dict[str, Any], blobs: tuple[bytes, ...]) -> Message | None:
        try:
            send(_open(self.process.stdin), order, *blobs)
            return receive(_open(self.process.stdout))
        except (OSError, ValueError):
            return None

    def _kill(self) -> None:
        """Ends the child and what it has started."""
        if not self.alive:
            return
        if sys.platform == "win32":
            self.process.kill()
        else:
            with suppress(ProcessLookupError):  # 恰在此时自己结束了
                os.killpg(self.process.pid, signal.SIGKILL)


def serve(answer: Callable[[Message], Message]) -> None:
    """The main of a child: answers orders, each under the limits it names, until the parent closes the pipe."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # 库里打印的文字不得混进答复
    while order := receive(sys.stdin.buffer):
        limit(int(order[0]["memory"]), int(order[0]["cpu"]))
        said, blobs = answer(order)
        send(answers, said, *blobs)


def limit(memory: int, cpu: int) -> None:
    """Sets the limits for one order where the system knows them; on Windows the parent's clock alone counts."""
    if sys.platform == "win32":
        return
    used = int(time.process_time()) + 1
    for kind, soft in ((resource.RLIMIT_DATA, memory), (resource.RLIMIT_CPU, used + cpu)):
        hard = resource.getrlimit(kind)[1]
        within = soft if hard == resource.RLIM_INFINITY else min(soft, hard)
        with suppress(ValueError, OSError):  # macOS 有的限额设不了；墙钟限额总在
            resource.setrlimit(kind, (within, hard))


def _open(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None  # 启动时两端都要了管道
    return pipe
