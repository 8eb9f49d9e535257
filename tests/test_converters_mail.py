"""Mails: text under its headers, labels that are too narrow, attachments as files of their own."""

import base64
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.pdf_files import pdf, text_page
from tests.sheet_files import xlsx
from xuncha_docs.errors import ImportFailure
from xuncha_docs.ingest import import_paths
from xuncha_docs.ingest.converters import convert
from xuncha_docs.ingest.mail import MailConverter

RULE = "云川市示例管理办法\n\n第一条　为了示例，制定本办法。\n\n第二条　本办法自2020年1月1日起施行。\n"


def test_text_labelled_gb2312_is_read_as_gb18030() -> None:
    subject = base64.b64encode("关于朱镕示例文件的通知".encode("gb18030")).decode()
    data = (
        f"From: =?gb2312?B?{base64.b64encode('云川市巡察办'.encode('gb2312')).decode()}?= <a@example.com>\r\n"
        f"Subject: =?gb2312?B?{subject}?=\r\nDate: Mon, 6 Jan 2020 09:00:00 +0800\r\nMIME-Version: 1.0\r\n"
        "Content-Type: text/plain; charset=gb2312\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        f"{base64.b64encode('朱镕示例：面积五十㎡。'.encode('gb18030')).decode()}\r\n"
    ).encode()
    converted = convert(data, "a.txt")
    assert converted.text.strip() == "朱镕示例：面积五十㎡。"
    assert converted.hints == {"title": "关于朱镕示例文件的通知", "source": "邮件（云川市巡察办，2020-01-06）"}


def test_attachments_keep_their_chinese_names_and_never_a_folder() -> None:
    converted = MailConverter().convert(_mail("请查收。", {"接待办法.txt": RULE.encode(), "../坏.txt": b"x"}))
    assert [name for name, _ in converted.attachments] == ["接待办法.txt", "坏.txt"]
    assert converted.attachments[0][1] == RULE.encode()


def test_a_mail_with_html_only_is_read_as_a_page() -> None:
    message = EmailMessage()
    message["From"], message["Subject"] = "a@example.com", "示例"
    message.set_content(
        "<html><body><p>第一段，示例。</p><p>第二段，示例。</p></body></html>", subtype="html", charset="utf-8"
    )
    assert convert(message.as_bytes(), "a.eml").text.splitlines() == ["第一段，示例。", "第二段，示例。"]


def test_attachments_of_a_mail_are_imported_each_by_its_content(tmp_path: Path) -> None:
    lines = (
        "\u3000\u3000第一条\u3000为了示例，制定本规定，请遵照执行。",
        "\u3000\u3000第二条\u3000本规定自2021年1月1日起施行。",
    )
    inner = _mail("转发。", {"丙办法.txt": RULE.replace("示例管理", "转发示例").encode()})
    data = _mail(
        "请查收附件。",
        {
            "甲办法.txt": RULE.encode(),
            "乙规定.doc": pdf((text_page(lines), (), False)),
            "空.xlsx": xlsx(("空", (), (), False)),
            "转发.eml": inner,
        },
    )
    path = tmp_path / "来信.eml"
    path.write_bytes(data)
    report = import_paths([path], tmp_path / "kb")
    assert sorted(entry.sources[0] for entry in report.imported) == [
        "来信.eml/乙规定.doc", "来信.eml/甲办法.txt", "来信.eml/转发.eml/丙办法.txt",
    ]  # fmt: skip
    assert [(note.source, note.message) for note in report.refused] == [("来信.eml/空.xlsx", "表格里没有内容")]
    assert any(note.source == "来信.eml" and "4 个附件" in note.message for note in report.warnings)


def test_an_empty_mail_says_so() -> None:
    with pytest.raises(ImportFailure, match="没有正文，也没有附件"):
        convert(b"From: a@example.com\nSubject: x\nMIME-Version: 1.0\n\n\n", "a.eml")


def test_a_text_that_begins_like_a_letter_is_no_mail() -> None:
    assert not MailConverter().accepts("To: 各单位\n\n第一条　为了示例。".encode())


def _mail(text: str, files: dict[str, bytes]) -> bytes:
    message = EmailMessage()
    message["From"], message["Subject"], message["Date"] = "a@example.com", "示例附件", "Mon, 6 Jan 2020 09:00:00 +0800"
    message.set_content(text)
    for name, data in files.items():
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()
