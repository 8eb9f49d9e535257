"""Documents written by several processes at once, one for each processor.

Processes of our own and not multiprocessing: that would run the program of whoever calls us a second time, where its
main is not guarded.
"""

import os
import pickle
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from queue import SimpleQueue
from typing import Any

from xuncha_docs.errors import ImportFailure, XunchaError
from xuncha_docs.foreign.frames import Message
from xuncha_docs.foreign.process import Child, Ended, Limits, serve
from xuncha_docs.word.writer import Written, write

_LIMITS = Limits(memory=2**30, cpu=300, clock=300)
"""Not that our own work needed any: more means that the process hangs."""
MOST = 4
"""More would wait for the one process that renders."""
Order = Mapping[str, Any]
"""The arguments of `write`."""


class Writers:
    """Processes that write documents until they are closed."""

    def __init__(self, count: int) -> None:
        """With a `count` of 1, or where no process can be started, everything is written in this one."""
        self._children: list[Child] = []
        self._free: SimpleQueue[Child] = SimpleQueue()
        with suppress(ImportFailure):
            for _ in range(count if count > 1 else 0):
                self._children.append(Child(__name__))
                self._free.put(self._children[-1])
        self._threads = ThreadPoolExecutor(len(self._children)) if self._children else None

    def close(self) -> None:
        """Ends the processes; what is not written yet never will be."""
        if self._threads:
            self._threads.shutdown(cancel_futures=True)
        for child in self._children:
            child.close()

    def write(self, order: Order) -> Callable[[], Written]:
        """What gives, or raises, the outcome of `write` as soon as it is there."""
        if self._threads is None:
            return lambda: write(**order)
        written: Future[Written] = self._threads.submit(self._ask, order)
        return written.result

    def _ask(self, order: Order) -> Written:
        child = self._free.get()
        answer = child.ask({}, pickle.dumps(order), limits=_LIMITS) if child.alive else Ended.CRASHED
        self._free.put(child)
        if isinstance(answer, Ended):
            return write(**order)
        outcome = pickle.loads(answer[1][0])  # noqa: S301 -- 来自本进程启动的子进程
        if isinstance(outcome, XunchaError):
            raise outcome
        assert isinstance(outcome, Written)
        return outcome


def processors() -> int:
    """How many this process may use, and up to MOST."""
    found = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(found, MOST)


def _answer(message: Message) -> Message:
    outcome: Written | XunchaError
    try:
        outcome = write(**pickle.loads(message[1][0]))  # noqa: S301 -- 来自启动本进程的一方
    except XunchaError as error:
        outcome = error
    return {}, (pickle.dumps(outcome),)


if __name__ == "__main__":
    serve(_answer)
