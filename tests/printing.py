"""Word documents printed by LibreOffice in fonts that everyone may have, so that a ruler can be put to them."""

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
_FILTER = 'pdf:writer_pdf_Export:{"IsSkipEmptyPages":{"type":"boolean","value":"false"}}'
"""Pages left empty before an even page are printed too."""


def printed(documents: Mapping[str, bytes], folder: Path) -> dict[str, Path]:
    """The documents by name -> their PDF files; the test is skipped where LibreOffice or the fonts are missing."""
    soffice = require_tool("soffice")
    _require_fonts()
    config = folder / "fonts.conf"
    config.write_text(_font_config(folder / "cache"), encoding="utf-8")
    for name, data in documents.items():
        (folder / f"{name}.docx").write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [soffice, profile, "--headless", "--convert-to", _FILTER, *(f"{name}.docx" for name in documents)]
    environment = {"FONTCONFIG_FILE": str(config), "PATH": str(Path(soffice).parent), "HOME": str(folder)}
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=500, env=environment)
    return {name: folder / f"{name}.pdf" for name in documents}


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
