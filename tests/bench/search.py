"""Search beside its peers on the public statutes: building, opening, asking, adding; CPU and wall time.

Run: python -m tests.bench.search [--json] [--times 10] [--engines xuncha,tantivy] [--corpus F --queries F]. Each step
of each engine is a process of its own. Peers get the tokens of this project ready-made and answer with ids; this
project gets text and answers with finished hits. Files are in the system's cache; each process asks 50 other questions
of each kind before it is measured; more rows say what this project takes without the learned words, and for ids from
ready tokens as the peers. The ratios set the same work beside the same work, and finished hits beside the peers' ids.
Without F it needs ../shared/data; says so and exits 0 without it.
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from statistics import fmean, quantiles
from typing import Any

from tests.bench.command import commands
from tests.bench.corpus import Facts, facts
from tests.bench.engines import ENGINES
from tests.bench.processes import Cost, Ended, run
from tests.bench.search_rows import OURS, Pair, Report, Row, Spread, ratios, table

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "statutes"
PLAIN = "whoosh"
STARTS = 5


class Missing(Exception):  # noqa: N818 -- 不是错误：少一个引擎是一行结果
    """What an engine needs is not installed."""


def step(name: str, engine: str, root: Path) -> tuple[dict[str, Any], Ended]:
    """What a step found, and the process that did it; Missing when the engine is not installed."""
    sys.stderr.write(f"{engine} {name}\n")
    ended = run([sys.executable, "-m", "tests.bench.steps", name, engine, str(root)])
    if ended.code:
        raise SystemExit(f"{engine} 的 {name} 中断（代码 {ended.code}）")
    found: dict[str, Any] = json.loads(ended.said)
    if "missing" in found:
        raise Missing(found["missing"])
    return found, ended


def measure(engine: str, root: Path) -> tuple[Row, dict[str, Any]]:
    """The row of an engine and its answers; the answers are empty when it is not installed."""
    try:
        built, building = step("build", engine, root)
    except Missing as error:
        return Row(engine=engine, note=f"没有安装（{error}）"), {}
    opened = [step("first", engine, root)[1].cost for _ in range(STARTS + 1)][1:]
    asked, asking = step("ask", engine, root)
    spreads: dict[str, Any] = {kind: spread(costs) for kind, costs in asked["costs"].items()}
    texts, tokens = _with_and_without(engine, Cost.of(built["building"]), facts(root))
    row = Row(
        engine=engine,
        reading=Cost.of(built["reading"]) if engine == OURS else None,
        build=texts,
        build_tokens=tokens,
        disk_mb=built["size"] / 2**20,
        build_peak_mb=building.peak_mb,
        ask_peak_mb=asking.peak_mb,
        cold=Cost.median(opened),
        **spreads,
    )
    return row, asked


def _with_and_without(engine: str, building: Cost, counted: Facts) -> tuple[Cost, Cost]:
    """(cost from texts, cost from ready tokens): one is measured, the tokens' own cost is what lies between."""
    sign = -1 if engine == OURS else 1
    other = Cost(
        cpu=max(0.0, building.cpu + sign * counted.tokenise_cpu),
        wall=max(0.0, building.wall + sign * counted.tokenise_wall),
    )
    return (building, other) if engine == OURS else (other, building)


def spread(costs: Sequence[tuple[float, float]]) -> Spread:
    """Percentiles of costs in seconds."""
    cuts = [quantiles([pair[clock] * 1000 for pair in costs], n=100, method="inclusive") for clock in (0, 1)]
    (p50, p95, p99), (wall_p50, wall_p95, wall_p99) = ((cut[49], cut[94], cut[98]) for cut in cuts)
    return Spread(asked=len(costs), p50=p50, p95=p95, p99=p99, wall_p50=wall_p50, wall_p95=wall_p95, wall_p99=wall_p99)


def compared(row: Row, mine: dict[str, Any], plain: dict[str, Any]) -> Row:
    """The row with how far its answers agree with those of plain Whoosh."""
    if not mine or not plain:
        return row
    overlap = fmean(
        len(set(one) & set(other)) / len(other)
        for one, other in zip(mine["answers"], plain["answers"], strict=True)
        if other
    )
    same = [one == other for one, other in zip(mine["phrases"], plain["phrases"], strict=False)]
    return replace(row, overlap=overlap, same_phrases=fmean(same) if same else None)


def side_by_side(root: Path) -> Pair:
    """This project and plain Whoosh by turns in one process."""
    found, _ = step("pair", PLAIN, root)
    return Pair(**{name: spread(costs) for name, costs in found.items()})


def adding(engine: str, root: Path) -> Cost | None:
    """The median cost of one more article; None when the engine cannot add one."""
    found, _ = step("add", engine, root)
    return None if "cannot" in found else Cost.median([Cost.of(pair) for pair in found["costs"]])


def report(root: Path, engines: Sequence[str], times: int) -> Report:
    """All rows for a prepared folder; articles are added last, so that everything else sees the same ones."""
    found = {name: measure(name, root) for name in engines}
    here = [name for name, (_, answers) in found.items() if answers]
    plain = found[PLAIN][1] if PLAIN in here else {}
    pair = side_by_side(root) if {OURS, PLAIN} <= set(here) else None
    run_commands = tuple(commands(root)) if OURS in here else ()
    added = {name: adding(name, root) for name in here}
    rows = [replace(compared(row, answers, plain), add=added.get(name)) for name, (row, answers) in found.items()]
    return Report(
        times=times,
        facts=facts(root),
        rows=tuple(rows),
        pair=pair,
        commands=run_commands,
        ratios=tuple(ratios(rows, pair)),
    )


def parser() -> argparse.ArgumentParser:
    """The options."""
    found = argparse.ArgumentParser(prog="python -m tests.bench.search", description=__doc__)
    found.add_argument("--json", action="store_true")
    found.add_argument("--times", type=int, default=1)
    found.add_argument("--engines", type=lambda text: text.split(","), default=list(ENGINES))
    found.add_argument("--corpus", type=Path, default=DATA / "corpus.jsonl.xz")
    found.add_argument("--queries", type=Path, default=DATA / "queries.jsonl")
    return found


def main() -> None:
    """Prints the table, or JSON with --json."""
    options = parser().parse_args()
    unknown = set(options.engines) - set(ENGINES)
    if unknown:
        raise SystemExit(f"没有 {'、'.join(sorted(unknown))}，可写：{'、'.join(ENGINES)}")
    absent = [path for path in (options.corpus, options.queries) if not path.is_file()]
    if absent:
        print(f"没有 {absent[0].name}，无法测量")
        return
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        os.environ |= {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(root / "bytecode")}  # 同安装后一样
        step_arguments = (str(options.corpus), str(options.queries), str(options.times))
        prepared = run([sys.executable, "-m", "tests.bench.statute_kb", name, *step_arguments])
        if prepared.code:
            raise SystemExit("准备语料时中断")
        found = report(root, options.engines, options.times)
    print(json.dumps(asdict(found), ensure_ascii=False, indent=1) if options.json else "\n".join(table(found)))


if __name__ == "__main__":
    main()
