"""The Jinja of Word templates: the names, filters and bans of Markdown templates, but what is printed is plain text."""

from collections.abc import Callable
from typing import Any

from jinja2 import Environment, Template, pass_context
from jinja2.runtime import Context

from xuncha_docs.compose.environment import environment
from xuncha_docs.compose.syntax import MARKDOWN_ONLY
from xuncha_docs.compose.values import LINE_BREAK, MarkdownText, unescape_markdown
from xuncha_docs.word.tree import clean


def compiler(finalize: Callable[..., Any]) -> Callable[[str, str], Template]:
    """Compiles a source under a name; frames carry the name as file."""
    env = environment().overlay(finalize=finalize)
    env.filters = {name: found for name, found in environment().filters.items() if name not in MARKDOWN_ONLY}

    def compiled(source: str, name: str) -> Template:
        code = env.compile(source, name=name, filename=name)
        made: Template = Environment.template_class.from_code(env, code, env.make_globals(None))
        return made

    return compiled


@pass_context
def as_line(context: Context, value: Any) -> MarkdownText:
    """A value as plain text, not escaped: for the text of the document alone."""
    return MarkdownText(_text(context, value))


@pass_context
def as_xml(context: Context, value: Any) -> str:
    """A value as plain text that Jinja escapes for XML, without what no .docx can hold."""
    return clean(_text(context, value))[0]


def _text(context: Context, value: Any) -> str:
    finalize: Any = environment().finalize
    return unescape_markdown(str(finalize(context, value))).replace(LINE_BREAK, "\n")
