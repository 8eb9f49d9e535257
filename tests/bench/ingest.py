"""Converting foreign files: documents per second, memory and characters kept, beside markitdown and pandoc.

Run: python -m tests.bench.ingest [--json]. Each tool reads each format in a process of its own, after one file to load
what it needs. A tool that is not installed is a row saying so. Needs ../shared/data; says so and exits 0 without it.
"""

import json
import os
import re
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from statistics import fmean, median

import pypdfium2

from tests.sheet_files import Cell, xlsx
from xuncha_docs.errors import ImportFailure
from xuncha_docs.ingest.converters import convert

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
TOOLS = ("xuncha", "markitdown", "pandoc")
FORMATS = ("md", "txt", "docx", "pdf", "html", "ofd", "xlsx")
READS_BY_PANDOC = {"md": "markdown", "docx": "docx", "html": "html"}
LAWS = 200
"""How many of the 1,544 Markdown laws are read."""
MEBIBYTE = 1024 if sys.platform == "linux" else 2**20
Converter = Callable[[Path], str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One tool on the files of one format."""

    format: str
    tool: str
    files: int = 0
    read: int = 0
    """Files of which there is any text."""
    per_second: float = 0.0
    median_ms: float = 0.0
    peak_mb: float = 0.0
    kept: float = 0.0
    """Share of the Chinese characters of the original that are in the text, mean of all files."""
    note: str = ""


def han(text: str) -> Counter[str]:
    """Chinese characters, each with how often it occurs."""
    return Counter(re.findall("[\u4e00-\u9fff]", text))


def write_files(folder: Path) -> None:
    """A folder for each format, each file beside `NAME.original` with the text that it holds."""
    for name in FORMATS:
        (folder / name).mkdir()
    with tarfile.open(DATA / "laws" / "national_laws_md.tar.xz") as archive:
        members = (member for member in archive if member.isfile() and member.name.endswith(".md"))
        for number, member in zip(range(LAWS), members, strict=False):
            stream = archive.extractfile(member)
            data = stream.read() if stream else b""
            _put(folder / "md" / f"{number}.md", data, re.sub(r"(?s)\A---\n.*?\n---\n", "", data.decode()))
    govdocs = DATA / "govdocs"
    for path in sorted((govdocs / "pbc_txt").glob("*.txt")):
        _put(folder / "txt" / path.name, path.read_bytes(), path.read_text(encoding="utf-8"))
    for path in sorted((govdocs / "law_docx_pdf").glob("*.pdf")):
        twin, text = path.with_suffix(".docx"), _printed(path)
        _put(folder / "pdf" / path.name, path.read_bytes(), text)
        if twin.exists():
            _put(folder / "docx" / twin.name, twin.read_bytes(), text)
    for path in sorted((govdocs / "govcn_html").glob("*.html")):
        page = re.sub(r"(?s)<(script|style)\b.*?</\1>|<!--.*?-->|<[^>]*>", "", path.read_text(encoding="utf-8"))
        _put(folder / "html" / path.name, path.read_bytes(), page)
    for path in sorted((govdocs / "ofd").glob("*.ofd")):
        _put(folder / "ofd" / path.name, path.read_bytes(), _drawn(path))
    for number in range(20):
        rows: list[list[Cell]] = [["序号", "单位", "事项"]]
        rows += [[row, f"云川市示例单位{row}", "公务接待费用报销示例"] for row in range(500)]
        data = xlsx((f"台账{number}", rows, (), False))
        _put(folder / "xlsx" / f"{number}.xlsx", data, "".join(str(cell) for row in rows for cell in row))


def _put(path: Path, data: bytes, original: str) -> None:
    path.write_bytes(data)
    path.with_name(f"{path.name}.original").write_text(original, encoding="utf-8")


def _printed(path: Path) -> str:
    with pypdfium2.PdfDocument(path) as document:
        return "".join(page.get_textpage().get_text_range() for page in document)


def _drawn(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        pages = [archive.read(name).decode() for name in archive.namelist() if name.endswith("Content.xml")]
    return "".join(text for page in pages for text in re.findall(r"<(?:\w+:)?TextCode[^>]*>([^<]*)<", page))


def converter(tool: str, kind: str) -> Converter | None:
    """What reads a file with this tool, loaded; None where it is not installed."""
    if tool == "xuncha":
        return lambda path: convert(path.read_bytes(), path.name).text
    try:
        if tool == "markitdown":
            reader = import_module("markitdown").MarkItDown()
            return lambda path: str(reader.convert(path).text_content)
        pandoc = import_module("pypandoc").get_pandoc_path()
    except (ImportError, OSError):
        return None
    command = [pandoc, "-f", READS_BY_PANDOC[kind], "-t", "plain", "--wrap=none"]
    return lambda path: subprocess.run([*command, path], capture_output=True, check=True).stdout.decode()


def read_all(tool: str, folder: Path) -> dict[str, object]:
    """Times in milliseconds and shares kept, by the process that is measured."""
    read = converter(tool, folder.name)
    if read is None:
        return {"missing": True}
    paths = sorted(path for path in folder.iterdir() if path.suffix != ".original")
    times: list[float] = []
    kept: list[float] = []
    for path in paths[:1] + paths:
        began = time.perf_counter()
        try:
            text = read(path)
        except (ImportFailure, subprocess.CalledProcessError):
            text = ""
        except Exception as error:  # noqa: BLE001 -- 别的工具抛什么，事先不知道
            sys.stderr.write(f"{tool} {path.name}: {type(error).__name__}\n")
            text = ""
        times.append((time.perf_counter() - began) * 1000)
        original = han(path.with_name(f"{path.name}.original").read_text(encoding="utf-8"))
        kept.append((han(text) & original).total() / original.total() if original else float(bool(text.strip())))
    return {"times": times[1:], "kept": kept[1:]}


def measure(tool: str, folder: Path) -> Row:
    """The row of a tool and a format, read by a process of its own."""
    kind = folder.name
    if tool == "pandoc" and kind not in READS_BY_PANDOC:
        return Row(format=kind, tool=tool, note="不读这种格式")
    command = [sys.executable, "-m", "tests.bench.ingest", "--read", tool, str(folder)]
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        said = json.loads(out.read() or b"{}")
    if "times" not in said:
        return Row(format=kind, tool=tool, note="没有安装" if said else f"中断（代码 {process.returncode}）")
    times, kept = said["times"], said["kept"]
    return Row(
        format=kind,
        tool=tool,
        files=len(times),
        read=sum(share > 0 for share in kept),
        per_second=1000 * len(times) / sum(times),
        median_ms=median(times),
        peak_mb=usage.ru_maxrss / MEBIBYTE,
        kept=fmean(kept),
    )


def main() -> None:
    """Prints the table, or JSON with --json."""
    if "--read" in sys.argv:
        json.dump(read_all(sys.argv[2], Path(sys.argv[3])), sys.stdout)
        return
    if not DATA.exists():
        print("没有 ../shared/data，无法测量")
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_files(folder)
        rows = [measure(tool, folder / kind) for kind in FORMATS for tool in TOOLS]
    if "--json" in sys.argv:
        print(json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=1))
        return
    print("| 格式 | 工具 | 读出/文件 | 每秒 | 中位数（毫秒） | 峰值内存（MB） | 汉字保留 | 说明 |")
    print("|---|---|---:|---:|---:|---:|---:|---|")
    for row in rows:
        numbers = (
            f"{row.read}/{row.files} | {row.per_second:.1f} | {row.median_ms:.1f} | {row.peak_mb:.0f} | {row.kept:.2%}"
        )
        print(f"| {row.format} | {row.tool} | {' | | | ' if row.note else numbers} | {row.note} |")


if __name__ == "__main__":
    main()
