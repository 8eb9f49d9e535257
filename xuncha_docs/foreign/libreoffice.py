"""Conversions by LibreOffice, where it is installed: in a profile of its own, without macros, links and network."""

import os
import shutil
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path

from xuncha_docs.errors import ImportFailure

SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
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


def program() -> str | None:
    """The path of LibreOffice."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def convert_to(target: str, sources: Sequence[Path], folder: Path, *, reader: str = "", seconds: float) -> None:
    """Writes what LibreOffice makes of `sources` into `folder`; a source it cannot read leaves nothing there.

    `target` and `reader` are names of its filters. ImportFailure where it is not installed or takes longer than
    `seconds`. One call for many files: each further one costs a fraction of the first.
    """
    found = program()
    if found is None:
        raise ImportFailure("没有 LibreOffice，请安装后再试（xuncha doctor 可查）")
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(SETTINGS, encoding="utf-8")
    command = (
        found, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--nologo",
        "--nofirststartwizard", *([f"--infilter={reader}"] if reader else ()), "--convert-to", target,
        "--outdir", str(folder), *map(str, sources),
    )  # fmt: skip
    _run(command, folder, seconds)


def _run(command: tuple[str, ...], folder: Path, seconds: float) -> None:
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
            process.wait(seconds)
        except subprocess.TimeoutExpired as error:
            os.killpg(process.pid, signal.SIGKILL)
            raise ImportFailure(f"LibreOffice {seconds:.0f} 秒内没有转换完；请用原软件另存为 .docx") from error
