"""Expansion: everyday words lead to the words of the articles that answered questions of such wording."""

import json
from dataclasses import fields
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xuncha_docs.search.analyzer import grams
from xuncha_docs.search.expansion import SHIPPED, Expansion
from xuncha_docs.search.learning import from_questions, learn_from
from xuncha_docs.search.linear_map import LinearMap, features

ARTICLES = {
    "宴请": "不得接受管理和服务对象安排的宴请，不得组织可能影响公正执行公务的聚餐活动（示例）。",
    "车辆": "严禁将公务用车用于非公务活动，节假日期间应当封存停驶并登记里程（示例）。",
    "报酬": "用人单位应当按照约定及时足额支付劳动报酬，逾期由主管部门责令限期支付（示例）。",
    "租赁": "出租人应当履行租赁物的维修义务，承租人可以请求减少租金或者延长租期（示例）。",
    "礼品": "收受可能影响公正行使职权的礼品、有价证券和消费卡券的，应当登记上交（示例）。",
    "账户": "任何部门不得私设账外资金，收入应当全部纳入预算并接受审计机关检查（示例）。",
}
ASKED = {
    "宴请": ["老板请吃饭能不能去吃", "包工头叫去饭店吃饭行不行", "请吃饭喝酒算不算违纪", "供应商请客吃饭可以去吗"],
    "车辆": [
        "开单位的车回老家行不行",
        "周末开公家车接孩子可以吗",
        "开公家的车走亲戚算不算违规",
        "单位的车能不能开回家",
    ],
    "报酬": ["老板不发工资怎么办", "拖着工资不发找谁管", "干完活不发工钱怎么办", "工资一直不发能不能告"],
    "租赁": ["房东不修热水器怎么办", "租的房子漏水房东不管", "房东一直不修水管可以少给钱吗", "租房子坏了谁来修"],
    "礼品": ["过节收了购物卡怎么办", "家长送的购物卡能不能收", "别人送的烟酒收下算不算违纪", "送的购物卡退不掉怎么办"],
    "账户": ["单位私下存一笔钱不入账", "卖废品的钱不入账行不行", "收的钱不入账私下花掉", "房租收来不入账放抽屉里"],
}
NEW = {
    "宴请": "有人请吃饭我可以去吗",
    "车辆": "公家的车可以开回老家吗",
    "报酬": "厂里半年不发工资怎么办",
    "租赁": "房东说他不修怎么办",
    "礼品": "亲戚送的购物卡能收吗",
    "账户": "租金收来以后不入账可以吗",
}


LAWS = {name: f"{name}办法（示例）" for name in ARTICLES}


def learned() -> Expansion:
    return learn_from(ARTICLES, LAWS, [(text, [article]) for article, asked in ASKED.items() for text in asked])


@cache
def learned_once() -> Expansion:
    return learned()


@pytest.fixture
def expansion() -> Expansion:
    return learned_once()


@pytest.fixture(scope="module")
def shipped() -> Expansion:
    return Expansion.load(SHIPPED)


def same(one: Expansion, other: Expansion) -> bool:
    pairs = ((one.words, other.words), (one.laws, other.laws))
    names = [field.name for field in fields(LinearMap)]
    return all(np.array_equal(getattr(mine, name), getattr(its, name)) for mine, its in pairs for name in names)


@pytest.mark.parametrize("article", ARTICLES)
def test_a_new_question_leads_to_the_words_of_the_article_that_answered_similar_ones(
    expansion: Expansion, article: str
) -> None:
    weights, sureness = expansion.of(NEW[article])
    held = {name: sum(weights.get(gram, 0.0) for gram in set(grams(text))) for name, text in ARTICLES.items()}
    assert max(held, key=lambda name: held[name]) == article
    assert sureness > 0.5
    assert set(grams(ARTICLES[article])) & weights.keys() - set(grams(NEW[article]))


@pytest.mark.parametrize(
    ("text", "most"),
    [("鸢尾蝴蝶蜻蜓蟋蟀蝈蝈", 0), ("Ω≈ç√∫˜µ≤≥÷ åß∂ƒ©", 0), ("蝴蝶标本怎样晾干保存颜色", 0.2)],
)
def test_the_less_of_a_question_is_known_the_less_is_added(expansion: Expansion, text: str, most: float) -> None:
    _, sureness = expansion.of(text)
    assert sureness <= most


@pytest.mark.parametrize("text", ["", "购物卡", "发工资", "GB 9704", "房东 工资 购物卡"])
def test_key_words_are_left_as_they_are(expansion: Expansion, text: str) -> None:
    assert expansion.of(text) == ({}, 0.0)


@given(st.text(max_size=80) | st.text("老板不发工资购物卡房东怎么办，a1", max_size=80))
def test_any_text_has_few_pairs_of_positive_weight(text: str) -> None:
    weights, sureness = learned_once().of(text)
    assert 0 <= sureness <= 1
    assert len(weights) <= 60
    assert all(weight > 0 and 1 <= len(gram) <= 2 for gram, weight in weights.items())


def test_what_is_saved_is_loaded_again(expansion: Expansion, tmp_path: Path) -> None:
    expansion.save(tmp_path / "e.npz")
    again = Expansion.load(tmp_path / "e.npz")
    assert same(again, expansion)
    assert again.of(NEW["礼品"]) == expansion.of(NEW["礼品"])


def test_learning_twice_gives_the_same(expansion: Expansion) -> None:
    assert same(learned(), expansion)


def test_answers_that_are_not_in_the_texts_are_left_out(expansion: Expansion) -> None:
    asked = [(text, [article, "没有"]) for article, texts in ASKED.items() for text in texts]
    assert same(learn_from(ARTICLES, LAWS, [*asked, ("问的是别处的条文", ["没有"])]), expansion)


def test_what_is_learned_from_files_is_learned_from_their_texts(tmp_path: Path) -> None:
    rows = {
        "corpus.jsonl": [{"id": name, "law": text[:3], "content": text[3:]} for name, text in ARTICLES.items()],
        "queries.jsonl": [{"id": text, "text": text} for texts in ASKED.values() for text in texts],
    }
    for name, lines in rows.items():
        content = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
        (tmp_path / name).write_text(content, encoding="utf-8")
    labels = [f"{text}\t{article}\t1" for article, texts in ASKED.items() for text in texts]
    (tmp_path / "qrels.tsv").write_text("\n".join(labels), encoding="utf-8")
    paths = [str(tmp_path / name) for name in ("corpus.jsonl", "queries.jsonl", "qrels.tsv")]
    titled = {name: f"{text[:3]}\n{text[3:]}" for name, text in ARTICLES.items()}
    asked = [(text, [article]) for article, texts in ASKED.items() for text in texts]
    laws = {name: text[:3] for name, text in ARTICLES.items()}
    assert same(from_questions(*paths), learn_from(titled, laws, asked))


def test_features_are_single_characters_and_pairs_of_each_run_once() -> None:
    characters, pairs = features("送送的，GB送")
    assert (len(characters), len(pairs)) == (2, 2)
    assert features("gb 9704 -- ！") == ((), ())


@pytest.mark.parametrize("article", ARTICLES)
def test_a_new_question_leads_to_the_law_that_answered_similar_ones(expansion: Expansion, article: str) -> None:
    laws = expansion.laws_of(NEW[article])
    assert max(laws, key=lambda law: laws[law]) == LAWS[article]
    assert laws[LAWS[article]] == 1
    assert all(0 < share <= 1 for share in laws.values())


def test_nothing_known_leads_to_no_law(expansion: Expansion) -> None:
    assert expansion.laws_of("鸢尾蝴蝶蜻蜓") == {}


@pytest.mark.parametrize(
    ("text", "law"),
    [
        ("离婚以后孩子归谁养", "民法典"),
        ("公司一直不跟我签劳动合同怎么办", "劳动合同法"),
        ("偷东西多少钱会坐牢", "刑法"),
    ],
)
def test_the_shipped_expansion_knows_the_laws(shipped: Expansion, text: str, law: str) -> None:
    laws = shipped.laws_of(text)
    assert max(laws, key=lambda title: laws[title]) == law


def test_the_shipped_expansion_is_small() -> None:
    assert sum(path.stat().st_size for path in SHIPPED.parent.glob("expansion*.npz")) < 1_500_000


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("离婚以后孩子归谁养", "扶养"),
        ("邻居家装修漏水到我家怎么赔", "相邻"),
        ("借给朋友的钱一直不还怎么起诉", "借贷"),
        ("老公在外面欠的债要我还吗", "债务"),
    ],
)
def test_the_shipped_expansion_knows_the_words_of_statutes(shipped: Expansion, text: str, word: str) -> None:
    weights, sureness = shipped.of(text)
    assert sureness > 0.25
    assert word in weights


def test_the_shipped_expansion_leaves_what_it_does_not_know(shipped: Expansion) -> None:
    assert shipped.of("鸢尾蝴蝶蜻蜓蟋蟀蝈蝈")[1] < 0.1
