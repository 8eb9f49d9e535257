"""The side that asks: Word templates are filled in by a child process, which is started when first needed."""

import pickle
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from types import TracebackType
from typing import Any, Self

from xuncha_docs.compose.citations import citations_of
from xuncha_docs.compose.environment import RECORDER, Recorder
from xuncha_docs.compose.render import Filled
from xuncha_docs.compose.templates import Template
from xuncha_docs.compose.values import Quotation
from xuncha_docs.errors import Location, TemplateError
from xuncha_docs.filling.order import Order
from xuncha_docs.foreign.process import Child, Ended, Limits
from xuncha_docs.library.citation import Citation

_ABSENT = (
    "填写 Word 模板要用 docxtpl，这台电脑上没有。请运行 pip install 'xuncha_docs[office]'，"
    "或者改用 Markdown 模板，把自己的 Word 文件放成 templates/base.docx 作底"
)
_USUAL = Limits(memory=512 * 2**20, cpu=25, clock=30)
_TOLD = {
    Ended.LATE: "填写超过 {0} 秒，已停止；请检查循环，或把表格拆成几个模板",
    Ended.CRASHED: "填写时子进程意外结束；文件可能损坏，请在 Word 或 WPS 里另存一份",
}


def available() -> bool:
    """Whether docxtpl is installed."""
    return find_spec("docxtpl") is not None


class Filler:
    """A child process that fills in one document after another."""

    def __init__(self, limits: Limits = _USUAL) -> None:
        self._limits = limits
        self._child: Child | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Ends the child."""
        if self._child:
            self._child.close()

    def fill(self, template: Template, values: Mapping[str, Any], recorder: Recorder, title: str) -> Filled:
        """The document; `recorder` notes what it rests on. TemplateError for the first thing that does not fit."""
        order = _order(template, values, recorder.resolve, title)
        said, blobs = self._ask(order, trial=False)
        failures = _errors(template, said)
        if failures:
            raise failures[0]
        evidence = order.evidence()
        recorder.quoted.update((evidence[number], None) for number in said["quoted"])
        recorder.cited.update((evidence[number], None) for number in said["cited"])
        recorder.unresolved.update((text, None) for text in said["unresolved"])
        return Filled(data=blobs[0], text=said["text"], notices=tuple(said["notices"]))

    def mistakes(
        self, template: Template, values: Mapping[str, Any], resolve: Callable[[Citation], Quotation]
    ) -> list[TemplateError]:
        """All that goes wrong when the template is filled in with these values."""
        said, _ = self._ask(_order(template, values, resolve, ""), trial=True)
        return _errors(template, said)

    def _ask(self, order: Order, *, trial: bool) -> tuple[dict[str, Any], tuple[bytes, ...]]:
        if not available():
            raise TemplateError(_ABSENT, order.template.location)
        if self._child is None or not self._child.alive:
            self._child = Child("xuncha_docs.filling.child")
        answer = self._child.ask({"trial": trial}, pickle.dumps(order), limits=self._limits)
        if isinstance(answer, Ended):
            self._child = None
            raise TemplateError(_TOLD[answer].format(self._limits.clock), order.template.location)
        return answer


def _order(
    template: Template, values: Mapping[str, Any], resolve: Callable[[Citation], Quotation], title: str
) -> Order:
    cited = {str(citation): resolve(citation) for citation, _ in citations_of(template)}
    plain = {name: value for name, value in values.items() if name != RECORDER}
    return Order(template=template, values=plain, quotations=cited, title=title)


def _errors(template: Template, said: Mapping[str, Any]) -> list[TemplateError]:
    found = []
    for message, path, line, spot in said.get("failures", ()):
        place = Location(path=path, line=line, spot=spot) if path else template.location
        found.append(TemplateError(message, place))
    return found
