"""Joint documents: several names in the mark, below the text in rows, and what is told where these do not agree."""

from itertools import pairwise
from pathlib import Path

import pytest

from tests.outline import open_docx, outline, values
from tests.test_framing import front
from tests.test_preview import page
from tests.test_render import draft
from tests.test_templates import errors_of, template_of
from xuncha_docs.errors import TemplateError
from xuncha_docs.forms import JOINT_WORD, Form, FormKind, Head
from xuncha_docs.preview.webpage import webpage
from xuncha_docs.word.closing import Place, sealed, side_by_side, signature, signed
from xuncha_docs.word.layout import layout
from xuncha_docs.word.mark import joint_measures
from xuncha_docs.word.writer import write

NAMES = ("中共云川市委组织部", "云川市财政局", "云川市审计局")
DATE = "2026年5月20日"
LAYOUT = layout("gbt33476", "gb2312")


def joint(*names: str, word: str = JOINT_WORD) -> Form:
    return Form(kind=FormKind.DOCUMENT, head=Head(mark=(*names, *([word] if word else [])), number="云组〔2026〕3号"))


def text(block: str, *offices: str) -> str:
    return "\n".join(["# 题\n\n正文。\n", f":::{block}", *offices, DATE, ":::"])


def test_names_stand_below_each_other_and_the_word_beside_them() -> None:
    data = write(text("seal", *NAMES), source="示例.md", form=joint(*NAMES)).data
    assert outline(data)[:2] == ["表格|中共云川市委组织部⏎云川市财政局⏎云川市审计局|文件", "版头|云组〔2026〕3号"]
    assert values(open_docx(data).tables[0]._tbl, "w:vAlign") == ["center", "center"]


def test_a_joint_mark_may_do_without_the_word() -> None:
    data = write(text("seal", *NAMES), source="示例.md", form=joint(*NAMES, word="")).data
    assert outline(data)[0] == "表格|中共云川市委组织部⏎云川市财政局⏎云川市审计局"


def test_the_names_are_spread_to_equal_width_with_no_room_behind_the_last_character() -> None:
    table = open_docx(write(text("seal", *NAMES), source="示例.md", form=joint(*NAMES)).data).tables[0]
    size, width, _ = joint_measures(joint(*NAMES).head or Head(mark=""), LAYOUT)
    wide = []
    for paragraph in table.rows[0].cells[0].paragraphs:
        room = [int(values(run._r, "w:spacing")[0]) if values(run._r, "w:spacing") else 0 for run in paragraph.runs]
        assert room[-1] == 0
        wide.append(
            sum(len(run.text) * (size * width / 10 + one) for run, one in zip(paragraph.runs, room, strict=True))
        )
    assert max(wide) - min(wide) < 20
    assert max(wide) < int(values(table._tbl, "w:gridCol", "w:w")[0])


@pytest.mark.parametrize("count", [2, 3, 4, 8])
def test_many_names_are_set_smaller_but_never_smaller_than_a_title(count: int) -> None:
    names = [f"云川市示例{number}局" for number in "一二三四五六七八"[:count]]
    size, width, pitch = joint_measures(joint(*names).head or Head(mark=""), LAYOUT)
    usual = joint_measures(joint(*names[:2]).head or Head(mark=""), LAYOUT)
    assert 44 <= size <= usual[0]
    assert width == 100
    assert count * pitch <= max(2 * usual[2], count * 1.3 * 440 + count)


def test_one_name_that_is_left_is_an_ordinary_mark() -> None:
    form = Form(kind=FormKind.DOCUMENT, head=Head(mark=("云川市委巡察办", "文件"), number="3号"))
    assert outline(write("# 题\n", source="示例.md", form=form).data)[0] == "发文机关标志|云川市委巡察办文件"


def test_a_joint_letter_has_the_mark_of_its_main_issuer() -> None:
    form = Form(kind=FormKind.LETTER, head=Head(mark=NAMES))
    header = open_docx(write(text("seal", *NAMES), source="示例.md", form=form).data).sections[0].first_page_header
    assert [paragraph.text for paragraph in header.paragraphs] == [NAMES[0], ""]


@pytest.mark.parametrize("day", [DATE, "2026年12月20日", "＿＿＿＿年＿＿月＿＿日"])
@pytest.mark.parametrize("length", [3, 7, 9, 14])
def test_seals_stand_in_rows_of_three_at_most_and_do_not_touch(length: int, day: str) -> None:
    for count in range(2, 10):
        *rows, last = sealed([*["局" * length] * count, day], 28)
        assert sum(1 + len(row.centres) for row in rows) == count
        assert last.right is not None
        for row in rows:
            assert row.left is not None
            centres = [row.left + length / 2, *row.centres]
            assert len(centres) <= 3
            assert all(after - before >= max(7.54, length) for before, after in pairwise(centres))
            assert min(centres) - 7.54 / 2 >= 0
            assert max(centres) + 7.54 / 2 <= 28
        assert all(row.blank + 1 >= 42 / 10.39 for row in rows[1:])


def test_the_date_stands_below_the_last_office_four_characters_from_the_right() -> None:
    first, second, day = sealed(["甲局", "乙局", "丙局", "丁局", DATE], 28)
    assert day.right == 4
    centre = 28 - 4 - 3.25
    assert first == Place(left=centre - 8 - 1, centres=(centre,), blank=2)
    assert second == Place(left=centre - 8 - 1, centres=(centre,), blank=3.5)


def test_the_lines_of_a_row_are_handed_out_together() -> None:
    places = sealed(["甲局", "乙局", "丙局", DATE], 28)
    assert [lines for _, lines in side_by_side("甲乙丙日", places)] == [("甲", "乙", "丙"), ("日",)]


def test_offices_without_seals_begin_below_each_other_and_the_longest_ends_two_from_the_right() -> None:
    assert signed(["市委办公室", "市财政局", DATE], 28) == [
        Place(left=17.5, blank=1),
        Place(left=17.5),
        Place(left=19.5),
    ]


def test_posts_end_at_the_same_place_left_of_their_seals() -> None:
    first, second, day = signature(["市委书记", "市长", DATE], 28)
    assert first.left is not None
    assert second.left is not None
    assert first.left + 4 == pytest.approx(second.left + 2)
    assert second.blank + 1 > 1.93
    assert day.right == 4


def test_a_row_of_offices_is_one_line_without_blanks_before_it() -> None:
    lines = outline(write(text("seal", "甲局", "乙局"), source="示例.md", form=joint("甲局", "乙局")).data)
    assert lines[-2:] == ["落款|甲局\t乙局", f"落款|{DATE}"]


def test_all_who_issue_a_document_sign_it() -> None:
    with pytest.raises(TemplateError, match=r"示例\.md:5: 版头联署 3 个机关，:::seal 里写了 2 个"):
        write(text("seal", *NAMES[:2]), source="示例.md", form=joint(*NAMES))


@pytest.mark.parametrize("block", ["sign", "seal", "signature"])
def test_a_signature_without_lines_is_refused(block: str) -> None:
    with pytest.raises(TemplateError, match="一行一个署名或职务，最后一行是日期"):
        write(f":::{block}\n:::\n", source="示例.md")


def test_the_preview_shows_names_word_and_rows() -> None:
    shown = page(text("seal", *NAMES), form=joint(*NAMES)).text
    assert shown.startswith("中共云川市委组织部云川市财政局云川市审计局文件云组〔2026〕3号题")
    assert shown.endswith(f"中共云川市委组织部云川市财政局云川市审计局{DATE}")
    html = webpage(text("seal", "甲局", "乙局"), source="示例.md", form=joint("甲局", "乙局"))
    assert '<span class="beside" style="left:' in html


LISTED = 'form: 文件\nhead:\n  mark:\n  - "{{ unit.name }}"\n  - 乙局\n  - 文件\n  number: 示〔2026〕3号\n'


def test_a_list_of_names_is_filled_in(tmp_path: Path) -> None:
    assert draft(tmp_path, "甲", front(LISTED)).form.head == Head(mark=("甲局", "乙局", "文件"), number="示〔2026〕3号")


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        ("form: 文件\nhead:\n  mark: []\n", ":12: mark 写成列表就是联合行文：至少两个机关"),
        ("form: 文件\nhead:\n  mark: [甲局, 文件]\n", ":12: mark 写成列表就是联合行文：至少两个机关"),
        ("form: 文件\nhead:\n  mark: [甲局, 文件, 乙局]\n", ":12: 文件 写在 mark 列表的最后"),
        ("form: 信函\nhead:\n  mark: [甲局, 乙局]\n", ":12: 联合行文的信函只用主办机关的标志"),
        ("form: 文件\nhead:\n  mark: [甲局, ]\n  number:\n  - 1\n", ":14: number 应为一个值"),
        (LISTED.replace("{{ unit.name }}", "{{ unit.name"), ":13: 模板写法有误"),
        (LISTED.replace("  - 乙局\n", "  - \n"), ":14: mark 不能为空"),
    ],
)
def test_a_list_that_is_no_joint_mark_is_an_error_at_its_line(tmp_path: Path, frame: str, message: str) -> None:
    errors = errors_of(tmp_path / "templates", front(frame))
    assert any(error.startswith(f"templates/notice.md{message}") for error in errors), errors


def test_a_mark_that_comes_out_empty_is_an_error(tmp_path: Path) -> None:
    for mark in ("\"{{ '' }}\"", "[\"{{ '' }}\", \"{{ '' }}\", 文件]"):
        frame = f"form: 文件\nhead:\n  mark: {mark}\n"
        with pytest.raises(TemplateError, match="发文机关标志印出来是空的"):
            draft(tmp_path, "甲", front(frame))


def test_the_joint_head_of_the_readme_is_in_order(tmp_path: Path) -> None:
    mark = "[中共云川市委组织部, 云川市财政局, 文件]"
    assert template_of(tmp_path / "templates", front(f"form: 文件\nhead: {{mark: {mark}}}\n")).head == Head(
        mark=("中共云川市委组织部", "云川市财政局", "文件")
    )
