"""Sections of finished blocks -> document.xml: which pages lie on their side, and where the 版记 stands."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from xuncha_docs.forms import Form, FormKind
from xuncha_docs.word.boxes import NAMESPACES
from xuncha_docs.word.ending import ending
from xuncha_docs.word.imprint import height_mm, imprint
from xuncha_docs.word.layout import HEAD, THIN, TYPE_BOTTOM_MM, Layout, twips
from xuncha_docs.word.sections import Start, section
from xuncha_docs.word.styles import XML

GAP = '<w:p><w:pPr><w:pStyle w:val="Gap"/></w:pPr></w:p>'
"""The paragraph Word needs after a table."""
_THIN_GAP = f'<w:p><w:pPr><w:pStyle w:val="Gap"/>{THIN}</w:pPr></w:p>'


@dataclass(kw_only=True, slots=True)
class Section:
    """The blocks between two changes of orientation."""

    landscape: bool
    blocks: list[str] = field(default_factory=list)
    start: Start = Start.NEXT
    numbered: bool = True


def document(written: Sequence[Section], form: Form, layout: Layout, *, header: bool) -> str:
    """document.xml of the sections and, at the end, the 版记."""
    parts = _with_imprint([part for part in written if part.blocks] or list(written[:1]), form, layout)
    letter = form.kind is FormKind.LETTER
    ends = [
        section(
            layout.frame,
            landscape=part.landscape,
            header=header,
            letter=letter and part is parts[0],
            start=part.start,
            numbered=part.numbered,
        )
        for part in parts
    ]
    content = "".join(map(_closed, parts[:-1], ends[:-1])) + "".join(_ended(parts[-1].blocks))
    return f"{XML}<w:document {NAMESPACES}><w:body>{content}{ends[-1]}</w:body></w:document>"


def _with_imprint(parts: list[Section], form: Form, layout: Layout) -> list[Section]:
    """The sections and the 版记 on the last page, which has an even number (GB/T 33476.2 7.3.1).

    Where the text surely ends on such a page and leaves room, it stands there; else on the next even page. That page
    has no number unless the text surely ends right before it: what a blank page precedes has none (9704 7.5).
    """
    box = imprint(form, layout)
    if not box:
        return parts
    page, used = _ends(parts, form, layout)
    room = twips(TYPE_BOTTOM_MM - height_mm(form) - layout.frame.top_mm)
    if page and page % 2 == 0 and used < room and not parts[-1].landscape:
        *before, last = parts
        return [*before, replace(last, blocks=[*_ended(last.blocks), box])]
    alone = Section(landscape=False, blocks=[box], start=Start.EVEN, numbered=page % 2 == 1)
    return [*parts, alone]


def _ends(parts: Sequence[Section], form: Form, layout: Layout) -> tuple[int, int]:
    """The last page and at most how much of it is used; page 0 where that is not sure."""
    above = twips(HEAD.letter_body_mm - layout.frame.top_mm) if form.kind is FormKind.LETTER else 0
    bounds = ending([(part.landscape, part.blocks) for part in parts], layout, above=above)
    if bounds is None or bounds[0].page != bounds[1].page:
        return 0, 0
    return bounds[1].page, max(bound.used for bound in bounds)


def _ended(blocks: list[str]) -> list[str]:
    """The blocks of a section; a gap at its end is thin, so that it does not start a page of its own."""
    return [*blocks[:-1], _THIN_GAP] if blocks and blocks[-1] == GAP else blocks


def _closed(part: Section, end: str) -> str:
    """The blocks of a section with its w:sectPr in the last of them, which is always a paragraph."""
    *blocks, last = _ended(part.blocks)
    return "".join(blocks) + last.replace("</w:pPr>", f"{end}</w:pPr>", 1)
