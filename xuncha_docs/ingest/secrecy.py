"""Files marked as state secrets do not come into this system; other marks of limited use are told."""

import re
from collections.abc import Iterable

from xuncha_docs.errors import ImportFailure

_FIRST_PAGE = 1_500
"""Characters in which the mark of a first page stands, page headers and 份号 before it."""
_MARK = re.compile(r"(?:^|[\s\d|]|密级[:：])((?:绝|机|秘)[ \u3000]*密[ \u3000]*[★☆][^\s|]{0,10})", re.MULTILINE)
"""Level and star, GB/T 9704—2012 7.2.2; a mark that is quoted or spoken of inside a sentence is none."""

_LIMITED = re.compile(
    r"(?:内部(?:资料|文件|材料|使用|参阅|刊物)|工作秘密)(?:[，,、 \u3000]*(?:注意保[存管]|(?:请勿|不得|严禁)外传))?"
    r"|此件不予?公开"
)
_FIRST_LINES = 10


def secrecy_mark(text: str) -> str | None:
    """The mark of secrecy on the first page of a text, None where there is none."""
    match = _MARK.search(text[:_FIRST_PAGE])
    return re.sub(r"[ \u3000]", "", match[1]) if match else None


def refuse_secret(text: str) -> None:
    """ImportFailure for a text marked as secret."""
    mark = secrecy_mark(text)
    if mark:
        raise ImportFailure(
            f"首页标有“{mark}”：涉密文件不得存入本系统。本文件没有导入，也没有留下副本；请按保密规定处理，并查明它为何在这台电脑上"
        )


def limited_use(text: str, margins: Iterable[str]) -> str | None:
    """The mark by which a text is for use inside offices, among its first lines or alone in a page header or seal."""
    lines = [line for margin in margins for line in margin.split("\n")]
    lines += [line for line in text.split("\n") if line.strip()][:_FIRST_LINES]
    return next((mark for line in lines if _LIMITED.fullmatch(mark := line.strip(" \u3000【】（）()[]"))), None)
