"""The opened index as postings, masks and scores: Whoosh stores and finds, numpy adds up.

Whoosh's own scorer spends 50 times as long in the interpreter, one call per posting; here a block is one array.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property, lru_cache
from itertools import takewhile
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import W3LeafMatcher
from whoosh.matching.wrappers import FilterMatcher
from whoosh.reading import IndexReader, TermNotFound

from xuncha_docs.search.analyzer import grams, is_ascii_run, runs
from xuncha_docs.search.syntax import AllOf, AnyOf, Leaf, Node, Not

GRAMS, TEXT, SIZE = "grams", "text", "size"
"""Names of the index's fields: grams for search, folded text for exact matches, number of grams."""

_K1, _B = 1.2, 0.75
_SHORTEST = 0.3
_BEST_OF_RECORD = 3
_RECORD_SHARE = 0.5
_KEPT_POSTINGS = 64
_PAIR = 2
_ANYTHING_AFTER = "*"
"""Behind a character: every gram that begins with it. No gram holds this sign itself."""

Mask = NDArray[np.bool_]
Scores = NDArray[np.float32]


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One indexed record: what filters and routes need, and how many documents it has."""

    id: str
    layer: int
    path: str
    kind: str
    """Record kind, or the regulation kind for a regulation."""
    title: str
    short_titles: tuple[str, ...] = ()
    document_number: str | None = None
    issuer: str | None = None
    unit_types: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    count: int
    alive: bool = True
    """False once the record was changed or removed after it was indexed."""


def entries_to_json(entries: Iterable[Entry]) -> str:
    """One JSON list, a line for each entry."""
    return "[\n" + ",\n".join(json.dumps(asdict(entry), ensure_ascii=False) for entry in entries) + "\n]\n"


def entries_from_json(text: str) -> tuple[Entry, ...]:
    """The entries that `entries_to_json` wrote."""
    rows: list[dict[str, Any]] = json.loads(text)
    return tuple(_entry(row) for row in rows)


def _entry(row: dict[str, Any]) -> Entry:
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
    return Entry(**values)


class Corpus:
    """All documents of an opened index; documents and entries are numbered in the order they were added."""

    def __init__(self, reader: IndexReader, entries: Sequence[Entry]) -> None:
        counts = np.array([entry.count for entry in entries], dtype=np.int64)
        self.entries = tuple(entries)
        self.starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])
        self.entry_of = np.repeat(np.arange(len(counts)), counts)
        if reader.doc_count_all() != len(self.entry_of):
            raise ValueError(f"{reader.doc_count_all()} documents, {len(self.entry_of)} expected")
        self._reader = reader
        self._leaves = reader.leaf_readers()
        self._sizes = np.concatenate([_column(leaf) for leaf, _ in self._leaves] or [np.zeros(0, np.float32)])
        self._mean_size = float(self._sizes.mean()) if len(self._sizes) else 1.0
        self._one_at_a_time = Lock()
        self.postings = lru_cache(maxsize=_KEPT_POSTINGS)(self._postings)

    def __len__(self) -> int:
        return len(self.entry_of)

    @property
    def segments(self) -> int:
        """Number of parts the index has grown to."""
        return len(self._leaves)

    def close(self) -> None:
        """Releases the index files."""
        self._reader.close()

    def text(self, document: int) -> str:
        """The folded text of a document: title, other names, headings and body."""
        with self._one_at_a_time:
            stored: str = self._reader.stored_fields(document)[TEXT]
        return stored

    def _postings(self, gram: str) -> tuple[NDArray[np.int64], Scores]:
        """(documents, occurrences) of a gram, or of all grams that begin with the character before `*`."""
        with self._one_at_a_time:
            if gram.endswith(_ANYTHING_AFTER):
                return self._united(self._reader.expand_prefix(GRAMS, gram[:-1]))
            return self._united([gram.encode()])

    def _united(self, terms: Iterable[bytes]) -> tuple[NDArray[np.int64], Scores]:
        found: list[tuple[NDArray[np.int64], Scores]] = []
        for term in terms:
            for leaf, base in self._leaves:
                ids, times = _read(leaf, term)
                found.append((np.array(ids, np.int64) + base, np.array(times, np.float32)))
        if len(found) == 1:
            return found[0]
        total = np.zeros(len(self), np.float32)
        for documents, occurrences in found:
            total[documents] += occurrences
        held = np.flatnonzero(total)
        return held, total[held]

    def score(self, weights: Mapping[str, float]) -> Scores:
        """BM25 of each document for weighted grams, raised by up to a factor of two with the share of them it holds."""
        total = np.zeros(len(self), np.float32)
        share = np.zeros(len(self), np.float32)
        whole = 0.0
        norm = _K1 * (1 - _B + _B * np.maximum(self._sizes / self._mean_size, _SHORTEST))
        for gram, weight in weights.items():
            ids, times = self.postings(gram)
            rarity = weight * float(np.log1p((len(self) - len(ids) + 0.5) / (len(ids) + 0.5)))
            total[ids] += rarity * times * (_K1 + 1) / (times + norm[ids])
            share[ids] += rarity
            whole += rarity
        return total * (1 + share / whole) if whole else total

    def with_record(self, scores: Scores) -> Scores:
        """The scores scaled to 1, plus half of what the best three documents of the same record reach; 0 stays 0."""
        top = float(scores.max(initial=0.0))
        if not top:
            return scores
        best = self._best_of_record(scores)
        return np.where(scores > 0, scores / top + _RECORD_SHARE * best[self.entry_of] / float(best.max()), 0)

    def _best_of_record(self, scores: Scores) -> Scores:
        """For each entry, the mean of the best three of its documents; missing ones count as 0."""
        full = np.flatnonzero(np.diff(self.starts))
        firsts, group = self.starts[full], np.repeat(np.arange(len(full)), np.diff(self.starts)[full])
        wanted = np.minimum(np.diff(self.starts)[full], _BEST_OF_RECORD)
        rest, left, total = scores.copy(), wanted.copy(), np.zeros(len(full), np.float32)
        for _ in range(_BEST_OF_RECORD):
            best = np.maximum.reduceat(rest, firsts)
            ties = rest == best[group]
            taken = np.minimum(np.add.reduceat(ties, firsts, dtype=np.int64), left)
            total += best * taken
            left -= taken
            rest[ties] = 0
        means = np.zeros(len(self.entries), np.float32)
        means[full] = total / _BEST_OF_RECORD
        return means

    def candidates(self, node: Node) -> tuple[Mask, bool]:
        """(documents that may match, whether all of them do); the rest is settled by `matches` on the text."""
        match node:
            case Leaf():
                return self._containing(node.folded)
            case Not():
                mask, sure = self.candidates(node.node)
                return (~mask, True) if sure else (np.ones(len(self), np.bool_), False)
            case AllOf() | AnyOf():
                parts = [self.candidates(child) for child in node.nodes]
                join = np.logical_and if isinstance(node, AllOf) else np.logical_or
                return join.reduce([mask for mask, _ in parts]), all(sure for _, sure in parts)

    def _containing(self, text: str) -> tuple[Mask, bool]:
        masks = [self._mask(keys) for keys in self._required(text)]
        return np.logical_and.reduce(masks), runs(text) == [text] and len(text) <= _PAIR and not is_ascii_run(text)

    def _required(self, text: str) -> Iterator[list[str]]:
        """Of each list, a document that contains the text holds at least one; an ASCII run may be cut from a longer."""
        for run in runs(text):
            if is_ascii_run(run):
                yield [term for term in self._ascii_terms if run in term]
            else:
                yield from ([gram] for gram in query_grams(run))

    def _mask(self, keys: Iterable[str]) -> Mask:
        mask = np.zeros(len(self), np.bool_)
        for key in keys:
            mask[self.postings(key)[0]] = True
        return mask

    @cached_property
    def _ascii_terms(self) -> list[str]:
        """All indexed runs of letters and digits; they come first in the index."""
        with self._one_at_a_time:
            return [term.decode() for term in takewhile(_is_ascii_term, self._reader.lexicon(GRAMS))]


def query_grams(text: str) -> list[str]:
    """The grams to look up for a text: pairs and ASCII runs; a single character with `*` behind it."""
    found: list[str] = []
    for run in runs(text):
        if is_ascii_run(run):
            found.append(run)
        elif len(run) == 1:
            found.append(run + _ANYTHING_AFTER)
        else:
            found += grams(run)[:-1]
    return found


def matches(node: Node, text: str) -> bool:
    """Whether a folded text fulfils the condition: the last word on every hit."""
    match node:
        case Leaf():
            return node.folded in text
        case Not():
            return not matches(node.node, text)
        case AllOf():
            return all(matches(child, text) for child in node.nodes)
        case AnyOf():
            return any(matches(child, text) for child in node.nodes)


def _is_ascii_term(term: bytes) -> bool:
    return is_ascii_run(term.decode())


def _column(leaf: IndexReader) -> Scores:
    if not leaf.doc_count_all():
        return np.zeros(0, np.float32)
    return np.fromiter(leaf.column_reader(SIZE), np.float32, count=leaf.doc_count_all())


def _read(leaf: IndexReader, term: bytes) -> tuple[list[int], list[float]]:
    """All postings of a term in one segment, a block at a time."""
    ids: list[int] = []
    weights: list[float] = []
    try:
        matcher = leaf.postings(GRAMS, term)
    except TermNotFound:
        return ids, weights
    if isinstance(matcher, FilterMatcher):
        matcher = matcher.child  # 已删除的文档由 Entry.alive 挡住，不必逐条过滤
    while matcher.is_active():
        if isinstance(matcher, W3LeafMatcher):  # 整块读取：逐条调用公开接口要慢一倍
            matcher._read_ids()  # noqa: SLF001
            matcher._read_weights()  # noqa: SLF001
            ids.extend(matcher._ids or ())  # noqa: SLF001
            weights.extend(matcher._weights or ())  # noqa: SLF001
            matcher._next_block()  # noqa: SLF001
        else:
            ids.append(matcher.id())
            weights.append(matcher.weight())
            matcher.next()
    return ids, weights
