"""Where ink is on a printed page: what a ruler would measure, in millimetres from the upper left corner."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pdfplumber
import pypdfium2

DOTS = 12
"""Per millimetre."""
_DARK, _RED = 128, 200


@dataclass(frozen=True, slots=True)
class Area:
    """A part of a page."""

    left: float = 0
    top: float = 0
    right: float = 297
    bottom: float = 297


WHOLE = Area()


class Page:
    """One page: its ink by colour, and its lines of text; looked at when first asked for."""

    def __init__(self, pdf: Path, number: int) -> None:
        self._pdf = pdf
        self._number = number

    @cached_property
    def lines(self) -> list[str]:
        """Of text, from above, without spaces."""
        with pdfplumber.open(self._pdf) as document:
            lines = document.pages[self._number].extract_text_lines(return_chars=False)
            return ["".join(line["text"].split()) for line in lines]

    @cached_property
    def _ink(self) -> dict[str, np.ndarray[Any, Any]]:
        document = pypdfium2.PdfDocument(self._pdf)
        bgr = document[self._number].render(scale=DOTS * 25.4 / 72).to_numpy()[:, :, :3]
        document.close()
        red = (bgr[:, :, 2] > _RED) & (bgr[:, :, :2].max(axis=2) < _DARK)
        return {"black": bgr.max(axis=2) < _DARK, "red": red}

    def box(self, area: Area = WHOLE, colour: Literal["black", "red"] = "black") -> Area:
        """The smallest area that holds all ink in `area`."""
        left, top = round(area.left * DOTS), round(area.top * DOTS)
        part = self._ink[colour][top : round(area.bottom * DOTS), left : round(area.right * DOTS)]
        rows, columns = np.flatnonzero(part.any(axis=1)), np.flatnonzero(part.any(axis=0))
        assert len(rows), f"no {colour} ink in {area}"
        return Area(
            (left + columns[0]) / DOTS, (top + rows[0]) / DOTS, (left + columns[-1] + 1) / DOTS,
            (top + rows[-1] + 1) / DOTS,
        )  # fmt: skip

    def rules(self, area: Area = WHOLE, colour: Literal["black", "red"] = "black", least: float = 100) -> list[Area]:
        """Horizontal rules at least so long, from above."""
        ink = self._ink[colour].copy()
        ink[: round(area.top * DOTS)] = False
        ink[round(area.bottom * DOTS) :] = False
        rows = np.flatnonzero(ink.sum(axis=1) > least * DOTS)
        groups = np.split(rows, np.flatnonzero(np.diff(rows) > 1) + 1) if len(rows) else []
        return [self.box(Area(0, group[0] / DOTS, 297, (group[-1] + 1) / DOTS), colour) for group in groups]


def pages(pdf: Path) -> list[Page]:
    """The pages of a PDF file."""
    document = pypdfium2.PdfDocument(pdf)
    count = len(document)
    document.close()
    return [Page(pdf, number) for number in range(count)]
