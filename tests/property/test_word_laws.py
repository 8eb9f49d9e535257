import re

from hypothesis import example, given
from hypothesis import strategies as st

import tests.property.strategies  # noqa: F401 -- 装载各测试共用的 hypothesis 设置
from tests.outline import open_docx, outline
from xuncha_docs.compose.values import escape_markdown
from xuncha_docs.word.writer import write

ANY = st.text() | st.text(alphabet="甲|\\*_`<>&{%}#-+1. )[]!\t\n\r\u2028\u3000:~\x07\ufffe𠮷=\"'^$/")
REMOVED = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
# \x0b、\x0c、\x85、\u2028、\u2029 是换行，\x1c 至 \x1e 在 Python 里也算空白。
SPACES = re.compile("[\\s\x0b\x0c\x1c-\x1e\x85]+")


def same(found: str, wanted: str) -> bool:
    """Whether the texts differ in nothing but white space at the edges of lines."""
    return SPACES.sub("", REMOVED.sub("", found)) == SPACES.sub("", REMOVED.sub("", wanted))


@given(ANY)
@example("1. 甲")
@example("- 甲\n# 乙\n---")
@example("|甲|乙|\n|--|--|")
@example(":::sign\n甲\n:::")
@example("    四个空格")
@example("甲\\")
@example("第一行\n\n第二行")
def test_any_text_survives_a_paragraph(text: str) -> None:
    data = write(escape_markdown(text), source="示例.md").data
    found = "\n".join(paragraph.text for paragraph in open_docx(data).paragraphs)
    assert same(found, text)


@given(ANY)
@example("甲\\")
@example("甲|乙")
def test_any_text_survives_a_cell_without_spaces_around_it(text: str) -> None:
    data = write(f"|甲|乙|\n|--|--|\n|{escape_markdown(text)}|乙|", source="示例.md").data
    row = open_docx(data).tables[0].rows[1]
    assert row.cells[1].text == "乙"
    assert same(row.cells[0].text, text)


@given(ANY)
def test_any_text_survives_a_heading_a_list_and_bold(text: str) -> None:
    escaped = escape_markdown(text)
    markdown = f"## 一、{escaped}\n\n- 甲{escaped}\n\n:::note\n注{escaped}\n:::\n"
    found = [paragraph.text for paragraph in open_docx(write(markdown, source="示例.md").data).paragraphs]
    assert same("".join(found), f"一、{text}——甲{text}注{text}")


@given(ANY)
@example("甲]乙[丙")
@example("甲<<}乙==}丙：丁")
def test_any_text_survives_a_footnote_and_a_comment(text: str) -> None:
    escaped = escape_markdown(text)
    markdown = f"甲^[甲{escaped}]乙[^1]丙{{==丁{escaped}==}}{{>>复核：戊{escaped}<<}}\n\n[^1]: 己{escaped}\n"
    lines = outline(write(markdown, source="示例.md").data)
    body = [line.removeprefix("公文正文|") for line in lines if line.startswith("公文正文|")]
    assert same("".join(body), f"甲乙丙丁{text}")
    assert same("".join(lines[len(body) :]), f"脚注|甲{text}脚注|己{text}批注|复核|丁{text}|戊{text}")


@given(ANY)
@example("<")
@example("^")
def test_any_text_survives_merged_cells(text: str) -> None:
    escaped = escape_markdown(text)
    markdown = f"|甲|<|乙|\n|--|--|--|\n|甲{escaped}|<|{escaped}|\n|^|<|{escaped}乙|\n"
    table = open_docx(write(markdown, source="示例.md").data).tables[0]
    cells = [[cell.text for cell in row.cells] for row in table.rows[1:]]
    assert cells[0][0] == cells[0][1] == cells[1][0] == cells[1][1]
    assert same(cells[0][0], f"甲{text}")
    assert same(cells[0][2], text)
    assert same(cells[1][2], f"{text}乙")


@given(ANY)
def test_any_text_survives_a_caption_a_chart_and_the_contents(text: str) -> None:
    escaped = escape_markdown(text)
    markdown = f":::contents\n\n## 甲{escaped}\n\n:::bars\n|乙|丙|\n|--|--|\n|丁{escaped}|1|\n\n图{escaped}\n:::\n"
    found = "".join(line.partition("|")[2] for line in outline(write(markdown, source="示例.md").data))
    assert same(found, f"目录甲{text}甲{text}丁{text}：丙1图{text}")


@given(st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp", "Cf")), min_size=1))
def test_text_without_spaces_comes_out_exactly(text: str) -> None:
    data = write(escape_markdown(text), source="示例.md").data
    assert "".join(paragraph.text for paragraph in open_docx(data).paragraphs) == REMOVED.sub("", text)


@given(ANY, ANY)
def test_equal_input_gives_equal_bytes_and_other_words_give_others(first: str, second: str) -> None:
    data = [write(escape_markdown(text), source="示例.md").data for text in (first, first, second)]
    assert data[0] == data[1]
    if not same(first, second):
        assert data[0] != data[2]


BLOCKS = (
    "# {}",
    "## {}",
    "{}",
    "{}^[注]",
    "{{=={}==}}{{>>复核：改<<}}",
    "- 甲\n  1. {}",
    "|甲|{}|\n|--|--|\n|1|<|\n|^|<|",
    ":::bars\n|甲|乙|\n|--|--|\n|{}|1|\n:::",
    ":::qr\n{}\n:::",
    ":::landscape\n{}\n:::",
    ":::landscape\n:::pagebreak\n## {}\n:::",
    ":::note\n____{}\n:::",
    ":::pagebreak\n\n{}",
    "{}",
)


@given(st.lists(st.sampled_from(BLOCKS), max_size=8), st.integers(min_value=-1, max_value=8))
def test_blocks_in_any_order_are_a_document_that_says_all_of_them_in_that_order(found: list[str], at: int) -> None:
    written = [block.format(f"第{number}块") for number, block in enumerate(found)]
    if at >= 0:
        written.insert(at, ":::contents")
    lines = [line for line in outline(write("\n\n".join(written), source="示例.md").data) if "toc " not in line]
    words = re.findall("第[0-9]块", "\n".join(line for line in lines if not line.startswith(("脚注|", "批注|"))))
    assert list(dict.fromkeys(words)) == [f"第{number}块" for number in range(len(found))]
