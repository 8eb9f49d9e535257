"""The one Jinja environment: strict, sandboxed, and safe for Markdown, because every printed value is escaped."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import lru_cache
from typing import Any, ClassVar

from jinja2 import StrictUndefined, Template, Undefined, nodes, pass_context
from jinja2.compiler import CodeGenerator, Frame
from jinja2.exceptions import SecurityError
from jinja2.filters import FILTERS
from jinja2.runtime import Context, LoopContext, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment

from xuncha_docs.compose.figures import share, shares, total
from xuncha_docs.compose.values import (
    MarkdownText,
    Missing,
    Quotation,
    as_text,
    cited_together,
    cn_date,
    escape_markdown,
)
from xuncha_docs.errors import InvalidCitation, TemplateError
from xuncha_docs.library.citation import Citation, chinese_number
from xuncha_docs.library.provisions import is_sanction
from xuncha_docs.library.records import Evidence

RECORDER = " recorder"
"""The context name under which `render` hands in its Recorder; no template can write a name with a space."""
WITHHELD = {
    "subtype": "单位细类只供内部使用，不进可外发的文书",
    "oversight": "综合监督信息只供内部使用，不进可外发的文书",
    "why": "选取理由只供内部使用，不进可外发的文书",
    "score": "选取得分只供内部使用，不进可外发的文书",
    "findings": "其他单位的以往问题只供内部使用，不进可外发的文书",
    "sanctions": "处分条款只供内部使用：模板须写 outgoing: false，并在 inputs 中列出 sanctions",
}
"""Names that templates of documents which may leave the office cannot use, each with the reason."""
_KEPT_FILTERS = frozenset(
    {"abs", "batch", "count", "dictsort", "first", "groupby", "int", "items", "last", "length", "list", "lower"}
    | {"map", "max", "min", "reject", "rejectattr", "reverse", "round", "select", "selectattr", "slice", "sort"}
    | {"sum", "trim", "unique", "upper"}
)
_METHODS = {
    str: {"startswith", "endswith", "strip", "split", "count"},
    dict: {"get", "items", "keys", "values"},
    LoopContext: {"cycle", "changed"},
}
_MAX_RANGE = 1_000
_MAX_STEPS = 20_000


@dataclass(kw_only=True)
class Recorder:
    """What one rendering used; filled while the template runs."""

    resolve: Callable[[Citation], Quotation]
    outgoing: bool
    quoted: dict[Evidence, None] = field(default_factory=dict)
    cited: dict[Evidence, None] = field(default_factory=dict)
    unresolved: dict[str, None] = field(default_factory=dict)
    steps: int = 0
    """How many numbers `range` has handed out."""

    def use(self, quotation: Quotation, into: dict[Evidence, None]) -> None:
        """Notes the evidence of a printed basis, or that there is none."""
        if not quotation.evidence:
            self.unresolved[str(quotation.citation)] = None
        into.update(dict.fromkeys(quotation.evidence))


_HINTS = {
    "was not provided": "宏的参数 {} 没有给值",
    "No caller defined": "宏里的 caller 只用于 call 块",
    "sequence was empty.": "列表是空的，取不出其中一项，请先用 if 判断",
}
"""How Jinja's own hints end -> what is told instead."""


class _Undefined(StrictUndefined):
    """A name the context does not have; says which names it has."""

    __slots__ = ()

    @property
    def _undefined_message(self) -> str:
        name = str(self._undefined_name)
        if self._undefined_hint:
            ended = (text.format(name) for end, text in _HINTS.items() if self._undefined_hint.endswith(end))
            return next(ended, self._undefined_hint)
        if name in WITHHELD:
            return f"{name} 取不到：{WITHHELD[name]}"
        owner: Any = self._undefined_obj
        names = [key for key in owner if isinstance(key, str)] if isinstance(owner, Mapping) else []
        near = get_close_matches(name, names, n=1)
        hint = f"，是不是 {near[0]}？" if near else f"；可用的名称：{'、'.join(names)}" if names else ""
        return f"没有 {name} 这一项{hint}"


class _Macro(Macro):
    """A macro whose result counts as finished Markdown."""

    def _invoke(self, arguments: list[Any], autoescape: bool) -> str:  # noqa: FBT001 -- Jinja 规定的签名
        return MarkdownText(super()._invoke(arguments, autoescape))


def _markup_join(parts: Iterable[Any]) -> str:
    """What `a ~ b` yields: text from texts, finished Markdown as soon as one part is."""
    found = list(parts)
    if any(isinstance(part, MarkdownText) for part in found):
        return MarkdownText("").join(found)
    return "".join(as_text(part) for part in found)


class _Generator(CodeGenerator):
    """Compiles templates so that joining finished Markdown and text escapes for Markdown, not for HTML.

    Each piece is printed by a line of code of its own, which tells the line of the template (see `lines`).
    """

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802 -- Jinja 的方法名
        super().visit_Template(node, frame)
        self.writeline("Markup, Macro, markup_join = environment.markdown_names")

    def visit_Output(self, node: nodes.Output, frame: Frame) -> None:  # noqa: N802 -- Jinja 的方法名
        for child in node.nodes:
            self.newline(child)
            super().visit_Output(nodes.Output([child], lineno=child.lineno, environment=node.environment), frame)


class MarkdownEnvironment(ImmutableSandboxedEnvironment):
    """Jinja with our filters, our escaping, and nothing that could get around them."""

    code_generator_class = _Generator
    markdown_names: ClassVar[tuple[Any, ...]] = (MarkdownText, _Macro, _markup_join)
    intercepted_binops = frozenset({"*", "**", "%"})

    def getattr(self, obj: Any, attribute: str) -> Any:
        """The entry of a dict before its methods: `rows.items` is data when there is such a key."""
        if isinstance(obj, dict) and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Only fields of values, and the few methods that cannot blow up."""
        if callable(value):
            return any(isinstance(obj, kind) and attr in names for kind, names in _METHODS.items())
        return super().is_safe_attribute(obj, attr, value)

    def wrap_str_format(self, value: Any) -> None:  # noqa: ARG002 -- Jinja 规定的形参
        """Nothing: `str.format` is refused like other methods."""
        return

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Multiplication of numbers; text is never repeated or formatted by an operator."""
        if operator == "**" or not isinstance(left, int | float) or not isinstance(right, int | float):
            raise SecurityError(f"模板里不能这样用运算符 {operator}")
        return super().call_binop(context, operator, left, right)


@lru_cache(maxsize=1)
def environment() -> MarkdownEnvironment:
    """The environment every template is compiled and rendered in."""
    made = MarkdownEnvironment(
        undefined=_Undefined,
        autoescape=True,
        finalize=_finalize,
        keep_trailing_newline=True,
    )
    made.filters = {name: FILTERS[name] for name in sorted(_KEPT_FILTERS)}
    made.filters |= {
        "cn_date": _cn_date,
        "cn_number": _cn_number,
        "share": _share,
        "shares": _shares,
        "total": _total,
        "quoted": _quoted,
        "footnoted": _footnoted,
        "cited": _cited,
        "cited_together": _cited_together,
        "md": _md,
        "join_cn": _join_cn,
        "join": _join_cn,
        "default": _default,
        "d": _default,
        "replace": _replace,
    }
    made.globals = {"missing": _missing, "basis": _basis, "range": _range, "namespace": made.globals["namespace"]}
    return made


@lru_cache(maxsize=512)
def parsed(source: str) -> nodes.Template:
    """The syntax tree of this source, only to be read; jinja2.TemplateSyntaxError when there is none."""
    return environment().parse(source)


@lru_cache(maxsize=512)
def compiled(source: str, name: str) -> Template:
    """The template of this source; jinja2.TemplateSyntaxError when there is none. Frames carry `name` as file."""
    env = environment()
    code = env.compile(source, name=name, filename=name)
    return env.template_class.from_code(env, code, env.make_globals(None))


def _recorder(context: Context) -> Recorder:
    recorder = context.parent[RECORDER]
    assert isinstance(recorder, Recorder)
    return recorder


@pass_context
def _finalize(context: Context, value: Any) -> Any:
    """The printed form of any value; also notes what a basis printed without a filter rests on."""
    return _cited(context, value) if isinstance(value, Quotation) else MarkdownText.escape(value)


def _cn_date(value: Any) -> Any:
    """2026年3月1日."""
    return value if isinstance(value, Missing | Undefined) else cn_date(value)


def _cn_number(value: Any) -> Any:
    """三 for 3."""
    return value if isinstance(value, Missing | Undefined) else chinese_number(int(value))


def _share(part: Any, whole: Any) -> Any:
    """92.0% for 381 of 414."""
    absent = next((value for value in (part, whole) if isinstance(value, Missing | Undefined)), None)
    return share(int(part), int(whole)) if absent is None else absent


def _shares(counts: Iterable[Any]) -> Any:
    """The share of each count in their sum; together exactly 100.0%."""
    found = list(counts)
    absent = next((value for value in found if isinstance(value, Missing | Undefined)), None)
    return list(shares([int(count) for count in found])) if absent is None else [absent] * len(found)


def _total(values: Iterable[Any], attribute: str | None = None) -> Any:
    """The exact sum of the values, or of one entry of each; 待补 where one of them is no number."""
    found = [value[attribute] for value in values] if attribute else list(values)
    absent = next((value for value in found if isinstance(value, Missing | Undefined)), None)
    if absent is not None:
        return absent
    summed = total(found)
    return Missing(f"合计（{attribute or '各项'}里有不是数字的）") if summed is None else f"{summed:f}"


@pass_context
def _quoted(context: Context, value: Any) -> Any:
    """《…》第…条规定：“…”."""
    quotation = _quotation(value, "quoted")
    recorder = _recorder(context)
    recorder.use(quotation, recorder.quoted)
    return MarkdownText(escape_markdown(quotation.quoted))


@pass_context
def _footnoted(context: Context, value: Any) -> Any:
    """A footnote that says 《…》第…条规定：“…”."""
    return MarkdownText(f"^[{_quoted(context, value)}]")


@pass_context
def _cited(context: Context, value: Any) -> Any:
    """《…》第…条."""
    return _cited_together(context, [_quotation(value, "cited")])


@pass_context
def _cited_together(context: Context, values: Any) -> Any:
    """《…》第三条、第五条第二款；《…》第七条: a list of bases, each title once."""
    quotations = [_quotation(value, "cited_together") for value in values]
    recorder = _recorder(context)
    for quotation in quotations:
        recorder.use(quotation, recorder.cited)
    return MarkdownText(escape_markdown(cited_together(quotations)))


def _quotation(value: Any, name: str) -> Quotation:
    if not isinstance(value, Quotation):
        raise TemplateError(f'|{name} 只用于依据，如 {{{{ basis("《…》第…条")|{name} }}}} 或一条 row.basis')
    return value


@pass_context
def _basis(context: Context, text: str) -> Quotation:
    """The basis that a template's own words cite."""
    recorder = _recorder(context)
    try:
        quotation = recorder.resolve(Citation.parse(text))
    except InvalidCitation as error:
        raise TemplateError(error.message) from error
    if recorder.outgoing and any(is_sanction(evidence.quote) for evidence in quotation.evidence):
        raise TemplateError(f"{quotation.citation} 是处分条款，不能写进可外发的文书；请改引规定“应当怎样做”的条款")
    return quotation


def _md(value: Any) -> Any:
    """`value` as Markdown, unescaped."""
    return value if isinstance(value, Missing | Undefined) else MarkdownText(as_text(value))


def _join_cn(values: Iterable[Any], separator: str = "、", attribute: str | None = None) -> MarkdownText:
    """The values with 、 between them."""
    items = (item[attribute] for item in values) if attribute else values
    return MarkdownText.escape(separator).join(items)


def _default(value: Any, instead: Any = "", boolean: bool = False) -> Any:  # noqa: FBT001, FBT002 -- 与 Jinja 一致
    """`instead` where there is no value."""
    absent = isinstance(value, Undefined | Missing) or (boolean and not value)
    return instead if absent else value


def _replace(value: Any, old: str, new: str) -> Any:
    """The text with `old` written as `new`."""
    return value if isinstance(value, Missing | Undefined) else as_text(value).replace(old, new)


def _missing(label: str) -> Missing:
    """What stands where the office has supplied nothing."""
    return Missing(as_text(label))


@pass_context
def _range(context: Context, *bounds: int) -> range:
    """Numbers for rows to fill in by hand; bounded, so that no template runs away."""
    numbers = range(*bounds)
    recorder = _recorder(context)
    recorder.steps += len(numbers)
    if len(numbers) > _MAX_RANGE or recorder.steps > _MAX_STEPS:
        raise TemplateError(f"range 最多 {_MAX_RANGE} 个数，一份文书合计最多 {_MAX_STEPS} 个")
    return numbers
