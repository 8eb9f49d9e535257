"""Old office files (.doc, .wps, .rtf, .odt) -> .docx by LibreOffice, where it is installed, in a profile of its own."""

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from xuncha_docs.errors import ImportFailure
from xuncha_docs.ingest.converters import Converted
from xuncha_docs.ingest.docx import DocxConverter
from xuncha_docs.ingest.preflight import Container, zip_names

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WORD_STREAM = "WordDocument\0".encode("utf-16-le")
_WORKS_STREAM = "CONTENTS\0".encode("utf-16-le")
_SECONDS = 50
_READERS = {"doc": ("MS Word 97", "MS Word 95"), "rtf": ("Rich Text Format",), "odt": ("writer8",), "wps": ("",)}
"""Ending -> what LibreOffice reads it with, one after the other; left to itself it takes a damaged file for text."""
_MISSING = "{}需要 LibreOffice：请安装后重新导入（xuncha doctor 可查），或用 Word、WPS 另存为 .docx"
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetProxyType" oor:op="fuse"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPProxyName" oor:op="fuse"><value>127.0.0.1</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPSProxyName" oor:op="fuse"><value>127.0.0.1</value></prop></item>
</oor:items>
"""  # noqa: E501 -- LibreOffice 的设置文件，一行一项
"""Macros never run, links to other files are never followed, and a proxy that is not there keeps it off the network."""


class OfficeConverter:
    """Files of older word processors, by content."""

    def accepts(self, data: bytes) -> bool:
        """Whether the file is one that only a word processor opens."""
        return _kind(data) is not None

    def convert(self, data: bytes) -> Converted:
        """The text as the .docx LibreOffice makes of it says it, automatic numbers included."""
        return DocxConverter().convert(as_docx(data))


def soffice() -> str | None:
    """The path of LibreOffice."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def as_docx(data: bytes) -> bytes:
    """The document as .docx; ImportFailure without LibreOffice, or when it fails or takes too long."""
    kind, ending = _kind(data) or ("旧版文档", "doc")
    program = soffice()
    if program is None:
        raise ImportFailure(_MISSING.format(kind))
    if data.startswith(b"PK"):
        container = Container(data)
        for name in container.names:
            container.read(name)
    with tempfile.TemporaryDirectory(prefix="xuncha-office-") as folder:
        return _converted(program, Path(folder), data, ending)


def _kind(data: bytes) -> tuple[str, str] | None:
    """(what to call it, the ending LibreOffice is shown)."""
    if data.startswith(_OLE):
        if _WORD_STREAM in data:
            return "旧版 Word/WPS 文档", "doc"
        return ("MS Works 文档", "wps") if _WORKS_STREAM in data else None
    if data.lstrip()[:5] == b"{\\rtf":
        return "RTF 文档", "rtf"
    names = zip_names(data)
    if "mimetype" in names and "content.xml" in names:
        kind = Container(data).read("mimetype") or b""
        return ("OpenDocument 文档", "odt") if b"opendocument.text" in kind else None
    return None


def _converted(program: str, folder: Path, data: bytes, ending: str) -> bytes:
    source = folder / f"source.{ending}"
    source.write_bytes(data)
    profile = folder / "profile" / "user"
    profile.mkdir(parents=True)
    (profile / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
    result = folder / "source.docx"
    for reader in _READERS[ending]:
        _run(_command(program, source, profile.parent, reader), folder)
        if result.is_file():
            return result.read_bytes()
    raise ImportFailure("LibreOffice 没能打开这个文件，可能已损坏或加了密码；请用原软件另存为 .docx")


def _command(program: str, source: Path, profile: Path, reader: str) -> tuple[str, ...]:
    return (
        program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--nologo",
        "--nofirststartwizard", *([f"--infilter={reader}"] if reader else ()), "--convert-to", "docx:MS Word 2007 XML",
        "--outdir", str(source.parent), str(source),
    )  # fmt: skip


def _run(command: tuple[str, ...], folder: Path) -> None:
    """Runs the program in a process group of its own, so that what it starts ends with it."""
    environment = {**os.environ, "HOME": str(folder)}
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment,
        start_new_session=True,
    ) as process:
        try:
            process.wait(_SECONDS)
        except subprocess.TimeoutExpired as error:
            os.killpg(process.pid, signal.SIGKILL)
            raise ImportFailure(f"LibreOffice {_SECONDS} 秒内没有转换完；请用原软件另存为 .docx") from error
