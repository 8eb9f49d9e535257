"""The questions for one role in one unit: easy ones first, then those that belong to this unit, an open one last."""

from collections.abc import Callable, Iterable, Iterator, Sequence
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
_PLAIN_LENGTH = 25


@dataclass(frozen=True, kw_only=True, slots=True)
class Outline:
    """What one role is asked."""

    opening: tuple[str, ...]
    closing: tuple[str, ...]
    topics: tuple[tuple[Selected, tuple[Question, ...]], ...]
    """Row and its questions, in the order in which they are asked."""

    @property
    def count(self) -> int:
        """All main questions, the first and the last included."""
        return len(self.opening) + len(self.closing) + sum(len(questions) for _, questions in self.topics)

    @property
    def own(self) -> int:
        """How many questions belong to this unit alone."""
        return sum(len(questions) for row, questions in self.topics if not row.common)


def outline(rows: Sequence[Selected], role: Role) -> Outline:
    """At most eight main questions; one for each point before a second for any."""
    opening, closing = role.opening[:_OPENING], role.closing[:_CLOSING]
    room = MOST - len(opening) - len(closing)
    chosen = list(_turns([row for row in rows if not row.common], role, room))
    chosen += _turns([row for row in rows if row.common], role, room - len(chosen))
    topics = ((row, tuple(q for other, q in chosen if other is row)) for row in rows)
    return Outline(opening=opening, closing=closing, topics=tuple(topic for topic in topics if topic[1]))


def notice(found: Outline, role: Role, unit_name: str) -> str | None:
    """What to tell people when too few questions belong to the unit."""
    if found.own >= _OWN:
        return None
    return f"{unit_name}·{role.name}谈话提纲：专属本单位的问题只有{found.own}个，应不少于{_OWN}个，请在监督重点中补写"


def plain_outline(found: Outline, quotations: Callable[[Selected], list[Any]]) -> dict[str, Any]:
    """{topics: [{title, questions, signs, basis}], count}; numbers run through, the opening questions come first."""
    number = len(found.opening)
    topics = []
    for row, questions in found.topics:
        asked = []
        for question in questions:
            number += 1
            asked.append({"number": number, **plain_question(question)})
        topics.append(
            {"title": row.point.title, "questions": asked, "signs": list(row.point.signs), "basis": quotations(row)}
        )
    return {"topics": topics, "count": found.count}


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


def _turns(rows: Iterable[Selected], role: Role, room: int) -> Iterator[tuple[Selected, Question]]:
    """The first question of each row, then the second of each, until there is no room."""
    lists = [(row, [q for q in row.point.questions if _fits(q, role)]) for row in rows]
    longest = max((len(questions) for _, questions in lists), default=0)
    turns = [(row, questions[turn]) for turn in range(longest) for row, questions in lists if turn < len(questions)]
    yield from turns[: max(room, 0)]


def _fits(question: Question, role: Role) -> bool:
    return question.role == role.name and (not role.plain or len(question.text) <= _PLAIN_LENGTH)
