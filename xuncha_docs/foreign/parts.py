"""The parts of a Word document and how they refer to each other."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from posixpath import dirname, join, normpath

from lxml.etree import _Element

from xuncha_docs.errors import ImportFailure
from xuncha_docs.foreign.preflight import Container, parse_xml

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", _W.encode()),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", _R.encode()),
)
"""Names of ISO/IEC 29500 Strict, read as the usual ones."""
RELATION_ID = f"{{{_R}}}id"


def w(name: str) -> str:
    """A WordprocessingML name as lxml writes it."""
    return f"{{{_W}}}{name}"


_VAL = w("val")


def value(element: _Element | None, path: str) -> str | None:
    """`w:val` of the first element at a path of names (`pPr/pStyle`), None where there is none."""
    found = None if element is None else element.find("/".join(map(w, path.split("/"))))
    return None if found is None else found.get(_VAL)


def is_on(element: _Element | None, path: str) -> bool | None:
    """Whether a switch such as `rPr/vanish` is on; None where it is not set."""
    found = None if element is None else element.find("/".join(map(w, path.split("/"))))
    return None if found is None else found.get(_VAL) not in ("0", "false", "off")


def number(text: str | None, default: int | None = None) -> int | None:
    """A whole number of the file; `default` for what is none or beyond any document."""
    if text is None or not text.lstrip("-").isdecimal() or len(text) > _LONGEST_NUMBER:
        return default
    return int(text)


_LONGEST_NUMBER = 9


@dataclass(frozen=True, slots=True)
class Relation:
    """What a part refers to by an id."""

    kind: str
    """Last word of its type: footnotes, header, aFChunk, …"""
    target: str
    """Path in the container."""
    external: bool


class Parts:
    """One document's parts, read when asked for."""

    def __init__(self, data: bytes) -> None:
        self._container = Container(data)
        self.main = self._main()
        """Path of the part that holds the text."""

    def _main(self) -> str:
        stated = [r.target for r in self._relations_of("") if r.kind == "officeDocument"]
        likely = [name for name in self._container.names if name.startswith("word/document") and name.endswith(".xml")]
        for name in (*stated, *likely):
            if name.lower() in self._container.names:
                return name
        raise ImportFailure("Word 文档里没有正文部分（word/document.xml），文件可能损坏")

    def read(self, name: str) -> bytes | None:
        """A part's bytes."""
        return self._container.read(name)

    def xml(self, name: str) -> _Element | None:
        """A part's root element, None where there is no such part."""
        data = self._container.read(name)
        if data is None:
            return None
        for strict, usual in _STRICT:
            data = data.replace(strict, usual)
        return parse_xml(data, name)

    def related(self, kind: str) -> _Element | None:
        """The root of the first part of a kind that the main part refers to: styles, numbering, footnotes, …"""
        found = next((r for r in self.relations.values() if r.kind == kind and not r.external), None)
        return self.xml(found.target) if found else None

    @cached_property
    def relations(self) -> dict[str, Relation]:
        """Relations of the main part by id."""
        return dict(self._named(self.main))

    @property
    def has_pictures(self) -> bool:
        """Whether the document holds pictures."""
        return any("/media/" in name for name in self._container.names)

    def _relations_of(self, part: str) -> Iterator[Relation]:
        return (relation for _, relation in self._named(part))

    def _named(self, part: str) -> Iterator[tuple[str, Relation]]:
        folder = dirname(part)
        root = self.xml(join(folder, "_rels", part.rpartition("/")[2] + ".rels"))
        for entry in () if root is None else root.iterchildren("{*}Relationship"):
            target = normpath(join("/", folder, entry.get("Target", ""))).lstrip("/")
            external = entry.get("TargetMode") == "External"
            kind = entry.get("Type", "").rpartition("/")[2]
            yield entry.get("Id", ""), Relation(kind, target, external)
