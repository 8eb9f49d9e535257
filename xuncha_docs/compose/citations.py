"""The articles a template's own words cite: basis("《…》第…条"), and 《…》第…条 written out."""

from collections.abc import Iterator

from jinja2 import nodes

from xuncha_docs.compose.environment import parsed
from xuncha_docs.compose.templates import Template
from xuncha_docs.errors import InvalidCitation, Location
from xuncha_docs.library.citation import Citation, find_citations


def citations_of(template: Template) -> tuple[tuple[Citation, Location], ...]:
    """Each citation with its line; a basis() whose text is put together at run time is left out."""
    return tuple(
        (citation, template.place(part, line))
        for part, text in template.parts.items()
        for citation, line in _of_part(parsed(text))
    )


def _of_part(tree: nodes.Template) -> Iterator[tuple[Citation, int]]:
    for node in tree.find_all((nodes.Call, nodes.TemplateData)):
        if isinstance(node, nodes.TemplateData):
            for start, _, citation in find_citations(node.data):
                yield citation, node.lineno + node.data.count("\n", 0, start)
        elif isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name == "basis":
            yield from _of_call(node)


def _of_call(call: nodes.Call) -> Iterator[tuple[Citation, int]]:
    text = call.args[0].value if call.args and isinstance(call.args[0], nodes.Const) else None
    try:
        yield Citation.parse(text or ""), call.lineno
    except InvalidCitation:  # 写错的引文在生成文书时报错；拼出来的要到那时才知道
        return
