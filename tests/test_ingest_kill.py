"""An import that is killed at any moment ends, when started again, with just what an undisturbed one leaves."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.word_files import paragraph, word_file
from xuncha_docs.ingest import MANIFEST

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows 没有 SIGKILL")
KILLS = 3
IMPORT = """
import os, signal, sys
from pathlib import Path
from xuncha_docs.ingest import import_paths

sources, kb, last = sys.argv[1], sys.argv[2], int(sys.argv[3])
touched = 0

def count(event, arguments):
    global touched
    if event in ("open", "os.rename", "os.remove") and str(arguments[0]).startswith(kb):
        touched += 1
        if touched == last:
            os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(count)
print("loaded", flush=True)
report = import_paths([Path(sources)], Path(kb))
assert not report.refused, report.refused
print(touched)
"""
"""Imports, and kills itself before it opens, renames or removes a file of the kb for the nth time."""
RULE = """# 云川市示例办法（{number}）

（2019年12月1日云川市人民政府发布{amended}）

第一条　为了示例第{number}种情形，制定本办法。

第二条　有下列情形之一的，应当报告：

（一）第一种情形；

（二）第二种情形。

第三条　本办法自{start}起施行。
"""


def rule(number: int, *, second: bool = False) -> str:
    amended = " 2023年6月1日修订" if second else ""
    return RULE.format(number=number, amended=amended, start="2023年7月1日" if second else "2020年1月1日")


def write_sources(folder: Path) -> Path:
    """Four dozen files: rules, second versions, same and different texts of one day, Word files among them."""
    folder.mkdir(parents=True)
    for number in range(1, 25):
        (folder / f"甲{number:02d}.md").write_text(rule(number), encoding="utf-8")
    for number in range(1, 9):
        (folder / f"乙{number:02d}.md").write_text(rule(number, second=True), encoding="utf-8")
        (folder / f"丙{number:02d}.txt").write_text(rule(number).replace("，", ","), encoding="utf-8")
        changed = rule(number).replace("应当报告", "可以报告")
        lines = [line.lstrip("# ") for line in changed.split("\n") if line]
        (folder / f"丁{number:02d}.docx").write_bytes(word_file("".join(map(paragraph, lines))))
    return folder


def change_sources(folder: Path) -> None:
    """A third is changed, some of it takes effect on another day, some becomes a twin of another, some is gone."""
    for number in range(1, 25, 3):
        path = folder / f"甲{number:02d}.md"
        path.write_text(path.read_text(encoding="utf-8").replace("第二种", "另一种"), encoding="utf-8")
    for number in range(2, 25, 6):
        path = folder / f"甲{number:02d}.md"
        path.write_text(path.read_text(encoding="utf-8").replace("2020年1月1日", "2020年3月1日"), encoding="utf-8")
    for number in (3, 5, 6):
        path = folder / f"甲{number:02d}.md"
        path.write_text(path.read_text(encoding="utf-8").replace("应当报告", "可以报告"), encoding="utf-8")
    for number in range(10, 13):
        (folder / f"甲{number:02d}.md").unlink()


def start(sources: Path, kb: Path, last: int = 0) -> subprocess.Popen[bytes]:
    """An import that has loaded the program and begins to read."""
    command = [sys.executable, "-c", IMPORT, str(sources), str(kb), str(last)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    return process


def run(sources: Path, kb: Path) -> tuple[float, int]:
    """Seconds of an undisturbed import, and how often it touched a file of the kb."""
    process = start(sources, kb)
    began = time.monotonic()
    out, _ = process.communicate()
    assert process.returncode == 0
    return time.monotonic() - began, int(out)


def kill_after(seconds: float, sources: Path, kb: Path) -> None:
    process = start(sources, kb)
    time.sleep(seconds)
    process.kill()
    process.communicate()


def kill_at(touch: int, sources: Path, kb: Path) -> bool:
    """Whether the import was killed; one that finds most files written may end before."""
    process = start(sources, kb, touch)
    process.communicate()
    return process.returncode == -signal.SIGKILL


def content(kb: Path) -> dict[str, bytes]:
    """Every file by its path, hidden ones too."""
    return {str(path.relative_to(kb)): path.read_bytes() for path in kb.rglob("*") if path.is_file()}


def test_an_import_killed_again_and_again_ends_as_an_undisturbed_one(tmp_path: Path) -> None:
    sources = write_sources(tmp_path / "来源")
    calm, killed = tmp_path / "calm" / "kb", tmp_path / "killed" / "kb"
    chance = random.Random(9)  # noqa: S311 -- 选时刻，不是密码
    for changed in (False, True):
        if changed:
            change_sources(sources)
        seconds, touches = run(sources, calm)
        hits = [kill_at(touch, sources, killed) for touch in chance.sample(range(1, touches // 2), KILLS)]
        assert sum(hits) > 1
        kill_after(chance.uniform(0, seconds), sources, killed)
        run(sources, killed)
        assert content(killed) == content(calm)
        assert MANIFEST in content(killed)
