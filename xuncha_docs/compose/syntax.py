"""What is wrong with the Jinja of a template, in Chinese and with its line."""

import re
from collections.abc import Iterator
from difflib import get_close_matches

from jinja2 import TemplateSyntaxError, nodes

from xuncha_docs.compose.environment import compiled, environment, parsed
from xuncha_docs.compose.word_paragraphs import TAG

Mistake = tuple[str, int]
"""Message, line."""
_ALONE = {"if": "{0}{{% endif %}}", "for": "{0}{{% endfor %}}", "elif": "{{% if 1 %}}{0}{{% endif %}}", "set": "{0}"}
_PARTS_OF_OTHERS = ("else", "endif", "endfor")
_STATEMENT = re.compile(r"\{%-?\s*(\w+)")
MARKDOWN_ONLY = frozenset({"md", "footnoted"})
"""Filters whose result is Markdown, which Word would print as it is written."""


def first_mistake(source: str, name: str) -> Mistake | None:
    """The first thing wrong with a source that is compiled under a name."""
    try:
        tree = parsed(source)
        compiled(source, name)
    except TemplateSyntaxError as error:
        return _in_chinese(error.message or ""), error.lineno
    except (SyntaxError, RecursionError):  # 套得太深，Python 自己编译不了
        return "循环、判断或括号套得太深，请拆开", 1
    return next(_forbidden(tree), None)


def mend(text: str) -> tuple[str | None, list[Mistake]]:
    """The text of a Word template without the values that are wrong, and all mistakes, each tag looked at alone.

    None where a loop or condition is wrong, so that nothing can be said of what stands in it.
    """
    found: list[Mistake] = []
    lines = text.split("\n")
    whole = True
    for number, line in enumerate(lines):
        for tag in TAG.findall(line):
            wrong = _wrong(tag)
            if wrong:
                found.append((wrong, number + 1))
                whole = whole and tag.startswith("{{")
                lines[number] = lines[number].replace(tag, "")
    mended = "\n".join(lines)
    rest = first_mistake(mended, "templates") if whole else None
    return (mended if whole and rest is None else None), [*found, *([rest] if rest else ())]


def _wrong(tag: str) -> str | None:
    statement = _STATEMENT.match(tag)
    name = statement[1] if statement else ""
    if tag.startswith("{#") or name in _PARTS_OF_OTHERS:
        return None
    source = _ALONE.get(name, "{0}").format(tag)
    wrong = first_mistake(source, "templates")
    if wrong:
        return wrong[0]
    filters = (used.name for used in parsed(source).find_all(nodes.Filter))
    misused = next((name for name in filters if name in MARKDOWN_ONLY), None)
    if misused:
        return f"过滤器 {misused} 只用于 Markdown 模板"
    if statement and name not in _ALONE:
        return f"Word 模板里不能用 {name}，只能用 if、for、set"
    if name == "set" and "=" not in tag:
        return "Word 模板里不能用成对的 set，请写 {% set 名称 = 值 %}"
    return None


def _forbidden(tree: nodes.Template) -> Iterator[Mistake]:
    env = environment()
    for node in tree.find_all((nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends)):
        yield "模板不能引用别的模板文件，请把内容直接写进来", node.lineno
    for filter_ in tree.find_all(nodes.Filter):
        if filter_.name not in env.filters:
            yield _no_filter(filter_.name), filter_.lineno
    for got in tree.find_all(nodes.Expr):
        name = _attribute(got)
        if name.startswith("_"):
            yield f"模板里不能取用内部属性 {name}", got.lineno


def _attribute(node: nodes.Expr) -> str:
    if isinstance(node, nodes.Getattr):
        return node.attr
    return str(node.arg.value) if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const) else ""


def _no_filter(name: str) -> str:
    near = get_close_matches(name, environment().filters, n=1)
    return f"没有过滤器 {name}，" + (f"是不是 {near[0]}？" if near else f"可用的有：{'、'.join(environment().filters)}")


_MESSAGES = (
    (r"Encountered unknown tag '(.+?)'.*", "不认识的标签 {0}"),
    (r"Unexpected end of template.*innermost block that needs to be closed is '(.+?)'.*", "{0} 没有结束，缺少 end{0}"),
    (r"Unexpected end of template.*", "模板没有写完，检查 {{% … %}} 是否都有结束标签"),
    (r"Expected an expression, got '(.+?)'", "这里应写一个值，却是 {0}"),
    (r"expected token '(.+?)', got '(.+?)'", "这里应为 {0}，却写了 {1}"),
    (r"unexpected char '(.+?)' at \d+", "多出字符 {0}；标签里的引号、括号、竖线要用半角"),
    (r"unexpected '(.+?)'.*", "多出 {0}"),
    (r"Missing end of (comment|raw).*", "{0} 没有结束"),
    (r"No test named '(.+?)'.*", "没有判断词 {0}"),
)


def _in_chinese(message: str) -> str:
    unknown = re.match(r"No filter named '(.+?)'", message)
    if unknown:
        return _no_filter(unknown[1])
    for pattern, chinese in _MESSAGES:
        match = re.fullmatch(pattern, message, re.DOTALL)
        if match:
            return f"模板写法有误：{chinese.format(*match.groups())}"
    return f"模板写法有误：{message}"
