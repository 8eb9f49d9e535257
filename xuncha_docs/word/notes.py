"""The footnotes and comments of one document: numbered as they are met, printed as parts of their own."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from xuncha_docs.word import comments, footnotes
from xuncha_docs.word.advice import refusal
from xuncha_docs.word.inline import Inline
from xuncha_docs.word.layout import STYLE, Layout
from xuncha_docs.word.runs import BREAK
from xuncha_docs.word.tree import Node


class Notes:
    """The notes met so far; `mark` is what Inline asks for each of them."""

    def __init__(self, measures: Layout, nodes: Iterable[Node], *, source: str) -> None:
        self._layout = measures
        self._source = source
        self._footnotes: list[str] = []
        self._comments: list[comments.Comment] = []
        self._texts: dict[str, Node] = {}
        self._unused: dict[str, Node] = {}
        for node in nodes:
            if node.type == "footnote_text":
                self._add_text(node)

    def _add_text(self, node: Node) -> None:
        if node.text in self._texts:
            first = self._texts[node.text].line
            raise refusal(node, self._source, f"脚注 [^{node.text}] 第 {first} 行已经写过，请换一个编号")
        self._texts[node.text] = self._unused[node.text] = node

    def mark(self, node: Node) -> tuple[str, str]:
        """What stands before and after the text a note belongs to; the text of a footnote's mark is empty."""
        if node.type == "comment":
            return self._comment(node)
        self._footnotes.append(self._runs("FootnoteText", self._text(node)))
        return "", footnotes.reference(len(self._footnotes))

    def _text(self, node: Node) -> tuple[Node, ...]:
        """What a footnote says: written at its place, or in a paragraph of its own."""
        if node.type == "footnote":
            return node.children
        if node.text not in self._texts:
            told = f"脚注 [^{node.text}] 没有内容，请在块和列表之外另起一段写 [^{node.text}]: 内容"
            raise refusal(node, self._source, f"{told}；文字本身写 \\[^{node.text}]")
        self._unused.pop(node.text, None)
        return self._texts[node.text].children

    def _comment(self, node: Node) -> tuple[str, str]:
        first = node.children[0] if node.children else node
        found = comments.role_and_rest(first.text)
        if found is None:
            told = f"批注请写成 {{>>角色：意见<<}}，角色只能是 {'、'.join(comments.ROLES)}，不写人名"
            raise refusal(node, self._source, told)
        role, rest = found
        content = self._runs("CommentText", (replace(first, text=rest), *node.children[1:]))
        self._comments.append(comments.Comment(role=role, runs=content))
        return comments.marks(len(self._comments) - 1)

    def _runs(self, style: str, nodes: Iterable[Node]) -> str:
        lines = Inline(face=self._layout.face(STYLE[style]), source=self._source).lines(nodes)
        return BREAK.join("".join(line.runs) for line in lines)

    @property
    def comments(self) -> int:
        """How many comments there are."""
        return len(self._comments)

    def parts(self, day: date | None) -> dict[str, str]:
        """Footnotes and comments as parts of word/, where there are any; TemplateError for a text no mark leads to."""
        for name, node in self._unused.items():
            raise refusal(node, self._source, f"脚注 [^{name}] 没有用到，请在正文中写 [^{name}] 或删去这一段")
        parts = {"footnotes": footnotes.part(self._footnotes)} if self._footnotes else {}
        return parts | ({"comments": comments.part(self._comments, day)} if self._comments else {})
