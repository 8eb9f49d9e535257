"""Two texts of one regulation and one day: printed otherwise they are one record, worded otherwise they are two."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xuncha_docs.ingest import import_paths
from xuncha_docs.ingest.converters import RECOGNISED, Converted
from xuncha_docs.ingest.kbfile import read_kb_file
from xuncha_docs.ingest.reading import Reading
from xuncha_docs.ingest.spool import open_spool
from xuncha_docs.ingest.twins import Gathering
from xuncha_docs.library.library import Library

TEXT = """# 云川市示例办法

（2019年12月1日云川市人民政府发布）

第一条　为了示例，根据《云川市示例条例》，制定本办法。

第十条　罚款在二十元以上的，应当报告；超过3日的，写明原因（见附表）。

第十一条　本办法自2020年1月1日起施行。
"""
PRINTED_OTHERWISE = {
    "标点全半角": TEXT.replace("，", ",").replace("；", ";").replace("（见附表）", "(见附表)"),
    "条号用数字": TEXT.replace("第十条", "第10条").replace("第十一条", "第11条"),
    "数字写法": TEXT.replace("二十元", "２０元").replace("超过3日", "超过三日"),
    "空格": TEXT.replace("应当报告", "应当 报告").replace("　", " "),
    "没有书名号": TEXT.replace("《云川市示例条例》", "云川市示例条例"),
    "行内编者注": TEXT.replace("条例》，", "条例》（注：条例已于2022年修订（全文见网站）），"),
    "整行编者注": TEXT.replace("第十一条", "编者注：本办法已经清理。\n\n第十一条"),
}
WORDED_OTHERWISE = {
    "少一个字": TEXT.replace("写明原因", "写明因"),
    "数目不同": TEXT.replace("二十元", "三十元"),
    "顿号与逗号": TEXT.replace("以上的，应当", "以上的、应当"),
    "少一条": TEXT.replace("第十条　罚款在二十元以上的，应当报告；超过3日的，写明原因（见附表）。\n\n", ""),
}


def write(folder: Path, **texts: str) -> list[Path]:
    folder.mkdir(exist_ok=True)
    paths = []
    for name, text in texts.items():
        path = folder / name / "云川市示例办法.md"
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
        paths.append(path.parent)
    return paths


def bodies(kb: Path) -> list[str]:
    files = [read_kb_file(path) for path in sorted((kb / "regulations").glob("*.md"))]
    return [file.body for file in files if file]


@pytest.mark.parametrize("other", PRINTED_OTHERWISE)
@pytest.mark.parametrize("at_once", [True, False])
def test_texts_printed_otherwise_are_one_record_with_both_sources(tmp_path: Path, other: str, *, at_once: bool) -> None:
    paths = write(tmp_path / "来源", 甲=TEXT, 乙=PRINTED_OTHERWISE[other])
    for group in [paths] if at_once else [[path] for path in paths]:
        report = import_paths(group, tmp_path / "kb")
        assert not [warning for warning in report.warnings if "同日异文" in warning.message]
    (path,) = (tmp_path / "kb" / "regulations").glob("*.md")
    file = read_kb_file(path)
    assert file is not None
    assert file.fields["source"] == "甲/云川市示例办法.md；乙/云川市示例办法.md"
    assert "《云川市示例条例》，制定" in file.body
    assert len(import_paths(paths, tmp_path / "kb").unchanged) == 2


@pytest.mark.parametrize("other", WORDED_OTHERWISE)
def test_texts_worded_otherwise_stay_two_and_are_told(tmp_path: Path, other: str) -> None:
    paths = write(tmp_path / "来源", 甲=TEXT, 乙=WORDED_OTHERWISE[other])
    report = import_paths(paths, tmp_path / "kb")
    assert len(bodies(tmp_path / "kb")) == 2
    assert any("同日异文" in warning.message for warning in report.warnings)


@pytest.mark.parametrize("at_once", [True, False])
def test_the_text_without_an_editors_notes_is_kept_as_it_was_printed(tmp_path: Path, *, at_once: bool) -> None:
    clean = TEXT.replace("第十条", "第10条").replace("，", ",")
    paths = write(tmp_path / "来源", 甲=PRINTED_OTHERWISE["行内编者注"], 乙=clean)
    for group in [paths] if at_once else [[path] for path in paths]:
        import_paths(group, tmp_path / "kb")
    (body,) = bodies(tmp_path / "kb")
    assert "注：" not in body
    assert "为了示例,根据" in body


def test_a_correction_stays_when_a_better_twin_comes(tmp_path: Path) -> None:
    noted, clean = write(tmp_path / "来源", 甲=PRINTED_OTHERWISE["行内编者注"], 乙=TEXT)
    import_paths([noted], tmp_path / "kb")
    (path,) = (tmp_path / "kb" / "regulations").glob("*.md")
    path.write_text(path.read_text(encoding="utf-8").replace("写明原因", "写明理由"), encoding="utf-8")
    import_paths([clean], tmp_path / "kb")
    (body,) = bodies(tmp_path / "kb")
    assert "写明理由" in body


def test_a_text_of_more_paragraphs_than_can_be_cited_is_refused_with_what_to_do(tmp_path: Path) -> None:
    lines = [f"这是汇编里的一段示例文字{n}。" for n in range(10_001)]
    (tmp_path / "法规汇编.txt").write_text("\n".join(lines), encoding="utf-8")
    (note,) = import_paths([tmp_path], tmp_path / "kb").refused
    assert note.message == "一个文件里像是收了很多部法规（超过 9999 段），请拆成单独的文件"


FULL = """# 云川市人民法院关于示例问题的解释

（2019年12月1日云川市人民法院公布）

第一条　为了示例，制定本解释。

第二条　超过三日的，写明原因。

第三条　本解释自2020年1月1日起施行。
"""
BARE = FULL.replace("# 云川市人民法院关于", "# 关于")


@pytest.mark.parametrize("at_once", [True, False])
def test_a_title_without_its_issuer_is_the_same_regulation_where_the_text_is(tmp_path: Path, *, at_once: bool) -> None:
    for name, text in (("全称", FULL), ("简称", BARE.replace("三日", "3日"))):
        (tmp_path / f"{name}.md").write_text(text, encoding="utf-8")
    paths = [tmp_path / "全称.md", tmp_path / "简称.md"]
    for group in [paths] if at_once else [[path] for path in paths]:
        import_paths(group, tmp_path / "kb")
    library = Library.open([tmp_path / "kb"], tmp_path / "cache")
    for name in ("云川市人民法院关于示例问题的解释", "关于示例问题的解释"):
        assert [version.title for version in library.find(name)] == ["云川市人民法院关于示例问题的解释"]
    library.close()


@pytest.mark.parametrize(
    "other",
    [
        BARE.replace("云川市人民法院公布", "云川市财政局公布"),
        BARE.replace("写明原因", "报告原因"),
        BARE.replace("2020年1月1日", "2021年1月1日"),
    ],
    ids=["机关不同", "文字不同", "日期不同"],
)
def test_a_title_without_its_issuer_stays_apart_where_anything_differs(tmp_path: Path, other: str) -> None:
    for name, text in (("全称", FULL), ("简称", other)):
        (tmp_path / f"{name}.md").write_text(text, encoding="utf-8")
    report = import_paths([tmp_path / "全称.md", tmp_path / "简称.md"], tmp_path / "kb")
    assert len({entry.title for entry in report.imported}) == 2
    assert ("没有合并" in "\n".join(report.lines())) == ("报告" in other)


LONG = TEXT.replace("第十条", "第二条").replace("第十一条", "第三条").replace("第三条", "第三条　应当示例。\n\n第四条")
"""Four articles, the last of which says when it takes effect."""
LOST = LONG.replace("报告；", "报告，依照《中华人民共和国监察法》办理；")


@pytest.mark.parametrize(
    ("whole", "copy", "lacks"),
    [
        (LONG, LONG.partition("第四条")[0].replace("发布）", "发布，自2020年1月1日起施行）"), "只有前 3 条"),
        (LONG, LONG.partition("示例。\n\n第四条")[0].replace("发布）", "发布，自2020年1月1日起施行）"), "只有前 3 条"),
        (LOST, LOST.replace("监察法", "").replace("原因", ""), "缺 5 个字"),
    ],
    ids=["断在中间", "断在一条中间", "缺字"],
)
@pytest.mark.parametrize("first", ["whole", "copy"])
def test_an_incomplete_copy_joins_the_whole_text(tmp_path: Path, whole: str, copy: str, lacks: str, first: str) -> None:
    texts = {"甲": whole, "乙": copy} if first == "whole" else {"甲": copy, "乙": whole}
    report = import_paths(write(tmp_path / "来源", **texts), tmp_path / "kb")
    (body,) = bodies(tmp_path / "kb")
    assert "第四条" in body
    assert "原因" in body
    assert [note.message for note in report.warnings if lacks in note.message]


@pytest.mark.parametrize("scan_first", [True, False])
@pytest.mark.parametrize(("misread", "records"), [("应当报皆", 1), ("应当报告" * 9, 2)], ids=["认错一个字", "差得太多"])
def test_a_recognised_text_joins_the_electronic_one_of_its_day(
    tmp_path: Path, misread: str, records: int, *, scan_first: bool
) -> None:
    scan = LONG.replace("应当报告", misread)

    def read(data: bytes, _name: str) -> Converted:
        text = data.decode()
        return Converted(text=text, warnings=(f"全文{RECOGNISED}",) if text == scan else ())

    texts = {"甲": scan, "乙": LONG} if scan_first else {"甲": LONG, "乙": scan}
    with open_spool() as spool:
        reading = Reading(known={}, held=frozenset(), spool=spool, convert=read)
        reading.run(write(tmp_path / "来源", **texts), None)
        kept = {candidate.recognised: len(candidate.sources) for candidate in Gathering().gather(reading.candidates)}
    assert kept == ({False: 2} if records == 1 else {False: 1, True: 1})


def test_words_left_out_without_a_trace_of_damage_stay_two(tmp_path: Path) -> None:
    import_paths(write(tmp_path / "来源", 甲=LOST, 乙=LOST.replace("原因", "")), tmp_path / "kb")
    assert len(bodies(tmp_path / "kb")) == 2


OFFICE = st.sampled_from((TEXT, *list(PRINTED_OTHERWISE.values())[:3], *WORDED_OTHERWISE.values(), LONG, LOST))
COURT = st.sampled_from((FULL, BARE, FULL.replace("写明", "报告"), BARE.replace("写明", "报告")))
CHANGES = st.lists(st.one_of(st.tuples(OFFICE, OFFICE), st.tuples(COURT, COURT)), min_size=1, max_size=5)
"""For each file of a folder what it held and what it holds now: another text of the same version."""


@given(CHANGES)
@settings(max_examples=60, deadline=None)
def test_importing_a_changed_folder_ends_as_a_first_import_of_it(changes: list[tuple[str, str]]) -> None:
    with TemporaryDirectory() as folder:
        source, changed, fresh = (Path(folder) / name for name in ("来源", "变", "新"))
        source.mkdir()
        for turn in (0, 1):
            for number, texts in enumerate(changes):
                (source / f"{number}.md").write_text(texts[turn], encoding="utf-8")
            import_paths([source], changed)
        import_paths([source], fresh)
        assert held(changed) == held(fresh)


def held(kb: Path) -> dict[str, bytes]:
    return {str(path.relative_to(kb)): path.read_bytes() for path in kb.rglob("*") if path.is_file()}
