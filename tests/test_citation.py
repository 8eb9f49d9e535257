import re
from pathlib import Path

import pytest

from xuncha_docs.errors import InvalidCitation
from xuncha_docs.library.citation import (
    ArticleNumber,
    Citation,
    bare_title,
    chinese_number,
    find_citations,
    parse_number,
)

CASES = [
    tuple(cell.strip() for cell in line.strip("|\n ").split("|"))
    for line in (Path(__file__).parent / "cases" / "citations.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("| ") and "写法 |" not in line
]


@pytest.mark.parametrize(("written", "expected"), CASES)
def test_a_citation_reads_as_its_case_says(written: str, expected: str) -> None:
    if expected.startswith("错："):
        with pytest.raises(InvalidCitation, match=re.escape(expected.removeprefix("错："))):
            Citation.parse(written)
    else:
        assert str(Citation.parse(written)) == expected


def test_an_empty_text_is_no_citation() -> None:
    with pytest.raises(InvalidCitation, match="应写《法规全称》"):
        Citation.parse("")


def test_a_list_shares_title_and_article() -> None:
    text = "《云川条例》第三条、第五条第二款、第三款和第七条至第九条，《甲和乙的办法》第一条第（一）、（三）项"
    assert [str(citation) for citation in Citation.parse_list(text)] == [
        "《云川条例》第三条",
        "《云川条例》第五条第二款",
        "《云川条例》第五条第三款",
        "《云川条例》第七条至第九条",
        "《甲和乙的办法》第一条第（一）项",
        "《甲和乙的办法》第一条第（三）项",
    ]


def test_a_list_of_bare_numbers_before_one_unit_is_spelled_out() -> None:
    found = Citation.parse_list("《云川条例》第八十二、八十三条")
    assert [str(citation) for citation in found] == ["《云川条例》第八十二条", "《云川条例》第八十三条"]


def test_a_bad_member_of_a_list_is_refused() -> None:
    with pytest.raises(InvalidCitation, match="第三零条不是条号，应写第三十条"):
        Citation.parse_list("《云川条例》第三条、第三零条")


def test_citations_are_found_in_running_text_with_their_places() -> None:
    text = (
        "依照《云川条例》（以下简称《条例》）第三条、第五条第二款和《乙办法》 第一条处理，《丙》规定，《丁》第二零条。"
    )
    found = find_citations(text)
    assert [(text[start:end], str(citation)) for start, end, citation in found] == [
        ("《云川条例》（以下简称《条例》）第三条", "《云川条例》第三条"),
        ("第五条第二款", "《云川条例》第五条第二款"),
        ("《乙办法》 第一条", "《乙办法》第一条"),
    ]


def test_citations_sort_as_the_text_runs() -> None:
    written = ["第三条", "第三条第一款", "第三条第一款第（二）项", "第三条第二款", "第三条之一", "第四条", "第十条"]
    citations = [Citation.parse(f"《云川条例》{address}") for address in written]
    assert sorted(citations[3:] + citations[:3]) == citations


def test_a_whole_regulation_sorts_before_its_articles() -> None:
    assert Citation(regulation="云川条例") < Citation(regulation="云川条例", article=ArticleNumber(1))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("108", 108),
        ("１０８", 108),
        ("一百零八", 108),
        ("一百〇八", 108),
        ("一〇八", 108),
        ("一○八", 108),
        ("壹佰零捌", 108),
        ("廿三", 23),
        ("卅一", 31),
        ("两千", 2000),
        ("十", 10),
        ("百一十", None),
        ("○", 0),
        ("二零", 20),
        ("一百二", None),
        ("十百", None),
        ("²", None),
        ("9" * 5000, None),
        ("", None),
        ("条", None),
    ],
)
def test_a_number_is_read_in_every_printed_form(text: str, number: int | None) -> None:
    assert parse_number(text) == number


def test_every_chinese_number_reads_back() -> None:
    assert all(parse_number(chinese_number(number)) == number for number in range(10000))


def test_an_article_number_parses_by_itself() -> None:
    assert ArticleNumber.parse("第三十八条之一") == ArticleNumber(38, 1)
    with pytest.raises(InvalidCitation, match="不是条号"):
        ArticleNumber.parse("三十八")


def test_titles_compare_without_brackets_and_spaces() -> None:
    assert bare_title("《关于适用《云川条例》的解释 (二)》") == "关于适用〈云川条例〉的解释（二）"


def test_a_range_needs_both_ends_on_one_level() -> None:
    with pytest.raises(InvalidCitation, match="同一级"):
        Citation(regulation="云川条例", article=ArticleNumber(3), last=5)
