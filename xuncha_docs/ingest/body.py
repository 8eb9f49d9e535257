"""A parsed regulation -> the body of its kb file, and the key under which equal texts are one."""

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from xuncha_docs.library.numerals import NUMERAL
from xuncha_docs.library.provisions import Parsed
from xuncha_docs.library.records import Provision

_TOP_LEVEL = 2
_DEEPEST = 6
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


def render_body(title: str, parsed: Parsed) -> str:
    """The body in the kb form: headings, `第一条　…`, each 款, 项 and 目 its own paragraph; parses back to the same.

    A paragraph that ended the headings before it, as a heading with nothing under it does, is marked up as one again.
    """
    blocks = [f"# {title}", *(line for line in parsed.preamble.split("\n") if line)]
    above: tuple[str, ...] = ()
    marked = False
    for provision in parsed.provisions:
        depth = len(provision.headings)
        upward = depth < len(above) and above[:depth] == provision.headings
        peer = marked and above == provision.headings and _NUMBERED.match(provision.text)
        marked = provision.citation.article is None and bool(upward or peer)
        if marked:
            blocks.append(f"{_marks(depth)} {provision.text}")
        else:
            blocks += _new_headings(above[: max(depth - 1, 0)] if upward else above, provision.headings)
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
    return provision.citation, provision.headings, provision.paragraphs


def _marks(depth: int) -> str:
    return "#" * min(_TOP_LEVEL + depth, _DEEPEST)


def _new_headings(above: tuple[str, ...], headings: tuple[str, ...]) -> Iterator[str]:
    """Those headings that were not already open, each one level below the one before."""
    shared = 0
    while shared < min(len(above), len(headings)) and above[shared] == headings[shared]:
        shared += 1
    for depth in range(shared, len(headings)):
        yield f"{_marks(depth)} {headings[depth]}"


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


def _folded(text: str) -> str:
    wide = unicodedata.normalize("NFKC", "".join(text.split()))
    return wide.translate(_SAME_SIGNS)


_SAME_SIGNS = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "〈": "<", "〉": ">", "﹝": "(", "﹞": ")"})
