"""What templates of each scope can print: every name, what it means and where a person fills it in."""

import dataclasses
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from xuncha_docs.compose.templates import Scope
from xuncha_docs.errors import Location
from xuncha_docs.library.frameworks import Framework
from xuncha_docs.library.labels import LABELS
from xuncha_docs.library.rounds import Policy, RoundFacts, Team, Unit

_ROUND, _TEAM, _UNIT, _POLICY = (f"轮次文件 {part}" for part in ("round", "teams", "units", "policies"))
_MADE = "程序算出"
_OWNERS = frozenset({"round", "team", "unit"})
"""Names that go without saying before the meaning of their parts."""
_LABELS = {**LABELS, "id": "编号", "sample": "是否示例"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Variable:
    """One name of the context."""

    meaning: str
    source: str
    """Where it is filled in: 轮次文件 units.venue; or what works it out."""
    parts: "Mapping[str, Variable]" = field(default_factory=dict)
    """Its own parts, or those of each member where it is a list; {} where anything may follow."""


Variables = Mapping[str, Variable]


@cache
def variables(scope: Scope) -> Variables:
    """The names documents of this scope can print."""
    if scope is Scope.PACK:
        return {**_shared(), **_pack()}
    found = _shared()
    if scope is not Scope.ROUND:
        found |= {"team": _some("本巡察组", _TEAM, _team())}
    if scope in (Scope.UNIT, Scope.UNIT_ROLE):
        found |= {"unit": _some("本被巡察单位", _UNIT, _unit()), **_selected()}
    if scope is Scope.UNIT_ROLE:
        found |= _outline()
    return found


def described(name: str, scope: Scope) -> Variable | None:
    """What a dotted name is; the last part that is known where anything may follow; None for no name."""
    found = _along(name, scope)
    return found[-1] if found else None


def meaning(name: str, scope: Scope) -> str:
    """What a dotted name means: 领导班子·任职时间 for unit.leadership.since."""
    owner, _, part = name.partition(".")
    found = _along(name, scope)
    return "·".join(variable.meaning for variable in (found[1:] if part and owner in _OWNERS else found))


def _along(name: str, scope: Scope) -> tuple[Variable, ...]:
    """What each part of a name is, as far as it is known; () for no name."""
    tree, found = variables(scope), list[Variable]()
    for part in name.split("."):
        if found and not tree:
            break
        if part not in tree:
            return ()
        found.append(tree[part])
        tree = tree[part].parts
    return tuple(found)


def paths(tree: Variables, above: str = "") -> Iterator[tuple[str, Variable]]:
    """Every dotted name below `above`, in order."""
    for name, variable in tree.items():
        yield f"{above}{name}", variable
        yield from paths(variable.parts, f"{above}{name}.")


def _shared() -> dict[str, Variable]:
    called = _some("本轮巡察的称呼", f"{_ROUND}.name；没有写的由届次、机关、轮次拼成")
    return {
        "round": _some("本轮巡察", _ROUND, {**_record(RoundFacts, _ROUND), "label": called}),
        "framework": _some("监督框架", f"{_ROUND}.framework 所指的 kb/frameworks", _record(Framework, "kb/frameworks")),
        "teams": _some("各巡察组", _TEAM, _team()),
        "units": _some("各被巡察单位", _UNIT, _unit()),
        "policies": _some("各单位共同适用的政策", _POLICY, _record(Policy, _POLICY)),
    }


@cache
def _team() -> Variables:
    return {**_record(Team, _TEAM), "units": _some("本组承担的单位", _UNIT, _unit())}


@cache
def _unit() -> Variables:
    own = _record(Unit, _UNIT)
    answers = _made({"option": "选项", "count": "人数，不足5人的不公布", "share": "占比", "withheld": "是否不公布"})
    questions = {**_made({"text": "题目", "answered": "答题人数"}), "answers": _some("各选项", _MADE, answers)}
    surveys = {**own["surveys"].parts, "rate": _some("收回率", _MADE)}
    return {
        **own,
        "surveys": dataclasses.replace(
            own["surveys"], parts=surveys | {"questions": _some("题目", f"{_UNIT}.surveys.questions", questions)}
        ),
        "main_leaders": _some(
            "主要负责人", f"{_UNIT}.leadership 里 main 为 true 的，都没有写的取第一位", own["leadership"].parts
        ),
    }


def _selected() -> dict[str, Variable]:
    """What is selected from the kb for one unit."""
    row = _row()
    grouped = {"theme": _some("主题", "kb/frameworks"), "rows": _some("这个主题下的监督重点", "kb/focus", row)}
    requests = {"number": "序号", "name": "资料名称", "years": "年度", "keeper": "保管部门", "for": "用于哪项工作"}
    duties = {"source": "职责出处", "power": "权力类别", "risks": "风险点", "focus": "对应的监督重点标题"}
    return {
        "rows": _some("监督重点", "kb/focus，按本单位职能选出", row),
        "common_rows": _some("共性监督重点", "kb/focus", row),
        "specific_rows": _some("个性监督重点", "kb/focus", row),
        "rows_by_theme": _some("监督重点按主题归类", "kb/focus", grouped),
        "leader_rows": _some("一把手监督重点", "kb/focus", row),
        "requests": _some("调阅资料，各项重点合并去重", "kb/focus", _made(requests, "kb/focus")),
        "duties": _some(
            "主要职能和由此而来的监督重点",
            f"{_UNIT}.duties 与 kb/functions",
            {"text": _some("职责内容", f"{_UNIT}.duties"), **_made(duties, f"{_UNIT}.duties 与 kb/functions")},
        ),
        "roles": _some("本单位要谈的对象类别", "kb/frameworks"),
        "findings": _some("同类单位以往问题（内部）", "kb/findings", _finding()),
        "sanctions": _some(
            "处分条款（内部）", "kb/focus", _made({"id": "编号", "title": "标题", "basis": "依据"}, "kb/focus")
        ),
    }


def _row() -> dict[str, Variable]:
    told = {"number": "序号", "common": "是否共性", "duty": "对应的职能", "duty_source": "职能出处"}
    told |= {"why": "选取理由（内部）", "score": "选取得分（内部）"}
    own = ("id", "title", "themes", "signs", "normal", "innocent", "check_path", "basis")
    return {
        **_made(told),
        **{name: _some(_LABELS[name], "kb/focus") for name in own},
        "documents": _some(
            "调阅资料", "kb/focus", _made({"name": "名称", "years": "年度", "keeper": "保管"}, "kb/focus")
        ),
        "questions": _some("谈话问题", "kb/focus", _question()),
        "findings": _some("同类单位以往问题（内部）", "kb/findings", _finding()),
    }


def _question() -> dict[str, Variable]:
    told = {"role": "问哪类对象", "text": "问题", "yes": "答“有”时追问", "no": "答“没有”时追问"}
    return _made(told | {"unclear": "答“不清楚”时追问", "confirm": "用什么材料印证"}, "kb/focus")


def _finding() -> dict[str, Variable]:
    names = ("title", "unit_alias", "occurred", "phenomenon", "qualification", "rectification")
    return _made({name: LABELS[name] for name in names}, "kb/findings")


def _outline() -> dict[str, Variable]:
    role = {
        "name": "对象类别",
        "plain": "是否用大白话",
        "notice": "告知事项",
        "opening": "开场问题",
        "closing": "收尾问题",
    }
    about = _made({"title": "监督重点标题", "keepers": "保管有关资料的部门"}, "kb/focus")
    asked = {"number": _some("题号", _MADE), **_question()}
    topic = {
        **about,
        "questions": _some("问题", "kb/focus", asked),
        **_made({"signs": "表现", "basis": "依据"}, "kb/focus"),
    }
    return {
        "role": _some("谈话对象类别", "kb/frameworks", _made(role, "kb/frameworks")),
        "outline": _some(
            "谈话提纲",
            _MADE,
            {
                "topics": _some("话题", "kb/focus", topic),
                "reserve": _some("备选问题", "kb/focus", {**about, **_question()}),
                "count": _some("主要问题个数", _MADE),
            },
        ),
    }


def _pack() -> dict[str, Variable]:
    document = {"number": "序号", "path": "路径", "phase": "阶段", "name": "文件名", "title": "标题"}
    document |= {"quoted": "引用原文处数", "missing": "待补的项目", "unresolved": "待核的依据", "notices": "提示"}
    totals = {"documents": "文书份数", "missing": "待补", "unresolved": "待核", "notices": "提示", "quoted": "引用处数"}
    kinds = {"phase": "阶段", "kind": "文书种类", "owners": "属于谁", "quoted": "引用原文处数"}
    return {
        "documents": _some("材料包里的每份文书", _MADE, _made(document)),
        "incomplete": _some("有待补、待核、提示的文书", _MADE, _made(document)),
        "kinds": _some("各种文书", _MADE, _made(kinds)),
        "gaps": _some("还缺的项目", _MADE, _made({"owner": "属于谁", "item": "项目", "names": "等着它的文书种类"})),
        "doubts": _some(
            "待核的法规", _MADE, _made({"title": "法规名称", "addresses": "条款", "names": "用到的文书种类"})
        ),
        "totals": _some("合计", _MADE, _made(totals)),
    }


def _some(meaning: str, source: str, parts: Variables | None = None) -> Variable:
    return Variable(meaning=meaning, source=source, parts=parts or {})


def _made(meanings: Mapping[str, str], source: str = _MADE) -> dict[str, Variable]:
    return {name: _some(meaning, source) for name, meaning in meanings.items()}


@cache
def _record(cls: Any, place: str) -> Variables:
    """The fields of a record by name, those of its parts below them."""
    labels = {spec.name: spec.metadata.get("label") or _LABELS.get(spec.name, spec.name) for spec in _fields(cls)}
    return {
        name: _some(labels[name], f"{place}.{name}", _parts(hint, f"{place}.{name}"))
        for name, hint in typing.get_type_hints(cls).items()
        if hint is not Location
    }


def _fields(cls: Any) -> tuple["dataclasses.Field[Any]", ...]:
    return dataclasses.fields(cls)


def _parts(hint: Any, place: str) -> Variables:
    """The parts of a record, of one that may be left out, or of each member of a list of them."""
    kinds = (hint, *typing.get_args(hint))
    return next(
        (_record(kind, place) for kind in kinds if isinstance(kind, type) and dataclasses.is_dataclass(kind)), {}
    )
