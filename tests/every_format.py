"""One small regulation as a file of every format the import knows, by name."""

import io
import re
import tarfile
from functools import cache

from PIL import Image

from tests.conftest import DATA
from tests.pdf_files import pdf, text_page
from tests.sheet_files import xlsx
from tests.word_files import paragraph, word_file, zip_file

LINES = (
    "云川市示例办法",
    "第一条　为了规范示例，制定本办法。",
    "第二条　示例应当真实、完整，不得虚构、隐瞒。",
    "第三条　本办法自2020年1月1日起施行。",
)
TEXT = "\n\n".join(LINES)
ENGLISH = re.compile(r"[A-Za-z]{2,} [a-z]{2,}")
"""What no message to an office holds."""
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAIL = "From: a@example.invalid\nSubject: a\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n"


OFFICE = (".doc", ".wps", ".rtf", ".odt")
PICTURES = (".png", ".jpg", ".tif")
SLOW = (*OFFICE, *PICTURES)
"""What LibreOffice and recognition read, which takes seconds."""


@cache
def samples() -> dict[str, bytes]:
    """Name -> bytes; old Word files are real ones where the shared data has them, else only their beginning."""
    text = TEXT.encode()
    page = "".join(f"<p>{line}</p>" for line in LINES)
    word = word_file("".join(map(paragraph, LINES)))
    old = DATA / "govdocs" / "derived" / "公务接待管理规定.doc"
    doc = old.read_bytes() if old.exists() else _ole("WordDocument")
    return {
        "a.txt": text,
        "b.txt": TEXT.encode("gb18030"),
        "a.md": f"---\ntitle: 云川市示例办法\n---\n{TEXT}".encode(),
        "a.html": f"<!DOCTYPE html><html><head><title>云川市示例办法</title></head><body>{page}</body></html>".encode(),
        "a.docx": word,
        "a.doc": doc,
        "a.wps": doc,
        "a.rtf": _rtf(),
        "a.odt": _odt(),
        "a.pdf": pdf((text_page(LINES), [], False)),
        "a.xlsx": xlsx(("职责", [["姓名", "职责"], ["张示例", "牵头示例工作"]], [], False)),
        "a.xls": _ole("Workbook"),
        "a.et": _ole("Book"),
        "a.ofd": ofd_file(_ofd_lines()),
        "a.eml": f"{_MAIL}{TEXT}".encode(),
        "a.zip": zip_file({"甲.txt": text, "乙.docx": word}),
        "a.tar": _tar("w", text),
        "a.tar.gz": _tar("w:gz", text),
        "a.png": _picture("PNG"),
        "a.jpg": _picture("JPEG"),
        "a.tif": _picture("TIFF"),
    }


def ofd_file(objects: str, *, box: str = "0 0 210 297", prefix: str = "") -> bytes:
    """An OFD of one page that holds `objects`; `prefix` stands before the page's root element."""
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    parts = {
        "OFD.xml": f"<ofd:OFD {space}><ofd:DocBody><ofd:DocRoot>D.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "D.xml": f"<ofd:Document {space}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>{box}</ofd:PhysicalBox>"
        '</ofd:PageArea></ofd:CommonData><ofd:Pages><ofd:Page ID="1" BaseLoc="P.xml"/></ofd:Pages></ofd:Document>',
        "P.xml": f"{prefix}<ofd:Page {space}><ofd:Content><ofd:Layer>{objects}</ofd:Layer></ofd:Content></ofd:Page>",
    }
    return zip_file({name: part.encode() for name, part in parts.items()})


def _ofd_lines() -> str:
    return "".join(
        f'<ofd:TextObject ID="{10 + n}" Boundary="30 {30 + 10 * n} 160 6" Font="2" Size="5">'
        f'<ofd:TextCode X="0" Y="5" DeltaX="g {len(line) - 1} 5">{line}</ofd:TextCode></ofd:TextObject>'
        for n, line in enumerate(LINES)
    )


def _ole(stream: str) -> bytes:
    """The beginning of a compound file that names this stream, and nothing in it."""
    return _OLE + bytes(600) + f"{stream}\0".encode("utf-16-le") + bytes(900)


def _rtf() -> bytes:
    lines = ("".join(f"\\u{ord(char)}?" for char in line) for line in LINES)
    return ("{\\rtf1\\ansi " + "\\par ".join(lines) + "}").encode()


def _odt() -> bytes:
    spaces = " ".join(f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in ("office", "text"))
    body = "".join(f"<text:p>{line}</text:p>" for line in LINES)
    content = (
        f'<office:document-content {spaces} office:version="1.2"><office:body><office:text>{body}</office:text>'
        "</office:body></office:document-content>"
    )
    return zip_file({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": content.encode()})


def _tar(mode: str, data: bytes) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode=mode) as archive:  # type: ignore[call-overload]  # mode 是传入的文字
        info = tarfile.TarInfo("甲.txt")
        info.size = len(data)
        archive.addfile(info, io.BytesIO(data))
    return packed.getvalue()


def _picture(kind: str) -> bytes:
    buffer = io.BytesIO()
    Image.new("L", (40, 40), 200).save(buffer, kind)
    return buffer.getvalue()
