"""The basis finder: conduct in plain words leads to the articles it breaches, as in force on its day."""

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.basis_samples import CODE_2018, CODE_2023, EXAMPLES, NOTICE, TRAVEL, write_basis_kb, write_examples
from tests.conftest import require_data
from xuncha_docs import grounds
from xuncha_docs.cli import main
from xuncha_docs.errors import QueryError
from xuncha_docs.library.library import Library
from xuncha_docs.library.records import BasisRole
from xuncha_docs.search.basis import Found, Ground
from xuncha_docs.search.index import SearchIndex, open_index
from xuncha_docs.workspace import Workspace

TODAY = date(2026, 11, 22)
OLD, NEW = date(2019, 3, 1), date(2024, 3, 1)
"""Days on which the first and the second version of the sample code are in force."""
GIFT = "过年收了老板送的购物卡"
CAR = "让司机开单位的车接表弟"
TEXTS = {"yc-xingwei-2018-01-01": CODE_2018, "yc-xingwei-2023-05-01": CODE_2023, "yc-zhiban-2020-01-01": NOTICE}

Find = Callable[[str, date], Found]
Run = Callable[..., Result]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample library's kb, what its examples teach, and a cache."""
    found = tmp_path_factory.mktemp("basis")
    write_basis_kb(found / "kb")
    write_examples(found / "conduct.npz")
    return found


def opened(folder: Path, conduct: Path | None) -> SearchIndex:
    library = Library.open([folder / "kb"], folder / "cache")
    return open_index(library, folder / "cache", conduct=conduct)


@pytest.fixture(scope="module")
def index(folder: Path) -> Iterator[SearchIndex]:
    """The sample library with its examples."""
    with opened(folder, folder / "conduct.npz") as found:
        yield found


@pytest.fixture(scope="module")
def untaught(folder: Path) -> Iterator[SearchIndex]:
    """The sample library without examples."""
    with opened(folder, None) as found:
        yield found


@pytest.fixture
def find(index: SearchIndex) -> Find:
    return lambda text, day: index.basis(text, as_of=day, today=TODAY)


def cited(found: tuple[Ground, ...]) -> list[str]:
    return [ground.evidence.citation.address for ground in found if ground.evidence.citation]


def told(found: Found) -> str:
    return "\n".join(grounds.lines(found, explain=False))


@pytest.mark.parametrize("text", [GIFT, "包工头送的红包他收了", "收下供货商的海鲜和茶叶"])
def test_everyday_words_lead_to_the_norm_and_to_the_sanction(find: Find, text: str) -> None:
    found = find(text, NEW)
    assert (cited(found.norms)[0], cited(found.sanctions)[0]) == ("第三条", "第五条")
    assert all(ground.evidence.role is BasisRole.NORM for ground in found.norms)
    assert all(ground.evidence.role is BasisRole.SANCTION for ground in found.sanctions)


def test_norms_stand_before_sanctions(find: Find) -> None:
    text = told(find(GIFT, NEW))
    assert 0 < text.index("违反的规定") < text.index("第三条") < text.index("处分、追责依据") < text.index("第五条")


def test_a_notice_without_articles_is_found_at_its_paragraph(find: Find) -> None:
    assert cited(find("除夕轮到他值班，人跑去打牌", NEW).norms)[0] == "第二自然段"


def test_the_text_in_force_on_the_day_is_found_where_its_article_had_another_number(find: Find) -> None:
    found = find(GIFT, OLD)
    assert (cited(found.norms)[0], cited(found.sanctions)[0]) == ("第二条", "第四条")
    assert found.norms[0].evidence.quote == "工作人员不得收受管理服务对象赠送的礼品、礼金和消费卡。"


def test_todays_wording_stands_beside_the_text_of_the_day_where_it_differs(find: Find) -> None:
    found = find(GIFT, OLD)
    now = found.norms[0].now
    assert now
    assert (now.citation and now.citation.address, now.record_id) == ("第三条", "yc-xingwei-2023-05-01")
    assert [ground.now.role for ground in found.sanctions if ground.now] == [BasisRole.SANCTION]
    text = told(found)
    assert "现行文本已有变化，适用哪一版由人判断：《云川市机关工作人员行为规范（示例）》第三条" in text
    assert "礼品、礼金和消费卡（券）。" in text


def test_an_article_that_only_got_another_number_is_not_shown_twice(find: Find) -> None:
    found = find(CAR, OLD)
    assert (cited(found.norms)[0], found.norms[0].now) == ("第三条", None)
    assert find(CAR, NEW).norms[0].now is None


def test_an_article_that_was_struck_out_is_found_on_its_days_only(untaught: SearchIndex) -> None:
    old, new = (untaught.basis("在办公场所饲养信鸽", as_of=day, today=TODAY) for day in (OLD, NEW))
    assert (cited(old.norms), old.norms[0].now) == (["第六条"], None)
    assert not new.direct


def test_before_the_first_version_there_is_no_article(find: Find) -> None:
    found = find(GIFT, date(2017, 12, 31))
    assert not found.direct
    assert "未找到直接条文" in told(found)


@pytest.mark.parametrize("text", ["宇宙飞船发射成功", "qwerty asdf", "自己掏钱骑自行车回家吃饺子"])
def test_what_breaches_nothing_gets_no_article(find: Find, text: str) -> None:
    found = find(text, NEW)
    assert (found.direct, found.not_held) == (False, ())
    assert "未找到直接条文" in told(found)


def test_what_is_more_like_conduct_within_the_rules_is_shown_with_a_warning(find: Find) -> None:
    found = find("在家包饺子，收了老同学送来的明信片", NEW)
    assert found.direct
    assert found.doubtful
    assert told(found).split("\n")[1].startswith("这一说法也像没有违规的情形")
    assert not find(GIFT, NEW).doubtful


def test_articles_that_examples_name_and_nobody_holds_are_told_apart(find: Find) -> None:
    found = find("没有出差，编了车票报差旅费", NEW)
    assert {str(citation) for citation in found.not_held} == set(TRAVEL)
    assert not found.direct
    assert "可能涉及（原文未入库，条号待核" in told(found)
    assert not find(GIFT, NEW).not_held


def test_a_focus_point_that_describes_it_leads_to_its_basis(untaught: SearchIndex) -> None:
    found = untaught.basis("节假日用车登记簿没有行程，油卡却有加油", as_of=NEW, today=TODAY)
    assert [point.id for point in found.focus_points] == ["fp-yongche"]
    assert cited(found.norms)[0] == "第四条"
    assert "公务用车使用登记（fp-yongche）" in told(found)


def test_a_finding_like_it_leads_to_its_basis_and_shows_how_it_was_qualified(untaught: SearchIndex) -> None:
    found = untaught.basis("驾驶员用单位油卡给私家车加油", as_of=OLD, today=TODAY)
    assert [finding.id for finding in found.findings] == ["fd-yi-youka-2024"]
    assert cited(found.sanctions) == ["第五条"]
    assert "油卡给私家车加油（乙局，2024-02-01）：违反规定使用公务用车油卡。" in told(found)


def test_a_finding_like_it_is_never_silenced_by_examples_that_breach_nothing(find: Find) -> None:
    text = "用自己的工资给孩子买书，用单位油卡给私家车加油"
    found = find(text, NEW)
    assert found.findings
    assert found.direct


@pytest.mark.parametrize("limit", [1, 2, 100])
def test_each_group_has_at_most_as_many_as_wanted(index: SearchIndex, limit: int) -> None:
    text = f"{GIFT}，{CAR}"
    found, every = (index.basis(text, as_of=NEW, today=TODAY, limit=most) for most in (limit, 100))
    assert cited(found.norms) == cited(every.norms)[:limit]
    assert cited(found.sanctions) == cited(every.sanctions)[:limit]
    assert len(found.sanctions) == min(limit, 2)


def test_the_best_ten_of_both_groups_hold_norms_and_sanctions_norms_first(index: SearchIndex) -> None:
    found = index.basis(f"{GIFT}，{CAR}", as_of=NEW, today=TODAY, limit=100)
    shown = [ground.evidence for ground in (*found.norms, *found.sanctions)]
    assert list(found.evidence) == shown
    assert {evidence.role for evidence in found.evidence} == set(BasisRole)


@pytest.mark.parametrize("text", ["", " \n\t", "，。！？", "“”《》（）-*"])
def test_a_description_without_words_is_refused_with_what_to_write(find: Find, text: str) -> None:
    with pytest.raises(QueryError, match="没有写行为，请用一句话写清谁做了什么"):
        find(text, NEW)


@pytest.mark.parametrize("basis", [basis for basis in EXAMPLES if basis and basis != TRAVEL])
def test_every_example_is_led_to_its_own_articles(find: Find, basis: tuple[str, ...]) -> None:
    for text in EXAMPLES[basis]:
        found = find(text, NEW)
        wanted = {name.removesuffix("第一款").partition("》")[2] for name in basis}
        assert wanted <= {*cited(found.norms), *cited(found.sanctions)}, text


DESCRIPTIONS = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from([text for texts in EXAMPLES.values() for text in texts]), max_size=3).map("，".join),
    st.text(st.sampled_from("收送卡车接老板值班出差“”《》()-*?~:^ \x00\n第三条aANDNOT"), max_size=40),
)
DAYS = st.dates(date(2016, 1, 1), date(2027, 1, 1))


@settings(max_examples=150, deadline=None)
@given(text=DESCRIPTIONS, day=DAYS)
def test_any_description_is_answered_verbatim_from_texts_of_its_day_or_refused(
    index: SearchIndex, text: str, day: date
) -> None:
    try:
        found = index.basis(text, as_of=day, today=TODAY)
    except QueryError as error:
        assert error.message.startswith("没有写行为")  # noqa: PT017 -- 两种结果都合规，不能用 raises
        return
    for ground in (*found.norms, *found.sanctions):
        evidence = ground.evidence
        assert evidence.quote in TEXTS[evidence.record_id]
        assert (evidence.effective or day) <= day < (evidence.ended or date.max)
        assert ground.now is None or ground.now.quote in TEXTS[ground.now.record_id]
        assert ground.now is None or ground.now.quote != evidence.quote
    assert told(found).startswith(f"行为：{text}")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A private workspace that holds the sample library."""
    root = tmp_path_factory.mktemp("office") / "云川巡察"
    Workspace.create(root)
    write_basis_kb(root / "kb")
    return root


@pytest.fixture
def run(office: Path) -> Run:
    return lambda *arguments: CliRunner().invoke(main, ["-w", str(office), "basis", *arguments], prog_name="xuncha")


def test_the_command_prints_both_groups_with_their_texts(run: Run) -> None:
    result = run("驾驶员用单位油卡给私家车加油", "--as-of", "2024-03-01", "--explain")
    assert result.exit_code == 0
    assert result.stdout.startswith("行为：驾驶员用单位油卡给私家车加油（按 2024-03-01 有效的条文）\n")
    assert "《云川市机关工作人员行为规范（示例）》第六条（自 2023-05-01 施行）" in result.stdout
    assert "　　违反规定使用公务用车的，给予警告处分。" in result.stdout
    assert "监督重点和以往问题 0." in result.stdout
    assert "油卡给私家车加油（乙局，2024-02-01）" in result.stdout


def test_the_command_prints_one_json_object(run: Run) -> None:
    content = json.loads(run("驾驶员用单位油卡给私家车加油", "--as-of", "2019-03-01", "--json").stdout)
    assert content["schema_version"] == 1
    assert (content["as_of"], content["direct"]) == ("2019-03-01", True)
    assert {"doubtful", "norms", "sanctions", "focus_points", "findings", "not_held"} <= content.keys()
    by_citation = {ground["citation"]: ground for ground in content["sanctions"]}
    ground = by_citation["《云川市机关工作人员行为规范（示例）》第五条"]
    assert (ground["role"], ground["quote"]) == ("sanction", "违反规定使用公务用车的，给予警告处分。")
    assert (ground["effective"], ground["ended"], ground["now"]) == ("2018-01-01", "2023-05-01", None)
    assert content["findings"][0]["qualification"] == "违反规定使用公务用车油卡。"


def test_the_command_says_what_is_not_held(run: Run) -> None:
    result = run(GIFT, "--as-of", "2024-03-01")
    assert "《中国共产党纪律处分条例》第九十七条" in result.stdout.split("原文未入库，条号待核")[1]


def test_the_command_refuses_a_description_without_words(run: Run) -> None:
    result = run("？！")
    assert result.exit_code == 1
    assert "没有写行为" in result.stderr


def test_the_command_answers_no_article_with_exit_zero(run: Run) -> None:
    result = run("宇宙飞船发射成功", "--json")
    content = json.loads(result.stdout)
    assert (result.exit_code, content["norms"], content["sanctions"], content["direct"]) == (0, [], [], False)


def test_the_real_texts_of_the_day_are_found_and_todays_shown_beside(tmp_path: Path) -> None:
    workspace = Workspace.create(tmp_path / "区")
    party = require_data("party")
    workspace.import_paths([party / "conduct_rules", *party.glob("*/*纪律处分条例*")])
    found = workspace.basis("过年收了下属企业老板送的购物卡", as_of=OLD)
    first = found.sanctions[0]
    assert str(first.evidence.citation) == "《中国共产党纪律处分条例》第八十八条"
    assert (first.evidence.effective, first.evidence.ended) == (date(2018, 10, 1), date(2024, 1, 1))
    assert "消费卡和有价证券" in first.evidence.quote
    assert first.now
    assert str(first.now.citation) == "《中国共产党纪律处分条例》第九十七条"
    assert "消费卡（券）和有价证券" in first.now.quote
    assert "《关于对党和国家机关工作人员在国内交往中收受的礼品实行登记制度的规定》第二条" in {
        str(ground.evidence.citation) for ground in found.norms
    }


def test_with_another_version_held_the_article_is_known_by_its_words_not_by_its_number(tmp_path: Path) -> None:
    party = require_data("party")
    workspace = Workspace.create(tmp_path / "区")
    workspace.import_paths(sorted(party.glob("*/*纪律处分条例2018*")))
    found = workspace.basis("过年收了下属企业老板送的购物卡", as_of=date(2026, 11, 22))
    assert str(found.sanctions[0].evidence.citation) == "《中国共产党纪律处分条例》第八十八条"
    assert "第九十七条" not in {
        ground.evidence.citation.address for ground in found.sanctions if ground.evidence.citation
    }
