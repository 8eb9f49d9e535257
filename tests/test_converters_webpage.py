"""Web pages: every case of `cases/webpages.md`, encodings that pages declare wrongly, and real pages."""

import re
from pathlib import Path

import pytest

from tests.conftest import require_data
from xuncha_docs.errors import ImportFailure
from xuncha_docs.ingest.converters import convert
from xuncha_docs.ingest.webpage import WebPageConverter

TEXT = (Path(__file__).parent / "cases" / "webpages.md").read_text(encoding="utf-8")
CASES = re.findall(r"### ([^\n]+)\n```html\n(.*?)```\n```expected\n(.*?)====\n(.*?)```", TEXT, re.DOTALL)
JUNK = ("扫一扫", "责任编辑", "【打印", "关闭窗口", "网站标识码", "ICP备", "分享到")


@pytest.mark.parametrize(("name", "page", "body", "hints"), CASES, ids=[case[0] for case in CASES])
def test_a_page_gives_what_its_case_says(name: str, page: str, body: str, hints: str) -> None:
    converted = convert(page.encode(), f"{name}.doc")
    assert converted.text.splitlines() == body.splitlines()
    assert dict(converted.hints) == dict(line.split("：", 1) for line in hints.splitlines())


@pytest.mark.parametrize("label", ["gb2312", "GBK", "utf-8"])
def test_a_page_is_decoded_by_content_whatever_its_label(label: str) -> None:
    body = "<body><p>朱镕示例：面积五十㎡，请按规定办理审批手续。</p></body>"
    page = f'<html><head><meta charset="{label}"></head>{body}</html>'
    assert "朱镕示例：面积五十㎡" in convert(page.encode("gb18030"), "a.html").text


def test_a_page_that_says_nothing_is_refused() -> None:
    with pytest.raises(ImportFailure, match="脚本生成"):
        convert(b"<html><body><script>load()</script><div></div></body></html>", "a.html")


@pytest.mark.parametrize("text", ["云川市示例办法\n\n第一条　为了示例，制定本办法。", "<第一条> 不是标签</>"])
def test_plain_text_is_no_page(text: str) -> None:
    assert not WebPageConverter().accepts(text.encode())


def test_real_pages_give_their_body_and_their_table() -> None:
    pages = sorted((require_data("govdocs", "govcn_html")).glob("*.html"))
    for path in pages:
        converted = convert(path.read_bytes(), path.name)
        assert not [mark for mark in JUNK if mark in converted.text], path.name
        assert {"title", "issuing_authority", "index_number"} <= converted.hints.keys(), path.name
        assert _han(converted.text) > 100, path.name


def test_a_real_page_of_another_site_is_cut_out_too() -> None:
    path = require_data("govdocs", "misc", "chinacourt_law_page.html")
    converted = convert(path.read_bytes(), path.name)
    assert converted.text.startswith("中国共产党工作机关条例（试行）")
    assert converted.hints["issuing_authority"] == "中共中央"
    assert converted.hints["effective"] == "2017-03-01"


def _han(text: str) -> int:
    return len(re.findall("[\u4e00-\u9fff]", text))
