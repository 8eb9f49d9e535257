"""A document in Markdown -> one HTML file that needs nothing else: no script, no address, styles in it."""

from collections.abc import Sequence
from html import escape

from xuncha_docs.forms import PLAIN, Form
from xuncha_docs.preview.blocks import Blocks, Sheet
from xuncha_docs.preview.framing import head, imprint
from xuncha_docs.preview.stylesheet import stylesheet
from xuncha_docs.word.layout import Layout
from xuncha_docs.word.layout import layout as usual_layout
from xuncha_docs.word.tree import clean, parse
from xuncha_docs.word.writer import write

LABEL = "预览，以WPS/Word为准"
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""Should something slip through, the browser still loads and runs nothing."""


def webpage(
    markdown: str,
    *,
    source: str,
    title: str = "",
    header: str | None = None,
    landscape: bool = False,
    form: Form = PLAIN,
    layout: Layout | None = None,
    told: Sequence[str] = (),
) -> str:
    """The HTML of what `word.writer.write` makes of the same arguments; `told` stands in the notice above it.

    What the writer refuses is refused here in the same words: it is asked first.
    """
    write(markdown, source=source, landscape=landscape, form=form)
    measures = layout or usual_layout("gbt33476", "gb2312")
    nodes = parse(clean(markdown)[0], source=source)
    blocks = Blocks(measures, nodes, source=source, landscape=landscape, head=head(form, measures))
    above = f'<p class="above">{_text(header)}</p>' if header else ""
    sheets = "".join(_sheet(sheet, above) for sheet in blocks.sheets(imprint(form)))
    notice = "".join(f"<p>{_text(line)}</p>" for line in (LABEL, *told))
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        f"<title>{_text(title or LABEL)}</title><style>{stylesheet(measures)}</style></head>\n"
        f'<body><div class="notice">{notice}</div>\n{sheets}</body></html>\n'
    )


def _text(text: str) -> str:
    return escape(clean(text)[0])


def _sheet(sheet: Sheet, above: str) -> str:
    turned = " turned" if sheet.landscape else ""
    return f'<div class="sheet{turned}">{above}{"".join(sheet.blocks)}</div>\n'
