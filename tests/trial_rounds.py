"""Rounds to try every template on: the smallest that can be read, and one that is hostile in every field."""

import dataclasses
import typing
from collections.abc import Iterable
from enum import Enum
from pathlib import Path
from typing import Any

import yaml

from tests.conftest import ROOT
from tests.packs import DEMO_ROUND
from xuncha_docs.errors import Location
from xuncha_docs.library.round_reader import read_round
from xuncha_docs.library.rounds import Policy, Round, RoundFacts, Team, Unit

LINES = (ROOT / "tests" / "cases" / "hostile_values.txt").read_text(encoding="utf-8").splitlines()
"""Values that look like code, markup or layout; more can be written into the file."""
VALUES = (
    *LINES,
    "长" * 600,
    "a" * 400,
    "上一行\n下一行\r\n第三行",
    "响\x07铃\ufffe丁\x1b[0m",
    "制\t表",
    "零\u200b宽、反\u202e向、家\U0001f468\u200d\U0001f469、e\u0301、行\u2028分",
)
"""Those, and what does not fit into a line."""
LONG = 200
"""Rows of the lists that are long."""
_LONG_LISTS = frozenset({"members", "leadership", "offices", "recipients", "earlier_findings"})
MARK = "〖{}〗"
"""Stands before each hostile value and names the field it is from."""
_SMALLEST = """
round: {{id: kong-1, authority: 中共云川市委, framework: 云川巡察监督框架（示例）, as_of: 2026-09-01}}
teams: [{{number: 1, name: 第一巡察组}}]
units:
  - {{id: kong, team: 1, party_organisation: 中共云川市空白党组, name: 云川市空白单位, short_name: 空白, type: {}}}
"""


def smallest_round(folder: Path, unit_type: str) -> Round:
    """One team, one unit of that type, nothing that may be left out."""
    path = folder / f"{unit_type}.yaml"
    path.write_text(_SMALLEST.format(unit_type), encoding="utf-8")
    return read_round(path)


class HostileRound:
    """A round each field of which holds a hostile value after a mark that names the field."""

    def __init__(self, folder: Path) -> None:
        self.written: dict[str, str] = {}
        """Mark -> the whole value."""
        path = folder / "恶.yaml"
        path.write_text(yaml.safe_dump(self._content(), allow_unicode=True, width=100_000), encoding="utf-8")
        self.found = read_round(path)

    def _content(self) -> dict[str, Any]:
        demo = yaml.load(DEMO_ROUND.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)["round"]  # noqa: S506 -- BaseLoader 只产生文字
        facts = self._record(RoundFacts, "round") | {"id": "e-1", "framework": demo["framework"]}
        for known, row in zip(demo["deadlines"], facts["deadlines"], strict=False):
            row["name"] = known["name"]
        for known, row in zip(("巡察报告", "专题报告"), facts["signatories"], strict=False):
            row["document"] = known
        team = self._record(Team, "team") | {"number": "1"}
        for role, member in zip(("组长", "副组长", "联络员"), team["members"], strict=False):
            member["role"] = role
        units = []
        for number, unit_type in enumerate(("党政机关", "村")):
            fixed = {"id": f"u-{number}", "team": "1", "type": unit_type, "selection": {}}
            units.append(self._record(Unit, f"unit{number}") | fixed)
        policies = [self._record(Policy, f"policies.{row}", row) for row in range(len(VALUES))]
        return {"round": facts, "teams": [team], "units": units, "policies": policies}

    def _record(self, cls: Any, path: str, row: int = 0, *, nested: bool = False) -> dict[str, Any]:
        hints = {name: hint for name, hint in typing.get_type_hints(cls).items() if hint is not Location}
        return {
            name: self._value(hint, f"{path}.{name}", row + number, nested=nested)
            for number, (name, hint) in enumerate(hints.items())
        }

    def _value(self, hint: Any, path: str, row: int, *, nested: bool) -> Any:
        """A value for a field; `row` moves along the hostile values, so that a list meets all of them."""
        inner = next((kind for kind in (hint, *typing.get_args(hint)) if kind is not type(None)), hint)
        kind = typing.get_args(hint)[0] if typing.get_args(hint) else inner
        if typing.get_origin(hint) is tuple:
            name = path.rpartition(".")[2]
            rows = 2 if nested else LONG if name in _LONG_LISTS else len(VALUES)
            return [self._value(kind, f"{path}.{number}", number, nested=True) for number in range(rows)]
        if dataclasses.is_dataclass(kind):
            return self._record(kind, path, row, nested=True)
        if kind is str:
            mark = MARK.format(path)
            self.written[mark] = f"{mark}{VALUES[row % len(VALUES)]}"
            return self.written[mark]
        if isinstance(kind, type) and issubclass(kind, Enum):
            return next(iter(kind)).value
        return {bool: "true", int: "7"}.get(kind, "2026-09-01")


def fields_of(marks: Iterable[str]) -> set[str]:
    """The fields the marks name, without the numbers of units and rows: `unit.leadership.post`."""
    names = (mark.strip("〖〗").split(".") for mark in marks)
    return {".".join(part.rstrip("0123456789") for part in name if not part.isdigit()) for name in names}
