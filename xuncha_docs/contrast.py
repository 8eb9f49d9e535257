"""How a comparison of two versions looks: lines, a table, plain values; changed words marked."""

from collections.abc import Iterator, Sequence
from typing import Any

from rich.table import Table
from rich.text import Text

from xuncha_docs.library.comparison import Change, Comparison, Row, Span, place_of
from xuncha_docs.library.records import Provision, Regulation

_ADDRESS_WIDTH = 16
"""Columns of the terminal for 第一百二十三条之一."""


def heading(comparison: Comparison) -> Iterator[str]:
    """Which versions are compared, and how many articles changed how."""
    old, new = comparison.old, comparison.new
    counted = "，".join(f"{change} {count} 条" for change, count in comparison.counts.items() if count)
    yield f"《{new.title}》　旧 {old.id}（{_begins(old)}）　新 {new.id}（{_begins(new)}）"
    yield counted


def lines(comparison: Comparison) -> Iterator[str]:
    """The comparison as text; neighbours that did not change share a line."""
    yield "旧文中 [-…-] 是删去的字，新文中 {+…+} 是新增的字"
    for row in _folded(comparison.all_rows):
        if isinstance(row, str):
            yield f"{row}　{Change.SAME}"
            continue
        gone, come = row.marks
        yield f"{row.address}　{row.label}"
        if row.old and row.change in (Change.CHANGED, Change.REMOVED):
            yield f"  旧：{_bracketed(row.old.text, gone, '[-', '-]')}"
        if row.new and row.change in (Change.CHANGED, Change.ADDED):
            yield f"  新：{_bracketed(row.new.text, come, '{+', '+}')}"


def table(comparison: Comparison) -> Table:
    """The comparison as a table 条 | 旧 | 新; neighbours that did not change share a row."""
    made = Table(show_lines=True)
    made.add_column("条", overflow="fold", max_width=_ADDRESS_WIDTH)
    for name in ("旧", "新"):
        made.add_column(name, overflow="fold", ratio=1)
    for row in _folded(comparison.all_rows):
        if isinstance(row, str):
            made.add_row(row, str(Change.SAME), "")
            continue
        gone, come = row.marks
        old, new = _styled(row.old, gone, "red strike"), _styled(row.new, come, "bold green")
        made.add_row(f"{row.address}\n{row.label}", old, new)
    return made


def plain(comparison: Comparison) -> dict[str, Any]:
    """The comparison for `--json`: every article, with the offsets of what changed."""
    head = _plain(comparison.head) if comparison.head else None
    counts = {str(change): count for change, count in comparison.counts.items()}
    return {
        "old": comparison.old.id,
        "new": comparison.new.id,
        "counts": counts,
        "head": head,
        "rows": list(map(_plain, comparison.rows)),
    }


def _plain(row: Row) -> dict[str, Any]:
    gone, come = row.marks
    return {"change": str(row.change), "old": _side(row.old, gone), "new": _side(row.new, come)}


def _side(provision: Provision | None, spans: Sequence[Span]) -> dict[str, Any] | None:
    if provision is None:
        return None
    return {"article": place_of(provision), "text": provision.text, "spans": spans}


def _begins(regulation: Regulation) -> str:
    begins = regulation.effective or regulation.issued
    doubt = "" if regulation.dates_certain else "，施行日期待核"
    return f"自 {begins}{doubt}" if begins else "日期不详"


def _folded(rows: Sequence[Row]) -> Iterator[Row | str]:
    """The rows, with neighbours that did not change as one: 第三条至第六条."""
    same: list[str] = []
    for row in rows:
        if row.change is Change.SAME:
            same.append(row.address)
            continue
        if same:
            yield _run(same)
            same = []
        yield row
    if same:
        yield _run(same)


def _run(addresses: Sequence[str]) -> str:
    return addresses[0] if len(addresses) == 1 else f"{addresses[0]}至{addresses[-1]}"


def _bracketed(text: str, spans: Sequence[Span], opening: str, closing: str) -> str:
    shown, at = "", 0
    for left, right in spans:
        shown += text[at:left] + opening + text[left:right] + closing
        at = right
    return (shown + text[at:]).replace("\n", "\n      ")


def _styled(provision: Provision | None, spans: Sequence[Span], style: str) -> Text:
    shown = Text(provision.text if provision else "")
    for left, right in spans:
        shown.stylize(style, left, right)
    return shown
