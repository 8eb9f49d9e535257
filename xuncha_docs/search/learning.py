"""Learns linear maps from labelled questions: to the pairs of characters of their articles and to laws, or to articles.

Run: python -m xuncha_docs.search.learning questions CORPUS QUERIES QRELS OUT. CORPUS (.jsonl or .jsonl.xz: id, law,
article, content), QUERIES (.jsonl: id, text) and QRELS (question, article, 1 on each line) are as the public statute
questions. Or: python -m xuncha_docs.search.learning conduct EXAMPLES... OUT, with examples (.jsonl: text, basis) of
conduct and the articles it breaches. Then: ... learning marks KB MAP, with a kb folder that holds these articles in the
versions whose numbers the examples give.

Ridge regression from the characters and pairs of a question to its target, in the form that inverts a matrix of
questions. Each feature keeps its strongest cells only.
"""

import json
import lzma
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xuncha_docs.library.citation import Citation
from xuncha_docs.library.library import Library
from xuncha_docs.search.analyzer import fold, query_grams
from xuncha_docs.search.arrays import Collector, Postings, number_gram, rarity
from xuncha_docs.search.expansion import Expansion
from xuncha_docs.search.linear_map import NO_BREACH, PARTS, STEPS, LinearMap, features, marks_file

_RIDGE = 1.0
_CELLS_OF_WORDS, _CELLS_OF_LAWS, _CELLS_OF_ARTICLES = 96, 32, 96
"""Of each feature that are kept; twice as many gain nothing on held-out questions."""
_RARE = 2
"""An article named so few times says half as much about those named with it as one named often."""
_OFTEN, _DAMPED = 20, 0.1
"""An article that n examples name is learned as (n / _OFTEN + 1) ** -_DAMPED: those that nearly any conduct breaches
would fill the first places. On held-out descriptions MRR@10 is .88 so, .85 without; recall at ten .89 and .88."""
_AT_ONCE = 400
_MARKS = 8

Matrix = NDArray[np.float32]


def learn(questions: Sequence[str], targets: Matrix, names: Sequence[str], *, fewest: int, cells: int) -> LinearMap:
    """The map from questions to their targets: a row for each question, a column for each name.

    A feature counts when it occurs in at least `fewest` questions; its strongest `cells` cells are kept.
    """
    found = [features(text) for text in questions]
    counted = Counter(number for halves in found for half in halves for number in half)
    kept = np.array(sorted(number for number, times in counted.items() if times >= fewest), np.int64)
    unseen = float(np.log(len(questions)))
    rarities = np.log(len(questions) / np.array([counted[number] for number in kept.tolist()])).astype(np.float32)
    empty = LinearMap(
        features=kept,
        rarities=rarities,
        unseen=unseen,
        names=np.array(names),
        starts=np.zeros(len(kept) + 1, np.int64),
        columns=np.zeros(0, np.int32),
        values=np.zeros(0, np.int8),
        scales=np.zeros(len(kept), np.float32),
    )
    inputs = np.zeros((len(questions), len(kept)), np.float32)
    for row, halves in zip(inputs, found, strict=True):
        for half, part in zip(halves, PARTS, strict=True):
            places, shares = empty.shares(half, part)
            row[places] = shares
    inverse = np.linalg.inv(inputs @ inputs.T + _RIDGE * np.eye(len(questions), dtype=np.float32))
    return _kept(empty, inputs, (inverse @ targets).astype(np.float32), cells)


def _kept(empty: LinearMap, inputs: Matrix, taught: Matrix, cells: int) -> LinearMap:
    """The strongest cells of each row of `inputs.T @ taught`, those that speak for a column and those against it."""
    columns: list[NDArray[np.int64]] = []
    weights: list[Matrix] = []
    for first in range(0, inputs.shape[1], _AT_ONCE):
        for row in inputs[:, first : first + _AT_ONCE].T @ taught:
            best = np.sort(np.argpartition(np.abs(row), -min(cells, len(row)))[-cells:])
            columns.append(best)
            weights.append(row[best])
    scales = np.array([np.abs(row).max(initial=1e-9) for row in weights], np.float32)
    values = [np.rint(row * (STEPS / scale)).astype(np.int8) for row, scale in zip(weights, scales, strict=True)]
    return replace(
        empty,
        starts=np.cumsum([0, *map(len, columns)], dtype=np.int64),
        columns=np.concatenate(columns).astype(np.int32),
        values=np.concatenate(values),
        scales=scales,
    )


def article_vectors(texts: Sequence[str], wanted: Sequence[int]) -> tuple[Matrix, NDArray[np.int64]]:
    """(a row of length 1 for each wanted text, grams of the columns): what each pair says about the text."""
    collector = Collector()
    for text in texts:
        collector.add(fold(text))
    postings = collector.postings()
    return _rows(postings, len(texts), wanted)


def _rows(postings: Postings, count: int, wanted: Sequence[int]) -> tuple[Matrix, NDArray[np.int64]]:
    lengths = np.diff(postings.starts)
    weight = rarity(lengths, count)
    row_of = np.full(count, -1)
    row_of[list(wanted)] = np.arange(len(wanted))
    gram_of = np.repeat(np.arange(len(lengths)), lengths)
    kept = (row_of[postings.documents] >= 0) & (gram_of >= len(postings.runs))
    used, columns = np.unique(gram_of[kept], return_inverse=True)
    rows = np.zeros((len(wanted), len(used)), np.float32)
    rows[row_of[postings.documents[kept]], columns] = postings.impacts[kept] * weight[gram_of[kept]]
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows, postings.pairs[used - len(postings.runs)]


def targets_of(answers: Sequence[Sequence[int]], rows: Matrix) -> Matrix:
    """For each question the mean of the rows of its articles, scaled to length 1."""
    means = np.stack([rows[list(articles)].mean(axis=0) for articles in answers])
    means /= np.linalg.norm(means, axis=1, keepdims=True)
    return means


def learn_from(
    texts: Mapping[str, str], laws: Mapping[str, str], questions: Sequence[tuple[str, Sequence[str]]]
) -> Expansion:
    """What is learned from (question, ids of its articles) over all texts by id, and the titles of their laws.

    Unknown ids are left out.
    """
    known = [(text, [article for article in answers if article in texts]) for text, answers in questions]
    known = [(text, answers) for text, answers in known if answers]
    asked = [text for text, _ in known]
    number = {name: place for place, name in enumerate(texts)}
    wanted = sorted({number[article] for _, answers in known for article in answers})
    row = {place: at for at, place in enumerate(wanted)}
    rows, grams = article_vectors(list(texts.values()), wanted)
    targets = targets_of([[row[number[article]] for article in answers] for _, answers in known], rows)
    names = [number_gram(gram) for gram in grams.tolist()]
    words = learn(asked, targets, names, fewest=2, cells=_CELLS_OF_WORDS)
    shares = _shares_of_laws([[laws[article] for article in answers] for _, answers in known])
    return Expansion(words, learn(asked, *shares, fewest=2, cells=_CELLS_OF_LAWS))


def _shares_of_laws(answers: Sequence[Sequence[str]]) -> tuple[Matrix, list[str]]:
    """(for each question what part of its articles each law holds, the laws of the columns)."""
    titles = sorted({law for laws in answers for law in laws})
    column = {title: place for place, title in enumerate(titles)}
    shares = np.zeros((len(answers), len(titles)), np.float32)
    for row, laws in zip(shares, answers, strict=True):
        np.add.at(row, [column[law] for law in laws], 1 / len(laws))
    return shares, titles


def learn_conduct(examples: Sequence[tuple[str, Sequence[str]]]) -> LinearMap:
    """The map from descriptions of conduct to the citations of what it breaches, or to NO_BREACH."""
    examples = [(text, basis or [NO_BREACH]) for text, basis in examples]
    names = sorted({citation for _, basis in examples for citation in basis})
    column = {name: place for place, name in enumerate(names)}
    targets = np.zeros((len(examples), len(names)), np.float32)
    for row, (_, basis) in zip(targets, examples, strict=True):
        row[[column[citation] for citation in basis]] = 1.0
    targets = _completed(targets) * (targets.sum(axis=0) / _OFTEN + 1) ** -_DAMPED
    return learn([text for text, _ in examples], targets, names, fewest=1, cells=_CELLS_OF_ARTICLES)


def _completed(targets: Matrix) -> Matrix:
    """The targets with the articles that usually go with those named: examples name a few of all that fit.

    An article counts by how often the others name it along with the named ones. On held-out examples with four
    articles each, recall at ten of their norms is .80 so, .73 without.
    """
    together = targets.T @ targets
    times = together.diagonal().copy()
    np.fill_diagonal(together, 0.0)
    usual = together / (times + _RARE)[:, np.newaxis]
    beside = targets @ usual / np.maximum(targets.sum(axis=1, keepdims=True), 1.0)
    completed: Matrix = np.maximum(targets, beside)
    return completed


def read_lines(path: Path) -> list[dict[str, Any]]:
    """The objects of a .jsonl or .jsonl.xz file."""
    content = lzma.decompress(path.read_bytes()) if path.suffix == ".xz" else path.read_bytes()
    return [json.loads(line) for line in content.decode().splitlines()]


def from_questions(corpus: str, queries: str, qrels: str) -> Expansion:
    """What the questions of three files teach."""
    answers: defaultdict[str, list[str]] = defaultdict(list)
    for line in Path(qrels).read_text(encoding="utf-8").splitlines():
        question, article, _ = line.split("\t")
        answers[question].append(article)
    articles = read_lines(Path(corpus))
    texts = {row["id"]: f"{row['law']}\n{row['content']}" for row in articles}
    laws = {row["id"]: row["law"] for row in articles}
    return learn_from(texts, laws, [(row["text"], answers[row["id"]]) for row in read_lines(Path(queries))])


def from_examples(*files: str) -> LinearMap:
    """What the examples of conduct in some files teach."""
    return learn_conduct([(row["text"], row["basis"]) for file in files for row in read_lines(Path(file))])


def marks_of(library: Library, names: Sequence[str]) -> dict[str, str]:
    """Citation -> the eight rarest pairs of its article; InvalidCitation for one that the newest version lacks."""
    texts = {name: library.resolve(Citation.parse(name))[0].quote for name in names if name != NO_BREACH}
    counted = Counter(gram for text in texts.values() for gram in set(query_grams(text)) if len(gram) > 1)
    return {name: " ".join(_rarest(text, counted)) for name, text in texts.items()}


def _rarest(text: str, counted: Counter[str]) -> list[str]:
    grams = {gram for gram in query_grams(text) if gram in text and "*" not in gram}
    return sorted(grams, key=lambda gram: (counted[gram], gram))[:_MARKS]


def write_marks(kb: str, map_file: str) -> None:
    """Writes the marks of all articles that a map names beside it."""
    with TemporaryDirectory() as cache:
        library = Library.open_tolerant([Path(kb)], Path(cache))
        marks = marks_of(library, LinearMap.load(Path(map_file)).names.tolist())
        library.close()
    content = json.dumps(marks, ensure_ascii=False, indent=0, sort_keys=True)
    marks_file(Path(map_file)).write_text(content + "\n", encoding="utf-8")


if __name__ == "__main__":
    what, *sources, out = sys.argv[1:]
    if what == "marks":
        write_marks(sources[0], out)
    else:
        learned: LinearMap | Expansion = from_examples(*sources) if what == "conduct" else from_questions(*sources)
        learned.save(Path(out))
