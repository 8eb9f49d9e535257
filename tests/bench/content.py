"""Prints the table of the shipped content that README shows: `python -m tests.bench.content`."""

from collections.abc import Iterable
from dataclasses import fields

from xuncha_docs.library.frameworks import UnitType
from xuncha_docs.library.library import Library
from xuncha_docs.library.records import Finding, FocusPoint, FunctionList, Regulation
from xuncha_docs.workspace import Workspace

HEAD = (
    "| 单位类型 | 监督重点 | 依据 | 调阅资料 | 谈话问题 | 职能清单（职责） | 以往问题（示例） |\n"
    "|---|---:|---:|---:|---:|---:|---:|"
)


def row(name: str, points: Iterable[FocusPoint], lists: Iterable[FunctionList], findings: int) -> str:
    """One line of the table."""
    points, lists = list(points), list(lists)
    basis, documents, questions = (
        sum(len(getattr(point, part)) for point in points) for part in ("basis", "documents", "questions")
    )
    duties = sum(len(found.duties) for found in lists)
    return f"| {name} | {len(points)} | {basis} | {documents} | {questions} | {len(lists)}（{duties}） | {findings} |"


def table(library: Library) -> str:
    """The whole table: what each type of unit has of its own, what several types share, and all."""
    points, lists = list(library.records(FocusPoint)), list(library.records(FunctionList))
    findings = list(library.records(Finding))
    types = [unit_type.name for unit_type in library.records(UnitType)]
    rows = [
        row(
            name,
            (point for point in points if point.unit_types == (name,)),
            (found for found in lists if found.unit_type == name),
            sum(finding.unit_type == name for finding in findings),
        )
        for name in types
    ]
    rows.append(row("两类以上或各类单位共用", (point for point in points if len(point.unit_types) != 1), (), 0))
    rows.append(row("合计", points, lists, len(findings)))
    return "\n".join([HEAD, *rows])


def sentence(workspace: Workspace) -> str:
    """What stands below the table: documents and the fields they read."""
    templates = workspace.templates().values()
    inputs = {name for template in templates for name in template.inputs}
    held = sum(1 for _ in workspace.library.records(Regulation))
    facts = len(fields(FocusPoint)) - 2  # 不计编号和出处
    return (
        f"文书模板 {len(templates)} 种，用到 {len(inputs)} 个字段；每项监督重点 {facts} 个字段；"
        f"示例法规 {held} 个文本。"
    )


if __name__ == "__main__":
    shipped = Workspace(None)
    print(table(shipped.library))
    print()
    print(sentence(shipped))
