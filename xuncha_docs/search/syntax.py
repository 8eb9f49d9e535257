"""Query text -> what must hold and what ranks: words, "phrases", AND, OR, NOT, -word, 同句, 同段 and brackets."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from xuncha_docs.errors import QueryError
from xuncha_docs.search.analyzer import fold, runs

LONGEST = 2000
"""Characters of a query."""
_DEEPEST = 20
_NEAR = {"同句": re.compile(r"[。！？!?\n]"), "同段": re.compile(r"\n")}
"""Operator -> what ends the stretch in which both sides must hold."""
_OPERATORS = ("AND", "OR", "NOT", *_NEAR)
_JOINING = ("AND", *_NEAR)
_EDGES = "，。、；：？！,.;:?!…《》"
_QUOTES = '"“”„＂'
_QUOTED = re.compile(f"[{_QUOTES}][^{_QUOTES}]*[{_QUOTES}]")
_SENTENCE_END = re.compile("[。？?]")
_NO_SIGNS = str.maketrans(dict.fromkeys(_QUOTES + "()（）", " "))


@dataclass(frozen=True, slots=True)
class Leaf:
    """A piece of text that a document must contain as written, once both are folded."""

    text: str

    @property
    def folded(self) -> str:
        """What is compared."""
        return fold(self.text)


@dataclass(frozen=True, slots=True)
class Not:
    """What a document must not match."""

    node: "Node"


@dataclass(frozen=True, slots=True)
class AllOf:
    """What a document must match throughout."""

    nodes: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Of which a document must match at least one."""

    nodes: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Near:
    """What a document must match throughout within one sentence or one paragraph."""

    within: str
    """`同句` or `同段`."""
    nodes: "tuple[Node, ...]"

    def stretches(self, text: str) -> list[str]:
        """The sentences or paragraphs of a text."""
        return _NEAR[self.within].split(text)


Node = Leaf | Not | AllOf | AnyOf | Near


def matches(node: Node, text: str) -> bool:
    """Whether a folded text fulfils the condition: the last word on every hit."""
    match node:
        case Leaf():
            return node.folded in text
        case Not():
            return not matches(node.node, text)
        case AllOf():
            return all(matches(child, text) for child in node.nodes)
        case AnyOf():
            return any(matches(child, text) for child in node.nodes)
        case Near():
            return any(all(matches(child, part) for child in node.nodes) for part in node.stretches(text))


@dataclass(frozen=True, kw_only=True, slots=True)
class Query:
    """A parsed query."""

    free: tuple[str, ...] = ()
    """Words outside any operator: they rank, and any of their characters in pairs may bring a document in."""
    condition: Node | None = None
    """What each hit must match."""

    @property
    def sought(self) -> tuple[str, ...]:
        """The texts to look for and to highlight; those behind NOT are not among them."""
        return (*self.free, *(_sought(self.condition) if self.condition else ()))

    @property
    def ranks_only(self) -> bool:
        """Whether the free words alone bring documents in: there is no condition, or it only excludes."""
        return self.sought == self.free


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    """`word`, `phrase`, an operator, `(`, `)` or `end`."""
    text: str
    at: int
    """0-based offset in the query."""


def parse_query(text: str, *, exact: bool = False) -> Query:
    """The query that `text` writes; with `exact`, each word must be contained as written.

    In a whole sentence quotation marks and brackets ask for nothing: people write them there for their own sake.
    QueryError names the character at which it cannot be read, and what to write.
    """
    if len(text) > LONGEST:
        raise QueryError(f"检索词有 {len(text)} 个字，最多 {LONGEST} 个字，请只留关键的句子")
    if not runs(text):
        raise QueryError("检索词里没有字词，请写要找的内容，如：公务接待 陪餐")
    plain = text.translate(_NO_SIGNS) if not exact and _is_sentence(text) else text
    parser = _Parser(tuple(_tokens(plain)))
    query = parser.query(exact=exact)
    if not query.sought:
        raise QueryError("只写了要排除的词，请再写要找的词，如：公务接待 -处分")
    return query


def _is_sentence(text: str) -> bool:
    """Whether the text ends a sentence outside quotation marks and uses no operator."""
    outside = _QUOTED.sub(" ", text)
    operators = (word for word in outside.split() if word in _OPERATORS or word[0] in "-－")
    return _SENTENCE_END.search(outside) is not None and not any(operators)


def _sought(node: Node) -> Iterator[str]:
    match node:
        case Leaf():
            yield node.text
        case AllOf() | AnyOf() | Near():
            for child in node.nodes:
                yield from _sought(child)
        case Not():
            return


def _tokens(text: str) -> Iterator[_Token]:
    at = 0
    while at < len(text):
        char = fold(text[at])
        if char.isspace():
            at += 1
        elif text[at] in _QUOTES:
            end = next((i for i in range(at + 1, len(text)) if text[i] in _QUOTES), -1)
            yield _phrase(text, at, end)
            at = end + 1
        elif char in "()":
            yield _Token(char, char, at)
            at += 1
        elif char == "-":
            if at + 1 < len(text) and not text[at + 1].isspace() and fold(text[at + 1]) != ")":
                yield _Token("NOT", "-", at)
            at += 1
        else:
            end = _word_end(text, at)
            yield from _word(text[at:end], at)
            at = end
    yield _Token("end", "", len(text))


def _phrase(text: str, at: int, end: int) -> _Token:
    if end < 0:
        raise QueryError(f"第 {at + 1} 个字处的引号没有成对，请补上另一半，如：“{text[at + 1 :].strip()}”")
    inside = text[at + 1 : end].strip()
    if not runs(inside):
        raise QueryError(f"第 {at + 1} 个字处的引号里没有字词，请写要逐字查找的内容，如：“公务接待”")
    return _Token("phrase", inside, at)


def _word_end(text: str, at: int) -> int:
    """The end of a word: at a space, a quote or a bracket that is not its own; （试行） inside a word belongs to it."""
    opened: list[int] = []
    end = at
    while end < len(text) and not text[end].isspace() and text[end] not in _QUOTES:
        char = fold(text[end])
        if char == "(":
            opened.append(end)
        elif char == ")":
            if not opened:
                return end
            opened.pop()
        end += 1
    if opened:
        raise QueryError(f"第 {opened[0] + 1} 个字处的括号没有成对，请补上或删去")
    return end


def _word(text: str, at: int) -> Iterator[_Token]:
    operator = text.translate({code: code - 0xFEE0 for code in range(0xFF21, 0xFF3B)})
    if operator in _OPERATORS:
        yield _Token(operator, text, at)
    elif runs(text):
        yield _Token("word", text.strip(_EDGES), at)


class _Parser:
    """Recursive descent over the tokens: OR binds loosest, then AND, 同句 and 同段, then words in a row, then NOT."""

    def __init__(self, tokens: tuple[_Token, ...]) -> None:
        self._tokens = tokens
        self._at = 0
        self._excluded: list[Node] = []
        """What `-词` beside other words excludes; holds for everything in the same brackets."""
        self._turns = 0

    def query(self, *, exact: bool) -> Query:
        if self._peek.kind not in (*_JOINING, "OR") and not exact:
            words, others = self._side_by_side(0)
            if self._peek.kind == "end":
                return Query(free=tuple(word.text for word in words), condition=_all(others) if others else None)
        self._at = self._turns = 0
        node = self._any(0, loose=not exact)
        self._finish()
        return Query(condition=node)

    def _finish(self) -> None:
        if self._peek.kind != "end":
            raise QueryError(f"第 {self._peek.at + 1} 个字处的括号没有成对，请补上或删去")

    @property
    def _peek(self) -> _Token:
        return self._tokens[self._at]

    def _next(self) -> _Token:
        token = self._peek
        self._at += 1
        return token

    def _any(self, depth: int, *, loose: bool) -> Node:
        outer, self._excluded = self._excluded, []
        nodes = [self._all(depth, loose=loose)]
        while self._peek.kind == "OR":
            self._next()
            nodes.append(self._all(depth, loose=loose))
        node = nodes[0] if len(nodes) == 1 else AnyOf(tuple(nodes))
        excluded, self._excluded = self._excluded, outer
        return _all([node, *excluded])

    def _all(self, depth: int, *, loose: bool) -> Node:
        node = self._group(depth, loose=loose)
        before = self._peek.kind
        while self._peek.kind in _JOINING:
            joint = self._next()
            if joint.kind != before:
                self._turned(joint)
            node = _joined(joint.kind, node, self._group(depth, loose=loose))
            before = joint.kind
        return node

    def _turned(self, joint: _Token) -> None:
        """Counts the places where a chain of operators turns from one to another: each nests what is before it."""
        self._turns += 1
        if self._turns > _DEEPEST:
            raise QueryError(f"到第 {joint.at + 1} 个字处，AND、同句、同段换用超过 {_DEEPEST} 次，请分几次检索")

    def _group(self, depth: int, *, loose: bool) -> Node:
        """Words side by side: each other part must hold, and (if loose) at least one of the bare words."""
        words, others = self._side_by_side(depth, loose=loose)
        kept = [node for node in others if not isinstance(node, Not)]
        if not words and not kept:
            return _all(others)
        self._excluded += (node for node in others if isinstance(node, Not))
        if len(words) > 1 and loose:
            return _all([AnyOf(tuple(words)), *kept])
        return _all([*words, *kept])

    def _side_by_side(self, depth: int, *, loose: bool = True) -> tuple[list[Leaf], list[Node]]:
        words: list[Leaf] = []
        others: list[Node] = []
        while self._peek.kind in ("word", "phrase", "NOT", "("):
            if self._peek.kind == "word":
                words.append(Leaf(self._next().text))
            else:
                others.append(self._unit(depth, loose=loose))
        if not words and not others:
            raise self._unexpected()
        return words, others

    def _unit(self, depth: int, *, loose: bool) -> Node:
        if depth > _DEEPEST:
            raise QueryError(f"第 {self._peek.at + 1} 个字处括号或 NOT 套得太深，最多 {_DEEPEST} 层")
        token = self._next()
        if token.kind == "NOT":
            return Not(self._unit(depth + 1, loose=loose))
        if token.kind in ("word", "phrase"):
            return Leaf(token.text)
        if token.kind != "(":
            self._at -= 1
            raise self._unexpected()
        node = self._any(depth + 1, loose=loose)
        if self._peek.kind != ")":
            raise QueryError(f"第 {token.at + 1} 个字处的括号没有成对，请补上或删去")
        self._next()
        return node

    def _unexpected(self) -> QueryError:
        token = self._peek
        before = self._tokens[self._at - 1] if self._at else None
        if token.kind == ")":
            return QueryError(f"第 {token.at + 1} 个字处的括号没有成对或里面没有字词，请补上或删去")
        if token.kind in _OPERATORS:
            return QueryError(f"第 {token.at + 1} 个字处的 {token.text} 前面缺少词，应写成：甲 {token.text} 乙")
        place = f"{before.text} 后面" if before and before.text else "这里"
        return QueryError(f"第 {token.at + 1} 个字处缺少词：{place}要写检索词")


def _all(nodes: Sequence[Node]) -> Node:
    return nodes[0] if len(nodes) == 1 else AllOf(tuple(nodes))


def _joined(how: str, node: Node, other: Node) -> Node:
    """Both in one; a chain of the same operator stays flat however long it is."""
    if how == "AND":
        return AllOf((*(node.nodes if isinstance(node, AllOf) else (node,)), other))
    return Near(how, (*(node.nodes if isinstance(node, Near) and node.within == how else (node,)), other))
