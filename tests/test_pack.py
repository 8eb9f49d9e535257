"""A round becomes its whole pack: the same bytes each time, all or nothing, nothing internal in what goes out."""

import dataclasses
import json
import re
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.packs import DEMO_ROUND, build, demo_round, outgoing, python, texts, tree, xuncha
from tests.test_templates import template_of
from xuncha_docs import __version__
from xuncha_docs.compose.context import Contexts
from xuncha_docs.compose.templates import Audience, Scope, Template
from xuncha_docs.errors import PackError, RecordError, TemplateError
from xuncha_docs.library.citation import Citation
from xuncha_docs.library.library import Library
from xuncha_docs.library.records import BasisRole, Finding, FocusPoint
from xuncha_docs.library.rounds import Unit
from xuncha_docs.library.sanctions import is_sanction
from xuncha_docs.manifest import MANIFEST, Manifest, PackedFile, Quoted, read_manifest, sha256
from xuncha_docs.pack import Pack, write_documents
from xuncha_docs.places import safe_name, shipped_kb, shipped_templates
from xuncha_docs.word.text import squeezed
from xuncha_docs.workspace import Workspace

PHASES = {"1 准备", "2 进驻", "3 了解", "4 报告", "5 反馈", "6 移交", "7 整改", "8 归档"}
RECIPIENTS = {Audience.UNIT: "送被巡察单位", Audience.PUBLIC: "公开张贴"}
LONGEST_COMPONENT = 255
BROKEN = """---
id: broken
title: 坏模板
phase: archive
order: 98
scope: unit
audience: team
outgoing: false
purpose: 渲染时才出错
inputs: [unit.name]
filename: 坏
---

{{ unit.no_such_field }}
"""


@pytest.fixture(scope="session")
def workspace(own_cache: None) -> Workspace:
    _ = own_cache
    return Workspace(None)


@pytest.fixture(scope="session")
def demo(workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Pack:
    """The demo pack, made once; tests copy it before they change anything."""
    return workspace.demo(tmp_path_factory.mktemp("demo") / "材料包")


@pytest.fixture
def copied(demo: Pack, tmp_path: Path) -> Path:
    return shutil.copytree(demo.root, tmp_path / "副本")


@pytest.fixture
def few(workspace: Workspace) -> list[Template]:
    """Enough templates for an all-or-nothing test, few enough to be quick."""
    templates = workspace.templates()
    return [templates["announcement"], templates["focus-list"]]


def sources(workspace: Workspace) -> Contexts:
    return Contexts(demo_round(), workspace.library)


# 同样的输入，同样的字节


def test_another_process_in_another_folder_with_another_cache_packs_the_same_bytes(demo: Pack, tmp_path: Path) -> None:
    (tmp_path / "轮次.yaml").write_bytes(DEMO_ROUND.read_bytes())
    env = {"XUNCHA_CACHE": str(tmp_path / "cache"), "PYTHONHASHSEED": "7", "TZ": "Pacific/Auckland"}
    done = xuncha("pack", "轮次.yaml", "-o", "甲/乙", cwd=tmp_path, env=env)
    assert (done.returncode, done.stderr) == (0, "")
    assert tree(tmp_path / "甲" / "乙") == tree(demo.root)


def test_the_order_of_the_templates_changes_nothing(workspace: Workspace, few: list[Template], tmp_path: Path) -> None:
    first = build(workspace, tmp_path / "一", templates=few)
    second = build(workspace, tmp_path / "二", templates=reversed(few))
    assert tree(first.root) == tree(second.root)


# 清单文件


def test_the_manifest_lists_every_file_with_its_checksum(demo: Pack) -> None:
    found = tree(demo.root)
    del found[MANIFEST]
    assert {file.path: file.sha256 for file in demo.manifest.files} == {p: sha256(data) for p, data in found.items()}
    assert [file.path for file in demo.manifest.files] == sorted(found)


def test_the_manifest_reads_back_as_it_was_written(demo: Pack) -> None:
    assert read_manifest(demo.root) == demo.manifest


def test_the_manifest_names_versions_and_the_round(demo: Pack, workspace: Workspace) -> None:
    manifest = demo.manifest
    assert (manifest.tool_version, manifest.round_id) == (__version__, "yc-2026-3")
    assert manifest.kb_fingerprint == workspace.library.fingerprint
    assert manifest.as_of == demo_round().round.as_of


def test_each_entry_has_the_checksum_of_its_template_file(demo: Pack) -> None:
    files = {template.id: template.location.path for template in Workspace(None).templates().values()}
    for file in demo.manifest.files:
        path = shipped_templates().parent / files[file.template]
        assert file.template_sha256 == sha256(path.read_bytes())


def test_the_manifest_holds_no_clock_and_no_absolute_path(demo: Pack) -> None:
    text = (demo.root / MANIFEST).read_text(encoding="utf-8")
    keys = {key for row in json.loads(text)["files"] for key in row} | set(json.loads(text))
    assert keys == {f.name for f in dataclasses.fields(Manifest)} | {f.name for f in dataclasses.fields(PackedFile)}
    assert not re.search(r"\d{2}:\d{2}:\d{2}|T\d{2}:\d{2}", text)
    assert str(Path.home()) not in text
    assert str(demo.root.parent) not in text
    assert not any(file.path.startswith("/") or "\\" in file.path or ":" in file.path for file in demo.manifest.files)


def test_counts_are_those_of_the_entries(demo: Pack) -> None:
    manifest = demo.manifest
    assert manifest.quotation_count == sum(len(file.quoted) for file in manifest.files) > 0
    assert manifest.missing_count == sum(len(file.missing) for file in manifest.files) > 0
    assert manifest.unresolved_count == sum(len(file.unresolved) for file in manifest.files)


def test_only_what_is_not_held_is_unresolved(demo: Pack, workspace: Workspace) -> None:
    cited = {text for file in demo.manifest.files for text in file.unresolved}
    assert not [text for text in cited if workspace.library.find(Citation.parse(text).regulation)]


def test_what_is_missing_stands_in_the_document_as_in_the_manifest(demo: Pack) -> None:
    lacking = [file for file in demo.manifest.files if file.missing]
    for path, text in texts(demo, lacking).items():
        file = next(file for file in lacking if file.path == path)
        assert all(squeezed(f"【待补：{label}】") in text for label in file.missing)


# 分文件夹


def test_folders_are_phase_then_team_then_unit_then_recipient(demo: Pack) -> None:
    found = demo_round()
    teams = {team.name: {unit.short_name for unit in found.units_of(team)} for team in found.teams}
    for file in demo.manifest.files:
        phase, *rest = file.path.split("/")[:-1] or [""]
        if file.template == "completeness-report":
            assert phase == ""
            continue
        assert phase in PHASES
        assert rest[0] == "巡察办" or rest[0] in teams
        recipient = RECIPIENTS.get(Audience(file.audience))
        if recipient:
            assert rest.pop() == recipient
        assert len(rest) == 1 or (len(rest) == 2 and rest[1] in teams[rest[0]])


def test_every_unit_has_the_documents_of_its_scope(demo: Pack, workspace: Workspace) -> None:
    found = demo_round()
    made = [file.template for file in demo.manifest.files]
    for template in workspace.templates().values():
        fitting = sum(template.fits(unit.type) for unit in found.units)
        wanted = {Scope.ROUND: 1, Scope.TEAM: len(found.teams), Scope.UNIT: fitting, Scope.PACK: 1}
        if template.scope in wanted:
            assert made.count(template.id) == wanted[template.scope], template.id
        else:
            assert made.count(template.id) >= 3 * len(found.units)


def test_the_pack_holds_at_least_eighteen_kinds_of_document(demo: Pack) -> None:
    assert len({file.template for file in demo.manifest.files}) >= 18
    assert len({file.title for file in demo.manifest.files}) >= 18


def test_every_phase_has_documents(demo: Pack) -> None:
    assert {file.path.split("/")[0] for file in demo.manifest.files if "/" in file.path} == PHASES


def test_names_are_safe_and_differ_without_regard_to_case(demo: Pack) -> None:
    paths = [file.path for file in demo.manifest.files]
    assert len({path.casefold() for path in paths}) == len(paths)
    for part in {part for path in paths for part in path.split("/")}:
        stem = part.removesuffix(".docx")
        assert safe_name(stem) == stem
        assert len(part.encode()) <= LONGEST_COMPONENT


def test_two_units_of_one_name_get_numbered_files(workspace: Workspace, few: list[Template], tmp_path: Path) -> None:
    found = demo_round()
    twins = tuple(replace(unit, short_name="同名", team=1) for unit in found.units[:2])
    pack = build(workspace, tmp_path / "out", replace(found, units=twins), few[:1])
    names = [file.path.rpartition("/")[2] for file in pack.manifest.files]
    assert names == ["同名-巡察公告.docx", "同名-巡察公告（2）.docx"]


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ('a/b\\c:d*e?f"g<h>i|j', "a／b＼c：d＊e？f”g＜h＞i｜j"),
        ("../../etc", "..／..／etc"),
        ("..", "_"),
        ("", "_"),
        ("nul.txt", "_nul.txt"),
        ("COM1", "_COM1"),
        ("甲\n乙\t　丙", "甲 乙 丙"),
        ("甲\x07\u202e乙\ufffe\u200b丙", "甲乙丙"),
        ("结尾. .", "结尾"),
        ("字" * 90, "字" * 80),
        ("𠮷" * 90, "𠮷" * 60),
    ],
)  # fmt: skip
def test_names_are_made_safe_for_every_system(name: str, safe: str) -> None:
    assert safe_name(name) == safe


# 引文


def test_every_quotation_stands_in_its_document_and_in_its_source_file(demo: Pack, workspace: Workspace) -> None:
    quoting = [file for file in demo.manifest.files if file.quoted]
    found = texts(demo, quoting)
    raw: dict[str, str] = {}
    for file in quoting:
        for quoted in file.quoted:
            assert squeezed(quoted.quote) in found[file.path]
            path = workspace.library.regulation(quoted.record_id).location.path
            raw.setdefault(path, squeezed((shipped_kb().parent / path).read_text(encoding="utf-8")))
            assert squeezed(quoted.quote) in raw[path]
    assert len(raw) >= 5


def test_each_quotation_is_the_version_in_force_on_the_rounds_date(demo: Pack, workspace: Workspace) -> None:
    library = workspace.library
    for quoted in {item for file in demo.manifest.files for item in file.quoted}:
        regulation = library.regulation(quoted.record_id)
        begins, ended = regulation.effective, library.ended(regulation)
        assert begins is not None
        assert begins <= demo.manifest.as_of
        assert ended is None or demo.manifest.as_of < ended


def test_sanctions_are_cited_only_where_the_template_asks_for_them(demo: Pack, workspace: Workspace) -> None:
    asked = {template.id for template in workspace.templates().values() if "sanctions" in template.inputs}
    assert not any(workspace.templates()[name].outgoing for name in asked)
    for file in demo.manifest.files:
        if file.template in asked:
            continue
        used = {item.citation for item in file.quoted} | set(file.cited)
        passages = [e for text in used for e in workspace.library.resolve(Citation.parse(text), demo.manifest.as_of)]
        assert not [str(e.citation) for e in passages if is_sanction(e.quote)], file.path
        assert not any(is_sanction(item.quote) for item in file.quoted), file.path


def test_no_text_of_a_sanction_of_a_focus_point_stands_in_an_outline_a_list_or_what_goes_out(
    demo: Pack, workspace: Workspace
) -> None:
    library, day = workspace.library, demo.manifest.as_of
    asked = {template.id for template in workspace.templates().values() if "sanctions" in template.inputs}
    found = texts(demo, [file for file in demo.manifest.files if file.template not in asked])
    citations = {
        basis.citation
        for point in library.records(FocusPoint)
        for basis in point.basis
        if basis.role is BasisRole.SANCTION and library.find(basis.citation.regulation)
    }
    quotes = {squeezed(e.quote) for citation in citations for e in library.resolve(citation, day)}
    assert len(quotes) >= 5
    for path, text in found.items():
        assert not [quote for quote in quotes if quote in text], path


# 不外发的内容


def test_no_outgoing_document_holds_an_internal_label_or_reason(demo: Pack, workspace: Workspace) -> None:
    found = demo_round()
    contexts = sources(workspace)
    reasons = {why for unit in found.units for row in contexts.selection(unit).rows for why in row.why}
    labels = {f"{unit.subtype}{kind}" for unit in found.units if unit.subtype for kind in ("", "型", "类", "村")}
    for path, text in texts(demo, outgoing(demo.manifest)).items():
        assert not [words for words in reasons | labels if squeezed(words) in text], path


def internal_words(unit: Unit) -> set[str]:
    """Earlier problems with their sources, and what departments answered."""
    earlier = {words for item in unit.earlier_findings for words in (item.source, item.text)}
    return earlier | {item.item for item in unit.oversight if item.item and len(item.item) > len("未单独审计该村。")}


def fed_back(unit: Unit) -> set[str]:
    """What the unit was told by an earlier inspection and has not finished: its own rectification plan takes it up."""
    open_ = [item for item in unit.earlier_findings if "巡" in item.source and item.status != "已完成"]
    return {words for item in open_ for words in (item.source, item.text)}


def test_no_outgoing_document_holds_an_earlier_problem_or_oversight_information(
    demo: Pack, workspace: Workspace
) -> None:
    asked_of_all = "\n".join(d.name for point in workspace.library.records(FocusPoint) for d in point.documents)
    units = demo_round().units
    internal = {words for unit in units for words in internal_words(unit) if words not in asked_of_all}
    assert len(internal) > 20
    for path, text in texts(demo, outgoing(demo.manifest)).items():
        own = next((unit for unit in units if f"/{unit.short_name}/" in path), None)
        known = fed_back(own) if own and path.endswith("整改方案.docx") else set()
        assert not [words for words in internal - known if squeezed(words) in text], path


def test_no_outgoing_document_holds_a_similar_finding(demo: Pack, workspace: Workspace) -> None:
    findings = list(workspace.library.records(Finding))
    words = {squeezed(text) for f in findings for text in (f.title, f.phenomenon, f.qualification, f.unit_alias)}
    assert len(words) > 40
    for path, text in texts(demo, outgoing(demo.manifest)).items():
        assert not [word for word in words if word in text], path


def test_what_is_internal_does_reach_internal_documents(demo: Pack) -> None:
    """The tests above would pass on empty documents."""
    inner = "".join(texts(demo, [file for file in demo.manifest.files if not file.outgoing]).values())
    unit = next(unit for unit in demo_round().units if unit.subtype)
    assert unit.subtype is not None
    assert squeezed(unit.subtype) in inner
    assert squeezed(unit.earlier_findings[0].text) in inner
    assert squeezed(unit.oversight[0].item or "") in inner


def test_sample_documents_say_so_on_every_page(demo: Pack) -> None:
    assert all(file.sample for file in demo.manifest.files)


# 全有或全无


def assert_nothing_new(folder: Path, before: dict[str, bytes]) -> None:
    assert tree(folder) == before
    assert not [path.name for path in folder.rglob(".xuncha-*")]


@pytest.fixture
def older(workspace: Workspace, few: list[Template], tmp_path: Path) -> Path:
    """An earlier pack that a failing run must leave as it is."""
    return build(workspace, tmp_path / "包", templates=few[:1]).root


def test_a_template_that_breaks_leaves_nothing_behind(
    workspace: Workspace, few: list[Template], older: Path, tmp_path: Path
) -> None:
    broken = template_of(tmp_path / "模板", BROKEN)
    before = tree(tmp_path)
    for out in (older, tmp_path / "新"):
        with pytest.raises(TemplateError, match="no_such_field"):
            build(workspace, out, templates=[*few, broken])
    assert_nothing_new(tmp_path, before)


def test_an_unknown_unit_type_leaves_nothing_behind(
    workspace: Workspace, few: list[Template], older: Path, tmp_path: Path
) -> None:
    found = demo_round()
    *good, last = found.units
    wrong = replace(found, units=(*good, replace(last, type="不存在的类型")))
    before = tree(tmp_path)
    for out in (older, tmp_path / "新"):
        with pytest.raises(RecordError, match="没有 不存在的类型"):
            build(workspace, out, wrong, few)
    assert_nothing_new(tmp_path, before)


LIMITED = """
import os, sys
from pathlib import Path
from tests.packs import build
from xuncha_docs.errors import PackError
from xuncha_docs.workspace import Workspace

how, warm, *outs = sys.argv[1:]
workspace = Workspace(None)
few = [workspace.templates()[name] for name in ("announcement", "focus-list")]
build(workspace, Path(warm), templates=few)
if how == "full":
    import resource, signal
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (12_000, 12_000))
elif os.geteuid() == 0:
    os.seteuid(65534)  # root 不受只读权限约束
for out in outs:
    try:
        build(workspace, Path(out), templates=few)
    except PackError as error:
        print(error)
    else:
        sys.exit("没有报错")
"""


def refused(how: str, warm: Path, *outs: Path) -> list[str]:
    done = python("-c", LIMITED, how, warm, *outs, cwd=DEMO_ROUND.parents[2])
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()


@pytest.mark.skipif(sys.platform == "win32", reason="RLIMIT_FSIZE 只有 POSIX 有")
def test_a_full_disk_leaves_nothing_behind_and_the_older_pack_as_it_was(older: Path, tmp_path: Path) -> None:
    before = tree(tmp_path)
    with tempfile.TemporaryDirectory() as elsewhere:
        messages = refused("full", Path(elsewhere, "先"), older, tmp_path / "深" / "新")
    assert len(messages) == 2
    assert all("没有留下任何文件" in message and "磁盘空间" in message for message in messages)
    assert_nothing_new(tmp_path, before)
    assert not (tmp_path / "深").exists()


@pytest.fixture
def readonly(older: Path) -> Iterator[Path]:
    """A folder nobody may write in, with an older pack in it, where every user can reach it."""
    root = Path(tempfile.mkdtemp())
    shutil.copytree(older, root / "包")
    root.chmod(stat.S_IRUSR | stat.S_IXUSR | stat.S_IRGRP | stat.S_IXGRP | stat.S_IROTH | stat.S_IXOTH)
    yield root
    root.chmod(stat.S_IRWXU)
    shutil.rmtree(root)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows 的只读属性不拦新建文件")
def test_a_read_only_parent_is_named_and_left_as_it_was(readonly: Path, tmp_path: Path) -> None:
    before = tree(readonly)
    messages = refused("readonly", tmp_path / "先", readonly / "包", readonly / "深" / "新")
    assert len(messages) == 2
    assert all(str(readonly) in message and "没有留下任何文件" in message for message in messages)
    assert_nothing_new(readonly, before)


@pytest.mark.parametrize("name", ["文件/包", "长" * 300, "好/" + "长" * 300])
def test_an_output_that_cannot_be_is_one_sentence(
    workspace: Workspace, few: list[Template], tmp_path: Path, name: str
) -> None:
    (tmp_path / "文件").write_bytes(b"1")
    with pytest.raises(PackError, match="没有留下任何文件"):
        build(workspace, tmp_path / name, templates=few[:1])
    assert_nothing_new(tmp_path, {"文件": b"1"})
    assert not (tmp_path / "好").exists()


def test_the_current_folder_can_be_the_output(
    workspace: Workspace, few: list[Template], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "空").mkdir()
    monkeypatch.chdir(tmp_path / "空")
    pack = build(workspace, Path(), templates=few[:1])
    assert read_manifest(tmp_path / "空") == pack.manifest
    assert [path.name for path in tmp_path.iterdir()] == ["空"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows 上建符号链接要特殊权限")
def test_a_link_to_a_pack_stays_a_link(workspace: Workspace, few: list[Template], older: Path, tmp_path: Path) -> None:
    link = tmp_path / "链接"
    link.symlink_to(older)
    build(workspace, link, templates=few)
    assert link.is_symlink()
    assert len(read_manifest(older).files) == 2 * len(demo_round().units)


def test_a_whole_pack_is_replaced_by_the_next(
    workspace: Workspace, few: list[Template], older: Path, tmp_path: Path
) -> None:
    (older / "Thumbs.db").write_bytes(b"1")
    pack = build(workspace, older, templates=few)
    assert set(tree(older)) == {MANIFEST, *(file.path for file in pack.manifest.files)}
    assert [path.name for path in tmp_path.iterdir()] == [older.name]


def test_a_pack_with_lost_files_may_be_made_again(workspace: Workspace, few: list[Template], older: Path) -> None:
    before = tree(older)
    next(older.rglob("*.docx")).unlink()
    build(workspace, older, templates=few[:1])
    assert tree(older) == before


@pytest.mark.parametrize("change", ["改", "加", "换清单"])
def test_a_pack_with_work_in_it_is_not_overwritten(
    workspace: Workspace, few: list[Template], older: Path, change: str
) -> None:
    if change == "改":
        next(older.rglob("*.docx")).write_bytes(b"mine")
    elif change == "加":
        (older / "1 我的记录.txt").write_bytes(b"mine")
    else:
        (older / MANIFEST).write_text('{"name": "别的程序的清单"}', encoding="utf-8")
    before = tree(older)
    with pytest.raises(PackError) as caught:
        build(workspace, older, templates=few)
    assert {"改": "生成以后被改过", "加": "后来放进来的", "换清单": "认不出这个材料包"}[change] in str(caught.value)
    assert tree(older) == before


# 核验


def check(workspace: Workspace, folder: Path, *severities: str) -> list[str]:
    """Problems as `path: message`, the folder left out."""
    found = workspace.check([folder], as_of=date(2030, 1, 1))
    wanted = severities or ("error", "warning")
    return [f"{p.location}: {p.message}".removeprefix(f"{folder}/") for p in found if p.severity in wanted]


def test_an_untouched_pack_has_only_notices(demo: Pack, workspace: Workspace) -> None:
    assert check(workspace, demo.root) == []
    manifest = demo.manifest
    notices = manifest.missing_count + manifest.unresolved_count + sum(len(file.notices) for file in manifest.files)
    assert len(check(workspace, demo.root, "notice")) == notices


def test_changed_lost_and_added_files_are_found(copied: Path, workspace: Workspace) -> None:
    first, second, *_ = sorted(path for path in tree(copied) if path.endswith(".docx"))
    (copied / first).write_bytes((copied / first).read_bytes() + b" ")
    (copied / second).unlink()
    (copied / "0 新.docx").write_bytes(b"x")
    assert check(workspace, copied) == [
        "0 新.docx: 不在清单里，是后来放进来的",
        f"{first}: 生成以后被改过",
        f"{second}: 不见了",
    ]


def changed_law(kb: Path, quoted: Quoted, library: Library) -> None:
    """Writes another text where the law has the quoted words."""
    path = kb.parent / library.regulation(quoted.record_id).location.path
    text = path.read_text(encoding="utf-8")
    words = quoted.quote.split("\n")[0]
    assert words in text
    path.write_text(text.replace(words, f"另行规定：{words}"), encoding="utf-8")


def test_a_law_whose_text_has_changed_since_is_found(demo: Pack, workspace: Workspace, tmp_path: Path) -> None:
    kb = shutil.copytree(shipped_kb(), tmp_path / "kb")
    file = next(file for file in demo.manifest.files if file.quoted)
    changed_law(kb, file.quoted[0], workspace.library)
    later = Library.open([kb], tmp_path / "cache")
    assert later.fingerprint != demo.manifest.kb_fingerprint
    problems = [p for p in check_with(later, demo.root) if p[0] == file.path]
    assert problems == [
        (file.path, "error", f"{file.quoted[0].citation} 在 2026-09-01 的有效文本已与生成时不同，请重新生成")
    ]


def test_a_law_no_longer_held_is_a_warning(demo: Pack, workspace: Workspace, tmp_path: Path) -> None:
    kb = shutil.copytree(shipped_kb(), tmp_path / "kb")
    gone = next(item for file in demo.manifest.files for item in file.quoted)
    for version in workspace.library.versions(workspace.library.regulation(gone.record_id).work):
        (kb.parent / version.location.path).unlink()
    problems = check_with(Library.open([kb], tmp_path / "cache"), demo.root)
    assert {severity for _, severity, _ in problems} == {"warning"}
    assert any(message.startswith(f"{gone.citation}：") and "未入库" in message for _, _, message in problems)


def check_with(library: Library, folder: Path) -> list[tuple[str, str, str]]:
    from xuncha_docs.check.packing import check_pack  # noqa: PLC0415

    found = check_pack(folder, library)
    return [
        (p.location.path.removeprefix(f"{folder}/"), p.severity, p.message) for p in found if p.severity != "notice"
    ]


def test_a_quotation_that_does_not_stand_in_its_document_is_found(copied: Path, workspace: Workspace) -> None:
    manifest = read_manifest(copied)
    file = next(file for file in manifest.files if file.quoted)
    wrong = replace(file, quoted=(replace(file.quoted[0], quote="没有写过的话。"),))
    (copied / MANIFEST).write_bytes(replace(manifest, files=(wrong,)).to_json())
    messages = [line for line in check(workspace, copied) if line.startswith(f"{file.path}: 《")]
    assert any("引文与清单记载的原文不一致" in line for line in messages)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "null",
        '"文"',
        "[" * 100_000,
        '{"files": [1]}',
        '{"files": {"a": 1}}',
        '{"schema_version": 9}',
        "\ufffe",
    ],
)
def test_a_manifest_of_another_form_is_one_problem(workspace: Workspace, tmp_path: Path, content: str) -> None:
    (tmp_path / MANIFEST).write_text(content, encoding="utf-8")
    (line,) = check(workspace, tmp_path)
    assert line.startswith(f"{MANIFEST}: ")
    assert "认不出这个材料包" in line or "另一个版本" in line


def test_a_manifest_with_a_value_of_another_kind_is_one_problem(copied: Path, workspace: Workspace) -> None:
    good = json.loads((copied / MANIFEST).read_bytes())
    for name, value in (("path", 1), ("quoted", [{"citation": 1}]), ("missing", "甲"), ("outgoing", "true")):
        rows = [good["files"][0] | {name: value}, *good["files"][1:]]
        (copied / MANIFEST).write_text(json.dumps(good | {"files": rows}), encoding="utf-8")
        assert check(workspace, copied) == [f"{MANIFEST}: {MANIFEST} 内容不完整或被改过，认不出这个材料包"]


def test_a_listed_file_that_is_no_document_is_a_problem(copied: Path, workspace: Workspace) -> None:
    manifest = read_manifest(copied)
    file = next(file for file in manifest.files if file.quoted)
    (copied / file.path).write_bytes(b"PK\x03\x04 no zip")
    files = [replace(f, sha256=sha256(b"PK\x03\x04 no zip")) if f is file else f for f in manifest.files]
    (copied / MANIFEST).write_bytes(replace(manifest, files=tuple(files)).to_json())
    (line,) = check(workspace, copied)
    assert line.startswith(f"{file.path}: 不是能打开的 Word 文书")


# 只出一种文书


def write(workspace: Workspace, template: str, out: Path, **wanted: str) -> list[Path]:
    unit, role = wanted.get("unit"), wanted.get("role")
    return write_documents(
        demo_round(), workspace.library, workspace.templates(), template, unit=unit, role=role, out=out
    )


def test_one_document_under_a_name_of_ones_own_equals_that_of_the_pack(
    demo: Pack, workspace: Workspace, tmp_path: Path
) -> None:
    (path,) = write(workspace, "focus-list", tmp_path / "新" / "清单.docx", unit="市住建局")
    assert path == tmp_path / "新" / "清单.docx"
    packed = next(f for f in demo.manifest.files if f.template == "focus-list" and "/市住建局/" in f.path)
    assert sha256(path.read_bytes()) == packed.sha256


def test_one_document_for_each_unit_goes_into_a_folder(workspace: Workspace, tmp_path: Path) -> None:
    paths = write(workspace, "巡察公告", tmp_path / "公告")
    assert {path.name for path in paths} == {f"{unit.short_name}-巡察公告.docx" for unit in demo_round().units}


def test_what_cannot_be_made_alone_is_told_with_what_there_is(workspace: Workspace, tmp_path: Path) -> None:
    with pytest.raises(PackError, match="完整性报告说的是整套材料，随整套出：xuncha pack"):
        write(workspace, "completeness-report", tmp_path)
    with pytest.raises(PackError, match="本轮没有单位 市住建，请核对 --unit 和 --role，本轮有：市住建局、"):
        write(workspace, "announcement", tmp_path, unit="市住建")
    with pytest.raises(PackError, match="巡察公告 没有可出的文书，请核对"):
        write(workspace, "announcement", tmp_path, role="村民")


def test_a_document_for_types_of_units_is_made_for_those_alone(workspace: Workspace, tmp_path: Path) -> None:
    template = replace(workspace.templates()["announcement"], unit_types=("村", "社区"))
    pack = build(workspace, tmp_path / "包", templates=[template])
    assert {Path(file.path).name for file in pack.manifest.files} == {
        f"{unit.short_name}-巡察公告.docx" for unit in demo_round().units if unit.type in template.unit_types
    }
    with pytest.raises(PackError, match="巡察公告 只用于村、社区，没有可出的文书"):
        write_documents(
            demo_round(), workspace.library, {template.id: template}, template.id, unit="市住建局", role=None, out=None
        )


def test_several_documents_cannot_take_one_file_name(workspace: Workspace, tmp_path: Path) -> None:
    with pytest.raises(PackError, match="有 8 份文书，-o 请写文件夹"):
        write(workspace, "announcement", tmp_path / "公告.docx")
    assert tree(tmp_path) == {}


def test_a_file_that_is_there_is_not_overwritten(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "柳溪镇-巡察公告.docx").write_bytes(b"mine")
    with pytest.raises(PackError, match="已有这个文件"):
        write(workspace, "announcement", tmp_path)
    assert tree(tmp_path) == {"柳溪镇-巡察公告.docx": b"mine"}


@pytest.mark.parametrize(("template", "unit"), [("没有的模板", None), ("announcement", "没有的单位")])
def test_a_template_or_unit_that_is_not_there_is_named(
    workspace: Workspace, tmp_path: Path, template: str, unit: str | None
) -> None:
    with pytest.raises(PackError, match="没有"):
        write(workspace, template, tmp_path, **({"unit": unit} if unit else {}))
    assert tree(tmp_path) == {}
