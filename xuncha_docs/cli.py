"""The command line: parse, call, print; stdout carries data only, one handler turns errors into sentences."""

import datetime as dt
import os
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import click

from xuncha_docs import terminal, usage
from xuncha_docs.errors import XunchaError
from xuncha_docs.workspace import Workspace


class _Group(usage.Group):
    """Prints errors as one Chinese sentence: exit code 1 for what the user can mend, 2 for a wrong call."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Runs the command line and ends the process with its exit code."""
        kwargs["standalone_mode"] = False
        try:
            code = super().main(*args, **kwargs)
        except click.ClickException as error:
            code = usage.complain(error)
        except XunchaError as error:
            code = terminal.complain(str(error))
        except (KeyboardInterrupt, click.Abort):
            code = terminal.complain("已中断，没有留下半成品", code=130)
        sys.exit(code if isinstance(code, int) else 0)


class _Day(click.ParamType["dt.date"]):
    """A day written 2026-03-01."""

    name = "日期"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        """The day; a usage error otherwise."""
        if isinstance(value, dt.date):
            return value
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value} 不是日期，应写成 2026-03-01", param, ctx)


DAY = _Day()
CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
as_of_option = click.option("--as-of", type=DAY, default=None, help="法规基准日，默认今天；写成 2026-03-01")
json_option = click.option("--json", "as_json", is_flag=True, help="输出 JSON")


@click.group(cls=_Group, context_settings=CONTEXT)
@click.version_option(None, "--version", package_name="xuncha_docs", message="xuncha_docs %(version)s", help="显示版本")
@click.option(
    "--workspace", "-w", type=click.Path(path_type=Path), default=None, help="私有工作区文件夹（含 xuncha.toml）"
)
@click.pass_context
def main(ctx: click.Context, workspace: Path | None) -> None:
    """巡察知识库与材料包：查法规、出提纲、装整轮材料，全程离线。"""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # 不做矩阵运算；numpy 一装载就建线程，要 50 毫秒
    terminal.use_utf8()
    ctx.obj = workspace


def _workspace(ctx: click.Context) -> Workspace:
    return Workspace.open(ctx.obj, progress=terminal.progress)


def _answers() -> ModuleType:
    from xuncha_docs import answers  # noqa: PLC0415 -- 只有 --json 用得着

    return answers


@main.command()
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), default=Path("xuncha-demo"), show_default=True, help="输出文件夹"
)
@click.pass_context
def demo(ctx: click.Context, output: Path) -> None:
    """用自带的示例知识库和示例轮次，生成一整套材料。"""
    workspace = _workspace(ctx)
    terminal.show_demo(workspace.demo(output), output)


@main.command()
@click.argument("folder", type=click.Path(path_type=Path))
def init(folder: Path) -> None:
    """新建私有工作区：本单位的知识库、模板和轮次都放在里面。"""
    terminal.show_init(Workspace.create(folder))


@main.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--kind", default=None, help="指定法规类别，如 law、party_regulation；不写则自动判断")
@click.option("--dry-run", is_flag=True, help="只看能读懂什么，不写入")
@click.pass_context
def import_(ctx: click.Context, paths: tuple[Path, ...], kind: str | None, dry_run: bool) -> None:  # noqa: FBT001 -- click 按名字传参
    """把法规文件、文件夹或压缩包导入私有工作区，并报告哪些读懂了、哪些没有。"""
    report = _workspace(ctx).import_paths(paths, kind=kind, dry_run=dry_run)
    terminal.show_lines(report.lines())
    ctx.exit(1 if report.refused and not report.imported and not report.unchanged else 0)


@main.command()
@click.option("--rebuild", is_flag=True, help="不管新旧，全部重建")
@click.pass_context
def index(ctx: click.Context, rebuild: bool) -> None:  # noqa: FBT001 -- click 按名字传参
    """建立或更新检索索引（其他命令发现索引过期时会自己更新）。"""
    terminal.show_index(_workspace(ctx).refresh_index(rebuild=rebuild))


@main.command()
@click.argument("query")
@click.option(
    "--kind", default=None, help="记录类型（regulation、focus_point、finding…）或法规类别（law、party_regulation…）"
)
@as_of_option
@click.option("--status", default=None, help="in_force、not_yet、superseded、repealed 或 all；默认只查有效")
@click.option("--issuer", default=None, help="发文机关（含此字样）")
@click.option("--unit-type", default=None, help="单位类型，如 公立医院")
@click.option("--theme", default=None, help="监督主题，如 财经纪律")
@click.option("--year", type=int, default=None, help="施行年份，如 2024")
@click.option("--exact", is_flag=True, help="精确：每个词都要逐字出现（默认模糊）")
@click.option("--titles", is_flag=True, help="只查标题、简称和文号（默认查全文）")
@click.option("--no-learned", is_flag=True, help="不用学得的相关词，只用检索词和同义词")
@click.option("--facets", is_flag=True, help="另按类别、时效、机关、年份等分类计数")
@click.option("--explain", is_flag=True, help="说明每条为什么排在这里")
@click.option("-n", "limit", type=click.IntRange(1, 1000), default=10, show_default=True, help="最多几条")
@json_option
@click.pass_context
def search(
    ctx: click.Context,
    /,
    query: str,
    limit: int,
    as_json: bool,  # noqa: FBT001 -- click 按名字传参
    explain: bool,  # noqa: FBT001
    facets: bool,  # noqa: FBT001
    no_learned: bool,  # noqa: FBT001
    **options: Any,
) -> None:
    """检索：法规到条，另有监督重点、以往问题、职能和术语。支持 “短语”、AND、OR、NOT 和括号。"""
    options["as_of"] = options["as_of"] or dt.date.today()  # noqa: DTZ011 -- 用户所在地的今天
    workspace = _workspace(ctx)
    hits = workspace.search(query, limit=limit, learned=not no_learned, **options)
    counted = workspace.facets(query, **options) if facets else None
    suggestion = workspace.suggest(query)
    if as_json:
        terminal.show_json(_answers().hits(hits, facets=counted, suggestion=suggestion))
    else:
        terminal.show_hits(hits, explain=explain, facets=counted, suggestion=suggestion)


@main.command()
@click.argument("description")
@click.option("--as-of", type=DAY, default=None, help="行为发生的日期，默认今天；写成 2019-03-01")
@click.option("--explain", is_flag=True, help="说明每条为什么排在这里")
@click.option("-n", "limit", type=click.IntRange(1, 100), default=5, show_default=True, help="每组最多几条")
@json_option
@click.pass_context
def basis(
    ctx: click.Context,
    /,
    description: str,
    as_of: dt.date | None,
    limit: int,
    as_json: bool,  # noqa: FBT001
    explain: bool,  # noqa: FBT001
) -> None:
    """找依据：用一句话写清谁做了什么，给出当日有效的条文原文，义务在前，处分在后。"""
    found = _workspace(ctx).basis(description, as_of=as_of, limit=limit)
    if as_json:
        terminal.show_json(_answers().grounds(found))
    else:
        terminal.show_grounds(found, explain=explain)


@main.command()
@click.argument("what")
@as_of_option
@click.option("--similar", is_flag=True, help="另列其他法规中文字相近的有效条文")
@json_option
@click.pass_context
def show(ctx: click.Context, what: str, as_of: dt.date | None, similar: bool, as_json: bool) -> None:  # noqa: FBT001 -- click 按名字传参
    """看一条记录或一处法规原文：正文、各个版本、被谁引用。"""
    day = as_of or dt.date.today()  # noqa: DTZ011 -- 用户所在地的今天
    workspace = _workspace(ctx)
    shown = workspace.show(what, as_of=day)
    alike = workspace.similar(what, as_of=day) if similar else None
    if as_json:
        terminal.show_json(_answers().shown(shown, similar=alike))
    else:
        terminal.show_record(shown, similar=alike)


@main.command()
@click.argument("work")
@click.argument("days", nargs=-1, type=DAY, metavar="[日期 日期]")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), default=None, help="写成 Word 新旧对照表：文件或文件夹"
)
@json_option
@click.pass_context
def diff(ctx: click.Context, work: str, days: tuple[dt.date, ...], output: Path | None, as_json: bool) -> None:  # noqa: FBT001 -- click 按名字传参
    """新旧对照：一部法规两个版本逐条比较，默认最新的两个版本。"""
    if len(days) not in (0, 2):
        raise click.UsageError("日期要写两个（各取当天的版本），或者都不写（取最新的两个版本）", ctx)
    workspace = _workspace(ctx)
    comparison = workspace.diff(work, (days[0], days[1]) if days else None)
    if output is not None:
        terminal.show_written([workspace.write_diff(comparison, output)])
    elif as_json:
        terminal.show_json(_answers().comparison(comparison))
    else:
        terminal.show_comparison(comparison)


@main.command()
@click.argument("template", required=False, metavar="[编号]")
@click.pass_context
def templates(ctx: click.Context, template: str | None) -> None:
    """列出并说明全部文书模板；写上编号，说明这一种和它的字段。"""
    terminal.show_templates(_workspace(ctx).templates(), template)


@main.command()
@click.argument("template")
@click.argument("round_file", type=click.Path(path_type=Path))
@click.option("--unit", default=None, help="只出这个单位（编号、全称或简称）")
@click.option("--role", default=None, help="谈话提纲只出这类对象")
@click.option("-o", "--output", type=click.Path(path_type=Path), default=None, help="输出文件或文件夹，默认当前文件夹")
@click.option("--preview", is_flag=True, help="另出网页预览；装有 LibreOffice 的，再出 PDF 预览")
@click.pass_context
def render(
    ctx: click.Context,
    /,
    template: str,
    round_file: Path,
    output: Path | None,
    preview: bool,  # noqa: FBT001 -- click 按名字传参
    **chosen: str | None,
) -> None:
    """只出一种文书。"""
    workspace = _workspace(ctx)
    if preview:
        paths, told = workspace.preview(template, round_file, out=output, **chosen)
        terminal.show_written(paths)
        terminal.show_notes(told)
    else:
        terminal.show_written(workspace.render(template, round_file, out=output, **chosen))


@main.command()
@click.argument("round_file", type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), required=True, help="输出文件夹（须为空或是以前的材料包）"
)
@click.pass_context
def pack(ctx: click.Context, round_file: Path, output: Path) -> None:
    """一条命令装好整轮材料：全部文书、清单文件 manifest.json 和完整性报告。"""
    terminal.show_pack(_workspace(ctx).pack(round_file, output))


@main.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@as_of_option
@json_option
@click.pass_context
def check(ctx: click.Context, paths: tuple[Path, ...], as_of: dt.date | None, as_json: bool) -> None:  # noqa: FBT001 -- click 按名字传参
    """检查知识库、模板、轮次文件、材料包或任何 .docx 的版式，一次列出全部问题。"""
    found = _workspace(ctx).checked(paths, as_of=as_of or dt.date.today())  # noqa: DTZ011 -- 用户所在地的今天
    if as_json:
        terminal.show_json(_answers().checked(found))
    else:
        terminal.show_problems(found.problems)
    ctx.exit(1 if any(problem.severity == "error" for problem in found.problems) else 0)


@main.command()
@click.pass_context
def doctor(ctx: click.Context) -> None:
    """看看本机环境：版本、工具、工作区和索引状态。"""
    terminal.show_lines(_workspace(ctx).diagnose())


if __name__ == "__main__":
    sys.exit(main())
