"""tantivy on ready tokens, with positions; its BM25 has k1 1.2 and b 0.75."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.bench.corpus import Doc, Question, docs

tantivy: Any = import_module("tantivy")
CANNOT: frozenset[str] = frozenset()
MEMORY = 128_000_000


def source(root: Path, _: Path) -> Iterator[Doc]:
    return docs(root)


def build(source: Iterator[Doc], folder: Path) -> None:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("body", tokenizer_name="whitespace", index_option="position")
    builder.add_text_field("kind", tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("effective", indexed=True, fast=True)
    writer = tantivy.Index(builder.build(), path=str(folder)).writer(MEMORY)
    for doc in source:
        writer.add_document(_document(doc))
    writer.commit()
    writer.wait_merging_threads()


def open_index(_: Path, folder: Path) -> "Reader":
    return Reader(folder)


class Reader:
    """An opened tantivy index."""

    def __init__(self, folder: Path) -> None:
        self._index = tantivy.Index.open(str(folder))
        self._schema = self._index.schema
        self._searcher = self._index.searcher()
        self._writer: Any = None

    def free(self, question: Question, limit: int) -> list[str]:
        return self._ids(self._any(question), limit)

    def filtered(self, question: Question, limit: int) -> list[str]:
        kind = tantivy.Query.term_query(self._schema, "kind", question.kind, "basic")
        integer = tantivy.FieldType.Integer
        in_force = tantivy.Query.range_query(self._schema, "effective", integer, upper_bound=question.day)
        must = tantivy.Occur.Must
        only = [(must, tantivy.Query.const_score_query(part, 0.0)) for part in (kind, in_force)]
        return self._ids(tantivy.Query.boolean_query([(must, self._any(question)), *only]), limit)

    def phrase(self, question: Question, limit: int) -> list[str]:
        return self._ids(tantivy.Query.phrase_query(self._schema, "body", list(question.phrase_tokens)), limit)

    def add(self, doc: Doc, _: str) -> None:
        if self._writer is None:
            self._writer = self._index.writer(MEMORY)
        self._writer.add_document(_document(doc))
        self._writer.commit()
        self._index.reload()
        self._searcher = self._index.searcher()

    def _any(self, question: Question) -> Any:
        terms = (tantivy.Query.term_query(self._schema, "body", token, "freq") for token in question.tokens)
        return tantivy.Query.boolean_query([(tantivy.Occur.Should, term) for term in terms])

    def _ids(self, query: Any, limit: int) -> list[str]:
        hits = self._searcher.search(query, limit, count=False).hits
        return [self._searcher.doc(address)["id"][0] for _, address in hits]


def _document(doc: Doc) -> Any:
    return tantivy.Document(id=doc.id, body=doc.tokens, kind=doc.kind, effective=doc.effective)
