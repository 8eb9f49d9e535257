"""Search on the public statute questions stays as good and as fast as it was measured."""

from pathlib import Path

import pytest

from tests.bench.relevance import ask, write_statutes
from tests.conftest import require_data
from xuncha_docs.library.library import Library
from xuncha_docs.search.index import open_index


@pytest.mark.slow
def test_public_questions_find_their_articles(tmp_path: Path) -> None:
    require_data("statutes")
    places = write_statutes(tmp_path / "kb")
    library = Library.open_tolerant([tmp_path / "kb"], tmp_path / "cache")
    with open_index(library, tmp_path / "cache") as index:
        assert index.document_count >= 57_000
        result = ask(index, places, 400)
        phrase = index.search('"县级以上人民政府"', limit=10**6)
    library.close()
    assert result.recall > 0.47
    assert result.rank > 0.39
    assert result.p50 < 100
    assert phrase
    assert all("县级以上人民政府" in hit.text or "县级以上人民政府" in hit.title for hit in phrase)
