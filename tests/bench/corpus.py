"""The texts and questions that all engines are given, as files in one folder; reading them loads no engine."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

KB, DOCS, QUESTIONS, FACTS = "kb", "docs.jsonl", "questions.jsonl", "facts.json"
"""Names in the folder: knowledge base, the same articles as tokens, questions, what was counted and timed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Doc:
    """One article as tokens of this project's analyzer."""

    id: str
    """Record id and article: `law-00001-2020-01-01/第四条`."""
    tokens: str
    """In order, a space between two."""
    kind: str
    effective: int
    """Year, month and day as one number: 20200101."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """A free-text question, a phrase that occurs in some article, and a filter."""

    text: str
    tokens: tuple[str, ...]
    """Each once."""
    phrase: str
    phrase_tokens: tuple[str, ...]
    """In order: an article holds the phrase if it holds these side by side."""
    kind: str
    day: int
    """Only articles in force on this day: 20200101."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """What preparing the folder counted and timed."""

    documents: int
    tokens: int
    vocabulary: int
    tokenise_cpu: float
    """Seconds for the tokens of all articles."""
    tokenise_wall: float


def write_rows(path: Path, rows: Iterable[Doc | Question]) -> None:
    """One JSON object a line."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(asdict(row), ensure_ascii=False) + "\n" for row in rows)


def docs(root: Path) -> Iterator[Doc]:
    """The articles, one at a time."""
    with (root / DOCS).open(encoding="utf-8") as lines:
        for line in lines:
            yield Doc(**json.loads(line))


def questions(root: Path) -> list[Question]:
    """The questions in the order in which they are asked."""
    rows = [json.loads(line) for line in (root / QUESTIONS).read_text(encoding="utf-8").splitlines()]
    return [
        Question(**row | {"tokens": tuple(row["tokens"]), "phrase_tokens": tuple(row["phrase_tokens"])}) for row in rows
    ]


def facts(root: Path) -> Facts:
    """What preparing the folder counted and timed."""
    return Facts(**json.loads((root / FACTS).read_text(encoding="utf-8")))
