"""How results look on a terminal: data on stdout in UTF-8, progress and errors on stderr."""

import dataclasses
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console

from xuncha_docs.library.labels import LABELS, STATUS_WORDS
from xuncha_docs.library.records import Problem, Regulation

if TYPE_CHECKING:
    from rich.progress import Progress
    from rich.text import Text

    from xuncha_docs.compose.templates import Template
    from xuncha_docs.library.comparison import Comparison
    from xuncha_docs.library.shown import Shown, Version
    from xuncha_docs.pack import Pack
    from xuncha_docs.search.basis import Found
    from xuncha_docs.search.facets import Facets
    from xuncha_docs.search.query import Hit

SCHEMA_VERSION = 1
_SEVERITY_WORDS = {"error": "错误", "warning": "警告", "notice": "提示"}
_MOST_CITING = 30
_MOST_PLACES = 6
"""How many citing regulations, and places of one, are listed on screen."""
_HIDDEN = {"id", "location", "sample", "provisions", "preamble"}
_stderr = Console(stderr=True, highlight=False)
_bar: "Progress | None" = None


def use_utf8() -> None:
    """Makes stdout and stderr UTF-8, on Windows too, where the default code page would break Chinese."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def complain(message: str, *, code: int = 1) -> int:
    """Prints one error sentence to stderr; gives back the exit code."""
    _stop_bar()
    print(message, file=sys.stderr)  # noqa: T201 -- 命令行的输出
    return code


def progress(what: str, done: int, total: int) -> None:
    """A progress bar on stderr, only on a terminal; ends by itself. `total` 0: nobody knows yet how much there is."""
    global _bar  # noqa: PLW0603 -- 终端只有一个进度条
    if not sys.stderr.isatty():
        return
    if _bar is None:
        from rich.progress import (  # noqa: PLC0415 -- 查询不画进度条，不必装载
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeElapsedColumn,
        )

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        _bar = Progress(*columns, console=_stderr, transient=True)
        _bar.start()
        _bar.add_task(what, total=None)
    _bar.update(_bar.task_ids[0], description=what, completed=done, total=total or None)
    if 0 < total <= done:
        _stop_bar()


def _stop_bar() -> None:
    global _bar  # noqa: PLW0603 -- 终端只有一个进度条
    if _bar is not None:
        _bar.stop()
        _bar = None


def _out(text: str = "") -> None:
    _stop_bar()
    print(text)  # noqa: T201 -- 命令行的输出


def _console() -> Console:
    width = None if sys.stdout.isatty() else 120
    return Console(file=sys.stdout, highlight=False, width=width, soft_wrap=not sys.stdout.isatty())


def show_json(content: Mapping[str, Any]) -> None:
    """One JSON object."""
    _out(json.dumps({"schema_version": SCHEMA_VERSION, **content}, ensure_ascii=False, indent=2))


def show_lines(lines: Iterable[str]) -> None:
    """Lines as they are."""
    for line in lines:
        _out(line)


def show_hits(
    hits: "Sequence[Hit]", *, explain: bool, facets: "Facets | None" = None, suggestion: str | None = None
) -> None:
    """Ranked hits with their place, dates and highlighted text; then how all answers spread."""
    from xuncha_docs import hits as layout  # noqa: PLC0415 -- 别的命令用不着

    if suggestion:
        complain(f"您是不是要找：{suggestion}")
    if not hits:
        _out("没有找到。可换一个说法、去掉筛选条件，或加 --status all 查已失效的文本")
    _print(layout.lines(hits, explain=explain))
    if facets:
        show_lines(layout.spread(facets))


def _print(lines: "Iterable[Text]") -> None:
    console = _console()
    for line in lines:
        console.print(line)


def show_grounds(found: "Found", *, explain: bool) -> None:
    """What conduct breaches, for reading."""
    from xuncha_docs import grounds  # noqa: PLC0415 -- 别的命令用不着

    show_lines(grounds.lines(found, explain=explain))


def show_record(shown: "Shown", *, similar: "Sequence[Hit] | None" = None) -> None:
    """A record or a quoted text, its versions, who cites it and the articles like it, for reading."""
    for item in shown.evidence:
        doubt = f"（{item.doubt}）" if item.doubt else ""
        _out(f"{item.citation}{doubt}")
        _out("\n".join(f"　　{line}" for line in item.quote.split("\n")))
        _out(f"　　出处：{item.location}")
    if isinstance(shown.record, Regulation):
        _show_regulation(shown.record)
    elif shown.record:
        for line in _fields_of(shown.record, ""):
            _out(line)
    if shown.versions:
        _out("各版本：")
        for version in shown.versions:
            _out(f"  {_version_line(version)}")
    _show_cites(shown)
    _show_cited_in(shown)
    if shown.cited_by:
        _out("被引用：")
        for record_id, title, basis in shown.cited_by:
            _out(f"  {record_id}　{title}（{basis.citation.address}，{_role_word(basis.role)}）")
    if similar is not None:
        _show_similar(similar)


def _show_similar(similar: "Sequence[Hit]") -> None:
    from xuncha_docs import hits as layout  # noqa: PLC0415 -- 别的命令用不着

    _out("相近的条文（按共有的少见字词）：" if similar else "没有相近的条文")
    _print(layout.lines(similar, explain=False))


def _show_cites(shown: "Shown") -> None:
    if shown.cites:
        _out("文中引用：")
    for item in shown.cites:
        meant = "、".join(str(one.citation) for one in item.evidence) or f"待核：{item.problem}"
        _out(f"  {item.reference.origin.address}“{item.reference.text}”：{meant}")


def _show_cited_in(shown: "Shown") -> None:
    """The regulations that refer to it, each with the places."""
    places: dict[str, dict[str, None]] = {}
    for place in shown.cited_in:
        title = f"{place.record_id}　《{place.origin.regulation}》"
        places.setdefault(title, {})[place.origin.address] = None
    if places:
        _out(f"被法规引用（{len(places)} 件）：")
    for title, addresses in list(places.items())[:_MOST_CITING]:
        more = f" 等 {len(addresses)} 处" if len(addresses) > _MOST_PLACES else ""
        _out(f"  {title}{'、'.join(list(addresses)[:_MOST_PLACES])}{more}")
    if len(places) > _MOST_CITING:
        _out(f"  另有 {len(places) - _MOST_CITING} 件，加 --json 看全部")


def _version_line(version: "Version") -> str:
    summary = version.summary
    begins = f"自 {summary.begins}" if summary.begins else "日期不详"
    ended = f" 至 {version.ended} 前" if version.ended else ""
    certain = "" if version.dates_certain else "（施行日期待核）"
    note = f"　{version.note}" if version.note else ""
    return f"{summary.id}　{begins}{ended}{certain}　{STATUS_WORDS[version.status]}{note}"


def _role_word(role: str) -> str:
    return {"norm": "规范条款", "sanction": "处分条款"}[role]


def _show_regulation(record: Regulation) -> None:
    _out(f"《{record.title}》")
    for line in _fields_of(record, "  "):
        _out(line)
    headings: tuple[str, ...] = ()
    for provision in record.provisions:
        if provision.headings != headings:
            headings = provision.headings
            _out("\n" + " > ".join(headings))
        number = f"{provision.citation.article}　" if provision.citation.article else ""
        _out(f"{number}{provision.text}")


def _fields_of(value: Any, indent: str) -> Iterable[str]:
    for spec in dataclasses.fields(value):
        content = getattr(value, spec.name)
        if spec.name in _HIDDEN or content in (None, "", ()):
            continue
        label = LABELS.get(spec.name, spec.name)
        if isinstance(content, tuple):
            yield f"{indent}{label}："
            for number, child in enumerate(content, 1):
                yield from _child_lines(child, number, indent + "  ")
        elif dataclasses.is_dataclass(content) and not hasattr(type(content), "parse"):
            yield f"{indent}{label}："
            yield from _fields_of(content, indent + "  ")
        else:
            yield f"{indent}{label}：{content}"


def _child_lines(child: Any, number: int, indent: str) -> Iterable[str]:
    if not dataclasses.is_dataclass(child) or hasattr(type(child), "parse"):
        yield f"{indent}{number}. {child}"
        return
    lines = list(_fields_of(child, ""))
    yield f"{indent}{number}. {lines[0]}"
    yield from (f"{indent}   {line}" for line in lines[1:])


def show_comparison(comparison: "Comparison") -> None:
    """新旧对照: a table on a terminal, lines elsewhere."""
    from xuncha_docs import contrast  # noqa: PLC0415 -- 别的命令用不着

    show_lines(contrast.heading(comparison))
    if sys.stdout.isatty():
        _console().print(contrast.table(comparison))
    else:
        show_lines(contrast.lines(comparison))


def show_templates(templates: "dict[str, Template]", name: str | None) -> None:
    """The document register, or all about one document of it."""
    from xuncha_docs.pack import template_named  # noqa: PLC0415 -- 别的命令用不着
    from xuncha_docs.register import explained, listed  # noqa: PLC0415 -- 同上

    show_lines(explained(template_named(templates, name)) if name else listed(templates))


def show_problems(problems: Sequence[Problem]) -> None:
    """Every problem on a line of its own, then the counts."""
    for problem in problems:
        _out(f"{problem.location}: [{_SEVERITY_WORDS[problem.severity]}] {problem.message}")
    counts = {word: sum(p.severity == key for p in problems) for key, word in _SEVERITY_WORDS.items()}
    _out("，".join(f"{word} {count}" for word, count in counts.items()))


def show_written(paths: Sequence[Path]) -> None:
    """The files just written."""
    for path in paths:
        _out(str(path))


def show_notes(lines: Sequence[str]) -> None:
    """What a person should know besides the data, on stderr."""
    for line in lines:
        sys.stderr.write(f"{line}\n")


def show_pack(pack: "Pack") -> None:
    """What a pack holds and what it still lacks."""
    manifest = pack.manifest
    _out(f"已生成 {len(manifest.files)} 份文书：{pack.root}")
    _out(f"引用法规原文 {manifest.quotation_count} 处，全部逐字核对（基准日 {manifest.as_of}）")
    _out(f"待补 {manifest.missing_count} 处，依据待核 {manifest.unresolved_count} 处，详见 完整性报告.docx")


def show_demo(pack: "Pack", output: Path) -> None:
    """The demo's pack and three commands to try next."""
    show_pack(pack)
    example = next((file.path for file in pack.manifest.files if "谈话提纲" in file.path), pack.manifest.files[0].path)
    _out(f"先打开看看：{pack.root / example}")
    _out("接下来可以试试：")
    _out('  xuncha search "公务接待 陪餐"　　　　　　查示例法规、监督重点和以往问题')
    _out("  xuncha init 我的巡察　　　　　　　　　　新建自己的工作区，里面有写好注释的 round.yaml")
    _out(f"  xuncha check {output}　　　　　　　　核验这套材料有没有被改动、依据是否仍然有效")


def show_init(workspace: Any) -> None:
    """Where the new workspace is and what to do in it."""
    _out(f"工作区已建好：{workspace.root}")
    _out("  rounds/round.yaml　每个字段都有注释的轮次样例，照着改")
    _out("  kb/　　　　　　　　　本单位的法规、监督重点、以往问题；同 id 的记录覆盖自带内容")
    _out("  templates/　　　　　本单位的模板；同 id 的模板覆盖自带模板")
    _out("下一步：进入该文件夹，运行 xuncha import 法规文件夹，再运行 xuncha pack rounds/round.yaml -o 材料包")


def show_index(index: Any) -> None:
    """What was done to the index and what it holds."""
    _out(f"{index.notice or '检索库已是最新'}：{index.document_count} 个检索单元")
