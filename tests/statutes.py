"""Real statutes of the shared data, and a reading of their articles that owes nothing to the product."""

import lzma
import re
import tarfile
from pathlib import Path

from tests.conftest import require_data

_ARTICLE = re.compile(r"第[零〇一二三四五六七八九十百千]+条(?:之[一二三四五六七八九十])?")
_HEADING = re.compile(r"第[一二三四五六七八九十百]+[编章节](?:[\s　]|$)|[一二三四五六七八九十]+、[^。；：]+$")
_ITEM = re.compile(r"（[一二三四五六七八九十]+）")


def extract(folder: Path, names: set[str] | None = None) -> Path:
    """The national laws as Markdown files under `folder`: those whose file name is in `names`, or all."""
    packed = require_data("laws", "national_laws_md.tar.xz")
    with lzma.open(packed) as stream, tarfile.open(fileobj=stream) as archive:
        for member in archive:
            if member.isfile() and (names is None or Path(member.name).name in names):
                archive.extract(member, folder, filter="data")
    return folder


def lines_of(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if line.strip()]


def articles(path: Path) -> dict[str, list[str]]:
    """Article number as written -> its lines; the first text under a number counts."""
    found: dict[str, list[str]] = {}
    current: list[str] = []
    for line in lines_of(path):
        match = _ARTICLE.match(line)
        if match and (len(line) == match.end() or line[match.end()] in " 　\t"):
            current = []
            if match[0] not in found:
                found[match[0]] = current
            current += [line[match.end() :].strip()] if len(line) > match.end() else []
        elif line.startswith("#") or _HEADING.match(line):
            current = []
        else:
            current.append(line)
    return found


def part(lines: list[str], paragraph: int | None = None, item: str | None = None) -> str:
    """The whole article, one 款 with its 项, or one 项 `（四）` of that 款."""
    groups: list[list[str]] = []
    for line in lines:
        if _ITEM.match(line) and groups:
            groups[-1].append(line)
        else:
            groups.append([line])
    if item:
        return next(line for line in groups[(paragraph or 1) - 1] if line.startswith(item))
    return "\n".join(groups[paragraph - 1] if paragraph else lines)
