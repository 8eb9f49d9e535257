"""How people name a regulation -> the key under which it is found: exact after normalising, never a substring."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from xuncha_docs.library.citation import bare_title

_TAIL = re.compile(r"（[^（）]*）$")
_PREFIXES = ("中华人民共和国", "中国共产党")
_ISSUED_BY = re.compile(r"[^〈〉（）]{2,40}?(?:院|部|委|局|署|厅|室|会|府|央|行)(?=关于)")
_SHORTEST_ALIAS = 3
"""`监察法` is how people write it; anything shorter (`法`, `章程`) would be a guess."""
_SHORT_BY_CUSTOM = {"中华人民共和国宪法": "宪法", "中华人民共和国刑法": "刑法", "中国共产党章程": "党章"}
_MARKS = str.maketrans("", "", "、〈〉")
_NUMBER = re.compile(r"(.{1,20}?)[〔\[［（(【]?((?:19|20)\d\d)[〕\]］）)】]第?0*(\d{1,5})号")


def title_keys(title: str, short_titles: Iterable[str] = ()) -> Iterator[tuple[int, str]]:
    """(rank, key) of every name of a regulation: 0 its title, 1 declared short titles, 2 derived from either.

    Derived: without 中华人民共和国, 中国共产党 or the issuing bodies in front, without a bracket such as （试行）
    behind, without 、 and 〈〉.
    """
    declared = [(0, bare_title(title)), *((1, bare_title(short)) for short in short_titles)]
    yield from declared
    for _, key in declared:
        for alias in _derived(key):
            yield 2, alias
        if without_marks(key) != key:
            yield 2, without_marks(key)
    if declared[0][1] in _SHORT_BY_CUSTOM:
        yield 2, _SHORT_BY_CUSTOM[declared[0][1]]


def without_marks(key: str) -> str:
    """The key without the marks that sources print or leave out: 、 between issuing bodies, 〈〉 around a title."""
    return key.translate(_MARKS)


def number_key(text: str) -> str | None:
    """A 发文字号 in one form, 云财〔2024〕9号, whatever its brackets and spaces; None for text that is none."""
    plain = unicodedata.normalize("NFKC", "".join(text.split()))
    match = _NUMBER.fullmatch(plain)
    return f"{match[1]}〔{match[2]}〕{match[3]}号" if match else None


def _derived(key: str) -> Iterator[str]:
    issued = _ISSUED_BY.match(key)
    if issued:
        yield key[issued.end() :]
    bare = _TAIL.sub("", key)
    for name in (key, bare):
        for prefix in ("", *_PREFIXES):
            alias = name.removeprefix(prefix)
            if alias != key and len(alias) >= _SHORTEST_ALIAS and not alias.startswith(("章程", "宪法")):
                yield alias
