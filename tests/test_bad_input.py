"""Bad input, through the command line: one clear Chinese sentence with its place, exit code 1, nothing written."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import FOCUS, REGULATION_2024
from tests.packs import DEMO_ROUND, tree, xuncha
from tests.test_pack import BROKEN
from xuncha_docs.workspace import Workspace

ROUND = "rounds/round.yaml"
CHINESE = re.compile("[\u4e00-\u9fff]{2}")


@pytest.fixture(scope="module")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace whose round is the demo's, cut to one unit."""
    root = tmp_path_factory.mktemp("工作区") / "区"
    Workspace.create(root)
    (root / ROUND).write_text(cut(DEMO_ROUND.read_text(encoding="utf-8")), encoding="utf-8")
    return root


def cut(text: str) -> str:
    """The round with its first unit only."""
    head, _, tail = text.partition("\nunits:\n")
    units, _, policies = tail.partition("\npolicies:\n")
    first = re.split(r"\n(?=  - id: )", units)[0]
    return f"{head}\nunits:\n{first}\npolicies:\n{policies}"


@pytest.fixture
def area(pattern: Path, tmp_path: Path) -> Path:
    return shutil.copytree(pattern, tmp_path / "区")


def put(area: Path, name: str, text: str | bytes) -> None:
    path = area / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)


def changed(old: str, new: str) -> Callable[[Path], None]:
    """Writes `new` for `old` in the round file."""

    def change(area: Path) -> None:
        text = (area / ROUND).read_text(encoding="utf-8")
        assert old in text
        put(area, ROUND, text.replace(old, new, 1))

    return change


def added(name: str, text: str | bytes) -> Callable[[Path], None]:
    return lambda area: put(area, name, text)


def refused(area: Path, *arguments: str, env: dict[str, str] | None = None) -> str:
    """The one sentence on stderr, after checking that nothing was written and nothing went to stdout."""
    before = tree(area)
    done = xuncha(*arguments, cwd=area, env=env)
    assert (done.returncode, done.stdout) == (1, ""), done.stderr
    (line,) = done.stderr.splitlines()
    assert CHINESE.search(line)
    assert "Traceback" not in line, line
    assert tree(area) == before
    assert not [path.name for path in area.rglob(".xuncha-*")]
    return line


HEAD, BODY = BROKEN.split("---\n\n")
TEMPLATES: dict[str, tuple[str | bytes, str]] = {
    "渲染时才出错": (BROKEN, "templates/坏.md:14: 没有 no_such_field 这一项"),
    "语法": (f"{HEAD}---\n\n{{% if %}}\n", "templates/坏.md:14: 模板写法有误：这里应写一个值"),
    "没有结束": (f"{HEAD}---\n\n{{% for x in units %}}\n", "templates/坏.md:"),
    "过滤器": (f"{HEAD}---\n\n{{{{ unit.name|quotd }}}}\n", "没有过滤器 quotd，是不是 quoted？"),
    "内部内容外发": (
        BROKEN.replace("outgoing: false", "outgoing: true").replace("no_such_field", "subtype"),
        "subtype 取不到",
    ),
    "引用文件": (f'{HEAD}---\n\n{{% include "x" %}}\n', "templates/坏.md:14: 模板不能引用别的模板文件"),
    "不认识的块": (f"{HEAD}---\n\n:::nosuch\n正文\n:::\n", "templates/坏.md"),
    "没有前言": ("# 只有正文\n", "templates/坏.md"),
    "键写错": (BROKEN.replace("scope:", "skope:"), "templates/坏.md:6: 不认识的键 skope，是不是 scope？"),
    "值写错": (BROKEN.replace("scope: unit", "scope: 单位"), "templates/坏.md:6"),
    "不是 UTF-8": ("坏模板".encode("gbk"), "templates/坏.md: 不是 UTF-8 文本"),
    "循环太多": (
        f"{HEAD}---\n\n{{% for a in range(900) %}}{{% for b in range(900) %}}x{{% endfor %}}{{% endfor %}}\n",
        "range 最多",
    ),
    "读文件": (f"{HEAD}---\n\n{{{{ ''.__class__.__mro__ }}}}\n", "templates/坏.md:14: 模板里不能取用内部属性 __mro__"),
}  # fmt: skip


@pytest.mark.parametrize("case", TEMPLATES)
def test_a_broken_template_is_named_with_its_line(area: Path, case: str) -> None:
    text, expected = TEMPLATES[case]
    put(area, "templates/坏.md", text)
    assert expected in refused(area, "pack", ROUND, "-o", "包")


ROUNDS = {
    "没有这种单位": (changed("    type: 党政机关", "    type: 党证机关"), "没有 党证机关，是不是 党政机关"),
    "没有这个框架": (changed("framework: 云川巡察监督框架（示例）", "framework: 别的"), "round.framework"),
    "键写错": (changed("  authority:", "  autority:"), "round.yaml:7: 不认识的键 autority，是不是 authority？"),
    "键重复": (changed("  term: 五届", "  term: 五届\n  term: 六届"), "round.yaml:5: 键 term 重复"),
    "日期写错": (changed("as_of: 2026-09-01", "as_of: 2026年9月"), "round.yaml:51"),
    "没有这一天": (changed("as_of: 2026-09-01", "as_of: 2026-02-30"), "round.yaml:51"),
    "缺必填项": (changed("  as_of: 2026-09-01\n", ""), "缺少 as_of"),
    "没有这个组": (changed("    team: 1\n", "    team: 9\n"), "teams 里只有组号"),
    "缩进乱": (changed("  term:", " term:"), "round.yaml:"),
    "别名": (changed("term: 五届", "term: &a 五届\n  name2: *a"), "round.yaml:"),
    "空文件": (added(ROUND, ""), "round.yaml:1"),
    "不是 UTF-8": (added(ROUND, "轮次".encode("gbk")), "round.yaml: 不是 UTF-8 文本"),
    "控制字符": (added(ROUND, b"round: \x00"), "round.yaml:1: YAML 写法有误"),
    "括号不闭合": (added(ROUND, "round: [1, 2\n"), "round.yaml:"),
    "只有一个词": (added(ROUND, "轮次"), "round.yaml:1: 应为“键: 值”的结构"),
}


@pytest.mark.parametrize("case", ROUNDS)
def test_a_broken_round_file_is_named_with_its_line(area: Path, case: str) -> None:
    change, expected = ROUNDS[case]
    change(area)
    assert expected in refused(area, "pack", ROUND, "-o", "包")


KB: dict[str, tuple[str, str | bytes, str]] = {
    "键写错": ("focus/a.yaml", FOCUS.replace("signs:", "sign:"), "kb/focus/a.yaml:9: 不认识的键 sign，是不是 signs？"),
    "缺必填项": ("focus/a.yaml", FOCUS.replace("    title: 公务接待陪餐和报销\n", ""), "缺少 title"),
    "引用写错": ("focus/a.yaml", FOCUS.replace("第二条第一款", "第二零条"), "kb/focus/a.yaml:2"),
    "类别写错": ("focus/a.yaml", FOCUS.replace("kind: focus_point", "kind: focus"), "kb/focus/a.yaml:1"),
    "不是 UTF-8": ("focus/a.yaml", FOCUS.encode("gbk"), "kb/focus/a.yaml: 不是 UTF-8 文本"),
    "编号重复": ("focus/a.yaml", FOCUS + FOCUS[FOCUS.index("  - id:") :], "fp-jiedai 已在 kb/focus/a.yaml:4 用过"),
    "法规没有前言": ("regulations/a-2024-01-01.md", "第一条　甲。\n", "kb/regulations/a-2024-01-01.md"),
    "法规日期写错": (
        "regulations/yc-jiedai-2024-05-01.md",
        REGULATION_2024.replace("effective: 2024-05-01", "effective: 2024-5-1"),
        "kb/regulations/yc-jiedai-2024-05-01.md:10",
    ),
}


@pytest.mark.parametrize("case", KB)
def test_a_broken_kb_file_is_named_with_its_line(area: Path, case: str) -> None:
    name, text, expected = KB[case]
    put(area, f"kb/{name}", text)
    assert expected in refused(area, "show", "fp-jiedai")


@pytest.mark.parametrize("command", [("pack", ROUND, "-o", "包"), ("search", "接待"), ("index",), ("doctor",)])
def test_every_command_that_reads_the_kb_names_a_broken_file(area: Path, command: tuple[str, ...]) -> None:
    name, text, expected = KB["引用写错"]
    put(area, f"kb/{name}", text)
    assert expected in refused(area, *command)


OTHERS = {
    "没有轮次文件": (("pack", "没有.yaml", "-o", "包"), "没有.yaml: 读不了轮次文件（没有这个文件或文件夹）"),
    "轮次是文件夹": (("pack", "rounds", "-o", "包"), "rounds: 读不了轮次文件（这是文件夹，不是文件）"),
    "输出是别人的文件夹": (("pack", ROUND, "-o", "kb"), "kb: 文件夹里有别的文件，为免误删没有写入"),
    "输出是文件": (("pack", ROUND, "-o", ROUND), "rounds/round.yaml: 已有同名文件"),
    "输出在文件下面": (("pack", ROUND, "-o", f"{ROUND}/包"), "没有留下任何文件"),
    "输出名太长": (("demo", "-o", "长" * 300), "名字太长"),
    "没有模板": (("render", "没有", ROUND), "没有模板 没有"),
    "没有单位": (("render", "announcement", ROUND, "--unit", "没有", "-o", "文书"), "请核对 --unit 和 --role"),
    "没有工作区": (("-w", "没有", "templates"), "没有 不是工作区（缺少 xuncha.toml）"),
    "工作区名已用": (("init", "kb"), "kb 已存在且不是空文件夹"),
    "没有记录": (("show", "fp-meiyou"), "fp-meiyou"),
    "没有法规": (("show", "《没有法》第一条"), "《没有法》未入库"),
    "没有这一条": (
        ("show", "《云川市市级机关“三公”经费和财务收支管理办法（示例）》第九百条", "--as-of", "2026-01-01"),
        "第九百条",
    ),
    "条号写错": (("show", "《没有法》第零条"), "第零条"),
    "空检索": (("search", ""), "检索词里没有字词"),
    "只有空格": (("search", "　 "), "检索词里没有字词"),
    "只有括号": (("search", "（（"), "检索词里没有字词"),
    "引号不成对": (("search", '"公务接待'), "引号没有成对"),
    "括号不成对": (("search", "(公务 OR 接待"), "括号"),
    "缺少词": (("search", "公务 AND"), "AND 后面"),
    "没有类别": (("search", "公务", "--kind", "foo"), "没有“foo”这一类别"),
    "没有时效": (("search", "公务", "--status", "foo"), "没有“foo”这一时效"),
    "检索词太长": (("search", "甲乙" * 2000), "最多 2000 个字"),
    "导入类别写错": (("import", ROUND, "--kind", "foo"), "没有法规类别 foo"),
}


@pytest.mark.parametrize("case", OTHERS)
def test_a_wrong_path_query_or_name_is_one_sentence(area: Path, case: str) -> None:
    arguments, expected = OTHERS[case]
    assert expected in refused(area, *arguments)


def test_a_cache_that_cannot_be_used_is_named(area: Path) -> None:
    line = refused(area, "show", "fp-jiedai", env={"XUNCHA_CACHE": str(area / ROUND)})
    assert "XUNCHA_CACHE" in line


def test_a_workspace_named_in_the_environment_must_be_one(area: Path) -> None:
    line = refused(area, "templates", env={"XUNCHA_WORKSPACE": str(area / "kb")})
    assert line.endswith(f"请先运行 xuncha init {area / 'kb'}")


def test_check_lists_all_that_is_wrong_at_once(area: Path) -> None:
    put(area, "templates/坏.md", BROKEN)
    put(area, "kb/focus/a.yaml", FOCUS.replace("signs:", "sign:"))
    changed("type: 党政机关", "type: 党证机关")(area)
    done = xuncha("check", "kb", "templates", ROUND, "没有.yaml", cwd=area)
    assert (done.returncode, done.stderr) == (1, "")
    for place in (
        "kb/focus/a.yaml:9: [错误]",
        "templates/坏.md:14",
        "rounds/round.yaml",
        "没有.yaml: [错误] 没有这个文件",
    ):
        assert place in done.stdout


def test_a_round_that_is_right_is_packed_here(area: Path) -> None:
    """What the tests above break works when it is left alone."""
    done = xuncha("pack", ROUND, "-o", "包", cwd=area)
    assert (done.returncode, done.stderr) == (0, "")
    assert (area / "包" / "manifest.json").is_file()
