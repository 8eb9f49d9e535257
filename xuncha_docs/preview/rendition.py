"""Finished documents -> PDF by LibreOffice, with what can be said of the fonts in them."""

from collections.abc import Mapping
from dataclasses import dataclass

from xuncha_docs.check.layout.pages import Pages, render
from xuncha_docs.check.layout.reader import read
from xuncha_docs.preview.webpage import LABEL
from xuncha_docs.word.stamp import stamped


@dataclass(frozen=True, kw_only=True, slots=True)
class Rendition:
    """What became of one document."""

    pdf: bytes | None
    told: tuple[str, ...]
    """Fonts asked for and fonts in the PDF, or why there is none."""


def renditions(documents: Mapping[str, bytes]) -> dict[str, Rendition]:
    """The PDF of each .docx, labelled as a preview on every page; one call of LibreOffice for all."""
    marked = {name: stamped(data, LABEL, side="left") for name, data in documents.items()}
    return {name: _rendition(found, documents[name]) for name, found in render(marked).items()}


def _rendition(found: Pages | str, document: bytes) -> Rendition:
    asked = f"要求的字体：{'、'.join(_asked(document)) or '（未写明）'}"
    if isinstance(found, str):
        return Rendition(pdf=None, told=(asked, f"没有 PDF 预览：{found}"))
    embedded = "、".join(name for name, inside in sorted(found.fonts.items()) if inside) or "（没有）"
    outside = "、".join(name for name, inside in sorted(found.fonts.items()) if not inside)
    told = [asked, f"PDF 里嵌入的字体：{embedded}", *([f"PDF 里没有嵌入的字体：{outside}"] if outside else [])]
    return Rendition(pdf=found.data, told=tuple(told))


def _asked(document: bytes) -> tuple[str, ...]:
    """The faces of the text of a document, in the order of their first use."""
    found = (run.face for paragraph in read(document).paragraphs for run in paragraph.runs)
    return tuple(dict.fromkeys(face for face in found if face))
