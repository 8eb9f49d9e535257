"""Texts that punish are told from texts that only name punishment, and from duties that end with one."""

import re
from pathlib import Path

import pytest

from xuncha_docs.library.sanctions import is_sanction, mainly_sanction

CASES = (Path(__file__).parent / "cases" / "sanctions.md").read_text(encoding="utf-8")
_, PUNISHING, OTHERS, MAINLY, BESIDES = (
    [case.replace("⏎", "\n") for case in re.findall(r"^- (.+)$", part, re.MULTILINE)] for part in CASES.split("\n## ")
)


@pytest.mark.parametrize("text", [*PUNISHING, *MAINLY, *BESIDES])
def test_a_text_that_punishes_is_a_sanction(text: str) -> None:
    assert is_sanction(text)


@pytest.mark.parametrize("text", OTHERS)
def test_a_text_that_only_mentions_punishment_is_none(text: str) -> None:
    assert not is_sanction(text)
    assert not mainly_sanction(text)


@pytest.mark.parametrize("text", [*PUNISHING, *MAINLY])
def test_a_text_that_is_there_to_punish_is_mainly_a_sanction(text: str) -> None:
    assert mainly_sanction(text)


@pytest.mark.parametrize("text", BESIDES)
def test_a_duty_that_ends_with_what_follows_from_its_breach_is_mainly_a_duty(text: str) -> None:
    assert not mainly_sanction(text)


def test_there_are_cases_of_each_kind() -> None:
    assert min(map(len, (PUNISHING, OTHERS, MAINLY, BESIDES))) > 5
