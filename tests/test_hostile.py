"""Values that look like code, Markdown, HTML or layout come out of Word as they went in; nothing is executed."""

import io
from collections.abc import Iterable
from typing import Any

import pytest
import yaml
from docx import Document

from tests.packs import DEMO_ROUND, tree
from tests.trial_rounds import LINES
from xuncha_docs.manifest import MANIFEST
from xuncha_docs.pack import Pack
from xuncha_docs.places import safe_name
from xuncha_docs.workspace import Workspace

HOSTILE = (*LINES, "    四个空格", "长" * 3000)
BROKEN_LINES = "上一行\n下一行\r\n第三行"
CONTROL = "响\x07铃\ufffe丁"
EVERY = (*HOSTILE, BROKEN_LINES, CONTROL)
SHORT = '../..\\局|*?"<b>{{ 7*191 }}</b>&amp;#1. 𠮷\x07'
EXECUTED = "1337"


def plain(value: str) -> list[str]:
    """The lines of a value as a document shows them: edge spaces and what no .docx can hold are gone."""
    kept = "".join(char for char in value if char not in "\x07\ufffe")
    return [line.strip() for line in kept.splitlines() if line.strip()]


def hostile_round() -> dict[str, Any]:
    """The demo round with one unit, each of whose lists holds every hostile value in every field of text."""
    found: dict[str, Any] = yaml.load(DEMO_ROUND.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 -- BaseLoader 只产生文字
    unit, team = found["units"][0], found["teams"][0]
    unit |= {name: f"{name}：{SHORT}" for name in ("party_organisation", "name", "superior", "contact", "venue")}
    unit |= {
        "short_name": SHORT,
        "duties": [{"text": value, "source": value} for value in EVERY],
        "offices": list(EVERY),
        "subsidiaries": list(EVERY),
        "leadership": [{"name": v, "post": v, "in_charge_of": v, "must_interview": "true"} for v in EVERY],
        "projects": [{"name": value, "year": "", "amount": value, "state": value} for value in EVERY],
        "oversight": [{"department": value, "item": value, "level": value} for value in EVERY],
        "earlier_findings": [{"source": value, "text": value, "status": value} for value in EVERY],
        "policies": [{"title": value, "requirement": value, "basis": value} for value in EVERY],
        "selection": {"pin": ["fp-hostile"], "reason": SHORT},
    }
    team |= {"name": f"组/{SHORT}", "address": SHORT, "visit_room": "", "phone": "  "}
    team["members"] = [{"name": value, "unit": value, "post": value, "role": "组员"} for value in EVERY]
    found["round"] |= {"name": f"轮{SHORT}", "office": SHORT, "recipients": list(EVERY), "archive_codes": list(EVERY)}
    return found | {"teams": [team], "units": [unit], "policies": []}


REGULATION = """---
id: hostile-2024-01-01
work: hostile
title: 特殊字符管理规定（示例）
kind: normative_document
issued: 2024-01-01
effective: 2024-01-01
sample: true
---

第一条　应当登记 {{ 7*191 }}、{% raw %}、甲|乙、<b>x</b>、&amp;、*号*、1. 与 # 和 𠮷，响\x07铃，中间　　有空格。

第二条　可以另行规定。
"""


def hostile_point() -> dict[str, Any]:
    return {
        "id": "fp-hostile",
        "title": f"题{SHORT}",
        "themes": ["财经纪律"],
        "unit_types": [],
        "duty_tags": [],
        "signs": list(EVERY),
        "normal": CONTROL,
        "innocent": BROKEN_LINES,
        "check_path": list(EVERY),
        "documents": [{"name": f"{n}号{v}", "years": v, "keeper": v} for n, v in enumerate(EVERY)],
        "questions": [
            {
                "role": "主要负责人",
                "text": value,
                "follow_ups": {"yes": value, "no": value, "unclear": value},
                "confirm": value,
            }
            for value in EVERY[:4]
        ],
        "basis": [{"citation": "《特殊字符管理规定（示例）》第一条", "role": "norm"}],
    }


def dumped(content: Any) -> str:
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=100_000)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    """The pack of a hostile round over a hostile office kb."""
    root = tmp_path_factory.mktemp("hostile")
    workspace = Workspace.create(root / "区")
    kb = root / "区" / "kb"
    (kb / "regulations" / "hostile-2024-01-01.md").write_text(REGULATION, encoding="utf-8")
    records = {"kind": "focus_point", "sample": "true", "records": [hostile_point()]}
    (kb / "focus" / "hostile.yaml").write_text(dumped(records), encoding="utf-8")
    path = root / "区" / "rounds" / "恶.yaml"
    path.write_text(dumped(hostile_round()), encoding="utf-8")
    return workspace.pack(path, root / "out" / "包")


def blocks(data: bytes) -> Iterable[str]:
    """The text of every paragraph and every cell, as python-docx reads it."""
    document = Document(io.BytesIO(data))
    yield from (paragraph.text for paragraph in document.paragraphs)
    for table in document.tables:
        yield from (cell.text for row in table.rows for cell in row.cells)


@pytest.fixture(scope="module")
def shown(hostile: Pack) -> dict[str, list[str]]:
    """Template -> every line of text of its documents."""
    found: dict[str, list[str]] = {}
    for file in hostile.manifest.files:
        lines = [line for block in blocks((hostile.root / file.path).read_bytes()) for line in block.split("\n")]
        found.setdefault(file.template, []).extend(lines)
    return found


@pytest.mark.parametrize(
    ("template", "times"),
    [
        ("unit-profile", 6),
        ("oversight-list", 3),
        ("policy-list", 2),
        ("problem-list", 2),
        ("division", 2),
        ("duty-list", 2),
        ("interview-schedule", 2),
        ("focus-list", 2),
        ("document-request", 3),
    ],
)
def test_every_value_stands_in_the_document_unchanged(shown: dict[str, list[str]], template: str, times: int) -> None:
    for value in EVERY:
        for line in plain(value):
            assert sum(line in text for text in shown[template]) >= times, line[:50]


def test_a_cell_of_three_thousand_characters_is_whole(shown: dict[str, list[str]]) -> None:
    assert "长" * 3000 in shown["unit-profile"]


def test_a_value_alone_in_a_cell_fills_it_exactly(shown: dict[str, list[str]]) -> None:
    for value in EVERY:
        assert set(plain(value)) <= {line.strip() for line in shown["oversight-list"]}, value[:50]


def test_nothing_was_executed(hostile: Pack, shown: dict[str, list[str]]) -> None:
    assert not [line for lines in shown.values() for line in lines if EXECUTED in line]
    assert not [name for name in tree(hostile.root) if EXECUTED in name]
    assert any("{{ 7*191 }}" in line for line in shown["interview-outline"])


def test_tables_keep_their_columns(hostile: Pack) -> None:
    for file in hostile.manifest.files:
        for table in Document(io.BytesIO((hostile.root / file.path).read_bytes())).tables:
            assert {len(row.cells) for row in table.rows} == {len(table.columns)}, file.path


def test_an_empty_value_prints_as_missing(hostile: Pack) -> None:
    missing = {label for file in hostile.manifest.files for label in file.missing}
    assert any(label.endswith("来访接待地点") for label in missing)


def test_removed_characters_are_reported(hostile: Pack) -> None:
    notices = {
        (file.template, notice.split(" ")[-1]) for file in hostile.manifest.files for notice in file.notices
        if "删去控制字符" in notice
    }  # fmt: skip
    assert {("unit-profile", "U+0007"), ("unit-profile", "U+FFFE"), ("document-request", "U+FFFE")} <= notices


def test_a_rule_with_such_characters_is_quoted_word_for_word(hostile: Pack, shown: dict[str, list[str]]) -> None:
    quoted = {
        item.quote for file in hostile.manifest.files for item in file.quoted if item.record_id.startswith("host")
    }
    assert len(quoted) == 1
    quote = quoted.pop().replace("\x07", "")
    assert "{{ 7*191 }}、{% raw %}、甲|乙、<b>x</b>、&amp;" in quote
    assert any(quote in line for line in shown["policy-list"])


def test_files_stay_inside_the_pack_under_safe_names(hostile: Pack) -> None:
    assert [path.name for path in hostile.root.parent.iterdir()] == ["包"]
    assert set(tree(hostile.root)) == {MANIFEST, *(file.path for file in hostile.manifest.files)}
    for path in hostile.root.rglob("*"):
        assert safe_name(path.name) == path.name


def test_a_hostile_pack_checks_clean(hostile: Pack) -> None:
    workspace = Workspace(hostile.root.parents[1] / "区")
    problems = workspace.check([hostile.root], as_of=hostile.manifest.as_of)
    assert [problem for problem in problems if problem.severity != "notice"] == []
