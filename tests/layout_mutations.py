"""The wrong documents, one for each check: what is changed in a right one, and the number of the check that sees it."""

import copy

from lxml import etree

from tests.layout_files import BREAK, FIRST, Mutation, add, both, drop, face, find, paragraph, properties, put, say

_MAIN, _LAST_PORTRAIT, _IMPRINT = "(//w:sectPr)[1]", "(//w:sectPr)[3]", "(//w:sectPr)[last()]"
_MARGINS = "w:pgMar"
_ADDRESSEE = paragraph("各县（市、区）委")
_TITLE = paragraph("关于印发")
_STYLE = "//w:style[@w:styleId='{}']"


def _jc_first(root: etree._Element) -> None:
    """w:jc before w:pStyle, where the schema does not allow it."""
    style = find(root, f"{paragraph('第六段')}/w:pPr/w:pStyle")[0]
    style.addprevious(etree.Element(f"{{{style.nsmap['w']}}}jc", {f"{{{style.nsmap['w']}}}val": "both"}))


def _break_before_comma(root: etree._Element) -> None:
    """A line broken by hand where a comma then begins the next."""
    text = find(root, f"{paragraph('各组要在进驻')}/w:r/w:t")[0]
    before, comma, after = (text.text or "").partition("，")
    text.text = before
    rest = copy.deepcopy(text)
    rest.text = comma + after
    broken = etree.Element(f"{{{text.nsmap['w']}}}br")
    text.addnext(broken)
    broken.addnext(rest)


READ = (
    Mutation(
        number=1,
        edit=both(put(f"{_LAST_PORTRAIT}/w:pgSz", w="+113"), put(f"{_LAST_PORTRAIT}/{_MARGINS}", right="+113")),
    ),
    Mutation(number=2, edit=put(f"{_LAST_PORTRAIT}/{_MARGINS}", top="-85", bottom="+85")),
    Mutation(number=3, edit=put(f"{_LAST_PORTRAIT}/{_MARGINS}", left="+85", right="-85")),
    Mutation(number=4, edit=put(f"{_LAST_PORTRAIT}/{_MARGINS}", bottom="+170")),
    Mutation(number=5, edit=add(properties("第六段"), "sz", 1, val=30)),
    Mutation(number=6, edit=face("第六段", "宋体")),
    Mutation(number=7, edit=put(f"{properties('示例单位甲')}/w:rFonts", asciiTheme="minorHAnsi")),
    Mutation(number=8, part="styles", edit=put(f"{_STYLE.format('Text')}/w:pPr/w:spacing", lineRule="atLeast")),
    Mutation(number=9, edit=add(f"{paragraph('第六段')}/w:pPr", "ind", 1, firstLineChars=100, firstLine=320)),
    Mutation(number=10, edit=say(f"{paragraph('第六段')}/w:r/w:t", "第六段", "　　第六段")),
    Mutation(number=11, edit=face("一、总体要求", "宋体")),
    Mutation(number=12, edit=face("（一）准确把握重点", "宋体")),
    Mutation(number=13, edit=face("1.紧盯重点领域", "楷体_GB2312")),
    Mutation(number=14, edit=face("（1）资金管理", "楷体_GB2312")),
    Mutation(number=15, part="styles", edit=drop(f"{_STYLE.format('Heading1')}/w:pPr/w:outlineLvl")),
    Mutation(number=16, words=("## 二、工作安排\n", "## 二、工作安排\n\n##### （1）先急后缓\n")),
    Mutation(number=17, edit=add(f"{_TITLE}/w:pPr", "jc", 3, val="left")),
    Mutation(number=18, edit=add(f"{_TITLE}/w:r[1]/w:rPr", "b", 1)),
    Mutation(number=19, words=("》的通知\n", "》的通知。\n")),
    Mutation(number=20, edit=say(f"{paragraph('云巡组')}/w:r/w:t", "〔2026〕3号", "〔2026〕03号")),
    Mutation(number=21, words=("2026年3月6日", "2026年03月06日")),
    Mutation(number=22, edit=add(f"{_ADDRESSEE}/w:pPr", "ind", 1, firstLineChars=200, firstLine=640)),
    Mutation(number=23, edit=say(f"({paragraph('附件：1')}//w:t)[last()]", "名单", "名单；")),
    Mutation(number=24, edit=drop(f"{paragraph('附件1')}/w:pPr/w:pageBreakBefore")),
    Mutation(number=25, part="footer-even", edit=drop("//w:r")),
    Mutation(number=26, part="settings", edit=drop("//w:evenAndOddHeaders")),
    Mutation(number=27, part="footer-odd", edit=both(say("(//w:t)[1]", "—", "-"), say("(//w:t)[last()]", "—", "-"))),
    Mutation(number=28, part="styles", edit=put(f"{_STYLE.format('PageNumber')}/w:rPr/w:rFonts", eastAsia="黑体")),
    Mutation(number=29, edit=add(properties("第六段"), "color", 1, val="0000FF")),
    Mutation(number=30, edit=drop("(//w:tbl)[1]//w:tblHeader")),
    Mutation(number=31, edit=put("(//w:tbl)[1]/w:tblPr/w:tblW", w=10000)),
    Mutation(
        number=32,
        part="footer-landscape-odd",
        edit=lambda root: find(root, "//wps:bodyPr")[0].set("vert", "horz"),
    ),
    Mutation(number=33, words=("问题导向，", "问题导向,")),
    Mutation(number=34, words=("“三重一大”", '"三重一大"')),
    Mutation(number=35, words=("2024—2026年", "2024-2026年")),
    Mutation(number=36, words=("第六段说明安排", "第六段说明【待补：安排】")),
    Mutation(number=38, part="styles", edit=put("//w:docDefaults//w:lang", eastAsia="en-US")),
    Mutation(number=39, edit=add(f"{paragraph('第六段')}/w:pPr", "widowControl", 1)),
    Mutation(number=53, words=("# 单位名单", "# 单位名录")),
    Mutation(number=54, edit=put(f"{paragraph('保障措施')}/w:pPr/w:spacing", before=0)),
    Mutation(number=58, edit=say(f"{paragraph('抄送')}/w:r/w:t", "党组。", "党组")),
    Mutation(number=62, edit=say(f"{paragraph('第六段')}/w:r/w:t", "安排", "安喆")),
    Mutation(number=64, edit=_jc_first),
    Mutation(number=65, words=("| 合计 | 50.0 |", "| 合计 | 60.0 |")),
)
"""Wrong in what the file says."""

MEASURED = (
    Mutation(number=40, edit=add(f"{paragraph('第二段')}/w:pPr", "spacing", 1, before=240)),
    Mutation(number=41, part="styles", edit=put(f"{_STYLE.format('Text')}/w:rPr/w:spacing", val=0)),
    Mutation(number=42, part="footer-odd", edit=put("//w:pPr/w:ind", right=0)),
    Mutation(number=43, words=(f"{FIRST}\n\n{BREAK}", f"{BREAK}\n\n{FIRST}")),
    Mutation(number=45, edit=add(properties("一、总体要求"), "position", 1, val=-4)),
    Mutation(
        number=46,
        edit=both(
            add(properties("一、总体要求"), "position", 1, val=8), add(properties("第三段"), "position", 1, val=-8)
        ),
    ),
    Mutation(number=47, edit=put(f"{_MAIN}/{_MARGINS}", footer="+85")),
    Mutation(number=48, edit=put("(//w:txbxContent//w:p)[last()]/w:pPr/w:spacing", line="+200")),
    Mutation(number=49, edit=put(f"{_IMPRINT}/w:type", val="oddPage")),
    Mutation(number=50, edit=put(f"{paragraph('云川市委示例小组文件')}/w:pPr/w:spacing", before="-100")),
    Mutation(number=51, edit=put(f"{paragraph('云巡组')}/w:pPr/w:pBdr/w:bottom", space="+4")),
    Mutation(number=52, edit=put(f"{_TITLE}/w:pPr/w:spacing", before="-592")),
    Mutation(number=55, edit=put(f"{paragraph('2026年3月6日')}/w:pPr/w:ind", left="+640")),
    Mutation(number=56, base="letter", edit=add(f"{paragraph('中共云川市委')}/w:pPr", "pageBreakBefore", 2)),
    Mutation(number=57, words=("工作方案》<br>和《经费安排", "工作方案》和《经费<br>安排")),
    Mutation(number=59, edit=put("(//w:txbxContent//w:tcBorders/w:top)[1]", sz=12)),
    Mutation(number=60, base="letter", part="header-first", edit=put("(//w:pBdr)[1]/../w:ind", left=0)),
    Mutation(number=63, edit=_break_before_comma),
)
"""Wrong in what shows on the pages."""
