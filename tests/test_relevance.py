"""The relevance bench measures what it says, and search stays as good as it was measured."""

import json
from math import log2
from pathlib import Path

import pytest

from tests.bench import relevance
from tests.bench.relevance import QRELS, QUERIES, Question, ask, judge, report, table
from tests.bench.words_only import WordsOnly
from tests.conftest import require_data
from xuncha_docs.errors import QueryError
from xuncha_docs.search.expansion import SHIPPED, Expansion
from xuncha_docs.search.learning import read_lines
from xuncha_docs.search.ranking import best_first

ARTICLES = [
    ("云川市租赁条例（示例）", "第一条", "出租人应当履行租赁物的维修义务，未经法院判决不得驱赶承租人或者停水停电。"),
    ("云川市租赁条例（示例）", "第二条", "承租人应当按照约定的期限支付租金，逾期的可以解除租赁合同并请求赔偿损失。"),
    ("云川市接待办法（示例）", "第一条", "公务接待不得安排宴请和娱乐活动，陪餐人数不得超过接待对象的三分之一。"),
    ("云川市接待办法（示例）", "第二条", "接待费用实行预算管理和公开制度，每季度向干部职工公布一次并接受审计监督。"),
]
ASKED = {
    "q1": ("房东不来维修怎么办", [0]),
    "q2": ("房东赶承租人走怎么办", [0]),
    "q3": ("房东不肯维修水管怎么办", [0]),
    "q4": ("不按期限交租金怎么办", [1]),
    "q5": ("租金一直不交怎么办", [1]),
    "q6": ("公务接待能喝酒唱歌吗", [2]),
    "q7": ("接待能去唱歌娱乐吗", [2, 3]),
    "q8": ("接待费用要公开吗", [3, 2]),
    "q9": ("没有答案的问题", []),
}


def files(folder: Path) -> tuple[Path, Path, Path]:
    """Corpus, questions and labels in the form of the public ones."""
    articles = [
        {"id": f"a{place}", "law": law, "article": article, "content": content}
        for place, (law, article, content) in enumerate(ARTICLES)
    ]
    asked = [{"id": name, "text": text} for name, (text, _) in ASKED.items()]
    labels = [f"{name}\ta{place}\t1" for name, (_, answers) in ASKED.items() for place in answers]
    found = (folder / "corpus.jsonl", folder / "queries.jsonl", folder / "qrels.tsv")
    for path, rows in zip(found[:2], (articles, asked), strict=True):
        path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    found[2].write_text("\n".join(labels), encoding="utf-8")
    return found


def test_an_answer_is_judged_by_where_its_articles_stand() -> None:
    found = ["x", "a", None, *["x"] * 10, "b"]
    measures = judge(found, frozenset({"a", "b", "c", "d"}))
    assert (measures.recall_10, measures.recall_50, measures.recall_100) == (0.25, 0.5, 0.5)
    assert measures.mrr_10 == 0.5
    ideal = sum(1 / log2(place + 1) for place in range(1, 5))
    assert measures.ndcg_10 == pytest.approx(1 / log2(3) / ideal)


@pytest.mark.parametrize(("found", "expected"), [(["a", "b"], 1.0), ([], 0.0), (["x"] * 10 + ["a", "b"], 0.0)])
def test_the_best_answer_is_1_and_none_among_the_first_ten_is_0(found: list[str | None], expected: float) -> None:
    measures = judge(found, frozenset({"a", "b"}))
    assert (measures.recall_10, measures.mrr_10, measures.ndcg_10) == pytest.approx((expected,) * 3)


def test_a_question_that_is_no_query_found_nothing() -> None:
    def refuse(text: str) -> list[str | None]:
        raise QueryError(text)

    row = ask("示例", [(refuse, [Question(id="q", text="“", relevant=frozenset({"a"}))])])
    assert (row.asked, row.refused, row.mean.recall_100) == (1, 1, 0.0)


def test_the_words_of_a_question_find_the_texts_that_hold_them() -> None:
    words = WordsOnly(content for _, _, content in ARTICLES)
    assert best_first(words.score("接待费用"), 10).tolist() == [3, 2]
    assert not words.score("zzz，").any()


def test_any_files_of_that_form_are_measured(tmp_path: Path) -> None:
    require_data("statutes")
    found = report(tmp_path / "work", *files(tmp_path))
    assert (found.questions, found.held_out) == (8, 0)
    assert [row.name for row in found.rows] == ["只用词", "只用二字组", "不用标注", "完整配方"]
    assert [row.mean.recall_10 for row in found.rows] == [1.0] * 4
    assert "| 完整配方 | 1.000 | 1.000 | 1.000 |" in "\n".join(table(found))


def test_a_public_question_is_never_answered_with_what_was_learned_from_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = files(tmp_path)
    for name, path in zip(("CORPUS", "QUERIES", "QRELS"), paths, strict=True):
        monkeypatch.setattr(relevance, name, path)
    public = relevance.read_questions(*paths[1:])
    new = Question(id="other", text="别处的问题", relevant=frozenset({"a1"}))
    *learned, shipped = relevance.groups([*public, new], tmp_path)
    assert shipped == (SHIPPED, [new])
    assert len(learned) > 1
    for path, held_out in learned:
        kept = {row["id"] for row in read_lines(path.with_suffix(".jsonl"))}
        assert kept == {question.id for question in public if question not in held_out}
        assert Expansion.load(path).of(public[0].text)[0]
    assert sorted(question.id for _, asked in learned for question in asked) == [question.id for question in public]


@pytest.mark.slow
def test_public_questions_find_their_articles(tmp_path: Path) -> None:
    data = require_data("statutes")
    found = report(tmp_path, data / "corpus.jsonl.xz", QUERIES, QRELS)
    assert found.documents > 57_000
    assert found.held_out == found.questions > 1_000
    words, bigrams, recipe, full = (row.mean for row in found.rows)
    assert max(words.mrr_10, bigrams.mrr_10) < recipe.mrr_10 < full.mrr_10
    assert recipe.recall_100 > 0.755
    assert recipe.mrr_10 > 0.465
    assert full.recall_100 > 0.835
    assert full.mrr_10 > 0.53
