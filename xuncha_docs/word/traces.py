"""A document made from someone's Word file gets our properties: no person's name goes out with it."""

from collections.abc import Mapping
from types import MappingProxyType

from lxml import etree

from xuncha_docs.word.package import envelope

_TYPES, _PROPERTIES, _SIGNATURES = "[Content_Types].xml", "docProps/", "_xmlsignatures/"
_NONE: Mapping[str, str] = MappingProxyType({})
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


def without_traces(
    parts: Mapping[str, bytes], *, title: str, properties: Mapping[str, str] = _NONE
) -> dict[str, str | bytes]:
    """The parts with properties of ours in place of author, company, thumbnail and signatures.

    The body must be word/document.xml.
    """
    ours = envelope({}, title=title, properties=properties)
    kept: dict[str, str | bytes] = {
        name: data for name, data in parts.items() if not name.startswith((_PROPERTIES, _SIGNATURES))
    }
    kept |= {name: text for name, text in ours.items() if name.startswith(_PROPERTIES)}
    return kept | {"_rels/.rels": ours["_rels/.rels"], _TYPES: _types(parts[_TYPES], ours[_TYPES].encode())}


def _types(given: bytes, ours: bytes) -> bytes:
    root = etree.fromstring(given, _PARSER)
    for entry in list(root):
        if entry.get("PartName", "").startswith((f"/{_PROPERTIES}", f"/{_SIGNATURES}")):
            root.remove(entry)
    own = (
        entry for entry in etree.fromstring(ours, _PARSER) if entry.get("PartName", "").startswith(f"/{_PROPERTIES}")
    )
    root.extend(list(own))
    return etree.tostring(root, encoding="UTF-8", standalone=True)
