"""How well articles are found for questions in everyday words: recall and rank, for each step of the recipe.

Run: python -m tests.bench.relevance [--corpus F --queries F --qrels F] [--json]. Any files in the form of the public
statute questions (../shared/data/statutes); without those it says so and exits 0. The knowledge base also holds the
shipped terms, as users have it.

No question is answered with what was learned from it: a public question is answered with an expansion learned as the
shipped one was, but without its fold, one of five by the hash of its id; any other with the shipped expansion.
"""

import argparse
import json
import shutil
import statistics
import tempfile
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from functools import cached_property, partial
from math import log2
from pathlib import Path

import numpy as np

from tests.bench.statute_kb import Place, write_kb
from tests.bench.words_only import WordsOnly
from xuncha_docs.errors import QueryError
from xuncha_docs.library.library import Library
from xuncha_docs.search.analyzer import query_grams
from xuncha_docs.search.corpus import Corpus, Mask, Scores
from xuncha_docs.search.documents import Document
from xuncha_docs.search.expansion import SHIPPED
from xuncha_docs.search.generations import Generations
from xuncha_docs.search.index import SearchIndex, open_index
from xuncha_docs.search.learning import from_questions, read_lines
from xuncha_docs.search.ranking import best_first
from xuncha_docs.search.state import open_corpus, read_state

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data" / "statutes"
CORPUS, QUERIES, QRELS = DATA / "corpus.jsonl.xz", DATA / "queries.jsonl", DATA / "qrels.tsv"
TERMS = ROOT / "kb" / "terms.yaml"
DEPTHS = (10, 50, 100)
FIRST, DEEPEST = DEPTHS[0], DEPTHS[-1]
FOLDS = 5

Found = list[str | None]
"""Ids of articles, best first; None for a hit that is no article of the corpus."""
Answer = Callable[[str], Found]
"""The first hundred for a question; QueryError when it is no query."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """A question and the ids of the articles that answer it."""

    id: str
    text: str
    relevant: frozenset[str]

    @property
    def fold(self) -> int:
        """Which of the folds it is in."""
        return zlib.crc32(self.id.encode()) % FOLDS


@dataclass(frozen=True, kw_only=True, slots=True)
class Measures:
    """How well one question was answered, or the mean of many; each 0 to 1."""

    recall_10: float
    recall_50: float
    recall_100: float
    mrr_10: float
    """1 / place of the first relevant article among the first ten, 0 when none is there."""
    ndcg_10: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One way to search."""

    name: str
    asked: int
    refused: int
    """Questions that are no query, such as one with an open quotation mark: they found nothing."""
    mean: Measures


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """Everything that was measured."""

    documents: int
    questions: int
    held_out: int
    """Questions of the public set, answered without what was learned from their fold."""
    rows: tuple[Row, ...]


class Statutes:
    """A corpus written as a knowledge base and indexed, with the shipped terms."""

    def __init__(self, root: Path, corpus: Path) -> None:
        self._places = write_statutes(root / "kb", corpus)
        self._library = Library.open_tolerant([root / "kb"], root / "cache")
        self._cache = root / "cache"
        self.open(None).close()

    def open(self, expansion: Path | None) -> SearchIndex:
        """The index with this file of learned words, or without."""
        return open_index(self._library, self._cache, expansion=expansion)

    def ours(self, index: SearchIndex, text: str) -> Found:
        """What this project answers."""
        return [self._article(hit.record_id, hit.document) for hit in index.search(text, limit=DEEPEST)]

    def by_bigrams(self, text: str) -> Found:
        """What plain BM25 over pairs of characters answers."""
        return self._best(self.corpus.score(dict.fromkeys(query_grams(text), 1.0)))

    def by_words(self, text: str) -> Found:
        """What plain BM25 over jieba's words answers."""
        return self._best(self._words.score(text))

    @cached_property
    def corpus(self) -> Corpus:
        """The documents of the index that `open` built."""
        folder = Generations(self._cache / "index").current()
        state = read_state(folder) if folder else None
        corpus = open_corpus(folder, state) if folder and state else None
        if corpus is None:
            raise QueryError("检索库读不出来，请重新运行")
        return corpus

    @cached_property
    def _words(self) -> WordsOnly:
        return WordsOnly(self.corpus.document(number).indexed for number in range(len(self.corpus)))

    def _best(self, scores: Scores) -> Found:
        entries, owners = self.corpus.entries, self.corpus.entry_of
        return [
            self._article(entries[int(owners[number])].id, self.corpus.document(number))
            for number in best_first(scores * self._articles, DEEPEST).tolist()
        ]

    @cached_property
    def _articles(self) -> Mask:
        """Which documents are articles: BM25 by itself would put the short terms first."""
        laws = {record_id for record_id, _ in self._places}
        return np.array([entry.id in laws for entry in self.corpus.entries])[self.corpus.entry_of]

    def _article(self, record_id: str, document: Document) -> str | None:
        place = document.citation
        return self._places.get((record_id, place.article)) if place and place.article else None


def write_statutes(root: Path, corpus: Path = CORPUS) -> dict[Place, str]:
    """Writes the corpus as a knowledge base with the shipped terms; place of each article -> its id in the corpus."""
    places = write_kb(root, read_lines(corpus))
    shutil.copy(TERMS, root / TERMS.name)
    return places


def read_questions(queries: Path, qrels: Path) -> list[Question]:
    """The questions that have an answer, in their order."""
    relevant: defaultdict[str, set[str]] = defaultdict(set)
    for line in qrels.read_text(encoding="utf-8").splitlines():
        question, article, grade = line.split("\t")
        if int(grade) > 0:
            relevant[question].add(article)
    return [
        Question(id=row["id"], text=row["text"], relevant=frozenset(relevant[row["id"]]))
        for row in read_lines(queries)
        if relevant[row["id"]]
    ]


def judge(found: Found, relevant: frozenset[str]) -> Measures:
    """How good an answer is."""
    hits = [article in relevant for article in found]
    gains = [1 / log2(place + 2) for place in range(FIRST)]
    first = hits[:FIRST].index(True) + 1 if True in hits[:FIRST] else None
    recalls = [sum(hits[:depth]) / len(relevant) for depth in DEPTHS]
    return Measures(
        recall_10=recalls[0],
        recall_50=recalls[1],
        recall_100=recalls[2],
        mrr_10=1 / first if first else 0.0,
        ndcg_10=sum(gain for gain, hit in zip(gains, hits, strict=False) if hit) / sum(gains[: len(relevant)]),
    )


def ask(name: str, answers: Sequence[tuple[Answer, Sequence[Question]]]) -> Row:
    """The row of asking each group of questions in its own way."""
    refused = 0
    measured: list[Measures] = []
    for answer, questions in answers:
        for question in questions:
            try:
                found = answer(question.text)
            except QueryError:
                found, refused = [], refused + 1
            measured.append(judge(found, question.relevant))
    names = [field.name for field in fields(Measures)]
    mean = {name: statistics.fmean(getattr(one, name) for one in measured) for name in names}
    return Row(name=name, asked=len(measured), refused=refused, mean=Measures(**mean))


def groups(questions: Sequence[Question], root: Path) -> Iterator[tuple[Path, list[Question]]]:
    """(the learned words that may be used, the questions that may be answered with them)."""
    public = {question.id for question in read_questions(QUERIES, QRELS)}
    for fold in range(FOLDS):
        held_out = [question for question in questions if question.id in public and question.fold == fold]
        if held_out:
            yield learn_without(fold, root), held_out
    others = [question for question in questions if question.id not in public]
    if others:
        yield SHIPPED, others


def learn_without(fold: int, root: Path) -> Path:
    """The file of what the shipped expansion would be without the public questions of a fold."""
    asked, out = root / f"without-{fold}.jsonl", root / f"without-{fold}.npz"
    kept = [question for question in read_questions(QUERIES, QRELS) if question.fold != fold]
    lines = [json.dumps({"id": question.id, "text": question.text}, ensure_ascii=False) for question in kept]
    asked.write_text("\n".join(lines), encoding="utf-8")
    from_questions(str(CORPUS), str(asked), str(QRELS)).save(out)
    return out


def full(statutes: Statutes, questions: Sequence[Question], root: Path) -> Row:
    """The row of the whole recipe."""
    opened = [(statutes.open(expansion), held_out) for expansion, held_out in groups(questions, root)]
    row = ask("完整配方", [(partial(statutes.ours, index), held_out) for index, held_out in opened])
    for index, _ in opened:
        index.close()
    return row


def report(root: Path, corpus: Path, queries: Path, qrels: Path) -> Report:
    """All rows; `root` is an empty folder to work in."""
    questions = read_questions(queries, qrels)
    statutes = Statutes(root, corpus)
    rows = [ask("只用词", [(statutes.by_words, questions)]), ask("只用二字组", [(statutes.by_bigrams, questions)])]
    with statutes.open(None) as index:
        rows.append(ask("不用标注", [(partial(statutes.ours, index), questions)]))
    rows.append(full(statutes, questions, root))
    public = {question.id for question in read_questions(QUERIES, QRELS)}
    return Report(
        documents=len(statutes.corpus),
        questions=len(questions),
        held_out=sum(question.id in public for question in questions),
        rows=tuple(rows),
    )


def table(found: Report) -> Iterator[str]:
    """The lines of the report, Markdown."""
    yield f"{found.documents} 条，{found.questions} 问；公开的 {found.held_out} 问五折交叉验证，其余用随附的相关词。"
    yield ""
    yield "| 配方 | R@10 | R@50 | R@100 | MRR@10 | nDCG@10 | 不成查询 |"
    yield "|---|---:|---:|---:|---:|---:|---:|"
    for row in found.rows:
        figures = " | ".join(f"{figure:.3f}" for figure in asdict(row.mean).values())
        yield f"| {row.name} | {figures} | {row.refused} |"


def parser() -> argparse.ArgumentParser:
    """The options."""
    found = argparse.ArgumentParser(prog="python -m tests.bench.relevance", description=__doc__)
    found.add_argument("--json", action="store_true")
    found.add_argument("--corpus", type=Path, default=CORPUS)
    found.add_argument("--queries", type=Path, default=QUERIES)
    found.add_argument("--qrels", type=Path, default=QRELS)
    return found


def main() -> None:
    """Prints the table, or JSON with --json."""
    options = parser().parse_args()
    absent = [path for path in (options.corpus, options.queries, options.qrels, QUERIES, QRELS) if not path.is_file()]
    if absent:
        print(f"没有 {absent[0].name}，无法测量")
        return
    with tempfile.TemporaryDirectory() as folder:
        found = report(Path(folder), options.corpus, options.queries, options.qrels)
    print(json.dumps(asdict(found), ensure_ascii=False, indent=1) if options.json else "\n".join(table(found)))


if __name__ == "__main__":
    main()
