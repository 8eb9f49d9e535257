"""The context names a template uses, as dotted paths with their lines: `team.phone`, `rows`."""

from collections.abc import Iterator
from functools import lru_cache

from jinja2 import nodes

from xuncha_docs.compose.environment import environment

Used = tuple[str, int]
"""A dotted name and the line it stands on, counted from the first line of the source."""


@lru_cache(maxsize=512)
def used_names(source: str) -> tuple[Used, ...]:
    """Every name of the context that `source` reads, in order; what loops, `set` and macros bind is left out."""
    return tuple(_walk(environment().parse(source), set(environment().globals)))


def _walk(node: nodes.Node, bound: set[str]) -> Iterator[Used]:
    if isinstance(node, nodes.Getattr | nodes.Getitem | nodes.Name):
        yield from _chain(node, bound)
    elif isinstance(node, nodes.Call) and isinstance(node.node, nodes.Getattr):
        yield from _walk(node.node.node, bound)
        yield from _each([*node.args, *node.kwargs], bound)
    elif isinstance(node, nodes.For):
        yield from _loop(node, bound)
    elif isinstance(node, nodes.Macro | nodes.CallBlock):
        yield from _macro(node, bound)
    elif isinstance(node, nodes.With):
        yield from _each(node.values, bound)
        yield from _each(node.body, bound | {name for target in node.targets for name in _targets(target)})
    elif isinstance(node, nodes.Assign | nodes.AssignBlock):
        yield from _each([node.node] if isinstance(node, nodes.Assign) else node.body, bound)
        bound |= _targets(node.target)
    else:
        yield from _each(node.iter_child_nodes(), bound)


def _each(children: "Iterator[nodes.Node] | list[nodes.Node] | list[nodes.Expr]", bound: set[str]) -> Iterator[Used]:
    for child in children:
        yield from _walk(child, bound)


def _chain(node: nodes.Node, bound: set[str]) -> Iterator[Used]:
    """The longest dotted path that ends in a name; other parts of a subscript are walked on their own."""
    parts: list[str] = []
    while not isinstance(node, nodes.Name):
        if isinstance(node, nodes.Getattr):
            parts.insert(0, node.attr)
            node = node.node
        elif isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
            parts.insert(0, node.arg.value)
            node = node.node
        elif isinstance(node, nodes.Getitem):
            parts = []
            yield from _walk(node.arg, bound)
            node = node.node
        else:
            yield from _walk(node, bound)
            return
    if node.ctx == "load" and node.name not in bound:
        yield ".".join([node.name, *parts]), node.lineno


def _loop(node: nodes.For, bound: set[str]) -> Iterator[Used]:
    yield from _walk(node.iter, bound)
    inner = bound | _targets(node.target) | {"loop"}
    if node.test:
        yield from _walk(node.test, inner)
    yield from _each(node.body, inner)
    yield from _each(node.else_, set(bound))


def _macro(node: nodes.Macro | nodes.CallBlock, bound: set[str]) -> Iterator[Used]:
    yield from _each(node.defaults, bound)
    if isinstance(node, nodes.CallBlock):
        yield from _walk(node.call, bound)
    else:
        bound.add(node.name)
    inner = bound | {arg.name for arg in node.args} | {"caller", "varargs", "kwargs"}
    yield from _each(node.body, inner)


def _targets(node: nodes.Node) -> set[str]:
    found = {name.name for name in node.find_all(nodes.Name)}
    return found | ({node.name} if isinstance(node, nodes.Name) else set())
