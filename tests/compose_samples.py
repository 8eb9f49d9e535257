"""Records and a round for the tests of compose/, each with only what a test is about."""

from datetime import date
from typing import Any

from xuncha_docs.errors import Location
from xuncha_docs.library.citation import Citation
from xuncha_docs.library.records import (
    Basis,
    BasisRole,
    DocumentRequest,
    Duty,
    Finding,
    FocusPoint,
    FollowUps,
    FunctionList,
    Power,
    Question,
    Term,
)
from xuncha_docs.library.rounds import Choice, Round, RoundFacts, Team, Unit, UnitDuty

PLACE = Location(path="kb/focus/x.yaml", line=4)
ROUND_PLACE = Location(path="round.yaml", line=1)


def question(role: str = "班子成员", text: str = "怎么决定一项采购？") -> Question:
    return Question(role=role, text=text, follow_ups=FollowUps(yes="举例", no="谁办", unclear="查什么"), confirm="台账")


def point(name: str, *, tags: tuple[str, ...] = (), types: tuple[str, ...] = (), **given: Any) -> FocusPoint:
    values: dict[str, Any] = {
        "id": name,
        "title": f"{name}的标题",
        "themes": ("财经纪律",),
        "unit_types": types,
        "duty_tags": tags,
        "signs": ("经办人未登记，见台账“日期”栏",),
        "normal": "逐笔登记",
        "innocent": "登记在另一册",
        "check_path": ("抽三十笔与合同核对",),
        "documents": (DocumentRequest(name="采购台账", years="近三年", keeper="办公室"),),
        "questions": (question(),),
        "basis": (),
        "location": PLACE,
    }
    return FocusPoint(**(values | given))


def basis(text: str, role: BasisRole = BasisRole.NORM) -> Basis:
    return Basis(citation=Citation.parse(text), role=role)


def finding(name: str, *, tags: tuple[str, ...] = (), unit_type: str = "国有企业", **given: Any) -> Finding:
    values: dict[str, Any] = {
        "id": name,
        "title": f"{name}的标题",
        "themes": ("财经纪律",),
        "unit_type": unit_type,
        "unit_alias": "甲公司",
        "duty_tags": tags,
        "occurred": date(2024, 5, 1),
        "phenomenon": "三笔采购未比价",
        "qualification": "采购程序不规范",
        "responsibility": "建议责任主体为采购部",
        "basis": (),
        "rectification": "已完成",
        "location": PLACE,
    }
    return Finding(**(values | given))


def functions(unit_type: str, *duties: tuple[str, tuple[str, ...]]) -> FunctionList:
    made = tuple(
        Duty(id=f"d{number}", text=text, power=Power.MONEY, tags=tags, risks=("拆分采购",))
        for number, (text, tags) in enumerate(duties, 1)
    )
    return FunctionList(id=f"fl-{len(unit_type)}", title="职能清单", unit_type=unit_type, duties=made, location=PLACE)


def term(preferred: str, *synonyms: str) -> Term:
    return Term(id=f"term-{preferred}", preferred=preferred, synonyms=synonyms, location=PLACE)


def unit(name: str = "jia", *, duties: tuple[str, ...] = (), unit_type: str = "国有企业", **given: Any) -> Unit:
    values: dict[str, Any] = {
        "id": name,
        "team": 1,
        "party_organisation": "中共云川市甲公司委员会",
        "name": "云川市甲公司",
        "short_name": "甲公司",
        "type": unit_type,
        "duties": tuple(UnitDuty(text=text, source="章程") for text in duties),
    }
    return Unit(**(values | given))


def round_(*units: Unit, selection: Choice | None = None, **facts: Any) -> Round:
    values: dict[str, Any] = {
        "id": "yc-1",
        "authority": "中共云川市委员会",
        "ordinal": "三",
        "framework": "示例框架",
        "as_of": date(2026, 9, 1),
    }
    return Round(
        round=RoundFacts(**(values | facts)),
        teams=(Team(number=1, name="第一巡察组"),),
        units=units or (unit(),),
        selection=selection or Choice(),
        location=ROUND_PLACE,
    )
