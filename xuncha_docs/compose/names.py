"""The context names a template uses, as dotted paths with their lines: `team.phone`, `rows.title`.

The members of a list have the path of the list: after `for r in rows`, `r.title` is `rows.title`.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from jinja2 import nodes

from xuncha_docs.compose.environment import environment, parsed

Used = tuple[str, int]
"""A dotted name and the line it stands on, counted from the first line of the source."""
_Bound = dict[str, str | None]
"""What loops, `set` and macros bind -> the path it stands for; None where that cannot be told."""
_SAME = frozenset(
    {"list", "selectattr", "rejectattr", "select", "reject", "sort", "reverse", "unique", "first", "last", "slice"}
    | {"batch", "default", "d"}
)
"""Filters whose result has the parts that their value has."""
_DEEPEST = 3
"""How many macros that call one another are followed."""


@lru_cache(maxsize=512)
def used_names(source: str) -> tuple[Used, ...]:
    """Every name of the context that `source` reads, in order; what is bound to no path of it is left out."""
    tree = parsed(source)
    reader = _Reader({})
    for _ in range(_DEEPEST):
        found = tuple(reader.walk(tree, dict.fromkeys(environment().globals)))
        given = reader.parameters()
        if given == reader.given:
            break
        reader = _Reader(given)
    return found


@lru_cache(maxsize=512)
def asked_limits(source: str) -> tuple[str, ...]:
    """The names of the time limits that `source` prints by its macro `limit`, each once, in order."""
    calls = parsed(source).find_all(nodes.Call)
    named = (call.args for call in calls if isinstance(call.node, nodes.Name) and call.node.name == "limit")
    return tuple(dict.fromkeys(str(args[0].value) for args in named if args and isinstance(args[0], nodes.Const)))


class _Reader:
    """A walk over a template, with what the parameters of its macros stand for as far as earlier walks told."""

    def __init__(self, given: Mapping[str, Sequence[str | None]]) -> None:
        self.given = given
        """Macro -> the path of each parameter; None where its calls differ."""
        self._calls: dict[str, list[list[str | None]]] = {}

    def parameters(self) -> dict[str, list[str | None]]:
        """Macro -> the path that all calls of this walk hand over for each parameter."""
        return {
            name: [paths[0] if len(set(paths)) == 1 else None for paths in zip(*calls, strict=False)]
            for name, calls in self._calls.items()
        }

    def walk(self, node: nodes.Node, bound: _Bound) -> Iterator[Used]:
        """The names read below a node; `bound` learns what it binds."""
        if isinstance(node, nodes.Getattr | nodes.Getitem | nodes.Name):
            yield from self._chain(node, bound)
        elif isinstance(node, nodes.Call) and isinstance(node.node, nodes.Getattr):
            yield from self.walk(node.node.node, bound)
            yield from self._each([*node.args, *node.kwargs], bound)
        elif isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name):
            self._calls.setdefault(node.node.name, []).append([_path(arg, bound) for arg in node.args])
            yield from self._each(node.iter_child_nodes(), bound)
        elif isinstance(node, nodes.Filter):
            yield from self._filter(node, bound)
        elif isinstance(node, nodes.For):
            yield from self._loop(node, bound)
        elif isinstance(node, nodes.Macro | nodes.CallBlock):
            yield from self._macro(node, bound)
        elif isinstance(node, nodes.With):
            yield from self._each(node.values, bound)
            pairs = zip(node.targets, node.values, strict=True)
            inner = [_bind(target, _path(value, bound)) for target, value in pairs]
            yield from self._each(node.body, _merged(bound, *inner))
        elif isinstance(node, nodes.Assign | nodes.AssignBlock):
            assigned = node.node if isinstance(node, nodes.Assign) else None
            yield from self._each(node.body if isinstance(node, nodes.AssignBlock) else [node.node], bound)
            for name, path in _bind(node.target, _path(assigned, bound) if assigned else None).items():
                bound[name] = path if bound.get(name, path) == path else None
        else:
            yield from self._each(node.iter_child_nodes(), bound)

    def _each(
        self, children: "Iterator[nodes.Node] | list[nodes.Node] | list[nodes.Expr]", bound: _Bound
    ) -> Iterator[Used]:
        for child in children:
            yield from self.walk(child, bound)

    def _chain(self, node: nodes.Node, bound: _Bound) -> Iterator[Used]:
        """The dotted path a name with its attributes stands for; subscripts are walked on their own."""
        path = _path(node, bound)
        if path is not None and (not isinstance(node, nodes.Name) or node.name not in bound):
            yield path, node.lineno
        inner = node
        while isinstance(inner, nodes.Getattr | nodes.Getitem):
            if isinstance(inner, nodes.Getitem) and not isinstance(inner.arg, nodes.Const):
                yield from self.walk(inner.arg, bound)
            inner = inner.node
        if not isinstance(inner, nodes.Name):
            yield from self.walk(inner, bound)

    def _filter(self, node: nodes.Filter, bound: _Bound) -> Iterator[Used]:
        yield from self._each(node.iter_child_nodes(), bound)
        read = _part(_path(node.node, bound), _attribute(node))
        if read is not None:
            yield read, node.lineno

    def _loop(self, node: nodes.For, bound: _Bound) -> Iterator[Used]:
        yield from self.walk(node.iter, bound)
        inner = _merged(bound, _bind(node.target, _path(node.iter, bound)), {"loop": None})
        if node.test:
            yield from self.walk(node.test, inner)
        yield from self._each(node.body, inner)
        yield from self._each(node.else_, dict(bound))

    def _macro(self, node: nodes.Macro | nodes.CallBlock, bound: _Bound) -> Iterator[Used]:
        yield from self._each(node.defaults, bound)
        if isinstance(node, nodes.CallBlock):
            yield from self.walk(node.call, bound)
        else:
            bound[node.name] = None
        names = [arg.name for arg in node.args]
        told = self.given.get(node.name, ()) if isinstance(node, nodes.Macro) else ()
        given = dict.fromkeys([*names, "caller", "varargs", "kwargs"]) | dict(zip(names, told, strict=False))
        yield from self._each(node.body, _merged(bound, given))


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


def _merged(*parts: Mapping[str, str | None]) -> _Bound:
    return {name: path for part in parts for name, path in part.items()}


def _bind(target: nodes.Node, path: str | None) -> _Bound:
    """What is bound: a single name to the path, several names to nothing that can be told."""
    if isinstance(target, nodes.Name):
        return {target.name: path}
    return dict.fromkeys(name.name for name in target.find_all(nodes.Name))
