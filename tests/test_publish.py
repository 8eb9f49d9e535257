"""A folder is written whole or not at all."""

import os
from pathlib import Path

import pytest

from xuncha_docs.errors import PackError
from xuncha_docs.publish import publish


def tree(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_files_come_with_their_folders(tmp_path: Path) -> None:
    publish({"一/二.txt": b"1", "m.json": b"{}"}, tmp_path / "out", replaceable="m.json")
    assert tree(tmp_path) == {"out/一/二.txt": b"1", "out/m.json": b"{}"}


def test_an_earlier_result_is_replaced_whole(tmp_path: Path) -> None:
    publish({"old.txt": b"1", "m.json": b"{}"}, tmp_path / "out", replaceable="m.json")
    publish({"new.txt": b"2", "m.json": b"{}"}, tmp_path / "out", replaceable="m.json")
    assert tree(tmp_path) == {"out/new.txt": b"2", "out/m.json": b"{}"}


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_bytes(b"1")
    with pytest.raises(PackError, match="为免误删没有写入"):
        publish({"m.json": b"{}"}, tmp_path, replaceable="m.json")
    assert tree(tmp_path) == {"mine.txt": b"1"}


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    publish({"m.json": b"{}"}, tmp_path / "out", replaceable="m.json")
    assert tree(tmp_path) == {"out/m.json": b"{}"}


def test_a_failure_leaves_nothing_and_keeps_the_old(tmp_path: Path) -> None:
    publish({"m.json": b"old"}, tmp_path / "out", replaceable="m.json")
    too_long = "长" * 200 + ".txt"
    with pytest.raises(PackError, match="没有留下任何文件"):
        publish({"a.txt": b"1", too_long: b"2"}, tmp_path / "out", replaceable="m.json")
    assert tree(tmp_path) == {"out/m.json": b"old"}
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="只有 Linux 有 /dev 下的只读文件系统可试")
def test_a_place_that_cannot_be_written_is_named() -> None:
    with pytest.raises(PackError, match="没有留下任何文件"):
        publish({"m.json": b"{}"}, Path("/proc/xuncha/out"), replaceable="m.json")
    assert not os.path.lexists("/proc/xuncha")
