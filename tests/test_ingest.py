"""Importing as a whole: what is written, what stays, what the report says."""

import io
import tarfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.conftest import require_data
from xuncha_docs.errors import ImportFailure
from xuncha_docs.ingest import MANIFEST, ImportReport, import_paths
from xuncha_docs.ingest.body import render_body, same_provisions
from xuncha_docs.ingest.converters import convert
from xuncha_docs.ingest.document import understand
from xuncha_docs.library.library import Library
from xuncha_docs.library.provisions import parse_provisions
from xuncha_docs.library.reader import parse_file
from xuncha_docs.library.records import Regulation, RegulationKind, Status

RULE = """# 云川市示例办法

（2019年12月1日云川市人民政府发布）

## 第一章 总则

第一条　为了示例，制定本办法。

第二条　有下列情形之一的，应当报告：

（一）第一种情形；

（二）第二种情形：

1．甲；

2．乙。

报告应当及时。

## 第二章 附则

第三条　本办法自2020年1月1日起施行。
"""
SECOND = RULE.replace(
    "（2019年12月1日云川市人民政府发布）", "（2019年12月1日云川市人民政府发布 2023年6月1日修订）"
).replace("自2020年1月1日起", "自2023年7月1日起")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "来源"
    folder.mkdir()
    (folder / "云川市示例办法.md").write_text(RULE, encoding="utf-8")
    return folder


@pytest.fixture
def kb(tmp_path: Path) -> Path:
    return tmp_path / "workspace" / "kb"


def only(kb: Path) -> Path:
    (path,) = (kb / "regulations").glob("*.md")
    return path


def regulation(path: Path, kb: Path) -> Regulation:
    parsed = parse_file(path, kb)
    assert parsed.errors == ()
    (record,) = parsed.records
    assert isinstance(record, Regulation)
    return record


def state(kb: Path) -> dict[str, tuple[int, bytes]]:
    return {p.name: (p.stat().st_mtime_ns, p.read_bytes()) for p in kb.rglob("*") if p.is_file()}


def test_an_imported_text_is_a_record_the_library_reads(source: Path, kb: Path) -> None:
    report = import_paths([source], kb)
    record = regulation(only(kb), kb)
    assert [entry.state for entry in report.imported] == ["new"]
    assert record.id == f"{record.work}-2020-01-01"
    assert (record.title, record.issuer, record.issued) == ("云川市示例办法", "云川市人民政府", date(2019, 12, 1))
    assert (record.effective, record.dates_certain, record.source) == (date(2020, 1, 1), True, "来源/云川市示例办法.md")
    assert [str(p.citation.article) for p in record.provisions] == ["第一条", "第二条", "第三条"]
    assert [len(p.items) for p in record.provisions[1].paragraphs] == [2, 0]
    assert record.provisions[1].paragraphs[0].items[1].subitems == ("1．甲；", "2．乙。")
    assert record.provisions[2].headings == ("第二章 附则",)


def test_a_second_import_writes_nothing(source: Path, kb: Path) -> None:
    import_paths([source], kb)
    before = state(kb)
    report = import_paths([source], kb)
    assert state(kb) == before
    assert (report.imported, report.unchanged) == ((), ("来源/云川市示例办法.md",))


def test_a_dry_run_reports_and_writes_nothing(source: Path, kb: Path) -> None:
    report = import_paths([source], kb, dry_run=True)
    assert not kb.exists()
    assert len(report.imported) == 1
    assert report.lines()[0].startswith("试运行")


def test_corrections_by_people_stay_when_the_source_changes(source: Path, kb: Path) -> None:
    import_paths([source], kb)
    path = only(kb)
    text = path.read_text(encoding="utf-8").replace("issuer: 云川市人民政府", "issuer: 云川市人民政府办公室")
    path.write_text(text.replace("dates_certain:", "unit_types: [党政机关]\ndates_certain:"), encoding="utf-8")
    (source / "云川市示例办法.md").write_text(RULE.replace("报告应当及时", "报告应当书面"), encoding="utf-8")
    report = import_paths([source], kb)
    record = regulation(only(kb), kb)
    assert (record.issuer, record.unit_types) == ("云川市人民政府办公室", ("党政机关",))
    assert "报告应当书面。" in record.provisions[1].text
    assert [note.message for note in report.corrections] == ["issuer 保留人工修改", "unit_types 保留人工修改"]


def test_a_corrected_body_stays_when_the_source_changes(source: Path, kb: Path) -> None:
    import_paths([source], kb)
    path = only(kb)
    path.write_text(path.read_text(encoding="utf-8").replace("第一种情形", "第一类情形"), encoding="utf-8")
    (source / "云川市示例办法.md").write_text(RULE.replace("第二种", "第贰种"), encoding="utf-8")
    report = import_paths([source], kb)
    assert "第一类情形" in path.read_text(encoding="utf-8")
    assert "第贰种" not in path.read_text(encoding="utf-8")
    assert [note.message for note in report.corrections] == ["正文 保留人工修改"]


def test_a_field_a_person_emptied_stays_empty(source: Path, kb: Path) -> None:
    import_paths([source], kb)
    path = only(kb)
    path.write_text(path.read_text(encoding="utf-8").replace("issuer: 云川市人民政府\n", ""), encoding="utf-8")
    (source / "云川市示例办法.md").write_text(RULE.replace("及时", "书面"), encoding="utf-8")
    import_paths([source], kb)
    assert regulation(path, kb).issuer is None


def test_a_file_a_person_wrote_under_the_same_id_is_not_overwritten(source: Path, kb: Path) -> None:
    import_paths([source], kb)
    path = only(kb)
    (kb / MANIFEST).unlink()
    path.write_text(path.read_text(encoding="utf-8").replace("及时", "书面"), encoding="utf-8")
    import_paths([source], kb)
    assert "书面" in path.read_text(encoding="utf-8")


def test_versions_of_one_work_are_two_records(source: Path, kb: Path, tmp_path: Path) -> None:
    (source / "云川市示例办法2023.md").write_text(SECOND, encoding="utf-8")
    import_paths([source], kb)
    library = Library.open([kb], tmp_path / "cache")
    versions = library.find("云川市示例办法")
    assert [v.effective for v in versions] == [date(2020, 1, 1), date(2023, 7, 1)]
    assert library.ended(versions[0]) == date(2023, 7, 1)
    library.close()


def test_equal_texts_are_one_record_with_both_sources(source: Path, kb: Path) -> None:
    (source / "转载.txt").write_text(RULE.replace("　", "  ").replace("（一）", "(一)"), encoding="utf-8")
    report = import_paths([source], kb)
    assert regulation(only(kb), kb).source == "来源/云川市示例办法.md；来源/转载.txt"
    assert report.imported[0].sources == ("来源/云川市示例办法.md", "来源/转载.txt")
    before = state(kb)
    assert len(import_paths([source], kb).unchanged) == 2
    assert state(kb) == before


def test_equal_texts_of_different_days_are_told(kb: Path, tmp_path: Path) -> None:
    for day in ("2019-03-02", "2022-03-29"):
        text = RULE.replace("（2019年12月1日云川市人民政府发布）", "（2011年12月1日云川市人民政府发布）")
        (tmp_path / f"云川市示例办法({day}).md").write_text(text.replace("2020年", "2012年"), encoding="utf-8")
    report = import_paths(sorted(tmp_path.glob("*.md")), kb)
    assert regulation(only(kb), kb).effective == date(2019, 3, 2)
    assert any("同文异日" in note.message and "2022-03-29" in note.message for note in report.warnings)


def test_an_equal_text_found_later_joins_the_record(source: Path, kb: Path, tmp_path: Path) -> None:
    import_paths([source], kb)
    other = tmp_path / "另处"
    other.mkdir()
    (other / "云川市示例办法.txt").write_text(RULE, encoding="utf-8")
    import_paths([other], kb)
    assert regulation(only(kb), kb).source == "来源/云川市示例办法.md；另处/云川市示例办法.txt"
    before = state(kb)
    import_paths([source, other], kb)
    assert state(kb) == before


def test_different_texts_of_one_day_are_both_kept_and_reported(source: Path, kb: Path) -> None:
    (source / "转载.md").write_text(RULE.replace("及时", "书面"), encoding="utf-8")
    report = import_paths([source], kb)
    names = sorted(p.stem for p in (kb / "regulations").glob("*.md"))
    assert names[1] == names[0] + "-2"
    assert any("同日异文" in note.message for note in report.warnings)
    before = state(kb)
    import_paths([source], kb)
    assert state(kb) == before


def test_a_correction_in_the_source_replaces_the_text_in_place(source: Path, kb: Path) -> None:
    import_paths([source], kb)
    (source / "云川市示例办法.md").write_text(RULE.replace("及时", "书面"), encoding="utf-8")
    report = import_paths([source], kb)
    assert [entry.state for entry in report.imported] == ["updated"]
    assert "书面" in only(kb).read_text(encoding="utf-8")
    assert len((kb / MANIFEST).read_text(encoding="utf-8").splitlines()) == 1


def test_a_kind_given_later_is_applied(source: Path, kb: Path) -> None:
    import_paths([source], kb)
    import_paths([source], kb, kind=RegulationKind.LOCAL_REGULATION)
    assert regulation(only(kb), kb).kind is RegulationKind.LOCAL_REGULATION


def test_a_deleted_record_comes_back(source: Path, kb: Path) -> None:
    import_paths([source], kb)
    only(kb).unlink()
    import_paths([source], kb)
    assert only(kb).is_file()


def test_the_parts_of_a_code_become_one_text_in_the_order_of_articles(kb: Path, tmp_path: Path) -> None:
    folder = tmp_path / "示例法典"
    folder.mkdir()
    for name, number in (("附则", "五"), ("合同编", "三"), ("总则", "一")):
        head = f'---\ntitle: "示例法典"\nsubtitle: "{name}"\nstatus: "现行有效"\n---\n# 示例法典\n\n# {name}\n\n'
        note = "2020年5月28日 第十三届全国人民代表大会第三次会议通过\n\n2021年1月1日 施行\n\n<!-- INFO END -->\n\n"
        text = f"第{number}条 为了示例。\n\n" + (
            "" if name == "附则" else f"第{'二' if number == '一' else '四'}条 应当示例。\n"
        )
        (folder / f"{name}.md").write_text(head + note + text, encoding="utf-8")
    report = import_paths([folder], kb)
    record = regulation(only(kb), kb)
    assert [p.citation.article.number for p in record.provisions if p.citation.article] == [1, 2, 3, 4, 5]
    assert [p.headings for p in record.provisions][::2] == [("第一编 总则",), ("第二编 合同",), ("附则",)]
    assert record.effective == date(2021, 1, 1)
    assert report.imported[0].sources == ("示例法典/总则.md", "示例法典/合同编.md", "示例法典/附则.md")
    before = state(kb)
    assert len(import_paths([folder], kb).unchanged) == 3
    assert state(kb) == before


def test_bad_files_are_named_and_stop_nothing(source: Path, kb: Path) -> None:
    bad = {
        "图片.md": b"\x89PNG\r\n\x1a\n" + bytes(200),
        "空.txt": b"",
        "二进制.txt": bytes(range(256)) * 20,
        "README.md": "说明文件说明文件说明文件".encode(),
        "index.csv": "文件,标题\n".encode(),
        "坏.tar.xz": b"\xfd7zXZ\x00" + bytes(40),
    }
    for name, data in bad.items():
        (source / name).write_bytes(data)
    (source / "没有条文.txt").write_text("云川市示例通知\n各单位要认真学习示例，切实抓好落实。\n", encoding="utf-8")
    report = import_paths([source], kb)
    assert {note.source.rpartition("/")[2] for note in report.refused} == set(bad)
    assert len(report.imported) == 2
    assert any("没有找到施行日期" in note.message for note in report.warnings)
    assert report.files == len(bad) + 2
    for note in report.refused:
        assert f"  {note}" in report.lines()


def test_the_report_counts_first_then_goes_file_by_file(source: Path, kb: Path) -> None:
    (source / "空.txt").write_bytes(b"")
    lines = import_paths([source], kb).lines()
    assert lines[0] == "共 2 个文件：读出法规 1 件，未变 0 个，未入库 1 个。"
    assert lines[2] == "读出：制定机关 1/1，文号 0/1，公布日期 1/1，施行日期 1/1，施行日期确定 1/1。"
    assert lines[3] == "结构：编章节 2，条 3，款 4，项 2，目 2；按自然段入库 0 件。"
    assert "  来源/空.txt：空文件" in lines


def test_the_report_names_each_regulation_and_gathers_what_is_said_of_one_file(source: Path, kb: Path) -> None:
    (source / "0007.txt").write_text("一、各单位要认真学习示例，切实抓好示例工作的落实。\n", encoding="utf-8")
    report = import_paths([source], kb)
    plain, doubtful = sorted(report.imported, key=lambda entry: entry.title != "云川市示例办法")
    lines = report.lines()
    named = f"  {plain.id}　《云川市示例办法》　{plain.sources[0]}"
    assert named in lines
    at = lines.index(f"  来源/0007.txt（{doubtful.id}）：")
    assert lines[at + 1 : at + 3] == (
        "    没有找到标题，暂用文件名，请核对",
        "    没有找到施行日期和成文日期，需补填",
    )
    assert not any("0007.txt" in line for line in lines[at + 1 :])


def test_a_long_report_names_every_regulation_in_a_dry_run_only(tmp_path: Path, kb: Path) -> None:
    for number in range(50):
        (tmp_path / f"云川市示例办法{number}.md").write_text(RULE.replace("示例", f"示例{number}"), encoding="utf-8")
    dry, wet = (import_paths([tmp_path], kb, dry_run=dry).lines() for dry in (True, False))
    assert sum("　《云川市示例" in line for line in dry) == 50
    assert sum("　《云川市示例" in line for line in wet) == 40
    assert "  另有 10 件，见 kb/regulations/" in wet


def test_a_record_that_cannot_be_written_is_named_and_stops_nothing(source: Path, kb: Path) -> None:
    import_paths([source], kb)
    blocked = only(kb)
    blocked.unlink()
    (source / "云川市示例规定.md").write_text(RULE.replace("示例办法", "示例规定"), encoding="utf-8")
    blocked.mkdir()
    report = import_paths([source], kb)
    assert [note.source for note in (*report.refused, *report.warnings)] == [blocked.name]
    assert len([p for p in (kb / "regulations").glob("*.md") if p.is_file()]) == 1


def test_a_manifest_that_is_no_text_is_an_error_with_advice(source: Path, kb: Path) -> None:
    import_paths([source], kb)
    (kb / MANIFEST).write_bytes("导入记录".encode("gbk"))
    with pytest.raises(ImportFailure, match="恢复原样"):
        import_paths([source], kb)


def test_a_broken_line_of_the_manifest_costs_only_that_source(source: Path, kb: Path) -> None:
    import_paths([source], kb)
    manifest = kb / MANIFEST
    manifest.write_text("{不是 JSON\n[]\n" + manifest.read_text(encoding="utf-8"), encoding="utf-8")
    assert len(import_paths([source], kb).unchanged) == 1


def test_a_kb_file_of_another_office_keeps_what_it_says(kb: Path, tmp_path: Path) -> None:
    front = "---\ntitle: 云川市示例办法\nkind: normative_document\nissuer: 云川市财政局\nstatus: repealed\n"
    front += "issued: 2019-12-01\neffective: 2020-01-01\n---\n\n"
    text = "# 云川市示例办法\n\n第一条　为了示例，制定本办法。\n"
    (tmp_path / "a.md").write_text(front + text, encoding="utf-8")
    import_paths([tmp_path / "a.md"], kb)
    record = regulation(only(kb), kb)
    assert (record.kind, record.issuer) == (RegulationKind.NORMATIVE_DOCUMENT, "云川市财政局")
    assert (record.issued, record.effective, record.status) == (date(2019, 12, 1), date(2020, 1, 1), Status.REPEALED)


def test_progress_is_told_file_by_file(source: Path, kb: Path) -> None:
    (source / "空.txt").write_bytes(b"")
    told: list[tuple[int, int, str]] = []
    import_paths([source], kb, progress=lambda done, total, name: told.append((done, total, name)))
    assert told == [(1, 2, "来源/云川市示例办法.md"), (2, 2, "来源/空.txt")]


def test_archive_and_unpacked_folder_are_the_same_source(source: Path, kb: Path, tmp_path: Path) -> None:
    import_paths([source], kb)
    before = state(kb)
    packed = tmp_path / "来源.tar.xz"
    with tarfile.open(packed, "w:xz") as archive:
        archive.add(source, "./来源")
    assert len(import_paths([packed], kb).unchanged) == 1
    assert state(kb) == before


def texts(*parts: str) -> Iterator[tuple[str, bytes]]:
    root = require_data(*parts)
    for path in sorted(root.rglob("*.txt")):
        yield path.relative_to(root).as_posix(), path.read_bytes()


def test_party_texts_keep_their_structure_in_the_kb_form() -> None:
    for name, data in texts("party", "party_reg"):
        document = understand(convert(data, name), name)
        assert not [w for w in document.warnings if "不一致" in w], name


def test_rendering_parses_back_to_the_same_provisions() -> None:
    parsed = parse_provisions(RULE, title="云川市示例办法", path="a.md")
    body, faithful = render_body("云川市示例办法", parsed)
    again = parse_provisions(body, title="云川市示例办法", path="a.md")
    assert faithful
    assert same_provisions(parsed, again)
    assert again.preamble == parsed.preamble


def test_the_three_versions_of_the_disciplinary_regulations_have_their_dates(kb: Path, tmp_path: Path) -> None:
    import_paths([require_data("party", "party_reg")], kb)
    library = Library.open([kb], tmp_path / "cache")
    versions = library.find("中国共产党纪律处分条例")
    assert [v.effective for v in versions] == [date(2016, 1, 1), date(2018, 10, 1), date(2024, 1, 1)]
    assert all(v.dates_certain for v in versions)
    assert [v.effective for v in library.find("中国共产党问责条例")] == [date(2016, 7, 8)]
    assert [v.effective for v in library.find("中国共产党巡视工作条例")] == [date(2015, 8, 3)]
    library.close()


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> tuple[ImportReport, Path]:
    kb = tmp_path_factory.mktemp("all") / "kb"
    laws = require_data("laws", "national_laws_md.tar.xz")
    return import_paths([laws, require_data("party")], kb), kb


@pytest.mark.slow
def test_all_national_laws_are_understood(everything: tuple[ImportReport, Path], tmp_path: Path) -> None:
    report, kb = everything
    assert report.files == 1643
    assert len(report.refused) == 8
    assert len(report.imported) == 1596  # 39 份与别的来源同文，或是民法典的一编
    assert sum(entry.effective for entry in report.imported) >= 1575
    assert not [note for note in report.warnings if "不一致，请核对" in note.message]
    library = Library.open([kb], tmp_path / "cache")
    assert len(library.regulations()) == len(report.imported)
    assert [v.effective for v in library.find("监察法")] == [date(2018, 3, 20), date(2024, 12, 25)]
    assert [v.dates_certain for v in library.find("监察法")] == [True, False]
    assert [v.effective for v in library.find("公务员法")] == [date(2019, 6, 1)]
    assert [v.effective for v in library.find("预算法")] == [date(2018, 12, 29)]
    code = library.regulation(library.find("民法典")[0].id)
    assert [p.citation.article.number for p in code.provisions if p.citation.article] == list(range(1, 1261))
    library.close()


@pytest.mark.slow
def test_importing_all_national_laws_again_changes_nothing(everything: tuple[ImportReport, Path]) -> None:
    report, kb = everything
    before = state(kb)
    again = import_paths([require_data("laws", "national_laws_md.tar.xz"), require_data("party")], kb)
    assert len(again.unchanged) == report.files - len(report.refused)
    assert state(kb) == before


def test_a_tar_in_memory_is_never_unpacked_to_disk(kb: Path, tmp_path: Path) -> None:
    packed = tmp_path / "a.tar"
    with tarfile.open(packed, "w") as archive:
        info = tarfile.TarInfo("办法/云川市示例办法.md")
        info.size = len(RULE.encode())
        archive.addfile(info, io.BytesIO(RULE.encode()))
    import_paths([packed], kb)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.tar", "workspace"]
