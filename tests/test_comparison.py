"""Two versions of a regulation side by side: matched by text, changed words marked, printed on screen and as Word."""

import io
import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from docx import Document
from docx.enum.section import WD_ORIENT
from rich.console import Console

from tests.conftest import write_kb
from tests.statutes import extract
from xuncha_docs.cli import main
from xuncha_docs.compose.comparison import comparison_markdown
from xuncha_docs.contrast import lines, table
from xuncha_docs.errors import InvalidCitation, Location, PackError
from xuncha_docs.library.comparison import SIMILAR, Change, Comparison, alike, changed_spans, compare
from xuncha_docs.library.history import article_history
from xuncha_docs.library.library import Library
from xuncha_docs.library.provisions import parse_provisions
from xuncha_docs.library.records import Regulation, RegulationKind
from xuncha_docs.word.writer import write
from xuncha_docs.workspace import Workspace

OLD = """
第一条　为了规范公务接待，制定本办法。

第二条　接待单位应当严格审批，不得用公款报销个人消费的费用。

第三条　陪餐人数不得超过接待对象的三分之一。

第四条　各单位应当每年公开一次接待费用支出情况。

第五条　接待用车应当集中乘车，不得安排警车开道。
"""
NEW = """
第一条　为了规范公务接待，制定本办法。

第二条　接待对象应当提前发出公函，没有公函的不予接待。

第三条　接待单位应当严格审批，不得用公款报销个人消费的费用。

第四条　陪餐人数不得超过接待对象的四分之一。

第五条　接待用车应当集中乘车，不得安排警车开道。
"""


def version(text: str, day: str) -> Regulation:
    parsed = parse_provisions(text, title="云川办法", path=f"{day}.md")
    return Regulation(
        id=f"yc-{day}",
        work="yc",
        title="云川办法",
        kind=RegulationKind.NORMATIVE_DOCUMENT,
        effective=date.fromisoformat(day),
        preamble=parsed.preamble,
        provisions=parsed.provisions,
        location=Location(path=f"{day}.md", line=1),
    )


@pytest.fixture
def comparison() -> Comparison:
    return compare(version(OLD, "2020-01-01"), version(NEW, "2024-01-01"))


def labels(found: Comparison) -> list[str]:
    return [f"{row.address} {row.label}" for row in found.rows]


def test_articles_are_matched_by_their_text_whatever_their_number(comparison: Comparison) -> None:
    assert labels(comparison) == [
        "第一条 未改",
        "第二条 新增",
        "第三条 移动（原第二条）",
        "第四条 修改（原第三条）",
        "第四条 删去",
        "第五条 未改",
    ]


def test_each_article_of_both_versions_stands_once(comparison: Comparison) -> None:
    olds = [row.old.citation.article for row in comparison.rows if row.old]
    news = [row.new.citation.article for row in comparison.rows if row.new]
    assert sorted(str(article) for article in olds) == sorted(
        str(p.citation.article) for p in comparison.old.provisions
    )
    assert [str(article) for article in news] == [str(p.citation.article) for p in comparison.new.provisions]


def test_only_the_changed_words_are_marked(comparison: Comparison) -> None:
    (row,) = [row for row in comparison.rows if row.change is Change.CHANGED]
    assert row.old is not None
    assert row.new is not None
    gone, come = row.marks
    assert [row.old.text[left:right] for left, right in gone] == ["三"]
    assert [row.new.text[left:right] for left, right in come] == ["四"]


def test_a_single_shared_character_does_not_break_a_change() -> None:
    assert changed_spans("甲乙丙丁戊", "甲子丙丑戊") == (((1, 4),), ((1, 4),))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("下列人员:（一）甲；", "下列人员：（一）甲；"),
        ("【立法目的】为了规范，制定本法。", "为了规范，制定本法。"),
        ('所称"单位"，包括企业。', "所称“单位”，包括企业。"),
        ("结合具体 经验，制定本法。", "结合具体经验，制定本法。"),
    ],
)
def test_what_only_looks_different_is_no_change(old: str, new: str) -> None:
    found = compare(version(f"第一条　{old}\n", "2020-01-01"), version(f"第一条　{new}\n", "2024-01-01"))
    assert labels(found) == ["第一条 未改"]


def test_the_threshold_decides_whether_a_text_is_a_rewording() -> None:
    old, new = (
        version("第一条　甲乙丙丁戊己庚辛。\n", "2020-01-01"),
        version("第一条　甲乙丙丁子丑寅卯。\n", "2024-01-01"),
    )
    assert labels(compare(old, new, similar=0.2)) == ["第一条 修改"]
    assert labels(compare(old, new, similar=0.9)) == ["第一条 删去", "第一条 新增"]
    assert 0.2 < SIMILAR < 0.9


def test_the_order_of_equal_texts_is_kept() -> None:
    twice = "第一条　略。\n\n第二条　甲应当备案。\n\n第三条　略。\n"
    found = compare(version(twice, "2020-01-01"), version(twice, "2024-01-01"))
    assert labels(found) == ["第一条 未改", "第二条 未改", "第三条 未改"]


def test_natural_paragraphs_have_no_number_to_keep() -> None:
    old, new = (
        version("甲应当备案。\n\n乙应当报告。\n", "2020-01-01"),
        version("新的一段。\n\n甲应当备案。\n", "2024-01-01"),
    )
    assert [row.change for row in compare(old, new).rows] == [Change.ADDED, Change.SAME, Change.REMOVED]


NOTED = "（2019年12月1日云川市人民政府发布{}）\n\n第一条　甲。\n\n附件：示例标准表\n\n{}\n"


def test_changes_before_and_behind_the_articles_are_shown(tmp_path: Path) -> None:
    old = version(NOTED.format("", "住宿每天三百元。"), "2020-01-01")
    new = version(NOTED.format("　2024年3月1日修订", "住宿每天五百元。"), "2024-01-01")
    found = compare(old, new)
    assert list(lines(found))[1:] == [
        "条文之前　修改",
        "  旧：（2019年12月1日云川市人民政府发布）",
        "  新：（2019年12月1日云川市人民政府发布{+　2024年3月1日修订+}）",
        "第一条　未改",
        "第一自然段　修改",
        "  旧：住宿每天[-三-]百元。",
        "  新：住宿每天{+五+}百元。",
    ]
    assert found.counts[Change.CHANGED] == 1
    path = tmp_path / "对照.docx"
    path.write_bytes(write(comparison_markdown(found), source="对照", landscape=True).data)
    assert [row.cells[0].text.split("\n")[0] for row in Document(str(path)).tables[0].rows] == [
        "条",
        "条文之前",
        "第一条",
        "第一自然段",
    ]


def test_texts_without_articles_are_compared_paragraph_by_paragraph() -> None:
    text = (
        "一、总体要求\n\n坚持示例原则，统筹推进各项工作。\n\n{}\n\n二、主要任务\n\n落实各项任务，每年公开一次情况。\n"
    )
    old, new = version(text.format(""), "2020-01-01"), version(text.format("健全工作机制。"), "2024-01-01")
    assert labels(compare(old, new)) == ["第一自然段 未改", "第二自然段 新增", "第三自然段 未改"]


def test_texts_on_one_subject_are_more_alike_than_others() -> None:
    assert alike("陪餐人数超过标准", "陪餐人数不得超过三分之一") > alike("陪餐人数超过标准", "每年公开费用支出")


def test_lines_fold_what_did_not_change(comparison: Comparison) -> None:
    shown = list(lines(comparison))
    assert "第一条　未改" in shown
    assert "  旧：陪餐人数不得超过接待对象的[-三-]分之一。" in shown
    assert "  新：陪餐人数不得超过接待对象的{+四+}分之一。" in shown
    assert table(comparison).row_count == 6


def test_the_table_of_a_narrow_terminal_drops_no_text(comparison: Comparison) -> None:
    console = Console(width=40, file=io.StringIO())
    with console.capture() as captured:
        console.print(table(comparison))
    shown = "".join(line.split("│")[3].strip() for line in captured.get().splitlines() if line.count("│") == 4)
    assert all(row.new.text in shown for row in comparison.rows if row.new and row.change is not Change.SAME)


def test_the_word_table_has_every_article_and_the_changed_words_in_bold(comparison: Comparison, tmp_path: Path) -> None:
    path = tmp_path / "对照.docx"
    path.write_bytes(write(comparison_markdown(comparison), source="对照", landscape=True).data)
    document = Document(str(path))
    assert document.sections[0].orientation == WD_ORIENT.LANDSCAPE
    (found,) = document.tables
    assert [cell.text for cell in found.rows[0].cells] == ["条", "旧（2020年1月1日）", "新（2024年1月1日）"]
    assert len(found.rows) == 1 + len(comparison.rows)
    changed = next(row for row in found.rows if "修改" in row.cells[0].text)
    bold = ["".join(run.text for p in cell.paragraphs for run in p.runs if run.bold) for cell in changed.cells[1:]]
    assert bold == ["三", "四"]


@pytest.mark.parametrize(
    ("inserted", "marked"),
    [
        ("，乙", "乙"),
        ("（乙）", "乙"),
        ("“乙”丙", "乙”丙"),
        ("　乙", "乙"),
        ("。", "定"),
        ("*乙*", "乙"),
        ("乙\n丙", "乙丙"),
        ("，\n（一）乙；\n（二）丙", "一）乙二）丙"),
        ("100%", "100"),
    ],
)
def test_a_change_with_punctuation_at_its_edge_is_bold_in_word(inserted: str, marked: str, tmp_path: Path) -> None:
    old, new = "单位应当按照规定备案接待清单", f"单位应当按照规定{inserted}备案接待清单"
    found = compare(version(f"第一条　{old}\n", "2020-01-01"), version(f"第一条　{new}\n", "2024-01-01"))
    path = tmp_path / "对照.docx"
    path.write_bytes(write(comparison_markdown(found), source="对照", landscape=True).data)
    cell = Document(str(path)).tables[0].rows[1].cells[2]
    bold = "".join(run.text for paragraph in cell.paragraphs for run in paragraph.runs if run.bold)
    assert "".join(bold.split()) == marked
    assert "".join(cell.text.split()) == f"第一条{''.join(new.split())}"


def test_the_history_of_an_article_follows_its_text(library: Library) -> None:
    versions = library.versions("yc-jiedai")
    (second,) = {
        p.citation.article for p in library.regulation(versions[-1].id).provisions if "第二条" in str(p.citation)
    }
    assert second is not None
    assert article_history(library, versions, versions[-1].id, second) == {
        "yc-jiedai-2020-01-01": "第二条",
        "yc-jiedai-2024-05-01": "第二条，文字有修改",
    }


@pytest.fixture
def office(tmp_path: Path) -> Path:
    root = tmp_path / "云川巡察"
    Workspace.create(root)
    write_kb(root / "kb")
    return root


def test_diff_shows_the_two_newest_versions(office: Path) -> None:
    result = CliRunner().invoke(main, ["-w", str(office), "diff", "云川接待办法"])
    assert result.exit_code == 0, result.output
    assert "旧 yc-jiedai-2020-01-01（自 2020-01-01）　新 yc-jiedai-2024-05-01（自 2024-05-01）" in result.stdout
    assert "[-三-]分之一" in result.stdout


@pytest.mark.parametrize("work", ["yc-jiedai", "yc-jiedai-2020-01-01", "《云川市公务接待管理办法（示例）》"])
def test_diff_as_json_names_both_versions_and_every_article(office: Path, work: str) -> None:
    arguments = ["-w", str(office), "diff", work, "2021-01-01", "2024-06-01", "--json"]
    content = json.loads(CliRunner().invoke(main, arguments).stdout)
    assert (content["schema_version"], content["old"], content["new"]) == (
        1,
        "yc-jiedai-2020-01-01",
        "yc-jiedai-2024-05-01",
    )
    assert [row["change"] for row in content["rows"]] == ["未改", "修改", "未改"]
    left, right = content["rows"][1]["new"]["spans"][0]
    assert content["rows"][1]["new"]["text"][left:right] == "四"


def test_diff_writes_a_word_file_and_never_overwrites_one(office: Path, tmp_path: Path) -> None:
    out = tmp_path / "对照.docx"
    call = ["-w", str(office), "diff", "云川接待办法", "-o", str(out)]
    assert CliRunner().invoke(main, call).exit_code == 0
    before = out.read_bytes()
    again = CliRunner().invoke(main, call)
    assert again.exit_code == 1
    assert "为免覆盖没有写入" in again.stderr
    assert out.read_bytes() == before
    workspace = Workspace.open(office)
    with pytest.raises(PackError):
        workspace.write_diff(workspace.diff("yc-jiedai"), out)


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("没有这部法规",), 1, "未入库"),
        (("云川接待办法", "2021-01-01", "2022-01-01"), 1, "同一个版本"),
        (("云川接待办法", "2010-01-01", "2022-01-01"), 1, "还没有文本"),
        (("云川接待办法", "2021-01-01"), 2, "日期要写两个"),
        (("云川接待办法", "去年", "今年"), 2, "不是日期"),
    ],
)
def test_a_mistake_in_diff_is_one_chinese_sentence(
    office: Path, arguments: tuple[str, ...], code: int, words: str
) -> None:
    result = CliRunner().invoke(main, ["-w", str(office), "diff", *arguments])
    assert result.exit_code == code
    assert words in result.stderr


def test_a_work_with_one_version_has_nothing_to_compare(office: Path) -> None:
    (office / "kb" / "regulations" / "yc-jiedai-2020-01-01.md").unlink()
    with pytest.raises(InvalidCitation, match="只有一个版本"):
        Workspace.open(office).diff("yc-jiedai")


def test_show_says_when_the_article_changed(office: Path) -> None:
    result = CliRunner().invoke(main, ["-w", str(office), "show", "云川接待办法第二条", "--as-of", "2021-01-01"])
    assert "yc-jiedai-2024-05-01　自 2024-05-01　尚未施行　第二条，文字有修改" in result.stdout


@pytest.mark.slow
def test_the_supervision_law_changed_where_the_statutes_say(tmp_path: Path) -> None:
    workspace = Workspace.create(tmp_path / "区")
    names = {"监察法(2018-03-20).md", "监察法(2024-12-25).md"}
    workspace.import_paths([extract(tmp_path / "laws", names)])
    found = workspace.diff("监察法")
    assert found.counts[Change.REMOVED] == 0
    assert found.counts[Change.ADDED] == len(found.new.provisions) - len(found.old.provisions)
    written = workspace.write_diff(found, tmp_path)
    assert len(Document(str(written)).tables[0].rows) == 1 + len(found.all_rows)
