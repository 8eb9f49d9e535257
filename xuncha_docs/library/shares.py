"""Counts -> shares that add up."""

from collections.abc import Sequence

WHOLE = 1000


def permille(counts: Sequence[int]) -> tuple[int, ...]:
    """The share of each count in tenths of a percent; together exactly WHOLE, or all 0 where nothing was counted.

    What rounding down leaves goes to the largest remainders, the first of equals first.
    """
    total = sum(counts)
    if not total:
        return (0,) * len(counts)
    parts = [count * WHOLE // total for count in counts]
    order = sorted(range(len(counts)), key=lambda at: (-(counts[at] * WHOLE % total), at))
    for at in order[: WHOLE - sum(parts)]:
        parts[at] += 1
    return tuple(parts)
