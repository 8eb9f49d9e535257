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


def no_word_form(node: Node, source: str) -> TemplateError:
    """The error for a node the writer has no method for, at its line."""
    advice = _ADVICE.get(node.type, "可用的写法见模板说明")
    return refusal(node, source, f"Markdown 的 {node.type} 没有对应的 Word 形式。{advice}")


def refusal(node: Node, source: str, message: str) -> TemplateError:
    """A TemplateError at the line of `node`."""
    return TemplateError(message, Location(path=source, line=node.line))
