"""The basis bench measures what it says, and no measured description was learned from."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.basis_samples import GIFTS, TRAVEL, write_basis_kb, write_examples
from tests.bench.basis import CASES, Answer, Case, Measures, ask, judge, not_held, place, read_cases, report, rows
from tests.conftest import ROOT, require_data
from xuncha_docs.library.citation import Citation
from xuncha_docs.library.library import Library
from xuncha_docs.library.sanctions import mainly_sanction
from xuncha_docs.search.basis import SHIPPED
from xuncha_docs.search.index import SearchIndex, open_index
from xuncha_docs.workspace import Workspace

CODE = "《云川市机关工作人员行为规范（示例）》"
DAY = "2024-03-01"
ROWS: tuple[dict[str, Any], ...] = (
    {"id": "gift", "description": "收了老板送的购物卡", "as_of": DAY, "norms": [GIFTS[0]], "sanctions": [GIFTS[1]]},
    {"id": "half", "description": "收了老板送的购物卡", "as_of": DAY, "norms": [f"{CODE}第一条"], "sanctions": []},
    {"id": "travel", "description": "编了车票报差旅费", "as_of": DAY, "norms": list(TRAVEL), "sanctions": []},
    {"id": "none", "description": "自己掏钱骑自行车回家", "as_of": None, "norms": [], "sanctions": []},
)


@pytest.fixture
def cases(tmp_path: Path) -> list[Case]:
    """The sample descriptions as the bench reads them."""
    path = tmp_path / "cases.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in ROWS), encoding="utf-8")
    return read_cases([path])


@pytest.fixture
def index(tmp_path: Path) -> SearchIndex:
    """The sample library with its examples."""
    library = Library.open([write_basis_kb(tmp_path / "kb")], tmp_path / "cache")
    return open_index(library, tmp_path / "cache", conduct=write_examples(tmp_path / "conduct.npz"))


def test_a_paragraph_is_found_with_its_article_and_a_natural_paragraph_by_itself() -> None:
    assert place(Citation.parse(f"{CODE}第三条第一款")) == place(Citation.parse(f"{CODE}第三条"))
    assert place(Citation.parse(f"{CODE}第二自然段")) != place(Citation.parse(f"{CODE}第一自然段"))


def test_an_answer_is_judged_by_its_first_ten_of_both_groups(index: SearchIndex, cases: list[Case]) -> None:
    gift, half, *_ = cases
    found = index.basis(gift.description, as_of=gift.as_of, today=gift.as_of)
    assert judge(found, gift) == Measures(mrr_10=1.0, recall_10=1.0, shown_10=1.0, norms_10=1.0, sanctions_10=1.0)
    assert judge(found, half) == Measures(mrr_10=0.0, recall_10=0.0, shown_10=0.0, norms_10=0.0, sanctions_10=None)


def test_breaches_are_averaged_and_what_breaches_nothing_is_counted_apart(
    index: SearchIndex, cases: list[Case]
) -> None:
    (*_, every) = rows("示例", ask(index, cases))
    assert (every.part, every.breaches, every.harmless) == ("全部", 3, 1)
    assert (every.breaches_silent, every.harmless_silent, every.harmless_doubtful) == (1, 1, 0)
    assert every.mean.mrr_10 == pytest.approx(1 / 3)
    assert every.milliseconds > 0


def test_each_description_is_in_one_part(cases: list[Case]) -> None:
    nothing = Measures(mrr_10=None, recall_10=None, shown_10=None, norms_10=None, sanctions_10=None)
    answers = [
        Answer(case=case, measures=nothing, silent=True, doubtful=False, milliseconds=1.0)
        for case in (cases[0], *read_cases(CASES))
    ]
    test, tuning, every = rows("示例", answers)
    assert test.breaches + tuning.breaches == every.breaches
    assert min(test.breaches, tuning.breaches) >= 60


def test_labels_that_nobody_can_find_are_told(index: SearchIndex, cases: list[Case], tmp_path: Path) -> None:
    library = Library.open([tmp_path / "kb"], tmp_path / "cache")
    assert set(not_held(library, cases)) == {f"travel {citation}" for citation in TRAVEL}
    assert index.document_count > 0
    before = Case(
        id="old", description="示例", as_of=date(2016, 1, 1), norms=cases[0].norms, sanctions=cases[0].sanctions
    )
    assert len(set(not_held(library, [before]))) == 2


def test_no_measured_description_was_learned_from() -> None:
    learned = [
        json.loads(line)["text"]
        for path in (ROOT / "training").glob("*.jsonl")
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    assert learned
    pairs = [(text, _pairs(text)) for text in learned]
    for case in read_cases(CASES):
        mine = _pairs(case.description)
        for text, theirs in pairs:
            assert len(mine & theirs) <= 0.7 * len(mine | theirs), (case.id, text)


@pytest.mark.slow
def test_described_conduct_leads_to_its_labelled_articles(tmp_path: Path) -> None:
    found = report(tmp_path, require_data("party"), CASES, SHIPPED)
    assert not found.not_held
    full, own = (next(row for row in found.rows if row.name == name) for name in ("完整配方", "只用条文字词"))
    assert (full.part, own.part) == ("检验", "检验")
    assert (full.mean.mrr_10 or 0) >= 0.88
    assert (full.mean.recall_10 or 0) >= 0.87
    assert (full.mean.shown_10 or 0) >= 0.91
    assert (full.mean.norms_10 or 0) >= 0.87
    assert (full.mean.sanctions_10 or 0) >= 0.94
    assert full.breaches_silent <= 0.02 * full.breaches
    assert full.harmless_silent >= 0.7 * full.harmless
    assert (own.mean.mrr_10 or 0) < 0.5


@pytest.mark.slow
def test_labels_and_the_text_agree_on_what_is_a_norm_and_what_a_sanction(tmp_path: Path) -> None:
    workspace = Workspace.create(tmp_path / "office")
    workspace.import_paths([require_data("party")])
    for case in read_cases(CASES):
        for places, sanction in ((case.norms, False), (case.sanctions, True)):
            for regulation, article, paragraph in places:
                citation = Citation(regulation=regulation, article=article, paragraph=paragraph)
                quotes = [evidence.quote for evidence in workspace.library.resolve(citation, case.as_of)]
                assert mainly_sanction("\n".join(quotes)) is sanction, (case.id, citation)


def _pairs(text: str) -> set[str]:
    return {text[place : place + 2] for place in range(len(text) - 1)}
