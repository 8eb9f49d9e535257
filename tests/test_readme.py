"""The README is true: its commands work, its help page is the real one, its glossary is complete."""

import datetime as dt
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.bench import content
from tests.conftest import ROOT
from xuncha_docs import Workspace
from xuncha_docs.cli import main
from xuncha_docs.library.records import Term

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", README, re.DOTALL)


def block(language: str, words: str) -> str:
    return next(str(text) for kind, text in BLOCKS if kind == language and words in text)


def test_the_help_page_is_the_real_one() -> None:
    shown = block("text", "$ xuncha --help").removeprefix("$ xuncha --help\n")
    result = CliRunner().invoke(main, ["--help"], prog_name="xuncha", terminal_width=100)
    assert result.output == shown


def test_ci_runs_the_readme_test_command() -> None:
    command = block("sh", "-m pytest").strip()
    assert command in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()


def test_each_command_named_exists() -> None:
    for name in re.findall(r"^xuncha ([a-z]+)", README, re.MULTILINE):
        assert name in main.commands


def test_the_python_example_runs() -> None:
    names: dict[str, object] = {}
    exec(block("python", "Workspace.open()"), names)  # noqa: S102 -- 正是要运行 README 里的例子
    assert names["hits"]
    assert names["evidence"]


def test_the_office_example_runs_in_order(tmp_path: Path) -> None:
    """The commands of 用到自己的工作里, with a folder and an archive of our own to import."""
    laws = tmp_path / "法规文件夹"
    laws.mkdir()
    (laws / "云川办法.txt").write_text(
        "云川市示例办法\n\n第一条　为了示例，制定本办法。\n第二条　本办法自2024年1月1日起施行。\n", encoding="utf-8"
    )
    shutil.make_archive(str(tmp_path / "法规包"), "xztar", laws)
    folder = tmp_path
    for line in block("sh", "xuncha init").splitlines():
        words = [word.strip('"') for word in re.findall(r'"[^"]*"|\S+', line.split("#")[0])]
        if words[0] == "cd":
            folder = folder / words[1]
            continue
        if words[:2] == ["xuncha", "show"]:
            words[2] = "云川市示例办法第一条"  # 监察法要由用户自己导入
        run = subprocess.run(
            [sys.executable, "-m", "xuncha_docs.cli", *words[1:]],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode == 0, f"{line}\n{run.stdout}\n{run.stderr}"


def test_the_glossary_of_the_readme_feeds_the_dictionary() -> None:
    """Every Chinese term of the glossary is a word of the shipped terms, so that search and README speak alike."""
    table = README[README.index("## 名词") : README.index("## 目前的范围")]
    rows = re.findall(r"^\| (.*?) \| .*? \| \| (.*?) \|", table, re.MULTILINE)[1:]
    words = {word for row in rows for cell in row for word in re.split(r"[ /：]+", re.sub(r"（.*?）", "", cell))}
    known = set()
    for term in Workspace.open().library.records(Term):
        known |= {term.preferred, *term.synonyms, *term.abbreviations}
    assert len(words) > 40
    assert {word for word in words - known if len(word) > 1} == set()


@pytest.mark.slow
def test_the_built_wheel_runs_the_demo_outside_the_checkout(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--outdir", str(tmp_path), str(ROOT)],
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path / "venv")], check=True)
    python = next(path for path in (tmp_path / "venv").glob("*/python*") if path.parent.name in ("bin", "Scripts"))
    subprocess.run([str(python), "-m", "pip", "install", "-q", str(wheel)], check=True)
    run = subprocess.run(
        [str(python.with_name("xuncha")), "demo", "-o", "演示"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert "完整性报告" in run.stdout
    assert (tmp_path / "演示" / "manifest.json").is_file()


@pytest.mark.slow
def test_the_demo_command_does_all_its_own_set_up(tmp_path: Path) -> None:
    copy = tmp_path / "checkout"
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, listed.split("\0")):
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, copy / name)
    command = block("sh", "xuncha demo").strip()
    run = subprocess.run(["bash", "-c", command], cwd=copy, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert (copy / "xuncha-demo" / "完整性报告.docx").is_file()


def test_the_table_of_the_shipped_content_is_what_there_is() -> None:
    shipped = Workspace(None)
    assert content.table(shipped.library) in README, "运行 python -m tests.bench.content，把表贴进 README"
    assert content.sentence(shipped) in README


def test_dates_in_the_readme_are_days() -> None:
    for text in re.findall(r"\d{4}-\d{2}-\d{2}", README):
        assert dt.date.fromisoformat(text)
