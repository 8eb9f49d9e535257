"""The examples of conduct, and the map learned from them."""

import json
from pathlib import Path

import pytest

from xuncha_docs.library.citation import Citation
from xuncha_docs.search.basis import SHIPPED
from xuncha_docs.search.learning import from_examples
from xuncha_docs.search.linear_map import LinearMap

FILES = sorted((Path(__file__).parents[1] / "training").glob("*.jsonl"))
EXAMPLES = [json.loads(line) for file in FILES for line in file.read_text(encoding="utf-8").splitlines()]


def test_every_example_is_one_sentence_with_citations_as_the_product_writes_them() -> None:
    assert len(EXAMPLES) > 8000
    for example in EXAMPLES:
        assert set(example) == {"text", "basis"}
        assert 6 <= len(example["text"]) <= 60, example
        assert len(example["basis"]) == len(set(example["basis"])) <= 5, example
        assert [str(Citation.parse(citation)) for citation in example["basis"]] == example["basis"]


def test_no_example_stands_twice() -> None:
    texts = [example["text"] for example in EXAMPLES]
    assert len(texts) == len(set(texts))


@pytest.mark.slow
def test_the_shipped_map_is_what_the_examples_teach() -> None:
    learned, shipped = from_examples(*map(str, FILES)), LinearMap.load(SHIPPED)
    for example in EXAMPLES[::40]:
        strongest = [max(map_.of(example["text"], 1), default=None) for map_ in (learned, shipped)]
        assert strongest[0] == strongest[1], example["text"]
