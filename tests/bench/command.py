"""`xuncha index` and `xuncha search` as people run them: a workspace with the corpus, a new process each time."""

import shutil
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from tests.bench.corpus import KB, questions
from tests.bench.processes import Cost, Ended, run

TIMES = 5
FAST_WORDS = "rjieba"
HIDDEN = "import sys; sys.modules[{!r}] = None; "
PROGRAM = "from xuncha_docs.cli import main; main()"


@dataclass(frozen=True, kw_only=True, slots=True)
class CommandRow:
    """One command in new processes."""

    command: str
    cost: Cost | None = None
    """Median."""
    peak_mb: float = 0.0
    note: str = ""


def commands(root: Path) -> list[CommandRow]:
    """Rows for building a workspace's index from its text and for searching in it, with and without rjieba."""
    office = root / "office"
    _run(root, "", "init", str(office))
    shutil.copytree(root / KB, office / "kb", dirs_exist_ok=True)
    built = _run(root, "", "-w", str(office), "index")
    rows = [CommandRow(command="xuncha index（含读文本）", cost=built.cost, peak_mb=built.peak_mb)]
    for name, hidden in (("有", ""), ("没有", HIDDEN.format(FAST_WORDS))):
        title = f"xuncha search（{name} {FAST_WORDS}）"
        if not hidden and find_spec(FAST_WORDS) is None:
            rows.append(CommandRow(command=title, note="没有安装"))
        else:
            rows.append(_searches(root, office, title, hidden))
    return rows


def _searches(root: Path, office: Path, title: str, hidden: str) -> CommandRow:
    """The median of several questions, after one that is not counted."""
    asked = questions(root)[: TIMES + 1]
    ended = [_run(root, hidden, "-w", str(office), "search", question.text) for question in asked][1:]
    return CommandRow(
        command=title, cost=Cost.median([one.cost for one in ended]), peak_mb=max(one.peak_mb for one in ended)
    )


def _run(root: Path, hidden: str, *arguments: str) -> Ended:
    ended = run([sys.executable, "-c", hidden + PROGRAM, *arguments], {"XUNCHA_CACHE": str(root / "cache")})
    if ended.code:
        raise SystemExit(f"xuncha {' '.join(arguments)} 失败（代码 {ended.code}）：\n{ended.said}")
    return ended
