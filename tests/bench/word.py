"""Making Word documents: milliseconds and memory beside python-docx's API and docxtpl, which make the same text.

Run: python -m tests.bench.word [--json]. Each tool makes each document in a process of its own, after one that is not
counted. Ours is measured from the parsed tree to the bytes, and from the template to the bytes; the pack also as
`xuncha pack` makes it. A tool that is not installed is a row saying so. Last, memory, which must not grow with the
number of documents.
"""

import json
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import pairwise
from pathlib import Path
from statistics import median

from tests.bench.ingest import own_peak
from tests.bench.processes import MEBIBYTE, run
from tests.bench.word_texts import DEMO_ROUND, PACK, TEXTS, makers
from tests.bench.word_tools import PEERS, blocks
from xuncha_docs.word.tree import clean, parse
from xuncha_docs.word.writer import write
from xuncha_docs.workspace import Workspace

OURS = "xuncha"
SECONDS, MOST, LEAST = 3.0, 30, 3
"""A document is made for so long, but so often at most and at least."""
AIMS = {"2 页通知": 15, "30 页报告": 20, "30 页报告和 200 行表": 30, "1000 × 4 台账": 50}
"""Milliseconds from the parsed tree to the bytes."""
COUNTS = (20, 400)
"""How many documents are made for the rows of memory."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One tool making one document, or all documents of the pack."""

    document: str
    tool: str
    documents: int = 0
    milliseconds: float = 0.0
    """From the parsed tree, for a peer from the same text, to the bytes; median."""
    chain: float | None = None
    """Ours: from template and values to the bytes."""
    kilobytes: float = 0.0
    peak_mb: float = 0.0
    note: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Memory:
    """Documents made one after the other in one process."""

    documents: int
    peak_mb: float


def _repeated(make: Callable[[], dict[str, float]]) -> dict[str, float]:
    """The median of each figure."""
    make()
    found: list[dict[str, float]] = []
    end = time.process_time() + SECONDS
    while len(found) < LEAST or (time.process_time() < end and len(found) < MOST):
        found.append(make())
    return {name: median(one[name] for one in found) for name in found[0]}


def _ours(renders: Sequence[Callable[[], str]]) -> dict[str, float]:
    """Milliseconds of each stage, and kilobytes, of all the documents together."""
    figures = {"milliseconds": 0.0, "chain": 0.0, "kilobytes": 0.0}
    for render in renders:
        times = [time.process_time()]
        markdown = render()
        times.append(time.process_time())
        parse(clean(markdown)[0], source="示例.md")
        times.append(time.process_time())
        data = write(markdown, source="示例.md").data
        times.append(time.process_time())
        rendered, parsed, written = (1000 * (after - before) for before, after in pairwise(times))
        # write 里也解析一次，减去刚量的解析用时，就是从语法树到文件的用时。
        figures["milliseconds"] += written - parsed
        figures["chain"] += rendered + written
        figures["kilobytes"] += len(data) / 1024
    return figures


def figures_of(tool: str, document: str) -> dict[str, float | str]:
    """What the process that is measured found."""
    renders = makers(document)
    if tool == OURS:
        found = _repeated(lambda: _ours(renders))
    else:
        try:
            make = PEERS[tool]()
        except ImportError:
            return {"note": "没有安装"}
        contents = [blocks(write(render(), source="示例.md").data) for render in renders]

        def peer() -> dict[str, float]:
            start = time.process_time()
            size = sum(len(make(content)) for content in contents)
            return {"milliseconds": 1000 * (time.process_time() - start), "kilobytes": size / 1024}

        found = peer() if document == PACK else _repeated(peer)
    return {**found, "documents": len(renders), "peak_mb": own_peak() / MEBIBYTE}


def measure(tool: str, document: str) -> Row:
    """The row of a tool and a document, made by a process of its own."""
    row = Row(document=document, tool=tool)
    ended = run([sys.executable, "-W", "ignore", "-m", "tests.bench.word", "--make", tool, document])
    return replace(row, **json.loads(ended.said)) if not ended.code else replace(row, note=f"中断（代码 {ended.code}）")


def measure_memory(count: int) -> Memory:
    """Memory after so many documents."""
    ended = run([sys.executable, "-m", "tests.bench.word", "--many", str(count)])
    return Memory(documents=count, peak_mb=json.loads(ended.said))


def _many(count: int) -> float:
    (render,) = makers("30 页报告和 200 行表")
    for _ in range(count):
        write(render(), source="示例.md")
    return own_peak() / MEBIBYTE


def pack_seconds() -> float:
    """Seconds that the whole pack of the demo round takes, in a workspace that is open."""
    workspace = Workspace.open()
    with tempfile.TemporaryDirectory() as folder:
        times = []
        for number in range(LEAST):
            start = time.process_time()
            workspace.pack(DEMO_ROUND, Path(folder) / str(number))
            times.append(time.process_time() - start)
    return min(times)


def table(rows: Sequence[Row], memory: Sequence[Memory], pack: float) -> str:
    """The figures as Markdown."""
    lines = [
        "| 文书 | 从语法树到文件（毫秒） | 目标 | 从模板到文件 | python-docx | docxtpl | 文件（KB） |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for name in dict.fromkeys(row.document for row in rows):
        by_tool = {row.tool: row for row in rows if row.document == name}
        ours = by_tool[OURS]
        times = [_against(by_tool.get(peer), ours) for peer in PEERS]
        count = f"（{ours.documents} 份）" if ours.documents > 1 else ""
        aim = f"≤ {AIMS[name]}" if name in AIMS else ""
        lines.append(
            f"| {name}{count} | {_short(ours.milliseconds)} | {aim} | {_short(ours.chain or 0)} | "
            f"{' | '.join(times)} | {ours.kilobytes:.0f} |"
        )
    told = "、".join(f"{each.documents} 份 {each.peak_mb:.0f} MB" for each in memory)
    return "\n".join([*lines, "", f"整个材料包（取数、选取、排版、核对、写盘）{pack:.2f} 秒。", f"接连做：{told}。"])


def _against(peer: Row | None, ours: Row) -> str:
    if peer is None or peer.note:
        return (peer and peer.note) or "—"
    return f"{_short(peer.milliseconds)}（{_short(peer.milliseconds / ours.milliseconds)} 倍）"


def _short(number: float) -> str:
    return f"{number:,.0f}" if number >= 10 else f"{number:.2g}"


def main() -> None:
    """Prints the table, or JSON with --json."""
    if "--make" in sys.argv:
        json.dump(figures_of(*sys.argv[2:4]), sys.stdout)
        return
    if "--many" in sys.argv:
        json.dump(_many(int(sys.argv[2])), sys.stdout)
        return
    rows = [measure(tool, name) for name in (*TEXTS, PACK) for tool in (OURS, *PEERS)]
    memory = [measure_memory(count) for count in COUNTS]
    pack = pack_seconds()
    if "--json" in sys.argv:
        said = {"rows": [asdict(row) for row in rows], "memory": [asdict(one) for one in memory], "pack_seconds": pack}
        print(json.dumps(said, ensure_ascii=False, indent=1))
        return
    print(table(rows, memory, pack))


if __name__ == "__main__":
    main()
