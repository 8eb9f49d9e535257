"""Our finished package poured into a base: its text, notes, pictures and charts in, its headers and page setup out."""

from collections.abc import Mapping
from copy import deepcopy
from posixpath import join, normpath
from typing import Any

from lxml import etree
from lxml.etree import _Element

from xuncha_docs.foreign.parts import w
from xuncha_docs.foreign.preflight import parse_xml
from xuncha_docs.word.base import DOCUMENT, PLACE, Base, last_section, serialized
from xuncha_docs.word.traces import without_traces

_RELS, _TYPES, _SETTINGS = "word/_rels/document.xml.rels", "[Content_Types].xml", "word/settings.xml"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_STAYING = frozenset({"styles", "settings", "fontTable", "header", "footer", "theme", "webSettings"})
"""Kinds of our parts that the base has its own of."""
_SINGLE = frozenset({"footnotes", "endnotes", "comments", "numbering"})
"""Kinds of which a document has one: ours, where we have it."""
_REFERRING = tuple(map(w, ("pStyle", "rStyle", "tblStyle")))
_TURNED = {"top": "left", "right": "top", "bottom": "right", "left": "bottom"}
"""Margins of a landscape page -> those of the portrait page it is, turned clockwise (GB/T 9704—2012 8)."""
_FIRST_IN_SECTION = tuple(map(w, ("headerReference", "footerReference")))


def poured(ours: Mapping[str, str | bytes], base: Base) -> dict[str, str | bytes]:
    """The parts of the base with our text in it."""
    given = {name: part if isinstance(part, bytes) else part.encode() for name, part in ours.items()}
    parts = dict(base.parts)
    document, relations = parse_xml(given[DOCUMENT]), parse_xml(given[_RELS])
    moved = _move_parts(parts, given, relations, document)
    _style(document, base)
    parts["word/styles.xml"] = _styles(parts["word/styles.xml"], given["word/styles.xml"], base)
    parts[DOCUMENT] = _document(parts[DOCUMENT], document, base)
    parts[_TYPES] = _types(parts[_TYPES], given[_TYPES], moved)
    if "word/footnotes.xml" in moved.values() and _SETTINGS in parts:
        parts[_SETTINGS] = _settings(parts[_SETTINGS], given[_SETTINGS])
    return without_traces(parts, ours)


def _move_parts(
    parts: dict[str, bytes], ours: Mapping[str, bytes], relations: _Element, document: _Element
) -> dict[str, str]:
    """Puts our parts and the relations to them into `parts`; our name of each -> its name there."""
    theirs = parse_xml(parts[_RELS])
    wanted = [one for one in relations.iter(_RELATION) if _kind(one) not in _STAYING]
    for one in list(theirs.iter(_RELATION)):
        if _kind(one) in _SINGLE & {_kind(other) for other in wanted}:
            parts.pop(normpath(join("word", one.get("Target", ""))), None)
            theirs.remove(one)
    kept = {
        normpath(join("word", one.get("Target", ""))) for one in relations.iter(_RELATION) if _kind(one) in _STAYING
    }
    skipped = {DOCUMENT, _RELS, *kept, *(f"word/_rels/{name.rpartition('/')[2]}.rels" for name in kept)}
    names = {name: _free(name, parts) for name in ours if name.startswith("word/") and name not in skipped}
    for name, new in names.items():
        parts[new] = _retargeted(ours[name], names) if name.endswith(".rels") else ours[name]
    taken = {one.get("Id") for one in theirs.iter(_RELATION)}
    for one in wanted:
        old = one.get("Id", "")
        new = old if old not in taken else f"xuncha-{old}"
        target = names[normpath(join("word", one.get("Target", "")))].removeprefix("word/")
        theirs.append(etree.Element(_RELATION, {"Id": new, "Type": one.get("Type", ""), "Target": target}))
        if new != old:
            _rename(document, old, new)
    parts[_RELS] = serialized(theirs)
    return names


def _kind(relation: _Element) -> str:
    return relation.get("Type", "").rpartition("/")[2]


def _free(name: str, taken: Mapping[str, bytes]) -> str:
    """The name, or another in the same folder; a part and its relations are renamed alike."""
    part = name.replace("/_rels/", "/").removesuffix(".rels") if "/_rels/" in name else name
    if part not in taken:
        return name
    folder, _, file = name.rpartition("/")
    return f"{folder}/xuncha-{file}"


def _retargeted(data: bytes, names: Mapping[str, str]) -> bytes:
    """The relations of a moved part, which lies one folder below word/."""
    root = parse_xml(data)
    for one in root.iter(_RELATION):
        old = normpath(join("word/x", one.get("Target", "")))
        one.set("Target", f"../{names.get(old, old).removeprefix('word/')}")
    return serialized(root)


def _rename(document: _Element, old: str, new: str) -> None:
    for element in document.iter():
        for name, value in element.attrib.items():
            if str(name).startswith(_R) and value == old:
                element.set(name, new)


def _style(document: _Element, base: Base) -> None:
    for element in document.iter(*_REFERRING):
        name = element.get(w("val"), "")
        element.set(w("val"), base.styles.get(name, name))


def _styles(theirs: bytes, ours: bytes, base: Base) -> bytes:
    """The base's styles and those of ours that it has not."""
    root = parse_xml(theirs)
    held = {style.get(w("styleId")) for style in root.iter(w("style"))}
    usual = next(
        (s.get(w("styleId"), "") for s in root.iter(w("style")) if s.get(w("default")) and _is_paragraph(s)), ""
    )
    for style in list(parse_xml(ours).iter(w("style"))):
        name = style.get(w("styleId"), "")
        if style.get(w("default")) or name in base.styles or name in held:
            continue
        for link in style.iter(w("basedOn"), w("next")):
            target = link.get(w("val"), "")
            link.set(w("val"), usual if target == "Normal" else base.styles.get(target, target))
        root.append(style)
    return serialized(root)


def _is_paragraph(style: _Element) -> bool:
    return style.get(w("type")) == "paragraph"


def _document(theirs: bytes, ours: _Element, base: Base) -> bytes:
    root = parse_xml(theirs)
    prefixes: dict[Any, str] = dict(ours.nsmap)
    prefixes.update(root.nsmap)
    whole = etree.Element(root.tag, nsmap=prefixes)
    whole.attrib.update(root.attrib)
    whole.extend(list(root))
    body, own = whole.find(w("body")), ours.find(w("body"))
    assert body is not None  # 打开底稿时已看过
    assert own is not None  # 我们自己写的
    page = last_section(body, base.name)
    for number, section in enumerate(list(own.iter(w("sectPr")))):
        _replace(section, _turned(page, section, first=number == 0))
    if not base.letterhead:
        for empty in list(body.iterchildren(w("p"))):
            body.remove(empty)
    *blocks, end = list(own)
    place = next((each for each in body.iterchildren(w("p")) if _text(each) == PLACE), None)
    for block in blocks:
        (page if place is None else place).addprevious(block)
    if place is not None:
        body.remove(place)
    if page.getprevious() is blocks[-1]:
        _replace(page, end)
    elif _is_landscape(end):
        blocks[-1].addnext(_closing(end))
    return serialized(whole)


def _text(element: _Element) -> str:
    return "".join(text.text or "" for text in element.iter(w("t"))).strip()


def _replace(old: _Element, new: _Element) -> None:
    parent = old.getparent()
    assert parent is not None  # 页面设置总在段落或正文里
    parent.replace(old, new)


def _turned(page: _Element, own: _Element, *, first: bool) -> _Element:
    """The page setup of the base for one of our sections: turned where ours lies on its side."""
    made = deepcopy(page)
    for name in ("footnotePr", "type"):
        for old in made.findall(w(name)):
            made.remove(old)
    at = sum(child.tag in _FIRST_IN_SECTION for child in made)
    for extra in reversed([each for name in ("footnotePr", "type") for each in own.findall(w(name))]):
        made.insert(at, deepcopy(extra))
    for title in made.findall(w("titlePg")) if not first else ():
        made.remove(title)
    if _is_landscape(own):
        _lay_down(made)
    return made


def _is_landscape(section: _Element) -> bool:
    size = section.find(w("pgSz"))
    return size is not None and size.get(w("orient")) == "landscape"


def _closing(end: _Element) -> _Element:
    """A paragraph that ends a section in the middle of the document."""
    paragraph = etree.Element(w("p"))
    etree.SubElement(paragraph, w("pPr")).append(end)
    return paragraph


def _lay_down(section: _Element) -> None:
    size, margin = section.find(w("pgSz")), section.find(w("pgMar"))
    assert size is not None  # 打开底稿时已看过
    assert margin is not None
    wide, high = size.get(w("h"), ""), size.get(w("w"), "")
    size.attrib.update({w("w"): wide, w("h"): high, w("orient"): "landscape"})
    upright = {side: margin.get(w(side), "0") for side in _TURNED}
    for side, source in _TURNED.items():
        margin.set(w(side), upright[source])


def _types(theirs: bytes, ours: bytes, moved: Mapping[str, str]) -> bytes:
    root = parse_xml(theirs)
    for old in list(root):
        if old.get("PartName", "").lstrip("/") in moved.values():
            root.remove(old)
    extensions = {entry.get("Extension") for entry in root}
    for entry in list(parse_xml(ours)):
        name = entry.get("PartName", "").lstrip("/")
        if name in moved:
            entry.set("PartName", f"/{moved[name]}")
            root.append(entry)
        elif entry.get("Extension") and entry.get("Extension") not in extensions:
            root.insert(0, entry)
    return serialized(root)


def _settings(theirs: bytes, ours: bytes) -> bytes:
    """The base's settings, naming the lines above footnotes that our footnotes have."""
    root, own = parse_xml(theirs), parse_xml(ours).find(w("footnotePr"))
    old = root.find(w("footnotePr"))
    if old is not None and own is not None:
        _replace(old, own)
    return serialized(root)
