"""Figures in documents add up, and small counts of anonymous answers are not printed."""

from decimal import Decimal
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from tests.test_content import DEMO
from xuncha_docs.check.casework import check_round_file
from xuncha_docs.compose.figures import plain_survey, share, shares, total, withheld
from xuncha_docs.library.rounds import Answer, Survey, SurveyQuestion
from xuncha_docs.workspace import Workspace

COUNTS = st.lists(st.integers(0, 500), min_size=1, max_size=8)


def test_a_share_is_rounded_as_people_round() -> None:
    assert share(381, 414) == "92.0%"
    assert share(1, 8) == "12.5%"
    assert share(1, 2000) == "0.1%"
    assert share(0, 0) == "0.0%"


@given(COUNTS)
def test_the_shares_of_a_whole_make_one_hundred(counts: list[int]) -> None:
    summed = sum(Decimal(part.removesuffix("%")) for part in shares(counts))
    assert summed == (100 if sum(counts) else 0)


@given(COUNTS)
def test_a_share_is_within_a_tenth_of_the_exact_one(counts: list[int]) -> None:
    for count, part in zip(counts, shares(counts), strict=True):
        exact = Decimal(count) * 100 / (sum(counts) or 1)
        assert abs(Decimal(part.removesuffix("%")) - exact) < Decimal("0.1")


@given(COUNTS)
def test_no_small_count_can_be_worked_out(counts: list[int]) -> None:
    hidden = withheld(counts)
    assert all(hide for hide, count in zip(hidden, counts, strict=True) if 0 < count < 5)
    assert sum(hidden) != 1 or sum(map(bool, counts)) == 1


def test_a_sum_is_exact_and_refuses_what_is_no_number() -> None:
    assert total(["8650.00", 3, "0.1", "0.2"]) == Decimal("8653.30")
    assert total(["每年3.60"]) is None
    assert total([]) == 0


def test_a_survey_prints_only_what_gives_nobody_away() -> None:
    answers = tuple(Answer(option=option, count=count) for option, count in (("好", 300), ("一般", 78), ("差", 3)))
    survey = Survey(
        name="民主测评", distributed=414, returned=381, questions=(SurveyQuestion(text="总体评价", answers=answers),)
    )
    printed = plain_survey(survey)
    assert printed["rate"] == "92.0%"
    (question,) = printed["questions"]
    assert question["answered"] == 381
    assert [(a["count"], a["share"]) for a in question["answers"]] == [(300, "78.7%"), ("不公布", "—"), ("不公布", "—")]


def test_check_names_figures_that_cannot_be(tmp_path: Path) -> None:
    text = (DEMO / "round.yaml").read_text(encoding="utf-8")
    wrong = text.replace(
        "    selection:\n      pin:",
        "    surveys:\n      - {name: 民主测评, distributed: 10, returned: 12, questions: "
        "[{text: 总体评价, answers: [{option: 好, count: 13}]}]}\n"
        "    progress: [{month: 2026年12月, problems: 3, done: 4}]\n"
        "    selection:\n      pin:",
        1,
    )
    path = tmp_path / "round.yaml"
    path.write_text(wrong, encoding="utf-8")
    told = "\n".join(problem.message for problem in check_round_file(path, Workspace(None).library))
    assert "收回 12 份，多于发出的 10 份" in told
    assert "各选项合计 13，多于收回的 12 份" in told
    assert "整改完成 4 个，多于反馈问题 3 个" in told
