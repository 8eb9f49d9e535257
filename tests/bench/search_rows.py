"""The rows of the search bench and the table that shows them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from tests.bench.command import CommandRow
from tests.bench.corpus import Facts
from tests.bench.processes import Cost

OURS = "xuncha"
KINDS = {"free": "自由词", "phrase": "短语", "filtered": "带筛选"}
VARIANTS = {"free": {"words": "不用学得的相关词", "ids": "只打分给编号"}, "filtered": {"filtered_ids": "只打分给编号"}}
"""Of a kind of question: the other ways in which this project is asked the same."""


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
    filtered_ids: Spread | None = None
    """The same through the filter; this project only."""
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
class Ratio:
    """What another engine takes, as a multiple of what this project takes; None where one of them has no figure."""

    engine: str
    same_work: bool
    """True: both get ready tokens and answer with ids. False: this project gets text and gives finished hits."""
    times: dict[str, float | None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """Everything that was measured."""

    times: int
    facts: Facts
    rows: tuple[Row, ...]
    pair: Pair | None
    commands: tuple[CommandRow, ...]
    ratios: tuple[Ratio, ...] = ()


def ratios(rows: Sequence[Row], pair: Pair | None) -> Iterator[Ratio]:
    """This project beside each other engine: the same work against the same work, and its finished hits."""
    ours = next((row for row in rows if row.engine == OURS and not row.note), None)
    if ours is None:
        return
    alike = replace(ours, build=ours.build_tokens, free=ours.ids, filtered=ours.filtered_ids, phrase=None)
    for row in rows:
        if row is not ours and not row.note:
            yield _ratio(replace(row, build=row.build_tokens), alike, same_work=True)
            yield _ratio(row, ours, same_work=False)
    if pair:
        theirs = Row(engine="whoosh 同一进程轮流", free=pair.theirs)
        yield _ratio(theirs, replace(alike, free=pair.ids), same_work=True)
        yield _ratio(theirs, replace(ours, free=pair.ours), same_work=False)


def _ratio(theirs: Row, ours: Row, *, same_work: bool) -> Ratio:
    found = {name: (of(theirs), of(ours)) for name, of in FIGURES.items()}
    times = {name: one / other if one and other else None for name, (one, other) in found.items()}
    return Ratio(engine=theirs.engine, same_work=same_work, times=times)


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
    if found.ratios:
        yield from _table(f"是本项目的几倍|本项目做的|{'|'.join(FIGURES)}", map(_beside, found.ratios))
    if found.pair:
        yield from _table("同一进程轮流，自由词，CPU 毫秒|p50|p95", _side_by_side(found.pair))
    if found.commands:
        yield from _table(
            "命令（新进程）|秒|内存（MB）|说明",
            [[row.command, _cost(row.cost), _number(row.peak_mb), row.note] for row in found.commands],
        )


FIGURES: dict[str, Callable[[Row], float | None]] = {
    "建库": lambda row: row.build.cpu if row.build else None,
    "磁盘": lambda row: row.disk_mb,
    "首答": lambda row: row.cold.cpu if row.cold else None,
    "自由词 p50": lambda row: row.free.p50 if row.free else None,
    "自由词 p95": lambda row: row.free.p95 if row.free else None,
    "短语 p50": lambda row: row.phrase.p50 if row.phrase else None,
    "短语 p95": lambda row: row.phrase.p95 if row.phrase else None,
    "带筛选 p50": lambda row: row.filtered.p50 if row.filtered else None,
    "带筛选 p95": lambda row: row.filtered.p95 if row.filtered else None,
    "新增一条": lambda row: row.add.cpu if row.add else None,
}
"""What engines are compared by."""


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


def _beside(ratio: Ratio) -> list[str]:
    work = "同样的事：词元进，编号出" if ratio.same_work else "原话进，完整条目出"
    return [ratio.engine, work, *(f"{times:.2g}×" if times else "" for times in ratio.times.values())]


def _side_by_side(pair: Pair) -> Iterator[list[str]]:
    ids = f"{OURS} {VARIANTS['free']['ids']}"
    for name, found in ((OURS, pair.ours), (ids, pair.ids), ("whoosh", pair.theirs)):
        yield [name, f"{found.p50:.3g}", f"{found.p95:.3g}"]


def _asked(row: Row, kind: str) -> Iterator[list[str]]:
    """The line of an engine, and those of the other ways in which it was asked the same."""
    yield _asking(row, kind)
    for variant, title in VARIANTS.get(kind, {}).items():
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


def _table(head: str, rows: Iterable[Sequence[str]]) -> Iterator[str]:
    titles = head.split("|")
    yield ""
    yield f"| {' | '.join(titles)} |"
    yield "|" + "|".join("---" if title in ("说明", titles[0]) else "---:" for title in titles) + "|"
    for row in rows:
        yield f"| {' | '.join(row)} |"
