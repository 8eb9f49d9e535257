"""版头 and 版记 -> HTML."""

from collections.abc import Iterator
from html import escape

from xuncha_docs.forms import Form, FormKind, Head, Imprint
from xuncha_docs.preview.stylesheet import points
from xuncha_docs.word.head import SIGNERS, signer_rows
from xuncha_docs.word.layout import HEAD, Layout, chars, twips
from xuncha_docs.word.mark import joint_measures, mark_measures


def head(form: Form, layout: Layout) -> str:
    """What stands above the title; empty for a form without a head."""
    if form.head is None:
        return ""
    corner = [_line(text) for text in (form.head.copy_number, form.secrecy, form.head.urgency) if text]
    if form.kind is FormKind.LETTER:
        number = _line(form.head.number or "", "text-align:right")
        return f'{_mark(form.head.issuers[0], layout, 0)}<div class="double"></div>{"".join(corner)}{number}'
    above = twips(HEAD.mark_mm - layout.frame.top_mm) - len(corner) * layout.frame.pitch
    return f"{''.join(corner)}{_marks(form.head, layout, above)}{_number(form.head, layout)}"


def _marks(given: Head, layout: Layout, above: int) -> str:
    """The mark; of a joint document the names in equal width and 文件 beside them."""
    if not given.joint:
        return _mark("".join(given.issuers) + given.word, layout, above)
    names = "".join(f"<span>{escape(name)}</span>" for name in given.issuers)
    place = _place(joint_measures(given, layout), above)
    return f'<div class="Mark joint" style="{place}"><div>{names}</div><div>{given.word}</div></div>'


def _mark(text: str, layout: Layout, above: int) -> str:
    """The mark on one line."""
    return f'<p class="Mark" style="{_place(mark_measures(chars(text), layout), above)}">{escape(text)}</p>'


def _place(measures: tuple[int, int, int], above: int) -> str:
    """The CSS of a mark; where Word sets it narrower, it is smaller here."""
    size, width, pitch = measures
    return f"font-size:{size * width / 200:g}pt;line-height:{points(pitch)};margin-top:{points(max(0, above))}"


def _line(text: str, place: str = "") -> str:
    return f'<p class="HeadLine" style="{place}">{escape(text)}</p>' if text else ""


def _number(given: Head, layout: Layout) -> str:
    """发文字号 and 签发人 above the red rule, two blank lines below the mark."""
    number, above = escape(given.number or ""), f"margin-top:{points(2 * layout.frame.pitch)}"
    rows = signer_rows(given.signers or "")
    if rows:
        signers = "<br>".join(f"{'' if at else SIGNERS}{escape(row)}" for at, row in enumerate(rows))
        return f'<div class="HeadLine rule signers" style="{above}"><span>{number}</span><p>{signers}</p></div>'
    return f'<p class="HeadLine rule" style="{above};text-align:center">{number}</p>' if number else ""


def imprint(form: Form) -> str:
    """What stands at the end; empty for a form without."""
    if form.imprint is None:
        return ""
    rows = "".join(f'<tr><td><p class="Imprint">{text}</p></td></tr>' for text in _rows(form.imprint))
    return f'<table class="imprint">{rows}</table>'


def _rows(given: Imprint) -> Iterator[str]:
    for label, text in (("主送", given.to), ("抄送", given.copies)):
        if text:
            yield escape(f"{label}：{text}{'' if text[-1] in '。】' else '。'}")
    if given.office:
        yield f"<span>{escape(given.office)}</span><span>{escape(given.date or '')}印发</span>"
