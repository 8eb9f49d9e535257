"""Text -> w:r elements: nothing added, nothing lost, every character in a face that has it."""

import codecs
import re
from collections.abc import Iterator
from functools import lru_cache

from xuncha_docs.word.layout import RARE_FACE, Face

_SPECIAL = re.compile("[&<>\t]")
_ENTITIES = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    "\t": '</w:t><w:tab/><w:t xml:space="preserve">',
}
_GB2312 = codecs.lookup("gb2312").encode
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
BREAK, TAB = "<w:r><w:br/></w:r>", "<w:r><w:tab/></w:r>"


def escape(text: str) -> str:
    """`text` for the inside of a w:t element; a tab becomes its element."""
    return _SPECIAL.sub(lambda match: _ENTITIES[match[0]], text) if _SPECIAL.search(text) else text


def escape_attribute(text: str) -> str:
    """`text` for an attribute value in double quotes, or for an element that holds plain text."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def runs(text: str, face: Face, *, bold: bool = False, named: bool = False, properties: str = "") -> str:
    """The w:r elements of `text`; one unless some characters need another face than `face`.

    `named` says that `face` is not that of the paragraph's style, `properties` follow the weight in w:rPr.
    """
    mark = f"{'<w:b/><w:bCs/>' if bold else ''}{properties}"
    usual = face.name if named else None
    return "".join(
        f'<w:r><w:rPr><w:rFonts {_fonts(other or usual)}w:hint="eastAsia"/>{mark}</w:rPr>'
        f'<w:t xml:space="preserve">{escape(piece)}</w:t></w:r>'
        for piece, other in _pieces(text, face)
    )


def font_attributes(name: str) -> str:
    """All four w:rFonts attributes, so that neither quotes nor digits fall into another face."""
    return f'w:ascii="{name}" w:eastAsia="{name}" w:hAnsi="{name}" w:cs="{name}" '


def _fonts(name: str | None) -> str:
    return font_attributes(name) if name else ""


def _pieces(text: str, face: Face) -> Iterator[tuple[str, str | None]]:
    """`text` cut where the face changes; None is the face of the style."""
    start, current = 0, None
    if _has_rare(text, face):
        for at, char in enumerate(text):
            name = _substitute(char, face)
            if name != current and at > start:
                yield text[start:at], current
                start = at
            current = name
    if text[start:]:
        yield text[start:], current


def _has_rare(text: str, face: Face) -> bool:
    return not _common(text) and any(_substitute(char, face) for han in _HAN.findall(text) for char in han)


def _common(text: str) -> bool:
    """Whether GB/T 2312 holds the whole text but for the two marks that Python's codec maps elsewhere."""
    try:
        _GB2312(text.replace("—", "").replace("·", ""))
    except UnicodeEncodeError:
        return False
    return True


@lru_cache(maxsize=4096)
def _substitute(char: str, face: Face) -> str | None:
    """The name of the face that has the Han character `char` when `face` has not, else None."""
    if not _HAN.match(char):
        return None
    if char > "\uffff":
        return RARE_FACE
    return face.wide if face.wide and not _common(char) else None
