"""Charts -> HTML bars, QR codes -> pictures inside the page."""

from base64 import b64encode
from collections.abc import Iterator
from html import escape

from xuncha_docs.word.charts import GREYS, Chart
from xuncha_docs.word.drawings import Attachment
from xuncha_docs.word.qr import SIZE_MM

_MOST = 80
"""Percent of the room that the longest bar takes up, so that its number stands beside it."""


def bars(chart: Chart) -> str:
    """The chart with its numbers, and what its greys mean where there are several."""
    rows = "".join(
        f'<span class="Caption">{escape(name)}</span>'
        f'<span class="Caption" style="text-align:left">{_row(chart, at)}</span>'
        for at, name in enumerate(chart.categories)
    )
    return f'<div class="chart">{rows}</div>{_legend(chart)}'


def qr_picture(text: str, code: Attachment) -> str:
    """The code as large as it is printed."""
    picture = f"data:image/png;base64,{b64encode(code.data).decode()}"
    return f'<img src="{picture}" alt="{escape(text)}" style="width:{SIZE_MM:g}mm">'


def _row(chart: Chart, at: int) -> str:
    return ("" if chart.stacked else "<br>").join(_bars(chart, at))


def _bars(chart: Chart, at: int) -> Iterator[str]:
    most = max((value for one in chart.series for value in one.values), default=0)
    whole = 100 if chart.percent else most or 1
    for (fill, _), one in zip(GREYS, chart.series, strict=False):
        value = one.values[at]
        unit = "%" if chart.percent else ""
        told = f"{escape(one.name)} {value:g}{unit}"
        bar = f'<span class="bar" style="width:{_MOST * value / whole:.2f}%;background:#{fill}" title="{told}"></span>'
        yield bar if chart.stacked else f"{bar} {value:g}{unit}"


def _legend(chart: Chart) -> str:
    """The names of the series with their numbers where the bars have no room for them."""
    if len(chart.series) < 2:  # noqa: PLR2004 -- 只有一列数时，图题已说明
        return ""
    shown = "　".join(
        f'<span class="bar" style="width:10pt;background:#{fill}"></span> {escape(one.name)}'
        for (fill, _), one in zip(GREYS, chart.series, strict=False)
    )
    return f'<p class="Caption">{shown}</p>' + (f'<p class="Caption">{escape(chart.told)}</p>' if chart.stacked else "")
