"""The command line as a person uses it: real files, real exit codes, Chinese sentences."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.conftest import write_kb
from tests.test_templates import FRONT
from xuncha_docs.cli import main
from xuncha_docs.compose.names import used_names
from xuncha_docs.register import explained
from xuncha_docs.workspace import Workspace

Run = Callable[..., Result]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A private workspace that holds the small knowledge base."""
    root = tmp_path_factory.mktemp("office") / "云川巡察"
    Workspace.create(root)
    write_kb(root / "kb")
    return root


@pytest.fixture
def run(office: Path) -> Run:
    def call(*arguments: str) -> Result:
        return CliRunner().invoke(main, ["-w", str(office), *arguments], prog_name="xuncha")

    return call


def test_search_finds_the_article_with_its_heading_and_dates(run: Run) -> None:
    result = run("search", "公务接待 陪餐人数", "--as-of", "2024-06-01", "--issuer", "财政局")
    assert result.exit_code == 0
    assert "《云川市公务接待管理办法（示例）》第二条" in result.stdout
    assert "第一章 总则" in result.stdout
    assert "自 2024-05-01 施行" in result.stdout


def test_search_as_json_is_one_object(run: Run) -> None:
    content = json.loads(
        run("search", "陪餐", "--json", "--as-of", "2021-01-01", "--kind", "normative_document").stdout
    )
    assert content["schema_version"] == 1
    (first,) = [hit for hit in content["hits"] if hit["record_id"].startswith("yc-jiedai")]
    assert first["record_id"] == "yc-jiedai-2020-01-01"
    assert first["citation"] == "《云川市公务接待管理办法（示例）》第二条"
    left, right = first["spans"][0]
    assert first["text"][left:right] == "陪餐"


def test_learned_words_can_be_left_out(run: Run) -> None:
    asked = ("search", "过年收了下属企业老板送的购物卡怎么办", "--explain")
    assert "学得的相关词" in run(*asked).stdout
    assert "学得的相关词" not in run(*asked, "--no-learned").stdout


def test_an_outdated_text_is_found_only_when_asked_for(run: Run) -> None:
    ids = [
        {
            hit["record_id"]
            for hit in json.loads(run("search", "陪餐", "--json", "-n", "100", "--status", status).stdout)["hits"]
        }
        for status in ("in_force", "all")
    ]
    assert "yc-jiedai-2020-01-01" not in ids[0]
    assert "yc-jiedai-2020-01-01" in ids[1]


def test_no_hit_is_an_empty_list_and_exit_zero(run: Run) -> None:
    result = run("search", "龘靐齉", "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["hits"] == []


def test_show_gives_the_text_of_the_day_its_versions_and_who_cites_it(run: Run) -> None:
    result = run("show", "云川接待办法第二条第一款", "--as-of", "2023-01-01")
    assert result.exit_code == 0
    assert "三分之一" in result.stdout
    assert "yc-jiedai-2020-01-01　自 2020-01-01 至 2024-05-01 前　有效" in result.stdout
    assert "fp-jiedai" in result.stdout


def test_show_as_json_has_the_agreed_keys(run: Run) -> None:
    content = json.loads(run("show", "云川接待办法第二条第一款", "--as-of", "2023-01-01", "--json").stdout)
    (evidence,) = content["evidence"]
    assert {"citation", "record_id", "role", "quote", "location", "effective", "ended"} <= evidence.keys()
    assert [version["status"] for version in content["versions"]] == ["in_force", "not_yet"]


def test_show_a_record_prints_its_fields_in_chinese(run: Run) -> None:
    result = run("show", "fp-jiedai")
    for words in ("核查路径：", "抽取近三年接待凭证三十张", "谈话问题："):
        assert words in result.stdout


def test_show_a_regulation_by_its_title(run: Run) -> None:
    result = run("show", "《云川市公务接待管理办法（示例）》")
    assert "第三条　违反本办法的" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("show", "云川接待办法第九条"), 1, "不存在"),
        (("show", "没有这个记录"), 1, "未入库"),
        (("search", "“陪餐"), 1, "引号没有成对"),
        (("search", "陪餐", "--kind", "lawx"), 1, "lawx"),
        (("search", "陪餐", "--as-of", "2024"), 2, "不是日期"),
        (("search",), 2, "缺少参数"),
        (("serch", "陪餐"), 2, "没有命令 serch"),
        (("search", "陪餐", "--isuer", "x"), 2, "没有选项 --isuer，是不是 --issuer"),
        (("pack", "没有.yaml", "-o", "x"), 1, "读不了轮次文件"),
        (("render", "zzz", "没有.yaml"), 1, "读不了轮次文件"),
    ],
)
def test_a_mistake_is_one_chinese_sentence(run: Run, arguments: tuple[str, ...], code: int, words: str) -> None:
    result = run(*arguments)
    assert result.exit_code == code
    assert words in result.stderr
    assert result.stdout == ""
    assert "Traceback" not in result.output


def test_import_without_a_workspace_names_init(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["import", "."])
    assert result.exit_code == 1
    assert "xuncha init" in result.stderr


def test_init_makes_a_workspace_whose_sample_round_packs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(main, ["init", "新区"]).exit_code == 0
    monkeypatch.chdir(tmp_path / "新区")
    result = CliRunner().invoke(main, ["pack", "rounds/round.yaml", "-o", "材料"])
    assert result.exit_code == 0, result.output
    assert (tmp_path / "新区" / "材料" / "完整性报告.docx").is_file()
    checked = CliRunner().invoke(main, ["check", "材料", "rounds/round.yaml"])
    assert checked.exit_code == 0, checked.output
    again = CliRunner().invoke(main, ["init", "."])
    assert again.exit_code == 1
    assert "不是空文件夹" in again.stderr


def test_render_writes_one_document_and_never_overwrites(run: Run, tmp_path: Path) -> None:
    round_file = str(Path(__file__).resolve().parent.parent / "xuncha_docs" / "demo" / "round.yaml")
    out = tmp_path / "公告.docx"
    call = ("render", "announcement", round_file, "--unit", "柳溪镇", "-o", str(out))
    assert run(*call).exit_code == 0
    before = out.read_bytes()
    again = run(*call)
    assert again.exit_code == 1
    assert "为免覆盖没有写入" in again.stderr
    assert out.read_bytes() == before


def test_templates_lists_every_document(run: Run) -> None:
    result = run("templates")
    assert "interview-outline" in result.stdout
    assert "completeness-report" in result.stdout


def test_templates_explains_one_document_and_its_fields(run: Run) -> None:
    by_id, by_title = run("templates", "announcement"), run("templates", "巡察公告")
    assert by_id.stdout == by_title.stdout
    assert re.search(r"team\.phone +值班电话 +（轮次文件 teams\.phone）", by_id.stdout)
    assert "外发：可以" in by_id.stdout
    assert "用到的时限（轮次文件 round.deadlines）：调阅资料提供\n" in run("templates", "document-request").stdout
    slip = run("templates", "announcment")
    assert slip.exit_code == 1
    assert "没有模板 announcment，是不是 announcement？" in slip.stderr
    assert "是不是" not in run("templates", "nope").stderr
    assert "xuncha render" not in run("templates", "completeness-report").stdout


def test_every_field_of_every_template_is_explained() -> None:
    for template in Workspace(None).templates().values():
        lines = list(explained(template))
        names = {name for text in template.parts.values() for name, _ in used_names(text)}
        shown = {line.split()[0] for line in lines if line.startswith("  ") and "（" in line}
        assert all(any(name == one or one.startswith(f"{name}.") for one in shown) for name in names), template.id


def test_index_and_doctor_tell_what_is_there(run: Run) -> None:
    assert "个检索单元" in run("index", "--rebuild").stdout
    assert "监督重点" in run("doctor").stdout


def test_check_lists_all_mistakes_of_a_newcomer_with_their_lines(tmp_path: Path) -> None:
    root = tmp_path / "office"
    Workspace.create(root)
    focus = write_kb(root / "kb") / "focus" / "common.yaml"
    text = focus.read_text(encoding="utf-8")
    text = text.replace("第二条第一款, role: norm", "第三条, role: norm").replace("[财经纪律]", "[财金纪律]")
    focus.write_text(text.replace("一次公务接待从来函", "是否一次公务接待从来函"), encoding="utf-8")
    (root / "templates" / "x.md").write_text("没有说明块", encoding="utf-8")
    (root / "templates" / "y.md").write_text(FRONT.replace("scope: unit", "scope: unit\nunit_types: [乡村]"), "utf-8")
    result = CliRunner().invoke(main, ["-w", str(root), "check"])
    assert result.exit_code == 1
    for words in (
        "主题“财金纪律”没有定义",
        "应写 role: sanction",
        "不要以“是否”开头",
        "templates/x.md:1: ",
        "y.md:7: [错误] 单位类型“乡村”没有定义",
    ):
        assert words in result.stdout
    only = CliRunner().invoke(main, ["-w", str(root), "check", str(focus)])
    assert "templates/x.md" not in only.stdout
    assert "kb/focus/common.yaml:4" in only.stdout
    shown = json.loads(CliRunner().invoke(main, ["-w", str(root), "check", "--json", str(focus)]).stdout)
    spoken = {"error": "错误", "warning": "警告", "notice": "提示"}
    lines = [f"{one['path']}:{one['line']}: [{spoken[one['severity']]}] {one['message']}" for one in shown["problems"]]
    assert lines == only.stdout.splitlines()[:-1]
    assert shown["layouts"] == []


def test_a_broken_kb_file_stops_search_with_its_place(tmp_path: Path) -> None:
    root = tmp_path / "office"
    Workspace.create(root)
    (root / "kb" / "terms.yaml").write_text("kind: term\nrecords:\n  - {id: a}\n", encoding="utf-8")
    result = CliRunner().invoke(main, ["-w", str(root), "search", "接待"])
    assert result.exit_code == 1
    assert result.stderr.startswith("kb/terms.yaml:3: 缺少 preferred")
