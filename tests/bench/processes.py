"""Runs a program as a process of its own: what it prints, its costs and its peak memory, seen from outside."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

MEBIBYTE = 1024 if sys.platform == "linux" else 2**20


@dataclass(frozen=True, kw_only=True, slots=True)
class Cost:
    """Seconds."""

    cpu: float
    """Of the process with all its threads, and of the processes it has waited for."""
    wall: float

    @classmethod
    def of(cls, pair: Sequence[float]) -> "Cost":
        """The cost that a step printed as (cpu, wall)."""
        return cls(cpu=pair[0], wall=pair[1])

    @classmethod
    def median(cls, costs: Sequence["Cost"]) -> "Cost":
        """The median of each clock."""
        return cls(cpu=median(cost.cpu for cost in costs), wall=median(cost.wall for cost in costs))


@dataclass(frozen=True, kw_only=True, slots=True)
class Ended:
    """A process that has ended."""

    said: str
    """What it printed."""
    code: int
    cost: Cost
    """From its start to its end."""
    peak_mb: float
    """The most memory that it, or one of its children, held; on Linux never less than what its starter held."""


def run(command: Sequence[str], env: Mapping[str, str] | None = None) -> Ended:
    """The ended process; what it wrote to stderr is passed on."""
    start = time.perf_counter()
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen(command, env={**os.environ, "PYTHONUTF8": "1", **(env or {})}, stdout=out)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        said = out.read().decode()
    return Ended(
        said=said,
        code=process.returncode,
        cost=Cost(cpu=usage.ru_utime + usage.ru_stime, wall=wall),
        peak_mb=usage.ru_maxrss / MEBIBYTE,
    )
