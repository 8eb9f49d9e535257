"""Templates tried before a round needs them: on the sample round, and on one that has only what it must have."""

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from xuncha_docs.compose.context import Contexts
from xuncha_docs.compose.declarations import declaration_problems
from xuncha_docs.compose.render import Context
from xuncha_docs.compose.selection import Knowledge
from xuncha_docs.compose.templates import Scope, Template, parse_layer
from xuncha_docs.errors import XunchaError
from xuncha_docs.library.library import Library
from xuncha_docs.library.records import Problem
from xuncha_docs.library.round_reader import read_round
from xuncha_docs.library.rounds import Round
from xuncha_docs.pack import plan
from xuncha_docs.places import sample_round
from xuncha_docs.press import Press

_MADE = {"path": "1 准备/示例.docx", "title": "示例", "quoted": 0, "missing": [], "unresolved": [], "notices": []}
_Record = TypeVar("_Record")


@dataclass(frozen=True, kw_only=True, slots=True)
class Trial:
    """A round to try templates on."""

    name: str
    found: Round
    contexts: Contexts

    def context(self, template: Template) -> Context | None:
        """What the first document of the template can print; None where the round has no unit for it."""
        if template.scope is Scope.PACK:
            return self.contexts.pack([_MADE])
        return next((job.context for job in plan(self.found, self.contexts, [template])), None)


def trials(library: Library) -> tuple[Trial, Trial]:
    """The sample round, and the same with nothing that may be left out; XunchaError where the kb does not fit it."""
    found = read_round(sample_round())
    rounds = {"示例轮次": found, "只填了必填项的轮次": bare_round(found)}
    knowledge = Knowledge.of(library)
    full, bare = (
        Trial(name=name, found=one, contexts=Contexts(one, library, knowledge)) for name, one in rounds.items()
    )
    full.contexts.unit(found.units[0])  # 用不了的示例轮次在这里报错，不等到印每份模板时各报一次
    return full, bare


def bare_round(found: Round) -> Round:
    """The round with only what it must have."""
    return replace(
        _bare(found),
        round=_bare(found.round),
        teams=tuple(_bare(team) for team in found.teams),
        units=tuple(_bare(unit) for unit in found.units),
    )


def _bare(record: _Record) -> _Record:
    """The record without what may be left out."""
    specs = dataclasses.fields(record)  # type: ignore[arg-type]  # 只用于轮次的各段，都是 dataclass
    return type(record)(**{spec.name: getattr(record, spec.name) for spec in specs if not _optional(spec)})


def _optional(spec: "dataclasses.Field[object]") -> bool:
    return spec.default is not dataclasses.MISSING or spec.default_factory is not dataclasses.MISSING


def try_templates(templates: Sequence[Template], layers: Sequence[Path], library: Library) -> Iterator[Problem]:
    """What goes wrong where Markdown templates are printed; with several layers, of the office's own."""
    own = {parsed.template.id for root in layers[1:] for parsed in parse_layer(root) if parsed.template}
    chosen = [one for one in templates if not one.word and (one.id in own or len(layers) == 1)]
    if not chosen:
        return
    try:
        rounds = trials(library)
    except XunchaError as error:
        message = f"示例轮次用不了，模板没有试出：{error.message}"
        yield Problem(location=chosen[0].location, message=message, severity="notice")
        return
    with Press() as press:
        for template in chosen:
            yield from mistakes(template, rounds, press)


def mistakes(template: Template, rounds: Iterable[Trial], press: Press) -> Iterator[Problem]:
    """The first thing that goes wrong on each round, at lines of which nothing else tells."""
    told = {problem.location for problem in declaration_problems(template)}
    for trial in rounds:
        problem = _mistake(template, trial, press)
        if problem and problem.location not in told:
            told.add(problem.location)
            yield problem


def _mistake(template: Template, trial: Trial, press: Press) -> Problem | None:
    """The first thing that goes wrong."""
    try:
        context = trial.context(template)
        if context is not None:
            press.print(template, context)
    except XunchaError as error:
        return Problem(location=error.location or template.location, message=f"用{trial.name}试出：{error.message}")
    return None
