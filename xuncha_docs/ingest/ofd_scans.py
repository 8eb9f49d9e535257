"""Scanned pages of an OFD document: the pictures on a page, each in its place, as one picture of the page."""

import posixpath
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import numpy as np
from PIL import Image

from xuncha_docs.foreign.preflight import Container, parse_xml

PIXELS_PER_MM = 200 / 25.4
"""200 dpi."""
_MAX_PIXELS = 60_000_000
_SCAN = 0.5
"""Share of a page that its pictures cover when it is a scan."""
_UNREADABLE = (OSError, SyntaxError, ValueError, Image.DecompressionBombError)
_Box = tuple[float, float, float, float]
"""Left, top, width, height in millimetres."""


def is_scan(container: Container, page: str, box: _Box) -> bool:
    """Whether pictures cover most of the page with this part name."""
    return sum(width * height for _, (_, _, width, height) in _placed(container, page)) > _SCAN * box[2] * box[3]


def picture(container: Container, page: str, box: _Box) -> np.ndarray[Any, Any] | None:
    """The page in BGR, 200 dots to the inch; None where one of its pictures is of a kind that cannot be read."""
    size = tuple(max(1, round(side * PIXELS_PER_MM)) for side in box[2:])
    if size[0] * size[1] > _MAX_PIXELS:
        return None
    sheet = Image.new("RGB", (size[0], size[1]), "white")
    media = _media(container)
    for resource, place in _placed(container, page):
        left, top, width, height = (round(side * PIXELS_PER_MM) for side in place)
        part = _opened(container.read(media.get(resource, "")))
        if part is None:
            return None
        scaled = part.resize((min(max(1, width), size[0]), min(max(1, height), size[1])))
        origin = (left - round(box[0] * PIXELS_PER_MM), top - round(box[1] * PIXELS_PER_MM))
        sheet.paste(scaled, origin, mask=scaled.getchannel("A"))
    return np.asarray(sheet)[:, :, ::-1]


def _opened(data: bytes | None) -> Image.Image | None:
    try:
        with Image.open(BytesIO(data or b"")) as image:
            return image.convert("RGBA") if image.width * image.height <= _MAX_PIXELS else None
    except _UNREADABLE:
        return None


def _placed(container: Container, page: str) -> Iterator[tuple[str, _Box]]:
    """(resource's number, where it stands) of each picture, in the order in which they are drawn."""
    data = container.read(page)
    if data is None:
        return
    for drawn in parse_xml(data, page).iter("{*}ImageObject"):
        numbers = [float(number) for number in drawn.get("Boundary", "").split()]
        if len(numbers) == 4:  # noqa: PLR2004 -- 左、上、宽、高
            yield drawn.get("ResourceID", ""), (numbers[0], numbers[1], numbers[2], numbers[3])


def _media(container: Container) -> dict[str, str]:
    """Number of a resource -> the part that holds it."""
    found = {}
    for name in container.names:
        data = container.read(name) if name.endswith("res.xml") else None
        if data is None:
            continue
        root = parse_xml(data, name)
        folder = posixpath.join(posixpath.dirname(name), root.get("BaseLoc", ""))
        for medium in root.iter("{*}MultiMedia"):
            file = medium.findtext("{*}MediaFile", "").strip()
            found[medium.get("ID", "")] = posixpath.normpath(posixpath.join(folder, file))
    return found
