"""The imported laws: questions answered from them, works with their versions once and in order, names without doubt."""

import json
import re
from collections import Counter
from datetime import date

import pytest

from tests.conftest import require_data
from tests.statutes import extract
from xuncha_docs.errors import InvalidCitation
from xuncha_docs.library.citation import Citation
from xuncha_docs.library.library import Library
from xuncha_docs.workspace import Workspace

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("imported_laws")]
KNOWN_MISSES = {
    "《刑法》第二百五十七条": "答案少印了第三款",
}
"""Questions whose answer is not the article's text, each with the cause."""
KNOWN_TWINS = {
    "人民检察院刑事诉讼规则": "party 里的是节选",
    "国家监察委员会与最高人民检察院办理职务犯罪案件工作衔接办法": "一份缺字",
}
"""Works held in two texts of one day whose words differ, each with the cause."""
COMMON = {
    "公务员法": date(2019, 6, 1),
    "监察法": date(2018, 3, 20),
    "纪律处分条例": date(2016, 1, 1),
    "刑法": date(2020, 12, 26),
    "预算法": date(2018, 12, 29),
    "会计法": date(2017, 11, 4),
    "政府采购法": date(2014, 8, 31),
    "招标投标法": date(2017, 12, 27),
    "公职人员政务处分法": date(2020, 7, 1),
    "民法典": date(2021, 1, 1),
    "刑事诉讼法": date(2018, 10, 26),
    "宪法": date(2018, 3, 11),
    "问责条例": date(2016, 7, 8),
}
"""Names as people write them, each with a day from which a text is held."""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = tmp_path_factory.mktemp("laws")
    workspace = Workspace.create(folder / "区")
    workspace.import_paths([extract(folder / "laws"), require_data("party")])
    return workspace.library


def letters(text: str) -> str:
    """The text without punctuation, spaces and the caption an editor put before it."""
    return re.sub(r"[\W_]", "", re.sub(r"【[^】]*】", "", text))


def asked(question: str) -> str:
    """The citation a question asks for; 修正案2004年 is a file name for 宪法修正案（2004年）."""
    return re.sub(r"^修正案(\d{4})年", r"中华人民共和国宪法修正案（\1年）", question.split("的内容", maxsplit=1)[0])


def test_questions_are_answered_from_the_imported_laws(library: Library) -> None:
    path = require_data("citations", "article_text.jsonl")
    counted: Counter[str] = Counter()
    misses: dict[str, str] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        citation = Citation.parse(asked(case["question"]))
        answer = letters(re.sub("^答案[:：]", "", case["answer"]))
        try:
            texts = [letters(evidence.quote) for evidence in library.resolve(citation)]
        except InvalidCitation as error:
            texts, cause = [], error.message
        else:
            cause = f"文字不同：{texts[0][:40]}"
        counted["answered" if answer in texts else "missed"] += 1
        if answer not in texts:
            misses[str(citation)] = cause
    assert misses.keys() == KNOWN_MISSES.keys(), misses
    assert counted["answered"] >= 333


def test_each_work_has_its_versions_in_order_and_once_a_day(library: Library) -> None:
    twins = set()
    for summary in library.regulations():
        versions = library.versions(summary.work)
        days = [version.begins for version in versions if version.begins]
        assert days == sorted(days)
        if len(set(days)) < len(days):
            twins.add(summary.title)
    assert twins == KNOWN_TWINS.keys()


@pytest.mark.parametrize("name", COMMON)
def test_common_names_resolve_without_ambiguity_on_every_day_held(library: Library, name: str) -> None:
    held = library.find(name)
    assert len({version.work for version in held}) == 1
    for day in (COMMON[name], date(2021, 6, 1), date(2023, 6, 1), date(2025, 6, 1), date(2026, 9, 1)):
        (evidence,) = library.resolve(Citation.parse(f"{name}第一条"), max(day, COMMON[name]))
        assert evidence.quote


@pytest.mark.parametrize(
    ("name", "days"),
    [
        ("纪律处分条例", ("2016-01-01", "2018-10-01", "2024-01-01")),
        ("监察法", ("2018-03-20", "2024-12-25")),
    ],
)
def test_each_day_has_the_version_that_began_last(library: Library, name: str, days: tuple[str, ...]) -> None:
    assert [str(version.begins) for version in library.find(name)] == list(days)
    for day in days:
        (evidence,) = library.resolve(Citation.parse(f"{name}第一条"), date.fromisoformat(day))
        assert evidence.record_id.endswith(day)
