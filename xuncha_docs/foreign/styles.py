"""What paragraph and character styles say about numbers and hidden text."""

from collections.abc import Iterator

from lxml.etree import _Element

from xuncha_docs.foreign.parts import is_on, value, w


class Styles:
    """The document's styles by id."""

    def __init__(self, root: _Element | None) -> None:
        found = () if root is None else root.iterchildren(w("style"))
        self._by_id = {style.get(w("styleId"), ""): style for style in found}
        self._default = next((s for s in self._by_id.values() if _is_default(s)), None)

    def chain(self, style_id: str | None) -> Iterator[_Element]:
        """The style and those it is based on, nearest first; the default paragraph style for None."""
        style = self._default if style_id is None else self._by_id.get(style_id)
        seen: set[str] = set()
        while style is not None and (own := style.get(w("styleId"), "")) not in seen:
            seen.add(own)
            yield style
            style = self._by_id.get(value(style, "basedOn") or "")

    def hides(self, style_id: str | None) -> bool | None:
        """Whether text in the style is hidden; None where no style says."""
        told = (is_on(style, "rPr/vanish") for style in self.chain(style_id))
        return next((hidden for hidden in told if hidden is not None), None)

    def is_contents_entry(self, style_id: str | None) -> bool:
        """Whether the style is that of an entry in a table of contents."""
        return any((value(style, "name") or "").lower().startswith("toc ") for style in self.chain(style_id))

    def numbering(self, style_id: str | None) -> tuple[str | None, str | None, str | None]:
        """`numId` and `ilvl` that the style gives its paragraphs, and the id of the style that gives the first."""
        num_id = level = giver = None
        for style in self.chain(style_id):
            level = level or value(style, "pPr/numPr/ilvl")
            num_id = value(style, "pPr/numPr/numId")
            if num_id is not None:
                giver = style.get(w("styleId"))
                break
        return num_id, level, giver

    def linked_list(self, style_id: str) -> str | None:
        """`numId` of the list that a numbering style stands for."""
        return value(self._by_id.get(style_id), "pPr/numPr/numId")


def _is_default(style: _Element) -> bool:
    return style.get(w("type")) == "paragraph" and style.get(w("default")) in ("1", "true", "on")
