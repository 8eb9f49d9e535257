"""What a template reads, against what it declares and what its scope has: a typo is found before a document is made."""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from xuncha_docs.compose.environment import WITHHELD
from xuncha_docs.compose.names import used_names
from xuncha_docs.compose.templates import Template
from xuncha_docs.compose.variables import variables
from xuncha_docs.errors import Location
from xuncha_docs.library.records import Problem


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


def _used(template: Template) -> Iterator[tuple[str, Location]]:
    for part, text in template.parts.items():
        for name, line in used_names(text):
            yield name, template.place(part, line)


def _unknown(name: str, template: Template) -> str | None:
    """What is wrong with a name in this scope, or None."""
    tree = variables(template.scope)
    seen: list[str] = []
    for part in name.split("."):
        if template.outgoing and part in WITHHELD:
            return f"{name} 不能用：{WITHHELD[part]}"
        if part not in tree:
            return f"{template.scope} 范围的模板没有 {'.'.join([*seen, part])}{_hint(part, tree)}"
        seen.append(part)
        tree = tree[part].parts
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
