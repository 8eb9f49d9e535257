"""An office's own Word template -> its text as Jinja, one line for each paragraph, and where each paragraph stands.

What this text prints is what the filled document must say: so names, filters, citations and mistakes are found by the
same code as in Markdown templates, and nothing that filling loses goes unseen.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml.etree import _Element

from xuncha_docs.compose.word_paragraphs import TAG, Paragraph, paragraphs
from xuncha_docs.compose.word_tags import tag_problems
from xuncha_docs.errors import ImportFailure
from xuncha_docs.foreign.dangers import refuse_dangers
from xuncha_docs.foreign.parts import Parts, value, w
from xuncha_docs.foreign.preflight import Container, parse_xml

_FILLED = {"header": "页眉", "footer": "页脚", "footnotes": "脚注"}
"""Kinds of parts that are filled in besides the body, and what they are called."""
_MOST_PARAGRAPHS, _MOST_TAGS = 50_000, 3_000
Found = tuple[str, str]
"""Where, and what is wrong."""


@dataclass(frozen=True, kw_only=True, slots=True)
class WordPart:
    """The body, a header, a footer or the footnotes."""

    name: str
    """Path in the package."""
    text: str
    """Jinja; line n is paragraph n."""
    spots: tuple[str, ...]
    """Where each paragraph stands: 第3段“根据部署”, 表2第3行第1格, 页眉."""


@dataclass(frozen=True, kw_only=True, slots=True)
class WordFile:
    """A Word template that is safe to open."""

    data: bytes
    parts: tuple[WordPart, ...]
    """The body first."""
    problems: tuple[Found, ...]
    """Tags that would be lost or break the document."""
    warnings: tuple[Found, ...]
    """What prints, but not as it looks in the template."""


def read_word_file(data: bytes) -> WordFile:
    """The template in the bytes of a .docx; ImportFailure for what is damaged, hostile or no Word document."""
    container = refuse_dangers(data)
    parts = Parts(data)
    names = {parts.main: ""}
    names |= {each.target: _FILLED[each.kind] for each in parts.relations.values() if each.kind in _FILLED}
    styles = _styles(parts)
    read: list[WordPart] = []
    problems: list[Found] = []
    warnings: list[Found] = []
    for name, place in names.items():
        root = parse_xml(container.read(name) or b"", name)
        _refuse_too_many(root, place or "正文")
        found = list(paragraphs(root, place))
        read.append(_part(name, found))
        problems += tag_problems(found, root, place or "正文")
        warnings += _unknown_styles(found, styles)
    problems += _unfilled(container, names)
    return WordFile(data=data, parts=tuple(read), problems=tuple(problems), warnings=tuple(dict.fromkeys(warnings)))


def _refuse_too_many(root: _Element, place: str) -> None:
    """ImportFailure for more than any template holds, before time is spent on each."""
    if sum(1 for _ in root.iter(w("p"))) > _MOST_PARAGRAPHS:
        raise ImportFailure(f"{place}超过 {_MOST_PARAGRAPHS} 段，不能用作模板；请拆成几个文件")
    if len(TAG.findall("".join(text.text or "" for text in root.iter(w("t"))))) > _MOST_TAGS:
        raise ImportFailure(f"{place}里的标签超过 {_MOST_TAGS} 个，不能用作模板；请用循环")


def _part(name: str, found: Iterable[Paragraph]) -> WordPart:
    lines = [(paragraph.jinja, paragraph.spot) for paragraph in found]
    return WordPart(name=name, text="\n".join(text for text, _ in lines), spots=tuple(spot for _, spot in lines))


def _styles(parts: Parts) -> frozenset[str | None]:
    root = parts.related("styles")
    return frozenset(() if root is None else (style.get(w("styleId")) for style in root.iter(w("style"))))


def _unknown_styles(found: Iterable[Paragraph], known: frozenset[str | None]) -> Iterator[Found]:
    for paragraph in found:
        name = value(paragraph.element, "pPr/pStyle")
        if name and name not in known:
            yield paragraph.spot, f"用的样式 {name} 在文件里没有定义，会按默认样式显示"


def _unfilled(container: Container, filled: Iterable[str]) -> Iterator[Found]:
    lower = {name.lower() for name in filled}
    for name in container.names:
        if name.startswith(("word/", "docprops/")) and name.endswith(".xml") and name not in lower:
            root = parse_xml(container.read(name) or b"", name)
            if TAG.search("".join(map(str, root.itertext()))):
                yield name, "这里的标签不会填写，请写到正文、页眉、页脚或脚注里"
