"""What a pack holds and lacks, put together for its completeness report."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from xuncha_docs.library.citation import Citation

_Row = dict[str, Any]


def numbered(documents: Sequence[Mapping[str, Any]]) -> list[_Row]:
    """The documents with number, phase and name added: 1, 1 准备 and 市住建局-职能清单."""
    return [{"number": number, **document, **_place(document["path"])} for number, document in enumerate(documents, 1)]


def kinds(rows: Iterable[_Row]) -> list[_Row]:
    """{phase, kind, owners, quoted} for each kind of document, in the order of the pack."""
    groups: dict[tuple[str, str], list[tuple[str, int]]] = {}
    for row in rows:
        owner, kind = _of(row)
        groups.setdefault((row["phase"], kind), []).append((owner, row["quoted"]))
    return [
        {"phase": phase, "kind": kind, "owners": [owner for owner, _ in found], "quoted": sum(n for _, n in found)}
        for (phase, kind), found in groups.items()
    ]


def gaps(rows: Iterable[_Row]) -> list[_Row]:
    """{owner, item, names} for each thing that is missing, told once; names are the kinds of documents that wait."""
    found: dict[tuple[str, str], dict[str, None]] = {}
    for row in rows:
        for label in row["missing"]:
            owner, _, item = label.rpartition("·") if label.count("·") < 2 else label.partition("·")  # noqa: PLR2004 -- 单位·栏目·细目
            found.setdefault((owner, item), {})[_of(row)[1]] = None
    return [{"owner": owner, "item": item, "names": list(names)} for (owner, item), names in sorted(found.items())]


def doubts(rows: Iterable[_Row]) -> list[_Row]:
    """{title, addresses, names} for each regulation whose text could not be compared; names are kinds of documents."""
    found: dict[str, tuple[dict[str, None], dict[str, None]]] = {}
    for row in rows:
        for citation in row["unresolved"]:
            title, mark, address = citation.rpartition("》")
            addresses, names = found.setdefault(title + mark, ({}, {}))
            addresses[address] = names[_of(row)[1].partition("-")[0]] = None
    return [
        {"title": title, "addresses": _in_order(title, addresses), "names": list(names)}
        for title, (addresses, names) in sorted(found.items())
    ]


def _in_order(title: str, addresses: Iterable[str]) -> list[str]:
    return sorted(addresses, key=lambda address: Citation.parse(title + address))


def _place(path: str) -> dict[str, str]:
    """{phase, name} of a document of the pack."""
    return {"phase": path.partition("/")[0], "name": path.rpartition("/")[2].removesuffix(".docx")}


def _of(row: _Row) -> tuple[str, str]:
    """(owner, kind): 市住建局 and 职能清单; a name without owner is both."""
    owner, _, kind = row["name"].partition("-")
    return owner, kind or owner
