"""A parsed regulation -> the body of its kb file, and the key under which equal texts are one."""

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from xuncha_docs.library.numerals import NUMERAL, parse_number
from xuncha_docs.library.provisions import Parsed, parse_provisions
from xuncha_docs.library.records import Provision

_DEEPEST = 6
_NUMBER = re.compile(f"{NUMERAL}+")
_NOTE_LINE = re.compile(r"^[ \t\u3000]*[（(【\[]?(?:编者?[注按]|注)[】\]]?[:：].*$", re.MULTILINE)
_NOTE_INSIDE = re.compile(r"[（(](?:编者?[注按]|注)[:：](?:[^（）()\n]|[（(][^（）()\n]*[）)])*[）)]")
_NUMBERED = re.compile(rf"{NUMERAL}{{1,4}}[、．.].{{0,38}}$")


@dataclass(frozen=True, kw_only=True, slots=True)
class Extent:
    """How much of a text's structure was understood."""

    chapters: int = 0
    articles: int = 0
    natural: int = 0
    """Natural paragraphs outside articles."""
    paragraphs: int = 0
    items: int = 0
    subitems: int = 0


def render_body(title: str, parsed: Parsed) -> tuple[str, bool]:
    """The body in the kb form: headings, `第一条　…`, each 款, 项 and 目 its own paragraph; and whether it parses back.

    The plain form (outermost heading `##`) nearly always does. Else: outermost `####` where headings without number
    stand level with 一、, and a heading said again where a paragraph under it follows an article.
    """
    first = ""
    for top, again in ((2, False), (4, False), (2, True), (4, True)):
        body = _render(title, parsed, top, again=again)
        if same_provisions(parsed, parse_provisions(body, title=title, path="")):
            return body, True
        first = first or body
    return first, False


def _render(title: str, parsed: Parsed, top: int, *, again: bool) -> str:
    """A paragraph that ended the headings before it, as a heading with nothing under it does, is marked up as one."""
    blocks = [f"# {title}", *(line for line in parsed.preamble.split("\n") if line)]
    above: tuple[str, ...] = ()
    marked = article = False
    for provision in parsed.provisions:
        depth = len(provision.headings)
        upward = depth < len(above) and above[:depth] == provision.headings
        peer = marked and above == provision.headings and _NUMBERED.match(provision.text)
        marked = provision.citation.article is None and bool(upward or peer)
        leaves = again and article and provision.citation.article is None
        article = provision.citation.article is not None
        if marked:
            blocks.append(f"{_marks(top + depth)} {provision.text}")
        else:
            said = above[: max(depth - 1, 0)] if upward or leaves else above
            blocks += _new_headings(said, provision.headings, top)
            blocks += _lines(provision)
        above = provision.headings
    return "\n\n".join(blocks) + "\n"


def text_key(parsed: Parsed) -> str:
    """SHA-256 of the provisions without spaces, widths of signs and shapes of quotes: equal keys are equal texts."""
    digest = hashlib.sha256()
    for provision in parsed.provisions:
        digest.update(f"{provision.citation.article or ''}\n".encode())
        digest.update(_folded(provision.text).encode())
    return digest.hexdigest()


def likeness(parsed: Parsed) -> str:
    """SHA-256 of what people would call the same text: beyond `text_key` shapes of numerals, quotes and notes go too.

    What stands outside articles counts unless it is an editor's note. For comparison only; nothing stored is changed.
    """
    digest = hashlib.sha256()
    for provision in parsed.provisions:
        text = without_notes(provision.text)
        if text.strip():
            digest.update(f"{provision.citation.article or ''}\n".encode())
            digest.update(_NUMBER.sub(_as_digits, _folded(text).translate(_NO_QUOTES)).encode())
    return digest.hexdigest()


def plain_articles(title: str, body: str) -> dict[str, str]:
    """Each article of a kb file's body by its number, without spaces and widths of signs."""
    parsed = parse_provisions(body, title=title, path="")
    return {str(p.citation.article): _folded(p.text) for p in parsed.provisions if p.citation.article}


def without_notes(text: str) -> str:
    """The text without an editor's notes: lines that begin with 注： or 编者按：, and （注：…） inside a line."""
    return _NOTE_INSIDE.sub("", _NOTE_LINE.sub("", text))


def extent_of(parsed: Parsed) -> Extent:
    """Counts over the whole text."""
    articles = [p for p in parsed.provisions if p.citation.article]
    paragraphs = [paragraph for provision in articles for paragraph in provision.paragraphs]
    items = [item for paragraph in paragraphs for item in paragraph.items]
    return Extent(
        chapters=len({p.headings[: n + 1] for p in parsed.provisions for n in range(len(p.headings))}),
        articles=len(articles),
        natural=len(parsed.provisions) - len(articles),
        paragraphs=len(paragraphs),
        items=len(items),
        subitems=sum(len(item.subitems) for item in items),
    )


def same_provisions(one: Parsed, other: Parsed) -> bool:
    """Whether two parses give the same articles with the same headings, 款, 项 and 目; places in files do not count."""
    return [_content(p) for p in one.provisions] == [_content(p) for p in other.provisions]


def _content(provision: Provision) -> object:
    citation = provision.citation
    return citation.article, citation.paragraph, provision.headings, provision.paragraphs


def _marks(level: int) -> str:
    return "#" * min(level, _DEEPEST)


def _new_headings(above: tuple[str, ...], headings: tuple[str, ...], top: int) -> Iterator[str]:
    """Those headings that were not already open, each one level below the one before."""
    shared = 0
    while shared < min(len(above), len(headings)) and above[shared] == headings[shared]:
        shared += 1
    for depth in range(shared, len(headings)):
        yield f"{_marks(top + depth)} {headings[depth]}"


def _lines(provision: Provision) -> Iterator[str]:
    if provision.citation.article is None:
        yield provision.text
        return
    first, *rest = list(_article_lines(provision)) or [""]
    yield f"{provision.citation.article}\u3000{first}".rstrip("\u3000")
    yield from rest


def _article_lines(provision: Provision) -> Iterator[str]:
    for paragraph in provision.paragraphs:
        if paragraph.text or not paragraph.items:
            yield paragraph.text
        for item in paragraph.items:
            yield item.text
            yield from item.subitems


def _as_digits(match: re.Match[str]) -> str:
    number = parse_number(match[0])
    return match[0] if number is None else str(number)


def _folded(text: str) -> str:
    wide = unicodedata.normalize("NFKC", "".join(text.split()))
    return wide.translate(_SAME_SIGNS)


_SAME_SIGNS = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "〈": "<", "〉": ">", "﹝": "(", "﹞": ")"})
_NO_QUOTES = dict.fromkeys(map(ord, "《》<>\"'"))
