"""The sections of a document: sheets, margins, and the footers that show on them."""

import re
from collections.abc import Iterator, Mapping

from lxml.etree import _Element

from xuncha_docs.check.layout.cascade import Cascade
from xuncha_docs.check.layout.model import Footer, Section, mm
from xuncha_docs.check.layout.walking import Walk
from xuncha_docs.foreign.parts import RELATION_ID, Parts, is_on, number, w

_PAGE_FIELD = re.compile(r"\bPAGE\b")
_DEFAULT_PAGE = {"w": 12240, "h": 15840, "top": 1440, "bottom": 1440, "left": 1800, "right": 1800, "gutter": 0}
_FLOW = re.compile(r"vert(?:270)?|eaVert")


def sections(body: _Element, parts: Parts, looks: Cascade) -> Iterator[Section]:
    """The sections in order; a document without any has Word's default page."""
    found = list(body.iter(w("sectPr")))
    footers: dict[str, Footer] = {}
    for at, properties in enumerate(found or [body], 1):
        footers = {**footers, **dict(_footers(properties, parts, looks))}
        size, margins = properties.find(w("pgSz")), properties.find(w("pgMar"))
        measures = dict(_DEFAULT_PAGE)
        for element in (size, margins):
            stated = {} if element is None else {name: number(element.get(w(name))) for name in measures}
            measures |= {name: twips for name, twips in stated.items() if twips is not None}
        shown = _shown(properties, footers)
        yield Section(
            place="" if len(found) < 2 else f"第 {at} 节",  # noqa: PLR2004 -- 只有一节就不必说第几节
            width=mm(measures["w"]),
            height=mm(measures["h"]),
            top=mm(abs(measures["top"])),
            bottom=mm(abs(measures["bottom"])),
            left=mm(measures["left"] + measures["gutter"]),
            right=mm(measures["right"]),
            footers=shown,
        )


def _shown(properties: _Element, footers: Mapping[str, Footer]) -> Mapping[str, Footer]:
    """The footers but that of the first page where the section has none of its own."""
    first = is_on(properties, "titlePg")
    return {kind: footer for kind, footer in footers.items() if kind != "first" or first}


def _footers(properties: _Element, parts: Parts, looks: Cascade) -> Iterator[tuple[str, Footer]]:
    for reference in properties.iterchildren(w("footerReference")):
        relation = parts.relations.get(reference.get(RELATION_ID, ""))
        root = None if relation is None or relation.external else parts.xml(relation.target)
        if root is None:
            continue
        walk = Walk(looks, None, area="footer")
        walk.read(root)
        codes = "".join(code.text or "" for code in root.iter(w("instrText")))
        simple = " ".join(one.get(w("instr"), "") for one in root.iter(w("fldSimple")))
        kind = reference.get(w("type"), "default")
        yield (
            kind,
            Footer(
                kind=kind,
                paragraphs=tuple(walk.paragraphs),
                numbered=bool(_PAGE_FIELD.search(f"{codes} {simple}")),
                turned=_is_turned(root),
            ),
        )


def _is_turned(root: _Element) -> bool:
    """Whether a text box of the footer runs vertically, in DrawingML or VML."""
    drawn = (box.get("vert", "") for box in root.iter("{*}bodyPr"))
    return any(map(_FLOW.fullmatch, drawn)) or any(
        "layout-flow:vertical" in box.get("style", "") for box in root.iter("{urn:schemas-microsoft-com:vml}textbox")
    )
