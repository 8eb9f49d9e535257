"""Files made to harm the reader end quickly with a Chinese sentence, and the import goes on."""

import io
import json
import os
import random
import struct
import subprocess
import sys
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest

from tests.conftest import require_data
from tests.word_files import paragraph, web_archive, word_file, zip_file
from xuncha_docs.errors import ImportFailure
from xuncha_docs.ingest.containers import Unreadable, iter_files
from xuncha_docs.ingest.converters import Converted, convert
from xuncha_docs.ingest.frames import pack, unpack
from xuncha_docs.ingest.isolation import Isolation, Limits

RULE = ["云川市示例办法", "第一条　为了示例，制定本办法。", "第二条　本办法自2020年1月1日起施行。"]
GOOD = word_file("".join(map(paragraph, RULE)))
CONTENT_TYPES = {"[Content_Types].xml": b"<Types/>"}
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def with_main(main: str) -> bytes:
    return zip_file({**CONTENT_TYPES, "word/document.xml": main.encode()})


def declared(entities: str, used: str) -> bytes:
    text = f"<w:p><w:r><w:t>云川市示例办法{used}</w:t></w:r></w:p>"
    return with_main(f"<!DOCTYPE x [{entities}]><w:document {W}><w:body>{text}</w:body></w:document>")


def laughs(kind: str) -> bytes:
    levels = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    used = '<w:x w:y="&a11;"/>' if kind == "attribute" else "&a11;"
    text = f"<w:document {W}><w:body><w:p><w:r><w:t>{used}</w:t></w:r></w:p></w:body></w:document>"
    return with_main(f'<!DOCTYPE x [<!ENTITY a0 "哈哈">{levels}]>{text}')


def with_link() -> bytes:
    packed = io.BytesIO(GOOD)
    with zipfile.ZipFile(packed, "a") as archive:
        link = zipfile.ZipInfo("word/media/x")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return packed.getvalue()


def long_directory() -> bytes:
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 65_535, 65_535, 2**31, 0, 0)
    return GOOD[: GOOD.rfind(b"PK\x05\x06")] + end


def chunks_in_chunks() -> bytes:
    data = GOOD
    for _ in range(5):
        data = word_file('<w:altChunk r:id="rIdChunk"/>', chunk=data)
    return data


def main_and(files: dict[str, bytes]) -> bytes:
    return zip_file({**CONTENT_TYPES, "word/document.xml": b"<x/>", **files})


def hostile() -> dict[str, tuple[bytes, str]]:
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage\0".encode("utf-16-le")
    return {
        "空文件.docx": (b"", "空文件"),
        "只有零.docx": (bytes(500), "空文件"),
        "半截.docx": (GOOD[: len(GOOD) // 2], "损坏"),
        "炸弹.docx": (with_main(f"<w:document {W}>{' ' * 150_000_000}</w:document>"), "压缩炸弹"),
        "胀.docx": (main_and({"word/document.xml": os.urandom(33 * 2**20).hex().encode()}), "超过 64 MB"),
        "外部实体.docx": (declared('<!ENTITY x SYSTEM "file:///etc/passwd">', "&x;"), "DTD"),
        "外部定义.docx": (declared('<!ENTITY % x SYSTEM "http://127.0.0.1:9/x"> %x;', ""), "DTD"),
        "大笑.docx": (laughs("text"), "恶意"),
        "属性大笑.docx": (laughs("attribute"), "恶意"),
        "逃逸.docx": (main_and({"../../逃.txt": b"x"}), "压缩包之外"),
        "链接.docx": (with_link(), "符号链接"),
        "目录过大.docx": (long_directory(), "目录过大"),
        "成员过多.docx": (main_and({f"{n}": b"" for n in range(6000)}), "5000 个成员"),
        "嵌套.docx": (with_main(f"<w:document {W}><w:body>{'<w:ins>' * 50_000}"), "恶意"),
        "内嵌无底.docx": (chunks_in_chunks(), "没有文字"),
        "没有正文.docx": (with_main(f"<w:document {W}/>"), "没有文字"),
        "别的内容.docx": (with_main("<html/>"), "没有文字"),
        "不是XML.docx": (with_main("云川市"), "读不通"),
        "加密.docx": (locked, "加了密码"),
    }


IMPORT = """
import json, resource, sys
from pathlib import Path
from xuncha_docs.ingest import import_paths
report = import_paths([Path(sys.argv[1])], Path(sys.argv[1]) / "kb")
refused = {note.source.rpartition("/")[2]: note.message for note in report.refused}
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(json.dumps({"imported": [entry.title for entry in report.imported], "refused": refused, "peak_kib": peak}))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows 上没有 resource，量不了子进程的内存")
def test_hostile_files_end_with_a_reason_in_little_memory_and_the_rest_is_imported(tmp_path: Path) -> None:
    """The import runs in a process of its own, so that only its own readers count."""
    files = hostile()
    for name, (data, _) in files.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "云川市示例办法.docx").write_bytes(GOOD)
    run = subprocess.run([sys.executable, "-c", IMPORT, str(tmp_path)], capture_output=True, text=True, check=True)
    report = json.loads(run.stdout)
    assert report["imported"] == ["云川市示例办法"]
    assert set(report["refused"]) == set(files)
    for name, (_, reason) in files.items():
        assert reason in report["refused"][name], name
    assert report["peak_kib"] < 500 * 2**10


@pytest.mark.parametrize(
    "body",
    [
        '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="999999999"/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>',
        '<w:altChunk r:id="rIdChunk"/>',
        '<w:p><w:pPr><w:numPr><w:ilvl w:val="99999999999999999999"/><w:numId w:val="1"/></w:numPr></w:pPr></w:p>',
        '<w:p><w:pPr><w:pStyle w:val="s"/></w:pPr></w:p>',
    ],
)
def test_numbers_beyond_any_document_do_no_harm(body: str) -> None:
    page = f"<table><tr><td colspan=99999999 rowspan=99999999>甲</td></tr></table>{'<div>' * 5000}乙"
    levels = '<w:lvl w:ilvl="0"><w:start w:val="-7"/><w:numFmt w:val="upperLetter"/><w:lvlText w:val="%1"/></w:lvl>'
    numbering = (
        f'<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )
    styles = '<w:style w:styleId="s" w:type="paragraph"><w:basedOn w:val="s"/></w:style>'
    data = word_file(body + paragraph("云川市示例办法"), numbering=numbering, styles=styles, chunk=web_archive(page))
    assert "云川市示例办法" in convert(data, "a.docx").text


def test_archives_deeper_than_the_limit_are_not_opened(tmp_path: Path) -> None:
    data = b"x" * 100
    for depth in range(9, 0, -1):
        data = zip_file({f"{depth}.zip" if depth < 9 else "a.txt": data})
    (tmp_path / "套.zip").write_bytes(data)
    (found,) = iter_files([tmp_path / "套.zip"])
    assert isinstance(found, Unreadable)
    assert "套了超过 2 层" in found.reason


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        (Limits(clock=1), "解析超过 1 秒"),
        (Limits(memory=2**20), "意外结束|内存"),
    ],
)
def test_a_file_that_takes_too_much_is_stopped_and_the_next_is_read(limits: Limits, reason: str) -> None:
    slow = word_file("".join(paragraph(f"云川市示例办法{n}") for n in range(60_000)))
    with Isolation(limits) as isolation:
        with pytest.raises(ImportFailure, match=reason):
            isolation.convert(slow, "慢.docx")
        assert isolation.convert("云川市公务接待管理办法第一条".encode(), "a.txt").text
    with Isolation() as isolation:
        assert isolation.convert(GOOD, "好.docx").text == convert(GOOD, "好.docx").text


def test_a_child_that_dies_costs_one_file() -> None:
    with Isolation() as isolation:
        isolation.convert(GOOD, "a.docx")
        child = isolation._child
        assert child is not None
        child.kill()
        child.wait()
        assert isolation.convert(GOOD, "b.docx").text.startswith("云川市示例办法")
        assert isolation._child is not child


def test_a_document_goes_through_the_pipe_unchanged() -> None:
    whole = Converted(
        text="第一条\u3000甲\ud800\n",
        hints={"title": "甲"},
        warnings=("乙",),
        attachments=(("丙.docx", GOOD), ("丁.txt", b"")),
    )
    assert unpack(pack(whole)) == whole


@pytest.mark.parametrize("name", ["derived/问责条例2016.docx", "law_docx_pdf/中华人民共和国国徽法.docx"])
def test_mutated_documents_never_end_in_a_traceback(name: str) -> None:
    data = require_data("govdocs", *name.split("/")).read_bytes()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {member: archive.read(member) for member in archive.namelist()}
    chance = random.Random(name)  # noqa: S311 -- 可重复的变异，不是密码
    for _ in range(150):
        for mutated in (_mutated(data, chance), zip_file({n: _mutated(m, chance) for n, m in members.items()})):
            with suppress(ImportFailure):
                assert convert(mutated, "a.docx").text


def _mutated(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.randint(0, 4) if changed else 0):
        at = chance.randrange(len(changed))
        changed[at : at + chance.randint(0, 8)] = chance.randbytes(chance.randint(0, 8))
    return bytes(changed)
