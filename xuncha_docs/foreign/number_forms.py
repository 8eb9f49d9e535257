"""Whole numbers in the forms of Word's automatic numbers (ECMA-376 Part 1, 17.18.59)."""

from collections.abc import Callable, Mapping

from xuncha_docs.library.numerals import chinese_number

_DIGITS = "〇一二三四五六七八九"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_SIMPLIFIED = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
_TRADITIONAL = str.maketrans("一二三四五六七八九十百千", "壹貳參肆伍陸柒捌玖拾佰仟")
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
    (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
_LARGEST_CHINESE, _LARGEST_ROMAN, _ALPHABET, _LARGEST_LETTER, _TEN = 9_999, 3_999, 26, 780, 10


def written(number: int, form: str) -> str:
    """The number in a form of `w:numFmt`; Arabic digits where the form is unknown or has no sign for the number."""
    return "" if form == "none" else _FORMS.get(form, str)(number) or str(number)


def _chinese(number: int) -> str:
    return chinese_number(number) if 0 < number <= _LARGEST_CHINESE else ""


def _legal(number: int) -> str:
    return ("壹" if _TEN <= number < 2 * _TEN else "") + _chinese(number).translate(_SIMPLIFIED)


def _legal_traditional(number: int) -> str:
    return ("壹" if _TEN <= number < 2 * _TEN else "") + _chinese(number).translate(_TRADITIONAL)


def _digit_by_digit(number: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(max(number, 0)))


def _sexagenary(number: int) -> str:
    return _STEMS[(number - 1) % 10] + _BRANCHES[(number - 1) % 12] if number > 0 else ""


def _roman(number: int) -> str:
    letters = ""
    for size, letter in _ROMAN if 0 < number <= _LARGEST_ROMAN else ():
        letters += letter * (number // size)
        number %= size
    return letters


def _letters(number: int) -> str:
    """A … Z, AA, BB …"""
    return (
        chr(ord("A") + (number - 1) % _ALPHABET) * ((number - 1) // _ALPHABET + 1)
        if 0 < number <= _LARGEST_LETTER
        else ""
    )


def _from(signs: str) -> Callable[[int], str]:
    return lambda number: signs[number - 1] if 0 < number <= len(signs) else ""


def _range(first: str, count: int) -> str:
    return "".join(chr(ord(first) + step) for step in range(count))


_CIRCLED = _range("①", 20) + _range("㉑", 15) + _range("㊱", 15)
_FORMS: Mapping[str, Callable[[int], str]] = {
    "decimalZero": lambda number: f"{number:02}",
    "decimalFullWidth": lambda number: str(number).translate(_FULL_WIDTH),
    "decimalFullWidth2": lambda number: str(number).translate(_FULL_WIDTH),
    "decimalEnclosedCircle": _from(_CIRCLED),
    "decimalEnclosedCircleChinese": _from(_CIRCLED),
    "decimalEnclosedFullstop": _from(_range("⒈", 20)),
    "decimalEnclosedParen": _from(_range("⑴", 20)),
    "numberInDash": lambda number: f"- {number} -",
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
    "upperLetter": _letters,
    "lowerLetter": lambda number: _letters(number).lower(),
    "chineseCounting": _chinese,
    "chineseCountingThousand": _chinese,
    "japaneseCounting": _chinese,
    "koreanCounting": _chinese,
    "taiwaneseCounting": _chinese,
    "taiwaneseCountingThousand": _chinese,
    "chineseLegalSimplified": _legal,
    "ideographLegalTraditional": _legal_traditional,
    "ideographDigital": _digit_by_digit,
    "japaneseDigitalTenThousand": _digit_by_digit,
    "taiwaneseDigital": _digit_by_digit,
    "ideographEnclosedCircle": _from(_range("㊀", 10)),
    "ideographTraditional": _from(_STEMS),
    "ideographZodiac": _from(_BRANCHES),
    "ideographZodiacTraditional": _sexagenary,
}
