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
COMMON = {
    "公务员法": date(2019, 6, 1),
    "监察法": date(2018, 3, 20),
    "纪律处分条例": date(2016, 1, 1),
    "刑法": date(2020, 12, 26),
    "预算法": date(2018, 12, 29),
    "会计法": date(2017, 11, 4),
    "政府采购法": date(2014, 8, 31),
    "招标投标法": date(2017, 12, 28),
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
    for summary in library.regulations():
        days = [version.begins for version in library.versions(summary.work) if version.begins]
        assert days == sorted(set(days)), summary.title


@pytest.mark.parametrize(
    "name",
    [
        "关于办理危害生产安全刑事案件适用法律若干问题的解释（二）",
        "关于办理行贿刑事案件具体应用法律若干问题的解释",
        "关于审理使用人脸识别技术处理个人信息相关民事案件适用法律若干问题的规定",
        "关于在对外公务活动中赠送和接受礼品的规定",
    ],
)
def test_a_title_that_a_source_prints_without_its_issuer_is_the_whole_one(library: Library, name: str) -> None:
    (version,) = library.find(name)
    assert version.title != name
    assert version.title.endswith(name)


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
        ("监察法", ("2018-03-20", "2025-06-01")),  # 2024-12-25 公布，目录记载的施行日
    ],
)
def test_each_day_has_the_version_that_began_last(library: Library, name: str, days: tuple[str, ...]) -> None:
    assert [str(version.begins) for version in library.find(name)] == list(days)
    for day in days:
        (evidence,) = library.resolve(Citation.parse(f"{name}第一条"), date.fromisoformat(day))
        assert str(evidence.effective) == day
