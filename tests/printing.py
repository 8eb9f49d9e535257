"""Word documents printed by LibreOffice in fonts that everyone may have, so that a ruler can be put to them."""

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.conftest import EVERYTHING, ROOT, require_tool

FONTS = ROOT / ".fonts"
_STAND_INS = {
    "仿宋_GB2312": "FandolFang",
    "仿宋": "FandolFang",
    "楷体_GB2312": "FandolKai",
    "黑体": "FandolHei",
    "宋体": "FandolSong",
    "方正小标宋简体": "FandolSong",
}
_FILTER = "pdf:writer_pdf_Export:" + json.dumps(
    {
        name: {"type": "boolean", "value": value}
        for name, value in (("IsSkipEmptyPages", "false"), ("UseTaggedPDF", "true"))
    }
)
"""Pages left empty before an even page are printed too; tags tell the text of the document from its headers."""
_AT_ONCE = 100
"""Documents for one start of LibreOffice, which takes longer than printing one; after some 250 it stops in silence."""


def printed(documents: Mapping[str, bytes], folder: Path) -> dict[str, Path]:
    """The documents by name -> their PDF files; the test is skipped where LibreOffice or the fonts are missing."""
    soffice = require_tool("soffice")
    _require_fonts()
    config = folder / "fonts.conf"
    config.write_text(_font_config(folder / "cache"), encoding="utf-8")
    for name, data in documents.items():
        (folder / f"{name}.docx").write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [soffice, profile, "--headless", "--convert-to", _FILTER]
    # 没有 UTF-8 的语言环境，路径里有汉字时 LibreOffice 停住不动，也不报错。
    environment = {
        "FONTCONFIG_FILE": str(config),
        "HOME": str(folder),
        "LC_ALL": "C.UTF-8",
        "PATH": str(Path(soffice).parent),
    }
    names = [f"{name}.docx" for name in documents]
    for start in range(0, len(names), _AT_ONCE):
        some = names[start : start + _AT_ONCE]
        subprocess.run([*command, *some], cwd=folder, check=True, capture_output=True, timeout=500, env=environment)
    files = {name: folder / f"{name}.pdf" for name in documents}
    assert [name for name, file in files.items() if not file.is_file()] == []
    return files


def _require_fonts() -> None:
    if any(FONTS.glob("FandolFang*.otf")):
        return
    missing = f"{FONTS} 里没有 Fandol 字体（取法见 .ci/run）"
    if EVERYTHING:
        pytest.fail(f"{missing}，而 XUNCHA_REQUIRE_ALL=1 要求全部运行")
    pytest.skip(f"{missing}，跳过")


def _font_config(cache: Path) -> str:
    aliases = "".join(
        f'<alias binding="same"><family>{name}</family><prefer><family>{other}</family></prefer></alias>'
        for name, other in _STAND_INS.items()
    )
    return (
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd"><fontconfig>'
        f"<dir>{FONTS}</dir><dir>/usr/share/fonts</dir><cachedir>{cache}</cachedir>{aliases}</fontconfig>"
    )
