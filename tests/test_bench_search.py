"""The search bench on a small made-up corpus: its rows are whole and its engines agree on which articles match."""

import json
import re
import sys
from pathlib import Path
from random import Random

import pytest

from tests.bench import processes
from tests.bench.corpus import Doc, Question, docs, questions
from tests.bench.engines import ENGINES, Reader, engine
from tests.bench.search import measure, report
from tests.bench.search_rows import Row, table
from tests.bench.statute_kb import Article, multiplied, prepare
from tests.bench.steps import run
from xuncha_docs.search.analyzer import grams

# Xapian 的 SWIG 绑定在较新的 Python 上引出这条警告，与结果无关。
pytestmark = pytest.mark.filterwarnings("ignore:builtin type .* has no __module__:DeprecationWarning")

WORDS = re.findall("..", "云川示例接待费用采购合同村务公开低保审批工程招标资金拨付台账登记车辆管理津贴发放")
NAMES = ("接待条例（示例）", "采购办法（示例）", "村务公开法（示例）", "资金解释（示例）", "台账通知（示例）")


def articles() -> list[Article]:
    """Five laws of eight articles, of words in any order."""
    random = Random(1)  # noqa: S311 -- 每次要得到同样的文本
    return [
        {
            "id": f"{number}-{article}",
            "law": f"云川市第{number}号{name}",
            "article": f"第{article}条",
            "content": "，".join("".join(random.choices(WORDS, k=4)) for _ in range(3)) + "。",
        }
        for number, name in enumerate(NAMES, 1)
        for article in range(1, 9)
    ]


def prepared(folder: Path) -> Path:
    """The folder with everything the engines are given: each article twice, twenty questions."""
    random = Random(2)  # noqa: S311 -- 每次要得到同样的问题
    asked = [{"text": "".join(random.choices(WORDS, k=3))} for _ in range(20)]
    for name, rows in (("corpus", articles()), ("queries", asked)):
        lines = [json.dumps(row, ensure_ascii=False) for row in rows]
        (folder / f"{name}.jsonl").write_text("\n".join(lines), encoding="utf-8")
    prepare(folder, folder / "corpus.jsonl", folder / "queries.jsonl", 2)
    return folder


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A prepared folder for all tests that open indexes in this process."""
    return prepared(tmp_path_factory.mktemp("bench"))


@pytest.fixture(scope="module")
def readers(root: Path) -> dict[str, Reader]:
    """The opened indexes by engine; those that are not installed are left out."""
    found = {name: run("build", name, root) for name in ENGINES}
    here = [name for name, built in found.items() if "missing" not in built]
    assert {"xuncha", "whoosh", "fts5"} <= set(here)
    return {name: engine(name).open_index(root, root / name) for name in here}


def holding_phrase(found: list[Doc], question: Question) -> set[str]:
    wanted = question.phrase_tokens
    starts = {doc.id: range(len(doc.tokens.split()) - len(wanted) + 1) for doc in found}
    return {
        doc.id for doc in found if any(tuple(doc.tokens.split()[i : i + len(wanted)]) == wanted for i in starts[doc.id])
    }


def test_every_engine_finds_the_same_articles_for_a_phrase(root: Path, readers: dict[str, Reader]) -> None:
    found = list(docs(root))
    for question in questions(root):
        expected = holding_phrase(found, question)
        assert expected
        for name, reader in readers.items():
            if "phrase" not in engine(name).CANNOT:
                assert set(reader.phrase(question, len(found))) == expected, (name, question)


def test_every_engine_finds_the_same_articles_through_a_filter(root: Path, readers: dict[str, Reader]) -> None:
    found = list(docs(root))
    answered = 0
    for question in questions(root):
        allowed = [doc for doc in found if doc.kind == question.kind and doc.effective <= question.day]
        expected = {doc.id for doc in allowed if set(question.tokens) & set(doc.tokens.split())}
        answered += bool(expected)
        answers = {name: set(reader.filtered(question, len(found))) for name, reader in readers.items()}
        # 本项目还用学来的词扩展问句，会多出别的条文，但都在筛选范围之内。
        assert expected <= answers.pop("xuncha") <= {doc.id for doc in allowed}, question
        for name, ids in answers.items():
            assert ids == expected, (name, question)
    assert answered > 5


def test_copies_bring_as_many_articles_again_and_new_pairs_of_characters() -> None:
    once, thrice = articles(), list(multiplied(articles(), 3))
    assert len(thrice) == 3 * len(once)
    assert len({(row["law"], row["article"]) for row in thrice}) == len(thrice)
    pairs = [{gram for row in rows for gram in grams(row["content"])} for rows in (once, thrice)]
    assert pairs[0] < pairs[1]
    first, copy = thrice[0]["content"], thrice[len(once)]["content"]
    assert first != copy
    assert first[:5] == copy[:5]


def assert_complete(row: Row) -> None:
    assert not row.note
    assert row.build
    assert row.build_tokens
    assert row.build.cpu >= row.build_tokens.cpu >= 0
    assert row.disk_mb > 0
    assert min(row.build_peak_mb, row.ask_peak_mb) > 5
    assert row.cold
    assert row.cold.wall > 0
    for spread in (row.free, row.phrase, row.filtered):
        assert spread
        assert spread.asked == 10
        assert 0 < spread.p50 <= spread.p95 <= spread.p99


def test_a_row_has_every_figure(tmp_path: Path) -> None:
    row, answers = measure("fts5", prepared(tmp_path))
    assert_complete(row)
    assert len(answers["answers"]) == len(answers["phrases"]) == 20


@pytest.mark.slow
def test_the_report_sets_this_project_beside_whoosh(tmp_path: Path) -> None:
    found = report(prepared(tmp_path), ["xuncha", "whoosh"], 2)
    for row in found.rows:
        assert_complete(row)
        assert row.add
        assert row.same_phrases == 1.0
        assert row.overlap is not None
        assert row.overlap > 0.5
    assert found.rows[0].reading
    assert found.pair
    assert min(found.pair.ours.p50, found.pair.ids.p50, found.pair.theirs.p50) > 0
    assert found.rows[0].words
    assert found.rows[0].ids
    assert found.rows[0].filtered_ids
    assert [ratio.same_work for ratio in found.ratios] == [True, False, True, False]
    assert all((ratio.times["自由词 p50"] or 0) > 0 for ratio in found.ratios)
    assert [bool(row.cost) != bool(row.note) for row in found.commands] == [True, True, True]
    assert "whoosh" in "\n".join(table(found))


def test_an_engine_that_is_not_installed_is_a_row_saying_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bm25s.py").write_text('raise ImportError("no bm25s here")', encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    found = report(prepared(tmp_path), ["bm25s"], 2)
    assert [(row.engine, row.note) for row in found.rows] == [("bm25s", "没有安装（no bm25s here）")]
    assert any("bm25s" in line and "没有安装" in line for line in table(found))


def test_without_the_corpus_the_bench_says_so(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.bench.search", "--corpus", str(tmp_path / "statutes.jsonl.xz")]
    ended = processes.run(command)
    assert (ended.code, ended.said) == (0, "没有 statutes.jsonl.xz，无法测量\n")
