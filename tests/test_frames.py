"""The forms of GB/T 9704 as LibreOffice prints them, measured with a ruler; a millimetre is what 6.1 allows."""

import re

import pytest

from tests.ink import Area, Page, pages
from tests.printing import printed
from xuncha_docs.forms import Form, FormKind, Head, Imprint
from xuncha_docs.word.writer import write

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("frames")]

HAN = "".join(bytes([high, low]).decode("gb2312") for high in range(0xB0, 0xD0) for low in range(0xA1, 0xFF))
OPENING = "# 关于做好示例工作的通知\n\n:::to\n各有关单位：\n:::\n\n"
DATE = "2026年5月20日"
CLOSING = f"\n\n:::sign\n云川市委示例工作组\n{DATE}\n:::\n"
IMPRINT = Imprint(copies="云川市示例局，云川市示例委员会办公室，云川市各示例县（市、区）委办公室和市级各部门",
                  office="云川市委示例工作组办公室", date=DATE)  # fmt: skip
DOCUMENT = Form(
    kind=FormKind.DOCUMENT,
    head=Head(mark="云川市委示例工作组文件", number="云示〔2026〕3号"),
    imprint=IMPRINT,
)
LETTER = Form(
    kind=FormKind.LETTER,
    head=Head(mark="云川市委示例工作组", number="云示函〔2026〕3号", copy_number="000001"),
    secrecy="秘密★1年",
    imprint=Imprint(copies="云川市示例局"),
)
MINUTES = Form(kind=FormKind.MINUTES, head=Head(mark="云川市委示例工作组会议纪要", number="第3期"))
JOINT = Form(
    kind=FormKind.DOCUMENT,
    head=Head(mark=("中共云川市委示例部", "云川市示例局", "文件"), number="云示〔2026〕3号"),
    imprint=IMPRINT,
)
JOINT_CLOSING = f"\n\n:::seal\n中共云川市委示例部\n云川市示例局\n{DATE}\n:::\n"
LIST = "| 序号 | 资料名称 |\n|:-:|----|\n" + "".join(f"| {n} | 示例资料 |\n" for n in range(1, 41))
ATTENDANCE = "\n\n:::attendance\n出席：张示例、李示例\n请假：王示例\n:::\n"
SHARING, BEHIND_A_BLANK, NEXT = (6, 11, 17), (18, 22, 27), (3, 5, 34, 43)
"""Lines of text with which a document ends on its second page with room for the 版记, without, and on an odd page."""
UNSURE = (23, 28, 44, 49, 50)
"""Lines with which word processors may differ on where it ends."""
LENGTHS = (*SHARING, *BEHIND_A_BLANK, *NEXT, *UNSURE)
SENTENCES = (
    "2026年3月1日至2026年5月20日，示例组对12个单位开展了工作，覆盖率98.5%，发现问题1250个；",
    "“三重一大”事项决策不规范，《议事规则（示例）》修订滞后，",
    "经费支出3.6亿元，其中“三公”经费120万元——比上年下降15%。",
)
MIXED = range(2, 14)
"""Paragraphs of the documents with punctuation and numbers, which may not stand everywhere in a line."""


def text(lines: int) -> str:
    """A paragraph of so many lines."""
    return HAN[: 28 * lines - 4]


@pytest.fixture(scope="module")
def sheets(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Page]]:
    made = {f"grid-{frame}": write(text(50), source="示例.md", frame=frame).data for frame in ("gbt33476", "plain")}
    made |= {
        "document": write(OPENING + text(20) + CLOSING, source="示例.md", form=DOCUMENT).data,
        "joint": write(
            OPENING + text(5) + CLOSING.replace("工作组", "部\n云川市示例局"), source="示例.md", form=JOINT
        ).data,
        "letter": write(OPENING + text(30) + CLOSING, source="示例.md", form=LETTER).data,
        "minutes": write(f"# 示例会议纪要\n\n{text(5)}{ATTENDANCE}", source="示例.md", form=MINUTES).data,
        "list": write(f":::landscape\n\n{LIST}\n:::\n", source="示例.md").data,
    }
    for lines in LENGTHS:
        made[f"lines-{lines}"] = write(OPENING + text(lines) + CLOSING, source="示例.md", form=DOCUMENT).data
    for count in MIXED:
        mixed = "\n\n".join("".join(SENTENCES[: number % 3 + 1]) * (number % 4 + 1) for number in range(count))
        table = LIST if count % 3 == 0 else ""
        made[f"mixed-{count}"] = write(f"{OPENING}{mixed}\n\n{table}{CLOSING}", source="示例.md", form=DOCUMENT).data
    files = printed(made, tmp_path_factory.mktemp("frames"))
    return {name: pages(file) for name, file in files.items()}


def near(measured: float, wanted: float, tolerance: float = 1.0) -> bool:
    return abs(measured - wanted) <= tolerance


def number_of(page: Page) -> Area:
    """The page number below the type area of a portrait page."""
    return page.box(Area(0, 265, 210, 275))


def head_of(page: Page) -> tuple[Area, Area, Area]:
    """Mark, 发文字号 and the first red rule of a 文件 or 纪要."""
    mark = page.box(Area(0, 60, 210, 95), "red")
    rule = page.rules(colour="red")[0]
    return mark, page.box(Area(0, mark.bottom + 1, 210, rule.top - 0.3)), rule


@pytest.mark.parametrize("frame", ["gbt33476", "plain"])
def test_a_full_page_has_22_lines_of_28_characters(sheets: dict[str, list[Page]], frame: str) -> None:
    page = sheets[f"grid-{frame}"][1]
    lines = [line for line in page.lines if not re.search(r"—\d+—", line)]
    assert len(lines) == 22
    assert {len(line) for line in lines} == {28}


def test_the_type_area_is_225_mm_high_and_begins_37_mm_from_the_top(sheets: dict[str, list[Page]]) -> None:
    ink = sheets["grid-gbt33476"][1].box(Area(0, 0, 210, 264.5))
    assert near(ink.top, 37, 1.5)
    assert near(ink.bottom - ink.top, 225, 2)
    assert near(ink.left, 28)
    assert near(ink.right, 184, 1.5)


def test_page_numbers_stand_7_mm_below_the_type_area_one_character_in(sheets: dict[str, list[Page]]) -> None:
    for frame in ("gbt33476", "plain"):
        odd, even = (number_of(page) for page in sheets[f"grid-{frame}"][:2])
        assert near(odd.right, 184 - 4.94)
        assert near(even.left, 28 + 4.94)
        for place in (odd, even):
            assert near((place.top + place.bottom) / 2, 262 + 7)


def test_the_mark_of_a_document_stands_72_mm_from_the_top(sheets: dict[str, list[Page]]) -> None:
    for name in ("document", "minutes"):
        mark, _, _ = head_of(sheets[name][0])
        assert near(mark.top, 72)
        assert near((mark.left + mark.right) / 2, 106)


def test_the_names_of_a_joint_mark_are_equally_wide_and_the_word_stands_in_their_middle(
    sheets: dict[str, list[Page]],
) -> None:
    page = sheets["joint"][0]
    mark = page.box(Area(0, 60, 210, 120), "red")
    word = page.box(Area(mark.right - 28, 60, 210, 120), "red")
    middle = (mark.top + mark.bottom) / 2
    upper, lower = (page.box(Area(0, top, word.left - 2, top + 30), "red") for top in (middle - 30, middle))
    number = page.box(Area(0, mark.bottom + 1, 210, mark.bottom + 35))
    assert near(mark.top, 72)
    assert near((mark.left + mark.right) / 2, 106, 2)
    assert near(upper.left, lower.left, 1.5)
    assert near(upper.right, lower.right, 1.5)
    assert near((word.top + word.bottom) / 2, middle)
    assert 20.78 <= number.top - mark.bottom <= 20.78 + 2 * 2.42 + 1


def test_the_red_rule_is_4_mm_below_the_number_and_as_wide_as_the_type_area(sheets: dict[str, list[Page]]) -> None:
    for name in ("document", "minutes"):
        _, number, rule = head_of(sheets[name][0])
        assert near(rule.top - number.bottom, 4, 0.5)
        assert near(rule.right - rule.left, 156, 0.5)


def test_two_lines_are_left_above_number_and_title(sheets: dict[str, list[Page]]) -> None:
    mark, number, rule = head_of(sheets["document"][0])
    title = sheets["document"][0].box(Area(0, rule.bottom + 1, 210, rule.bottom + 33))
    assert 20.78 <= number.top - mark.bottom <= 20.78 + 2 * 2.42 + 1
    assert 20.78 <= title.top - rule.bottom <= 20.78 + 2 * 2.42 + 1


def test_a_letter_has_its_mark_30_mm_from_the_top_and_double_rules_of_170_mm(sheets: dict[str, list[Page]]) -> None:
    page = sheets["letter"][0]
    mark = page.box(Area(0, 20, 210, 44), "red")
    upper, upper_thin, lower_thin, lower = page.rules(colour="red")
    assert near(mark.top, 30)
    assert near(upper.top - mark.bottom, 4, 0.5)
    assert near(lower.bottom, 297 - 20)
    for rule in (upper, lower):
        assert near(rule.left, 20)
        assert near(rule.right, 190)
    assert upper.bottom - upper.top > upper_thin.bottom - upper_thin.top
    assert lower.bottom - lower.top > lower_thin.bottom - lower_thin.top


def test_the_first_elements_of_a_letter_stand_seven_eighths_of_a_character_below_the_rule(
    sheets: dict[str, list[Page]],
) -> None:
    page = sheets["letter"][0]
    rule = page.rules(colour="red")[1]
    copy_number = page.box(Area(20, rule.bottom + 1, 100, rule.bottom + 12))
    number = page.box(Area(100, rule.bottom + 1, 190, rule.bottom + 12))
    assert near(number.top - rule.bottom, 4.84)
    assert near(copy_number.left, 28)
    assert near(number.right, 184)


def test_the_first_page_of_a_letter_has_no_number_and_the_second_has(sheets: dict[str, list[Page]]) -> None:
    first, second = sheets["letter"][:2]
    assert not any("—" in line for line in first.lines)
    assert near(number_of(second).left, 28 + 4.94)


def test_a_letter_names_who_else_receives_it_at_the_bottom_without_rules(sheets: dict[str, list[Page]]) -> None:
    last = sheets["letter"][-1]
    assert len(sheets["letter"]) % 2 == 0
    assert not last.rules()
    assert near(last.box(Area(0, 240, 210, 264)).bottom, 262, 1.5)


def test_those_present_are_named_one_line_below_the_minutes(sheets: dict[str, list[Page]]) -> None:
    lines = sheets["minutes"][0].lines
    assert lines[-3:-1] == ["出席：张示例、李示例", "请假：王示例"]


@pytest.mark.parametrize(("page", "edge"), [(0, "bottom"), (1, "top")], ids=["odd", "even"])
def test_a_landscape_page_is_the_portrait_page_turned(sheets: dict[str, list[Page]], page: int, edge: str) -> None:
    """Its number is where it is on portrait pages, its head at the binding of odd and the edge of even pages (8)."""
    sheet = sheets["list"][page]
    number = sheet.box(Area(0, 0, 31, 210))
    assert near((number.left + number.right) / 2, 35 - 7)
    assert near(getattr(number, edge), {"bottom": 210 - 26 - 4.94, "top": 28 + 4.94}[edge])
    table = sheet.box(Area(31, 0, 297, 210))
    assert near(table.top, 28)
    assert table.bottom <= 210 - 26 + 1
    assert near(table.right, 297 - 37, 3)


@pytest.mark.parametrize("name", [*(f"lines-{lines}" for lines in LENGTHS), *(f"mixed-{count}" for count in MIXED)])
def test_the_imprint_is_on_the_last_page_which_is_even(sheets: dict[str, list[Page]], name: str) -> None:
    sheet = sheets[name]
    assert len(sheet) % 2 == 0
    first, middle, last = sheet[-1].rules(Area(0, 150, 210, 264))
    assert near(last.bottom, 262, 0.5)
    assert [near(rule.bottom - rule.top, width, 0.1) for rule, width in
            ((first, 0.35), (middle, 0.25), (last, 0.35))] == [True] * 3  # fmt: skip
    assert all(near(rule.right - rule.left, 156, 0.5) for rule in (first, middle, last))
    assert [line for line in sheet[-1].lines if line.endswith("印发")]


@pytest.mark.parametrize("lines", SHARING)
def test_the_imprint_stands_below_the_text_where_that_ends_on_an_even_page_with_room(
    sheets: dict[str, list[Page]], lines: int
) -> None:
    _, last = sheets[f"lines-{lines}"]
    assert DATE in last.lines
    assert near(number_of(last).left, 28 + 4.94)


@pytest.mark.parametrize("lines", BEHIND_A_BLANK)
def test_a_blank_page_and_the_imprint_behind_it_have_no_number(sheets: dict[str, list[Page]], lines: int) -> None:
    _, text_end, blank, last = sheets[f"lines-{lines}"]
    assert DATE in text_end.lines
    assert blank.lines == []
    assert not any("—" in line for line in last.lines)


@pytest.mark.parametrize("lines", NEXT)
def test_the_imprint_stands_on_the_back_of_the_last_page_of_the_text(sheets: dict[str, list[Page]], lines: int) -> None:
    *_, text_end, last = sheets[f"lines-{lines}"]
    assert len([*_, text_end]) % 2 == 1
    assert text_end.lines
    assert DATE not in last.lines
