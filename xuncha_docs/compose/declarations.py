"""What a template reads, against what it declares and what its scope has: a typo is found before a document is made."""

import dataclasses
import types
import typing
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from typing import Any

from xuncha_docs.compose.environment import WITHHELD
from xuncha_docs.compose.names import used_names
from xuncha_docs.compose.templates import Scope, Template
from xuncha_docs.errors import Location
from xuncha_docs.library.frameworks import Framework
from xuncha_docs.library.records import Problem
from xuncha_docs.library.rounds import RoundFacts, Team, Unit

_Tree = dict[str, Any]
"""Names -> their parts; {} where anything may follow."""
_UNIT_NAMES = (
    *("rows", "common_rows", "specific_rows", "rows_by_theme", "leader_rows"),
    *("requests", "duties", "findings", "sanctions", "roles"),
)
PACK_NAMES = ("documents", "gaps", "incomplete", "kinds", "totals")
_ROLE = ("name", "plain", "notice", "opening", "closing")


def declaration_problems(template: Template) -> tuple[Problem, ...]:
    """Errors for names the scope has not or `inputs` does not declare, warnings for declared names never used."""
    used = list(_used(template))
    declared = template.inputs
    found = [
        *(_error(place, message) for name, place in used if (message := _unknown(name, template))),
        *(
            _error(place, f"用到了 {name}，但 inputs 里没有声明，请补写 - {name}")
            for name, place in dict(reversed(used)).items()
            if not any(_related(name, other) for other in declared)
        ),
        *(
            Problem(location=template.location, message=f"inputs 声明的 {name} 没有用到，请删去", severity="warning")
            for name in declared
            if not any(_related(name, other) for other, _ in used)
        ),
    ]
    return tuple(sorted(found, key=lambda problem: problem.location.line or 0))


def names_of(scope: Scope) -> _Tree:
    """The names documents of this scope can print."""
    tree: _Tree = {
        "round": fields_of(RoundFacts) | {"label": {}},
        "framework": fields_of(Framework),
        "teams": {},
        "units": {},
        "policies": {},
    }
    if scope is Scope.PACK:
        return tree | {name: {} for name in PACK_NAMES}
    if scope is not Scope.ROUND:
        tree["team"] = fields_of(Team) | {"units": {}}
    if scope in (Scope.UNIT, Scope.UNIT_ROLE):
        tree |= {"unit": fields_of(Unit) | {"main_leaders": {}}} | {name: {} for name in _UNIT_NAMES}
    if scope is Scope.UNIT_ROLE:
        tree |= {"role": {name: {} for name in _ROLE}, "outline": {"topics": {}, "reserve": {}, "count": {}}}
    return tree


@cache
def fields_of(cls: Any) -> _Tree:
    """The fields of a record type by name, those of its parts below them."""
    return {name: _parts(hint) for name, hint in typing.get_type_hints(cls).items() if hint is not Location}


def _parts(hint: Any) -> _Tree:
    kinds = typing.get_args(hint) if typing.get_origin(hint) in (types.UnionType, typing.Union) else (hint,)
    return next((fields_of(kind) for kind in kinds if isinstance(kind, type) and dataclasses.is_dataclass(kind)), {})


def _used(template: Template) -> Iterator[tuple[str, Location]]:
    for part, text in template.parts.items():
        for name, line in used_names(text):
            yield name, template.place(part, line)


def _unknown(name: str, template: Template) -> str | None:
    """What is wrong with a name in this scope, or None."""
    tree: Mapping[str, Any] = names_of(template.scope)
    seen: list[str] = []
    for part in name.split("."):
        if template.outgoing and part in WITHHELD:
            return f"{name} 不能用：{WITHHELD[part]}"
        if part not in tree:
            return f"{template.scope} 范围的模板没有 {'.'.join([*seen, part])}{_hint(part, tree)}"
        seen.append(part)
        tree = tree[part]
        if not tree:
            return None
    return None


def _hint(name: str, known: Iterable[str]) -> str:
    names = list(known)
    near = get_close_matches(name, names, n=1)
    return f"，是不是 {near[0]}？" if near else f"；可用的有：{'、'.join(names)}"


def _related(one: str, other: str) -> bool:
    """Whether one name is the other or a part of it."""
    return one == other or one.startswith(f"{other}.") or other.startswith(f"{one}.")


def _error(place: Location, message: str) -> Problem:
    return Problem(location=place, message=message)
