"""How people name a regulation -> the key under which it is found: exact after normalising, never a substring."""

import re
from collections.abc import Iterable, Iterator

from xuncha_docs.library.citation import bare_title

_TAIL = re.compile(r"（[^（）]*）$")
_PREFIXES = ("中华人民共和国", "中国共产党")
_SHORTEST_ALIAS = 3
"""`监察法` is how people write it; anything shorter (`法`, `章程`) would be a guess."""


def title_keys(title: str, short_titles: Iterable[str] = ()) -> Iterator[tuple[int, str]]:
    """(rank, key) of every name of a regulation: 0 its title, 1 declared short titles, 2 derived from either.

    Derived: without 中华人民共和国/中国共产党 in front, without a bracket such as （试行） behind.
    """
    declared = [(0, bare_title(title)), *((1, bare_title(short)) for short in short_titles)]
    yield from declared
    for _, key in declared:
        for alias in _derived(key):
            yield 2, alias


def _derived(key: str) -> Iterator[str]:
    bare = _TAIL.sub("", key)
    for name in (key, bare):
        for prefix in ("", *_PREFIXES):
            alias = name.removeprefix(prefix)
            if alias != key and len(alias) >= _SHORTEST_ALIAS and not alias.startswith(("章程", "宪法")):
                yield alias
