"""Sections of finished blocks -> document.xml: which pages lie on their side, and where the 版记 stands."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from xuncha_docs.forms import Form, FormKind
from xuncha_docs.word.boxes import NAMESPACES
from xuncha_docs.word.imprint import imprint
from xuncha_docs.word.layout import Layout
from xuncha_docs.word.sections import Start, section
from xuncha_docs.word.styles import XML

THIN = '<w:spacing w:line="20" w:lineRule="exact"/>'
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
    """The sections and the 版记 on a page of its own with an even number (GB/T 33476.2 7.3.1)."""
    box = imprint(form, layout)
    if not box:
        return parts
    return [*parts, Section(landscape=False, blocks=[box], start=Start.EVEN, numbered=False)]


def _ended(blocks: list[str]) -> list[str]:
    """The blocks of a section; a gap at its end is thin, so that it does not start a page of its own."""
    return [*blocks[:-1], _THIN_GAP] if blocks and blocks[-1] == GAP else blocks


def _closed(part: Section, end: str) -> str:
    """The blocks of a section with its w:sectPr in the last of them, which is always a paragraph."""
    *blocks, last = _ended(part.blocks)
    return "".join(blocks) + last.replace("</w:pPr>", f"{end}</w:pPr>", 1)
