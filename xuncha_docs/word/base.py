"""An office's own Word file as the carrier of our documents: its letterhead, headers, margins and styles, our text."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from lxml import etree
from lxml.etree import _Element

from xuncha_docs.errors import Location, TemplateError, XunchaError, reason
from xuncha_docs.foreign.dangers import refuse_dangers
from xuncha_docs.foreign.parts import Parts, w
from xuncha_docs.foreign.preflight import parse_xml
from xuncha_docs.forms import PLAIN, Form
from xuncha_docs.word.layout import PAGE_HEIGHT_MM, PAGE_WIDTH_MM, STYLES, Frame, Layout, twips

DOCUMENT = "word/document.xml"
PLACE = "【正文】"
"""A paragraph that says this and nothing else is where our text goes; without one it goes to the end."""
_STYLES = "word/styles.xml"
_TWIPS_A_MM = 1440 / 25.4
_TOLERANCE = 60
"""Twips by which a sheet of A4 may differ: one millimetre."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Base:
    """A base that is safe to use."""

    name: str
    """As errors name it."""
    parts: Mapping[str, bytes]
    styles: Mapping[str, str]
    """Id of our style -> id of the style of the same name in the base."""
    letterhead: bool
    """Whether it has a body of its own: then that is the 版头, and ours is not printed."""
    margins: tuple[float, float, float, float]
    """Top, right, bottom, left in mm."""

    @property
    def missing(self) -> tuple[str, ...]:
        """Names of our styles that the base has not; ours are put in."""
        return tuple(style.name for style in STYLES if style.id not in self.styles)

    def layout(self, usual: Layout) -> Layout:
        """The usual measures within the margins of the base."""
        top, right, bottom, left = self.margins
        frame: Frame = replace(usual.frame, top_mm=top, right_mm=right, bottom_mm=bottom, left_mm=left)
        return replace(usual, frame=frame)

    def form(self, usual: Form) -> Form:
        """The form without head and imprint where the base has its own."""
        return PLAIN if self.letterhead else usual


@lru_cache(maxsize=32)
def _opened(data: bytes, name: str) -> Base:
    refuse_dangers(data)
    if Parts(data).main != DOCUMENT:
        raise TemplateError("正文不在 word/document.xml，请在 Word 或 WPS 里另存一份", Location(path=name))
    with ZipFile(BytesIO(data)) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist() if not info.is_dir()}
    body = _body(parse_xml(parts[DOCUMENT]))
    words = "".join(text.text or "" for text in body.iter(w("t"))).replace(PLACE, "").strip()
    drawn = next(body.iter(w("drawing"), w("pict"), w("tbl")), None)
    return Base(
        name=name,
        parts=parts,
        styles=dict(_same_names(parts.get(_STYLES))),
        letterhead=bool(words) or drawn is not None,
        margins=_margins(last_section(body, name), name),
    )


def open_base(path: Path, name: str = "") -> Base:
    """The base in a file; TemplateError for what is damaged, hostile or no portrait A4."""
    shown = name or path.name
    try:
        return _opened(path.read_bytes(), shown)
    except OSError as error:
        raise TemplateError(f"读不了这个文件：{reason(error)}", Location(path=shown)) from error
    except XunchaError as error:
        raise TemplateError(error.message, error.location or Location(path=shown)) from error


def _body(document: _Element) -> _Element:
    body = document.find(w("body"))
    if body is None:
        raise TemplateError("Word 文件里没有正文")
    return body


def last_section(body: _Element, name: str) -> _Element:
    """The w:sectPr of the pages that carry our text."""
    found = body.find(w("sectPr"))
    if found is None:
        raise TemplateError("Word 文件里没有页面设置，请在 Word 或 WPS 里另存一份", Location(path=name))
    return found


def _margins(section: _Element, name: str) -> tuple[float, float, float, float]:
    size, margin = section.find(w("pgSz")), section.find(w("pgMar"))
    wanted = twips(PAGE_WIDTH_MM), twips(PAGE_HEIGHT_MM)
    sheet = () if size is None else (_number(size, "w"), _number(size, "h"))
    if (
        margin is None
        or not sheet
        or any(abs(one - other) > _TOLERANCE for one, other in zip(sheet, wanted, strict=True))
    ):
        raise TemplateError("最后一节应是竖排的 A4 纸，请在页面设置里改好", Location(path=name))
    top, right, bottom, left = (_number(margin, side) / _TWIPS_A_MM for side in ("top", "right", "bottom", "left"))
    return abs(top), right, abs(bottom), left


def _number(element: _Element, name: str) -> float:
    text = element.get(w(name), "0")
    return float(text) if text.lstrip("-").isdecimal() else 0.0


def _same_names(data: bytes | None) -> Iterator[tuple[str, str]]:
    """Our ids with those of the base's paragraph styles of the same name; Word takes names in any case for one."""
    theirs: dict[str, str] = {}
    for entry in parse_xml(data, _STYLES).iter(w("style")) if data else ():
        name = entry.find(w("name"))
        if name is not None and entry.get(w("type")) == "paragraph":
            theirs[name.get(w("val"), "").casefold()] = entry.get(w("styleId"), "")
    for style in STYLES:
        if style.name.casefold() in theirs:
            yield style.id, theirs[style.name.casefold()]


def serialized(root: _Element) -> bytes:
    """The part as bytes."""
    return etree.tostring(root, encoding="UTF-8", standalone=True)
