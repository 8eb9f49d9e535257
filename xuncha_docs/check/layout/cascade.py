"""What a paragraph or run looks like in the end: its own properties, else its styles', else the document's defaults."""

from collections.abc import Sequence
from functools import cache, cached_property

from lxml.etree import _Element

from xuncha_docs.foreign.parts import Parts, is_on, number, value, w
from xuncha_docs.foreign.styles import Styles

Layers = Sequence[_Element]
"""Property elements, the nearest first."""
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_THEME_SLOTS = {"eastAsia": "eastAsiaTheme", "ascii": "asciiTheme"}


def attribute(layers: Layers, name: str, key: str = "val") -> str | None:
    """The attribute `w:key` of the nearest `w:name` that has it."""
    for layer in layers:
        element = layer.find(w(name))
        if element is not None and (found := element.get(w(key))) is not None:
            return found
    return None


def measure(layers: Layers, name: str, key: str = "val") -> int | None:
    """The same as a whole number, None also for what is none."""
    return number(attribute(layers, name, key))


def switch(layers: Layers, name: str) -> bool | None:
    """Whether a switch such as `w:b` is on; None where nothing sets it."""
    told = (is_on(layer, name) for layer in layers)
    return next((on for on in told if on is not None), None)


class Cascade:
    """The styles, defaults and theme of one document."""

    def __init__(self, parts: Parts) -> None:
        self._root = parts.related("styles")
        self._theme = parts.related("theme")
        self.styles = Styles(self._root)
        self._of_style = cache(self._style_layers)
        self._defaults = cache(self._document_defaults)

    def paragraph(self, paragraph: _Element) -> Layers:
        """The layers of w:pPr."""
        own = paragraph.find(w("pPr"))
        styled = self._of_style(value(paragraph, "pPr/pStyle"), "pPr")
        return [*([] if own is None else [own]), *styled, *self._defaults("pPr")]

    def run(self, run: _Element, paragraph: _Element) -> Layers:
        """The layers of w:rPr."""
        own = run.find(w("rPr"))
        character = value(run, "rPr/rStyle")
        return [
            *([] if own is None else [own]),
            *(self._of_style(character, "rPr") if character else ()),
            *self._of_style(value(paragraph, "pPr/pStyle"), "rPr"),
            *self._defaults("rPr"),
        ]

    def style_name(self, paragraph: _Element) -> str:
        """The name of the paragraph's style as Word shows it; empty where there is none."""
        style = next(self.styles.chain(value(paragraph, "pPr/pStyle")), None)
        return value(style, "name") or ""

    def face(self, layers: Layers, slot: str = "eastAsia") -> tuple[str, bool]:
        """The typeface for Han (`eastAsia`) or Latin (`ascii`), and whether a theme gives it; empty when unset."""
        for layer in layers:
            fonts = layer.find(w("rFonts"))
            themed = None if fonts is None else fonts.get(w(_THEME_SLOTS[slot]))
            if themed:
                return self._theme_face(themed, slot), True
            if fonts is not None and (named := fonts.get(w(slot))):
                return named, False
        return "", False

    @cached_property
    def language(self) -> str:
        """The language of Han text that the defaults or the default paragraph style state."""
        return attribute([*self._of_style(None, "rPr"), *self._defaults("rPr")], "lang", "eastAsia") or ""

    def _style_layers(self, style: str | None, name: str) -> tuple[_Element, ...]:
        found = (one.find(w(name)) for one in self.styles.chain(style))
        return tuple(layer for layer in found if layer is not None)

    def _document_defaults(self, name: str) -> tuple[_Element, ...]:
        path = f"{w('docDefaults')}/{w(f'{name}Default')}/{w(name)}"
        found = None if self._root is None else self._root.find(path)
        return () if found is None else (found,)

    def _theme_face(self, themed: str, slot: str) -> str:
        """The typeface a theme slot such as minorEastAsia stands for; empty when the theme leaves it open."""
        scheme = f".//{_A}{'majorFont' if themed.startswith('major') else 'minorFont'}"
        fonts = None if self._theme is None else self._theme.find(scheme)
        if fonts is None:
            return ""
        if slot == "ascii":
            return _typeface(fonts.find(f"{_A}latin"))
        simplified = next((font for font in fonts.iterchildren(f"{_A}font") if font.get("script") == "Hans"), None)
        return _typeface(fonts.find(f"{_A}ea")) or _typeface(simplified)


def _typeface(element: _Element | None) -> str:
    return "" if element is None else element.get("typeface", "")
