"""版头 and 版记 -> HTML."""

from collections.abc import Iterator
from html import escape

from xuncha_docs.forms import Form, FormKind, Head, Imprint


def head(form: Form) -> str:
    """What stands above the title; empty for a form without a head."""
    if form.head is None:
        return ""
    corner = "".join(_line(text) for text in (form.head.copy_number, form.secrecy, form.head.urgency) if text)
    mark = f'<p class="Mark">{escape(form.head.mark)}</p>'
    if form.kind is FormKind.LETTER:
        number = _line(form.head.number or "", "text-align:right")
        return f'{mark}<div class="double"></div>{corner}{number}'
    return f"{corner}{mark}{_number(form.head)}"


def _line(text: str, place: str = "") -> str:
    return f'<p class="HeadLine" style="{place}">{escape(text)}</p>' if text else ""


def _number(given: Head) -> str:
    """发文字号 and 签发人 above the red rule."""
    number = escape(given.number or "")
    if given.signers:
        text = f'{number}<span style="float:right">签发人：{escape(given.signers)}</span>'
        return f'<p class="HeadLine rule">{text}</p>'
    return f'<p class="HeadLine rule" style="text-align:center">{number}</p>' if number else ""


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
