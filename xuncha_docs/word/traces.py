"""A document made from someone's Word file gets our properties: no person's name goes out with it."""

from collections.abc import Mapping

from lxml import etree

_TYPES, _PROPERTIES, _SIGNATURES = "[Content_Types].xml", "docProps/", "_xmlsignatures/"
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


def without_traces(parts: Mapping[str, bytes], ours: Mapping[str, str | bytes]) -> dict[str, str | bytes]:
    """The parts with the properties of our package in place of author, company, thumbnail and signatures.

    The body must be word/document.xml.
    """
    kept: dict[str, str | bytes] = {
        name: data for name, data in parts.items() if not name.startswith((_PROPERTIES, _SIGNATURES))
    }
    kept |= {name: part for name, part in ours.items() if name.startswith(_PROPERTIES)}
    return kept | {"_rels/.rels": ours["_rels/.rels"], _TYPES: _types(parts[_TYPES], ours[_TYPES])}


def _types(given: bytes, ours: str | bytes) -> bytes:
    root = etree.fromstring(given, _PARSER)
    for entry in list(root):
        if entry.get("PartName", "").startswith((f"/{_PROPERTIES}", f"/{_SIGNATURES}")):
            root.remove(entry)
    own = etree.fromstring(ours if isinstance(ours, bytes) else ours.encode(), _PARSER)
    root.extend([entry for entry in own if entry.get("PartName", "").startswith(f"/{_PROPERTIES}")])
    return etree.tostring(root, encoding="UTF-8", standalone=True)
