"""What is wrong with the knowledge base: unreadable files, broken links, bases that do not hold."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from xuncha_docs.check.stale import Sweep
from xuncha_docs.errors import InvalidCitation, Location
from xuncha_docs.library.frameworks import Framework, Role, UnitType
from xuncha_docs.library.library import Library
from xuncha_docs.library.records import BasisRole, CatalogEntry, Finding, FocusPoint, FunctionList, Problem, Status

PLAIN_QUESTION_LENGTH = 25
"""The longest question, in characters, that villagers and service users are asked."""
_MOST_NAMED = 5
_EMPTY_WORDS = ("不到位", "不力", "不够")
_LEADING_QUESTION = "是否"


def check_knowledge(library: Library, as_of: date) -> list[Problem]:
    """Every problem of the knowledge base on that day, sorted by place."""
    names = Names(library)
    found = list(library.problems())
    unheld = Counter[str]()
    sweep = Sweep(library, as_of, unheld)
    for point in library.records(FocusPoint):
        found += _focus_point(point, names, sweep)
    for finding in library.records(Finding):
        found += _finding(finding, names, Sweep(library, finding.occurred, unheld))
    for functions in library.records(FunctionList):
        found += _function_list(functions, names, sweep)
    for entry in library.records(CatalogEntry):
        found += _catalog_entry(entry, library, as_of)
    found += _regulations(library, as_of)
    found += _unheld(unheld)
    return sorted(found, key=lambda problem: (problem.location.path, problem.location.line or 0, problem.message))


class Names:
    """The words that records may use for themes, unit types and roles."""

    def __init__(self, library: Library) -> None:
        self.themes = {theme.name for framework in library.records(Framework) for theme in framework.themes}
        self.subtypes = {unit_type.name: unit_type.subtypes for unit_type in library.records(UnitType)}
        self.unit_types = set(self.subtypes)
        self.roles = {role.name: role for role in library.records(Role)}

    def unknown(self, label: str, used: tuple[str, ...], known: set[str], at: Location) -> Iterator[Problem]:
        """A problem for each used word that is not known."""
        for word in used:
            if word not in known:
                options = "、".join(sorted(known)) or "（frameworks/ 里还没有）"
                yield Problem(location=at, message=f"{label}“{word}”没有定义，可用：{options}")


def _focus_point(point: FocusPoint, names: Names, sweep: Sweep) -> Iterator[Problem]:
    at = point.location
    yield from names.unknown("主题", point.themes, names.themes, at)
    yield from names.unknown("单位类型", point.unit_types, names.unit_types, at)
    of_types = {name for unit_type in point.unit_types for name in names.subtypes.get(unit_type, ())}
    yield from names.unknown("细类", point.subtypes, of_types, at)
    yield from names.unknown("谈话对象", tuple(q.role for q in point.questions), set(names.roles), at)
    words = "\n".join((point.title, *point.signs, point.normal))
    yield from sweep.bases(point.basis, at, words)
    yield from _required(point)
    for question in point.questions:
        role = names.roles.get(question.role)
        if question.text.lstrip("“").startswith(_LEADING_QUESTION):
            yield Problem(
                location=at, message=f"谈话问题不要以“是否”开头，改问怎么、哪些、谁、什么时候：{question.text}"
            )
        if role and role.plain and len(question.text) > PLAIN_QUESTION_LENGTH:
            message = f"问{role.name}的问题超过 {PLAIN_QUESTION_LENGTH} 字，请写短：{question.text}"
            yield Problem(location=at, message=message, severity="warning")
    for sign in point.signs:
        for word in _EMPTY_WORDS:
            if word in sign:
                message = f"表现里的“{word}”太空，请写明谁、做了什么、在哪份记录里能看到：{sign}"
                yield Problem(location=at, message=message, severity="warning")


def _required(point: FocusPoint) -> Iterator[Problem]:
    parts: dict[str, tuple[object, ...]] = {
        "表现 signs": point.signs,
        "核查路径 check_path": point.check_path,
        "调阅资料 documents": point.documents,
        "规范条款（role: norm）": tuple(basis for basis in point.basis if basis.role is BasisRole.NORM),
    }
    for label, part in parts.items():
        if not part:
            yield Problem(location=point.location, message=f"{point.id} 缺少{label}")
    if len({question.role for question in point.questions}) < 2:  # noqa: PLR2004 -- documents.md：至少问两类人
        yield Problem(location=point.location, message=f"{point.id} 的谈话问题至少要面向两类对象")


def _finding(finding: Finding, names: Names, sweep: Sweep) -> Iterator[Problem]:
    yield from names.unknown("主题", finding.themes, names.themes, finding.location)
    yield from names.unknown("单位类型", (finding.unit_type,), names.unit_types, finding.location)
    bases = [replace(basis, checked=finding.occurred) for basis in finding.basis]
    yield from sweep.bases(bases, finding.location, finding.phenomenon)


def _function_list(functions: FunctionList, names: Names, sweep: Sweep) -> Iterator[Problem]:
    yield from names.unknown("单位类型", (functions.unit_type,), names.unit_types, functions.location)
    seen: set[str] = set()
    for duty in functions.duties:
        if duty.id in seen:
            yield Problem(location=functions.location, message=f"职责 id {duty.id} 在 {functions.id} 里重复")
        seen.add(duty.id)
        words = "\n".join((duty.text, *duty.risks))
        yield from sweep.bases(duty.basis, functions.location, words)


def _catalog_entry(entry: CatalogEntry, library: Library, as_of: date) -> Iterator[Problem]:
    try:
        held = library.find(entry.title)
    except InvalidCitation as error:
        yield Problem(location=entry.location, message=error.message, severity="warning")
        return
    newer = library.newer_text(held[-1], as_of) if held else None
    if newer:
        message = f"《{entry.title}》目录记载最新文本始于 {newer}，库中最新的是 {held[-1].id}，请导入新文本"
        yield Problem(location=held[-1].location, message=message, severity="warning")


def _unheld(bases: Counter[str]) -> Iterator[Problem]:
    """One notice for all bases that wait for the text of their regulation."""
    if bases:
        first = "、".join(f"《{title}》{count} 处" for title, count in bases.most_common(_MOST_NAMED))
        message = (
            f"有 {bases.total()} 处依据引自 {len(bases)} 部只有目录、没有原文的法规"
            f"（{first}{'……' if len(bases) > _MOST_NAMED else ''}），导入原文后自动逐条核对"
        )
        yield Problem(location=Location(path="kb"), message=message, severity="notice")


def _regulations(library: Library, as_of: date) -> Iterator[Problem]:
    for summary in library.regulations():
        if summary.begins is None:
            message = f"《{summary.title}》没有施行日期和印发日期，无法判断何时有效"
            yield Problem(location=summary.location, message=message, severity="warning")
        elif library.status(summary, as_of) is Status.IN_FORCE and not library.dates_certain(summary):
            doubt = "施行日期待核" if not summary.dates_certain else "来源标为失效而没有失效日期，待核"
            message = f"《{summary.title}》{doubt}（现按自 {summary.begins} 起有效处理）"
            yield Problem(location=summary.location, message=message, severity="notice")
    works: dict[tuple[str, date | None], list[str]] = {}
    for summary in library.regulations():
        works.setdefault((summary.work, summary.begins), []).append(summary.id)
    for (_, begins), ids in works.items():
        if len(ids) > 1:
            location = library.regulation(ids[-1]).location
            message = f"同一法规在 {begins or '日期不详'} 有多个不同文本：{'、'.join(ids)}，请核对后只留一份"
            yield Problem(location=location, message=message, severity="warning")
