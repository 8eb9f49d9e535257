"""Files made to harm the reader end quickly with a Chinese sentence, and the import goes on."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import require_tool
from tests.every_format import ENGLISH, SLOW, samples
from tests.hostile_files import GOOD, hostile_archives, hostile_documents, hostile_others, wide_page
from tests.word_files import paragraph, word_file
from xuncha_docs.errors import ImportFailure
from xuncha_docs.foreign.process import Limits
from xuncha_docs.ingest import import_paths
from xuncha_docs.ingest.converters import Converted, convert
from xuncha_docs.ingest.frames import pack, unpack
from xuncha_docs.ingest.isolation import Isolation

HOSTILE = {**hostile_documents(), **hostile_archives(), **hostile_others()}
BATCH = 5
"""Files for one process: its peak is theirs together, and starting it takes longer than most of them."""
NAMES = list(HOSTILE)
IMPORT = """
import json, resource, sys, time
from pathlib import Path
from xuncha_docs.ingest import import_paths

def imported(path):
    began = time.monotonic()
    report = import_paths([path], path.parent / "kb")
    seconds = time.monotonic() - began
    files = sorted(p.relative_to(path.parent / "kb").as_posix() for p in (path.parent / "kb").rglob("*") if p.is_file())
    refused = sorted({note.message for note in report.refused})
    return {"ids": [entry.id for entry in report.imported], "refused": refused, "seconds": seconds, "files": files}

reports = {path: imported(Path(path)) for path in sys.argv[1:]}
status = Path("/proc/self/status").read_text().splitlines()
peaks = [int(line.split()[1]) for line in status if line.startswith("VmHWM")]
peaks.append(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
print(json.dumps({"kib": peaks, "reports": reports}))
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="内存的峰值从 /proc 读")
@pytest.mark.parametrize("names", [NAMES[at :: -(-len(NAMES) // BATCH)] for at in range(-(-len(NAMES) // BATCH))])
def test_hostile_files_end_within_20_s_and_500_mb_with_a_chinese_reason_and_nothing_half_written(
    names: list[str], tmp_path: Path
) -> None:
    """The import runs in a process of its own, so that only its own memory and that of its readers counts."""
    if any(name.endswith((".odt", ".rtf", ".doc")) for name in names):
        require_tool("soffice")
    paths = {str(tmp_path / str(number) / name): name for number, name in enumerate(names)}
    for path, name in paths.items():
        Path(path).parent.mkdir()
        Path(path).write_bytes(HOSTILE[name][0]())
    run = subprocess.run([sys.executable, "-c", IMPORT, *paths], capture_output=True, text=True, check=True)
    told = json.loads(run.stdout)
    assert max(told["kib"]) < 500 * 2**10
    for path, report in told["reports"].items():
        _check(paths[path], report)


def _check(name: str, report: dict[str, Any]) -> None:
    reason = HOSTILE[name][1]
    assert report["seconds"] < 20
    assert bool(report["refused"]) == bool(reason)
    assert re.search(reason, "".join(report["refused"]))
    assert not any(ENGLISH.search(message) for message in report["refused"])
    manifest = [".imported.jsonl"] if report["ids"] else []
    assert report["files"] == [*manifest, *(f"regulations/{each}.md" for each in sorted(report["ids"]))]


def test_hostile_files_stop_nothing_else(tmp_path: Path) -> None:
    for name in ("大笑.docx", "页树成圈.pdf", "逃逸.zip", "深头.md"):
        (tmp_path / name).write_bytes(HOSTILE[name][0]())
    (tmp_path / "云川市示例办法.docx").write_bytes(GOOD)
    report = import_paths([tmp_path], tmp_path / "kb")
    assert "云川市示例办法" in [entry.title for entry in report.imported]
    assert len(report.refused) >= 3


@pytest.mark.parametrize("name", sorted(samples()))
def test_a_truncated_or_empty_file_of_every_format_ends_with_a_reason_or_as_a_document(
    name: str, tmp_path: Path
) -> None:
    data = samples()[name]
    for share in (0, 50) if name.endswith(SLOW) else (0, 2, 50, 98):
        (tmp_path / f"{share}-{name}").write_bytes(data[: len(data) * share // 100])
    report = import_paths([tmp_path], tmp_path / "kb")
    said = {note.source.rpartition("/")[2]: note.message for note in report.refused}
    assert said[f"0-{name}"] == "空文件"
    assert not any(ENGLISH.search(message) for message in said.values())


@pytest.mark.parametrize("name", [name for name in samples() if not name.endswith(SLOW)])
def test_a_file_with_a_wrong_extension_is_read_by_its_content(name: str, tmp_path: Path) -> None:
    told = []
    for ending in (name.rpartition(".")[2], "pdf" if name.endswith(".docx") else "docx"):
        path = tmp_path / ending / f"云川市示例办法.{ending}"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(samples()[name])
        report = import_paths([path], tmp_path / "kb", dry_run=True)
        told.append(sorted(entry.title for entry in report.imported))
    assert told[0] == told[1]


@pytest.mark.parametrize(
    "body",
    [
        '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="999999999"/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>',
        '<w:altChunk r:id="rIdChunk"/>',
        '<w:p><w:pPr><w:numPr><w:ilvl w:val="99999999999999999999"/><w:numId w:val="1"/></w:numPr></w:pPr></w:p>',
        '<w:p><w:pPr><w:pStyle w:val="s"/></w:pPr></w:p>',
    ],
)
def test_numbers_beyond_any_document_do_no_harm(body: str) -> None:
    levels = '<w:lvl w:ilvl="0"><w:start w:val="-7"/><w:numFmt w:val="upperLetter"/><w:lvlText w:val="%1"/></w:lvl>'
    numbering = (
        f'<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )
    styles = '<w:style w:styleId="s" w:type="paragraph"><w:basedOn w:val="s"/></w:style>'
    data = word_file(body + paragraph("云川市示例办法"), numbering=numbering, styles=styles, chunk=wide_page())
    assert "云川市示例办法" in convert(data, "a.docx").text


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        (Limits(clock=1), "解析超过 1 秒"),
        (Limits(memory=2**20), "意外结束|内存"),
    ],
)
def test_a_file_that_takes_too_much_is_stopped_and_the_next_is_read(limits: Limits, reason: str) -> None:
    slow = word_file("".join(paragraph(f"云川市示例办法{n}") for n in range(60_000)))
    with Isolation(limits) as isolation:
        with pytest.raises(ImportFailure, match=reason):
            isolation.convert(slow, "慢.docx")
        assert isolation.convert("云川市公务接待管理办法第一条".encode(), "a.txt").text
    with Isolation() as isolation:
        assert isolation.convert(GOOD, "好.docx").text == convert(GOOD, "好.docx").text


def test_a_child_that_dies_costs_one_file() -> None:
    with Isolation() as isolation:
        isolation.convert(GOOD, "a.docx")
        child = isolation._child
        assert child is not None
        child.process.kill()
        child.process.wait()
        assert isolation.convert(GOOD, "b.docx").text.startswith("云川市示例办法")
        assert isolation._child is not child


def test_a_document_goes_through_the_pipe_unchanged() -> None:
    whole = Converted(
        text="第一条\u3000甲\ud800\n",
        hints={"title": "甲"},
        warnings=("乙",),
        attachments=(("丙.docx", GOOD), ("丁.txt", b"")),
    )
    assert unpack(pack(whole)) == whole
