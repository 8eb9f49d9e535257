"""The arrays of a segment: what is read back is what plain dictionaries hold."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.plain_segment import PlainSegment
from xuncha_docs.search.analyzer import ANYTHING_AFTER, grams, is_ascii_run, query_grams
from xuncha_docs.search.arrays import (
    ArraySegment,
    Collector,
    Postings,
    array_file,
    gram_number,
    number_gram,
    postings_of,
    write_arrays,
)
from xuncha_docs.search.corpus import Corpus
from xuncha_docs.search.entries import Entry

TEXTS = st.lists(st.text("云川接待费用，。 a1B\n", max_size=12) | st.text(max_size=12), max_size=8)
"""Few characters, so that texts share grams; and any text."""
GRAMS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=2)


def collected(texts: Sequence[str]) -> Postings:
    collector = Collector()
    for text in texts:
        collector.add(text)
    return collector.postings()


def written(folder: Path, texts: Sequence[str], name: str = "s") -> ArraySegment:
    write_arrays(folder, name, collected(texts), [text.encode() for text in texts])
    return ArraySegment(folder, name)


def asked_of(segment: PlainSegment) -> list[str]:
    """Every gram that is held, every character as a prefix, and some that are not held."""
    firsts = {name[0] for name in segment.postings if not is_ascii_run(name)}
    return [*segment.postings, *(first + ANYTHING_AFTER for first in sorted(firsts)), "没有", "没*", "zzz"]


@given(TEXTS)
def test_what_is_read_back_is_what_plain_dictionaries_hold(texts: list[str]) -> None:
    plain = PlainSegment(texts)
    asked = asked_of(plain)
    with TemporaryDirectory() as folder:
        segment = written(Path(folder), texts)
        assert len(segment) == len(texts)
        assert segment.runs == plain.runs
        assert [segment.text(document) for document in range(len(texts))] == texts
        for gram, (documents, impacts) in zip(asked, segment.find(asked), strict=True):
            held = plain.held(gram)
            assert documents.tolist() == [document for document, _ in held]
            assert impacts.tolist() == pytest.approx([impact for _, impact in held], abs=0.51)


@given(TEXTS)
def test_postings_taken_apart_by_gram_are_put_together_again(texts: list[str]) -> None:
    postings = collected(texts)
    again = postings_of(postings)
    assert list(again.runs) == list(postings.runs)
    for name in ("pairs", "starts", "documents", "impacts"):
        assert np.array_equal(getattr(again, name), getattr(postings, name)), name
    assert [name for name, _, _ in postings] == sorted({gram for text in texts for gram in grams(text)})


def test_a_single_character_is_found_wherever_it_stands(tmp_path: Path) -> None:
    segment = written(tmp_path, ["公务接待", "接", "待遇", "招待费", "Ａ接B"])
    (found, _), (none, _) = segment.find(["接*", "没*"])
    assert sorted(set(found.tolist())) == [0, 1, 4]
    assert none.tolist() == []


def test_the_character_after_the_one_asked_for_is_not_found(tmp_path: Path) -> None:
    following = chr(ord("接") + 1)
    segment = written(tmp_path, ["接待", following, following + "待"])
    assert segment.find(["接*"])[0][0].tolist() == [0]


def test_letters_and_digits_are_found_whole_and_listed(tmp_path: Path) -> None:
    segment = written(tmp_path, ["ＧＢ/T 9704—2012", "gb标准", "ktv"])
    assert segment.runs == ("2012", "9704", "gb", "ktv", "t")
    found = [documents.tolist() for documents, _ in segment.find(["gb", "9704", "970", "k", "kt"])]
    assert found == [[0, 1], [0], [], [], []]


def holds(text: str, wanted: str) -> bool:
    """Whether a text has every gram of what is wanted."""
    held = set(grams(text))
    held |= {gram[0] + ANYTHING_AFTER for gram in held if not is_ascii_run(gram)}
    return held >= set(query_grams(wanted))


@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_several_segments_answer_as_one(parts: list[list[str]]) -> None:
    texts = [text for part in parts for text in part]
    entries = [Entry(id="r", layer=0, path="r.md", kind="law", title="示例", count=len(texts))]
    weights = {gram: 1.0 + len(gram) for text in texts for gram in grams(text)}
    with TemporaryDirectory() as folder:
        one = Corpus([written(Path(folder), texts, "one")], entries)
        several = Corpus([written(Path(folder), part, f"s{place}") for place, part in enumerate(parts)], entries)
        assert np.allclose(several.score(weights, {"接待": 0.5}), one.score(weights, {"接待": 0.5}))
        for wanted in ("接待", "云川接", "接", "a1", "费用，接待"):
            assert several.holding(wanted).tolist() == [at for at, text in enumerate(texts) if holds(text, wanted)]


def test_a_character_that_stands_several_times_in_every_text_adds_to_the_score(tmp_path: Path) -> None:
    entries = [Entry(id="r", layer=0, path="r.md", kind="law", title="示例", count=2)]
    corpus = Corpus([written(tmp_path, ["法律、法规、法治", "守法，依法，司法"])], entries)
    assert (corpus.score({"法*": 1.0}) > 0).all()


def test_a_folder_without_the_arrays_is_an_error(tmp_path: Path) -> None:
    written(tmp_path, ["接待"])
    array_file(tmp_path, "s").unlink()
    with pytest.raises(OSError, match="arrays-s"):
        ArraySegment(tmp_path, "s")


@pytest.mark.parametrize("size", [0, 7, 55, 56, 57, 100, -1, -8])
def test_arrays_that_were_cut_off_are_an_error(tmp_path: Path, size: int) -> None:
    written(tmp_path, ["接待", "GB 9704"])
    path = array_file(tmp_path, "s")
    path.write_bytes(path.read_bytes()[:size])
    with pytest.raises(ValueError, match=r"bytes|mmap|size|shorter"):
        ArraySegment(tmp_path, "s")


@given(GRAMS)
def test_a_gram_is_one_number_and_back(gram: str) -> None:
    assert number_gram(gram_number(gram)) == gram


@given(st.lists(GRAMS))
def test_numbers_sort_as_grams_do(found: list[str]) -> None:
    assert sorted(found, key=gram_number) == sorted(found)
