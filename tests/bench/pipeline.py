"""Import, index, search and pack on the real statutes: seconds and peak memory, as the table in the README.

Run: python -m tests.bench.pipeline [--json]. Each step is a process of its own with a fresh cache and workspace.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
DEMO_ROUND = Path(__file__).resolve().parents[2] / "xuncha_docs" / "demo" / "round.yaml"
MEBIBYTE = 1024  # ru_maxrss 在 Linux 上以 KiB 计
QUERIES = 60
SEARCH = """
import json, sys, time
from xuncha_docs import Workspace
workspace = Workspace.open(sys.argv[1])
queries = json.load(open(sys.argv[2], encoding="utf-8"))
workspace.search(queries[0])
times = []
for query in queries:
    start = time.perf_counter()
    workspace.search(query)
    times.append(time.perf_counter() - start)
print(json.dumps(times))
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One measured step."""

    step: str
    seconds: float
    peak_mb: float
    aim: str


def run(command: Sequence[str], env: dict[str, str]) -> tuple[float, float, str]:
    """Wall seconds, peak MiB of the largest process, and stdout."""
    start = time.perf_counter()
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen(command, env=env, stdout=out, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - start
        out.seek(0)
        text = out.read().decode()
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} 失败：\n{text}")
    return seconds, usage.ru_maxrss / MEBIBYTE, text


def measure(folder: Path) -> list[Row]:
    """All steps, in order, on one fresh workspace."""
    env = os.environ | {"XUNCHA_CACHE": str(folder / "cache"), "PYTHONUTF8": "1"}
    env.pop("XUNCHA_WORKSPACE", None)
    xuncha = [sys.executable, "-m", "xuncha_docs.cli"]
    office = str(folder / "office")
    rows = []

    def step(name: str, aim: str, *arguments: str) -> None:
        seconds, peak, _ = run([*xuncha, *arguments], env)
        rows.append(Row(step=name, seconds=seconds, peak_mb=peak, aim=aim))

    step("演示首次运行（含建索引、出全套）", "≤ 30 s", "demo", "-o", str(folder / "demo"))
    step("演示再次运行", "", "demo", "-o", str(folder / "demo"))
    step("新建工作区", "", "init", office)
    sources = (str(DATA / "laws" / "national_laws_md.tar.xz"), str(DATA / "party"))
    step("导入 1,544 部法律法规和党内法规", "与建索引合计 ≤ 180 s，≤ 1 GB", "-w", office, "import", *sources)
    step("重复导入（无变化）", "", "-w", office, "import", *sources)
    step("读取知识库并建索引", "见上", "-w", office, "index")
    step("新进程检索一次", "", "-w", office, "search", "公务接待 陪餐人数")
    step("出一轮材料（2 组 6 个单位）", "≤ 10 s", "-w", office, "pack", str(DEMO_ROUND), "-o", str(folder / "pack"))
    return [*rows, *search_rows(folder, office, env)]


def search_rows(folder: Path, office: str, env: dict[str, str]) -> list[Row]:
    """Median and 95th percentile of lay questions inside one process."""
    lines = (DATA / "statutes" / "queries.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line) for line in lines[:QUERIES]]
    queries = [row["text"] for row in questions]
    (folder / "queries.json").write_text(json.dumps(queries), encoding="utf-8")
    command = [sys.executable, "-c", SEARCH, office, str(folder / "queries.json")]
    _, peak, text = run(command, env)
    times = sorted(json.loads(text))
    p95 = times[int(len(times) * 0.95)]
    return [
        Row(step="同一进程内检索，中位数", seconds=statistics.median(times), peak_mb=peak, aim=""),
        Row(step="同一进程内检索，第 95 百分位", seconds=p95, peak_mb=peak, aim=""),
    ]


def main() -> None:
    """Prints the table, or JSON with --json."""
    if not DATA.exists():
        print("没有 ../shared/data，无法测量")
        return
    with tempfile.TemporaryDirectory() as folder:
        rows = measure(Path(folder))
    if "--json" in sys.argv:
        print(json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=1))
        return
    print("| 步骤 | 用时（秒） | 峰值内存（MB） | 目标 |\n|---|---:|---:|---|")
    for row in rows:
        print(f"| {row.step} | {row.seconds:.3g} | {row.peak_mb:.0f} | {row.aim} |")


if __name__ == "__main__":
    main()
