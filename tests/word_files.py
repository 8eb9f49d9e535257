"""Word documents built from pieces of WordprocessingML, and what attackers put in their place."""

import io
import zipfile
from collections.abc import Iterable

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SPACES = (
    f'xmlns:w="{_W}" xmlns:r="{_R}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" xmlns:v="urn:schemas-microsoft-com:vml"'
)
_ROOTS = {"footnotes": "footnotes", "endnotes": "endnotes", "header": "hdr", "footer": "ftr"}
_OPC = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def word_file(body: str, *, extra: dict[str, bytes] | None = None, chunk: bytes = b"", **parts: str) -> bytes:
    """A .docx whose body holds `body`; `parts`: the insides of numbering, styles, footnotes, endnotes, header, footer.

    `rId1` … in the order given refer to the parts, `rIdChunk` to the altChunk.
    """
    files = {
        "[Content_Types].xml": _types(parts),
        "_rels/.rels": _relations({"rId1": ("officeDocument", "word/document.xml")}),
        "word/document.xml": _part("document", f"<w:body>{body}</w:body>"),
        **{f"word/{name}.xml": _part(_ROOTS.get(name, name), inside) for name, inside in parts.items()},
        **(extra or {}),
    }
    relations = {f"rId{at}": (name, f"{name}.xml") for at, name in enumerate(parts, 1)}
    if chunk:
        files["word/afchunk.mht"] = chunk
        relations["rIdChunk"] = ("aFChunk", "afchunk.mht")
    files["word/_rels/document.xml.rels"] = _relations(relations)
    return zip_file(files)


def zip_file(files: dict[str, bytes]) -> bytes:
    """A zip of these members."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return packed.getvalue()


def paragraph(text: str, properties: str = "") -> str:
    """A paragraph of one run."""
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def web_archive(html: str, charset: str = "utf-8") -> bytes:
    """The page as MHTML, as exported documents embed it."""
    page = html.encode("gb18030" if charset == "gb2312" else charset)
    quoted = b"".join(b"=%02X" % byte if byte > 126 or byte == 61 else bytes([byte]) for byte in page)
    head = (
        'MIME-Version: 1.0\nContent-Type: multipart/related; type="text/html"; boundary="----=part"\n\n'
        f'------=part\nContent-Type: text/html; charset="{charset}"\nContent-Transfer-Encoding: quoted-printable\n\n'
    )
    return head.encode() + quoted + b"\n------=part--\n"


def _part(root: str, inside: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{root} {_SPACES}>{inside}</w:{root}>'.encode()


def _types(parts: Iterable[str]) -> bytes:
    kinds = {"document": "document.main", **{name: name for name in parts}}
    rows = (f'<Override PartName="/word/{name}.xml" ContentType="{_KIND}.{kind}+xml"/>' for name, kind in kinds.items())
    relations = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    archive = '<Default Extension="mht" ContentType="message/rfc822"/>'
    return f'<Types xmlns="{_TYPES}">{relations}{archive}{"".join(rows)}</Types>'.encode()


def _relations(targets: dict[str, tuple[str, str]]) -> bytes:
    rows = (
        f'<Relationship Id="{key}" Type="{_R}/{kind}" Target="{target}"/>' for key, (kind, target) in targets.items()
    )
    return f'<Relationships xmlns="{_OPC}">{"".join(rows)}</Relationships>'.encode()
