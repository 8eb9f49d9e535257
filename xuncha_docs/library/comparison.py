"""Two versions of a regulation article by article: which article became which, and which words changed."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import pairwise

from xuncha_docs.library.citation import Citation
from xuncha_docs.library.records import Paragraph, Provision, Regulation

SIMILAR = 0.35
"""Likeness from which two different texts count as one article, reworded: the share of common character pairs (Dice).

Of 64,000 pairs of different articles of one law, 98 % lie below; pairs of old and new that a reader would match
lie above 0.34 in the rewritten 公司法, 矿产资源法 and 突发事件应对法.
"""
_CONTAINED = 0.5
"""What a text found whole inside a longer one counts for; less where it is found in part."""
_SAME_NUMBER = 0.1
"""What an equal article number adds to the likeness where several articles compete."""
_COMMON_PAIR = 40
"""A pair of characters in more articles than this tells nothing about which article became which."""
_TELLING = 10
"""A text of fewer character pairs may stand in another by chance."""
_SHORTEST_ISLAND = 2
"""Equal text shorter than this between two changes is part of the change: single shared characters are chance."""
_CAPTION = re.compile(r"【[^【】]{1,60}】\s*")
"""A caption that an editor puts before an article is no part of its text."""
_SAME = str.maketrans(":;,()?!．○", "：；，（）？！.〇") | dict.fromkeys(map(ord, '"“”'), "“")
"""Characters that print the same text in different sources; each stands for one, so that offsets stay."""

_HEAD = "条文之前"
"""Where 题注 and preamble stand, which have no number."""

Span = tuple[int, int]


class Change(StrEnum):
    """What became of an article; the value is what people read."""

    SAME = "未改"
    MOVED = "移动"
    CHANGED = "修改"
    ADDED = "新增"
    REMOVED = "删去"


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One line of the comparison: an article before and after."""

    change: Change
    old: Provision | None
    new: Provision | None

    @property
    def renumbered(self) -> bool:
        """Whether the article stands under another number; natural paragraphs have none to keep."""
        if self.old is None or self.new is None:
            return False
        numbers = self.old.citation.article, self.new.citation.article
        return None not in numbers and numbers[0] != numbers[1]

    @property
    def address(self) -> str:
        """第五条, of the new text where there is one."""
        provision = self.new or self.old
        assert provision is not None
        return place_of(provision)

    @property
    def label(self) -> str:
        """修改（原第四条）."""
        if self.renumbered and self.old:
            return f"{self.change}（原{self.old.citation.address}）"
        return str(self.change)

    @property
    def marks(self) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
        """Spans of what is gone from the old text, and of what is new in the new text; whole words run together."""
        if self.change is not Change.CHANGED or self.old is None or self.new is None:
            return (), ()
        return changed_spans(self.old.text, self.new.text)


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """新旧对照: every article of both versions once, in the order of the new text."""

    old: Regulation
    new: Regulation
    head: Row | None
    """题注 and what else stands before the articles; None where neither version has any."""
    rows: tuple[Row, ...]

    @property
    def all_rows(self) -> tuple[Row, ...]:
        """The head, where there is one, and the articles."""
        return (self.head, *self.rows) if self.head else self.rows

    @property
    def counts(self) -> dict[Change, int]:
        """How many articles of each kind."""
        counted = Counter(row.change for row in self.rows)
        return {change: counted[change] for change in Change}


def compare(old: Regulation, new: Regulation, *, similar: float = SIMILAR) -> Comparison:
    """The comparison of two versions.

    Equal texts are matched first, then texts at least `similar` alike in the order of both, last those that moved out
    of order. What a gone article said stands after the article it followed.
    """
    matched = _matches(old.provisions, new.provisions, similar)
    rows = [_row(old.provisions[matched[at]] if at in matched else None, p) for at, p in enumerate(new.provisions)]
    return Comparison(
        old=old, new=new, head=_head_row(old, new), rows=tuple(_with_removed(rows, old.provisions, matched))
    )


def place_of(provision: Provision) -> str:
    """第五条; for what stands before the articles, that it does."""
    return provision.citation.address or _HEAD


def alike(one: str, other: str) -> float:
    """How much two texts of any length speak of the same: the cosine of their character pairs, 0 to 1."""
    first, second = set(map("".join, pairwise(one))), set(map("".join, pairwise(other)))
    return len(first & second) / max(1.0, math.sqrt(len(first) * len(second)))


def changed_spans(old: str, new: str) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """(spans of `old` that `new` has not, spans of `new` that `old` has not), at least two equal characters apart."""
    before, after = _caption_end(old), _caption_end(new)
    gone: list[Span] = []
    come: list[Span] = []
    for left, right, start, end in _joined_changes(old[before:], new[after:]):
        gone += [(left + before, right + before)] if right > left else []
        come += [(start + after, end + after)] if end > start else []
    return tuple(gone), tuple(come)


def _joined_changes(old: str, new: str) -> list[tuple[int, int, int, int]]:
    changes: list[tuple[int, int, int, int]] = []
    matcher = SequenceMatcher(None, old.translate(_SAME), new.translate(_SAME), autojunk=False)
    for tag, left, right, start, end in matcher.get_opcodes():
        if tag == "equal":
            continue
        if changes and left - changes[-1][1] < _SHORTEST_ISLAND:
            changes[-1] = (changes[-1][0], right, changes[-1][2], end)
        else:
            changes.append((left, right, start, end))
    return changes


def _head_row(old: Regulation, new: Regulation) -> Row | None:
    before, after = _head(old), _head(new)
    if after is None:
        return Row(change=Change.REMOVED, old=before, new=None) if before else None
    return _row(before, after)


def _head(regulation: Regulation) -> Provision | None:
    """What stands before the articles as a provision without number."""
    if not regulation.preamble:
        return None
    return Provision(
        citation=Citation(regulation=regulation.title),
        headings=(),
        paragraphs=(Paragraph(text=regulation.preamble),),
        location=regulation.location,
    )


def _row(old: Provision | None, new: Provision) -> Row:
    if old is None:
        return Row(change=Change.ADDED, old=None, new=new)
    if _squeezed(old) != _squeezed(new):
        return Row(change=Change.CHANGED, old=old, new=new)
    row = Row(change=Change.SAME, old=old, new=new)
    return Row(change=Change.MOVED, old=old, new=new) if row.renumbered else row


def _with_removed(rows: Sequence[Row], old: Sequence[Provision], matched: dict[int, int]) -> Iterator[Row]:
    new_of = {before: after for after, before in matched.items()}
    behind: dict[int, list[Row]] = defaultdict(list)
    place = -1
    for at, provision in enumerate(old):
        place = new_of.get(at, place)
        if at not in new_of:
            behind[place].append(Row(change=Change.REMOVED, old=provision, new=None))
    yield from behind[-1]
    for at, row in enumerate(rows):
        yield row
        yield from behind[at]


def _matches(old: Sequence[Provision], new: Sequence[Provision], similar: float) -> dict[int, int]:
    """Index in `new` -> index in `old`."""
    matched = _equal(old, new)
    taken = set(matched.values())
    olds = [at for at in range(len(old)) if at not in taken]
    news = [at for at in range(len(new)) if at not in matched]
    likeness = {
        pair: score + _SAME_NUMBER * (old[pair[0]].citation.address == new[pair[1]].citation.address)
        for pair, score in _alike(old, new, olds, news).items()
        if score >= similar
    }
    for before, after in _in_sequence(olds, news, likeness):
        matched[after] = before
        taken.add(before)
    for (before, after), _ in sorted(likeness.items(), key=lambda item: (-item[1], item[0])):
        if before not in taken and after not in matched:
            matched[after] = before
            taken.add(before)
    return matched


def _equal(old: Sequence[Provision], new: Sequence[Provision]) -> dict[int, int]:
    """Articles whose text is the same; of several with one text, equal numbers first, then in order."""
    places: dict[str, list[int]] = defaultdict(list)
    for at, provision in enumerate(old):
        places[_squeezed(provision)].append(at)
    matched: dict[int, int] = {}
    for same_number in (True, False):
        for after, provision in enumerate(new):
            free = [] if after in matched else places.get(_squeezed(provision), [])
            fits = [at for at in free if not same_number or old[at].citation.address == provision.citation.address]
            if fits:
                matched[after] = fits[0]
                free.remove(fits[0])
    return matched


def _alike(
    old: Sequence[Provision], new: Sequence[Provision], olds: Sequence[int], news: Sequence[int]
) -> dict[tuple[int, int], float]:
    """(index in old, index in new) -> Dice over character pairs, of those that share a pair which tells them apart."""
    pairs = {at: _pairs(old[at]) for at in olds}
    holders: dict[str, list[int]] = defaultdict(list)
    for at, counted in pairs.items():
        for pair in counted:
            holders[pair].append(at)
    scores: dict[tuple[int, int], float] = {}
    for after in news:
        counted = _pairs(new[after])
        near = {at for pair in counted if len(holders[pair]) <= _COMMON_PAIR for at in holders[pair]}
        for before in sorted(near):
            scores[before, after] = _likeness(pairs[before], counted)
    return scores


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    common, sizes = (one & other).total(), (one.total(), other.total())
    contained = _CONTAINED * common / min(sizes) if min(sizes) >= _TELLING else 0.0
    return max(2 * common / sum(sizes), contained)


def _in_sequence(
    olds: Sequence[int], news: Sequence[int], likeness: dict[tuple[int, int], float]
) -> Iterator[tuple[int, int]]:
    """The pairs of the best alignment that crosses itself nowhere: the greatest sum of likeness."""
    best = [[0.0] * (len(news) + 1) for _ in range(len(olds) + 1)]
    for i, before in enumerate(olds, 1):
        for j, after in enumerate(news, 1):
            score = likeness.get((before, after))
            best[i][j] = max(best[i - 1][j], best[i][j - 1], best[i - 1][j - 1] + score if score else 0.0)
    i, j = len(olds), len(news)
    while i and j:
        if best[i][j] == best[i - 1][j]:
            i -= 1
        elif best[i][j] == best[i][j - 1]:
            j -= 1
        else:
            yield olds[i - 1], news[j - 1]
            i, j = i - 1, j - 1


def _pairs(provision: Provision) -> Counter[str]:
    text = _squeezed(provision)
    return Counter(map("".join, pairwise(text))) or Counter([text])


def _squeezed(provision: Provision) -> str:
    """What makes two texts equal: no spaces, no caption, one form of each punctuation mark."""
    return "".join(provision.text[_caption_end(provision.text) :].translate(_SAME).split())


def _caption_end(text: str) -> int:
    caption = _CAPTION.match(text)
    return caption.end() if caption else 0
