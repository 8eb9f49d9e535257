"""Converting foreign files: documents per second, memory and characters kept, beside markitdown and pandoc.

Run: python -m tests.bench.ingest [--json]. Each tool reads each set of files in a process of its own, after the
smallest file to load what it needs. Which files, and where their text is taken from: `ingest_files`. A tool that is not
installed is a row saying so. Then whole imports of few and of many laws: seconds, and memory, which must not grow with
their number. Needs ../shared/data; says so and exits 0 without it.
"""

import json
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from importlib import import_module
from itertools import groupby
from pathlib import Path
from statistics import median

from tests.bench.processes import MEBIBYTE, run

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
READS_BY_PANDOC = {"md": "markdown", "docx": "docx", "html": "html", "xlsx": "xlsx", "rtf": "rtf", "odt": "odt"}
IMPORTS = (386, 1544)
"""How many laws are imported: a quarter of all, and all."""
Converter = Callable[[Path], str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One tool on the files of one set."""

    set: str
    tool: str
    files: int = 0
    read: int = 0
    """Files of whose Chinese characters any are in the text."""
    per_second: float = 0.0
    median_ms: float = 0.0
    peak_mb: float = 0.0
    """The largest process, the tool's own children among them."""
    kept: float = 0.0
    """Share of the Chinese characters of all originals that are in the texts, wherever they stand there."""
    added: float = 0.0
    """Letters and digits in the texts that are in no original, as a share of those in the originals."""
    note: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Import:
    """One import of Markdown laws into a new workspace."""

    laws: int
    seconds: float
    peak_mb: float


def _xuncha(_: str) -> Converter:
    convert = import_module("xuncha_docs.ingest.converters").convert
    return lambda path: str(convert(path.read_bytes(), path.name).text)


def _markitdown(_: str) -> Converter:
    reader = import_module("markitdown").MarkItDown()
    return lambda path: str(reader.convert(path).text_content)


def _pandoc(kind: str) -> Converter:
    pandoc = import_module("pypandoc").get_pandoc_path()
    command = [pandoc, "-f", READS_BY_PANDOC[kind], "-t", "plain", "--wrap=none"]
    return lambda path: subprocess.run([*command, path], capture_output=True, check=True).stdout.decode()


TOOLS: Mapping[str, Callable[[str], Converter]] = {"xuncha": _xuncha, "markitdown": _markitdown, "pandoc": _pandoc}


def read_all(tool: str, folder: Path) -> dict[str, object]:
    """What the process that is measured found; {missing} where the tool is not installed."""
    try:
        read = TOOLS[tool](_kind(folder))
    except (ImportError, OSError):
        return {"missing": True}
    paths = sorted(
        (path for path in folder.iterdir() if path.suffix != ".original"), key=lambda path: path.stat().st_size
    )
    if len(paths) > 1:
        _read(read, paths[0])
    times, failures = [], []
    read_files = kept = added = han = words = 0
    for path in paths:
        began = time.perf_counter()
        text, failure = _read(read, path)
        times.append((time.perf_counter() - began) * 1000)
        failures += [failure] if failure else []
        found, original = _words(text), _words(path.with_name(f"{path.name}.original").read_text(encoding="utf-8"))
        same = _han(found & original)
        read_files += same > 0
        kept, han = kept + same, han + _han(original)
        added, words = added + (found - original).total(), words + original.total()
    note = Counter(failures).most_common(1)[0][0] if failures else ""
    return {
        "times": times,
        "read": read_files,
        "kept": kept / han,
        "added": added / words,
        "note": note,
        "peak_mb": max(own_peak(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / MEBIBYTE,
    }


def own_peak() -> int:
    """The most memory this process held; what Linux counts for it begins with what its parent held."""
    status = Path("/proc/self/status")
    peak = re.search(r"VmHWM:\s+(\d+)", status.read_text(encoding="utf-8")) if status.exists() else None
    return int(peak[1]) if peak else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def measure(tool: str, folder: Path) -> Row:
    """The row of a tool and a set, read by a process of its own."""
    row = Row(set=folder.name, tool=tool)
    if tool == "pandoc" and _kind(folder) not in READS_BY_PANDOC:
        return replace(row, note="不读这种格式")
    ended = run([sys.executable, "-W", "ignore", "-m", "tests.bench.ingest", "--read", tool, str(folder)])
    said = json.loads(ended.said or "{}")
    if "times" not in said:
        return replace(row, note="没有安装" if said else f"中断（代码 {ended.code}）")
    times = said.pop("times")
    return replace(
        row,
        files=len(times),
        per_second=1000 * len(times) / sum(times),
        median_ms=median(times),
        **said,
    )


def measure_import(laws: int, folder: Path) -> Import:
    """An import of this many laws, which lie in the folder, by the command."""
    office, env = folder / "office", {"XUNCHA_CACHE": str(folder / "cache")}
    xuncha = [sys.executable, "-m", "xuncha_docs.cli"]
    run([*xuncha, "init", str(office)], env)
    ended = run([*xuncha, "-w", str(office), "import", str(folder / "laws")], env)
    if ended.code:
        raise SystemExit(f"导入失败：\n{ended.said}")
    return Import(laws=laws, seconds=ended.cost.wall, peak_mb=ended.peak_mb)


def table(rows: Sequence[Row], imports: Sequence[Import]) -> str:
    """Both tables as Markdown: a line for each set, in its cells one figure for each tool; then what did not work."""
    lines = [
        f"| 格式 | 文件 | {' | '.join(_COLUMNS)} |",
        f"|---|---:|{'---:|' * len(_COLUMNS)}",
        *(_line(name, list(group)) for name, group in groupby(rows, lambda row: row.set)),
        "",
        f"每格依次是 {'、'.join(TOOLS)}；— 是没有读出文字。",
        *(f"{row.set}，{row.tool}：{row.note}。" for row in rows if row.note),
        "",
        "| 导入 Markdown 法律 | 用时（秒） | 峰值内存（MB） |",
        "|---:|---:|---:|",
        *(f"| {each.laws} 部 | {each.seconds:.1f} | {each.peak_mb:.0f} |" for each in imports),
    ]
    return "\n".join(lines)


def _line(name: str, rows: Sequence[Row]) -> str:
    cells = (" / ".join(shown(row) if row.read else "—" for row in rows) for shown in _COLUMNS.values())
    return f"| {name} | {max(row.files for row in rows)} | {' | '.join(cells)} |"


def _short(number: float) -> str:
    return f"{number:.0f}" if number >= 10 else f"{number:.2g}"


_COLUMNS: Mapping[str, Callable[[Row], str]] = {
    "读出": lambda row: str(row.read),
    "每秒": lambda row: _short(row.per_second),
    "中位数（毫秒）": lambda row: _short(row.median_ms),
    "峰值内存（MB）": lambda row: f"{row.peak_mb:.0f}",
    "汉字保留": lambda row: f"{row.kept:.1%}",
    "多出的字": lambda row: f"{row.added:.0%}",
}


def main() -> None:
    """Prints the tables, or JSON with --json."""
    if "--read" in sys.argv:
        json.dump(read_all(sys.argv[2], Path(sys.argv[3])), sys.stdout)
        return
    if not DATA.exists():
        print("没有 ../shared/data，无法测量")
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        written = run([sys.executable, "-m", "tests.bench.ingest_files", str(folder), *map(str, IMPORTS)])
        rows = [measure(tool, folder / "sets" / name) for name in written.said.splitlines() for tool in TOOLS]
        imports = [measure_import(laws, folder / str(laws)) for laws in IMPORTS]
    if "--json" in sys.argv:
        said = {"formats": [asdict(row) for row in rows], "imports": [asdict(each) for each in imports]}
        print(json.dumps(said, ensure_ascii=False, indent=1))
        return
    print(table(rows, imports))


def _kind(folder: Path) -> str:
    return folder.name.split()[0]


def _read(read: Converter, path: Path) -> tuple[str, str]:
    """(text, why there is none)."""
    try:
        return read(path), ""
    except Exception as error:  # noqa: BLE001 -- 别的工具抛什么，事先不知道
        said = str(error).splitlines()[0] if type(error).__module__.startswith("xuncha") else ""
        return "", said or type(error).__name__


def _words(text: str) -> Counter[str]:
    """Letters and digits, each with how often it occurs."""
    return Counter(re.findall(r"\w", text))


def _han(words: Counter[str]) -> int:
    return sum(count for word, count in words.items() if "\u4e00" <= word <= "\u9fff")


if __name__ == "__main__":
    main()
