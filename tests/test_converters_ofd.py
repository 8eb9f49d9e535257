"""OFD: reading order by place on the page, page numbers, scans, damage, real files."""

import io
import zipfile

import pypdfium2
import pytest
from PIL import Image

from tests.conftest import require_data
from tests.test_converters_ocr import require_ocr
from xuncha_docs.errors import ImportFailure
from xuncha_docs.foreign.preflight import Container
from xuncha_docs.ingest import ocr, ofd_scans
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


@pytest.mark.parametrize(
    ("drawn", "reason"),
    [
        ("", "各页都是空白"),
        ('<ofd:PathObject ID="5" Boundary="9 9 50 50"/>', "只有线条和色块"),
        ('<ofd:ImageObject ID="5" Boundary="9 9 50 50" ResourceID="7"/>', "只有图片，没有文字"),
        ('<ofd:TextObject ID="5" Font="2" Size="5"><ofd:CGTransform CodePosition="0"/></ofd:TextObject>', "只存了字形"),
    ],
)
def test_an_ofd_without_text_says_what_is_there_instead(drawn: str, reason: str) -> None:
    with pytest.raises(ImportFailure, match=reason):
        convert(_ofd([], drawn=drawn), "a.ofd")


def test_a_scan_without_the_extra_and_one_in_an_unknown_format_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "available", lambda: False)
    with pytest.raises(ImportFailure, match=r"1 页里有 1 页是扫描页.*xuncha_docs\[ocr\]"):
        convert(_scan(_png()), "a.ofd")
    monkeypatch.setattr(ocr, "available", lambda: True)
    with pytest.raises(ImportFailure, match="图片的格式读不了"):
        convert(_scan(b"\x97JB2\r\n\x1a\n"), "a.ofd")


def test_the_few_words_on_a_scan_stay_where_it_cannot_be_recognised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "available", lambda: False)
    converted = convert(_scan(_png(), [(60, 30, "此件公开发布")]), "a.ofd")
    assert converted.text == "此件公开发布"
    assert "第 1 页是扫描页，文字没有读到" in converted.warnings[0]


def test_the_strips_of_a_scan_are_put_together_in_their_places() -> None:
    strips = '<ofd:ImageObject ID="5" Boundary="0 0 210 100" ResourceID="7"/>'
    strips += '<ofd:ImageObject ID="6" Boundary="0 150 210 100" ResourceID="7"/>'
    container = Container(_scan(_png(), drawn=strips))
    page = ofd_scans.picture(container, "doc_0/pages/page_0/content.xml", (0, 0, 210, 297))
    assert page is not None
    assert page.shape == (2339, 1654, 3)
    assert [bool(page[round(y * 200 / 25.4), 800].max() == 0) for y in (50, 125, 200, 290)] == [
        True,
        False,
        True,
        False,
    ]


@pytest.mark.slow
def test_a_scanned_ofd_is_recognised_and_says_so() -> None:
    require_ocr()
    scan = require_data("govdocs", "derived", "国旗法_扫描件_仅图像.pdf").read_bytes()
    buffer = io.BytesIO()
    pypdfium2.PdfDocument(scan)[0].render(scale=2).to_pil().save(buffer, "PNG")
    converted = convert(_scan(buffer.getvalue()), "扫描件.ofd")
    assert "中华人民共和国国旗法" in converted.text
    assert "第 1 页是文字识别的结果" in converted.warnings[0]


def test_an_encrypted_ofd_is_refused_as_such() -> None:
    with pytest.raises(ImportFailure, match="OFD 加了密"):
        convert(_ofd([(28, 60, "换下的内容")], extra={"Encryptions.xml": b"<Encryptions/>"}), "a.ofd")


def test_notes_on_a_page_are_told_and_watermarks_left_out() -> None:
    data = _ofd([(28, 60, "云川市公务接待管理办法")], extra=_notes(("Stamp", "同意印发"), ("Watermark", "内部资料")))
    converted = convert(data, "a.ofd")
    assert converted.text == "云川市公务接待管理办法"
    assert converted.warnings == ("批注没有列入正文：同意印发",)


def test_a_watermark_with_a_mark_of_secrecy_keeps_the_file_out() -> None:
    with pytest.raises(ImportFailure, match="涉密"):
        convert(_ofd([(28, 60, "云川市公务接待管理办法")], extra=_notes(("Watermark", "机密★一年"))), "a.ofd")


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


def test_real_files_without_words_are_refused_with_what_they_hold_instead() -> None:
    said = {path.stem: _said(path.read_bytes()) for path in sorted(require_data("govdocs", "ofd").glob("*.ofd"))}
    refused = {name: text.partition("；")[0] for name, text in said.items() if text.startswith("OFD ")}
    assert refused == {
        **dict.fromkeys(("ofdrw_V4RideRight", "ofdrw_VPage7", "ofdrw_h"), "OFD 里只有线条和色块，没有文字"),
        **dict.fromkeys(("ofdrw_page1", "ofdrw_page2", "ofdrw_page3"), "OFD 里除了页码没有读到文字"),
    }


def _said(data: bytes) -> str:
    try:
        return convert(data, "a.ofd").text
    except ImportFailure as failure:
        return failure.message


def _png() -> bytes:
    buffer = io.BytesIO()
    Image.new("L", (20, 20), 0).save(buffer, "PNG")
    return buffer.getvalue()


def _scan(
    picture: bytes,
    texts: list[tuple[float, float, str]] | None = None,
    drawn: str = '<ofd:ImageObject ID="5" Boundary="0 0 210 297" CTM="210 0 0 297 0 0" ResourceID="7"/>',
) -> bytes:
    """An OFD of one page that a picture fills."""
    medium = '<ofd:MultiMedia ID="7" Type="Image"><ofd:MediaFile>page.png</ofd:MediaFile></ofd:MultiMedia>'
    resources = f'<ofd:Res {_NS} BaseLoc="Res"><ofd:MultiMedias>{medium}</ofd:MultiMedias></ofd:Res>'
    extra = {"Doc_0/DocumentRes.xml": resources.encode(), "Doc_0/Res/page.png": picture}
    return _ofd(texts or [], extra=extra, drawn=drawn)


def _notes(*notes: tuple[str, str]) -> dict[str, bytes]:
    """The part with these annotations, each (type, text)."""
    rows = "".join(
        f'<ofd:Annot Type="{kind}" ID="{50 + n}"><ofd:Appearance Boundary="0 0 90 9"><ofd:TextObject ID="{70 + n}" '
        f'Boundary="0 0 90 9" Font="2" Size="5"><ofd:TextCode X="0" Y="5">{text}</ofd:TextCode></ofd:TextObject>'
        "</ofd:Appearance></ofd:Annot>"
        for n, (kind, text) in enumerate(notes)
    )
    return {"Doc_0/Annots/Page_0/Annot_0.xml": f"<ofd:PageAnnot {_NS}>{rows}</ofd:PageAnnot>".encode()}


def _ofd(texts: list[tuple[float, float, str]], extra: dict[str, bytes] | None = None, drawn: str = "") -> bytes:
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
        "Doc_0/Pages/Page_0/Content.xml": f'<ofd:Page {_NS}><ofd:Content><ofd:Layer ID="3">{drawn}{objects}</ofd:Layer>'
        "</ofd:Content></ofd:Page>",
    }
    files = {name: f'<?xml version="1.0" encoding="UTF-8"?>{text}'.encode() for name, text in parts.items()}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in {**files, **(extra or {})}.items():
            archive.writestr(name, data)
    return buffer.getvalue()
