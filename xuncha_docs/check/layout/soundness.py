"""Checks of the file itself: its language, its characters, its XML."""

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from itertools import pairwise

import docx
from docx.opc.exceptions import OpcError
from lxml.etree import _Element

from xuncha_docs.check.layout.model import Document
from xuncha_docs.check.layout.verdicts import Check, Deviation, Found, Strength
from xuncha_docs.foreign.parts import Parts, w
from xuncha_docs.foreign.preflight import open_zip
from xuncha_docs.word.package import PRODUCT
from xuncha_docs.word.text import UNREADABLE

_FIRST_DATE = (1980, 1, 1, 0, 0, 0)
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd "
    "snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
    "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid "
    "vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em "
    "lang eastAsianLayout specVanish oMath",
    "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType "
    "pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings "
    "sectPrChange",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing "
    "tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription tblPrChange",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
}
"""The order of properties: ECMA-376 Part 1, 17.3.1.26, 17.3.2.28, 17.6.17, 17.4.59, 17.4.69."""
_RANK = {w(name): {w(child): at for at, child in enumerate(order.split())} for name, order in _ORDER.items()}


def _fixed_dates(document: Document) -> Found:
    """Our own documents only: their bytes depend on nothing but their content."""
    if document.product != PRODUCT:
        return None
    with open_zip(BytesIO(document.data)) as package:
        dated = [entry.filename for entry in package.infolist() if entry.date_time != _FIRST_DATE]
    return [
        Deviation(place="", measured=f"{name} 带有保存时间", right="1980-01-01，使同样的内容得到同样的文件")
        for name in dated
    ]


def _language(document: Document) -> list[Deviation]:
    if document.language.lower() in {"zh-cn", "zh-hans-cn", "zh-hans"}:
        return []
    return [Deviation(place="", measured=f"中文的校对语言是 {document.language or '空的'}", right="zh-CN")]


def _rare(document: Document) -> Found:
    """Han characters that a face cut for GB/T 2312 has not, and that are therefore printed in another."""
    narrow = [(one, run) for one in document.paragraphs for run in one.runs if run.face.upper().endswith("GB2312")]
    if not narrow:
        return None
    found: dict[str, Deviation] = {}
    for paragraph, run in narrow:
        for char in _HAN.findall(run.text):
            if char not in found and not _common(char):
                right = "改用不带 GB2312 的同名字体，否则打印成别的字体或空白"
                found[char] = Deviation(place=paragraph.place, measured=f"“{char}”不在 {run.face} 里", right=right)
    return list(found.values())


def _common(char: str) -> bool:
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _opens(document: Document) -> list[Deviation]:
    """The order of the XML, and whether another reader finds the same text."""
    parts = Parts(document.data)
    main = parts.xml(parts.main)
    assert main is not None  # 读得到这里，正文部分就在
    found = list(_misplaced(main))
    try:
        other = docx.Document(BytesIO(document.data)).element.body
    except (*UNREADABLE, OpcError, ValueError, zipfile.BadZipFile) as error:
        return [*found, Deviation(place="", measured=f"python-docx 打不开（{error}）", right="能用别的软件打开")]
    if _letters(main) != _letters(other):
        found.append(Deviation(place="", measured="python-docx 读出的文字不同", right="各种软件读出的文字相同"))
    return found


def _letters(root: _Element) -> str:
    return "".join(node.text or "" for node in root.iter(w("t")))


def _misplaced(root: _Element) -> Iterator[Deviation]:
    told: set[str] = set()
    for name, rank in _RANK.items():
        for element in root.iter(name):
            known = [(rank[str(child.tag)], child) for child in element if child.tag in rank]
            wrong = next((after for before, after in pairwise(known) if after[0] < before[0]), None)
            short = name.partition("}")[2]
            if wrong and short not in told:
                told.add(short)
                child = str(wrong[1].tag).partition("}")[2]
                yield Deviation(
                    place=f"w:{short}",
                    measured=f"w:{child} 的次序不对",
                    right="ECMA-376 规定的次序，否则有的软件打不开",
                )


CHECKS = (
    Check(number=37, title="文件内容固定", clause="", strength=Strength.PRACTICE, read=_fixed_dates),
    Check(number=38, title="校对语言", clause="", strength=Strength.PRACTICE, read=_language),
    Check(number=62, title="生僻字", clause="", strength=Strength.PRACTICE, read=_rare),
    Check(number=64, title="文件结构", clause="ECMA-376", strength=Strength.PRACTICE, read=_opens),
)
