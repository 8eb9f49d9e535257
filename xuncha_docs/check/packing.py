"""What has become of a pack: files changed since it was made, quotations that no longer hold."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from docx import Document

from xuncha_docs.errors import InvalidCitation, Location, PackError
from xuncha_docs.library.citation import Citation
from xuncha_docs.library.library import Library
from xuncha_docs.library.records import Problem
from xuncha_docs.manifest import Manifest, PackedFile, differences, read_manifest


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
    text = document_text((folder / file.path).read_bytes())
    for quoted in file.quoted:
        if _squeezed(quoted.quote) not in text:
            yield Problem(location=at, message=f"{quoted.citation} 的引文与清单记载的原文不一致")
        try:
            current = library.resolve(Citation.parse(quoted.citation), manifest.as_of)
        except InvalidCitation as error:
            yield Problem(location=at, message=f"{quoted.citation}：{error.message}", severity="warning")
            continue
        if all(item.quote != quoted.quote for item in current):
            message = f"{quoted.citation} 在 {manifest.as_of} 的有效文本已与生成时不同，请重新生成"
            yield Problem(location=at, message=message, severity="warning")


def _notices(folder: Path, file: PackedFile) -> Iterator[Problem]:
    at = Location(path=f"{folder}/{file.path}")
    for label in file.missing:
        yield Problem(location=at, message=f"待补：{label}", severity="notice")
    for citation in file.unresolved:
        yield Problem(location=at, message=f"依据待核：{citation}", severity="notice")
    for notice in file.notices:
        yield Problem(location=at, message=notice, severity="notice")


def document_text(data: bytes) -> str:
    """All text of a .docx without white space, tables included, in document order."""
    document = Document(BytesIO(data))
    return _squeezed("".join(node.text or "" for node in document.element.iter() if node.tag.endswith("}t")))


def _squeezed(text: str) -> str:
    return "".join(text.split())
