"""Sorts the paths a person names by what they are, and checks each."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from xuncha_docs.check.casework import check_round_file
from xuncha_docs.check.knowledge import Names, check_knowledge
from xuncha_docs.check.layout.report import ENDINGS, Report, check_documents
from xuncha_docs.check.packing import check_pack
from xuncha_docs.check.stale import Sweep
from xuncha_docs.check.trials import try_templates
from xuncha_docs.check.word_templates import check_word_templates
from xuncha_docs.compose.citations import citations_of
from xuncha_docs.compose.declarations import declaration_problems
from xuncha_docs.compose.templates import Template, read_tolerant
from xuncha_docs.errors import Location, TemplateError
from xuncha_docs.library.library import Library
from xuncha_docs.library.records import Problem
from xuncha_docs.manifest import MANIFEST

Layers = Sequence[Path]


@dataclass(frozen=True, kw_only=True, slots=True)
class Checked:
    """What a check found."""

    problems: Sequence[Problem]
    layouts: Mapping[str, Report] = field(default_factory=dict)
    """The reports on Word documents, by path, that some of the problems rest on."""


def check_paths(
    paths: Sequence[Path], library: Library, kb_layers: Layers, template_layers: Layers, as_of: date
) -> Checked:
    """Everything wrong with the named documents, rounds, packs, kb or templates; with none, with kb and templates."""
    layered: list[tuple[Layers, Callable[[], list[Problem]]]] = [
        (kb_layers, lambda: check_knowledge(library, as_of)),
        (template_layers, lambda: _all_of_templates(template_layers, library, as_of)),
    ]
    if not paths:
        return Checked(problems=[problem for _, checker in layered for problem in checker()])
    documents = [path for path in paths if _is_document(path) and not _shown_path(path, template_layers)]
    others = [path for path in paths if path not in documents]
    found = [problem for path in others for problem in _check_path(path, library, layered, as_of)]
    problems, layouts = check_documents(documents)
    return Checked(problems=[*found, *problems], layouts=layouts)


def _all_of_templates(layers: Layers, library: Library, as_of: date) -> list[Problem]:
    found, errors = read_tolerant(layers)
    templates = tuple(found.values())
    return [
        *check_templates(templates, errors),
        *template_types(templates, library),
        *try_templates(templates, layers, library),
        *check_word_templates(layers, library),
        *template_bases(templates, library, as_of),
    ]


def check_templates(templates: Sequence[Template], errors: Sequence[TemplateError]) -> Iterator[Problem]:
    """Every problem of the template files: what reading them told, and names that are wrong."""
    for error in errors:
        yield Problem(location=error.location or Location(path="templates"), message=error.message)
    for template in templates:
        yield from declaration_problems(template)


def template_types(templates: Sequence[Template], library: Library) -> Iterator[Problem]:
    """Every type of unit that a template names and the library has not."""
    names = Names(library)
    for template in templates:
        if template.unit_types:
            at = template.place("unit_types")
            yield from names.unknown("单位类型", template.unit_types, names.unit_types, at)


def template_bases(templates: Sequence[Template], library: Library, as_of: date) -> Iterator[Problem]:
    """Every citation in the fixed text of the templates that does not hold that day."""
    sweep = Sweep(library, as_of)
    for template in templates:
        for citation, at in citations_of(template):
            yield from sweep.citation(citation, at)


def _is_document(path: Path) -> bool:
    return path.suffix.lower() in ENDINGS and path.is_file()


def _check_path(
    path: Path, library: Library, layered: Sequence[tuple[Layers, Callable[[], list[Problem]]]], as_of: date
) -> list[Problem]:
    if not path.exists():
        return [Problem(location=Location(path=str(path)), message="没有这个文件或文件夹")]
    if path.is_dir() and (path / MANIFEST).is_file():
        return check_pack(path, library)
    for layers, checker in layered:
        shown = _shown_path(path, layers)
        if shown:
            return [p for p in checker() if p.location.path == shown or p.location.path.startswith(f"{shown}/")]
    if path.suffix in (".yaml", ".yml"):
        return check_round_file(path, library, as_of)
    message = (
        "认不出这是什么。可检查：文书（.docx）、轮次文件（.yaml）、材料包文件夹，以及本工作区 kb、templates 里的文件"
    )
    return [Problem(location=Location(path=str(path)), message=message)]


def _shown_path(path: Path, layers: Layers) -> str | None:
    """How problems name this file or folder of a layer: `kb/focus/x.yaml`."""
    for layer in layers:
        if path.resolve().is_relative_to(layer.resolve()):
            inside = path.resolve().relative_to(layer.resolve()).as_posix()
            return layer.name if inside == "." else f"{layer.name}/{inside}"
    return None
