import datetime as dt
import io
import zipfile

from tests.outline import open_docx
from xuncha_docs.word.text import document_text
from xuncha_docs.word.writer import write

MARKDOWN = "甲^[乙]。\n\n{==丙==}{>>复核：丁<<}"


def part(data: bytes, name: str) -> str:
    return zipfile.ZipFile(io.BytesIO(data)).read(f"word/{name}.xml").decode()


def names(markdown: str) -> list[str]:
    return zipfile.ZipFile(io.BytesIO(write(markdown, source="示例.md").data)).namelist()


def test_footnotes_are_circled_numbers_that_begin_anew_on_each_page() -> None:
    document = part(write(MARKDOWN, source="示例.md").data, "document")
    numbers = '<w:numFmt w:val="decimalEnclosedCircleChinese"/><w:numRestart w:val="eachPage"/>'
    assert "<w:sectPr><w:footerReference" in document
    assert f"<w:footnotePr>{numbers}</w:footnotePr><w:type" in document


def test_footnotes_have_the_lines_that_part_them_from_the_text() -> None:
    data = write(MARKDOWN, source="示例.md").data
    footnotes = part(data, "footnotes")
    assert "<w:separator/>" in footnotes
    assert "<w:continuationSeparator/>" in footnotes
    assert '<w:footnote w:id="-1"/><w:footnote w:id="0"/>' in part(data, "settings")


def test_a_document_without_notes_has_no_parts_for_them() -> None:
    assert not {"word/footnotes.xml", "word/comments.xml"} & set(names("甲"))
    assert "footnote" not in part(write("甲", source="示例.md").data, "settings")


def test_a_footnote_is_text_of_the_document_and_a_comment_is_not() -> None:
    assert document_text(write(MARKDOWN, source="示例.md").data) == "甲。丙乙"


def test_a_comment_bears_a_role_and_no_date_but_the_one_given() -> None:
    written = write(MARKDOWN, source="示例.md")
    assert written.comments == 1
    (comment,) = open_docx(written.data).comments
    assert (comment.author, comment.initials, comment.timestamp) == ("复核", "复核", None)
    dated = write(MARKDOWN, source="示例.md", reviewed=dt.date(2026, 5, 20)).data
    (comment,) = open_docx(dated).comments
    assert comment.timestamp == dt.datetime(2026, 5, 20, tzinfo=dt.UTC)


def test_notes_in_a_title_stay_out_of_the_properties() -> None:
    data = write("# 标题^[注]{>>复核：改<<}\n", source="示例.md").data
    assert open_docx(data).core_properties.title == "标题"
