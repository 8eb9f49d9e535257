"""Where ink is on a printed page: what a ruler would measure, in millimetres from the upper left corner."""

from dataclasses import dataclass
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
    """One page: its ink by colour, and its lines of text."""

    def __init__(self, image: np.ndarray[Any, Any], lines: list[tuple[float, str]]) -> None:
        rgb = image[:, :, :3].astype(int)
        dark = rgb.max(axis=2) < _DARK
        red = (rgb[:, :, 0] > _RED) & (rgb[:, :, 1:].max(axis=2) < _DARK)
        self._ink = {"black": dark, "red": red}
        self.lines = [text for _, text in lines]
        """Of text, from above."""

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
    images = [page.render(scale=DOTS * 25.4 / 72).to_numpy() for page in pypdfium2.PdfDocument(pdf)]
    with pdfplumber.open(pdf) as document:
        lines = [
            [(line["top"], line["text"]) for line in page.extract_text_lines(return_chars=False)]
            for page in document.pages
        ]
    return [Page(image[:, :, ::-1], text) for image, text in zip(images, lines, strict=True)]
