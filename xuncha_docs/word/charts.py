"""Charts of counts: native Word charts with their figures inside, not pictures of charts.

A picture needs a font for its Chinese words, which cannot be shipped, and a drawing library; a c:chart is set in the
document's own fonts, is sharp in print, and its numbers can be looked up and changed in the workbook inside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from xuncha_docs.library.shares import permille
from xuncha_docs.word.drawings import Attachment
from xuncha_docs.word.layout import SIZE_5, Face
from xuncha_docs.word.package import package
from xuncha_docs.word.runs import escape_attribute
from xuncha_docs.word.styles import XML

_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_CHART = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_WHITE, _BLACK = "FFFFFF", "000000"
GREYS = (
    ("595959", _WHITE),
    ("A6A6A6", _BLACK),
    ("D9D9D9", _BLACK),
    ("7F7F7F", _WHITE),
    ("BFBFBF", _BLACK),
    ("F2F2F2", _BLACK),
)
"""Fills that differ in black and white print (GB/T 9704 5.2.4), and what can be read on each."""
MOST_SERIES = len(GREYS)
_PERCENT, _PERCENT_INSIDE = '0.0"%"', '[<4]"";0.0"%"'
"""How percentages are shown: a number wider than its part of a bar is left out."""
WIDTH_MM = 150.0
_BAR_MM, _GAP_MM, _LEGEND_MM = 6.0, 4.0, 10.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Series:
    """One column of numbers."""

    name: str
    values: tuple[float, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Chart:
    """Horizontal bars, from the top down in the order of the categories."""

    categories: tuple[str, ...]
    series: tuple[Series, ...]
    stacked: bool = False
    """Whether the series of a category make one bar."""
    percent: bool = False
    """Whether the values are percentages."""

    @property
    def height_mm(self) -> float:
        """Room for every bar to be as thick as a line of text is high."""
        bars = 1 if self.stacked else len(self.series)
        legend = _LEGEND_MM if len(self.series) > 1 else 0
        return len(self.categories) * (bars * _BAR_MM + _GAP_MM) + legend + _GAP_MM

    @property
    def told(self) -> str:
        """All of it in words."""
        unit = "%" if self.percent else ""
        rows = (
            f"{category}：{'，'.join(f'{one.name} {one.values[at]:g}{unit}' for one in self.series)}"
            for at, category in enumerate(self.categories)
        )
        return "；".join(rows)


def counted(categories: Sequence[str], columns: Sequence[tuple[str, Sequence[int]]]) -> Chart:
    """Counts side by side."""
    series = tuple(Series(name=name, values=tuple(values)) for name, values in columns)
    return Chart(categories=tuple(categories), series=series)


def shared(categories: Sequence[str], columns: Sequence[tuple[str, Sequence[int]]]) -> Chart:
    """What share each count has: of its column when there is one, else of its row; the counts stand in brackets."""
    if len(columns) == 1:
        name, counts = columns[0]
        named = tuple(f"{category}（{count}）" for category, count in zip(categories, counts, strict=True))
        return Chart(categories=named, series=(Series(name=name, values=_percentages(counts)),), percent=True)
    rows = list(zip(*(counts for _, counts in columns), strict=True))
    named = tuple(f"{category}（{sum(row)}）" for category, row in zip(categories, rows, strict=True))
    parts = zip(*map(_percentages, rows), strict=True)
    series = tuple(Series(name=name, values=tuple(part)) for (name, _), part in zip(columns, parts, strict=True))
    return Chart(categories=named, series=series, stacked=True, percent=True)


def _percentages(counts: Sequence[int]) -> tuple[float, ...]:
    """With one decimal, together 100."""
    return tuple(part / 10 for part in permille(counts))


def chart_part(number: int, chart: Chart, face: Face) -> Attachment:
    """The chart with its workbook."""
    workbook = Attachment(
        path=f"embeddings/workbook{number}.xlsx",
        kind="package",
        content_type=f"{_SHEET}.sheet",
        data=_workbook(chart),
    )
    return Attachment(
        path=f"charts/chart{number}.xml",
        kind="chart",
        content_type=_CHART,
        data=_chart_xml(chart, face, workbook.id).encode(),
        attached=(workbook,),
    )


def _chart_xml(chart: Chart, face: Face, workbook: str) -> str:
    grouping = "stacked" if chart.stacked else "clustered"
    series = "".join(_series_xml(chart, at) for at in range(len(chart.series)))
    legend = '<c:legend><c:legendPos val="b"/><c:overlay val="0"/></c:legend>' if len(chart.series) > 1 else ""
    overlap = '<c:overlap val="100"/>' if chart.stacked else ""
    top = '<c:max val="100"/>' if chart.stacked else ""
    name = escape_attribute(face.name)
    return (
        f'{XML}<c:chartSpace xmlns:c="{_DRAWING}/chart" xmlns:a="{_DRAWING}/main" xmlns:r="{_OFFICE}">'
        '<c:roundedCorners val="0"/><c:chart><c:autoTitleDeleted val="1"/><c:plotArea><c:layout/>'
        f'<c:barChart><c:barDir val="bar"/><c:grouping val="{grouping}"/><c:varyColors val="0"/>{series}'
        f'<c:gapWidth val="60"/>{overlap}<c:axId val="1"/><c:axId val="2"/></c:barChart>'
        '<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="maxMin"/></c:scaling><c:delete val="0"/>'
        '<c:axPos val="l"/><c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/>'
        f'<c:minorTickMark val="none"/><c:tickLblPos val="low"/>{_line()}<c:crossAx val="2"/></c:catAx>'
        f'<c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/>{top}<c:min val="0"/></c:scaling>'
        '<c:delete val="1"/><c:axPos val="t"/><c:numFmt formatCode="General" sourceLinked="0"/>'
        '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="none"/><c:crossAx val="1"/>'
        f'</c:valAx></c:plotArea>{legend}<c:plotVisOnly val="1"/></c:chart>'
        "<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>"
        f'<c:txPr><a:bodyPr/><a:p><a:pPr><a:defRPr sz="{SIZE_5 * 50}">{_fill(_BLACK)}<a:latin typeface="{name}"/>'
        f'<a:ea typeface="{name}"/></a:defRPr></a:pPr><a:endParaRPr lang="zh-CN"/></a:p></c:txPr>'
        f'<c:externalData r:id="{workbook}"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>'
    )


def _series_xml(chart: Chart, at: int) -> str:
    one, column = chart.series[at], "BCDEFG"[at]
    last = len(chart.categories) + 1
    fill, on_fill = GREYS[at]
    shown = (_PERCENT_INSIDE if chart.stacked else _PERCENT) if chart.percent else "General"
    place, color = ("ctr", on_fill) if chart.stacked else ("outEnd", _BLACK)
    text = (
        f"<c:txPr><a:bodyPr/><a:p><a:pPr><a:defRPr>{_fill(color)}</a:defRPr></a:pPr>"
        '<a:endParaRPr lang="zh-CN"/></a:p></c:txPr>'
    )
    names = "".join(_point(number, category) for number, category in enumerate(chart.categories))
    values = "".join(_point(number, f"{value:g}") for number, value in enumerate(one.values))
    count = f'<c:ptCount val="{len(chart.categories)}"/>'
    return (
        f'<c:ser><c:idx val="{at}"/><c:order val="{at}"/><c:tx><c:strRef><c:f>Sheet1!${column}$1</c:f><c:strCache>'
        f'<c:ptCount val="1"/>{_point(0, one.name)}</c:strCache></c:strRef></c:tx><c:spPr>{_fill(fill)}'
        f'{_line(inside=True)}</c:spPr><c:invertIfNegative val="0"/><c:dLbls>'
        f'<c:numFmt formatCode="{escape_attribute(shown)}" sourceLinked="0"/><c:spPr><a:noFill/></c:spPr>{text}'
        f'<c:dLblPos val="{place}"/><c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/>'
        '<c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbls>'
        f"<c:cat><c:strRef><c:f>Sheet1!$A$2:$A${last}</c:f><c:strCache>{count}{names}</c:strCache></c:strRef></c:cat>"
        f"<c:val><c:numRef><c:f>Sheet1!${column}$2:${column}${last}</c:f><c:numCache>"
        f"<c:formatCode>General</c:formatCode>{count}{values}</c:numCache></c:numRef></c:val></c:ser>"
    )


def _point(number: int, text: str) -> str:
    return f'<c:pt idx="{number}"><c:v>{escape_attribute(text)}</c:v></c:pt>'


def _fill(color: str) -> str:
    return f'<a:solidFill><a:srgbClr val="{color}"/></a:solidFill>'


def _line(*, inside: bool = False) -> str:
    line = f'<a:ln w="6350">{_fill(_BLACK)}</a:ln>'
    return line if inside else f"<c:spPr>{line}</c:spPr>"


def _workbook(chart: Chart) -> bytes:
    """The numbers as an .xlsx, for 编辑数据."""
    rows: list[list[str | float]] = [["", *(one.name for one in chart.series)]]
    rows += ([name, *(one.values[at] for one in chart.series)] for at, name in enumerate(chart.categories))
    sheet = "".join(f"<row>{''.join(map(_sheet_cell, row))}</row>" for row in rows)
    relations = f'{XML}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" Type="{_OFFICE}/'
    overrides = (("workbook", "sheet.main"), ("worksheets/sheet1", "worksheet"))
    return package(
        {
            "[Content_Types].xml": f'{XML}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            + "".join(f'<Override PartName="/xl/{p}.xml" ContentType="{_SHEET}.{k}+xml"/>' for p, k in overrides)
            + "</Types>",
            "_rels/.rels": f'{relations}officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'{XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets><sheet name="Sheet1" '
            'sheetId="1" r:id="rId1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'{relations}worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": f'{XML}<worksheet xmlns="{_MAIN}"><sheetData>{sheet}</sheetData></worksheet>',
        }
    )


def _sheet_cell(value: str | float) -> str:
    if isinstance(value, str):
        return f'<c t="inlineStr"><is><t xml:space="preserve">{escape_attribute(value)}</t></is></c>'
    return f"<c><v>{value:g}</v></c>"
