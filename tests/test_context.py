"""What the documents of a round, a team, a unit and a role can print."""

from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.compose_samples import point, question, round_, unit
from xuncha_docs.compose.context import Contexts, round_label
from xuncha_docs.compose.outline import outline, plain_outline
from xuncha_docs.compose.requests import merged_years
from xuncha_docs.compose.selection import Selected, UnitDutyMatch
from xuncha_docs.compose.values import Missing
from xuncha_docs.errors import RecordError
from xuncha_docs.library.frameworks import Role
from xuncha_docs.library.library import Library
from xuncha_docs.library.round_reader import read_round
from xuncha_docs.library.rounds import Round

FRAMEWORKS = {
    "framework.yaml": """kind: framework
sample: true
records:
  - id: fw
    name: 示例框架
    themes: [{name: 选人用人}, {name: 财经纪律}]
""",
    "types.yaml": """kind: unit_type
sample: true
records:
  - {id: ut-guoqi, name: 国有企业}
  - {id: ut-cun, name: 村, subtypes: [发展滞后]}
""",
    "roles.yaml": """kind: role
sample: true
records:
  - id: role-a
    name: 中层干部
    notice: 请讲实情
    opening: [哪年到任？, 哪几项工作？, 哪里难办？]
    closing: [还有什么？, 再说一件]
  - {id: role-b, name: 村（居）民, plain: true}
""",
}
OWN = """kind: focus_point
sample: true
records:
  - id: fp-caigou
    title: 物资采购比价
    themes: [工程项目与采购]
    unit_types: [国有企业]
    duty_tags: [物资采购]
    signs: [采购员先签约后比价，见《采购台账》“比价日期”栏]
    normal: 先比价后签约
    innocent: 紧急采购
    check_path: [抽三十笔与合同核对]
    documents:
      - {name: 《公务接待台账》, years: 近五年, keeper: 财务部}
      - {name: 采购合同, years: 2024年3月, keeper: 采购部}
    questions:
      - role: 村（居）民
        text: 谁在管账？
        follow_ups: {yes: 甲, no: 乙, unclear: 丙}
        confirm: 账本
      - role: 村（居）民
        text: 您能不能说一说去年村里卖给合作社的那批果树苗一共收了多少钱？
        follow_ups: {yes: 甲, no: 乙, unclear: 丙}
        confirm: 账本
    basis:
      - {citation: 《云川市公务接待管理办法（示例）》第三条, role: norm}
      - {citation: 《云川市公务接待管理办法（示例）》第九条, role: norm}
      - {citation: 《没有的办法》第一条, role: norm}
"""
FINDINGS = """kind: finding
sample: true
records:
  - id: fd-caigou
    title: 采购未比价
    themes: [工程项目与采购]
    unit_type: 国有企业
    unit_alias: 甲公司
    duty_tags: [物资采购]
    occurred: 2023-05-06
    phenomenon: 抽查三十笔，七笔未比价
    qualification: 采购程序不规范
    responsibility: 建议责任主体为采购部
    rectification: 已完成
    basis: []
"""
ROUND = """round:
  id: yc-1
  ordinal: 三
  authority: 中共云川市委员会
  framework: 示例框架
  as_of: 2026-09-01
  sample: true
teams:
  - {number: 1, name: 第一巡察组}
units:
  - id: jia
    team: 1
    party_organisation: 中共甲公司委员会
    name: 云川甲公司
    short_name: 甲公司
    type: 国有企业
    leadership: [{name: 示例甲, post: 董事长}]
    duties: [{text: 负责大宗物资采购}, {text: 管理三公经费, source: 章程}]
  - {id: yi, team: 1, party_organisation: 中共乙村支部, name: 云川乙村, short_name: 乙村, type: 村, subtype: 发展滞后}
"""


@pytest.fixture
def full(kb: Path, tmp_path: Path) -> Library:
    files = {f"frameworks/{name}": text for name, text in FRAMEWORKS.items()}
    for name, text in (files | {"focus/own.yaml": OWN, "findings/all.yaml": FINDINGS}).items():
        path = kb / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return Library.open([kb], tmp_path / "cache")


@pytest.fixture
def inspected(tmp_path: Path) -> Round:
    path = tmp_path / "round.yaml"
    path.write_text(ROUND, encoding="utf-8")
    return read_round(path)


@pytest.fixture
def contexts(full: Library, inspected: Round) -> Contexts:
    return Contexts(inspected, full)


@pytest.fixture
def values(contexts: Contexts, inspected: Round) -> Any:
    return contexts.unit(inspected.units[0]).values


def row(values: Any, name: str) -> Any:
    return next(row for row in values["rows"] if row["id"] == name)


def test_a_round_has_its_facts_and_a_label(contexts: Contexts) -> None:
    values = contexts.round().values
    assert values["round"]["label"] == "云川市委第三轮巡察"
    assert values["round"]["as_of"] == date(2026, 9, 1)
    assert [unit["short_name"] for unit in values["units"]] == ["甲公司", "乙村"]
    assert [theme["name"] for theme in values["framework"]["themes"]] == ["选人用人", "财经纪律"]


@pytest.mark.parametrize(
    ("facts", "label"),
    [
        ({"name": "五届云川市委第三轮巡察"}, "五届云川市委第三轮巡察"),
        ({"term": "五届", "ordinal": "第三轮"}, "五届云川市委第三轮巡察"),
        ({"term": "5", "ordinal": "3"}, "五届云川市委第三轮巡察"),
        ({"authority": "中共云川市委", "ordinal": None}, "云川市委巡察"),
    ],
)
def test_the_label_of_a_round(facts: dict[str, Any], label: str) -> None:
    assert round_label(round_(**facts).round) == label


def test_what_is_not_supplied_is_missing_with_its_label(values: Any) -> None:
    assert str(values["team"]["phone"]) == "【待补：第一巡察组·值班电话】"
    assert str(values["unit"]["contact"]) == "【待补：甲公司·联络员】"
    assert str(values["unit"]["period"]["start"]) == "【待补：甲公司·巡察覆盖时段·开始日期】"
    assert str(values["unit"]["leadership"][0]["since"]) == "【待补：甲公司·领导班子·任职时间】"
    assert str(values["round"]["phases"]["entry"]["start"]) == "【待补：进驻阶段起止日期·开始日期】"
    assert str(values["round"]["approval"]["body"]) == "【待补：批准机关】"
    assert values["unit"]["projects"] == []


def test_no_location_reaches_a_template(values: Any) -> None:
    assert "location" not in values["round"]
    assert "location" not in values["framework"]


def test_a_document_prints_no_theme_of_another_framework(values: Any) -> None:
    assert row(values, "fp-caigou")["themes"] == []
    assert {theme for found in values["rows"] for theme in found["themes"]} <= {"选人用人", "财经纪律"}


def test_a_row_holds_what_the_contract_says(values: Any) -> None:
    found = row(values, "fp-caigou")
    assert (found["number"], found["common"]) == (1, False)
    assert found["duty"] == "负责大宗物资采购"
    assert str(found["duty_source"]) == "【待补：甲公司·主要职能·职责来源】"
    assert found["why"].startswith("适用于国有企业；职能“负责大宗物资采购”匹配标签“物资采购”")
    assert found["documents"][0] == {"name": "《公务接待台账》", "years": "近五年", "keeper": "财务部"}
    assert found["questions"][0]["yes"] == "甲"
    assert [finding["unit_alias"] for finding in found["findings"]] == ["甲公司"]


def test_a_row_without_a_duty_has_none(contexts: Contexts, inspected: Round) -> None:
    assert row(contexts.unit(inspected.units[1]).values, "fp-jiedai")["duty"] is None


def test_rows_are_told_apart_and_grouped_by_theme(values: Any) -> None:
    assert [row["id"] for row in values["common_rows"]] == ["fp-jiedai"]
    assert [row["id"] for row in values["specific_rows"]] == ["fp-caigou"]
    groups = [(group["theme"], [row["id"] for row in group["rows"]]) for group in values["rows_by_theme"]]
    assert groups == [("财经纪律", ["fp-jiedai"]), ("其他", ["fp-caigou"])]


def test_a_basis_is_the_text_of_the_rounds_date(values: Any) -> None:
    (basis,) = row(values, "fp-jiedai")["basis"]
    assert basis.quoted == (
        "《云川市公务接待管理办法（示例）》第二条第一款规定："
        "“接待单位应当按照标准安排用餐，陪餐人数不得超过接待对象的四分之一。”"
    )
    assert basis.evidence[0].record_id == "yc-jiedai-2024-05-01"


def test_a_basis_that_cannot_be_found_says_which_kind(values: Any) -> None:
    wrong, absent = row(values, "fp-caigou")["basis"]
    assert wrong.cited == "《云川市公务接待管理办法（示例）》第九条【待核：条款未核对上】"
    assert absent.cited == "《没有的办法》第一条【待核：原文未入库】"
    assert "未入库" in (absent.reason or "")


def test_a_norm_that_sets_a_sanction_is_dropped_and_told(contexts: Contexts, inspected: Round) -> None:
    context = contexts.unit(inspected.units[0])
    (told,) = context.notices
    assert told.startswith("kb/focus/own.yaml:4: fp-caigou 的依据 《云川市公务接待管理办法（示例）》第三条 是处分条款")
    assert all("处分" not in basis.quoted for row in context.values["rows"] for basis in row["basis"])


def test_sanctions_stand_apart_from_the_rows(values: Any) -> None:
    (sanction,) = values["sanctions"]
    assert sanction["id"] == "fp-jiedai"
    assert [basis.cited for basis in sanction["basis"]] == ["《云川市公务接待管理办法（示例）》第三条"]


def test_requests_are_merged_by_name_and_do_not_show_what_is_suspected(values: Any) -> None:
    assert values["requests"] == [
        {
            "number": 1,
            "name": "《公务接待台账》",
            "years": "近五年",
            "keeper": "办公室、财务部",
            "for": "三公经费、物资采购",
        },
        {"number": 2, "name": "采购合同", "years": "2024年", "keeper": "采购部", "for": "物资采购"},
    ]


@pytest.mark.parametrize(
    ("texts", "years"),
    [
        (["近三年", "近五年", "近三年"], "近五年"),
        (["近两年"], "近两年"),
        (["2024年3月5日"], "2024年"),
        (["2023—2024年", "2021年"], "2021—2024年"),
        (["2024-01至2025-06"], "2024-01至2025-06"),
        (["现行", "近三年"], "近三年、现行"),
    ],
)
def test_years_are_merged_into_whole_years(texts: list[str], years: str) -> None:
    assert merged_years(texts) == years


def test_duties_carry_the_titles_of_their_points(values: Any) -> None:
    first, second = values["duties"]
    assert (first["text"], first["focus"]) == ("负责大宗物资采购", ["物资采购比价"])
    assert str(first["power"]) == "【待补：甲公司·权力类别】"
    assert (second["source"], second["focus"]) == ("章程", ["公务接待陪餐和报销"])


def test_an_outline_runs_from_easy_to_open(contexts: Contexts, inspected: Round, full: Library) -> None:
    role = next(role for role in full.records(Role) if role.name == "中层干部")
    context = contexts.unit_role(inspected.units[0], role)
    assert context.values["role"]["opening"] == ["哪年到任？", "哪几项工作？"]
    assert context.values["role"]["closing"] == ["还有什么？"]
    (topic,) = context.values["outline"]["topics"]
    assert (topic["title"], topic["questions"][0]["number"]) == ("公务接待陪餐和报销", 3)
    assert context.values["outline"]["count"] == 4
    assert context.notices[0].startswith("甲公司·中层干部谈话提纲：专属本单位的问题只有0个")


def test_villagers_get_short_questions_only(contexts: Contexts, inspected: Round, full: Library) -> None:
    role = next(role for role in full.records(Role) if role.plain)
    context = contexts.unit_role(inspected.units[0], role)
    assert [q["text"] for t in context.values["outline"]["topics"] for q in t["questions"]] == ["谁在管账？"]
    assert isinstance(context.values["role"]["notice"], Missing)


def selected(number: int, *, common: bool = False, questions: int = 1, duty: str | None = None) -> Selected:
    return Selected(
        number=number,
        point=point(f"fp-{number}", questions=tuple(question(text=f"{number}.{n}？") for n in range(questions))),
        common=common,
        duty=UnitDutyMatch(text=duty, source=None, usual=None, matches=()) if duty else None,
        special=False,
        pinned=False,
        score=0.0,
        why=(),
        findings=(),
    )


ROLE = Role(
    id="role-x",
    name="班子成员",
    opening=("一？", "二？", "三？"),
    closing=("四？", "五？"),
    location=point("x").location,
)


def test_an_outline_has_at_most_eight_questions_one_for_each_point_first() -> None:
    found = outline([selected(n, questions=2) for n in range(1, 4)], ROLE)
    assert found.count == 8
    assert [[q.text for q in questions] for _, questions in found.topics] == [
        ["1.0？", "1.1？"],
        ["2.0？", "2.1？"],
        ["3.0？"],
    ]


def test_common_points_fill_what_the_units_own_leave() -> None:
    found = outline([selected(1), selected(2), *(selected(n, common=True) for n in range(3, 9))], ROLE)
    assert found.count == 8
    assert found.own == 2


def test_an_outline_spreads_over_the_duties_and_keeps_the_rest_in_reserve() -> None:
    points = [selected(n, duty="管采购") for n in range(1, 6)]
    points += [selected(6, duty="管收费"), selected(7), selected(8, duty="管人事", common=True)]
    found = outline(points, ROLE)
    assert [row.number for row, _ in found.topics] == [1, 2, 6, 7, 8]
    assert [row.number for row, _ in found.reserve] == [3, 4, 5]
    asked = plain_outline(found, lambda _: [])["reserve"][0]
    assert (asked["keepers"], asked["text"], asked["no"]) == (["办公室"], "3.0？", "谁办")


def test_the_roles_of_a_unit_are_those_its_own_points_ask(contexts: Contexts, inspected: Round) -> None:
    assert [role.name for role in contexts.roles(inspected.units[0])] == ["村（居）民"]
    assert [role.name for role in contexts.roles(inspected.units[1])] == ["中层干部"]


def test_samples_are_known_by_name(contexts: Contexts, inspected: Round) -> None:
    assert not contexts.round().sample_names
    assert "rows" in contexts.unit(inspected.units[0]).sample_names


def test_subtypes_of_the_round_are_the_labels_to_keep_in(contexts: Contexts) -> None:
    assert contexts.round().labels == {"发展滞后"}


def test_a_framework_that_is_not_there_is_an_error_with_the_names_there_are(full: Library) -> None:
    with pytest.raises(RecordError, match=r"round\.framework：知识库里没有 四个着力；可用的有：示例框架"):
        Contexts(round_(framework="四个着力"), full).round()


def test_a_framework_out_of_use_is_an_error_with_its_days(kb: Path, tmp_path: Path) -> None:
    old = kb / "frameworks" / "old.yaml"
    old.parent.mkdir(exist_ok=True)
    old.write_text(
        "kind: framework\nrecords:\n  - {id: fw-old, name: 旧框架, themes: [{name: 旧主题}], valid_to: 2024-02-07}\n"
        "  - {id: fw-next, name: 新框架, themes: [{name: 新主题}], valid_from: 2099-01-01}\n",
        encoding="utf-8",
    )
    with closing(Library.open([kb], tmp_path / "cache")) as library:
        with pytest.raises(RecordError, match=r"round\.framework：监督框架“旧框架”用到 2024-02-07 为止"):
            Contexts(round_(framework="旧框架"), library).round()
        with pytest.raises(RecordError, match=r"“新框架”自 2099-01-01 起用"):
            Contexts(round_(framework="fw-next"), library).round()


def test_a_unit_type_that_is_not_there_is_an_error(full: Library) -> None:
    with pytest.raises(RecordError, match=r"units\[jia\]\.type：知识库里没有 国企，是不是 国有企业？"):
        Contexts(round_(), full).unit(unit(unit_type="国企"))
