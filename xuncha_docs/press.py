"""A template and a context -> a document: written by us, or an office's own Word template filled in."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Self

from xuncha_docs.compose.render import Context, Draft, render
from xuncha_docs.compose.templates import Template
from xuncha_docs.errors import Location, TemplateError
from xuncha_docs.filling.filler import Filler
from xuncha_docs.word.base import Base, open_base
from xuncha_docs.word.stamp import stamped
from xuncha_docs.word.writer import Written
from xuncha_docs.word.writers import Writers

SAMPLE_HEADER = "示例：虚构样例，不得作为依据"


@dataclass(frozen=True, kw_only=True, slots=True)
class Printed:
    """One finished document."""

    draft: Draft
    data: bytes
    """The .docx."""
    notices: tuple[str, ...]
    """What a person should know of how it came out."""
    header: str | None
    """What stands above every page."""
    base: Base | None = None
    """The office's Word file that carries it."""


class Press:
    """Prints documents; what a Word template needs to be filled in, and the `processes` that write, start once."""

    def __init__(self, processes: int = 1) -> None:
        self._filler = Filler()
        self._writers = Writers(processes)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._writers.close()
        self._filler.close()

    def print(self, template: Template, context: Context) -> Printed:
        """The document; TemplateError where template, values and file do not fit."""
        return self.begin(template, context)()

    def begin(self, template: Template, context: Context) -> Callable[[], Printed]:
        """Renders a document now; what is returned gives it when it is written. Both raise what `print` does."""
        draft = render(template, context, self._filler.fill)
        header = SAMPLE_HEADER if draft.sample else None
        if draft.document is not None:
            data = stamped(draft.document, header) if header else draft.document
            return lambda: Printed(draft=draft, data=data, notices=draft.notices, header=header)
        base = open_base(template.base, f"templates/{template.base.name}") if template.base else None
        written = self._writers.write(
            {
                "markdown": draft.markdown,
                "source": template.location.path,
                "title": draft.title,
                "header": header,
                "landscape": draft.landscape,
                "form": draft.form,
                "base": base,
            }
        )
        return lambda: _printed(draft, written, header, base)


def _printed(draft: Draft, written: Callable[[], Written], header: str | None, base: Base | None) -> Printed:
    try:
        result = written()
    except TemplateError as error:
        raise TemplateError(error.message, _in_template(error.location, draft)) from error
    if draft.outgoing and result.comments:
        told = f"可外发的文书里有 {result.comments} 条审核批注，请处理完并从模板中删去"
        raise TemplateError(told, draft.source)
    removed = tuple(f"删去控制字符 {replace(item, line=draft.line(item.line))}" for item in result.removed)
    return Printed(draft=draft, data=result.data, notices=(*draft.notices, *removed), header=header, base=base)


def _in_template(place: Location | None, draft: Draft) -> Location | None:
    """The place in the template of a place in the Markdown that it printed."""
    if place is None or place.path != draft.source.path:
        return place
    return replace(place, line=draft.line(place.line))
