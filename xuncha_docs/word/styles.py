"""styles.xml, fontTable.xml and settings.xml of a layout."""

from functools import cache

from xuncha_docs.word.layout import CELL, STYLES, Face, Layout, TextStyle
from xuncha_docs.word.runs import font_attributes

XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'

_KINSOKU = (
    '<w:widowControl w:val="0"/><w:kinsoku/><w:overflowPunct/>'
    '<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/><w:snapToGrid w:val="0"/>'
)
"""No widow control: it would break the 22 lines of a page (5.2.3). No space between Han and Latin."""

_MARKS = (
    '<w:style w:type="character" w:styleId="FootnoteReference"><w:name w:val="footnote reference"/>'
    '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="CommentReference"><w:name w:val="annotation reference"/>'
    '<w:rPr><w:sz w:val="21"/><w:szCs w:val="21"/></w:rPr></w:style>'
)


@cache
def styles(layout: Layout) -> str:
    """styles.xml: no theme font anywhere, black everywhere (5.2.4)."""
    body = layout.fonts.body.name
    defaults = (
        f"<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts {font_attributes(body)}"
        'w:hint="eastAsia"/><w:color w:val="000000"/><w:kern w:val="0"/><w:sz w:val="32"/><w:szCs w:val="32"/>'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        "<w:pPrDefault/></w:docDefaults>"
    )
    normal = (
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
        f'<w:pPr>{_KINSOKU}<w:spacing w:before="0" w:after="0" w:line="{layout.frame.pitch}" w:lineRule="exact"/>'
        '<w:jc w:val="both"/></w:pPr></w:style>'
    )
    table = (
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/><w:unhideWhenUsed/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/>'
        '<w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
        '<w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
    )
    own = "".join(_style(style, layout) for style in STYLES)
    return f"{XML}<w:styles {W}>{defaults}{normal}{table}{own}{_MARKS}</w:styles>"


def _style(style: TextStyle, layout: Layout) -> str:
    pitch = layout.frame.pitch
    keep = "<w:keepNext/><w:keepLines/>" if style.keep_next else ""
    outline = "" if style.outline is None else f'<w:outlineLvl w:val="{style.outline}"/>'
    following = "Text" if style.id in {"Title", "To"} or style.outline is not None else style.id
    return (
        f'<w:style w:type="paragraph" w:styleId="{style.id}"{_custom(style)}><w:name w:val="{style.name}"/>'
        f'<w:basedOn w:val="Normal"/><w:next w:val="{following}"/><w:qFormat/>'
        f"<w:pPr>{keep}"
        f'<w:spacing w:before="{round(style.blank_before * pitch)}" w:after="{round(style.blank_after * pitch)}" '
        f'w:line="{style.pitch or pitch}" w:lineRule="exact"/>{indent(style.first, style.left, style.right)}'
        f'<w:jc w:val="{style.align}"/>{outline}</w:pPr>'
        f'<w:rPr><w:rFonts {font_attributes(layout.face(style).name)}w:hint="eastAsia"/>'
        f'<w:b w:val="0"/><w:bCs w:val="0"/>{_color(style)}<w:spacing w:val="{style.tracking}"/>'
        f'<w:sz w:val="{style.size}"/><w:szCs w:val="{style.size}"/></w:rPr></w:style>'
    )


def _color(style: TextStyle) -> str:
    return f'<w:color w:val="{style.color}"/>' if style.color else ""


def _custom(style: TextStyle) -> str:
    return "" if style.name.isascii() else ' w:customStyle="1"'


def indent(first: float = 0, left: float = 0, right: float = 0) -> str:
    """A w:ind element for indents in characters (字), or nothing; twips are given too, for readers without 字."""
    given = (("left", left), ("right", right), ("firstLine", first))
    attributes = "".join(
        f' w:{name}Chars="{round(value * 100)}" w:{name}="{round(value * CELL)}"' for name, value in given if value
    )
    return f"<w:ind{attributes}/>" if attributes else ""


@cache
def font_table(layout: Layout) -> str:
    """fontTable.xml: for each face the names under which other systems may know it."""
    fonts = layout.fonts
    faces = dict.fromkeys((fonts.title, fonts.body, fonts.kai, fonts.hei, fonts.song))
    return f"{XML}<w:fonts {W}>{''.join(_font(face) for face in faces)}</w:fonts>"


def _font(face: Face) -> str:
    alternates = f'<w:altName w:val="{",".join(face.alternates)}"/>' if face.alternates else ""
    return f'<w:font w:name="{face.name}">{alternates}<w:charset w:val="86"/><w:family w:val="auto"/></w:font>'


@cache
def settings(footnotes: str = "") -> str:
    """settings.xml: odd and even footers differ (7.5); a line that ends in a break is not stretched.

    `footnotes` is the w:footnotePr of a document that has any.
    """
    return (
        f'{XML}<w:settings {W}><w:zoom w:percent="100"/><w:defaultTabStop w:val="640"/><w:evenAndOddHeaders/>'
        '<w:characterSpacingControl w:val="compressPunctuation"/>'
        f"{footnotes}<w:compat><w:doNotExpandShiftReturn/><w:useFELayout/>"
        '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
        '</w:compat><w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/>'
        '<w:decimalSymbol w:val="."/><w:listSeparator w:val=","/></w:settings>'
    )
