"""Chinese and Arabic numerals as legal texts print them."""

import re

_DIGITS = "零一二三四五六七八九"
LARGEST = 9999
"""The highest number of an article, a paragraph or an item."""
_LONGEST_ARABIC = 9
_SAME = str.maketrans(
    "０１２３４５６７８９○Ｏ◯壹贰貳叁參肆伍陆陸柒捌玖拾佰仟两兩",
    "0123456789〇〇〇一二二三三四五六六七八九十百千二二",
)
_ARABIC = re.compile(r"[0-9]+")
_POSITIONAL = re.compile(r"[〇零一二三四五六七八九]+")
_IN_UNITS = re.compile(
    r"(?:([一-九])千)?(零)?(?:([一-九])百)?(零)?(?:([一-九])?十)?(零)?([一-九])?".replace("一-九", _DIGITS[1:])
)

NUMERAL = "[0-9０-９〇零○Ｏ◯一二三四五六七八九十百千两兩廿卅壹贰貳叁參肆伍陆陸柒捌玖拾佰仟]"
"""A character class for regular expressions: every character a number may hold."""


def _plain(text: str) -> str:
    """The numeral in one set of characters: 0-9, 〇, 零, 一 to 九, 十百千."""
    joined = "".join(text.split()).translate(_SAME)
    return joined.replace("廿", "二十").replace("卅", "三十").replace("十十", "十")


def parse_number(text: str) -> int | None:
    """The number that `text` writes, None when it writes none.

    Understands 38, ３８, 三十八, 卅八, 叁拾捌, 一百零八, 一百〇八 and digit by digit 一〇八, 二零; spaces do not count.
    """
    plain = _plain(text)
    if _ARABIC.fullmatch(plain):
        return int(plain) if len(plain) <= _LONGEST_ARABIC else None
    if _POSITIONAL.fullmatch(plain):
        return int("".join(str(_digit(char)) for char in plain)) if len(plain) <= _LONGEST_ARABIC else None
    return _number_in_units(plain)


def is_digit_by_digit(text: str) -> bool:
    """Whether a Chinese numeral of two or more characters is written without 十百千: 一〇八, 二零."""
    plain = _plain(text)
    return len(plain) > 1 and _POSITIONAL.fullmatch(plain) is not None


def chinese_number(number: int) -> str:
    """The usual Chinese form of 0 to 9999: 十二, 一百零八, 一千零一十; ValueError outside."""
    if not 0 <= number <= LARGEST:
        raise ValueError(f"只能写 0 到 {LARGEST} 的数：{number}")
    if number == 0:
        return "零"
    written = ""
    for unit, size in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit = number // size % 10
        if digit:
            written += _DIGITS[digit] + unit
        elif written and not written.endswith("零") and number % size:
            written += "零"
    return written.removeprefix("一") if written.startswith("一十") else written


def _digit(char: str) -> int:
    return max(_DIGITS.find(char), 0)


def _number_in_units(plain: str) -> int | None:
    match = _IN_UNITS.fullmatch(plain.replace("〇", "零"))
    if not match or not plain:
        return None
    thousands, _, hundreds, _, tens, _, ones = match.groups()
    tens_written = "十" in plain
    zero_before_ones = plain.replace("〇", "零")[-2:-1] == "零"
    if ones and not tens_written and (thousands or hundreds) and not zero_before_ones:
        return None  # “一百二”是 120 还是 102 说不清
    parts = ((thousands, 1000), (hundreds, 100), (tens or ("一" if tens_written else None), 10), (ones, 1))
    return sum(_digit(char) * size for char, size in parts if char) or None
