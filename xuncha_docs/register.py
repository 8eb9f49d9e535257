"""How the document register looks: one line for each document, and all about one."""

from collections.abc import Iterator, Mapping
from itertools import groupby

from rich.cells import cell_len

from xuncha_docs.compose.names import asked_limits, used_names
from xuncha_docs.compose.templates import Audience, Scope, Template
from xuncha_docs.compose.variables import described, meaning
from xuncha_docs.pack import PHASES

_SCOPES = {
    Scope.ROUND: "全轮一份",
    Scope.TEAM: "每个巡察组一份",
    Scope.UNIT: "每个单位一份",
    Scope.UNIT_ROLE: "每个单位、每类谈话对象一份",
    Scope.PACK: "全套材料一份",
}
_AUDIENCES = {
    Audience.OFFICE: "巡察办",
    Audience.TEAM: "巡察组",
    Audience.UNIT: "被巡察单位",
    Audience.PUBLIC: "公开张贴",
}
_LEVELS = {"规定": "规定要有", "一般做法": "一般做法，可以不用"}
_ID_WIDTH = 32
_MEANING_WIDTH = 40
"""Columns of the terminal; a longer text moves the rest of its line."""


def listed(templates: Mapping[str, Template]) -> Iterator[str]:
    """The register phase by phase: id, title, for what one is made, what for."""
    yield f"共 {len(templates)} 种文书。看一种的说明和字段：xuncha templates 编号；出一份：xuncha render 编号 轮次文件"
    for phase, group in groupby(templates.values(), key=lambda template: template.phase):
        members = list(group)
        yield f"\n{PHASES[phase]}（{len(members)} 种）"
        for template in members:
            told = f"{_made_for(template)}，可外发" if template.outgoing else _made_for(template)
            yield f"  {_padded(template.id, _ID_WIDTH)}{template.title}（{told}）：{template.purpose}"


def explained(template: Template) -> Iterator[str]:
    """What a document is for, how it is handled, and each field it prints with where that is filled in."""
    yield f"{template.title}（{template.id}）"
    yield f"  用途：{template.purpose}"
    yield f"  阶段：{PHASES[template.phase]}　份数：{_made_for(template)}　给谁：{_AUDIENCES[template.audience]}"
    kept = template.retention or "按本地规定"
    yield f"  外发：{'可以' if template.outgoing else '不可以，只供内部'}　格式：{template.form}　保管期限：{kept}"
    asked = _LEVELS.get(template.level or "", "—")
    yield f"  发文：{template.issuer or '—'}　审批：{template.approver or '—'}　性质：{asked}"
    yield f"  模板：{template.location.path}；要改，抄到工作区的 templates/ 里改，文件名不变"
    yield "用到的字段（括号里是在哪里填；没有填的印成【待补：……】，列入完整性报告）："
    for name in _fields(template):
        found = described(name, template.scope)
        if found is not None:
            told = _padded(meaning(name, template.scope), _MEANING_WIDTH)
            yield f"  {_padded(name, _ID_WIDTH)}{told}（{found.source}）"
    limits = [limit for text in template.parts.values() for limit in asked_limits(text)]
    if limits:
        yield f"用到的时限（轮次文件 round.deadlines）：{'、'.join(limits)}"
    if template.scope is not Scope.PACK:
        yield f"出一份看看：xuncha render {template.id} rounds/round.yaml --preview"


def _made_for(template: Template) -> str:
    only = f"，只给{'、'.join(template.unit_types)}" if template.unit_types else ""
    return f"{_SCOPES[template.scope]}{only}"


def _fields(template: Template) -> list[str]:
    """The names it prints, without those of which it prints parts."""
    used = {name for text in template.parts.values() for name, _ in used_names(text)}
    return sorted(name for name in used if not any(other.startswith(f"{name}.") for other in used))


def _padded(text: str, width: int) -> str:
    return f"{text}{' ' * max(1, width - cell_len(text))}"
