"""Encodings, formats, folders and archives: what is read, what is refused and why."""

import io
import os
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.conftest import require_data
from xuncha_docs.errors import ImportFailure
from xuncha_docs.foreign import preflight
from xuncha_docs.ingest.containers import Found, SourceFile, Unreadable, count_files, iter_files
from xuncha_docs.ingest.converters import convert
from xuncha_docs.ingest.encoding import decode_text

TEXT = "云川市公务接待管理办法\n\n第一条　为了规范公务接待，制定本办法。\n\n第二条　本办法自2020年1月1日起施行。\n"
TRADITIONAL = "雲川市公務接待管理辦法\n\n第一條　為了規範公務接待，制定本辦法。\n"


@pytest.mark.parametrize(
    ("codec", "text"),
    [
        ("utf-8", TEXT),
        ("utf-8-sig", TEXT),
        ("gb18030", TEXT),
        ("gbk", TEXT),
        ("utf-16", TEXT),
        ("utf-16-le", TEXT),
        ("utf-16-be", TEXT),
        ("big5", TRADITIONAL),
        ("gb18030", "朱镕㎡𬉼：第一条为了示例"),
    ],
)
def test_the_encoding_is_told_by_content(codec: str, text: str) -> None:
    assert decode_text(text.encode(codec))[0].removeprefix("\ufeff") == text


def test_random_bytes_are_no_text() -> None:
    with pytest.raises(ImportFailure, match="认不出文字编码"):
        decode_text(bytes(range(128, 256)) * 40)


def test_a_cut_off_utf8_file_says_so() -> None:
    data = (TEXT * 3).encode()
    with pytest.raises(ImportFailure, match=rf"是 UTF-8，但第 {len(data) - 4} 字节起读不通，文件损坏或不完整"):
        decode_text(data[:-2])


def test_a_broken_utf16_file_says_where_it_breaks() -> None:
    with pytest.raises(ImportFailure, match="另存为 UTF-8"):
        decode_text("\ufeff".encode("utf-16-le") + b"\x00\xd8\x00")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "空文件"),
        (b" \n\n\t", "空文件"),
        (b"%PDF-1.7\n%\xe2\xe3", "PDF 文件损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 64, "暂不支持的格式：旧版 Office"),
        (b"\x89PNG\r\n", "图片"),
        (b"<!DOCTYPE html><html><body></body></html>", "网页里没有读到文字"),
        (b"hello world", "中文不到 10 个字"),
        (b"\x01\x02\x03\x04abcdefg" * 30, "二进制文件"),
    ],
)
def test_what_is_no_text_is_refused_with_its_reason(data: bytes, reason: str) -> None:
    with pytest.raises(ImportFailure, match=reason):
        convert(data, "办法.txt")


def test_a_word_file_is_told_by_content_whatever_its_name() -> None:
    with pytest.raises(ImportFailure, match="没有文字"):
        convert(_zip({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"}), "办法.txt")


def test_a_lock_file_of_office_is_named_as_such() -> None:
    with pytest.raises(ImportFailure, match="锁文件"):
        convert(b"\x05user" + b"\x00" * 50, "folder/~$办法.docx")


def test_broken_front_matter_does_not_lose_the_text() -> None:
    converted = convert(f"---\ntitle: [\n---\n{TEXT}".encode(), "a.md")
    assert "第一条" in converted.text
    assert converted.first_line == 4


def test_a_folder_is_read_in_order_and_links_are_not_followed(tmp_path: Path) -> None:
    root = tmp_path / "制度"
    (root / "乙").mkdir(parents=True)
    (root / "乙" / "b.txt").write_text(TEXT, encoding="utf-8")
    (root / "a.txt").write_text(TEXT, encoding="utf-8")
    (root / "Thumbs.db").write_bytes(b"x")
    try:
        (root / "c.txt").symlink_to(tmp_path / "outside.txt")
    except OSError:
        pytest.skip("本机不允许建立符号链接")
    found = list(iter_files([root]))
    assert [f.name for f in found] == ["制度/a.txt", "制度/c.txt", "制度/乙/b.txt"]
    assert isinstance(found[1], Unreadable)
    assert "符号链接" in found[1].reason
    assert count_files([root]) == 3


def test_a_missing_path_is_named(tmp_path: Path) -> None:
    (found,) = iter_files([tmp_path / "没有.txt"])
    assert isinstance(found, Unreadable)
    assert "找不到" in found.reason


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:xz"])
def test_an_archive_gives_the_same_names_as_its_folder(tmp_path: Path, mode: str) -> None:
    folder = tmp_path / "laws"
    folder.mkdir()
    (folder / "办法.txt").write_text(TEXT, encoding="utf-8")
    packed = tmp_path / "压缩包.bin"
    with tarfile.open(packed, mode) as archive:  # type: ignore[call-overload]  # mode 是参数化的文字
        archive.add(folder, "./laws")
    assert list(iter_files([packed])) == list(iter_files([folder]))
    assert count_files([packed]) is None


def test_a_truncated_archive_keeps_what_came_before(tmp_path: Path) -> None:
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w:gz") as archive:
        for number in range(30):
            _add(archive, f"{number}.txt", TEXT.encode() + os.urandom(20_000))
    packed = tmp_path / "半个.tar.gz"
    packed.write_bytes(whole.getvalue()[: len(whole.getvalue()) // 2])
    found = list(iter_files([packed]))
    assert len(found) > 5
    assert isinstance(found[0], SourceFile)
    assert _reasons(found[-1:]) == ["半个.tar.gz"]
    assert "损坏" in _refused(found)[0].reason


def test_links_and_paths_out_of_an_archive_are_refused(tmp_path: Path) -> None:
    packed = tmp_path / "a.tar"
    with tarfile.open(packed, "w") as archive:
        _add(archive, "../逃出去.txt", TEXT.encode())
        _add(archive, "/etc/办法.txt", TEXT.encode())
        link = tarfile.TarInfo("链接.txt")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
        _add(archive, "好.txt", TEXT.encode())
    found = list(iter_files([packed]))
    assert [f.name for f in found if isinstance(f, SourceFile)] == ["好.txt"]
    assert len(_refused(found)) == 3
    assert not (tmp_path.parent / "逃出去.txt").exists()


def test_zip_members_are_checked_one_by_one(tmp_path: Path) -> None:
    packed = tmp_path / "a.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../逃出去.txt", TEXT)
        link = zipfile.ZipInfo("链接.txt")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("内层.zip", _zip({"a.txt": TEXT.encode(), "三层.zip": _zip({"b.txt": b"x"})}))
        archive.writestr("好.txt", TEXT)
    found = list(iter_files([packed]))
    assert [f.name for f in found if isinstance(f, SourceFile)] == ["内层.zip/a.txt", "好.txt"]
    assert sorted(_reasons(found)) == ["../逃出去.txt", "内层.zip/三层.zip", "链接.txt"]


def test_gbk_names_of_a_windows_zip_are_read(tmp_path: Path) -> None:
    packed = tmp_path / "a.zip"
    name = "公务接待办法.txt".encode("gbk")
    data = _zip({"x" * len(name): TEXT.encode()})
    packed.write_bytes(data.replace(b"x" * len(name), name))
    (found,) = iter_files([packed])
    assert found.name == "公务接待办法.txt"


def test_an_archive_that_swells_is_stopped_while_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preflight, "RATIO_FROM", 2**16)
    packed = tmp_path / "炸弹.zip"
    packed.write_bytes(_zip({"a.txt": b"\x00" * 2**24}))
    assert "压缩炸弹" in _refused(list(iter_files([packed])))[0].reason
    tar = tmp_path / "炸弹.tar.xz"
    with tarfile.open(tar, "w:xz") as archive:
        _add(archive, "a.txt", b"\x00" * 2**24)
    assert "压缩炸弹" in _refused(list(iter_files([tar])))[0].reason


def test_an_archive_with_too_many_members_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preflight, "MAX_ENTRIES", 3)
    packed = tmp_path / "a.zip"
    packed.write_bytes(_zip({f"{n}.txt": TEXT.encode() for n in range(9)}))
    found = list(iter_files([packed]))
    assert len(found) == 4
    assert "超过 3 个成员" in _refused(found)[0].reason


def test_a_file_over_the_limit_is_named_and_the_rest_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preflight, "MAX_FILE", 1000)
    packed = tmp_path / "a.zip"
    packed.write_bytes(_zip({"大.txt": os.urandom(5000), "小.txt": TEXT.encode()}))
    (tmp_path / "大.txt").write_bytes(b"x" * 5000)
    found = list(iter_files([packed, tmp_path / "大.txt"]))
    assert _reasons(found) == ["大.txt", "大.txt"]
    assert [f.name for f in found if isinstance(f, SourceFile)] == ["小.txt"]


@pytest.mark.parametrize("name", ["问责条例2016.gb18030.txt", "问责条例2016.utf16.txt", "公务接待管理规定.gb18030.txt"])
def test_real_files_in_old_encodings_are_read(name: str) -> None:
    data = require_data("govdocs", "derived", name).read_bytes()
    assert "第一条" in convert(data, name).text


def _add(archive: tarfile.TarFile, name: str, data: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size = len(data)
    archive.addfile(info, io.BytesIO(data))


def _zip(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def _refused(found: list[Found]) -> list[Unreadable]:
    return [f for f in found if isinstance(f, Unreadable)]


def _reasons(found: list[Found]) -> list[str]:
    return [f.name for f in _refused(found)]
