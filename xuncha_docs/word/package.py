"""Parts -> a .docx: fixed dates, fixed order, so that equal content gives equal bytes."""

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence

from xuncha_docs.word.drawings import Attachment, with_attached
from xuncha_docs.word.runs import escape_attribute
from xuncha_docs.word.styles import XML

_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PROPERTY_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"  # ECMA-376 第 1 部分 22.3 的用户属性集
PRODUCT = "xuncha_docs"
"""Stands as author: no person's name goes into a document's properties."""

_FIRST = ("[Content_Types].xml", "_rels/.rels")
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # zip 能写的最早日期


def package(parts: Mapping[str, str | bytes]) -> bytes:
    """The zip of `parts` (name -> XML or other content); depends on nothing but them."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in sorted(parts, key=lambda part: (part not in _FIRST, part)):
            entry = zipfile.ZipInfo(name, _EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o600 << 16
            part = parts[name]
            archive.writestr(entry, part if isinstance(part, bytes) else part.encode(), compresslevel=6)
    return buffer.getvalue()


def envelope(
    word_parts: Mapping[str, str],
    *,
    title: str,
    properties: Mapping[str, str],
    attachments: Sequence[Attachment] = (),
) -> dict[str, str]:
    """All parts of a document: `word_parts` (name inside word/, without .xml, -> XML) and what a package needs.

    The data of the `attachments` are left to the caller.
    """
    parts = {f"word/{name}.xml": text for name, text in word_parts.items()}
    linked = [name for name in word_parts if name != "document"]
    parts["word/_rels/document.xml.rels"] = _relationships(
        [(name, f"{_OFFICE}/relationships/{_kind(name)}", f"{name}.xml") for name in linked] + _links(attachments)
    )
    for one in attachments:
        if one.attached:
            folder, _, file = one.path.rpartition("/")
            parts[f"word/{folder}/_rels/{file}.rels"] = _relationships(_links(one.attached, "../"))
    targets = [
        ("document", f"{_OFFICE}/relationships/officeDocument", "word/document.xml"),
        (
            "core",
            "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties",
            "docProps/core.xml",
        ),
        ("app", f"{_OFFICE}/relationships/extended-properties", "docProps/app.xml"),
    ]
    parts["docProps/core.xml"] = _core(title)
    parts["docProps/app.xml"] = (
        f'{XML}<Properties xmlns="{_OFFICE}/extended-properties"><Application>{PRODUCT}</Application></Properties>'
    )
    if properties:
        targets.append(("custom", f"{_OFFICE}/relationships/custom-properties", "docProps/custom.xml"))
        parts["docProps/custom.xml"] = _custom(properties)
    parts["_rels/.rels"] = _relationships(targets)
    parts["[Content_Types].xml"] = _content_types(parts, with_attached(attachments))
    return parts


def _links(attachments: Iterable[Attachment], up: str = "") -> list[tuple[str, str, str]]:
    return [(one.id, f"{_OFFICE}/relationships/{one.kind}", f"{up}{one.path}") for one in attachments]


def _kind(name: str) -> str:
    """The relationship type of a part of word/: `footer-odd` is a footer."""
    return name.partition("-")[0]


def _relationships(targets: list[tuple[str, str, str]]) -> str:
    links = "".join(f'<Relationship Id="{key}" Type="{kind}" Target="{target}"/>' for key, kind, target in targets)
    return f'{XML}<Relationships xmlns="{_RELATIONSHIPS}">{links}</Relationships>'


def _content_types(parts: Mapping[str, str], attachments: Iterable[Attachment]) -> str:
    overrides = "".join(
        f'<Override PartName="/word/{one.path}" ContentType="{one.content_type}"/>' for one in attachments
    )
    overrides += "".join(
        f'<Override PartName="/{name}" ContentType="{_content_type(name)}"/>'
        for name in sorted(parts)
        if name.endswith(".xml")
    )
    return (
        f'{XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def _content_type(name: str) -> str:
    folder, _, file = name.rpartition("/")
    stem = file.removesuffix(".xml")
    if folder == "docProps":
        core = "application/vnd.openxmlformats-package.core-properties+xml"
        return core if stem == "core" else f"application/vnd.openxmlformats-officedocument.{_properties(stem)}+xml"
    return f"{_WORD_TYPE}.{'document.main' if stem == 'document' else _kind(stem)}+xml"


def _properties(stem: str) -> str:
    return "extended-properties" if stem == "app" else "custom-properties"


def _core(title: str) -> str:
    """Core properties: title and product; no person, no date."""
    return (
        f'{XML}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape_attribute(title)}</dc:title><dc:creator>{PRODUCT}</dc:creator>"
        f"<cp:lastModifiedBy>{PRODUCT}</cp:lastModifiedBy><dc:language>zh-CN</dc:language></cp:coreProperties>"
    )


def _custom(properties: Mapping[str, str]) -> str:
    entries = "".join(
        f'<property fmtid="{_PROPERTY_FORMAT}" pid="{number}" name="{escape_attribute(name)}">'
        f"<vt:lpwstr>{escape_attribute(value)}</vt:lpwstr></property>"
        for number, (name, value) in enumerate(sorted(properties.items()), start=2)
    )
    return (
        f'{XML}<Properties xmlns="{_OFFICE}/custom-properties" xmlns:vt="{_OFFICE}/docPropsVTypes">'
        f"{entries}</Properties>"
    )
