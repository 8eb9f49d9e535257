"""Each room imports only from rooms above it."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOMS = (
    "errors", "places", "forms", "tokenizer", "library", "foreign", "ingest", "search", "compose", "word", "filling",
    "press", "manifest", "publish", "pack", "check", "preview", "diagnosis", "workspace", "register", "contrast",
    "grounds", "hits", "answers", "terminal", "cli",
)  # fmt: skip
NEVER = {"search": {"ingest"}, "compose": {"ingest"}, "word": {"ingest", "search", "compose"}, "check": {"ingest"}}
PACKAGE = Path(__file__).resolve().parent.parent / "xuncha_docs"


def imported_rooms(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("xuncha_docs."):
            yield node.module.split(".")[1]
        elif isinstance(node, ast.ImportFrom) and node.module == "xuncha_docs":
            yield from (alias.name for alias in node.names if alias.name in ROOMS)


def test_a_room_imports_only_from_the_rooms_above_it() -> None:
    for path in sorted(PACKAGE.rglob("*.py")):
        room = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        if room == "__init__":
            continue
        for other in imported_rooms(path):
            assert ROOMS.index(other) <= ROOMS.index(room), f"{path.name} 不能引用 {other}"
            assert other not in NEVER.get(room, set()), f"{path.name} 不能引用 {other}"


def test_only_the_search_room_touches_whoosh_and_only_one_module_jieba() -> None:
    for path in sorted(PACKAGE.rglob("*.py")):
        names = {
            name.split(".")[0]
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            for name in (
                [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else [a.name for a in node.names]
                if isinstance(node, ast.Import)
                else []
            )
        }
        assert "whoosh" not in names or path.parent.name == "search", path
        assert not names & {"jieba", "rjieba"} or path.name == "tokenizer.py", path
