"""发文机关标志: on a line of its own; of a joint document name below name in equal width, 文件 beside them (7.2.4)."""

from xuncha_docs.forms import Head
from xuncha_docs.word.layout import HEAD, THIN, Layout, above, chars
from xuncha_docs.word.runs import runs

_BETWEEN = 1
"""Characters between the names of a joint document and 文件."""
_SLACK = 40
"""Twips a column is wider than its text, so that no rounding breaks a line."""


def mark(head: Head, layout: Layout, top: int) -> list[str]:
    """The blocks of the mark with its upper edge `top` below the paragraph before."""
    return _joint(head, layout, top) if head.joint else [line("".join(head.issuers) + head.word, layout, top)]


def line(text: str, layout: Layout, top: int) -> str:
    """The paragraph of a mark on one line; long ones are set smaller and narrower."""
    size, width, pitch = mark_measures(chars(text), layout)
    shown = runs(text, layout.fonts.title, properties=_type(size, width))
    return _paragraph(shown, max(0, top - above(size, pitch)), pitch)


def mark_measures(length: float, layout: Layout, *, rows: int = 1) -> tuple[int, int, int]:
    """Size, width in percent and line of a mark of so many characters, that fills at most one line.

    The names of a joint document are together hardly higher than two lines of the usual size, that the first page has
    room for text (7.3.3).
    """
    room = layout.frame.text_width / max(length, 1) / 10
    most = HEAD.most_size * min(1, HEAD.joint_rows / rows)
    size = round(max(HEAD.least_size, min(most, room / HEAD.narrow)))
    return size, min(100, int(100 * room / size)), round(HEAD.pitch * size * 10)


def joint_measures(head: Head, layout: Layout) -> tuple[int, int, int]:
    """The same of the names and 文件 side by side."""
    beside = _BETWEEN + chars(head.word) if head.word else 0
    return mark_measures(max(map(chars, head.issuers)) + beside, layout, rows=len(head.issuers))


def _joint(head: Head, layout: Layout, top: int) -> list[str]:
    size, width, pitch = joint_measures(head, layout)
    advance = size * width / 10
    wide = round(max(map(chars, head.issuers)) * advance)
    names = "".join(_paragraph(_spread(name, wide, advance, layout, _type(size, width)), 0, pitch, align="left")
                    for name in head.issuers)  # fmt: skip
    cells = [(wide + _SLACK, names)]
    if head.word:
        word = runs(head.word, layout.fonts.title, properties=_type(size, width))
        beside = round((_BETWEEN + chars(head.word)) * advance) + _SLACK
        cells.append((beside, _paragraph(word, 0, pitch, align="right")))
    over = f'<w:spacing w:line="{max(20, top - above(size, pitch))}" w:lineRule="exact"/>'
    return [_empty(over), _table(cells, len(head.issuers) * pitch), _empty(THIN)]


def _spread(name: str, wide: int, advance: float, layout: Layout, properties: str) -> str:
    """The runs of a name spread over a width: room behind each character but the last."""
    room = round((wide - chars(name) * advance) / max(1, len(name) - 1))
    face = layout.fonts.title
    spaced = f'<w:spacing w:val="{room}"/>{properties}'
    return runs(name[:-1], face, properties=spaced) + runs(name[-1:], face, properties=properties)


def _table(cells: list[tuple[int, str]], height: int) -> str:
    total = sum(width for width, _ in cells)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width, _ in cells)
    shown = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>{content}</w:tc>'
        for width, content in cells
    )
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{total}" w:type="dxa"/><w:jc w:val="center"/><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid><w:tr><w:trPr><w:cantSplit/>"
        f'<w:trHeight w:val="{height}" w:hRule="exact"/></w:trPr>{shown}</w:tr></w:tbl>'
    )


def _type(size: int, width: int) -> str:
    return f'<w:w w:val="{width}"/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'


def _paragraph(content: str, before: int, pitch: int, *, align: str = "") -> str:
    spacing = f'<w:spacing w:before="{before}" w:line="{pitch}" w:lineRule="exact"/>'
    side = f'<w:jc w:val="{align}"/>' if align else ""
    return f'<w:p><w:pPr><w:pStyle w:val="Mark"/>{spacing}{side}</w:pPr>{content}</w:p>'


def _empty(spacing: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="Gap"/>{spacing}</w:pPr></w:p>'
