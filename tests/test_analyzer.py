"""Folding, grams and words."""

from pathlib import Path

import pytest

from xuncha_docs.search.analyzer import Words, fold, grams
from xuncha_docs.search.variants import SIMPLIFIED


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


def test_domain_terms_stay_whole_and_their_parts_are_found_too(words: Words) -> None:
    assert "问题线索" in words.cut("移交问题线索")
    assert {"问题", "线索"} <= set(words.cut("移交问题线索"))
    assert "三重一大" in words.cut("落实“三重一大”制度")


def test_punctuation_is_no_word(words: Words) -> None:
    assert words.cut("，。！ ") == ()


def test_the_public_tokenizer_of_jieba_knows_nothing_of_the_domain(words: Words) -> None:
    import jieba  # noqa: PLC0415 -- 只有这里要看公共分词器

    words.cut("移交问题线索")
    assert jieba.dt.FREQ.get("问题线索") is None


def test_the_dictionary_is_cached_in_our_own_folder(tmp_path: Path) -> None:
    Words([], tmp_path).cut("移交问题线索")
    assert (tmp_path / "jieba.cache").is_file()


def test_one_word_needs_no_dictionary(tmp_path: Path) -> None:
    assert Words([], tmp_path / "absent").cut("接待 GB") == ("接待", "gb")
    assert not (tmp_path / "absent").exists()
