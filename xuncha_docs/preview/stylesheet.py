"""The styles of word/ as CSS: the same faces, sizes, indents and margins, on a sheet of A4."""

from xuncha_docs.word.layout import (
    CELL,
    PAGE_HEIGHT_MM,
    PAGE_WIDTH_MM,
    STYLES,
    TABLE,
    Face,
    Frame,
    Layout,
    TextStyle,
)

_ALIGN = {"both": "justify", "left": "left", "right": "right", "center": "center"}
_RULES = f"""
*{{box-sizing:border-box}}
html{{background:#999}}
body{{margin:0;color:#000;overflow-wrap:anywhere}}
p,h1,h2,h3,h4,h5{{margin:0;font-weight:normal;white-space:pre-wrap}}
table p{{margin:0}}
.sheet{{background:#fff;margin:6mm auto;box-shadow:0 0 3mm #444;position:relative}}
.notice{{max-width:{PAGE_WIDTH_MM:g}mm;margin:4mm auto 0;padding:3mm 6mm;background:#ffd;border:1px solid #a80;
font:11pt/1.6 sans-serif}}
.notice p{{white-space:normal}}
.above{{position:absolute;top:15mm;right:26mm;font:10.5pt/14pt 宋体,SimSun,serif}}
table{{width:100%;border-collapse:collapse;table-layout:fixed;margin:4pt 0 8pt}}
td,th{{border:.5pt solid #000;padding:{TABLE.padding / 20:g}pt {TABLE.margin / 20:g}pt;
height:{TABLE.row_height / 20:g}pt;font-weight:normal;vertical-align:middle}}
.compact td,.compact th{{height:{TABLE.compact_row_height / 20:g}pt}}
thead{{display:table-header-group}}
tr{{break-inside:avoid}}
sup{{font-size:60%;line-height:0}}
.footnotes{{margin-top:12pt;border-top:.5pt solid #000;padding-top:4pt}}
.comment{{background:#fe9;font-size:10.5pt}}
mark{{background:#fe9}}
.rule{{border-bottom:1.5pt solid red;padding-bottom:4mm}}
.double{{border-bottom:3pt double red;margin:0 -7mm 4.84mm}}
.imprint{{margin-top:24pt}}
.imprint td{{border-width:.7pt 0;height:auto;padding:0}}
.imprint p{{display:flex;justify-content:space-between}}
.chart{{display:grid;grid-template-columns:auto 1fr;gap:2pt 6pt;align-items:center}}
.bar{{display:inline-block;height:10pt;border:.5pt solid #000;vertical-align:middle}}
img{{max-width:100%}}
.Mark{{white-space:nowrap!important}}
.joint{{display:flex;justify-content:center;align-items:center;gap:1em}}
.joint span{{display:block;text-align-last:justify}}
.Sign{{position:relative}}
.beside{{position:absolute;transform:translateX(-50%)}}
.signers{{padding-left:1em;padding-right:1em;display:flex;justify-content:space-between;align-items:end}}
.signers p{{padding-left:4em;text-indent:-4em}}
figure{{margin:8pt 0;text-align:center}}
.contents p{{border-bottom:.5pt dotted #000}}
@media print{{
body{{orphans:1;widows:1}}
.Sign,.Remark{{break-before:avoid}}
figure,.imprint{{break-inside:avoid}}
html{{background:none}}
.notice{{break-after:page}}
.sheet{{margin:0;box-shadow:none;break-after:page;width:auto!important;min-height:0!important;padding:0!important}}
.above{{position:static;text-align:right}}
}}
"""


def stylesheet(layout: Layout) -> str:
    """All rules of a document."""
    styles = "".join(_rule(style, layout) for style in STYLES)
    return f"{_pages(layout.frame)}{_RULES}{styles}"


def families(face: Face) -> str:
    """The face and what stands in for it, as a value of font-family."""
    names = (face.name, *face.alternates, *([face.wide] if face.wide else []))
    return ",".join(f'"{name}"' for name in names) + ",serif"


def points(twips: float) -> str:
    """A length of word/ in CSS."""
    return f"{twips / 20:g}pt"


def _pages(frame: Frame) -> str:
    upright = f"{frame.top_mm:g}mm {frame.right_mm:g}mm {frame.bottom_mm:g}mm {frame.left_mm:g}mm"
    turned = f"{frame.left_mm:g}mm {frame.top_mm:g}mm {frame.right_mm:g}mm {frame.bottom_mm:g}mm"
    return (
        f"@page{{size:A4;margin:{upright}}}@page turned{{size:A4 landscape;margin:{turned}}}"
        f".sheet{{width:{PAGE_WIDTH_MM:g}mm;min-height:{PAGE_HEIGHT_MM:g}mm;padding:{upright}}}"
        f".sheet.turned{{width:{PAGE_HEIGHT_MM:g}mm;min-height:{PAGE_WIDTH_MM:g}mm;padding:{turned};page:turned}}"
    )


def _rule(style: TextStyle, layout: Layout) -> str:
    pitch = layout.frame.pitch
    color = f"color:#{style.color};" if style.color else ""
    kept = "break-after:avoid;" if style.keep_next else ""
    return (
        f".{style.id}{{font:{style.size / 2:g}pt/{points(style.pitch or pitch)} {families(layout.face(style))};"
        f"{color}{kept}"
        f"text-align:{_ALIGN[style.align]};letter-spacing:{points(style.tracking)};"
        f"text-indent:{points(style.first * CELL)};"
        f"margin:{points(style.blank_before * pitch)} {points(style.right * CELL)} "
        f"{points(style.blank_after * pitch)} {points(style.left * CELL)}}}\n"
    )
