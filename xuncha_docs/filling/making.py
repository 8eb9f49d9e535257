"""An order -> the document: its text is printed first, then the file is filled in, then the two are compared."""

from collections.abc import Mapping
from typing import Any

from xuncha_docs.compose.environment import RECORDER
from xuncha_docs.compose.render import run_part
from xuncha_docs.errors import TemplateError
from xuncha_docs.filling.document import filled, part_text
from xuncha_docs.filling.environment import as_line, as_xml, compiler
from xuncha_docs.filling.order import Order
from xuncha_docs.foreign.frames import Message
from xuncha_docs.word.package import envelope, package
from xuncha_docs.word.text import squeezed
from xuncha_docs.word.traces import without_traces
from xuncha_docs.word.tree import clean

_SHOWN = 20
LINES = compiler(as_line)
"""Compiles the text of a template, whose mistakes are told by paragraph."""
_XML = compiler(as_xml)


def made(order: Order) -> Message:
    """{text, quoted, cited, unresolved, notices} with the document; TemplateError for what does not fit.

    Numbers of `quoted` and `cited` are those of `Order.evidence`.
    """
    word, recorder = order.template.word, order.recorder()
    assert word is not None  # 只有 Word 模板才到这里
    values = {**order.values, RECORDER: recorder}
    texts = {part.name: run_part(order.template, part.name, values, LINES) for part in word.parts}
    parts = _filled(order, word.data)
    _compare(texts, parts)
    numbers = {item: number for number, item in enumerate(order.evidence())}
    removed = [one for text in texts.values() for one in clean(text)[1]]
    said: dict[str, Any] = {
        "text": "\n".join(texts.values()),
        "quoted": [numbers[item] for item in recorder.quoted],
        "cited": [numbers[item] for item in recorder.cited],
        "unresolved": list(recorder.unresolved),
        "notices": [f"删去控制字符 U+{one.code:04X}" for one in removed],
    }
    ours = envelope({}, title=order.title, properties={})
    return said, (package(without_traces(parts, ours)),)


def _filled(order: Order, data: bytes) -> dict[str, bytes]:
    values = {**order.values, RECORDER: order.recorder()}

    def print_(source: str, name: str) -> str:
        return run_part(order.template, name, values, lambda _text, path: _XML(source, path))

    return filled(data, print_)


def _compare(texts: Mapping[str, str], parts: Mapping[str, bytes]) -> None:
    """TemplateError unless each part says what the template's text prints: nothing lost, nothing added."""
    for name, text in texts.items():
        meant, stands = squeezed(clean(text)[0]), squeezed(part_text(parts[name], name))
        if meant != stands:
            pairs = enumerate(zip(meant, stands, strict=False))
            at = next((at for at, (one, other) in pairs if one != other), min(len(meant), len(stands)))
            told = f"应是“{meant[at : at + _SHOWN]}”，却成了“{stands[at : at + _SHOWN]}”"
            raise TemplateError(f"{name} 填写后文字与模板对不上：{told}。附近的标签可能跨了段、格或文本框")
