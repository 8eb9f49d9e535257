"""Laws of citations: they read back, they sort as the text runs; no text stops the parser."""

import contextlib
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.property.strategies import ARTICLES, citations, regulation_texts
from xuncha_docs.errors import InvalidCitation
from xuncha_docs.library.citation import ArticleNumber, Citation, find_citations
from xuncha_docs.library.provisions import parse_provisions, passage


@given(citations())
def test_a_citation_reads_back(citation: Citation) -> None:
    assert Citation.parse(str(citation)) == citation


@given(ARTICLES)
def test_an_article_number_reads_back(number: ArticleNumber) -> None:
    assert ArticleNumber.parse(str(number)) == number


@given(st.lists(citations().filter(lambda c: bool(c.address)), min_size=1, max_size=5))
def test_a_list_of_citations_reads_back(members: list[Citation]) -> None:
    assert Citation.parse_list("、".join(map(str, members))) == tuple(members)


@given(citations().filter(lambda c: bool(c.address)))
def test_a_citation_is_found_in_running_text(citation: Citation) -> None:
    text = f"依照{citation}的规定"
    assert [(text[start:end], found) for start, end, found in find_citations(text)] == [(str(citation), citation)]


@given(st.lists(ARTICLES, unique=True), st.data())
def test_citations_sort_as_the_text_runs(numbers: list[ArticleNumber], data: st.DataObject) -> None:
    in_order: list[Citation] = []
    for number in sorted(numbers):
        whole = Citation(regulation="云川条例", article=number)
        in_order += [whole, *(replace(whole, paragraph=paragraph) for paragraph in (1, 2, 10))]
    assert sorted(data.draw(st.permutations(in_order))) == in_order


@given(st.text(alphabet="《》〈〉第一二零百条款项目之至、和（）()1２甲 ", max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(InvalidCitation):
        assert Citation.parse(str(Citation.parse(text)))
    with contextlib.suppress(InvalidCitation):
        Citation.parse_list(text)
    find_citations(text)


@given(st.one_of(regulation_texts(), st.text()))
def test_no_text_stops_the_parser_and_passages_are_verbatim(text: str) -> None:
    parsed = parse_provisions(text, title="云川条例", path="x.md")
    lines = [provision.location.line or 0 for provision in parsed.provisions]
    assert lines == sorted(lines)
    for provision in parsed.provisions:
        assert passage(provision, provision.citation) == provision.text


@given(regulation_texts().filter(lambda text: "目录" not in text))
def test_nothing_is_lost(text: str) -> None:
    parsed = parse_provisions(text, title="云川条例", path="x.md")
    whole = parsed.preamble + "".join("".join(p.headings) + p.citation.address + p.text for p in parsed.provisions)
    for char in "甲乙丙“”":
        assert whole.count(char) >= text.count(char)
