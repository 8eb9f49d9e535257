"""Files made to harm a reader, by the harm they would do; each small, most swelling a thousandfold."""

import io
import os
import struct
import tarfile
import zipfile
import zlib
from base64 import b64encode
from collections.abc import Callable

from tests.every_format import ofd_file
from tests.sheet_files import xlsx
from tests.word_files import paragraph, web_archive, word_file, zip_file

RULE = ("云川市示例办法", "第一条　为了示例，制定本办法。", "第二条　本办法自2020年1月1日起施行。")
GOOD = word_file("".join(map(paragraph, RULE)))
MEGABYTE = 2**20
_TYPES = {"[Content_Types].xml": b"<Types/>"}
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_MERGED = '<mergeCells><mergeCell ref="A1:XFD1048576"/><mergeCell ref="A1:XFD1048576"/></mergeCells>'
_REPEATED = (
    '<table:table><table:table-row table:number-rows-repeated="1048576"><table:table-cell office:value-type="float"'
    ' table:number-columns-repeated="16384" office:value="1"/></table:table-row></table:table>'
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def hostile_documents() -> dict[str, tuple[Callable[[], bytes], str]]:
    """Name of a Word document -> how it is made, and what is said of it."""
    locked = _OLE + bytes(600) + "EncryptedPackage\0".encode("utf-16-le")
    return {
        "空文件.docx": (bytes, "空文件"),
        "只有零.docx": (lambda: bytes(500), "空文件"),
        "半截.docx": (lambda: GOOD[: len(GOOD) // 2], "损坏"),
        "炸弹.docx": (lambda: _main(f"<w:document {_W}>{' ' * 150_000_000}</w:document>"), "压缩炸弹"),
        "胀.docx": (lambda: _main_and({"word/document.xml": os.urandom(33 * MEGABYTE).hex().encode()}), "超过 64 MB"),
        "外部实体.docx": (lambda: _declared('<!ENTITY x SYSTEM "file:///etc/passwd">', "&x;"), "DTD"),
        "外部定义.docx": (lambda: _declared('<!ENTITY % x SYSTEM "http://127.0.0.1:9/x"> %x;', ""), "DTD"),
        "大笑.docx": (lambda: _laughs("&a11;"), "恶意"),
        "属性大笑.docx": (lambda: _laughs('<w:x w:y="&a11;"/>'), "恶意"),
        "逃逸.docx": (lambda: _main_and({"../../逃.txt": b"x"}), "压缩包之外"),
        "链接.docx": (lambda: _with_link(GOOD), "符号链接"),
        "目录过大.docx": (_long_directory, "目录过大"),
        "目录谎报.docx": (_large_zip, "目录过大"),
        "成员过多.docx": (lambda: _main_and({f"{n}": b"" for n in range(6000)}), "5000 个成员"),
        "嵌套.docx": (lambda: _main(f"<w:document {_W}><w:body>{'<w:ins>' * 50_000}"), "恶意"),
        "内嵌无底.docx": (_chunks_in_chunks, "没有文字"),
        "没有正文.docx": (lambda: _main(f"<w:document {_W}/>"), "没有文字"),
        "别的内容.docx": (lambda: _main("<html/>"), "没有文字"),
        "不是XML.docx": (lambda: _main("云川市"), "读不通"),
        "加密.docx": (lambda: locked, "加了密码"),
        "字太多.docx": (lambda: word_file(paragraph("云川市示例" * 1_000_000)), "压缩炸弹"),
        "段太多.docx": (lambda: word_file("<w:p/>" * 5_000_000), "压缩炸弹"),
    }


def hostile_archives() -> dict[str, tuple[Callable[[], bytes], str]]:
    """Name of an archive -> how it is made, and what is said of it or of something in it."""
    return {
        "平.zip": (lambda: zip_file({"a.txt": bytes(100 * MEGABYTE)}), "压缩炸弹"),
        "重叠.zip": (lambda: _overlapping(b"x" * 9 * MEGABYTE, 500), "压缩炸弹|损坏"),
        "许多.zip": (lambda: zip_file({f"{n}.txt": bytes(9 * MEGABYTE) for n in range(20)}), "压缩炸弹"),
        "里层.zip": (_bombs_in_zips, "压缩炸弹"),
        "深.zip": (lambda: _zips_in_zips(9), "套了超过 2 层"),
        "逃逸.zip": (lambda: zip_file({"../../逃.txt": b"x", "C:/逃.txt": b"x"}), "压缩包之外"),
        "没有名字.zip": (lambda: zip_file({"没有": b"x"}).replace("没有".encode(), bytes(6)), "中文不到 10 个字"),
        "链接.zip": (lambda: _with_link(zip_file({"a.txt": b""})), "符号链接"),
        "怪方法.zip": (lambda: _packed_by(zipfile.ZIP_BZIP2), "不常见的压缩方法"),
        "更怪.zip": (lambda: _packed_by(zipfile.ZIP_LZMA), "不常见的压缩方法"),
        "成员过多.zip": (lambda: zip_file({f"{n}/": b"" for n in range(6000)}), "5000 个成员"),
        "炸弹.tar.gz": (lambda: _tar("w:gz", _member("a.txt", bytes(60 * MEGABYTE))), "压缩炸弹"),
        "炸弹.tar.bz2": (lambda: _tar("w:bz2", _member("a.txt", bytes(60 * MEGABYTE))), "压缩炸弹"),
        "炸弹.tar.xz": (lambda: _tar("w:xz", _member("a.txt", bytes(60 * MEGABYTE))), "压缩炸弹"),
        "跳过的炸弹.tar.gz": (lambda: _tar("w:gz", _member("../a", bytes(60 * MEGABYTE))), "压缩炸弹"),
        "头是炸弹.tar.gz": (lambda: _tar("w:gz", _head(60 * MEGABYTE)), "目录过大"),
        "头太长.tar": (lambda: _tar("w", _head(100 * MEGABYTE)), "目录过大"),
        "链接.tar": (lambda: _tar("w", _special(tarfile.SYMTYPE), _special(tarfile.LNKTYPE)), "链接"),
        "设备.tar": (lambda: _tar("w", _special(tarfile.CHRTYPE), _special(tarfile.FIFOTYPE)), "设备文件"),
        "谎报.tar": (lambda: _lying_tar(8 * 2**60), "损坏|没有读到|目录过大"),
        "成员过多.tar.gz": (lambda: _tar("w:gz", *(_member(f"{n}", b"") for n in range(6000))), "5000 个成员"),
        "只是压缩.gz": (lambda: zlib.compress(b"x" * 10 * MEGABYTE, wbits=31), "损坏"),
    }


def hostile_others() -> dict[str, tuple[Callable[[], bytes], str]]:
    """Name of another file -> how it is made, and what is said of it: nothing of one that is read without harm."""
    return {
        "流.pdf": (lambda: _pdf_of(_flate(b" " * 300 * MEGABYTE)), "意外结束|内存|秒"),
        "流中流.pdf": (lambda: _pdf_of(_flate(zlib.compress(bytes(300 * MEGABYTE)), twice=True)), "意外结束|内存|秒"),
        "画满.pdf": (lambda: _pdf_of(_flate(b"0 0 m 9 9 l S " * 5_000_000)), "意外结束|内存|秒"),
        "字满.pdf": (
            lambda: _pdf_of(_flate(b"BT /F1 9 Tf (aaaaaaaaaaaaaaaaaaaaaaaaaaaa) Tj ET " * 1_000_000)),
            "意外结束|内存|秒",
        ),
        "深.pdf": (lambda: _pdf("[" * 1_000_000), "损坏"),
        "页树成圈.pdf": (lambda: _pdf("<</Type/Pages/Kids[2 0 R 2 0 R]/Count 9>>"), "意外结束|损坏|没有读到文字"),
        "页树谎报.pdf": (lambda: _pdf("<</Type/Pages/Kids[3 0 R]/Count 1000000>>"), "页"),
        "页太多.pdf": (lambda: _pdf(f"<</Type/Pages/Kids[{'3 0 R ' * 100_000}]/Count 100000>>"), "页"),
        "页太大.pdf": (lambda: _pdf_of(_flate(b"q 9 0 0 9 0 0 cm Q"), box="-1e9 -1e9 1e9 1e9"), "没有读到文字"),
        "图太大.pdf": (
            lambda: _pdf_of(_flate(b"q 595 0 0 842 0 0 cm /P Do Q"), picture=_picture_object()),
            "百万像素|文字识别",
        ),
        "画中画.pdf": (lambda: _pdf_of(_flate(b"/P Do"), picture=_form_in_itself()), "意外结束|内存|秒|没有读到文字"),
        "超大.png": (lambda: _png(100_000, 100_000), "百万像素|文字识别"),
        "超大.bmp": (
            lambda: b"BM" + struct.pack("<LLLLllHH", 99, 0, 54, 40, 90_000, 90_000, 1, 24) + bytes(90),
            "百万像素|文字识别",
        ),
        "注释炸弹.png": (
            lambda: _png(9, 9, chunk=(b"zTXt", b"a\0\0" + zlib.compress(bytes(200 * MEGABYTE)))),
            "图片损坏|文字识别",
        ),
        "炸弹.xlsx": (lambda: _book(f"<sheetData>{' ' * 150_000_000}</sheetData>"), "压缩炸弹"),
        "格太远.xlsx": (lambda: _book(f"<sheetData>{_cell('A1')}{_cell('XFD1048576')}</sheetData>"), "意外结束|格"),
        "格太多.xlsx": (
            lambda: _book(f"<sheetData><row r='1'>{'<c><v>1</v></c>' * 2_000_000}</row></sheetData>"),
            "压缩炸弹",
        ),
        "并格太大.xlsx": (lambda: _book(f"<sheetData>{_cell('A1')}</sheetData>{_MERGED}"), ""),
        "大笑.xlsx": (lambda: _book(laughing_xml("<x>&a11;</x>")), "恶意"),
        "炸弹.ods": (lambda: _opendocument("spreadsheet", _REPEATED), "损坏|格|意外结束"),
        "炸弹.ofd": (lambda: ofd_file("x" * 100_000_000), "压缩炸弹"),
        "字距.ofd": (lambda: ofd_file(_ofd_text("g 99999999 5")), ""),
        "页框.ofd": (lambda: ofd_file(_ofd_text("1 1"), box="0 0 1e99 1e99"), ""),
        "大笑.ofd": (lambda: ofd_file("", prefix=laughing_xml("")), "OFD"),
        "深.ofd": (lambda: ofd_file("<ofd:Layer>" * 100_000), "OFD"),
        "炸弹.odt": (lambda: _opendocument("text", " " * 150_000_000), "压缩炸弹"),
        "大笑.odt": (lambda: _opendocument("text", "&a11;", laughing=True), "LibreOffice"),
        "深.rtf": (lambda: b"{\\rtf1" + b"{" * 3_000_000, "LibreOffice"),
        "乱.doc": (
            lambda: _OLE + os.urandom(1000) + "WordDocument\0".encode("utf-16-le") + os.urandom(50_000),
            "没能打开",
        ),
        "深.eml": (lambda: _nested_mail(3000), "嵌套过深"),
        "转了又转.eml": (lambda: _forwarded_mail(60), "套了超过 2 层"),
        "附件太多.eml": (lambda: _mail("".join(_attachment(n, b"x") for n in range(20_000))), "500 个部分"),
        "附件炸弹.eml": (lambda: _mail(_attachment(1, zip_file({"a.txt": bytes(100 * MEGABYTE)}))), "压缩炸弹"),
        "头太长.eml": (lambda: b"From: a\nSubject: " + b"=?utf-8?q?a?= " * 2_000_000 + b"\n\nx", "没有剩下正文"),
        "太长.txt": (lambda: "第一条　为了示例。\n".encode() * 7_500_000, "64 MB"),
        "很长.txt": (lambda: "第一条　为了示例。\n".encode() * 2_000_000, "300 万字"),
        "一行.txt": (lambda: "第一条　为了示例，".encode() * 400_000, "300 万字"),
        "反复.txt": (lambda: "第一条　为\n".encode() * 400_000, "10 万行"),
        "日期.txt": (lambda: "云川市示例办法第一条".encode() + "2020年1月1日".encode() * 100_000, ""),
        "空白.txt": (lambda: "云川市示例办法第一条为了".encode() + b" " * 2_900_000 + "。".encode(), ""),
        "引号.txt": (lambda: "云川市示例办法第一条《".encode() * 100_000, ""),
        "左括号.txt": (lambda: "云川市示例办法第一条（".encode() * 100_000, ""),
        "深头.md": (f"---\na: {'[' * 100_000}\n---\n第一条　为了示例制定本办法。".encode, ""),
        "别名.md": (_aliases, ""),
        "深.html": (f"<html><body>{'<div>' * 500_000}第一条　为了示例".encode, "网页|意外结束|嵌套"),
        "表.html": (
            f"<html><body><table>{'<tr><td colspan=1000 rowspan=60000>甲' * 3000}".encode,
            "网页|意外结束|内存",
        ),
        "太长.html": (
            lambda: b"<html><body>" + "<p>第一条　为了示例。</p>".encode() * 1_500_000,
            "意外结束|内存|秒|万字",
        ),
    }


def _main(main: str) -> bytes:
    return zip_file({**_TYPES, "word/document.xml": main.encode()})


def _main_and(files: dict[str, bytes]) -> bytes:
    return zip_file({**_TYPES, "word/document.xml": b"<x/>", **files})


def _declared(entities: str, used: str) -> bytes:
    text = f"<w:p><w:r><w:t>云川市示例办法{used}</w:t></w:r></w:p>"
    return _main(f"<!DOCTYPE x [{entities}]><w:document {_W}><w:body>{text}</w:body></w:document>")


def laughing_xml(body: str) -> str:
    """An XML document in which `&a11;` stands for a hundred billion laughs."""
    levels = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    return f'<!DOCTYPE x [<!ENTITY a0 "哈哈">{levels}]>{body}'


def _laughs(used: str) -> bytes:
    return _main(
        laughing_xml(f"<w:document {_W}><w:body><w:p><w:r><w:t>{used}</w:t></w:r></w:p></w:body></w:document>")
    )


def _with_link(data: bytes) -> bytes:
    packed = io.BytesIO(data)
    with zipfile.ZipFile(packed, "a") as archive:
        link = zipfile.ZipInfo("word/media/x")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return packed.getvalue()


def _long_directory() -> bytes:
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 65_535, 65_535, 2**31, 0, 0)
    return GOOD[: GOOD.rfind(b"PK\x05\x06")] + end


def _large_zip() -> bytes:
    """The usual end tells of a short table of contents, the end for large zips of a long one."""
    at = GOOD.rfind(b"PK\x05\x06")
    record = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 9, 9, 2**40, 0)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, at, 1)
    return GOOD[:at] + record + locator + GOOD[at:]


def _chunks_in_chunks() -> bytes:
    data = GOOD
    for _ in range(5):
        data = word_file('<w:altChunk r:id="rIdChunk"/>', chunk=data)
    return data


def wide_page() -> bytes:
    """A web archive with cells over millions of columns, and elements in one another."""
    return web_archive(f"<table><tr><td colspan=99999999 rowspan=99999999>甲</td></tr></table>{'<div>' * 5000}乙")


def _overlapping(data: bytes, times: int) -> bytes:
    """One member that stands in the table of contents under many names."""
    packed = zip_file({"00000": data})
    directory, end = packed.find(b"PK\x01\x02"), packed.rfind(b"PK\x05\x06")
    entries = b"".join(packed[directory:end].replace(b"00000", b"%05d" % n) for n in range(times))
    return (
        packed[:directory]
        + entries
        + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, times, times, len(entries), directory, 0)
    )


def _bombs_in_zips() -> bytes:
    inner = zip_file({f"{n}.txt": bytes(9 * MEGABYTE) for n in range(4)})
    return zip_file({f"{n}.zip": inner for n in range(30)})


def _zips_in_zips(depth: int) -> bytes:
    data = b"x" * 100
    for level in range(depth, 0, -1):
        data = zip_file({f"{level}.zip" if level < depth else "a.txt": data})
    return data


def _packed_by(method: int) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        archive.writestr("a.txt", bytes(100 * MEGABYTE))
    return packed.getvalue()


_Member = tuple[tarfile.TarInfo, bytes]


def _tar(mode: str, *members: _Member) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode=mode) as archive:  # type: ignore[call-overload]  # mode 是传入的文字
        for info, data in members:
            archive.addfile(info, io.BytesIO(data))
    return packed.getvalue()


def _member(name: str, data: bytes) -> _Member:
    info = tarfile.TarInfo(name)
    info.size = len(data)
    return info, data


def _head(size: int) -> _Member:
    """A header that goes on for so many bytes."""
    info, data = _member("x", bytes(size))
    info.type = tarfile.XHDTYPE
    return info, data


def _special(kind: bytes) -> _Member:
    info = tarfile.TarInfo("x.txt")
    info.type, info.linkname = kind, "/etc/passwd"
    return info, b""


def _lying_tar(size: int) -> bytes:
    info = tarfile.TarInfo("a.txt")
    info.size = size
    return info.tobuf(tarfile.GNU_FORMAT) + b"x" * 5000


def _flate(data: bytes, *, twice: bool = False) -> bytes:
    packed = zlib.compress(data)
    filters = b"[/FlateDecode/FlateDecode]" if twice else b"/FlateDecode"
    return b"<</Length %d/Filter %s>>stream\n%s\nendstream" % (len(packed), filters, packed)


def _pdf(pages: str, *objects: bytes) -> bytes:
    """A PDF with this page tree; object 3 is a page unless `objects` say otherwise."""
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"
    written = (b"<</Type/Catalog/Pages 2 0 R>>", pages.encode(), *(objects or (page,)))
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % item for item in enumerate(written, 1))
    return b"%PDF-1.4\n" + body + b"trailer<</Root 1 0 R/Size %d>>\n%%%%EOF" % (len(written) + 1)


def _pdf_of(content: bytes, *, box: str = "0 0 595 842", picture: bytes = b"<<>>") -> bytes:
    page = (
        f"<</Type/Page/Parent 2 0 R/MediaBox[{box}]/Contents 4 0 R"
        "/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>/XObject<</P 5 0 R>>>>>>"
    )
    return _pdf("<</Type/Pages/Kids[3 0 R]/Count 1>>", page.encode(), content, picture)


def _picture_object() -> bytes:
    packed = zlib.compress(bytes(100 * MEGABYTE))
    head = "<</Type/XObject/Subtype/Image/Width 60000/Height 60000/ColorSpace/DeviceRGB/BitsPerComponent 8"
    return f"{head}/Filter/FlateDecode/Length {len(packed)}>>stream\n".encode() + packed + b"\nendstream"


def _form_in_itself() -> bytes:
    head = b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</P 5 0 R>>>>/Length 11>>"
    return head + b"stream\n/P Do /P Do\nendstream"


def _png(width: int, height: int, *, chunk: tuple[bytes, bytes] | None = None) -> bytes:
    chunks = [(b"IHDR", struct.pack(">LLBBBBB", width, height, 8, 0, 0, 0, 0))]
    chunks += [chunk] if chunk else []
    chunks += [(b"IDAT", zlib.compress(bytes(10 * MEGABYTE))), (b"IEND", b"")]
    packed = (struct.pack(">L", len(d)) + k + d + struct.pack(">L", zlib.crc32(k + d)) for k, d in chunks)
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)


def _book(inside: str) -> bytes:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    with zipfile.ZipFile(io.BytesIO(xlsx(("表", [["甲"]], [], False)))) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    sheet = inside if inside.startswith("<!") else f'<worksheet xmlns="{main}">{inside}</worksheet>'
    return zip_file({**members, "xl/worksheets/sheet1.xml": sheet.encode()})


def _cell(place: str) -> str:
    row = place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return f'<row r="{row}"><c r="{place}"><v>1</v></c></row>'


def _opendocument(kind: str, inside: str, *, laughing: bool = False) -> bytes:
    spaces = " ".join(f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in ("office", "table", "text"))
    body = f"<office:document-content {spaces}><office:body><office:{kind}><text:p>{inside}</text:p></office:{kind}>"
    if kind == "spreadsheet":
        body = f"<office:document-content {spaces}><office:body><office:{kind}>{inside}</office:{kind}>"
    body += "</office:body></office:document-content>"
    return zip_file(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}".encode(),
            "content.xml": (laughing_xml(body) if laughing else body).encode(),
        }
    )


def _ofd_text(steps: str) -> str:
    code = f'<ofd:TextCode X="0" Y="5" DeltaX="{steps}">第一条为了示例</ofd:TextCode>'
    return f'<ofd:TextObject ID="9" Boundary="10 10 100 6" Font="2" Size="5">{code}</ofd:TextObject>'


_MAIL = "From: a@example.invalid\nSubject: a\nMIME-Version: 1.0\n"


def _mail(parts: str) -> bytes:
    return f'{_MAIL}Content-Type: multipart/mixed; boundary="b"\n\n{parts}--b--\n'.encode()


def _attachment(number: int, data: bytes) -> str:
    head = f'Content-Type: application/zip; name="{number}.zip"\nContent-Transfer-Encoding: base64\n'
    return f'--b\n{head}Content-Disposition: attachment; filename="{number}.zip"\n\n{b64encode(data).decode()}\n'


def _nested_mail(depth: int) -> bytes:
    parts = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(depth))
    return f"{_MAIL}{parts}\n云川市".encode()


def _forwarded_mail(depth: int) -> bytes:
    return (f"{_MAIL}Content-Type: message/rfc822\n\n" * depth + f"{_MAIL}\n{'云川市' * 100_000}").encode()


def _aliases() -> bytes:
    levels = "\n".join(f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12))
    return f"---\na0: &a0 哈哈\n{levels}\n---\n第一条　为了示例制定本办法。\n".encode()
