"""The layout check: each check sees the mistake it is for, and no other does; hostile files are told in a sentence."""

import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.conftest import ROOT, require_data, require_tool
from tests.hostile_files import hostile_documents
from tests.layout_files import Edit, Mutation, add, edited, face, joint, put, right, zipped
from tests.layout_files import paragraph as place
from tests.layout_mutations import MEASURED, READ
from tests.word_files import paragraph, word_file, zip_file
from xuncha_docs.check.layout.model import Document
from xuncha_docs.check.layout.pages import Pages
from xuncha_docs.check.layout.printing import printed
from xuncha_docs.check.layout.reader import read
from xuncha_docs.check.layout.registry import CHECKS
from xuncha_docs.check.layout.rendered_marks import substitutions
from xuncha_docs.check.layout.report import Report, check_documents, inspect
from xuncha_docs.check.layout.verdicts import Outcome
from xuncha_docs.cli import main
from xuncha_docs.errors import ImportFailure
from xuncha_docs.word.writer import write

_ONE_WORKER = pytest.mark.xdist_group("layout")
_SPECIAL = {37, 44, 61}
"""Checks whose mutations are tests of their own."""
_SUBSTITUTED = Mutation(number=61, edit=face("示例单位甲", "华文行楷"))
PAGED = (*MEASURED, _SUBSTITUTED, *(one for one in READ if one.number == 26))
"""The mutations whose pages are looked at."""
JOINT = ("seal", "sign", "signature")
DATE = place("2026年3月6日")
GRID = add("(//w:sectPr)[1]", "docGrid", 99, type="lines", linePitch=312)


def outcomes(report: Report) -> dict[int, Outcome]:
    return {verdict.check.number: verdict.outcome for verdict in report.verdicts}


def told(report: Report, number: int) -> list[str]:
    (verdict,) = (one for one in report.verdicts if one.check.number == number)
    return [f"{one.place}{one.measured}" for one in verdict.deviations]


def unrendered(data: bytes) -> Report:
    return inspect(read(data), "没有渲染")


def changed(before: Report, after: Report) -> dict[int, Outcome]:
    was = outcomes(before)
    return {number: outcome for number, outcome in outcomes(after).items() if outcome is not was[number]}


@pytest.fixture(scope="module")
def base() -> Report:
    return unrendered(right())


@pytest.fixture(scope="module")
def documents() -> Mapping[str, Document]:
    """The right documents and every wrong one whose pages are looked at."""
    made = {"document": right(), "letter": right("letter"), "grid": edited(right(), "word/document.xml", GRID)}
    made |= {f"joint-{block}": joint(block) for block in JOINT}
    made["joint-wrong"] = edited(joint("seal"), "word/document.xml", put(f"{DATE}/w:pPr/w:ind", right="+640"))
    return {name: read(data) for name, data in {**made, **{str(one): one.apply() for one in PAGED}}.items()}


@pytest.fixture(scope="module")
def pages(documents: Mapping[str, Document]) -> Mapping[str, Pages]:
    """Their pages, in one call of LibreOffice."""
    require_tool("soffice")
    return {name: one for name, one in printed(documents).items() if isinstance(one, Pages)}


@pytest.fixture(scope="module")
def rendered(documents: Mapping[str, Document], pages: Mapping[str, Pages]) -> Mapping[str, Report]:
    """The reports on them."""
    return {name: inspect(one, pages[name]) for name, one in documents.items()}


def test_there_are_sixty_five_checks_each_once() -> None:
    assert [check.number for check in CHECKS] == list(range(1, 66))
    assert all(check.read or check.measure for check in CHECKS)


def test_every_check_has_a_document_that_flips_it() -> None:
    assert {one.number for one in (*READ, *MEASURED)} | _SPECIAL == set(range(1, 66))


def test_a_right_document_passes_every_check_that_reads_it(base: Report) -> None:
    wrong = {verdict.check.number: verdict.deviations for verdict in base.verdicts if verdict.deviations}
    assert wrong == {}
    assert {number for number, outcome in outcomes(base).items() if outcome is Outcome.NOT_APPLICABLE} == set()


@pytest.mark.parametrize("mutation", READ, ids=str)
def test_a_mistake_in_the_file_flips_exactly_its_check(mutation: Mutation, base: Report) -> None:
    wrong = unrendered(mutation.apply())
    assert changed(base, wrong) == dict.fromkeys({mutation.number} | mutation.also, Outcome.DEVIATES)


@_ONE_WORKER
@pytest.mark.timeout(300)
def test_the_pages_of_a_right_document_pass(rendered: Mapping[str, Report]) -> None:
    for name in ("document", "letter"):
        wrong = {verdict.check.number: verdict.deviations for verdict in rendered[name].verdicts if verdict.deviations}
        assert set(wrong) <= {61}, name
    assert Outcome.NOT_CHECKED not in outcomes(rendered["document"]).values()
    applied = {
        n
        for name in ("document", "letter")
        for n, o in outcomes(rendered[name]).items()
        if o is not Outcome.NOT_APPLICABLE
    }
    assert applied == set(range(1, 66))


@_ONE_WORKER
@pytest.mark.timeout(300)
def test_the_pages_of_joint_documents_pass(rendered: Mapping[str, Report]) -> None:
    for block in JOINT:
        report = rendered[f"joint-{block}"]
        wrong = {verdict.check.number: verdict.deviations for verdict in report.verdicts if verdict.deviations}
        assert set(wrong) <= {61}, block
        assert {outcomes(report)[number] for number in (29, 50, 51, 52, 55, 56)} == {Outcome.PASSED}
    assert changed(rendered["joint-seal"], rendered["joint-wrong"]) == {55: Outcome.DEVIATES}


@_ONE_WORKER
@pytest.mark.timeout(300)
@pytest.mark.parametrize("mutation", MEASURED, ids=str)
def test_a_mistake_on_the_pages_flips_exactly_its_check(mutation: Mutation, rendered: Mapping[str, Report]) -> None:
    wrong = changed(rendered[mutation.base], rendered[str(mutation)])
    assert wrong == dict.fromkeys({mutation.number} | mutation.also, Outcome.DEVIATES)


@_ONE_WORKER
@pytest.mark.timeout(300)
def test_equal_footers_on_odd_and_even_pages_are_seen_in_the_file_and_on_the_pages(
    rendered: Mapping[str, Report],
) -> None:
    assert set(changed(rendered["document"], rendered["26"])) == {26, 42}


@_ONE_WORKER
@pytest.mark.timeout(300)
def test_a_substituted_typeface_is_named(rendered: Mapping[str, Report]) -> None:
    before, after = told(rendered["document"], 61), told(rendered["61"], 61)
    assert [line for line in after if line.startswith("华文行楷本机没有")]
    assert len(after) == len(before) + 1


def test_a_typeface_is_known_by_its_name_inside_a_pdf() -> None:
    printed = {"FangSong_GB2312": True, "SimHei": True, "KaiTi-Regular": True}
    assert [one.place for one in substitutions(("仿宋_GB2312", "黑体", "楷体", "宋体"), printed)] == ["宋体"]


@_ONE_WORKER
@pytest.mark.timeout(300)
def test_a_font_that_is_not_embedded_is_named(pages: Mapping[str, Pages], rendered: Mapping[str, Report]) -> None:
    bare = Pages(data=pages["document"].data.replace(b"/FontFile", b"/FontNone"))
    assert changed(rendered["document"], inspect(read(right()), bare))[44] is Outcome.DEVIATES


@_ONE_WORKER
@pytest.mark.timeout(300)
def test_a_grid_of_lines_that_word_would_not_apply_changes_nothing(rendered: Mapping[str, Report]) -> None:
    assert changed(rendered["document"], rendered["grid"]) == {}


def test_a_grid_of_characters_which_libreoffice_gets_wrong_is_told_and_not_measured() -> None:
    grid = add("(//w:sectPr)[1]", "docGrid", 99, type="linesAndChars", linePitch=579, charSpace=-849)
    shown = printed({"x": read(edited(right(), "word/document.xml", grid))})
    assert "字符网格" in str(shown["x"])


def test_a_document_of_ours_that_was_saved_again_is_told() -> None:
    with zipfile.ZipFile(io.BytesIO(right())) as package:
        parts = {
            zipfile.ZipInfo(info.filename, (2026, 3, 6, 8, 0, 0)): package.read(info) for info in package.infolist()
        }
    assert set(changed(unrendered(right()), unrendered(zipped(parts)))) == {37}


def test_without_libreoffice_what_is_measured_is_told_as_not_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    (tmp_path / "x.docx").write_bytes(right())
    (*_, counts), _ = check_documents([tmp_path / "x.docx"])
    assert "本机没有 LibreOffice" in counts.message
    assert f"未检 {sum(check.measure is not None for check in CHECKS)}" in counts.message


def test_a_foreign_document_gets_no_error_for_its_layout() -> None:
    report = unrendered(word_file("".join(paragraph(f"第{n}段写得很长。" + "内容" * 40) for n in "一二三")))
    assert not report.claims
    assert Outcome.DEVIATES in outcomes(report).values()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "另存为不加密的 .docx"),
        (b"{\\rtf1}", "另存为不加密的 .docx"),
        (b"PK\x03\x04broken", "损坏"),
        (b"hello", "不是 .docx"),
        (zip_file({"word/other.xml": b"<a/>"}), "没有正文部分"),
        (zip_file({"word/document.xml": b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'}), "DTD"),
        (zip_file({"word/document.xml": b"<a>"}), "损坏"),
        (word_file('<w:altChunk r:id="rIdChunk"/>', chunk=b"<p>x</p>"), "altChunk"),
    ],
)
def test_a_file_that_cannot_be_checked_is_one_sentence(data: bytes, words: str) -> None:
    with pytest.raises(ImportFailure, match=words):
        read(data)


@pytest.mark.parametrize("name", hostile_documents())
def test_a_hostile_file_is_one_problem(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    (tmp_path / name).write_bytes(hostile_documents()[name][0]())
    (problem,), _ = check_documents([tmp_path / name])
    assert problem.severity == "error"


def test_the_command_prints_deviations_and_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    (tmp_path / "x.docx").write_bytes(right("document", ("问题导向，", "问题导向,")))
    result = CliRunner().invoke(main, ["check", str(tmp_path / "x.docx")])
    assert result.exit_code == 1
    assert "[错误] 33 标点用全角（GB/T 15834，规定）：半角“,”，应为全角“，”" in result.stdout
    assert "版式检查按版心 gbt33476" in result.stdout


def test_the_command_prints_every_check_of_a_document_as_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    (tmp_path / "x.docx").write_bytes(right("document", ("问题导向，", "问题导向,")))
    (tmp_path / "y.docx").write_bytes(b"hello")
    shown = CliRunner().invoke(main, ["check", "--json", *(str(tmp_path / name) for name in ("x.docx", "y.docx"))])
    assert shown.exit_code == 1
    found = json.loads(shown.stdout)
    (layout,) = found["layouts"]
    assert {key: layout[key] for key in ("path", "frame", "claims_standard", "not_rendered")} == {
        "path": str(tmp_path / "x.docx"),
        "frame": "gbt33476",
        "claims_standard": True,
        "not_rendered": "本机没有 LibreOffice",
    }
    checks = {one["number"]: one for one in layout["checks"]}
    assert list(checks) == list(range(1, 66))
    assert checks[33].pop("findings")[0].pop("place").startswith("第 ")
    assert checks[33] == {
        "number": 33,
        "title": "标点用全角",
        "clause": "GB/T 15834",
        "strength": "规定",
        "status": "不符",
        "severity": "error",
    }
    assert (checks[12]["status"], checks[12]["severity"], checks[12]["findings"]) == ("通过", None, [])
    assert checks[40]["status"] == "未检"
    assert [problem["message"] for problem in found["problems"] if problem["path"].endswith("y.docx")]
    assert [one["severity"] for one in found["problems"] if one["path"].endswith("x.docx")] == ["error", "notice"]


@_ONE_WORKER
@pytest.mark.slow
def test_real_documents_are_told_without_a_crash() -> None:
    require_tool("soffice")
    paths = sorted(path for path in require_data("govdocs").rglob("*.docx") if not path.name.startswith("~$"))
    found, _ = check_documents(paths)
    counted = {problem.location.path for problem in found if "版式检查按版心" in problem.message}
    refused = {problem.location.path for problem in found if "altChunk" in problem.message or "另存" in problem.message}
    assert counted | refused == {str(path) for path in paths}
    assert len(counted) > 15


def word_cases() -> list[tuple[int, str, str]]:
    """(check, text, what is told or —), from the file anyone may add to."""
    lines = (ROOT / "tests" / "cases" / "layout_words.md").read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| 3")]
    return [(int(number), text, told) for number, text, told in rows]


@pytest.mark.parametrize(("number", "text", "wanted"), word_cases())
def test_words_are_told_or_left_alone(number: int, text: str, wanted: str) -> None:
    found = told(unrendered(word_file(paragraph(text))), number)
    assert any(wanted in line for line in found) if wanted != "—" else found == []


RUNNING_ON = "（一）听取汇报。" + "听取党组织的工作汇报和有关专题汇报，" * 3 + "并作记录。"


@pytest.mark.parametrize(
    ("markdown", "edit", "wrong"),
    [
        (f"### {RUNNING_ON}", None, []),
        (RUNNING_ON, None, [12]),
        (f"### {RUNNING_ON}", face("（一）听取汇报", "黑体"), [12]),
        (RUNNING_ON, face("（一）听取汇报", "楷体_GB2312"), [6]),
        ("## 一、时间安排。三月底以前完成。", None, []),
    ],
)
def test_a_heading_that_runs_on_is_judged_up_to_its_first_full_stop_and_its_text_behind_it(
    markdown: str, edit: Edit | None, wrong: list[int]
) -> None:
    data = write(f"# 示例\n\n{markdown}\n", source="示例.md").data
    report = unrendered(edited(data, "word/document.xml", edit) if edit else data)
    assert [number for number, outcome in outcomes(report).items() if outcome is Outcome.DEVIATES] == wrong


def table_file(rows: str) -> bytes:
    """A document of one table; rows are separated by /, cells by blanks."""

    def row(text: str) -> str:
        cells = "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in text.split())
        return f"<w:tr>{cells}</w:tr>"

    return word_file(f"<w:tbl>{''.join(map(row, rows.split('/')))}</w:tbl>")


@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        ("项目 金额/甲 1/乙 2/合计 4", ["合计 4"]),
        ("项目 金额/甲 1/乙 2/合计 3", []),
        ("项目 金额/甲 1,200.5/乙 2.5/合计 1,203.0", []),
        ("项目 金额/甲 1/乙 2/小计 3/丙 4/丁 5/小计 9/总计 12", []),
        ("项目 金额/甲 3家/乙 2家/合计 6家", ["合计 6"]),
        ("项目 占比/甲 30%/乙 60%/合计 100%", ["合计 100"]),
        ("项目 完成率/甲 30%/乙 60%/合计 45%", []),
        ("项目 单价/甲 30/乙 60/合计 45", []),
        ("项目 金额/甲 约三十/乙 60/合计 45", []),
        ("项目 金额/甲 —/乙 60/丙 1/合计 61", []),
    ],
)  # fmt: skip
def test_a_total_is_the_sum_of_the_rows_above_it(rows: str, wanted: list[str]) -> None:
    found = told(unrendered(table_file(rows)), 65)
    assert [line for line in found if not any(line.endswith(one) for one in wanted)] == []
    assert len(found) == len(wanted)
