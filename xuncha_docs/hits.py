"""Search results for reading: each hit with its place, dates and highlighted text, and how all answers spread."""

from collections.abc import Iterator, Sequence
from types import NoneType

from rich.text import Text

from xuncha_docs.library.labels import KIND_WORDS, STATUS_WORDS
from xuncha_docs.library.records import Status
from xuncha_docs.search.facets import Counts, Facets
from xuncha_docs.search.query import Hit

_SNIPPET = 160
_PLAIN = (str, float, bool, tuple, NoneType)
_FACETS = {
    "kind": "类别",
    "status": "时效",
    "issuer": "发布机关",
    "year": "施行年份",
    "unit_type": "适用单位",
    "theme": "主题",
}
"""Field of `Facets`, which is the option too -> its name."""
_WORDS = {str(value): word for value, word in (*KIND_WORDS.items(), *STATUS_WORDS.items())}
_HIT = (
    *("record_id", "kind", "title", "citation", "headings", "text", "spans", "score"),
    *("status", "effective", "ended", "dates_certain", "why"),
)
"""What JSON says of a hit."""


def lines(hits: Sequence[Hit], *, explain: bool) -> Iterator[Text]:
    """Ranked hits; with `explain`, what each part adds to the score and how to see what is cited."""
    for number, hit in enumerate(hits, 1):
        yield Text(f"{number}. {hit.citation or hit.title}", style="bold")
        yield Text("   " + "　".join(_facts(hit)), style="dim")
        yield _snippet(hit.text, hit.spans)
        if explain:
            parts = "，".join(f"{name} {share:.2f}" for name, share in hit.parts)
            yield Text(f"   得分 {hit.score:.2f}（{parts}）：{hit.why}", style="dim")
            yield Text(f"   全文、引用和被引用：{command(hit)}", style="dim")


def command(hit: Hit) -> str:
    """The command that shows this version of the text whole, with what it cites and who cites it."""
    day = f" --as-of {hit.effective}" if hit.effective and (hit.ended or hit.status is Status.NOT_YET) else ""
    return f'xuncha show "{hit.citation or hit.record_id}"{day}'


def spread(facets: Facets) -> Iterator[str]:
    """Which texts are counted, then a line for each facet with the option that narrows to a value."""
    yield f"{facets.counted}的文本共 {facets.total} 条"
    for field, name in _FACETS.items():
        counts: Counts = getattr(facets, field)
        if counts:
            values = "，".join(f"{_named(value)} {count}" for value, count in counts)
            yield f"  {name}（--{field.replace('_', '-')}）：{values}"


def plain(hit: Hit) -> dict[str, object]:
    """A hit as JSON values; citation, state and days as text."""
    values = ((key, getattr(hit, key)) for key in _HIT)
    shown = {key: value if isinstance(value, _PLAIN) else str(value) for key, value in values}
    return {**shown, "parts": dict(hit.parts), "show": command(hit)}


def plain_facets(facets: Facets) -> dict[str, object]:
    """The same as JSON values."""
    counted = {
        field: [{"value": value, "name": _WORDS.get(value, value), "count": count} for value, count in counts]
        for field in _FACETS
        for counts in [getattr(facets, field)]
    }
    return {"counted": facets.counted.value, "total": facets.total, **counted}


def _named(value: str) -> str:
    return f"{_WORDS[value]} {value}" if value in _WORDS else value


def _facts(hit: Hit) -> list[str]:
    facts = [" > ".join(hit.headings)] if hit.headings else []
    if hit.status:
        facts.append(STATUS_WORDS[Status(hit.status)])
    if hit.effective:
        facts.append(f"自 {hit.effective} 施行")
    if hit.ended:
        facts.append(f"{hit.ended} 起失效")
    if not hit.dates_certain:
        facts.append("施行日期待核")
    return [*facts, hit.record_id]


def _snippet(text: str, spans: Sequence[tuple[int, int]]) -> Text:
    """The text around the first highlighted span, on one line."""
    first = spans[0][0] if spans else 0
    start = max(0, min(first - _SNIPPET // 4, len(text) - _SNIPPET))
    end = start + _SNIPPET
    shown = Text("   " + ("…" if start else ""))
    at = start
    for left, right in spans:
        if left < at or left >= end:
            continue
        shown.append(_flat(text[at:left]))
        shown.append(_flat(text[left : min(right, end)]), style="bold yellow")
        at = min(right, end)
    shown.append(_flat(text[at:end]) + ("…" if end < len(text) else ""))
    return shown


def _flat(text: str) -> str:
    return text.replace("\n", " ")
