"""Every template of the register on full, minimal and hostile data: it prints, verbatim, and keeps what is internal."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from docx import Document

from tests.packs import demo_round
from tests.trial_rounds import HostileRound, fields_of, smallest_round
from xuncha_docs.check.layout.reader import read
from xuncha_docs.check.layout.report import inspect
from xuncha_docs.check.layout.verdicts import Outcome, Strength
from xuncha_docs.compose.context import Contexts
from xuncha_docs.compose.render import Draft, render
from xuncha_docs.compose.templates import Scope, Template
from xuncha_docs.compose.values import unescape_markdown
from xuncha_docs.library.library import Library
from xuncha_docs.library.rounds import Round
from xuncha_docs.pack import Job, plan
from xuncha_docs.press import Press
from xuncha_docs.word.text import document_text, printed
from xuncha_docs.workspace import Workspace

LEFT_OVER = re.compile(r"\bNone\b|Undefined|undefined|\{\{|\}\}|\{%|%\}|\{#|#\}|<br>|:::|\*\*|\[\]|Missing\(")
"""What only a template, or Python, writes."""
EMPTY = re.compile(r"《》|“”|（）|、、|，，|；；|。。|：[。；，）]|、[。；，）]|，[。；]|（[，、；。]")
"""Punctuation that stands around nothing."""
INTERNAL = {"oversight", "earlier_findings", "selection", "subtype", "recusals", "counts", "duty", "archive_codes"}
"""Parts of a round that no outgoing document prints."""
SUSPICIOUS = re.compile("涉嫌|贪污|受贿|腐败|取证|审讯|犯罪")
EXECUTED = "1337"
MADE = {"path": "1 准备/甲.docx", "title": "甲", "quoted": 0, "missing": [], "unresolved": [], "notices": []}
NOT_PRINTED = {
    *("round.id", "unit.id", "unit.type", "round.framework"),  # 试验轮次里写的是固定的值
    *("unit.selection.pin", "unit.selection.exclude", "unit.selection.reason"),  # 同上
    "round.ordinal",  # 写了 name 的轮次不用它拼称呼
    "round.confidentiality",  # 密级由人确定，自带模板都不印
    "round.signatories.document",  # 只用来找签发人
    "round.signatories.post",
}
"""Fields that no document prints; any other that a person fills in stands somewhere."""
BESIDE = {"〖round.signatories.0.name〗", "〖round.signatories.1.name〗"}
"""签发人 stands beside the document number, which comes between its lines where it is too long for one."""
UNIT_TYPES = ("党政机关", "群团组织", "公立院校", "公立医院", "国有企业", "乡镇（街道）", "村", "社区")


@dataclass(frozen=True, kw_only=True, slots=True)
class Tried:
    """One document of a template."""

    template: Template
    draft: Draft
    data: bytes
    text: str
    """Of the document, without white space."""


@pytest.fixture(scope="module")
def library() -> Library:
    return Workspace(None).library


@pytest.fixture(scope="module")
def templates() -> dict[str, Template]:
    return Workspace(None).templates()


def jobs_of(found: Round, library: Library, templates: dict[str, Template]) -> dict[str, list[Job]]:
    """Template -> its documents."""
    contexts = Contexts(found, library)
    jobs = {name: list(plan(found, contexts, [template])) for name, template in templates.items()}
    for name, template in templates.items():
        if template.scope is Scope.PACK:
            jobs[name] = [Job(template=template, context=contexts.pack([MADE]), folder=())]
    return jobs


def tried(jobs: dict[str, list[Job]]) -> tuple[Tried, ...]:
    """One document of each template: of another unit for each, so that all units have their turn."""
    chosen = [of_one[number % len(of_one)] for number, of_one in enumerate(jobs.values()) if of_one]
    with Press() as press:
        made = [(job.template, press.print(job.template, job.context)) for job in chosen]
    return tuple(
        Tried(template=template, draft=one.draft, data=one.data, text=document_text(one.data)) for template, one in made
    )


@pytest.fixture(scope="module")
def full(library: Library, templates: dict[str, Template]) -> tuple[Tried, ...]:
    return tried(jobs_of(demo_round(), library, templates))


@pytest.fixture(scope="module")
def hostile_round(tmp_path_factory: pytest.TempPathFactory) -> HostileRound:
    return HostileRound(tmp_path_factory.mktemp("hostile"))


@pytest.fixture(scope="module")
def hostile_jobs(hostile_round: HostileRound, library: Library, templates: dict[str, Template]) -> dict[str, list[Job]]:
    return jobs_of(hostile_round.found, library, templates)


@pytest.fixture(scope="module")
def hostile(hostile_jobs: dict[str, list[Job]]) -> tuple[Tried, ...]:
    return tried(hostile_jobs)


def opens(data: bytes) -> bool:
    document = Document(io.BytesIO(data))
    return bool(document.paragraphs or document.tables)


def wrong(pattern: re.Pattern[str], text: str) -> list[str]:
    """The places where the pattern stands, with what is around."""
    return [text[max(0, match.start() - 20) : match.end() + 10] for match in pattern.finditer(text)]


def told(draft: Draft) -> str:
    return f"{draft.title}\n{unescape_markdown(draft.markdown)}"


# 演示轮次


def test_every_template_prints_on_the_demo_round(full: tuple[Tried, ...], templates: dict[str, Template]) -> None:
    assert [one.template.id for one in full] == list(templates)
    assert all(opens(one.data) for one in full)


def test_no_document_of_the_demo_holds_leftovers_or_empty_brackets(full: tuple[Tried, ...]) -> None:
    assert {one.template.id: found for one in full if (found := wrong(LEFT_OVER, one.text))} == {}


def test_no_document_of_the_demo_breaks_a_rule_of_the_layout(full: tuple[Tried, ...]) -> None:
    broken = {
        f"{one.template.id} {verdict.check.number} {verdict.check.title}": verdict.deviations[:2]
        for one in full
        for verdict in inspect(read(one.data), "没有渲染").verdicts
        if verdict.outcome is Outcome.DEVIATES and verdict.check.strength is Strength.FIXED
    }
    assert broken == {}


def test_no_outgoing_document_sounds_like_an_investigation(full: tuple[Tried, ...]) -> None:
    found = {one.template.id: wrong(SUSPICIOUS, one.text) for one in full if one.template.outgoing}
    assert {name: places for name, places in found.items() if places} == {}


def test_every_numbered_document_takes_a_number_of_its_own_from_the_round_file(templates: dict[str, Template]) -> None:
    numbers = {name: one.head.number for name, one in templates.items() if one.head and one.head.number}
    assert all(number.startswith("{{ round.document_numbers.") for number in numbers.values()), numbers
    assert len(set(numbers.values())) == len(numbers)


# 只有必填项的轮次


@pytest.mark.parametrize("unit_type", UNIT_TYPES)
def test_the_smallest_round_prints_blanks_to_fill_in(
    library: Library, templates: dict[str, Template], tmp_path: Path, unit_type: str
) -> None:
    jobs = jobs_of(smallest_round(tmp_path, unit_type), library, templates)
    drafts = [render(job.template, job.context) for of_one in jobs.values() for job in of_one[:1]]
    assert {draft.template_id: found for draft in drafts if (found := wrong(EMPTY, told(draft)))} == {}
    assert any(draft.missing for draft in drafts)


def test_every_template_prints_on_the_smallest_round(
    library: Library, templates: dict[str, Template], tmp_path: Path
) -> None:
    made = tried(jobs_of(smallest_round(tmp_path, "村"), library, templates))
    assert [one.template.id for one in made] == list(templates)
    assert all(opens(one.data) for one in made)
    assert {one.template.id: found for one in made if (found := wrong(LEFT_OVER, one.text))} == {}
    for one in made:
        assert one.text.count("【待补：") >= len(one.draft.missing) - len(re.findall("【待补：", one.draft.title))


# 恶意的轮次


def test_every_template_prints_on_the_hostile_round(hostile: tuple[Tried, ...], templates: dict[str, Template]) -> None:
    assert [one.template.id for one in hostile] == list(templates)
    assert all(opens(one.data) for one in hostile)


def test_every_hostile_value_that_is_printed_stands_there_whole(
    hostile: tuple[Tried, ...], hostile_round: HostileRound
) -> None:
    expected = {mark: printed(value) for mark, value in hostile_round.written.items()}
    for one in hostile:
        for match in re.finditer("〖[^〗]*〗", one.text):
            assert match[0] in BESIDE or one.text.startswith(expected[match[0]], match.start()), one.template.id


def test_every_field_of_a_round_file_is_printed_by_some_document(
    hostile_round: HostileRound, hostile_jobs: dict[str, list[Job]]
) -> None:
    drafts = [render(job.template, job.context) for of_one in hostile_jobs.values() for job in of_one]
    shown = {mark for draft in drafts for mark in re.findall("〖[^〗]*〗", f"{told(draft)}{draft.form}")}
    assert fields_of(hostile_round.written) - fields_of(shown) == NOT_PRINTED


def test_nothing_hostile_is_executed(hostile: tuple[Tried, ...]) -> None:
    assert [one.template.id for one in hostile if EXECUTED in one.text or EXECUTED in one.draft.filename] == []


def test_no_outgoing_document_prints_what_is_internal(hostile: tuple[Tried, ...]) -> None:
    leaks = {one.template.id: set(_leaks(one)) for one in hostile if one.template.outgoing}
    assert {name: found for name, found in leaks.items() if found} == {}


def _leaks(one: Tried) -> Iterator[str]:
    for name in fields_of(re.findall("〖[^〗]*〗", one.text)):
        parts = name.split(".")
        if INTERNAL & set(parts) or (parts[:2] == ["team", "members"] and parts[2] not in ("name", "role")):
            yield name
