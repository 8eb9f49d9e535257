"""Word files made to harm are refused before anything in them is filled in, with all that is wrong with them."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.office_files import changed, errors_of, field, in_body, parts, related, repacked, word_template
from xuncha_docs.errors import ImportFailure
from xuncha_docs.foreign.dangers import refuse_dangers

GOOD = word_template("关于{{ unit.name }}的通知")
MEGABYTE = 2**20
HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "宏": (lambda: repacked(parts(GOOD) | {"word/vbaProject.bin": b"x"}), "宏"),
    "改名的 docm": (
        lambda: changed(
            GOOD,
            "[Content_Types].xml",
            lambda text: text.replace(
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
                "application/vnd.ms-word.document.macroEnabled.main+xml",
            ),
        ),
        "宏",
    ),
    "附加模板": (lambda: related("attachedTemplate", "http://127.0.0.1:9/x.dotm"), "附加的模板"),
    "链接的图片": (lambda: related("image", "http://127.0.0.1:9/x.png"), "文件以外的内容（image"),
    "共享文件夹": (lambda: related("image", "file://10.0.0.1/x.png"), "文件以外"),
    "指向文件的超链接": (lambda: related("hyperlink", "file:///etc/passwd"), "文件以外"),
    "OLE": (lambda: related("oleObject", "embeddings/oleObject1.bin", external=False), "OLE"),
    "嵌入网页": (lambda: related("aFChunk", "chunk.mht", external=False), "altChunk"),
    "加载项": (lambda: related("webextension", "webextension.xml", external=False), "加载项"),
    "对象": (lambda: in_body("<w:r><w:object/></w:r>"), "object"),
    "矢量图的链接": (
        lambda: in_body(
            '<w:r><w:pict><v:imagedata xmlns:v="urn:schemas-microsoft-com:vml" src="http://127.0.0.1:9/x"/></w:pict></w:r>'
        ),
        "图形",
    ),
    "DDE": (lambda: field(' DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k calc.exe" '), "域 DDEAUTO"),
    "简写的 DDE": (lambda: in_body('<w:fldSimple w:instr="dde excel x"/>'), "域 DDE"),
    "取文件的域": (lambda: field(' INCLUDETEXT "file:///etc/passwd" '), "INCLUDETEXT"),
    "取网页的域": (lambda: field(' INCLUDEPICTURE "http://127.0.0.1:9/x.png" '), "INCLUDEPICTURE"),
    "拼出来的域": (lambda: field(" QUOTE 68 68 69 "), "QUOTE"),
    "指向文件的链接域": (lambda: field(' HYPERLINK "file:///etc/passwd" '), "链接域"),
    "邮件合并": (
        lambda: changed(
            GOOD, "word/settings.xml", lambda text: text.replace("</w:settings>", "<w:mailMerge/></w:settings>")
        ),
        "mailMerge",
    ),
    "炸弹": (lambda: repacked(parts(GOOD) | {"word/media/x.png": bytes(60 * MEGABYTE)}), "压缩炸弹"),
    "太大的正文": (
        lambda: repacked(parts(GOOD) | {"word/x.xml": b"<x>" + os.urandom(5 * MEGABYTE).hex().encode() + b"</x>"}),
        "超过 8 MB",
    ),
    "外部实体": (
        lambda: changed(
            GOOD,
            "word/document.xml",
            lambda text: text.replace("?>", '?><!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]>', 1),
        ),
        "DTD",
    ),
    "重名的部件": (lambda: repacked(parts(GOOD) | {"word/Document.xml": b"<x/>"}), "重名"),
    "逃出去的部件": (lambda: repacked(parts(GOOD) | {"../../x": b"x"}), "之外"),
    "不是 Word": (lambda: repacked({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<x/>"}), "不是 Word"),
    "半截": (lambda: GOOD[: len(GOOD) // 2], "损坏"),
    "空": (bytes, "损坏"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_word_file_is_refused_with_the_reason_and_its_place(name: str, tmp_path: Path) -> None:
    make, reason = HOSTILE[name]
    (message,) = errors_of(tmp_path / "templates", make())
    assert message.startswith("templates/own.docx: ")
    assert reason in message


def _body(xml: str) -> Callable[[], bytes]:
    return lambda: changed(
        word_template("甲"), "word/document.xml", lambda text: text.replace("<w:body>", f"<w:body>{xml}")
    )


def _text(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


SWOLLEN = {
    "没有结束的标签": (_body(_text("{{ a" * 100_000 + os.urandom(50_000).hex())), "不成标签"),
    "许多标签": (_body(_text("{{ a }}" * 50_000 + os.urandom(50_000).hex())), "标签超过 3000 个"),
    "拆碎的标签": (
        _body("<w:p>" + "<w:r><w:t>{{</w:t></w:r><w:r><w:t> a }}</w:t></w:r>" * 20_000 + "</w:p>"),
        "3000 个",
    ),
    "一个标签许多段": (
        _body(
            "<w:p><w:r><w:t>{{ a</w:t></w:r>" + "<w:r><w:t>b</w:t></w:r>" * 50_000 + "<w:r><w:t> }}</w:t></w:r></w:p>"
        ),
        "标签太长",
    ),
    "空段": (_body("<w:p/>" * 700_000), "标记太多"),
    "空行": (_body("<w:tbl>" + "<w:tr><w:tc><w:p/></w:tc></w:tr>" * 60_000 + "</w:tbl>"), "50000 段"),
    "循环套循环": (_body(_text("{% for a in rows %}" * 60 + "{% endfor %}" * 60)), "套得太深"),
    "括号套括号": (_body(_text("{{ " + "(" * 450 + "1" + ")" * 450 + " }}")), "套得太深"),
}


@pytest.mark.parametrize("name", SWOLLEN)
def test_a_template_made_to_cost_time_is_told_within_seconds(name: str, tmp_path: Path) -> None:
    """Templates are read by the asking process itself."""
    make, reason = SWOLLEN[name]
    data, began = make(), time.monotonic()
    assert reason in "".join(errors_of(tmp_path / "templates", data))
    assert time.monotonic() - began < 8


def test_everything_that_is_wrong_is_told_at_once() -> None:
    files = parts(field(" DDEAUTO x ")) | {"word/vbaProject.bin": b"x"}
    with pytest.raises(ImportFailure, match=r"(?=.*域 DDEAUTO)(?=.*宏)"):
        refuse_dangers(repacked(files))


@pytest.mark.parametrize(
    "data",
    [
        GOOD,
        field(" PAGE "),
        field(' TOC \\o "1-3" \\h '),
        field(' HYPERLINK "https://example.cn" '),
        related("hyperlink", "https://example.cn"),
    ],
    ids=["通知", "页码", "目录", "网址", "超链接"],
)
def test_what_offices_use_is_let_through(data: bytes) -> None:
    assert "word/document.xml" in refuse_dangers(data).names
