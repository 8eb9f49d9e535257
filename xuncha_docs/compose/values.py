"""What a template meets besides text, numbers and dates: values not supplied, quotations, finished Markdown."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum
from typing import Any

from jinja2 import Undefined
from markupsafe import Markup

from xuncha_docs.errors import TemplateError
from xuncha_docs.library.citation import Citation
from xuncha_docs.library.records import Evidence

LINE_BREAK = "\u2028"
"""A line break inside a value: it stays on its Markdown line, so it is valid in a table cell; word/ prints a break."""
MISSING = re.compile(r"【待补：([^】]*)】")
_BREAKS = re.compile(r"[ \t\u3000]*(?:\r\n|[\n\r\x0b\x0c\x85\u2028\u2029])\s*")
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


def escape_markdown(text: str) -> str:
    """`text` as Markdown that reads back as the same text wherever it stands in a line or a cell.

    Edge spaces go, line breaks become LINE_BREAK; every ASCII punctuation mark is escaped.
    """
    return _PUNCTUATION.sub(r"\\\1", _BREAKS.sub(LINE_BREAK, text.strip()))


def unescape_markdown(markdown: str) -> str:
    """The text behind the escapes of `escape_markdown`; other Markdown stays as it is."""
    return _ESCAPED.sub(r"\1", markdown)


class MarkdownText(Markup):
    """Finished Markdown: printed as it is; plain text joined to it is escaped first."""

    __slots__ = ()

    @classmethod
    def escape(cls, s: Any, /) -> "MarkdownText":
        """`s` as finished Markdown."""
        return s if isinstance(s, MarkdownText) else cls(escape_markdown(as_text(s)))


@dataclass(frozen=True, slots=True, eq=False)
class Missing:
    """A value the office has not supplied: falsy, empty, prints 【待补：label】."""

    label: str
    fields: dict[str, "Missing"] = field(default_factory=dict)
    """Its parts by name, each missing as well."""

    def __str__(self) -> str:
        return f"【待补：{self.label}】"

    def __html__(self) -> str:
        return escape_markdown(str(self))

    def __bool__(self) -> bool:
        return False

    def __len__(self) -> int:
        return 0

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    def __getitem__(self, name: str) -> "Missing":
        return self.fields[name]


@dataclass(frozen=True, kw_only=True, slots=True)
class Quotation:
    """A basis with the text it rests on on the round's date."""

    citation: Citation
    evidence: tuple[Evidence, ...] = ()
    """Empty: the text is not held or does not have that place."""
    held: bool = True
    """False: no text of the regulation is held."""
    reason: str | None = None
    """Why there is no evidence, for the completeness report."""

    @property
    def unresolved(self) -> str:
        """What is printed in place of the text."""
        return f"{self.citation}【待核：{'条款未核对上' if self.held else '原文未入库'}】"

    @property
    def cited(self) -> str:
        """《…》第…条…, with 施行日期待核 where the dates are uncertain."""
        if not self.evidence:
            return self.unresolved
        return f"{replace(self.citation, regulation=self.evidence[0].title)}{_uncertain(self)}"

    @property
    def quoted(self) -> str:
        """《…》第…条规定：“…”, one after the other for a range."""
        if not self.evidence:
            return self.unresolved
        first, *rest = self.evidence
        parts = [f"{first.citation}规定：“{first.quote}”"]
        parts += [f"{item.citation.address if item.citation else ''}规定：“{item.quote}”" for item in rest]
        return "；".join(parts) + _uncertain(self)


def cited_together(quotations: Iterable[Quotation]) -> str:
    """《…》第三条、第五条第一款、第二款；《…》第七条: titles and articles that repeat are named once."""
    parts: list[str] = []
    before: Citation | None = None
    for quotation in quotations:
        here = quotation.evidence[0].citation if quotation.evidence else None
        if here is None or before is None or here.regulation != before.regulation or here.last:
            parts.append(f"；{quotation.cited}")
        else:
            same_article = here.article == before.article and here.paragraph and before.paragraph
            address = replace(here, last=None).address
            shown = address.removeprefix(str(here.article)) if same_article else address
            parts.append(f"、{shown}{_uncertain(quotation)}")
        before = here if len(quotation.evidence) == 1 else None
    return "".join(parts).removeprefix("；")


def _uncertain(quotation: Quotation) -> str:
    doubts = dict.fromkeys(evidence.doubt for evidence in quotation.evidence if evidence.doubt)
    return f"（{'；'.join(doubts)}）" if doubts else ""


def cn_date(value: date) -> str:
    """2026年3月1日."""
    return f"{value.year}年{value.month}月{value.day}日"


def as_text(value: Any) -> str:
    """The text that stands for a value in a document; TemplateError for what has no text."""
    if value is None:
        raise TemplateError('值为 None，打印不出来。请先用 {% if … %} 判断，或改写成 {{ missing("…") }}')
    if isinstance(value, str | Missing | Citation | Undefined):
        return str(value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, date):
        return cn_date(value)
    if isinstance(value, Enum):
        return as_text(value.value)
    if isinstance(value, Quotation):
        return value.cited
    raise TemplateError(f"{_kind(value)}不能直接打印：列表请用 for 循环或 |join_cn，结构请写到其中一项，如 team.name")


def _kind(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "列表"
    return "“键: 值”结构" if isinstance(value, dict) else "这种值"
