"""Where things are, and names that every system takes."""

from pathlib import Path

import pytest

from xuncha_docs.errors import RecordError
from xuncha_docs.places import cache_root, find_workspace, safe_name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('甲/乙:丙*?"<>|', "甲／乙：丙＊？”＜＞｜"),
        ("名称. ", "名称"),
        ("CON", "_CON"),
        ("nul.x", "_nul.x"),
        ("", "_"),
        ("字" * 200, "字" * 80),
        ("甲\u2028乙\n丙", "甲 乙 丙"),
        ("../../etc", "..／..／etc"),
        ("甲\u202e乙", "甲乙"),
    ],
)
def test_a_name_is_safe_on_windows_and_still_readable(text: str, name: str) -> None:
    assert safe_name(text) == name


def test_the_nearest_parent_with_a_workspace_file_is_found(tmp_path: Path) -> None:
    (tmp_path / "xuncha.toml").touch()
    deep = tmp_path / "rounds" / "三"
    deep.mkdir(parents=True)
    assert find_workspace(None, start=deep) == tmp_path
    assert find_workspace(None, start=tmp_path.parent) is None


def test_a_named_workspace_that_is_none_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(RecordError, match="不是工作区"):
        find_workspace(tmp_path)
    monkeypatch.setenv("XUNCHA_WORKSPACE", str(tmp_path))
    with pytest.raises(RecordError, match="xuncha init"):
        find_workspace(None)


def test_the_cache_can_be_put_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XUNCHA_CACHE", str(tmp_path / "cache"))
    assert cache_root() == tmp_path / "cache"
