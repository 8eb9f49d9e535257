"""Checks of page numbers as the footers define them."""

import re
from collections.abc import Callable, Iterator

from xuncha_docs.check.layout.faces import SONGTI
from xuncha_docs.check.layout.model import Document, Footer, Section
from xuncha_docs.check.layout.verdicts import Check, Deviation, Found, Strength, about
from xuncha_docs.word.layout import SIZE_4

_DASHED = re.compile(r"—[ \u3000\xa0]*\d*[ \u3000\xa0]*—")
_NAMES = {"default": "单页（奇数页）页脚", "even": "双页（偶数页）页脚"}


def _place(section: Section, kind: str) -> str:
    return f"{section.place}{'的' if section.place else ''}{_NAMES[kind]}"


def _expected(document: Document) -> Iterator[tuple[Section, str, Footer | None]]:
    """The footers each section shows on its odd pages, and on its even ones where they differ.

    A section with nothing but the 版记 has no page number (7.5).
    """
    written = {paragraph.section for paragraph in document.paragraphs if paragraph.area in {"body", "cell"}}
    boxed = {paragraph.section for paragraph in document.paragraphs if paragraph.area == "box"} - written
    for at, section in enumerate(document.sections):
        if at in boxed:
            continue
        for kind in ("default", "even") if document.odd_and_even else ("default",):
            yield section, kind, section.footers.get(kind)


def _numbered(document: Document) -> Iterator[Deviation]:
    for section, kind, footer in _expected(document):
        if footer is None or not footer.numbered:
            yield Deviation(place=_place(section, kind), measured="没有页码", right="页码域（PAGE）")


def _odd_and_even(document: Document) -> Found:
    if not any(footer and footer.numbered for _, _, footer in _expected(document)):
        return None
    if document.odd_and_even:
        return []
    return [Deviation(place="页脚", measured="奇偶页相同", right="奇偶页不同：单页码居右空一字，双页码居左空一字")]


def _judged(judge: Callable[[Footer], tuple[str, str] | None]) -> Callable[[Document], Found]:
    """A check of each footer with a page number."""

    def read(document: Document) -> Found:
        shown = [(s, kind, footer) for s, kind, footer in _expected(document) if footer and footer.numbered]
        judged = ((_place(section, kind), judge(footer)) for section, kind, footer in shown)
        found = {place: said for place, said in judged if said}
        return about(shown, (Deviation(place=place, measured=said[0], right=said[1]) for place, said in found.items()))

    return read


def _dashes(footer: Footer) -> tuple[str, str] | None:
    return None if _DASHED.search(footer.text) else (f"页码写作“{footer.text.strip()}”", "数字左右各一条一字线：— 1 —")


def _song_4(footer: Footer) -> tuple[str, str] | None:
    runs = [run for paragraph in footer.paragraphs for run in paragraph.runs if run.text.strip()]
    wrong = next((run for run in runs if run.size != SIZE_4 or run.face not in SONGTI), None)
    return (f"{wrong.face or '没有写明字体'} {wrong.size / 2:g} 磅", "四号（14 磅）宋体") if wrong else None


def _turned(document: Document) -> Found:
    shown = [(s, kind, footer) for s, kind, footer in _expected(document) if s.landscape and footer and footer.numbered]
    right = "竖排的文本框，使页码与竖版页的位置一致"
    return about(
        shown,
        (
            Deviation(place=_place(section, kind), measured="页码在横版页的下边", right=right)
            for section, kind, footer in shown
            if not footer.turned
        ),
    )


CHECKS = (
    Check(number=25, title="页码", clause="7.5", strength=Strength.FIXED, read=_numbered),
    Check(number=26, title="单双页页码位置不同", clause="7.5", strength=Strength.FIXED, read=_odd_and_even),
    Check(number=27, title="页码两边的一字线", clause="7.5", strength=Strength.USUAL, read=_judged(_dashes)),
    Check(number=28, title="页码字体字号", clause="7.5", strength=Strength.USUAL, read=_judged(_song_4)),
    Check(number=32, title="横排表格页的页码位置", clause="8", strength=Strength.FIXED, read=_turned),
)
