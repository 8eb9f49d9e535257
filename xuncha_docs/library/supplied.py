"""What a person supplies: fields with a Chinese label, under which a template names what is still missing."""

from dataclasses import field
from typing import Any

from xuncha_docs.errors import NOWHERE


def missing(label: str) -> Any:
    """A field that may be left out; prints as 【待补：label】 where a template needs it."""
    return field(default=None, metadata={"label": label})


def many(label: str) -> Any:
    """A list that may be left out."""
    return field(default=(), metadata={"label": label})


def must(label: str) -> Any:
    """A field without which the round cannot be read."""
    return field(metadata={"label": label})


def placed() -> Any:
    """The field `location`: where in its file a part of a record stands, for `check`; no part of what it says."""
    return field(default=NOWHERE, compare=False)
