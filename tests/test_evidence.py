"""From a hit to a quotation."""

from collections.abc import Iterator
from datetime import date

import pytest

from tests.search_samples import searching, write_search_kb
from xuncha_docs.library.library import Library
from xuncha_docs.library.records import BasisRole
from xuncha_docs.search.evidence import evidence_of
from xuncha_docs.search.index import SearchIndex


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[SearchIndex, Library, str]]:
    """Index, library, and the source text of all files."""
    root = tmp_path_factory.mktemp("evidence")
    kb = write_search_kb(root / "kb")
    source = "\n".join(path.read_text(encoding="utf-8") for path in sorted(kb.rglob("*.*")))
    with searching(kb, root / "cache") as (library, index):
        yield index, library, source


def test_an_article_is_quoted_verbatim_with_its_dates(opened: tuple[SearchIndex, Library, str]) -> None:
    index, library, _ = opened
    hit = index.search("云川市公务接待管理办法第二条", as_of=date(2022, 1, 1))[0]
    found = evidence_of(hit, library)
    assert found.quote in library.regulation(found.record_id).provisions[1].text
    assert "三分之一" in found.quote
    assert (found.citation, found.role) == (hit.citation, BasisRole.NORM)
    assert (found.effective, found.ended, found.dates_certain) == (date(2020, 1, 1), date(2024, 5, 1), True)
    assert found.location.line is not None


def test_an_article_that_punishes_is_a_sanction(opened: tuple[SearchIndex, Library, str]) -> None:
    index, library, _ = opened
    hit = index.search('"警告或者记过处分"', as_of=date(2024, 6, 1))[0]
    assert evidence_of(hit, library).role is BasisRole.SANCTION


@pytest.mark.parametrize("query", ["陪餐人数 清单", "甲局 12笔", "拆分采购", "会议费", "红包"])
def test_any_other_record_is_quoted_by_the_line_that_was_found(
    opened: tuple[SearchIndex, Library, str], query: str
) -> None:
    index, library, source = opened
    for hit in index.search(query, limit=20):
        found = evidence_of(hit, library)
        assert found.quote
        assert found.quote in source or found.citation is not None
        assert (found.citation is None) == (hit.citation is None)


def test_the_line_with_most_of_the_query_is_quoted(opened: tuple[SearchIndex, Library, str]) -> None:
    index, library, _ = opened
    hit = index.search("凭证 函件登记簿 逐笔核对", kind="focus_point")[0]
    assert evidence_of(hit, library).quote == "抽取近三年接待凭证三十张，与来访函件登记簿逐笔核对"
