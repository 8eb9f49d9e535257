"""What stands in the documents of each form, and in which order; where it stands on paper is in test_frames."""

import pytest

from tests.outline import open_docx, outline, values
from xuncha_docs.errors import TemplateError
from xuncha_docs.forms import Form, FormKind, Head, Imprint
from xuncha_docs.word.closing import Place, attached, sealed, signature, signed
from xuncha_docs.word.writer import write

TEXT = "# 标题\n\n正文。\n\n再一段。\n"
IMPRINT = Imprint(copies="甲局，乙局", office="示例办", date="2026年5月20日")


def document(form: Form, markdown: str = TEXT) -> list[str]:
    return outline(write(markdown, source="示例.md", form=form).data)


def form(kind: FormKind = FormKind.DOCUMENT, *, imprint: Imprint | None = None, secrecy: str | None = None,
         **head: str) -> Form:  # fmt: skip
    return Form(kind=kind, head=Head(mark="示例文件", **head), secrecy=secrecy, imprint=imprint)


def box_texts(made: Form) -> list[str]:
    """The paragraphs of the text boxes in the body."""
    body = open_docx(write(TEXT, source="示例.md", form=made).data).element
    boxes = body.xpath(".//*[local-name()='txbxContent']//w:p[w:r]")
    return ["".join(text.text or "" for text in paragraph.xpath(".//w:t")) for paragraph in boxes]


def test_a_head_names_copy_number_secrecy_and_urgency_above_the_mark() -> None:
    lines = document(form(number="示〔2026〕3号", copy_number="000001", urgency="特急", secrecy="机密★1年"))
    assert lines[:6] == [
        "版头|000001",
        "版头|机密★1年",
        "版头|特急",
        "发文机关标志|示例文件",
        "版头|示〔2026〕3号",
        "Title|标题",
    ]


def test_secrecy_is_empty_unless_given() -> None:
    assert document(form(number="示〔2026〕3号"))[:2] == ["发文机关标志|示例文件", "版头|示〔2026〕3号"]


def test_the_number_of_a_document_to_a_superior_is_on_the_line_of_the_last_signer() -> None:
    assert document(form(number="示〔2026〕3号", signers="张三、李四五、王六"))[1:3] == [
        "版头|\t签发人：张　三　李四五",
        "版头|示〔2026〕3号\t王　六",
    ]
    assert document(form(number="示〔2026〕3号", signers="张三"))[1] == "版头|示〔2026〕3号\t签发人：张　三"


def test_a_letter_has_its_number_at_the_right_of_the_first_line() -> None:
    lines = document(form(FormKind.LETTER, number="示函〔2026〕3号", copy_number="000001"))
    assert lines[:2] == ["版头|000001\t示函〔2026〕3号", "Title|标题"]
    header = open_docx(write(TEXT, source="示例.md", form=form(FormKind.LETTER)).data).sections[0].first_page_header
    assert [paragraph.text for paragraph in header.paragraphs] == ["示例文件", ""]


def test_the_first_page_of_a_letter_says_too_that_it_is_a_sample() -> None:
    data = write(TEXT, source="示例.md", form=form(FormKind.LETTER), header="示例：虚构样例").data
    header = open_docx(data).sections[0].first_page_header
    assert [paragraph.text for paragraph in header.paragraphs] == ["示例：虚构样例", "示例文件", ""]


def test_a_long_mark_is_set_narrower_and_stays_on_its_line() -> None:
    made = Form(kind=FormKind.DOCUMENT, head=Head(mark="中共云川市委巡察工作领导小组办公室文件"))
    paragraph = open_docx(write(TEXT, source="示例.md", form=made).data).paragraphs[0]
    (width,), (size,) = values(paragraph._p, "w:w"), values(paragraph._p, "w:sz")
    assert int(width) >= 75
    assert 19 * int(size) * 10 * int(width) / 100 <= 8844


def test_an_imprint_names_receivers_printer_and_day() -> None:
    assert box_texts(form(imprint=IMPRINT)) == ["抄送：甲局，乙局。", "示例办2026年5月20日印发"]
    moved = Imprint(to="丙局", copies="甲局。", office="示例办", date="2026年5月20日")
    assert box_texts(form(imprint=moved)) == ["主送：丙局。", "抄送：甲局。", "示例办2026年5月20日印发"]


def test_an_imprint_stands_on_an_even_page() -> None:
    starts = values(open_docx(write(TEXT, source="示例.md", form=form(imprint=IMPRINT)).data).element, "w:type")
    assert starts == ["nextPage", "evenPage"]


def test_where_it_is_not_sure_on_which_page_the_text_ends_the_imprint_stands_alone_and_has_no_number() -> None:
    markdown = f"{TEXT}\n有脚注的段落^[脚注占多高，各家不一]。\n"
    section = open_docx(write(markdown, source="示例.md", form=form(number="3号", imprint=IMPRINT)).data).sections[-1]
    assert [footer._element.xpath(".//w:instrText") for footer in (section.footer, section.even_page_footer)] == [
        [],
        [],
    ]


def test_those_present_stand_below_minutes() -> None:
    markdown = f"{TEXT}\n:::attendance\n出席：张示例\n列席：李示例\n:::\n"
    assert document(form(FormKind.MINUTES), markdown)[-2:] == ["出席名单|出席：张示例", "出席名单|列席：李示例"]
    with pytest.raises(TemplateError, match=r"示例\.md:7: .*每行写成"):
        document(form(FormKind.MINUTES), f"{TEXT}\n:::attendance\n张示例\n:::\n")


def test_a_short_last_paragraph_goes_with_the_signature_and_the_only_one_does_not() -> None:
    sign = "\n:::seal\n示例组\n2026年5月20日\n:::\n"
    for markdown, kept in ((TEXT + sign, ["再一段。"]), ("正文。\n" + sign, []), (f"甲\n\n{'乙' * 300}\n{sign}", [])):
        paragraphs = open_docx(write(markdown, source="示例.md").data).paragraphs
        texts = [one for one in paragraphs if one.style is not None and one.style.name == "公文正文"]
        assert [one.text for one in texts if one.paragraph_format.keep_with_next] == kept


def test_control_characters_in_a_frame_are_removed_and_reported() -> None:
    made = form(number="示\x01号", imprint=Imprint(copies="甲\x02局"))
    assert [one.code for one in write(TEXT, source="示例.md", form=made).removed] == [1, 2]


def test_an_office_without_seal_stands_two_characters_from_the_right_and_the_date_two_right_of_its_start() -> None:
    assert signed(["云川市委第一巡察工作组", "2026年5月20日"], 28) == [Place(left=15, blank=1), Place(left=17)]
    assert signed(["巡察办", "2026年5月20日"], 28) == [Place(left=17.5, blank=1), Place(left=19.5)]


def test_an_office_with_a_seal_is_centred_above_a_date_four_characters_from_the_right() -> None:
    office, day = sealed(["云川市委巡察办", "2026年5月20日"], 28)
    assert day.right == 4
    assert office.left == 28 - 4 - 3.25 - 3.5
    assert sealed(["示例"], 28) == []


def test_a_post_stands_two_characters_left_of_the_signature_seal() -> None:
    post, day = signature(["市长", "2026年5月20日"], 28)
    assert post.left == pytest.approx(28 - 4 - 7.2 - 2 - 2)
    assert day.right == 4


def test_names_of_attachments_hang_below_their_first_character() -> None:
    assert attached(["甲"]) == [("附件：", Place(left=5, hanging=3, blank=1))]
    assert attached(["甲", "乙"]) == [
        ("附件：1.", Place(left=6, hanging=4, blank=1)),
        ("2.", Place(left=6, hanging=1)),
    ]


def test_a_rare_name_among_the_signers_is_set_in_a_face_that_has_it() -> None:
    line = open_docx(write(TEXT, source="示例.md", form=form(number="3号", signers="陈喆示")).data).paragraphs[1]
    faces = {run.text: values(run._r, "w:rFonts", "w:eastAsia")[0] for run in line.runs if run.text.strip()}
    assert faces == {"3号": None, "签发人：": None, "陈": "楷体_GB2312", "喆": "楷体", "示": "楷体_GB2312"}
