"""Ten thousand random and hostile strings, always the same ones: each is a query or is refused in Chinese, and soon."""

import re
import time
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from random import Random
from typing import Any

import pytest

from tests.search_samples import BANK, searching, write_search_kb
from xuncha_docs.errors import InvalidCitation, QueryError
from xuncha_docs.search.basis import SHIPPED
from xuncha_docs.search.filters import KINDS, STATUSES
from xuncha_docs.search.index import SearchIndex

PER_FAMILY = 1000
SECONDS = 1.0
"""Of processor time for one string; most take a few milliseconds."""
DAY = date(2024, 6, 1)
CHINESE = re.compile(r"[一-鿿]")
Family = Callable[[Random], str]
KNOWN: dict[str, tuple[str, ...]] = {
    "kind": KINDS,
    "status": STATUSES,
    "issuer": ("云川", "云川市财政局", ""),
    "unit_type": ("国有企业", "村", ""),
    "theme": ("财经纪律", ""),
}
"""Filter -> values that exist."""

WORDS = (
    "接待",
    "礼金",
    "陪餐人数",
    "农业发展银行",
    "条例（示例）",
    "GB",
    "2020-7",
    "法",
    "第二条",
    "信贷人员 宴请",
    "甲",
)
OPERATORS = ("AND", "OR", "NOT", "同句", "同段", "ＡＮＤ", "and", "-", "－", "--", "NOT NOT", "AND AND")
QUOTES = tuple("\"'“”„‘’＂＇「」『』«»‹›`´〝〞")
BRACKETS = tuple("()（）[]【】{}〔〕<>《》〈〉⟨⟩")
SPACES = (" ", "\t", "\n", "\r\n", "\u3000", "\xa0", "\u2003", "\u2028", "\x0b", "\x85")
INVISIBLE = tuple("\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u202a\u202e\u2066\u2069\u180e\ufe0f\U000e0041")
MARKS = tuple("\u0301\u0308\u20dd\u0e49\u064b\u3099\U0001d165")
LETTERS = tuple("接待礼金法aZ09ａ９①Ⅳ㈠٣߀ßİıſﬁÅ𝟘𠀀龘שلकไ한かナ👍🏽👨‍👩‍👧🇨🇳萬與")
LONE = tuple("\ud800\udbff\udc00\udfff")
CONTROLS = tuple(map(chr, (*range(32), 127, *range(128, 160), 0xFFFE, 0xFFFF, 0x10FFFF)))
NUMERALS = tuple("0123456789０９〇零○一二三四五六七八九十百千万亿两廿卅壹佰²½")
PLACES = ("第", "条", "款", "项", "目", "之", "至", "自然段", "、", "和", "（", "）", "《", "》", "-", "∞", " ")
FOREIGN = (
    *(
        "*",
        "?",
        "%",
        "_",
        "接*",
        "?待",
        "^2",
        "~3",
        "[a TO b]",
        "title:",
        "text:接待",
        "+接待",
        "&&",
        "||",
        "!",
        "\\",
        "/",
    ),
    *("' OR 1=1 --", "'; DROP TABLE records; --", '" UNION SELECT body FROM records', "NULL", "0x1F", "1e999", "NaN"),
    *("../../etc/passwd", "C:\\Windows\\nul", "\\\\host\\share", "file:///etc/hosts", "/dev/null", "~/.ssh", "a\x00b"),
    *(
        "{{ 7*7 }}",
        "${jndi:x}",
        "%s%n%x",
        "<script>",
        "(?=a)+$",
        "(a+)+b",
        "\\d{9}",
        "[[:alpha:]]",
        "\x1b[31m",
        "--help",
    ),
)


def any_characters(random: Random) -> str:
    return "".join(chr(random.randrange(0x110000)) for _ in range(random.randrange(40)))


def words_and_operators(random: Random) -> str:
    return "".join(
        random.choice((*WORDS, *OPERATORS, *SPACES, " ", " ", " ")) + random.choice(("", " "))
        for _ in range(random.randrange(30))
    )


def quotes_and_brackets(random: Random) -> str:
    return "".join(random.choice((*QUOTES, *BRACKETS, *WORDS, " ", "-")) for _ in range(random.randrange(40)))


def nests(random: Random) -> str:
    opening, closing = random.choice(("()", "（）", "()", "《》", "“”", '""', ("(接待 OR ", ")"), ("NOT (", ")")))
    depth = random.choice((1, 5, 19, 20, 21, 100, 900))
    inner = random.choice((*WORDS, "", "甲 AND 乙", "甲 同句 乙", ")", "("))
    before = random.choice(("", "接待", "接待 ", "-", "NOT "))
    return before + opening * depth + inner + closing * (depth + random.choice((0, 0, 0, -1, 1)))


def chains(random: Random) -> str:
    joints = random.sample(
        (" AND ", " OR ", " 同句 ", " 同段 ", " NOT ", " -", " ", "(", ")", "“", '"'), random.choice((1, 1, 2, 3))
    )
    size = random.choice((2, 20, 100, 1000, 1990))
    text = ""
    while len(text) < size:
        text += random.choice(("接", "礼金", "甲")) + random.choice(joints)
    return text + "待"


def invisible_and_combined(random: Random) -> str:
    pool = (*LETTERS, *INVISIBLE, *MARKS, *LONE, *CONTROLS, *SPACES)
    return "".join(random.choice(pool) for _ in range(random.randrange(60)))


def citations(random: Random) -> str:
    title = random.choice(
        ("《云川市公务接待管理办法（示例）》", "云川接待办法", "云川农发行条例", "《》", "《《", "", "监察法")
    )
    number = "".join(random.choice(NUMERALS) for _ in range(random.choice((1, 2, 3, 10, 500, 5000))))
    steps = (
        f"第{number}条",
        f"第{number}条之{number}",
        f"第（{number}）项",
        f"第一条第{number}款",
        f"第二条至第{number}条",
    )
    loose = "".join(random.choice((*PLACES, *NUMERALS)) for _ in range(random.randrange(30)))
    return title + random.choice((*steps, loose, f"第{loose}条")) + random.choice(("", loose, " 接待"))


def foreign_languages(random: Random) -> str:
    return random.choice(("", " ")).join(
        random.choice((*FOREIGN, *WORDS, *OPERATORS)) for _ in range(random.randrange(8))
    )


def one_thing_again_and_again(random: Random) -> str:
    pool = (*WORDS, *OPERATORS, *QUOTES, *BRACKETS, *SPACES, *INVISIBLE, *LETTERS, *CONTROLS, *PLACES, *FOREIGN)
    piece = "".join(random.choices(pool, k=random.randrange(1, 4)))
    size = random.choice((100, 1990, 1990, 2001, 20_000, 100_000))
    return piece * (size // max(len(piece), 1))


def broken_texts(random: Random) -> str:
    start = random.randrange(len(BANK))
    text = BANK[start : start + random.choice((3, 20, 200, 1900))]
    for _ in range(random.randrange(6)):
        at = random.randrange(len(text) + 1)
        text = text[:at] + random.choice((*QUOTES, *BRACKETS, *INVISIBLE, *LONE, " AND ", " NOT ", "-")) + text[at:]
    return text


FAMILIES = (
    *(any_characters, words_and_operators, quotes_and_brackets, nests, chains, invisible_and_combined, citations),
    *(foreign_languages, one_thing_again_and_again, broken_texts),
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchIndex]:
    """An index over every kind of record, with the tokenizer's dictionary loaded."""
    root = tmp_path_factory.mktemp("fuzz")
    with searching(write_search_kb(root / "kb"), root / "cache") as (_, opened):
        opened.search("信贷人员接受企业宴请")
        yield opened


def answered_or_refused(ask: Callable[[], object], text: str) -> None:
    """`ask` answers, or says in Chinese why not, within the time; `text` is what a failure shows."""
    before = time.process_time()
    try:
        ask()
    except (QueryError, InvalidCitation) as error:
        assert CHINESE.search(str(error)), text[:200]  # noqa: PT017 -- 答复和拒绝都对
    assert time.process_time() - before < SECONDS, text[:200]


def search(index: SearchIndex, text: str, **options: Any) -> list[object]:
    """The hits with everything about them that is worked out only when it is read."""
    return [(hit.spans, hit.why) for hit in index.search(text, limit=3, **options)]


@pytest.mark.parametrize("family", FAMILIES)
def test_any_string_is_a_query_or_is_refused_in_chinese(index: SearchIndex, family: Family) -> None:
    random = Random(family.__name__)  # noqa: S311 -- 只求每次相同
    for _ in range(PER_FAMILY):
        text = family(random)
        answered_or_refused(partial(search, index, text, exact=random.random() < 0.2), text)


@pytest.mark.parametrize("family", FAMILIES)
def test_any_string_is_a_filter_or_is_refused_in_chinese(index: SearchIndex, family: Family) -> None:
    random = Random(family.__name__)  # noqa: S311 -- 只求每次相同
    for _ in range(PER_FAMILY // 10):
        names = random.sample(("kind", "status", "issuer", "unit_type", "theme"), random.randrange(1, 4))
        options = {name: random.choice((family(random), *KNOWN[name])) for name in names}
        answered_or_refused(partial(search, index, "礼金 接待", **options), str(options))


@pytest.mark.parametrize("family", FAMILIES)
def test_any_string_is_counted_by_facet_and_answered_by_a_suggestion_or_refused(
    index: SearchIndex, family: Family
) -> None:
    random = Random(family.__name__)  # noqa: S311 -- 只求每次相同
    for _ in range(PER_FAMILY // 10):
        text = family(random)
        answered_or_refused(partial(search, index, text, titles=True), text)
        answered_or_refused(partial(index.facets, text, titles=random.random() < 0.2), text)
        answered_or_refused(partial(index.suggest, text), text)
        answered_or_refused(partial(index.similar, text, as_of=DAY), text)


@pytest.mark.skipif(not SHIPPED.exists(), reason="没有学得的行为例子，跳过")
@pytest.mark.parametrize("family", FAMILIES)
def test_any_string_is_conduct_or_is_refused_in_chinese(index: SearchIndex, family: Family) -> None:
    random = Random(family.__name__)  # noqa: S311 -- 只求每次相同
    for _ in range(PER_FAMILY // 10):
        text = family(random)
        answered_or_refused(partial(index.basis, text, as_of=DAY, today=DAY), text)


def test_a_chain_of_operators_may_be_as_long_as_a_query_but_turns_only_so_often(index: SearchIndex) -> None:
    for joint in (" AND ", " OR ", " 同句 ", " 同段 "):
        assert len(index.search(joint.join(["接待"] * 200))) == len(index.search(joint.join(["接待"] * 2)))
    with pytest.raises(QueryError, match="到第 108 个字处，AND、同句、同段换用超过 20 次，请分几次检索"):
        index.search("礼 同句 金 同段 " * 30 + "礼")
