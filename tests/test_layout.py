import re

import pytest

from xuncha_docs.errors import XunchaError
from xuncha_docs.word.layout import CELL, FONTS, FRAMES, STYLE, STYLES, chars, layout, twips
from xuncha_docs.word.sections import section
from xuncha_docs.word.tables import Cell, column_widths, lines, table


@pytest.mark.parametrize("frame", FRAMES.values(), ids=FRAMES)
def test_twenty_two_lines_fill_a_page_and_no_more_fit(frame: object) -> None:
    assert isinstance(frame, type(FRAMES["plain"]))
    rest = frame.text_height - 22 * frame.pitch
    assert 0 <= rest < 0.1 * frame.pitch


def test_twenty_eight_characters_fill_a_line_with_the_tracking_of_the_style() -> None:
    width = FRAMES["plain"].text_width
    advance = STYLE["Text"].size * 10 + STYLE["Text"].tracking
    assert 0 <= width - 28 * advance < advance
    assert abs(CELL - advance) < 1


def test_the_type_area_of_the_plain_frame_is_156_by_225() -> None:
    frame = FRAMES["plain"]
    assert (frame.text_width, frame.text_height) == (twips(156), twips(225))


def test_a_landscape_section_is_the_portrait_page_turned_clockwise() -> None:
    turned = section(FRAMES["plain"], landscape=True, header=False)
    assert f'w:pgSz w:w="{twips(297)}" w:h="{twips(210)}" w:orient="landscape"' in turned
    margins = f'w:top="{twips(28)}" w:right="{twips(37)}" w:bottom="{twips(26)}" w:left="{twips(35)}"'
    assert margins in turned


def test_no_section_has_a_grid_that_would_round_line_pitches() -> None:
    assert not any("docGrid" in section(frame, landscape=way, header=True) for frame in FRAMES.values()
                   for way in (True, False))  # fmt: skip


@pytest.mark.parametrize("profile", FONTS)
def test_every_style_has_a_face_in_every_font_profile(profile: str) -> None:
    measures = layout("plain", profile)
    assert all(measures.face(style).name for style in STYLES)


@pytest.mark.parametrize(("frame", "fonts"), [("a4", "gb2312"), ("plain", "宋体")])
def test_an_unknown_frame_or_font_profile_names_the_known_ones(frame: str, fonts: str) -> None:
    with pytest.raises(XunchaError, match="可写 g"):
        layout(frame, fonts)


def test_ascii_counts_half_a_character() -> None:
    assert chars("2026年，A") == 4.5
    assert chars("𠮷") == 1
    assert chars("") == 0


def test_column_widths_follow_the_dashes_and_fill_the_line() -> None:
    assert column_widths([1, 1, 2], 8000, [0, 0, 0]) == (2000, 2000, 4000)
    assert column_widths([1, 1, 1], 8000, [0, 0, 0]) == (2668, 2666, 2666)


def test_a_column_is_not_narrower_than_its_text() -> None:
    widths = column_widths([1, 20], 8000, [700, 700])
    assert widths == (700, 7300)


def test_columns_too_many_for_the_line_share_it() -> None:
    widths = column_widths([1] * 30, 8000, [700] * 30)
    assert sum(widths) == 8000
    assert max(widths) - min(widths) <= 30


def test_the_height_of_a_cell_is_the_sum_of_its_lines() -> None:
    cell = Cell(runs="", text="甲" * 25 + "\n乙\n", align="")
    assert lines(cell, 10 * 240 + 160, 24) == 5


def test_a_short_text_is_not_broken_where_the_table_has_room() -> None:
    def cell(text: str) -> Cell:
        return Cell(runs="", text=text, align="")

    rows = [[cell("金额（万元）"), cell("内容")], [cell("1"), cell("甲" * 40)]]
    widths = [int(width) for width in re.findall(r'gridCol w:w="(\d+)"', table(rows, [1, 30], 8844))]
    assert widths[0] >= 6 * 240 + 160
    assert sum(widths) == 8844


def test_many_columns_of_short_texts_still_fill_exactly_the_line() -> None:
    rows = [[Cell(runs="", text="合计金额万元", align="")] * 20] * 2
    widths = [int(width) for width in re.findall(r'gridCol w:w="(\d+)"', table(rows, [1] * 20, 8844))]
    assert sum(widths) == 8844
