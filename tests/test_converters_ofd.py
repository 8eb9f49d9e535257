"""OFD: reading order by place on the page, page numbers, scans, damage, real files."""

import io
import zipfile

import pytest

from tests.conftest import require_data
from xuncha_docs.errors import ImportFailure
from xuncha_docs.ingest.converters import convert

_NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def test_text_objects_out_of_order_are_read_from_top_to_bottom_and_wrapped_lines_joined() -> None:
    data = _ofd(
        [
            (28, 60, "反对铺张浪费，结合云川市实际，制定本办法。"),
            (100, 280, "— 1 —"),
            (38, 50, "第一条\u3000为了规范公务接待工作，厉行勤俭节约，坚决"),
            (38, 70, "第二条\u3000本办法自2020年1月1日起施行。"),
            (60, 30, "云川市公务接待管理办法"),
        ]
    )
    assert convert(data, "办法.pdf").text.splitlines() == [
        "云川市公务接待管理办法",
        "第一条\u3000为了规范公务接待工作，厉行勤俭节约，坚决反对铺张浪费，结合云川市实际，制定本办法。",
        "第二条\u3000本办法自2020年1月1日起施行。",
    ]


def test_an_ofd_of_pictures_is_a_scan_and_an_empty_one_says_so() -> None:
    with pytest.raises(ImportFailure, match="扫描页"):
        convert(_ofd([], extra={"Doc_0/Res/image_1.jpg": b"\xff\xd8\xff"}), "a.ofd")
    with pytest.raises(ImportFailure, match="没有读到文字"):
        convert(_ofd([]), "a.ofd")


def test_a_damaged_ofd_says_so() -> None:
    with pytest.raises(ImportFailure, match="OFD 文件损坏"):
        convert(_ofd([], extra={"OFD.xml": b"<ofd:OFD"}), "a.ofd")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("ofd_helloworld.ofd", "你好呀，OFD"),
        ("ofdrw_hello.ofd", "拿来主义"),
        ("ofdrw_path_unstd.ofd", "立案决定书"),
        ("ofdrw_testPathFillOpacity.ofd", "关于加快南货场铁路涵洞下穿建设的函"),
        ("ofdrw_999.ofd", "发票号码：12235358"),
    ],
)
def test_real_files_are_read(name: str, text: str) -> None:
    data = require_data("govdocs", "ofd", name).read_bytes()
    assert text in convert(data, name).text


def test_no_real_file_ends_in_anything_but_text_or_a_reason() -> None:
    said = {path.name: _said(path.read_bytes()) for path in sorted(require_data("govdocs", "ofd").glob("*.ofd"))}
    assert all(said.values())
    refused = [text for text in said.values() if text.startswith("OFD ")]
    assert all("没有读到文字" in text or "扫描页" in text for text in refused)
    assert len(refused) * 3 < len(said)


def _said(data: bytes) -> str:
    try:
        return convert(data, "a.ofd").text
    except ImportFailure as failure:
        return failure.message


def _ofd(texts: list[tuple[float, float, str]], extra: dict[str, bytes] | None = None) -> bytes:
    """An OFD of one page; texts as (left, baseline in millimetres, text), 5 mm high."""
    objects = "".join(
        f'<ofd:TextObject ID="{10 + n}" Boundary="{x} {y - 5} 160 6" Font="2" Size="5">'
        f'<ofd:TextCode X="0" Y="5" DeltaX="g {len(text) - 1} 5">{text}</ofd:TextCode></ofd:TextObject>'
        for n, (x, y, text) in enumerate(texts)
    )
    parts = {
        "OFD.xml": f'<ofd:OFD {_NS} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo><ofd:DocID>1</ofd:DocID>'
        "</ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {_NS}><ofd:CommonData><ofd:MaxUnitID>99</ofd:MaxUnitID><ofd:PageArea>"
        "<ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData><ofd:Pages>"
        '<ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages></ofd:Document>',
        "Doc_0/Pages/Page_0/Content.xml": f'<ofd:Page {_NS}><ofd:Content><ofd:Layer ID="3">{objects}</ofd:Layer>'
        "</ofd:Content></ofd:Page>",
    }
    files = {name: f'<?xml version="1.0" encoding="UTF-8"?>{text}'.encode() for name, text in parts.items()}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in {**files, **(extra or {})}.items():
            archive.writestr(name, data)
    return buffer.getvalue()
