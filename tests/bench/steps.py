"""What one process of the search bench does with one engine; prints what it found as JSON.

Run by tests.bench.search: python -m tests.bench.steps STEP ENGINE ROOT. Loads nothing but that engine. To try one thing
again and again: python -m tests.bench.statute_kb ROOT CORPUS QUERIES TIMES once, then single steps.
"""

import json
import resource
import shutil
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from tests.bench.corpus import Question, facts, questions
from tests.bench.engines import Engine, Reader, engine

KINDS = ("free", "phrase", "filtered", "words", "ids", "filtered_ids")
"""Methods of readers; the last three only this project has."""
LIMIT = 10
WARM = 50
"""Questions of each kind that are asked before the measured ones; they are others."""
FEWEST = 100
"""Questions of each kind that are measured, however long they take."""
BUDGET = 45.0
"""Seconds after which no more questions of a kind are asked."""
KEPT = 100
"""Questions of which the first ten, and phrases of which all hits, are kept for comparing engines."""
ADDED = "甲乙丙丁戊"
"""One article is added for each of these."""
Cost = tuple[float, float]
"""Seconds: CPU of this process and of those it has waited for, and wall."""


def now() -> Cost:
    """The clocks; two readings make a cost."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime, time.perf_counter()


def since(start: Cost) -> Cost:
    """What was spent since that reading."""
    cpu, wall = now()
    return cpu - start[0], wall - start[1]


def build(found: Engine, root: Path, folder: Path) -> dict[str, Any]:
    """Costs of reading the source and of building the index in an empty folder; its size in bytes."""
    shutil.rmtree(folder)
    folder.mkdir()
    start = now()
    source = found.source(root, folder)
    reading, start = since(start), now()
    found.build(source, folder)
    building = since(start)
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return {"reading": reading, "building": building, "size": size}


def first(found: Engine, root: Path, folder: Path) -> dict[str, Any]:
    """The first answer of a new process; its cost is measured from outside."""
    question = questions(root)[0]
    return {"ids": found.open_index(root, folder).free(question, LIMIT)}


def ask(found: Engine, root: Path, folder: Path) -> dict[str, Any]:
    """For each kind of question the costs of one after the other, and answers to compare."""
    reader = found.open_index(root, folder)
    asked = questions(root)
    costs = {kind: timed(reader, kind, asked) for kind in KINDS if kind not in found.CANNOT and hasattr(reader, kind)}
    everything = facts(root).documents
    whole = (reader.phrase(question, everything) for question in asked[:KEPT]) if "phrase" in costs else ()
    return {
        "costs": costs,
        "answers": [reader.free(question, LIMIT) for question in asked[:KEPT]],
        "phrases": [sorted(ids) for ids in whole],
    }


def timed(reader: Reader, kind: str, asked: list[Question]) -> list[Cost]:
    """The cost of each question behind the warm-up, as many as the budget allows."""
    answer: Callable[[Question, int], list[str]] = getattr(reader, kind)
    warm = min(WARM, len(asked) // 2)
    for question in asked[:warm]:
        answer(question, LIMIT)
    return list(_costs(answer, asked[warm:]))


def _costs(answer: Callable[[Question, int], list[str]], asked: Iterable[Question]) -> Iterable[Cost]:
    began = time.perf_counter()
    for number, question in enumerate(asked):
        if number >= FEWEST and time.perf_counter() - began > BUDGET:
            return
        start = now()
        answer(question, LIMIT)
        yield since(start)


def pair(found: Engine, root: Path, folder: Path) -> dict[str, Any]:
    """Costs of free text in this process by turns: `ours`, this project's `ids` only, and `theirs`."""
    own: Any = engine("xuncha").open_index(root, root / "xuncha")
    answers = {"ours": own.free, "ids": own.ids, "theirs": found.open_index(root, folder).free}
    asked = questions(root)
    costs: dict[str, list[Cost]] = {name: [] for name in answers}
    for number, question in enumerate(asked[: WARM + FEWEST]):
        for name, answer in answers.items():
            start = now()
            answer(question, LIMIT)
            if number >= min(WARM, len(asked) // 2):
                costs[name].append(since(start))
    return costs


def add(found: Engine, root: Path, folder: Path) -> dict[str, Any]:
    """The cost of one more article until a phrase of it finds it; once for each of ADDED."""
    from tests.bench.statute_kb import added  # noqa: PLC0415 -- 别的步骤不装载分词

    reader = found.open_index(root, folder)
    reader.phrase(questions(root)[0], LIMIT)
    costs: list[Cost] = []
    for name in ADDED:
        doc, text, question = added(name)
        start = now()
        reader.add(doc, text)
        ids = reader.phrase(question, LIMIT)
        costs.append(since(start))
        assert ids == [doc.id], ids
    return {"costs": costs}


STEPS = {step.__name__: step for step in (build, first, ask, pair, add)}


def run(step: str, name: str, root: Path) -> dict[str, Any]:
    """What the step found; `missing` says what is not installed, `cannot` that the engine has no such thing."""
    try:
        found = engine(name)
    except ImportError as error:
        return {"missing": str(error)}
    if step in found.CANNOT:
        return {"cannot": True}
    folder = root / name
    folder.mkdir(exist_ok=True)
    return STEPS[step](found, root, folder)


if __name__ == "__main__":
    json.dump(run(sys.argv[1], sys.argv[2], Path(sys.argv[3])), sys.stdout, ensure_ascii=False)
