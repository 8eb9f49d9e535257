"""The context names a template uses, as dotted paths with their lines: `team.phone`, `rows.title`.

The members of a list have the path of the list: after `for r in rows`, `r.title` is `rows.title`.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache

from jinja2 import nodes

from xuncha_docs.compose.environment import environment

Used = tuple[str, int]
"""A dotted name and the line it stands on, counted from the first line of the source."""
_Bound = dict[str, str | None]
"""What loops, `set` and macros bind -> the path it stands for; None where that cannot be told."""
_SAME = frozenset(
    {"list", "selectattr", "rejectattr", "select", "reject", "sort", "reverse", "unique", "first", "last", "slice"}
    | {"batch", "default", "d"}
)
"""Filters whose result has the parts that their value has."""


@lru_cache(maxsize=512)
def used_names(source: str) -> tuple[Used, ...]:
    """Every name of the context that `source` reads, in order; what is bound to no path of it is left out."""
    return tuple(_walk(environment().parse(source), dict.fromkeys(environment().globals)))


@lru_cache(maxsize=512)
def asked_limits(source: str) -> tuple[str, ...]:
    """The names of the time limits that `source` prints by its macro `limit`, each once, in order."""
    calls = (call for call in environment().parse(source).find_all(nodes.Call) if isinstance(call.node, nodes.Name))
    named = (call.args[0] for call in calls if call.node.name == "limit" and call.args)
    return tuple(dict.fromkeys(str(arg.value) for arg in named if isinstance(arg, nodes.Const)))


def _walk(node: nodes.Node, bound: _Bound) -> Iterator[Used]:
    if isinstance(node, nodes.Getattr | nodes.Getitem | nodes.Name):
        yield from _chain(node, bound)
    elif isinstance(node, nodes.Call) and isinstance(node.node, nodes.Getattr):
        yield from _walk(node.node.node, bound)
        yield from _each([*node.args, *node.kwargs], bound)
    elif isinstance(node, nodes.Filter):
        yield from _filter(node, bound)
    elif isinstance(node, nodes.For):
        yield from _loop(node, bound)
    elif isinstance(node, nodes.Macro | nodes.CallBlock):
        yield from _macro(node, bound)
    elif isinstance(node, nodes.With):
        yield from _each(node.values, bound)
        pairs = zip(node.targets, node.values, strict=True)
        inner = [_bind(target, _path(value, bound)) for target, value in pairs]
        yield from _each(node.body, _merged(bound, *inner))
    elif isinstance(node, nodes.Assign | nodes.AssignBlock):
        assigned = node.node if isinstance(node, nodes.Assign) else None
        yield from _each(node.body if isinstance(node, nodes.AssignBlock) else [node.node], bound)
        for name, path in _bind(node.target, _path(assigned, bound) if assigned else None).items():
            bound[name] = path if bound.get(name, path) == path else None
    else:
        yield from _each(node.iter_child_nodes(), bound)


def _each(children: "Iterator[nodes.Node] | list[nodes.Node] | list[nodes.Expr]", bound: _Bound) -> Iterator[Used]:
    for child in children:
        yield from _walk(child, bound)


def _chain(node: nodes.Node, bound: _Bound) -> Iterator[Used]:
    """The dotted path a name with its attributes stands for; subscripts are walked on their own."""
    path = _path(node, bound)
    if path is not None and (not isinstance(node, nodes.Name) or node.name not in bound):
        yield path, node.lineno
    inner = node
    while isinstance(inner, nodes.Getattr | nodes.Getitem):
        if isinstance(inner, nodes.Getitem) and not isinstance(inner.arg, nodes.Const):
            yield from _walk(inner.arg, bound)
        inner = inner.node
    if not isinstance(inner, nodes.Name):
        yield from _walk(inner, bound)


def _path(node: nodes.Node | None, bound: Mapping[str, str | None]) -> str | None:
    """The path whose parts the value of an expression has; None where that cannot be told."""
    if isinstance(node, nodes.Name):
        return bound.get(node.name, node.name if node.ctx == "load" else None)
    if isinstance(node, nodes.Or):
        return _path(node.left, bound)
    if not isinstance(node, nodes.Getattr | nodes.Getitem | nodes.Filter):
        return None
    path = _path(node.node, bound)
    if isinstance(node, nodes.Getattr):
        return _part(path, node.attr)
    if isinstance(node, nodes.Getitem):
        key = node.arg.value if isinstance(node.arg, nodes.Const) else None
        return _part(path, key) if isinstance(key, str) else path
    return path if node.name in _SAME else _part(path, _attribute(node)) if node.name == "map" else None


def _part(path: str | None, name: str | None) -> str | None:
    return f"{path}.{name}" if path is not None and name is not None else None


def _attribute(node: nodes.Filter) -> str | None:
    """The attribute a filter reads of each member: that of `map`, `total`, `join_cn`, `selectattr` …"""
    named = [pair.value for pair in node.kwargs if pair.key == "attribute"]
    first = node.args[:1] if node.name in {"selectattr", "rejectattr", "groupby", "total"} else []
    given = next(iter([*named, *first]), None)
    return given.value if isinstance(given, nodes.Const) and isinstance(given.value, str) else None


def _filter(node: nodes.Filter, bound: _Bound) -> Iterator[Used]:
    yield from _each(node.iter_child_nodes(), bound)
    read = _part(_path(node.node, bound), _attribute(node))
    if read is not None:
        yield read, node.lineno


def _loop(node: nodes.For, bound: _Bound) -> Iterator[Used]:
    yield from _walk(node.iter, bound)
    inner = _merged(bound, _bind(node.target, _path(node.iter, bound)), {"loop": None})
    if node.test:
        yield from _walk(node.test, inner)
    yield from _each(node.body, inner)
    yield from _each(node.else_, dict(bound))


def _macro(node: nodes.Macro | nodes.CallBlock, bound: _Bound) -> Iterator[Used]:
    yield from _each(node.defaults, bound)
    if isinstance(node, nodes.CallBlock):
        yield from _walk(node.call, bound)
    else:
        bound[node.name] = None
    given = dict.fromkeys([*(arg.name for arg in node.args), "caller", "varargs", "kwargs"])
    yield from _each(node.body, _merged(bound, given))


def _merged(*parts: Mapping[str, str | None]) -> _Bound:
    return {name: path for part in parts for name, path in part.items()}


def _bind(target: nodes.Node, path: str | None) -> _Bound:
    """What is bound: a single name to the path, several names to nothing that can be told."""
    if isinstance(target, nodes.Name):
        return {target.name: path}
    return dict.fromkeys(name.name for name in target.find_all(nodes.Name))
