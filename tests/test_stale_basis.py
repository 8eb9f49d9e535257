"""check names every basis that no longer holds: missing, repealed, superseded, renumbered, each with its line."""

from datetime import date
from pathlib import Path

import pytest

from tests.conftest import write_kb
from xuncha_docs.check.casework import check_round_file
from xuncha_docs.check.everything import template_bases
from xuncha_docs.check.knowledge import check_knowledge
from xuncha_docs.compose.templates import read_templates
from xuncha_docs.library.library import Library
from xuncha_docs.library.records import Problem

AS_OF = date(2026, 9, 1)
FIRST = """---
id: yc-caiwu-2018-01-01
work: yc-caiwu
title: 云川市机关财务管理办法（示例）
kind: normative_document
effective: 2018-01-01
sample: true
---

第一条　为了规范财务收支，制定本办法。

第二条　公务用车应当统一编队，车辆维修应当定点，燃油应当一车一卡登记。

第三条　差旅费应当使用公务卡结算，伙食补助按照出差自然天数包干。

第四条　会议费应当按照四类会议标准报销。
"""
SECOND = """---
id: yc-caiwu-2023-01-01
work: yc-caiwu
title: 云川市机关财务管理办法（示例）
kind: normative_document
effective: 2023-01-01
sample: true
---

第一条　为了规范财务收支，制定本办法。

第二条　政府采购应当编制采购预算，采购合同应当备案公开。

第三条　公务用车应当统一编队，车辆维修应当定点，燃油应当一车一卡登记。

第四条　差旅费应当使用公务卡结算，伙食补助按照出差自然天数包干。
"""
REPLACED = """---
id: yc-jiu-2010-01-01
work: yc-jiu
title: 云川市公务用车暂行规定（示例）
kind: normative_document
effective: 2010-01-01
sample: true
---

第一条　公务用车应当登记。
"""
REPLACING = """---
id: yc-xin-2020-01-01
work: yc-xin
title: 云川市公务用车管理规定（示例）
kind: normative_document
effective: 2020-01-01
supersedes: [云川市公务用车暂行规定（示例）]
sample: true
---

第一条　公务用车应当登记、统一调度。
"""
FOCUS = """kind: focus_point
sample: true
records:
  - id: fp-x
    title: 公务用车维修和燃油登记
    themes: [财经纪律]
    unit_types: []
    duty_tags: [三公经费]
    signs: [车辆维修不在定点单位，燃油没有一车一卡登记]
    normal: 公务用车统一编队，维修定点，燃油一车一卡
    innocent: 定点单位停业
    check_path: [抽取维修单与定点合同核对]
    documents: [{name: 车辆台账, years: 近三年, keeper: 办公室}]
    questions: []
    basis:
      - {citation: 《云川市机关财务管理办法（示例）》第BASIS, role: norm}
"""
FUNCTIONS = """kind: function_list
sample: true
records:
  - id: fl-x
    title: 机关职能
    unit_type: 党政机关
    duties:
      - id: d1
        text: 编制采购预算，备案公开采购合同
        power: 财
        tags: [政府采购]
        risks: [采购合同没有备案]
        basis:
          - {citation: 《云川市机关财务管理办法（示例）》第四条, role: norm}
      - id: d2
        text: 管理公务用车
        power: 物
        tags: [三公经费]
        risks: [车辆没有登记]
        basis:
          - {citation: 《云川市公务用车暂行规定（示例）》第一条, role: norm}
"""
TEMPLATE = """---
id: x
title: 示例
phase: preparation
order: 1
scope: round
audience: office
outgoing: false
purpose: 示例
inputs: []
filename: 示例
---
# 示例

依照{{ basis("《云川市机关财务管理办法（示例）》第二条")|cited }}办理。

依照《云川市公务用车暂行规定（示例）》第一条、《云川市机关财务管理办法（示例）》第九条和
《没有入库的办法》第一条办理。
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    kb = write_kb(tmp_path / "kb")
    for name, text in {
        "yc-caiwu-2018-01-01": FIRST,
        "yc-caiwu-2023-01-01": SECOND,
        "yc-jiu-2010-01-01": REPLACED,
        "yc-xin-2020-01-01": REPLACING,
    }.items():
        (kb / "regulations" / f"{name}.md").write_text(text, encoding="utf-8")
    return tmp_path


def opened(root: Path) -> Library:
    return Library.open([root / "kb"], root / "cache")


def focus_problems(root: Path, basis: str, as_of: date = AS_OF) -> list[str]:
    path = root / "kb" / "focus" / "x.yaml"
    path.write_text(FOCUS.replace("第BASIS", basis), encoding="utf-8")
    return about_basis(check_knowledge(opened(root), as_of))


def about_basis(problems: list[Problem]) -> list[str]:
    return [str(p) for p in problems if "依据" in p.message and "x.yaml" in p.location.path]


def test_a_renumbered_basis_is_named_with_its_line_and_its_new_number(root: Path) -> None:
    (problem,) = focus_problems(root, "第二条")
    assert problem.startswith("kb/focus/x.yaml:16: ")
    assert "2018-01-01版的第二条，在 2023-01-01 版中条号已变为第三条，文字未改，请改写为第三条" in problem


def test_a_record_written_for_the_present_number_is_left_alone(root: Path) -> None:
    assert focus_problems(root, "第三条") == []


def test_before_the_revision_the_old_number_is_right(root: Path) -> None:
    assert focus_problems(root, "第二条", date(2020, 1, 1)) == []


def test_a_basis_checked_against_the_present_text_is_left_alone(root: Path) -> None:
    assert focus_problems(root, "第二条, checked: 2024-01-01") == []


def test_a_basis_checked_against_the_old_text_is_named_whatever_the_words_say(root: Path) -> None:
    (problem,) = focus_problems(root, "第三条, checked: 2020-01-01")
    assert "2018-01-01版的第三条，在 2023-01-01 版中条号已变为第四条" in problem


def test_an_article_that_is_gone_says_what_became_of_it(root: Path) -> None:
    (problem,) = focus_problems(root, "第九条")
    assert "不存在" in problem
    text = FIRST.replace("第四条　会议费", "第四条　略。\n\n第五条　会议费")
    (root / "kb" / "regulations" / "yc-caiwu-2018-01-01.md").write_text(text, encoding="utf-8")
    (problem,) = focus_problems(root, "第五条")
    assert "2018-01-01版的第五条，在 2023-01-01 版中已删去，请另找依据" in problem


def test_a_function_list_is_swept_duty_by_duty(root: Path) -> None:
    (root / "kb" / "functions").mkdir()
    (root / "kb" / "functions" / "x.yaml").write_text(FUNCTIONS, encoding="utf-8")
    (problem,) = about_basis(check_knowledge(opened(root), AS_OF))
    assert problem.startswith("kb/functions/x.yaml:21: ")
    assert "没有有效文本" in problem
    assert "取代它的是《云川市公务用车管理规定（示例）》" in problem


def test_a_text_older_than_the_catalog_knows_is_superseded(root: Path) -> None:
    (root / "kb" / "catalog").mkdir()
    (root / "kb" / "catalog" / "c.yaml").write_text(
        "kind: catalog_entry\nrecords:\n  - {id: c-caiwu, title: 云川市机关财务管理办法（示例）, "
        "kind: normative_document, effective: 2025-01-01}\n",
        encoding="utf-8",
    )
    (problem,) = focus_problems(root, "第三条")
    assert "目录记载 2025-01-01 起已有新文本" in problem
    assert focus_problems(root, "第三条", date(2024, 6, 1)) == []


def test_a_template_is_swept_in_its_calls_and_in_its_words(root: Path) -> None:
    (root / "templates").mkdir()
    (root / "templates" / "x.md").write_text(TEMPLATE, encoding="utf-8")
    templates = tuple(read_templates([root / "templates"]).values())
    found = list(template_bases(templates, opened(root), AS_OF))
    told: dict[int | None, list[tuple[str, str]]] = {p.location.line: [] for p in found}
    for problem in found:
        told[problem.location.line].append((problem.severity, problem.message))
    (moved,) = told[15]
    assert moved[0] == "notice"
    assert "条号已变为第三条" in moved[1]
    repealed, missing = told[17]
    assert repealed[0] == missing[0] == "error"
    assert "取代它的是《云川市公务用车管理规定（示例）》" in repealed[1]
    assert "第九条 不存在" in missing[1]
    (unheld,) = told[18]
    assert unheld[0] == "notice"
    assert "《没有入库的办法》未入库" in unheld[1]


def test_a_round_file_is_swept_policy_by_policy(root: Path) -> None:
    sample = Path(__file__).resolve().parent.parent / "xuncha_docs" / "demo" / "round.yaml"
    text = sample.read_text(encoding="utf-8")
    head, _, _ = text.partition("\npolicies:\n")
    policies = """
policies:
  - {title: 云川市机关财务管理办法（示例）, date: 2018-01-01, requirement: 公务用车维修应当定点, basis: 第二条}
  - {title: 云川市公务用车暂行规定（示例）}
  - {title: 云川市机关财务管理办法（示例）, date: 2023-01-01, requirement: 车辆维修定点, basis: 第三条、第九条}
  - {title: 云川市公务用车管理规定（示例）, basis: 第二部分}
"""
    path = root / "round.yaml"
    path.write_text(head + policies, encoding="utf-8")
    first = head.count("\n") + 3
    told: dict[int | None, list[str]] = {n: [] for n in range(first, first + 4)}
    for problem in check_round_file(path, opened(root), AS_OF):
        if problem.location.line in told and problem.location.path == str(path):
            told[problem.location.line].append(problem.message)
    dated, moved = told[first]
    assert "写的是 2018-01-01 的文本，2023-01-01 起施行新版本" in dated
    assert "条号已变为第三条" in moved
    assert "取代它的是《云川市公务用车管理规定（示例）》" in told[first + 1][0]
    (missing,) = told[first + 2]
    assert "第九条 不存在" in missing
    assert told[first + 3] == []


def test_words_that_the_article_does_not_have_are_told(root: Path) -> None:
    assert focus_problems(root, "第三条, phrase: 车辆维修应当定点") == []
    (problem,) = focus_problems(root, "第三条, phrase: 采购合同")
    assert "当日有效的文本里没有“采购合同”" in problem


def test_bases_that_only_the_catalog_knows_are_counted_in_one_notice(root: Path) -> None:
    (root / "kb" / "catalog").mkdir()
    (root / "kb" / "catalog" / "c.yaml").write_text(
        "kind: catalog_entry\nrecords:\n  - {id: c-x, title: 云川市示例条例, kind: normative_document}\n",
        encoding="utf-8",
    )
    text = FOCUS.replace("《云川市机关财务管理办法（示例）》第BASIS", "《云川市示例条例》第三条, phrase: 不得")
    (root / "kb" / "focus" / "x.yaml").write_text(text, encoding="utf-8")
    told = [p for p in check_knowledge(opened(root), AS_OF) if "只有目录" in p.message]
    assert [(p.severity, "有 1 处依据引自 1 部" in p.message) for p in told] == [("notice", True)]


def test_a_regulation_that_the_catalog_calls_ended_is_an_error_of_its_basis(root: Path) -> None:
    (root / "kb" / "catalog").mkdir()
    (root / "kb" / "catalog" / "c.yaml").write_text(
        "kind: catalog_entry\nrecords:\n  - {id: c-x, title: 云川市示例条例, kind: normative_document, "
        "ended: 2024-01-01, successor: 云川市示例办法}\n",
        encoding="utf-8",
    )
    text = FOCUS.replace("《云川市机关财务管理办法（示例）》第BASIS", "《云川市示例条例》第三条")
    (root / "kb" / "focus" / "x.yaml").write_text(text, encoding="utf-8")
    (problem,) = [p for p in check_knowledge(opened(root), AS_OF) if p.severity == "error" and "依据" in p.message]
    assert "取代它的是《云川市示例办法》" in problem.message
