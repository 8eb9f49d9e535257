"""Old office files through LibreOffice, and what is said where it is not there."""

import pytest

from tests.conftest import require_data, require_tool
from xuncha_docs.errors import ImportFailure
from xuncha_docs.foreign import libreoffice
from xuncha_docs.ingest.converters import convert
from xuncha_docs.ingest.docx import DocxConverter
from xuncha_docs.library.provisions import parse_provisions

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (OLE + b"\x00" * 500 + "WordDocument\0".encode("utf-16-le"), "旧版 Word/WPS 文档"),
        (OLE + b"\x00" * 500 + "CONTENTS\0".encode("utf-16-le"), "MS Works 文档"),
        (b"{\\rtf1\\ansi\\ansicpg936 }", "RTF 文档"),
    ],
)
def test_without_libreoffice_the_file_is_named_as_needing_it(
    data: bytes, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(ImportFailure, match=f"{kind}需要 LibreOffice.*另存为 .docx"):
        convert(data, "a.doc")


@pytest.mark.parametrize(
    ("name", "twin"),
    [
        ("问责条例2016.doc", "问责条例2016.docx"),
        ("问责条例2016(实为doc).docx", "问责条例2016.docx"),
        ("公务接待管理规定(改名).wps", "公务接待管理规定.docx"),
        ("公务接待管理规定.rtf", "公务接待管理规定.docx"),
        ("公务接待管理规定.odt", "公务接待管理规定.docx"),
    ],
)
def test_an_old_file_reads_like_its_docx(name: str, twin: str) -> None:
    require_tool("soffice")
    folder = require_data("govdocs", "derived")
    text = convert((folder / name).read_bytes(), name).text
    wanted = DocxConverter().convert((folder / twin).read_bytes()).text
    assert text.split() == wanted.split()
    assert sum(bool(p.citation.article) for p in parse_provisions(text, title="示例", path="x").provisions) > 5


def test_a_damaged_old_file_says_so() -> None:
    require_tool("soffice")
    with pytest.raises(ImportFailure, match=r"没能打开|没有读到"):
        convert(OLE + b"\x00" * 500 + "WordDocument\0".encode("utf-16-le") + b"\x00" * 2000, "a.doc")


def test_macros_remote_links_and_the_network_are_off() -> None:
    for setting in ("DisableMacrosExecution", "BlockUntrustedRefererLinks", "Writer/Content/Update", "ooInetProxyType"):
        assert setting in libreoffice.SETTINGS
