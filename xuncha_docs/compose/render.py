"""A template filled with a context -> a draft: Markdown, and everything it rests on."""

import re
import traceback
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

import jinja2
from jinja2.exceptions import SecurityError

from xuncha_docs.compose.environment import RECORDER, WITHHELD, Recorder, compiled
from xuncha_docs.compose.lines import Markdown, tidied, traced
from xuncha_docs.compose.names import used_names
from xuncha_docs.compose.templates import Template
from xuncha_docs.compose.values import LINE_BREAK, MISSING, Quotation, unescape_markdown
from xuncha_docs.errors import Location, TemplateError, XunchaError
from xuncha_docs.forms import Form, Head
from xuncha_docs.library.citation import Citation
from xuncha_docs.library.records import Evidence
from xuncha_docs.places import safe_name

_LARGEST = 4_000_000
"""Characters; the longest real document, a round's whole archive list, stays below a tenth of it."""
_FAILURES = (TypeError, ValueError, LookupError, ArithmeticError, AttributeError, RecursionError, jinja2.TemplateError)


@dataclass(frozen=True, kw_only=True, slots=True)
class Context:
    """All that one document can print, and how to resolve what it cites."""

    values: Mapping[str, Any]
    """Plain values by name: `round`, `teams`, `unit`, `rows` …"""
    resolve: Callable[[Citation], Quotation]
    """A citation as of the round's date."""
    sample: bool = False
    """The round is a sample."""
    sample_names: frozenset[str] = frozenset()
    """Names of `values` that hold something from a sample record."""
    labels: frozenset[str] = frozenset()
    """Internal labels (单位细类) of the round that no outgoing document may show."""
    notices: tuple[str, ...] = ()
    """What a person should know about these values: a basis left out, an outline too short."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Filled:
    """A Word template filled in."""

    data: bytes
    """The .docx."""
    text: str
    """All it says."""
    notices: tuple[str, ...]


Fill = Callable[[Template, Mapping[str, Any], Recorder, str], Filled]
"""Fills in a Word template with values for a document of that title; the recorder notes what it rests on."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """A document in Markdown with its sources."""

    template_id: str
    title: str
    filename: str
    """Without suffix; safe on Windows."""
    markdown: str
    """Empty where `document` is filled in."""
    lines: tuple[int | None, ...] = ()
    """For each line of `markdown` the line of the template's file that printed it."""
    document: bytes | None = None
    """The .docx that a Word template has become."""
    evidence: tuple[Evidence, ...]
    """What is quoted, each once, in order."""
    cited: tuple[Evidence, ...]
    """What is cited without a quotation, each once, in order."""
    missing: tuple[str, ...]
    """Labels of the values the office has not supplied."""
    unresolved: tuple[str, ...]
    """Citations whose text is not held or does not have that place."""
    notices: tuple[str, ...]
    sample: bool
    outgoing: bool
    landscape: bool
    form: Form
    """版头 and 版记 as they are printed."""
    source: Location
    """The template."""

    def line(self, line: int | None) -> int | None:
        """The line of the template's file behind a line of `markdown`, counted from 1."""
        return self.lines[min(line, len(self.lines)) - 1] if line and self.lines else None


def render(template: Template, context: Context, fill: Fill | None = None) -> Draft:
    """The draft of one document; TemplateError with its place where the template and the values do not fit.

    Word templates need `fill`.
    """
    recorder = Recorder(resolve=context.resolve, outgoing=template.outgoing)
    values = dict(allowed_values(template, context.values)) | {RECORDER: recorder}
    inside = {part.name for part in template.word.parts} if template.word else {"body"}
    parts = {part: _plain(run_part(template, part, values)) for part in template.parts if part not in inside}
    if template.word is None:
        return _draft(template, context, recorder, parts, tidied(_pieces(template, "body", values, compiled)))
    assert fill is not None  # 出文书的地方都给
    return _draft(template, context, recorder, parts, fill(template, values, recorder, parts["title"]))


def _draft(
    template: Template, context: Context, recorder: Recorder, parts: Mapping[str, str], body: Markdown | Filled
) -> Draft:
    """The draft of a body in Markdown, or of a Word template that has been filled in."""
    filled, markdown = (body, Markdown()) if isinstance(body, Filled) else (None, body)
    printed = "\n".join((*parts.values(), filled.text if filled else unescape_markdown(markdown.text)))
    if template.outgoing:
        _refuse_labels(template, context, printed)
    evidence = tuple(recorder.quoted)
    cited = tuple(item for item in recorder.cited if item not in recorder.quoted)
    return Draft(
        template_id=template.id,
        title=parts["title"],
        filename=safe_name(parts["filename"]),
        markdown=markdown.text,
        lines=tuple(template.place("body", line).line for line in markdown.origins),
        document=filled.data if filled else None,
        evidence=evidence,
        cited=cited,
        missing=tuple(dict.fromkeys(MISSING.findall(printed))),
        unresolved=tuple(recorder.unresolved),
        notices=(*context.notices, *(filled.notices if filled else ())),
        sample=context.sample or any(e.sample for e in (*evidence, *cited)) or _prints_samples(template, context),
        outgoing=template.outgoing,
        landscape=template.landscape,
        form=_form(template, parts),
        source=template.location,
    )


def _plain(markdown: str) -> str:
    """The text of a part that is no Markdown, on one line."""
    return unescape_markdown(markdown).replace(LINE_BREAK, " ").strip()


def _form(template: Template, parts: Mapping[str, str]) -> Form:
    """The form with its parts filled in; what came out empty is left out."""

    def text(name: str, given: Any) -> Any:
        if isinstance(given, tuple):
            return tuple(printed for at in range(len(given)) if (printed := parts[f"{name}.{at + 1}"]))
        return parts.get(name) or None

    def filled(name: str, group: Any) -> Any:
        return group and replace(group, **{key: text(f"{name}.{key}", given) for key, given in asdict(group).items()})

    head: Head | None = filled("head", template.head)
    if head and not (head.mark and head.issuers):
        raise TemplateError("发文机关标志印出来是空的，请写上发文机关", template.place("head.mark"))
    return Form(
        kind=template.form,
        head=head,
        secrecy=parts.get("confidentiality") or None,
        imprint=filled("imprint", template.imprint),
    )


def allowed_values(template: Template, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """The values this template may see: what is internal is taken out of everything that may leave the office."""
    if template.outgoing:
        return {name: _without_internal(value) for name, value in values.items() if name not in WITHHELD}
    if "sanctions" not in template.inputs:
        return {name: value for name, value in values.items() if name != "sanctions"}
    return values


def _without_internal(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_internal(item) for name, item in value.items() if name not in WITHHELD}
    return [_without_internal(item) for item in value] if isinstance(value, list) else value


def run_part(
    template: Template, part: str, values: Mapping[str, Any], compile_: Callable[[str, str], jinja2.Template] = compiled
) -> str:
    """What a part prints; TemplateError at its place where it and the values do not fit."""
    return "".join(piece for piece, _ in _pieces(template, part, values, compile_))


def _pieces(
    template: Template, part: str, values: Mapping[str, Any], compile_: Callable[[str, str], jinja2.Template]
) -> list[tuple[str, int]]:
    pieces: list[tuple[str, int]] = []
    size = 0
    try:
        for piece, line in traced(compile_(template.parts[part], template.location.path), values):
            size += len(piece)
            if size > _LARGEST:
                raise TemplateError(f"生成的内容超过 {_LARGEST} 字，请检查循环", template.location)
            pieces.append((piece, line))
    except XunchaError as error:
        place = error.location or _failed_at(template, part, error)
        raise TemplateError(error.message, place) from error
    except _FAILURES as error:
        raise TemplateError(_in_chinese(error), _failed_at(template, part, error)) from error
    return pieces


def _failed_at(template: Template, part: str, error: BaseException) -> Location:
    """The deepest line of the template in the error's traceback."""
    path = template.location.path
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == path]
    return template.place(part, frames[-1].lineno or 1) if frames else template.location


def _in_chinese(error: Exception) -> str:
    if isinstance(error, jinja2.UndefinedError):
        return error.message or "用了没有的名称"
    if isinstance(error, SecurityError) and "unsafe" in str(error):
        return f"模板里不能取用内部属性或方法（{error}）"
    if isinstance(error, RecursionError):
        return "宏互相调用没有尽头"
    if isinstance(error, ArithmeticError):
        return f"算式出错：{error}"
    return f"取值或过滤器用法有误：{error}"


def _refuse_labels(template: Template, context: Context, text: str) -> None:
    found = next((match[0] for label in sorted(context.labels) if (match := _label(label).search(text))), None)
    if found:
        message = f"“{found}”是单位细类，只供内部使用，不能出现在可外发的文书里；请改写有这几个字的地方"
        raise TemplateError(message, template.location)


def _label(label: str) -> re.Pattern[str]:
    """The label wherever it stands, but for the ordinary phrases that hold 和谐稳定 and name no subtype."""
    return re.compile(rf"(?<!维护|促进|保持|确保|实现|社会){re.escape(label)}")


def _prints_samples(template: Template, context: Context) -> bool:
    used = {name.split(".")[0] for text in template.parts.values() for name, _ in used_names(text)}
    return bool(used & context.sample_names)
