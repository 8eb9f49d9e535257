"""What has become of a pack: files changed since it was made, quotations that no longer hold."""

from collections.abc import Iterator
from pathlib import Path

from docx import Document
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn

from xuncha_docs.errors import InvalidCitation, Location, PackError
from xuncha_docs.library.citation import Citation
from xuncha_docs.library.library import Library
from xuncha_docs.library.records import Problem
from xuncha_docs.manifest import Manifest, PackedFile, differences, read_manifest
from xuncha_docs.word.text import UNREADABLE, printed, squeezed


def check_pack(folder: Path, library: Library) -> list[Problem]:
    """Every problem of the pack in `folder`, judged on its round's date."""
    try:
        manifest = read_manifest(folder)
    except PackError as error:
        return [Problem(location=error.location or Location(path=str(folder)), message=error.message)]
    changed = differences(folder, manifest)
    problems = [Problem(location=Location(path=f"{folder}/{name}"), message=what) for name, what in changed]
    touched = {name for name, _ in changed}
    for file in manifest.files:
        problems += _notices(folder, file)
        if file.path not in touched:
            problems += _quotations(folder, file, manifest, library)
    return problems


def _quotations(folder: Path, file: PackedFile, manifest: Manifest, library: Library) -> Iterator[Problem]:
    if not file.quoted:
        return
    at = Location(path=f"{folder}/{file.path}")
    try:
        text = _read_back(folder / file.path)
    except (*UNREADABLE, OpcError, ValueError) as error:
        yield Problem(location=at, message=f"不是能打开的 Word 文书（{error}）")
        return
    for quoted in file.quoted:
        if printed(quoted.quote) not in text:
            yield Problem(location=at, message=f"{quoted.citation} 的引文与清单记载的原文不一致")
        try:
            current = library.resolve(Citation.parse(quoted.citation), manifest.as_of)
        except InvalidCitation as error:
            yield Problem(location=at, message=f"{quoted.citation}：{error.message}", severity="warning")
            continue
        if all(item.quote != quoted.quote for item in current):
            message = f"{quoted.citation} 在 {manifest.as_of} 的有效文本已与生成时不同，请重新生成"
            yield Problem(location=at, message=message)


def _read_back(path: Path) -> str:
    """The document's text as python-docx finds it: a reader that shares no code with our writer."""
    body = Document(str(path)).element.body
    return squeezed("".join(node.text or "" for node in body.iter(qn("w:t"))))


def _notices(folder: Path, file: PackedFile) -> Iterator[Problem]:
    at = Location(path=f"{folder}/{file.path}")
    for label in file.missing:
        yield Problem(location=at, message=f"待补：{label}", severity="notice")
    for citation in file.unresolved:
        yield Problem(location=at, message=f"依据待核：{citation}", severity="notice")
    for notice in file.notices:
        yield Problem(location=at, message=notice, severity="notice")
