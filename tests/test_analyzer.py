"""Folding, grams and words."""

import sys
from pathlib import Path

import pytest

from xuncha_docs.search.analyzer import fold, grams
from xuncha_docs.search.variants import SIMPLIFIED
from xuncha_docs.search.words import Words


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> Words:
    """A tokenizer that knows two domain terms."""
    return Words(["问题线索", "三重一大"], tmp_path_factory.mktemp("jieba"))


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ＡＢｃ１２", "abc12"),
        ("“三公”经费", '"三公"经费'),
        ("云财〔２０２３〕1号", "云财[2023]1号"),
        ("貪污賄賂", "贪污贿赂"),
        ("条例　（试行）", "条例 (试行)"),
    ],
)
def test_width_case_and_traditional_forms_are_folded(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert len(fold(text)) == len(text)


def test_each_variant_is_one_character_for_one_and_needs_no_second_fold() -> None:
    assert all(len(old) == len(new) == 1 for old, new in SIMPLIFIED.items())
    assert not set(SIMPLIFIED) & set(SIMPLIFIED.values())


def test_characters_are_indexed_in_pairs_and_the_last_alone() -> None:
    assert grams("农业银行，法") == ["农业", "业银", "银行", "行", "法"]


def test_letters_and_digits_are_indexed_whole() -> None:
    assert grams("第15条GB/T") == ["第", "15", "条", "gb", "t"]


def test_names_of_the_dictionary_stay_whole(words: Words) -> None:
    assert words.cut("移交问题线索") == ("移交", "问题线索")
    assert words.cut("落实“三重一大”制度") == ("落实", "三重一大", "制度")


def test_pairs_inside_a_word_weigh_more_than_those_across_two(words: Words) -> None:
    assert words.weights("移交问题线索的人") == {
        "移交": 1.0,
        "交问": 0.7,
        "问题": 1.0,
        "题线": 1.0,
        "线索": 1.0,
        "索的": 0.5,
        "的人": 0.5,
    }


@pytest.mark.parametrize("text", ["公务接待超标准", "不担当不作为的一把手", "村集体三资被个人侵占"])
def test_both_tokenizers_cut_alike(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    pytest.importorskip("rjieba", reason="没有装 rjieba")
    fast = Words(["三重一大"], tmp_path).cut(text)
    monkeypatch.setitem(sys.modules, "rjieba", None)
    assert Words(["三重一大"], tmp_path).cut(text) == fast


def test_punctuation_is_no_word(words: Words) -> None:
    assert words.cut("，。！ ") == ()


def test_the_dictionary_is_cached_in_our_own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rjieba", None)
    Words([], tmp_path).cut("移交问题线索")
    assert (tmp_path / "jieba.cache").is_file()


def test_one_word_needs_no_dictionary(tmp_path: Path) -> None:
    assert Words([], tmp_path / "absent").cut("接待 GB") == ("接待", "gb")
    assert not (tmp_path / "absent").exists()
