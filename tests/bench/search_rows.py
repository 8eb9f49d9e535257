"""The rows of the search bench and the table that shows them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from tests.bench.command import CommandRow
from tests.bench.corpus import Facts
from tests.bench.processes import Cost

OURS = "xuncha"
KINDS = {"free": "自由词", "phrase": "短语", "filtered": "带筛选"}
VARIANTS = {"words": "不用学得的相关词", "ids": "只打分给编号"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Spread:
    """Milliseconds of many questions."""

    asked: int
    p50: float
    p95: float
    p99: float
    wall_p50: float
    wall_p95: float
    wall_p99: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One engine; None: it has no such thing."""

    engine: str
    note: str = ""
    reading: Cost | None = None
    """From files to records; None where only tokens are read."""
    build: Cost | None = None
    """From texts to the index."""
    build_tokens: Cost | None = None
    """From ready tokens to the index."""
    disk_mb: float = 0.0
    build_peak_mb: float = 0.0
    ask_peak_mb: float = 0.0
    cold: Cost | None = None
    """A new process from its start to its end with one answer, median."""
    free: Spread | None = None
    phrase: Spread | None = None
    filtered: Spread | None = None
    words: Spread | None = None
    """Free text without the learned words; this project only."""
    ids: Spread | None = None
    """Free text from ready tokens to ids, as the peers do it; this project only."""
    add: Cost | None = None
    """One more article until it is found, median."""
    overlap: float | None = None
    """Share of the first ten of plain Whoosh that are among its own, mean."""
    same_phrases: float | None = None
    """Share of phrases with exactly the hits of plain Whoosh."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Pair:
    """Free text in one process by turns."""

    ours: Spread
    ids: Spread
    theirs: Spread


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """Everything that was measured."""

    times: int
    facts: Facts
    rows: tuple[Row, ...]
    pair: Pair | None
    commands: tuple[CommandRow, ...]


def table(found: Report) -> Iterator[str]:
    """The lines of the report, Markdown."""
    facts = found.facts
    yield f"语料 {found.times} 倍：{facts.documents} 条，{facts.tokens} 个词元，{facts.vocabulary} 种。"
    yield "时间都是 CPU / 实际；同一份词元；预热和取样见 tests/bench/search.py 与 steps.py。"
    yield from _table(
        "建库|读文本（秒）|由文本建（秒）|由词元建（秒）|磁盘（MB）|内存（MB）|新进程首答（秒）|新增一条到可查（毫秒）|说明",
        [_building(row) for row in found.rows],
    )
    for kind, title in KINDS.items():
        yield from _table(
            f"{title}（毫秒）|题数|p50|p95|p99|内存（MB）|与 Whoosh 一致|说明",
            [line for row in found.rows for line in _asked(row, kind)],
        )
    ours = next((row for row in found.rows if row.engine == OURS and not row.note), None)
    if ours:
        yield from _table(
            "本项目的几倍|由文本建|磁盘|首答|自由词 p50|p95|短语 p50|p95|带筛选 p50|p95|新增一条",
            [[row.engine, *(_times(of(row), of(ours)) for of in RATIOS)] for row in found.rows if row != ours],
        )
    if found.pair:
        yield from _table("同一进程轮流，自由词，CPU 毫秒|p50|p95|Whoosh 是几倍", _side_by_side(found.pair))
    if found.commands:
        yield from _table(
            "命令（新进程）|秒|内存（MB）|说明",
            [[row.command, _cost(row.cost), _number(row.peak_mb), row.note] for row in found.commands],
        )


RATIOS: tuple[Callable[[Row], float | None], ...] = (
    lambda row: row.build.cpu if row.build else None,
    lambda row: row.disk_mb,
    lambda row: row.cold.cpu if row.cold else None,
    lambda row: row.free.p50 if row.free else None,
    lambda row: row.free.p95 if row.free else None,
    lambda row: row.phrase.p50 if row.phrase else None,
    lambda row: row.phrase.p95 if row.phrase else None,
    lambda row: row.filtered.p50 if row.filtered else None,
    lambda row: row.filtered.p95 if row.filtered else None,
    lambda row: row.add.cpu if row.add else None,
)


def _building(row: Row) -> list[str]:
    return [
        row.engine,
        _cost(row.reading),
        _cost(row.build),
        _cost(row.build_tokens),
        _number(row.disk_mb),
        _number(row.build_peak_mb),
        _cost(row.cold),
        _cost(row.add, 1000),
        row.note,
    ]


def _side_by_side(pair: Pair) -> Iterator[list[str]]:
    for name, found in ((OURS, pair.ours), (f"{OURS} {VARIANTS['ids']}", pair.ids), ("whoosh", pair.theirs)):
        times = f"{_times(pair.theirs.p50, found.p50)} / {_times(pair.theirs.p95, found.p95)}"
        yield [name, f"{found.p50:.3g}", f"{found.p95:.3g}", times if found != pair.theirs else ""]


def _asked(row: Row, kind: str) -> Iterator[list[str]]:
    """The line of an engine, and those of the other ways in which it was asked the same."""
    yield _asking(row, kind)
    for variant, title in VARIANTS.items() if kind == "free" else ():
        if getattr(row, variant):
            yield _asking(replace(row, engine=f"{row.engine} {title}", overlap=None), variant)


def _asking(row: Row, kind: str) -> list[str]:
    found: Spread | None = getattr(row, kind)
    if found is None:
        return [row.engine, "", "", "", "", "", "", row.note or "没有这种查询"]
    agreement = {"free": row.overlap, "phrase": row.same_phrases}.get(kind)
    return [
        row.engine,
        str(found.asked),
        f"{found.p50:.3g} / {found.wall_p50:.3g}",
        f"{found.p95:.3g} / {found.wall_p95:.3g}",
        f"{found.p99:.3g} / {found.wall_p99:.3g}",
        _number(row.ask_peak_mb),
        "" if agreement is None else f"{agreement:.1%}",
        row.note,
    ]


def _cost(cost: Cost | None, factor: int = 1) -> str:
    return f"{cost.cpu * factor:.3g} / {cost.wall * factor:.3g}" if cost else ""


def _number(value: float) -> str:
    return f"{value:.0f}" if value else ""


def _times(theirs: float | None, ours: float | None) -> str:
    return f"{theirs / ours:.2g}×" if theirs and ours else ""


def _table(head: str, rows: Iterable[Sequence[str]]) -> Iterator[str]:
    titles = head.split("|")
    yield ""
    yield f"| {' | '.join(titles)} |"
    yield "|" + "|".join("---" if title in ("说明", titles[0]) else "---:" for title in titles) + "|"
    for row in rows:
        yield f"| {' | '.join(row)} |"
