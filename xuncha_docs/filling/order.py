"""What the child is asked to fill in, and how both sides number the evidence in it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from xuncha_docs.compose.environment import Recorder
from xuncha_docs.compose.templates import Template
from xuncha_docs.compose.values import Quotation
from xuncha_docs.errors import TemplateError
from xuncha_docs.library.citation import Citation
from xuncha_docs.library.records import Evidence


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """One document to fill in."""

    template: Template
    values: Mapping[str, Any]
    quotations: Mapping[str, Quotation]
    """The bases that the template's own words cite, resolved."""
    title: str = ""
    """For the properties."""

    def evidence(self) -> tuple[Evidence, ...]:
        """All that can be quoted, each once, in an order that is the same on both sides."""
        found = (item for quotation in _quotations([self.values, self.quotations]) for item in quotation.evidence)
        return tuple(dict.fromkeys(found))

    def recorder(self) -> Recorder:
        """What the template resolves its bases by."""
        return Recorder(resolve=self._resolve, outgoing=self.template.outgoing)

    def _resolve(self, citation: Citation) -> Quotation:
        if str(citation) not in self.quotations:
            raise TemplateError("Word 模板的 basis 里请直接写出条款，如 basis('《…》第…条')，不要用别的值拼成")
        return self.quotations[str(citation)]


def _quotations(value: Any) -> Iterator[Quotation]:
    if isinstance(value, Quotation):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _quotations(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _quotations(item)
