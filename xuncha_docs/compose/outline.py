"""The questions for one role in one unit: easy ones first, then those that belong to this unit, an open one last.

What is asked spreads over the unit's duties: one point for each duty before a second for any, the point with the higher
score first. The others stand in reserve, for people whose post has nothing to do with a main question.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from xuncha_docs.compose.selection import Selected
from xuncha_docs.library.frameworks import Role
from xuncha_docs.library.records import Question

MOST = 8
"""Main questions for an hour."""
_OPENING, _CLOSING = 2, 1
_OWN = 3
"""So many must belong to this unit alone."""
_RESERVE = 10
_PLAIN_LENGTH = 25


@dataclass(frozen=True, kw_only=True, slots=True)
class Outline:
    """What one role is asked."""

    opening: tuple[str, ...]
    closing: tuple[str, ...]
    topics: tuple[tuple[Selected, tuple[Question, ...]], ...]
    """Row and its questions, in the order in which they are asked."""
    reserve: tuple[tuple[Selected, Question], ...] = ()
    """To be put instead of a main question, nearest first."""

    @property
    def count(self) -> int:
        """All main questions, the first and the last included."""
        return len(self.opening) + len(self.closing) + sum(len(questions) for _, questions in self.topics)

    @property
    def own(self) -> int:
        """How many questions belong to this unit alone."""
        return sum(len(questions) for row, questions in self.topics if not row.common)


def outline(rows: Sequence[Selected], role: Role) -> Outline:
    """At most eight main questions, three of them the unit's own where it has so many, and ten in reserve."""
    opening, closing = role.opening[:_OPENING], role.closing[:_CLOSING]
    room = MOST - len(opening) - len(closing)
    asked = _in_turn(rows, role)
    own = [number for number, (row, _) in enumerate(asked) if not row.common][:_OWN]
    order = [*own, *(number for number in range(len(asked)) if number not in own)]
    chosen = [asked[number] for number in order[:room]]
    topics = ((row, tuple(question for other, question in chosen if other is row)) for row in rows)
    return Outline(
        opening=opening,
        closing=closing,
        topics=tuple(topic for topic in topics if topic[1]),
        reserve=tuple(asked[number] for number in order[room : room + _RESERVE]),
    )


def notice(found: Outline, role: Role, unit_name: str) -> str | None:
    """What to tell people when too few questions belong to the unit."""
    if found.own >= _OWN:
        return None
    return f"{unit_name}·{role.name}谈话提纲：专属本单位的问题只有{found.own}个，应不少于{_OWN}个，请在监督重点中补写"


def plain_outline(found: Outline, quotations: Callable[[Selected], list[Any]]) -> dict[str, Any]:
    """{topics: [{title, keepers, questions, signs, basis}], reserve: [{title, keepers, text, …}], count}.

    Numbers run through, the opening questions come first; keepers are the offices that keep the point's documents.
    """
    number = len(found.opening)
    topics = []
    for row, questions in found.topics:
        asked = []
        for question in questions:
            number += 1
            asked.append({"number": number, **plain_question(question)})
        topics.append({**_about(row), "questions": asked, "signs": list(row.point.signs), "basis": quotations(row)})
    reserve = [{**_about(row), **plain_question(question)} for row, question in found.reserve]
    return {"topics": topics, "reserve": reserve, "count": found.count}


def _about(row: Selected) -> dict[str, Any]:
    return {"title": row.point.title, "keepers": list(dict.fromkeys(d.keeper for d in row.point.documents))}


def plain_question(question: Question) -> dict[str, str]:
    """{role, text, yes, no, unclear, confirm}."""
    follow_ups = question.follow_ups
    return {
        "role": question.role,
        "text": question.text,
        "yes": follow_ups.yes,
        "no": follow_ups.no,
        "unclear": follow_ups.unclear,
        "confirm": question.confirm,
    }


def _in_turn(rows: Iterable[Selected], role: Role) -> list[tuple[Selected, Question]]:
    """The first question of each row before the second of any; of these the first row of each duty before others."""
    earlier = Counter[str]()
    ranked = []
    for row in sorted(rows, key=lambda r: (not r.pinned, not r.special, r.common, -r.score)):
        questions = [question for question in row.point.questions if _fits(question, role)]
        if questions:
            rank = earlier[row.duty.text] if row.duty else int(not (row.pinned or row.special))
            earlier.update([row.duty.text] if row.duty else [])
            ranked += [((turn, rank), row, question) for turn, question in enumerate(questions)]
    return [(row, question) for _, row, question in sorted(ranked, key=lambda entry: entry[0])]


def _fits(question: Question, role: Role) -> bool:
    return question.role == role.name and (not role.plain or len(question.text) <= _PLAIN_LENGTH)
