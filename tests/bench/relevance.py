"""Search on the public statute questions: recall, rank and time, as quoted in search/analyzer.py.

Run: python -m tests.bench.relevance. Needs ../shared/data/statutes; says so and exits 0 where it is absent.
"""

import json
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from tests.bench.statute_kb import Place, read_lines, write_kb
from xuncha_docs.errors import QueryError
from xuncha_docs.library.library import Library
from xuncha_docs.search.index import SearchIndex, open_index
from xuncha_docs.search.query import Hit

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "statutes"
DEPTH = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """How well the questions were answered."""

    recall: float
    """Share of the relevant articles among the first ten."""
    rank: float
    """Mean reciprocal rank of the first relevant article among the first ten."""
    refused: int
    """Questions that are no query, such as one with an open quotation mark."""
    p50: float
    p95: float
    """Milliseconds."""


def write_statutes(root: Path) -> dict[Place, str]:
    """Writes the corpus as a knowledge base; place of each article -> its id in the corpus."""
    return write_kb(root, read_lines(DATA / "corpus.jsonl.xz"))


def ask(index: SearchIndex, places: dict[Place, str], limit: int | None = None) -> Result:
    """The result of asking the first `limit` public questions, or all."""
    relevant: dict[str, set[str]] = defaultdict(set)
    for line in (DATA / "qrels.tsv").read_text(encoding="utf-8").splitlines():
        question, article, _ = line.split("\t")
        relevant[question].add(article)
    questions = [json.loads(line) for line in (DATA / "queries.jsonl").read_text(encoding="utf-8").splitlines()]
    times: list[float] = []
    answers: list[tuple[float, float]] = []
    refused = 0
    for question in questions[:limit]:
        start = time.perf_counter()
        try:
            hits = index.search(question["text"], limit=DEPTH)
        except QueryError:
            hits, refused = [], refused + 1
        times.append((time.perf_counter() - start) * 1000)
        answers.append(_judge(hits, places, relevant[question["id"]]))
    recall, rank = (statistics.fmean(column) for column in zip(*answers, strict=True))
    cuts = statistics.quantiles(times, n=20)
    return Result(recall=recall, rank=rank, refused=refused, p50=cuts[9], p95=cuts[18])


def _judge(hits: list[Hit], places: dict[Place, str], relevant: set[str]) -> tuple[float, float]:
    """(recall, reciprocal rank) of one answer."""
    found = [places.get((hit.record_id, hit.citation.article)) for hit in hits if hit.citation and hit.citation.article]
    first = next((place for place, article in enumerate(found, 1) if article in relevant), 0)
    return len(relevant & set(found)) / len(relevant), 1 / first if first else 0.0


def main() -> None:
    """Builds, asks, prints."""
    if not DATA.is_dir():
        sys.stdout.write("没有 ../shared/data/statutes，不测\n")
        return
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        places = write_statutes(root / "kb")
        library = Library.open_tolerant([root / "kb"], root / "cache")
        start = time.perf_counter()
        with open_index(library, root / "cache") as index:
            built = time.perf_counter() - start
            result = ask(index, places)
            sys.stdout.write(f"{index.document_count} 条，建索引 {built:.0f} 秒\n{result}\n")
        library.close()


if __name__ == "__main__":
    main()
