"""Scanned pages without their red seals, so that what is printed beneath them can be recognised."""

from collections.abc import Iterator
from typing import Any

import numpy as np

_REDDER = 40
"""Of 255: by so much red outshines green and blue in seal ink, faded or mixed with black print."""
_DARK = 128
"""Of 255: print beneath the ink is darker in red light than this."""
_WHITE = 255
_FEWEST = 3
"""Red points in a row of the picture; fewer are noise."""
_GAPS = 100
"""Rows without red that part two runs, as a share of the page's height."""
_SHAPE = 4
"""A seal, or three side by side, is less than so many times as wide as high; the red heading of a document is more."""

Picture = np.ndarray[Any, Any]
"""Height x width x (blue, green, red)."""


def without_seals(image: Picture) -> Picture:
    """The picture with the ink of seals bleached; black print beneath them and red headings stay."""
    if image.ndim != 3:  # noqa: PLR2004 -- 灰度图没有颜色
        return image
    shown = image[:, :, 2]
    others = np.minimum(image[:, :, :2].max(axis=2), _WHITE - _REDDER)
    red = shown > others + np.uint8(_REDDER)
    kept = image
    for top, bottom in _runs(red.sum(axis=1) >= _FEWEST):
        columns = np.flatnonzero(red[top:bottom].any(axis=0))
        if columns[-1] - columns[0] < _SHAPE * (bottom - top):
            kept = image.copy() if kept is image else kept
            inked = red[top:bottom]
            beneath = shown[top:bottom][inked]
            kept[top:bottom][inked] = np.where(beneath < _DARK, beneath, _WHITE)[:, None]
    return kept


def _runs(rows: Picture) -> Iterator[tuple[int, int]]:
    """(first, behind the last) of each run of rows that hold red; print may hide the ink of a few rows between."""
    places = np.flatnonzero(rows)
    apart = np.flatnonzero(np.diff(places) > len(rows) // _GAPS)
    for run in np.split(places, apart + 1) if len(places) else ():
        yield int(run[0]), int(run[-1]) + 1
