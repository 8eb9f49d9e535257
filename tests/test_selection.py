"""From a unit's duties to its list of focus points."""

from dataclasses import replace
from datetime import date

import pytest

from tests.compose_samples import finding, functions, point, round_, term, unit
from xuncha_docs.compose.matching import Vocabulary, closeness
from xuncha_docs.compose.selection import Knowledge, Limits, Selection, select
from xuncha_docs.errors import Location, RecordError
from xuncha_docs.library.frameworks import Framework, Theme
from xuncha_docs.library.records import Finding, FocusPoint, FunctionList, Term
from xuncha_docs.library.rounds import Choice, EarlierFinding, Oversight, Unit

TYPE = "国有企业"
POINTS = (
    point("fp-common", tags=("内控制度",)),
    point("fp-purchase", tags=("物资采购",), types=(TYPE,)),
    point("fp-invest", tags=("国企投资", "决策议事"), types=(TYPE,)),
    point("fp-pay", tags=("国企薪酬",), types=(TYPE,)),
    point("fp-village", tags=("农村三资",), types=("村",)),
)


def chosen(
    what: Unit,
    points: tuple[FocusPoint, ...] = POINTS,
    *,
    choice: Choice | None = None,
    function_lists: tuple[FunctionList, ...] = (),
    findings: tuple[Finding, ...] = (),
    terms: tuple[Term, ...] = (),
    limits: Limits | None = None,
) -> Selection:
    knowledge = Knowledge(points=points, function_lists=function_lists, findings=findings, terms=terms)
    return select(what, round_(what, selection=choice), knowledge, limits)


def ids(selection: Selection) -> list[str]:
    return [row.point.id for row in selection.rows]


def test_points_of_other_types_stay_out() -> None:
    assert "fp-village" not in ids(chosen(unit()))


def test_a_point_tied_to_a_duty_comes_before_one_of_the_type_and_common_ones_last() -> None:
    found = chosen(unit(duties=("负责集团及所属企业大宗物资采购",)))
    assert ids(found) == ["fp-purchase", "fp-invest", "fp-pay", "fp-common"]
    assert [row.number for row in found.rows] == [1, 2, 3, 4]


def test_each_row_says_why_it_is_there() -> None:
    first, *_, last = chosen(unit(duties=("负责物资采购",))).rows
    assert first.why == ("适用于国有企业", "职能“负责物资采购”匹配标签“物资采购”")
    assert first.duty is not None
    assert first.duty.text == "负责物资采购"
    assert last.why == ("各类单位的共性重点",)
    assert last.duty is None


def test_units_of_one_type_with_different_duties_get_different_lists() -> None:
    purchase = chosen(unit(duties=("物资采购",)), limits=Limits(rows=2, common=1))
    invest = chosen(unit(duties=("国企投资",)), limits=Limits(rows=2, common=1))
    assert ids(purchase) == ["fp-purchase", "fp-common"]
    assert ids(invest) == ["fp-invest", "fp-common"]


def test_the_parts_of_a_tag_may_stand_apart() -> None:
    vocabulary = Vocabulary(["物资采购"], ())
    (match,) = vocabulary.matches("负责大宗物资、服务采购", ())
    assert (match.strength, match.why) == (0.8, "匹配标签“物资采购”（物资、采购）")


def test_half_of_a_joint_tag_is_enough() -> None:
    vocabulary = Vocabulary(["物业与维修资金"], ())
    assert vocabulary.mention("物业与维修资金", "监督住宅专项维修资金的使用") == "维修资金"


def test_quotation_marks_do_not_hide_a_tag() -> None:
    assert Vocabulary(["三公经费"], ()).mention("三公经费", "严控“三公”经费") == "三公经费"


def test_a_term_that_means_the_same_ties_a_duty() -> None:
    found = chosen(unit(duties=("管理采办事务",)), terms=(term("物资采购", "采办"),))
    assert ids(found)[0] == "fp-purchase"
    assert "匹配标签“物资采购”（采办）" in found.rows[0].why[1]


def test_a_usual_duty_of_the_type_ties_a_duty_in_other_words() -> None:
    lists = (functions(TYPE, ("按规定权限决定对外投资和大额资金使用", ("国企投资",))),)
    found = chosen(unit(duties=("按权限决定对外投资、股权合作",)), function_lists=lists)
    assert ids(found)[0] == "fp-invest"
    assert "与职能清单“按规定权限决定对外投资和大额资金使用”相近" in found.rows[0].why[1]
    assert found.duties[0].usual is not None
    assert found.duties[0].usual.risks == ("拆分采购",)


def test_the_usual_duties_stand_in_for_duties_not_supplied() -> None:
    found = chosen(unit(), function_lists=(functions(TYPE, ("决定对外投资", ("国企投资",))),))
    assert found.duties[0].source == "国有企业职能清单"
    assert ids(found)[0] == "fp-invest"


def test_closeness_counts_shared_pairs_of_the_shorter_text() -> None:
    assert closeness("对外投资", "决定对外投资") == 1.0
    assert closeness("", "x") == 0.0


def test_earlier_findings_and_oversight_lift_a_point_within_its_group() -> None:
    what = unit(
        earlier_findings=(EarlierFinding(source="2021年巡察", text="国企薪酬核定不规范"),),
        oversight=(Oversight(department="审计局", item="2024年国企薪酬超发"), Oversight(department="财政局")),
    )
    found = chosen(what)
    assert ids(found) == ["fp-pay", "fp-invest", "fp-purchase", "fp-common"]
    assert found.rows[0].why[1:] == ("以往问题提到“国企薪酬”", "综合监督信息提到“国企薪酬”")


def test_similar_findings_are_nearest_first_and_at_most_three() -> None:
    findings = (
        finding("f-other", tags=("宅基地",), unit_type="村", themes=("基层党建",)),
        finding("f-theme"),
        finding("f-tag", tags=("物资采购",), unit_type="公立医院"),
        finding("f-best", tags=("物资采购",)),
        finding("f-newer", tags=("物资采购",), occurred=date(2025, 1, 1)),
        finding("f-after-the-round", tags=("物资采购",), occurred=date(2026, 12, 1)),
    )
    row = next(row for row in chosen(unit(), findings=findings).rows if row.point.id == "fp-purchase")
    assert [found.id for found in row.findings] == ["f-newer", "f-best", "f-tag"]


def test_a_pinned_point_comes_first_whatever_its_type() -> None:
    found = chosen(unit(selection=Choice(pin=("fp-village", "fp-pay"), reason="上级交办")))
    assert ids(found)[:2] == ["fp-village", "fp-pay"]
    assert found.rows[0].why[:2] == ("人工指定：上级交办", "其他类型单位的重点")


def test_an_excluded_point_is_gone() -> None:
    assert "fp-pay" not in ids(chosen(unit(), choice=Choice(exclude=("fp-pay",))))


def test_what_the_unit_says_wins_over_what_the_round_says() -> None:
    pinned = chosen(unit(selection=Choice(pin=("fp-pay",))), choice=Choice(exclude=("fp-pay",)))
    assert ids(pinned)[0] == "fp-pay"
    excluded = chosen(unit(selection=Choice(exclude=("fp-pay",))), choice=Choice(pin=("fp-pay",)))
    assert "fp-pay" not in ids(excluded)


def test_an_unknown_id_names_the_place_and_near_ids() -> None:
    with pytest.raises(RecordError, match=r"round\.yaml:1: units\[jia\]\.selection\.pin：.*fp-pai.*fp-pay"):
        chosen(unit(selection=Choice(pin=("fp-pai",))))
    with pytest.raises(RecordError, match=r"round\.yaml 的 selection\.exclude"):
        chosen(unit(), choice=Choice(exclude=("nothing-like-it",)))


def test_an_id_cannot_be_pinned_and_excluded_in_one_place() -> None:
    with pytest.raises(RecordError, match="既在 pin 又在 exclude"):
        chosen(unit(selection=Choice(pin=("fp-pay",), exclude=("fp-pay",))))


def test_common_points_keep_their_places_when_the_list_is_full() -> None:
    own = tuple(point(f"fp-own{n:02}", tags=("物资采购",), types=(TYPE,)) for n in range(30))
    common = tuple(point(f"fp-com{n:02}", tags=("内控制度",)) for n in range(9))
    found = chosen(unit(duties=("物资采购",)), (*own, *common))
    assert len(found.rows) == 24
    assert sum(row.common for row in found.rows) == 6


def test_points_without_a_duty_do_not_crowd_a_list_that_has_duties() -> None:
    own = tuple(point(f"fp-own{n:02}", tags=("国企薪酬",), types=(TYPE,)) for n in range(30))
    found = chosen(unit(duties=("物资采购",)), (*own, *POINTS))
    assert sum(row.duty is None and not row.common for row in found.rows) == 8


def test_pinned_points_stay_even_when_the_list_is_full() -> None:
    found = chosen(unit(selection=Choice(pin=("fp-pay", "fp-invest"))), limits=Limits(rows=1))
    assert ids(found) == ["fp-pay", "fp-invest"]


def test_ties_are_settled_by_id() -> None:
    assert ids(chosen(unit(), POINTS[::-1])) == ids(chosen(unit(), POINTS))


def test_the_nearest_usual_duty_counts_when_none_is_close() -> None:
    lists = (
        functions(TYPE, ("核定工资总额，兑现企业负责人薪酬，管理履职待遇", ("国企薪酬",)), ("招聘员工", ("物资采购",))),
    )
    found = chosen(unit(duties=("制定企业负责人以外人员薪酬分配办法，发放补贴",)), function_lists=lists)
    assert ids(found)[0] == "fp-pay"
    assert [match.tag for match in found.duties[0].matches] == ["国企薪酬"]


GRAIN = Framework(
    id="fw-grain", name="涉粮专项", themes=(Theme(name="储备粮管理"),), special=True, location=Location(path="x")
)
STORED = point("fp-stored", tags=("储备管理", "三公经费"), types=(TYPE,), themes=("储备粮管理", "财经纪律"))


def special(what: Unit, framework: str) -> Selection:
    knowledge = Knowledge(points=(*POINTS, STORED), frameworks=(GRAIN,))
    return select(what, round_(what, framework=framework), knowledge)


def test_a_point_of_a_special_framework_leads_the_rounds_under_it() -> None:
    for framework in ("涉粮专项", "fw-grain"):
        first = special(unit(duties=("物资采购",)), framework).rows[0]
        assert first.point.id == "fp-stored"
        assert first.why[0] == f"属于本轮的{framework}"


def test_in_other_rounds_it_is_there_only_where_a_duty_leads_to_it() -> None:
    assert "fp-stored" not in ids(special(unit(duties=("物资采购", "三公经费")), "示例框架"))
    assert "fp-stored" in ids(special(unit(duties=("负责储备管理",)), "示例框架"))


def test_a_point_for_a_subtype_is_for_units_of_it_alone() -> None:
    poor = point("fp-poor", tags=("农村三资",), types=("村",), subtypes=("发展滞后",))
    points = (*POINTS, poor)
    assert ids(chosen(unit(unit_type="村", subtype="发展滞后"), points))[0] == "fp-poor"
    assert "fp-poor" not in ids(chosen(unit(unit_type="村", subtype="资源丰富"), points))
    assert "fp-poor" not in ids(chosen(unit(unit_type="村"), points))


def test_points_about_the_leading_official_are_a_list_of_their_own() -> None:
    found = chosen(unit(), (*POINTS, point("fp-leader", tags=("决策议事",), leader=True)))
    assert "fp-leader" not in ids(found)
    assert [(row.number, row.point.id) for row in found.leader_rows] == [(1, "fp-leader")]


def test_points_about_the_leading_official_spread_over_their_themes_in_the_order_of_their_author() -> None:
    themes = {"用权": 5, "选人": 2, "整改": 1}
    points = [
        replace(
            point(f"fp-{theme}-{9 - number}", types=(TYPE, "村"), themes=(theme,), leader=True),
            location=Location(path="kb/focus/leader.yaml", line=number),
        )
        for theme, count in themes.items()
        for number in range(1, count + 1)
    ]
    own = point("fp-own", types=(TYPE,), themes=("选人",), leader=True)
    found = chosen(unit(duties=("物资采购",)), (*points, own), limits=Limits(leader=5))
    assert [row.point.id for row in found.leader_rows] == ["fp-用权-8", "fp-用权-7", "fp-用权-6", "fp-own", "fp-整改-8"]


def test_the_list_for_a_kind_of_unit_stands_in_for_the_general_one() -> None:
    general = functions(TYPE, ("对外投资", ("国企投资",)))
    of_kind = replace(functions(TYPE, ("大宗采购", ("物资采购",))), id="fl-gongsi", kinds=("甲公司", "乙公司"))
    assert chosen(unit(), function_lists=(general, of_kind)).duties[0].text == "大宗采购"
    other = replace(of_kind, kinds=("医院",))
    assert chosen(unit(), function_lists=(general, other)).duties[0].text == "对外投资"


def test_a_sample_list_of_duties_is_for_sample_rounds() -> None:
    invented = replace(functions(TYPE, ("示例采购", ("物资采购",))), sample=True)
    knowledge = Knowledge(points=POINTS, function_lists=(invented,))
    what = unit()
    assert select(what, round_(what, sample=True), knowledge).duties[0].text == "示例采购"
    assert select(what, round_(what), knowledge).duties == ()


def test_a_branch_is_of_the_kind_of_its_bureau() -> None:
    points = (point("fp-water", tags=("国企投资",), kinds=("生态环境局", "生态环境分局")),)
    for name in ("云川市生态环境局", "云川市生态环境局石桥分局", "云川市石桥生态环境分局"):
        assert ids(chosen(replace(unit(), name=name), points)) == ["fp-water"]
    assert ids(chosen(replace(unit(), name="云川市生态环境局服务中心"), points)) == []


def test_samples_are_for_sample_rounds() -> None:
    real = point("fp-real", tags=("物资采购",), types=(TYPE,))
    of_kind = point("fp-kind", tags=("物资采购",), types=(TYPE,), kinds=("甲公司",))
    invented = point("fp-sample", tags=("物资采购",), types=(TYPE,), sample=True)
    findings = (finding("f", tags=("物资采购",), sample=True),)
    knowledge = Knowledge(points=(real, of_kind, invented), findings=findings)
    what = unit(duties=("物资采购",))
    sampled = select(what, round_(what, sample=True), knowledge)
    assert ids(sampled) == ["fp-kind", "fp-sample"]
    assert sampled.rows[0].findings
    worked = select(what, round_(what), knowledge)
    assert ids(worked) == ["fp-kind", "fp-real"]
    assert not worked.rows[0].findings
    pinned = select(unit(selection=Choice(pin=("fp-sample",))), round_(what), knowledge)
    assert ids(pinned)[0] == "fp-sample"


def test_a_point_for_a_kind_of_unit_is_for_units_so_named_alone_and_leads() -> None:
    of_kind = point("fp-zz-kind", tags=("国企投资",), types=(TYPE,), kinds=("甲公司",))
    points = (*POINTS, of_kind)
    assert ids(chosen(unit(duties=("物资采购", "国企投资")), points))[0] == "fp-zz-kind"
    assert ids(chosen(unit(duties=("国企投资",)), (point("fp-other", tags=("国企投资",), kinds=("乙公司",)),))) == []


def test_one_duty_does_not_crowd_out_the_others() -> None:
    many = tuple(point(f"fp-a{n}", tags=("物资采购",), types=(TYPE,)) for n in range(9))
    one = point("fp-z", tags=("国企投资",), types=(TYPE,))
    found = chosen(unit(duties=("物资采购", "国企投资")), (*many, one))
    assert ids(found).index("fp-z") == 4
    assert len(found.rows) == 10
