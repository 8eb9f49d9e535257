"""What is wrong with an office's own Word files: all at once, by reading and by filling in a sample round."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from xuncha_docs.check.trials import trials
from xuncha_docs.compose.declarations import declaration_problems
from xuncha_docs.compose.render import allowed_values
from xuncha_docs.compose.templates import BASE, Template, parse_template, template_files
from xuncha_docs.errors import Location, XunchaError
from xuncha_docs.filling.filler import Filler, available
from xuncha_docs.library.library import Library
from xuncha_docs.library.records import Problem
from xuncha_docs.word.base import open_base

_UNDEFINED = "没有 "
"""How messages about names begin, which are told by what the template declares."""


def check_word_templates(layers: Sequence[Path], library: Library) -> Iterator[Problem]:
    """What reading does not tell of Word templates, also of those it refused; and what is wrong with bases."""
    parsed = [parse_template(path, root) for root in layers for path in template_files(root) if path.suffix == ".yaml"]
    found = [template for one in parsed if (template := one.template or one.mended) and template.word]
    for template in found:
        yield from _unknown_styles(template)
    for one in parsed:
        if one.mended and one.mended.word:
            yield from declaration_problems(one.mended)
    if found and not available():
        told = "没有装 docxtpl，Word 模板没有试填；请运行 pip install 'xuncha_docs[office]'"
        yield Problem(location=found[0].location, message=told, severity="warning")
    elif found:
        yield from _tried(found, library)
    for root in layers:
        for path in sorted((*root.glob(BASE), *root.glob("base/[!~.]*.docx"))):
            yield from _of_base(path, f"{root.name}/{path.relative_to(root).as_posix()}")


def _unknown_styles(template: Template) -> Iterator[Problem]:
    assert template.word is not None  # 只挑了 Word 模板
    path = template.place(template.word.parts[0].name).path
    for spot, message in template.word.warnings:
        yield Problem(location=Location(path=path, spot=spot), message=message, severity="warning")


def _tried(templates: Sequence[Template], library: Library) -> Iterator[Problem]:
    try:
        trial, _ = trials(library)
    except XunchaError as error:
        message = f"示例轮次用不了，Word 模板没有试填：{error.message}"
        yield Problem(location=templates[0].location, message=message, severity="notice")
        return
    with Filler() as filler:
        for template in templates:
            context = trial.context(template)
            if context is None:
                continue
            values = allowed_values(template, context.values)
            told = {problem.location for problem in declaration_problems(template)}
            for mistake in filler.mistakes(template, values, context.resolve):
                at = mistake.location or template.location
                if at not in told or not mistake.message.startswith(_UNDEFINED):
                    yield Problem(location=at, message=f"用示例轮次试填：{mistake.message}")


def _of_base(path: Path, name: str) -> Iterator[Problem]:
    try:
        base = open_base(path, name)
    except XunchaError as error:
        yield Problem(location=error.location or Location(path=name), message=error.message)
        return
    if base.missing:
        told = f"没有这些样式，出文书时用自带的：{'、'.join(base.missing)}"
        yield Problem(location=Location(path=name), message=told, severity="warning")
