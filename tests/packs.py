"""Packs for the tests of pack, check and the whole chain: the demo round, and what stands in a folder."""

import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from tests.conftest import ROOT
from xuncha_docs.compose.templates import Template
from xuncha_docs.library.round_reader import read_round
from xuncha_docs.library.rounds import Round
from xuncha_docs.manifest import Manifest, PackedFile
from xuncha_docs.pack import Pack, build_pack
from xuncha_docs.word.text import document_text
from xuncha_docs.workspace import Workspace

DEMO_ROUND = ROOT / "xuncha_docs" / "demo" / "round.yaml"


def demo_round() -> Round:
    return read_round(DEMO_ROUND)


def build(
    workspace: Workspace, out: Path, found: Round | None = None, templates: Iterable[Template] | None = None
) -> Pack:
    chosen = tuple(templates if templates is not None else workspace.templates().values())
    return build_pack(found or demo_round(), workspace.library, chosen, out)


def tree(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def texts(pack: Pack, files: Iterable[PackedFile]) -> dict[str, str]:
    """Path -> all text of the document, without white space."""
    return {file.path: document_text((pack.root / file.path).read_bytes()) for file in files}


def outgoing(manifest: Manifest) -> list[PackedFile]:
    return [file for file in manifest.files if file.outgoing]


def python(
    *arguments: str | Path, cwd: Path | None = None, env: Mapping[str, str] | None = None
) -> "subprocess.CompletedProcess[str]":
    """What another Python process prints; its messages are UTF-8."""
    command = [sys.executable, "-X", "utf8", *map(str, arguments)]
    return subprocess.run(
        command, cwd=cwd, env=dict(os.environ) | dict(env or {}), capture_output=True, encoding="utf-8", check=False
    )


def xuncha(
    *arguments: str | Path, cwd: Path | None = None, env: Mapping[str, str] | None = None
) -> "subprocess.CompletedProcess[str]":
    """The command line in a process of its own."""
    return python("-m", "xuncha_docs.cli", *arguments, cwd=cwd, env=env)
