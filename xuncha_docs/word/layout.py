"""The measures of GB/T 9704—2012 and GB/T 33476.2—2016 as data, each with its clause.

Lengths are twips (1/20 pt) unless a name says otherwise; sizes are half-points as Word stores them.
"""

from dataclasses import dataclass
from functools import cache

from xuncha_docs.errors import XunchaError


def twips(mm: float) -> int:
    """Millimetres as twips."""
    return round(mm * 1440 / 25.4)


PAGE_WIDTH_MM, PAGE_HEIGHT_MM = 210.0, 297.0  # GB/T 9704—2012 5.1
TYPE_TOP_MM, TYPE_BOTTOM_MM = 37.0, 262.0  # 5.2.1 版心上下边缘
HEADER_MM = 15.0
LEFT_MM, RIGHT_MM = 28.0, 26.0  # 5.2.1 订口 28，版心宽 156
CHARS = 28  # 5.2.3 每行 28 字
TRACKING = -5  # 5.2.3 28 × 16 pt 比 156 mm 宽：每字收紧 0.25 pt 才排得下
RED = "FF0000"  # 5.2.4 未特作说明的均为黑色；版头的标志、分隔线和信函的双线为红色
SIZE_2, SIZE_3, SIZE_4, SIZE_SMALL_4, SIZE_5 = 44, 32, 28, 24, 21  # 二号、三号、四号、小四、五号


@dataclass(frozen=True, kw_only=True, slots=True)
class Frame:
    """Where the type area sits on the sheet; two ways to read 5.2.1 in a word processor."""

    name: str
    top_mm: float
    bottom_mm: float
    pitch: int
    """Distance of lines: 22 fill the type area (5.2.3)."""
    page_number_mm: float
    """Centre of the page number's dashes below the text area (7.5)."""
    left_mm: float = LEFT_MM
    right_mm: float = RIGHT_MM

    @property
    def text_width(self) -> int:
        """Of a portrait page: 156 mm unless an office's own Word file has other margins."""
        return twips(PAGE_WIDTH_MM - self.left_mm - self.right_mm)

    @property
    def text_height(self) -> int:
        """Of a portrait page; also the line length of a landscape page, which is the same page turned."""
        return twips(PAGE_HEIGHT_MM - self.top_mm - self.bottom_mm)


FRAMES = {
    # GB/T 33476.2—2016：字面上沿在 37 mm 处，而 Word 从行框量起，故上下边距各缩 2.42 mm。
    "gbt33476": Frame(name="gbt33476", top_mm=34.58, bottom_mm=32.58, pitch=592, page_number_mm=4.58),
    # GB/T 9704—2012 5.2.1 的数字照抄为 Word 边距。
    "plain": Frame(name="plain", top_mm=37.0, bottom_mm=35.0, pitch=579, page_number_mm=7.0),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Face:
    """A typeface as it is named in the document, and what stands in for it."""

    name: str
    alternates: tuple[str, ...] = ()
    """Names under which other systems know it (w:altName)."""
    wide: str | None = None
    """The face for Han characters outside GB/T 2312; None when the face has them itself."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Fonts:
    """The five faces of an official document (5.2.2, 7.2.2, 7.3.1, 7.3.3, 7.5)."""

    title: Face
    body: Face
    kai: Face
    hei: Face
    song: Face


_HEI = Face(name="黑体", alternates=("SimHei", "STHeiti", "Heiti SC"))
_SONG = Face(name="宋体", alternates=("SimSun", "STSong", "Songti SC"))
_XBS = ("方正小标宋_GBK", "FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05")
_FANGSONG = ("FangSong", "STFangsong")
_KAITI = ("KaiTi", "STKaiti")

FONTS = {
    "gb2312": Fonts(
        title=Face(name="方正小标宋简体", alternates=_XBS, wide="宋体"),
        body=Face(name="仿宋_GB2312", alternates=("仿宋", *_FANGSONG), wide="仿宋"),
        kai=Face(name="楷体_GB2312", alternates=("楷体", *_KAITI), wide="楷体"),
        hei=_HEI,
        song=_SONG,
    ),
    "windows": Fonts(
        title=Face(name="方正小标宋简体", alternates=_XBS, wide="宋体"),
        body=Face(name="仿宋", alternates=_FANGSONG),
        kai=Face(name="楷体", alternates=_KAITI),
        hei=_HEI,
        song=_SONG,
    ),
    "gbk": Fonts(
        title=Face(name="方正小标宋_GBK", alternates=("FZXiaoBiaoSong-B05", "方正小标宋简体")),
        body=Face(name="方正仿宋_GBK", alternates=("仿宋", *_FANGSONG)),
        kai=Face(name="方正楷体_GBK", alternates=("楷体", *_KAITI)),
        hei=Face(name="方正黑体_GBK", alternates=("黑体", "SimHei")),
        song=Face(name="方正书宋_GBK", alternates=("宋体", "SimSun")),
    ),
}
RARE_FACE = "宋体-ExtB"
"""For Han characters beyond U+FFFF, which none of the faces above has."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TextStyle:
    """A paragraph style; indents are in characters (字)."""

    id: str
    name: str
    """As Word shows it; built-in names stay English so that Word and python-docx recognise them."""
    face: str = "body"
    """A field of Fonts."""
    size: int = SIZE_3
    pitch: int | None = None
    """None: the frame's pitch."""
    align: str = "both"
    first: float = 0
    left: float = 0
    right: float = 0
    blank_before: float = 0
    """Blank lines above, in the frame's pitch."""
    blank_after: float = 0
    outline: int | None = None
    keep_next: bool = False
    tracking: int = TRACKING
    color: str = ""
    clause: str = ""


STYLES = (
    TextStyle(id="Title", name="Title", face="title", size=SIZE_2, pitch=660, align="center", blank_after=1,
              keep_next=True, tracking=0, clause="7.3.1"),
    TextStyle(id="Heading1", name="heading 1", face="hei", first=2, outline=0, keep_next=True, clause="7.3.3"),
    TextStyle(id="Heading2", name="heading 2", face="kai", first=2, outline=1, keep_next=True, clause="7.3.3"),
    TextStyle(id="Heading3", name="heading 3", first=2, outline=2, keep_next=True, clause="7.3.3"),
    TextStyle(id="Heading4", name="heading 4", first=2, outline=3, keep_next=True, clause="7.3.3"),
    TextStyle(id="Text", name="公文正文", first=2, clause="7.3.3"),
    TextStyle(id="Mark", name="发文机关标志", face="title", size=84, align="center", tracking=0, color=RED,
              clause="7.2.4"),
    TextStyle(id="HeadLine", name="版头", align="left", clause="7.2"),
    TextStyle(id="To", name="主送机关", clause="7.3.2"),
    TextStyle(id="Attached", name="附件说明", align="left", clause="7.3.4"),
    TextStyle(id="Attachment", name="附件序号", face="hei", align="left", keep_next=True, clause="7.3.7"),
    TextStyle(id="Sign", name="落款", align="right", right=2, clause="7.3.5.2"),
    TextStyle(id="Remark", name="附注", first=2, clause="7.3.6"),
    TextStyle(id="Present", name="出席名单", align="left", clause="10.3"),
    TextStyle(id="Imprint", name="版记", size=SIZE_4, pitch=554, left=1, right=1, tracking=0, clause="7.4"),
    TextStyle(id="Center", name="居中", align="center"),
    TextStyle(id="Note", name="说明", size=SIZE_SMALL_4, pitch=420, first=2, tracking=0),
    TextStyle(id="Head", name="表头", face="hei", size=SIZE_SMALL_4, pitch=360, align="center",
              keep_next=True, tracking=0),
    TextStyle(id="Cell", name="表文", size=SIZE_SMALL_4, pitch=360, align="left", tracking=0),
    TextStyle(id="HeadSmall", name="表头（小）", face="hei", size=SIZE_5, pitch=310, align="center",
              keep_next=True, tracking=0),
    TextStyle(id="CellSmall", name="表文（小）", size=SIZE_5, pitch=310, align="left", tracking=0),
    TextStyle(id="Compiled", name="汇编文件标题", face="title", size=SIZE_2, pitch=660, align="center", blank_after=1,
              outline=0, keep_next=True, tracking=0, clause="7.3.1"),
    TextStyle(id="TOCHeading", name="TOC Heading", face="title", size=SIZE_2, pitch=660, align="center", blank_after=1,
              keep_next=True, tracking=0),
    TextStyle(id="TOC1", name="toc 1"),
    TextStyle(id="TOC2", name="toc 2", left=2),
    TextStyle(id="Figure", name="图", align="center", keep_next=True, tracking=0),
    TextStyle(id="Caption", name="caption", size=SIZE_SMALL_4, pitch=420, align="center", tracking=0),
    TextStyle(id="FootnoteText", name="footnote text", size=SIZE_5, pitch=310, tracking=0),
    TextStyle(id="CommentText", name="annotation text", size=SIZE_5, pitch=310, align="left", tracking=0),
    TextStyle(id="Gap", name="表后", size=2, pitch=160, tracking=0),
    TextStyle(id="PageNumber", name="页码", face="song", size=SIZE_4, pitch=320, tracking=0, clause="7.5"),
    TextStyle(id="Header", name="header", face="song", size=SIZE_5, pitch=280, align="right", tracking=0),
)  # fmt: skip
STYLE = {style.id: style for style in STYLES}
HEADINGS = ("Title", "Heading1", "Heading2", "Heading3", "Heading4")
"""The style of `#`, `##` … `#####`."""
BULLETS = ("——", "·")
"""What stands before the items of a list, and of a list inside it."""
LINES_ABOVE_TITLE, LINES_ABOVE_ATTACHMENT_TITLE = 2, 1
"""Blank lines between a title and what stands above it on its page: 发文字号 (7.3.1), “附件1” (7.3.7)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class HeadMeasures:
    """Of 版头; lengths named mm are from edge to edge of what is printed."""

    mark_mm: float = TYPE_TOP_MM + 35
    """Upper edge of the mark from the top of the sheet (7.2.4, 10.3)."""
    most_size: int = 84
    """初号; the standard gives no size for the mark."""
    least_size: int = 44
    """That of the title."""
    narrow: float = 0.75
    """A mark is set up to so much narrower before it is set smaller."""
    pitch: float = 1.3
    """Line of the mark, in parts of its size."""
    joint_rows: int = 2
    """Names of a joint document that are set in the usual size; more of them are set smaller."""
    rule_gap_mm: float = 4.0
    """From 发文字号, in a letter from the mark, to the rule (7.2.7, 10.1)."""
    rule_eighths: int = 12
    """Thickness of the red rule, eighths of a point; not in the standard."""
    signers_width: float = 7
    """Two names of three characters and the space between them."""
    letter_mark_mm: float = 30.0
    """Upper edge of a letter's mark from the top of the sheet (10.1)."""
    letter_rule_mm: float = 170.0
    """Length of a letter's double rules, in the middle of the sheet."""
    letter_rule_eighths: int = 24
    letter_gap_mm: float = 4.84
    """7/8 of a 三号 character, from the double rule to the next element (10.1; GB/T 33476.2 9.1)."""
    letter_body_mm: float = 47.6
    """Where the text of a letter's first page begins, at most."""
    letter_foot_mm: float = 20.0
    """From the lower double rule to the lower edge of the sheet."""
    foot_box_mm: float = 6.0


HEAD = HeadMeasures()


@dataclass(frozen=True, kw_only=True, slots=True)
class ImprintMeasures:
    """Of 版记."""

    width_mm: float = PAGE_WIDTH_MM - LEFT_MM - RIGHT_MM
    thick_rule: int = 8
    """The first and the last: 0.35 mm in eighths of a point (7.4.1)."""
    thin_rule: int = 6
    """Those between: 0.25 mm."""
    rules_mm: float = 0.95
    """What the rules together add to the lines."""
    thin_mm: float = 0.35
    """The paragraph behind the table."""
    label: int = 3
    """Characters of “抄送：”."""
    box_number: int = 9001


IMPRINT = ImprintMeasures()


@dataclass(frozen=True, kw_only=True, slots=True)
class SignatureMeasures:
    """Of 署名; the room a signature seal takes (7.3.5.3) is 40 × 20 mm, which is practice."""

    width: float = 7.2
    """Characters."""
    height: float = 1.93
    """Lines."""
    seal_width: float = 8
    """Characters from the middle of a seal to that of the next: seals of 42 mm do not touch."""
    seal_height: float = 4.5
    """The same in lines, between rows of seals."""
    kept: int = 5 * CHARS
    """Characters of a last paragraph that is moved to the page of the signature rather than left behind."""


SIGNATURE = SignatureMeasures()


@dataclass(frozen=True, kw_only=True, slots=True)
class TableMeasures:
    """How tables are set; 9704 says nothing about them but clause 8, so these follow practice."""

    margin: int = 80
    """Left and right inside a cell."""
    padding: int = 30
    """Above and below inside a cell."""
    space_above: int = 80
    """Between a paragraph and the table below it."""
    border: int = 4
    """Eighths of a point."""
    row_height: int = 454
    """At least 8 mm, so that a form can be filled in by hand."""
    compact_row_height: int = 310
    """The same for tables that are only read."""
    narrow_column: int = 1350
    """A table whose columns are narrower than this on average is set in the small size."""
    unbroken_chars: tuple[float, ...] = (8.0, 7.0, 6.0, 5.0, 4.0, 3.0, 2.0)
    """Texts of at most so many characters stay on one line, whatever the dashes say; the first that leaves room."""
    least_share: float = 0.8
    """Of the line may be taken up by columns at their least width."""
    slack: float = 0.3
    """Characters of room beyond the text, for faces a little wider than they should be."""
    whole_row_lines: int = 12
    """A row of at most so many lines is never broken over pages."""
    centred_chars: int = 6
    """A column whose texts are all at most so long is centred unless the author says otherwise."""


TABLE = TableMeasures()


@dataclass(frozen=True, kw_only=True, slots=True)
class Layout:
    """One choice of frame and fonts."""

    frame: Frame
    fonts: Fonts

    def face(self, style: TextStyle) -> Face:
        """The typeface `style` is set in."""
        face: Face = getattr(self.fonts, style.face)
        return face

    def line_width(self, *, landscape: bool) -> int:
        """The length of a line of text."""
        return self.frame.text_height if landscape else self.frame.text_width


@cache
def layout(frame: str, fonts: str) -> Layout:
    """The layout of these names; a name that does not exist is an XunchaError that lists those that do."""
    if frame not in FRAMES:
        raise XunchaError(f"没有版心方案“{frame}”，可写 {'、'.join(FRAMES)}")
    if fonts not in FONTS:
        raise XunchaError(f"没有字体方案“{fonts}”，可写 {'、'.join(FONTS)}")
    return Layout(frame=FRAMES[frame], fonts=FONTS[fonts])


THIN = '<w:spacing w:line="20" w:lineRule="exact"/>'
"""The w:spacing of a line as low as can be."""
CELL = FRAMES["gbt33476"].text_width / CHARS
"""The width of one character of body text: 156 mm / 28 = 15.79 pt."""


# 固定行距的行，基线在行高的 80% 处（LibreOffice 7.4 实测）；
# 汉字的墨迹在基线上约 0.82 字高、下约 0.15 字高：FandolSong 0.78、0.19，Noto Serif 0.85、0.17。
_BASELINE, _ABOVE, _BELOW = 0.8, 0.82, 0.15


def above(size: int, pitch: int) -> int:
    """Twips between the upper edge of a line of exactly `pitch` and that of its characters of `size` half-points."""
    return round(_BASELINE * pitch - _ABOVE * size * 10)


def below(size: int, pitch: int) -> int:
    """The same between the lower edges."""
    return round((1 - _BASELINE) * pitch - _BELOW * size * 10)


def chars(text: str) -> float:
    """How many Han widths `text` takes: ASCII counts half."""
    return len(text) - len(text.encode("ascii", "ignore")) / 2
