"""A round -> its whole pack: every document of every team and unit, manifest, completeness report; all or nothing."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path

from xuncha_docs import __version__
from xuncha_docs.compose.comparison import comparison_markdown
from xuncha_docs.compose.context import Contexts
from xuncha_docs.compose.render import Context, Draft
from xuncha_docs.compose.templates import Audience, Scope, Template
from xuncha_docs.errors import Location, PackError
from xuncha_docs.library.comparison import Comparison
from xuncha_docs.library.library import Library
from xuncha_docs.library.records import Evidence
from xuncha_docs.library.rounds import Phase, Round, Team, Unit
from xuncha_docs.manifest import LOST, MANIFEST, Manifest, PackedFile, Quoted, differences, read_manifest, sha256
from xuncha_docs.places import safe_name
from xuncha_docs.press import Press, Printed
from xuncha_docs.publish import publish, unwritable
from xuncha_docs.word.text import document_text
from xuncha_docs.word.text import printed as as_printed
from xuncha_docs.word.writer import write
from xuncha_docs.word.writers import processors

PHASES = {
    Phase.PREPARATION: "1 准备",
    Phase.ENTRY: "2 进驻",
    Phase.FIELDWORK: "3 了解",
    Phase.REPORTING: "4 报告",
    Phase.FEEDBACK: "5 反馈",
    Phase.HANDOVER: "6 移交",
    Phase.RECTIFICATION: "7 整改",
    Phase.ARCHIVE: "8 归档",
}
"""The folder of each phase."""
_AUDIENCES = {Audience.UNIT: "送被巡察单位", Audience.PUBLIC: "公开张贴"}
_OFFICE = "巡察办"
_SHOWN_DIFFERENCES = 5
_TITLES_ALIKE = 0.4
"""监督清单 is taken for 监督重点清单."""
Progress = Callable[[int, int], None]
"""Called with documents made and documents to make."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Pack:
    """A pack on disk."""

    root: Path
    manifest: Manifest


@dataclass(frozen=True, kw_only=True, slots=True)
class Job:
    """One document to make."""

    template: Template
    context: Context
    folder: tuple[str, ...]
    """Phase, then office or team, then unit, then recipient."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Made:
    """One document made."""

    file: PackedFile
    printed: Printed

    @property
    def data(self) -> bytes:
        """The .docx."""
        return self.printed.data


Beside = Callable[[Sequence[Printed]], Sequence[Mapping[str, bytes]]]
"""What else is written for each document: end of the name -> content."""


def build_pack(
    found: Round, library: Library, templates: Sequence[Template], out: Path, progress: Progress | None = None
) -> Pack:
    """Every document of the round in the folder `out`; on any failure nothing is written and nothing is lost."""
    _refuse_to_lose_changes(out)
    with Press(processors()) as press:
        contexts = Contexts(found, library)
        jobs = list(plan(found, contexts, templates))
        made: list[Made] = []
        names: set[str] = set()
        for done, one in enumerate(_make_all(jobs, library, names, press), 1):
            made.append(one)
            if progress:
                progress(done, len(jobs))
        made += _reports(contexts, library, templates, made, names, press)
    manifest = Manifest(
        tool_version=__version__,
        kb_fingerprint=library.fingerprint,
        round_id=found.round.id,
        as_of=found.round.as_of,
        files=tuple(sorted((item.file for item in made), key=lambda file: file.path)),
    )
    files = {item.file.path: item.data for item in made} | {MANIFEST: manifest.to_json()}
    publish(files, out, replaceable=MANIFEST)
    return Pack(root=out, manifest=manifest)


def write_documents(
    found: Round, library: Library, templates: Mapping[str, Template], template: str, *, unit: str | None,
    role: str | None, out: Path | None, beside: Beside | None = None,
) -> list[Path]:  # fmt: skip
    """The files written for one template, in the folder `out` or under the file name `out` when it is one document.

    What `beside` makes of the documents is written next to them.
    """
    chosen = template_named(templates, template)
    jobs = [job for job in plan(found, Contexts(found, library), [chosen]) if _wanted(job, unit, role)]
    if not jobs:
        raise PackError(_why_none(found, chosen, unit))
    names: set[str] = set()
    with Press() as press:
        made = list(_make_all([replace(job, folder=()) for job in jobs], library, names, press))
    return _write_loose(made, out or Path(), beside)


def _why_none(found: Round, template: Template, unit: str | None) -> str:
    """Why the round has no document of this template for what was asked."""
    if template.scope is Scope.PACK:
        return f"{template.title}说的是整套材料，随整套出：xuncha pack 轮次文件"
    if unit and not any(unit in (one.id, one.name, one.short_name) for one in found.units):
        units = "、".join(one.short_name for one in found.units)
        return f"本轮没有单位 {unit}，请核对 --unit 和 --role，本轮有：{units}"
    only = f"只用于{'、'.join(template.unit_types)}，" if template.unit_types else ""
    return f"{template.title} {only}没有可出的文书，请核对 --unit 和 --role"


def template_named(templates: Mapping[str, Template], name: str) -> Template:
    """The template of this id or title; PackError with the nearest there is."""
    titles = {template.title: template for template in templates.values()}
    found = templates.get(name) or titles.get(name)
    if found is None:
        near = get_close_matches(name, templates, n=1) or get_close_matches(name, titles, n=1, cutoff=_TITLES_ALIKE)
        hint = f"，是不是 {near[0]}？" if near else "。"
        raise PackError(f"没有模板 {name}{hint}运行 xuncha templates 看全部模板的编号")
    return found


def plan(found: Round, contexts: Contexts, templates: Sequence[Template]) -> Iterator[Job]:
    """The documents of the round in the order of the register."""
    for template in templates:
        for context, folder in _targets(found, contexts, template):
            recipient = _AUDIENCES.get(template.audience)
            parts = (PHASES[template.phase], *folder, *([recipient] if recipient else []))
            yield Job(template=template, context=context, folder=tuple(safe_name(part) for part in parts))


def _targets(found: Round, contexts: Contexts, template: Template) -> Iterator[tuple[Context, tuple[str, ...]]]:
    if template.scope is Scope.ROUND:
        yield contexts.round(), (_OFFICE,)
        return
    for team in found.teams if template.scope is not Scope.PACK else ():
        if template.scope is Scope.TEAM:
            yield contexts.team(team), (team.name,)
            continue
        for unit in (unit for unit in found.units_of(team) if template.fits(unit.type)):
            yield from _unit_targets(contexts, template, team, unit)


def _unit_targets(
    contexts: Contexts, template: Template, team: Team, unit: Unit
) -> Iterator[tuple[Context, tuple[str, ...]]]:
    folder = (team.name, unit.short_name)
    if template.scope is Scope.UNIT:
        yield contexts.unit(unit), folder
        return
    for role in contexts.roles(unit):
        yield contexts.unit_role(unit, role), folder


def _make_all(jobs: Sequence[Job], library: Library, names: set[str], press: Press) -> Iterator[Made]:
    """The documents of the jobs, in their order; while one is written, others are."""
    begun = [press.begin(job.template, job.context) for job in jobs]
    return (_make(job, printed(), library, names) for job, printed in zip(jobs, begun, strict=True))


def _make(job: Job, printed: Printed, library: Library, names: set[str]) -> Made:
    """The finished document with its manifest entry; every quotation is proved against source and document."""
    draft = printed.draft
    _prove(draft, printed.data, library)
    path = _free_path("/".join((*job.folder, draft.filename)), names)
    file = PackedFile(
        path=path,
        title=draft.title,
        sha256=sha256(printed.data),
        template=job.template.id,
        template_sha256=job.template.sha256,
        audience=job.template.audience,
        outgoing=draft.outgoing,
        sample=draft.sample,
        quoted=tuple(
            Quoted(citation=str(item.citation), record_id=item.record_id, quote=item.quote) for item in draft.evidence
        ),
        cited=tuple(str(item.citation) for item in draft.cited),
        missing=draft.missing,
        unresolved=draft.unresolved,
        notices=printed.notices,
    )
    return Made(file=file, printed=printed)


def _prove(draft: Draft, data: bytes, library: Library) -> None:
    """PackError unless each quotation is a substring of its source and stands in the document."""
    text = document_text(data) if draft.evidence else ""
    for evidence in draft.evidence:
        if not _in_source(evidence, library):
            raise PackError(f"{evidence.citation} 的引文与库中原文不一致，没有写出任何文件", draft.source)
        if as_printed(evidence.quote) not in text:
            raise PackError(f"{evidence.citation} 的引文没有完整进入文书，没有写出任何文件", draft.source)


def _in_source(evidence: Evidence, library: Library) -> bool:
    return any(evidence.quote in provision.text for provision in library.regulation(evidence.record_id).provisions)


def _free_path(stem: str, names: set[str]) -> str:
    """The path with a number behind it when another document has it already; Windows ignores case."""
    path, number = f"{stem}.docx", 2
    while path.casefold() in names:
        path, number = f"{stem}（{number}）.docx", number + 1
    names.add(path.casefold())
    return path


def _reports(
    contexts: Contexts, library: Library, templates: Sequence[Template], made: Sequence[Made], names: set[str],
    press: Press,
) -> list[Made]:  # fmt: skip
    """The documents about the pack itself, such as the completeness report."""
    documents = [
        {
            "path": item.file.path,
            "title": item.file.title,
            "quoted": len(item.file.quoted),
            "missing": list(item.file.missing),
            "unresolved": list(item.file.unresolved),
            "notices": list(item.file.notices),
        }
        for item in made
    ]
    context = contexts.pack(documents)
    jobs = [Job(template=t, context=context, folder=()) for t in templates if t.scope is Scope.PACK]
    return list(_make_all(jobs, library, names, press))


def _wanted(job: Job, unit: str | None, role: str | None) -> bool:
    facts, asked = job.context.values.get("unit"), job.context.values.get("role")
    if unit and (facts is None or unit not in (facts["id"], facts["name"], facts["short_name"])):
        return False
    return not role or (asked is not None and asked["name"] == role)


def write_comparison(comparison: Comparison, out: Path) -> Path:
    """The 新旧对照表 as a landscape Word document: `out` itself, or a file in the folder `out`."""
    name = f"{safe_name(comparison.new.title)}新旧对照表.docx"
    path = out if out.suffix.casefold() == ".docx" else out / name
    written = write(comparison_markdown(comparison), source=name, landscape=True)
    _save([(path, written.data)], out)
    return path


def _write_loose(made: Sequence[Made], out: Path, beside: Beside | None) -> list[Path]:
    """The files written: `out` itself when it names one document, else files in the folder `out`."""
    named = out.suffix.casefold() == ".docx"
    if named and len(made) > 1:
        message = f"有 {len(made)} 份文书，-o 请写文件夹，或用 --unit、--role 只出一份"
        raise PackError(message, Location(path=str(out)))
    paths = [out if named else out / item.file.path for item in made]
    files = [(path, item.data) for path, item in zip(paths, made, strict=True)]
    others = beside([item.printed for item in made]) if beside else ()
    files += [
        (path.with_name(f"{path.stem}{end}"), data)
        for path, found in zip(paths, others, strict=False)
        for end, data in found.items()
    ]
    _save(files, out)
    return [path for path, _ in files]


def _save(files: Sequence[tuple[Path, bytes]], out: Path) -> None:
    """Writes new files, all or none; PackError when one exists."""
    begun: list[Path] = []
    try:
        taken = next((path for path, _ in files if path.exists()), None)
        if taken:
            raise PackError("已有这个文件，为免覆盖没有写入。请换一个名字或先移走它", Location(path=str(taken)))
        for path, data in files:
            path.parent.mkdir(parents=True, exist_ok=True)
            begun.append(path)
            path.write_bytes(data)
    except OSError as error:
        for path in begun:
            path.unlink(missing_ok=True)
        raise unwritable(error, out) from error


def _refuse_to_lose_changes(out: Path) -> None:
    """PackError when an earlier pack in `out` holds work that replacing it would lose."""
    try:
        if not (out / MANIFEST).is_file():
            return
        changed = [f"{name}（{what}）" for name, what in differences(out, read_manifest(out)) if what != LOST]
    except OSError as error:
        raise unwritable(error, out) from error
    if changed:
        shown = "；".join(changed[:_SHOWN_DIFFERENCES])
        message = f"里面有 {len(changed)} 个文件不是原样：{shown}。为免丢失没有写入，请换一个输出文件夹"
        raise PackError(message, Location(path=str(out)))
