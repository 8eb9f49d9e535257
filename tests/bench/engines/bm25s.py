"""bm25s (numpy) on ready tokens; filters are a weight for each article; it has neither phrases nor updates."""

import json
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from tests.bench.corpus import Doc, Question, docs

bm25s: Any = import_module("bm25s")
CANNOT: frozenset[str] = frozenset({"phrase", "add"})


def source(root: Path, _: Path) -> Iterator[Doc]:
    return docs(root)


def build(source: Iterator[Doc], folder: Path) -> None:
    vocabulary: dict[str, int] = {}
    tokens: list[list[int]] = []
    ids: list[str] = []
    kinds: list[str] = []
    effective: list[int] = []
    for doc in source:
        tokens.append([vocabulary.setdefault(token, len(vocabulary)) for token in doc.tokens.split(" ")])
        ids.append(doc.id)
        kinds.append(doc.kind)
        effective.append(doc.effective)
    retriever = bm25s.BM25(k1=1.2, b=0.75)
    retriever.index((tokens, vocabulary), show_progress=False)
    retriever.save(folder, show_progress=False)
    np.save(folder / "kinds.npy", np.array(kinds))
    np.save(folder / "effective.npy", np.array(effective))
    (folder / "ids.json").write_text(json.dumps(ids), encoding="utf-8")


def open_index(_: Path, folder: Path) -> "Reader":
    return Reader(folder)


class Reader:
    """A loaded bm25s index, memory-mapped."""

    def __init__(self, folder: Path) -> None:
        self._retriever = bm25s.BM25.load(folder, mmap=True)
        self._kinds = np.load(folder / "kinds.npy")
        self._effective = np.load(folder / "effective.npy")
        self._ids: list[str] = json.loads((folder / "ids.json").read_text(encoding="utf-8"))
        self._masks: dict[tuple[str, int], Any] = {}

    def free(self, question: Question, limit: int) -> list[str]:
        return self._best(question, limit, None)

    def filtered(self, question: Question, limit: int) -> list[str]:
        key = question.kind, question.day
        if key not in self._masks:
            allowed = (self._kinds == question.kind) & (self._effective <= question.day)
            self._masks[key] = allowed.astype(np.float32)
        return self._best(question, limit, self._masks[key])

    def _best(self, question: Question, limit: int, mask: Any) -> list[str]:
        known = [token for token in question.tokens if token in self._retriever.vocab_dict]
        if not known:
            return []
        places, scores = self._retriever.retrieve(
            [known], k=min(limit, len(self._ids)), show_progress=False, backend_selection="numpy", weight_mask=mask
        )
        return [self._ids[place] for place, score in zip(places[0], scores[0], strict=True) if score > 0]
