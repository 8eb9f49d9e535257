"""The walk over a document's nodes that every kind of output shares: which method, where it stands, what lists do."""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from xuncha_docs.word.advice import no_word_form, refusal
from xuncha_docs.word.closing import Placed, sealed, signature, signed
from xuncha_docs.word.headings import divided
from xuncha_docs.word.inline import plain
from xuncha_docs.word.layout import BULLETS, HEADINGS
from xuncha_docs.word.tree import Node

_ATTACHMENT_NUMBER = re.compile(r"附件[ \u3000]?[0-9]*")


@dataclass(frozen=True, kw_only=True, slots=True)
class Context:
    """Where a node stands."""

    style: str = "Text"
    """The paragraph style of this place."""
    depth: int = 0
    """How many lists it is in."""
    marker: str = ""
    """What stands before the first paragraph of a list item."""
    keep_lines: bool = False
    """Whether each line of the source is a line of the document."""
    compact: bool = False
    """Whether tables are set small."""


class Walk(ABC):
    """Writes block nodes by the method named after their type; an unknown one is a TemplateError at its line."""

    def __init__(self, source: str) -> None:
        self._source = source

    def write(self, node: Node, context: Context) -> None:
        """Writes one block node."""
        method: Callable[[Node, Context], None] | None = getattr(self, f"write_{node.type}", None)
        if method is None:
            raise no_word_form(node, self._source)
        method(node, context)

    def _write_all(self, nodes: Iterable[Node], context: Context) -> None:
        for node in nodes:
            self.write(node, context)

    # 标题

    def write_heading(self, node: Node, context: Context) -> None:  # noqa: ARG002 -- 各方法同一形参
        """`#` is the title, `##` to `#####` the four levels of 7.3.3, alone or with their text behind their first 。"""
        if node.number > len(HEADINGS):
            raise refusal(node, self._source, f"标题最多到 {'#' * len(HEADINGS)}（（1）级），这里有 {node.number} 个 #")
        style = HEADINGS[node.number - 1]
        lead, rest = (node.children, ()) if style == "Title" else divided(node.children)
        if rest:
            self._running_on(lead, rest, style)
        else:
            self._heading(node, style)

    @abstractmethod
    def _heading(self, node: Node, style: str) -> None:
        """A heading alone in its paragraph."""

    @abstractmethod
    def _running_on(self, lead: Sequence[Node], rest: Sequence[Node], style: str) -> None:
        """A paragraph of text that begins with a heading: that in the face of `style`, the rest in its own."""

    # 列表

    def write_bullet_list(self, node: Node, context: Context) -> None:
        """Items with the dash that official documents use."""
        self._items(node, context, [BULLETS[min(context.depth, len(BULLETS) - 1)]] * len(node.children))

    def write_ordered_list(self, node: Node, context: Context) -> None:
        """Items with their numbers as text, so that what is read and copied is what was written."""
        mark = "）" if node.text == ")" else "."
        self._items(node, context, [f"{node.number + at}{mark}" for at in range(len(node.children))])

    def _items(self, node: Node, context: Context, markers: Sequence[str]) -> None:
        inside = replace(context, depth=context.depth + 1)
        for item, marker in zip(node.children, markers, strict=True):
            first = replace(inside, marker=marker)
            if not item.children:
                self._empty_item(marker, context)
            for at, child in enumerate(item.children):
                self.write(child, inside if at else first)

    @abstractmethod
    def _empty_item(self, marker: str, context: Context) -> None:
        """A list item that is its marker alone."""

    # 块指令

    def write_to(self, node: Node, context: Context) -> None:
        """主送机关 (7.3.2), or the “附件1” above the title of an attachment (7.3.7)."""
        number = len(node.children) == 1 and _ATTACHMENT_NUMBER.fullmatch(plain(node.children[0].children))
        self._write_all(node.children, replace(context, style="Attachment" if number else "To"))

    def write_note(self, node: Node, context: Context) -> None:
        """A small note."""
        self._write_all(node.children, replace(context, style="Note"))

    def write_compact(self, node: Node, context: Context) -> None:
        """Tables set small and close: for what is looked up and not filled in."""
        self._write_all(node.children, replace(context, compact=True))

    def write_center(self, node: Node, context: Context) -> None:
        """Centred lines."""
        self._write_all(node.children, replace(context, style="Center", keep_lines=True))

    def write_bars(self, node: Node, context: Context) -> None:
        """A chart of counts."""
        self._figure(node, context)

    def write_shares(self, node: Node, context: Context) -> None:
        """A chart of percentages."""
        self._figure(node, context)

    def write_qr(self, node: Node, context: Context) -> None:
        """A QR code."""
        self._figure(node, context)

    def _figure(self, node: Node, context: Context) -> None:
        caption = self._drawn(node)
        self._write_all(caption, replace(context, style="Caption", keep_lines=True))

    @abstractmethod
    def _drawn(self, node: Node) -> Sequence[Node]:
        """Puts the figure of this node; its caption."""

    # 落款

    def write_sign(self, node: Node, context: Context) -> None:  # noqa: ARG002 -- 各方法同一形参
        """署名 and 日期 without a seal (7.3.5.2)."""
        self._sign(node, signed)

    def write_seal(self, node: Node, context: Context) -> None:  # noqa: ARG002 -- 各方法同一形参
        """署名 and 日期 that a seal is put on (7.3.5.1)."""
        self._sign(node, sealed)

    def write_signature(self, node: Node, context: Context) -> None:  # noqa: ARG002 -- 各方法同一形参
        """The post of who signs, beside it room for the signature seal, and 日期 (7.3.5.3)."""
        self._sign(node, signature)

    @abstractmethod
    def _sign(self, node: Node, placed: Placed) -> None:
        """The lines in this node, where `placed` says."""
