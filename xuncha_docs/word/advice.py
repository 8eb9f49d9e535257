"""What to write instead of Markdown that has no Word form."""

from xuncha_docs.errors import Location, TemplateError
from xuncha_docs.word.tree import Node

_ADVICE = {
    "hr": "分隔线请删去；要另起一页写 :::pagebreak",
    "em": "单个 * 或 _ 不表示强调：加粗写 **文字**，符号本身写 \\* 或 \\_",
    "fence": "公文没有代码块，请改为段落",
    "code_inline": "公文没有代码，反引号本身写 \\`",
    "blockquote": "引文请写成段落；说明文字用 :::note；大于号本身写 \\>",
    "link": "公文没有链接，请写出网址文字；方括号本身写 \\[ \\]",
    "image": "还不能放图片；感叹号后的方括号写 \\[",
}
_MISUSED = {
    "footnote": "脚注里不再写脚注，批注里也不写脚注",
    "footnote_reference": "脚注里不再写脚注，批注里也不写脚注；文字本身写 \\[^1]",
    "footnote_text": "脚注的内容请写在块和列表之外",
    "footnote_unfinished": "脚注没有写完，请写成 ^[脚注的文字]；符号本身写 \\^ \\[",
    "comment": "批注和脚注里不再写批注",
    "commented": "批注和脚注里不再写批注",
    "code": "脚注、批注里不放二维码",
    "comment_unfinished": "批注没有写完，请写成 {==所指的文字==}{>>复核：意见<<}；符号本身前面加 \\",
}
"""The same for our own marks, where they cannot stand."""


def no_word_form(node: Node, source: str) -> TemplateError:
    """The error for a node the writer has no method for, at its line."""
    if node.type in _MISUSED:
        return refusal(node, source, _MISUSED[node.type])
    advice = _ADVICE.get(node.type, "可用的写法见模板说明")
    return refusal(node, source, f"Markdown 的 {node.type} 没有对应的 Word 形式。{advice}")


def refusal(node: Node, source: str, message: str) -> TemplateError:
    """A TemplateError at the line of `node`."""
    return TemplateError(message, Location(path=source, line=node.line))
