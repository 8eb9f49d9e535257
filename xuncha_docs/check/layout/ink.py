"""Ink on a rendered page: how high the marks in a window of it reach; in mm from the sheet's upper left corner."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_DPI = 300
_DARK = 128
_RED_FROM, _RED_TO = 150, 120
_POINT = 25.4 / 72


@dataclass(frozen=True, kw_only=True, slots=True)
class Window:
    """A part of a page."""

    top: float
    bottom: float
    left: float
    right: float


def reach(data: bytes, number: int, window: Window, *, red: bool = False) -> tuple[float, float] | None:
    """Upper and lower edge of the black, or of the red ink in a window of a PDF's page; None where there is none."""
    ink = _rendered(data, number, window)
    rows = np.flatnonzero((_red(ink) if red else ink.max(axis=2) < _DARK).any(axis=1))
    return (window.top + _mm(rows[0]), window.top + _mm(rows[-1] + 1)) if len(rows) else None


def _rendered(data: bytes, number: int, window: Window) -> NDArray[np.uint8]:
    """Rows × columns × red, green, blue."""
    import pypdfium2  # noqa: PLC0415 -- 只有渲染过才用

    with pypdfium2.PdfDocument(data) as pdf:
        page = pdf[number - 1]
        width, height = page.get_size()
        crop = (
            window.left / _POINT,
            height - window.bottom / _POINT,
            width - window.right / _POINT,
            window.top / _POINT,
        )
        bitmap = page.render(scale=_DPI / 72, crop=tuple(max(0, side) for side in crop), rev_byteorder=True)
        return np.array(bitmap.to_numpy()[:, :, :3])


def _red(ink: NDArray[np.uint8]) -> NDArray[np.bool_]:
    return np.asarray((ink[:, :, 0] > _RED_FROM) & (ink[:, :, 1:].max(axis=2) < _RED_TO))


def _mm(dots: int) -> float:
    return float(dots) * 25.4 / _DPI
