"""Figures that add up: shares, totals, and counts so small that they would tell who answered."""

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from xuncha_docs.library.rounds import Survey
from xuncha_docs.library.shares import permille

FEWEST = 5
"""An anonymous count below this is not printed (documents.md: cells under 5 are suppressed)."""
_TENTH = Decimal("0.1")


def share(part: int, whole: int) -> str:
    """`part` of `whole` to one decimal: 92.0%; 0.0% of nothing."""
    exact = Decimal(part) * 100 / whole if whole else Decimal(0)
    return f"{exact.quantize(_TENTH, ROUND_HALF_UP)}%"


def shares(counts: Sequence[int]) -> tuple[str, ...]:
    """The share of each count; together exactly 100.0%."""
    return tuple(f"{part // 10}.{part % 10}%" for part in permille(counts))


def withheld(counts: Sequence[int]) -> tuple[bool, ...]:
    """Which counts are not printed: those of 1 to 4 people, and one more where the total would tell a single one."""
    small = [0 < count < FEWEST for count in counts]
    others = [at for at, count in enumerate(counts) if count and not small[at]]
    if sum(small) == 1 and others:
        small[min(others, key=lambda at: counts[at])] = True
    return tuple(small)


def total(values: Iterable[Any]) -> Decimal | None:
    """The exact sum of numbers and texts of numbers; None where one of them is neither."""
    found = Decimal(0)
    for value in values:
        try:
            found += Decimal(str(value).replace(",", "").strip())
        except InvalidOperation:
            return None
    return found if found.is_finite() else None


def plain_survey(survey: Survey) -> dict[str, Any]:
    """A survey for templates: how many came back, and for each question its answers with what may be printed."""
    return {
        "name": survey.name,
        "distributed": survey.distributed,
        "returned": survey.returned,
        "rate": share(survey.returned, survey.distributed),
        "questions": [
            {"text": question.text, "answered": sum(answer.count for answer in question.answers), "answers": answers}
            for question in survey.questions
            for answers in [_answers([(answer.option, answer.count) for answer in question.answers])]
        ],
    }


def _answers(answers: Sequence[tuple[str, int]]) -> list[dict[str, Any]]:
    counts = [count for _, count in answers]
    hidden = withheld(counts)
    return [
        {"option": option, "count": "不公布" if hide else count, "share": "—" if hide else part, "withheld": hide}
        for (option, count), part, hide in zip(answers, shares(counts), hidden, strict=True)
    ]
