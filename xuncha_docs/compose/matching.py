"""Which duty tags a sentence is about: by its words, by terms that mean the same, by usual duties."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from xuncha_docs.library.records import Duty, Term

WORD = 1.0
"""Strength of a match by the tag's word or a term that means the same."""
_PARTS = 0.8
"""Strength when all parts of the tag occur, apart from each other: 工程 … 建设 for 工程建设."""
_CLOSE = 0.4
"""From this share of common character pairs on, a duty of the unit counts as a usual duty of its type."""
_NEAREST = 0.2
"""From this share on, the nearest usual duty counts even when none is close."""
_NOT_TEXT = re.compile(r"[^0-9A-Za-z\u3400-\u9fff]+")
_JOINT = re.compile("[与和及、]")
_PART = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class Match:
    """A tag found in a sentence."""

    tag: str
    strength: float
    """0 to 1."""
    why: str
    """What of the sentence stands for the tag, for people."""
    duty: Duty | None = None
    """The usual duty through which it was found."""


def bare(text: str) -> str:
    """`text` without punctuation and spaces, so that “三公”经费 and 三公经费 are the same."""
    return _NOT_TEXT.sub("", text)


@lru_cache(maxsize=4096)
def pairs(text: str) -> frozenset[str]:
    """The pairs of neighbouring characters of the bare text."""
    plain = bare(text)
    return frozenset(plain[at : at + 2] for at in range(len(plain) - 1))


def closeness(one: str, other: str) -> float:
    """Share of common character pairs, of the shorter text; 0 to 1."""
    first, second = pairs(one), pairs(other)
    smaller = min(len(first), len(second))
    return len(first & second) / smaller if smaller else 0.0


class Vocabulary:
    """The words that stand for each tag: the tag itself, and the terms that mean the same."""

    def __init__(self, tags: Iterable[str], terms: Iterable[Term]) -> None:
        same = _same(terms)
        self._words = {tag: _words(tag, same) for tag in sorted(set(tags))}
        self._parts = {tag: _parts(bare(tag)) for tag in self._words}

    def mention(self, tag: str, text: str) -> str | None:
        """The word of `text` that stands for the tag, or None."""
        plain = bare(text)
        return next((word for word in self._words.get(tag, ()) if bare(word) in plain), None)

    def matches(self, text: str, usual: Sequence[Duty]) -> tuple[Match, ...]:
        """The tags `text` is about, each once and with its strongest reason, strongest first."""
        found = [match for tag in self._words if (match := self._by_word(tag, text))]
        for share, duty in _close(text, usual):
            why = f"与职能清单“{duty.text}”相近（{share:.2f}）"
            found += [Match(tag=tag, strength=round(share * _PARTS, 4), why=why, duty=duty) for tag in duty.tags]
        best: dict[str, Match] = {}
        for match in sorted(found, key=lambda m: (-m.strength, m.tag, m.why)):
            best.setdefault(match.tag, match)
        return tuple(best.values())

    def _by_word(self, tag: str, text: str) -> Match | None:
        word = self.mention(tag, text)
        if word:
            return Match(tag=tag, strength=WORD, why=f"匹配标签“{tag}”" + ("" if word == tag else f"（{word}）"))
        parts = self._parts[tag]
        if len(parts) > 1 and all(part in bare(text) for part in parts):
            return Match(tag=tag, strength=_PARTS, why=f"匹配标签“{tag}”（{'、'.join(parts)}）")
        return None


def _close(text: str, usual: Sequence[Duty]) -> list[tuple[float, Duty]]:
    """The usual duties that are close to `text`, or the nearest one, with their shares of common pairs."""
    ranked = sorted(((closeness(text, duty.text), duty) for duty in usual), key=lambda pair: (-pair[0], pair[1].text))
    return [pair for place, pair in enumerate(ranked) if pair[0] >= (_CLOSE if place else _NEAREST)]


def _same(terms: Iterable[Term]) -> dict[str, set[str]]:
    """Bare word -> every word of the terms that it stands in."""
    found: dict[str, set[str]] = {}
    for term in terms:
        group = (term.preferred, *term.synonyms, *term.abbreviations)
        for word in group:
            found.setdefault(bare(word), set()).update(group)
    return found


def _words(tag: str, same: Mapping[str, set[str]]) -> tuple[str, ...]:
    """The tag, the halves of a joint tag (物业与维修资金), and every word that means one of them."""
    own = [tag, *(half for half in _JOINT.split(tag) if half != tag and len(half) > 1)]
    others = set[str]().union(*(same.get(bare(word), ()) for word in own))
    return tuple(dict.fromkeys([*own, *sorted(others)]))


def _parts(tag: str) -> tuple[str, ...]:
    """The words of two characters a tag of four or six is made of; the tag itself otherwise."""
    if len(tag) % _PART or len(tag) == _PART:
        return (tag,)
    return tuple(tag[at : at + _PART] for at in range(0, len(tag), _PART))
