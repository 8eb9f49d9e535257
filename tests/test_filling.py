"""Word templates filled in: by docxtpl, in a child process, with nothing lost and nothing executed that is data."""

import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.office_files import FRONT, changed, errors_of, in_body, parts, read_template, repacked, saved, word_template
from tests.outline import open_docx, outline
from tests.test_environment import quotation, resolve
from xuncha_docs.compose.render import Context, Draft, render
from xuncha_docs.compose.values import Missing
from xuncha_docs.errors import TemplateError
from xuncha_docs.filling.filler import Filler
from xuncha_docs.foreign.process import Limits

ODD = "甲{{ 7*7 }}{_{x}_}<b>乙</b>&amp;\n丙\x07\x0c|`*\"'丁"
VALUES: dict[str, Any] = {
    "unit": {"name": "甲局", "phone": Missing("甲局·电话"), "note": ""},
    "rows": [{"title": "采购", "n": 1}, {"title": "接待", "n": 2}],
    "basis_": quotation("《办法》第五条", "应当公开。"),
    "odd": ODD,
}


@pytest.fixture(scope="module")
def filler() -> Iterator[Filler]:
    with Filler() as found:
        yield found


def draft(filler: Filler, folder: Path, data: bytes, front: str = FRONT, **values: Any) -> Draft:
    return render(read_template(folder, data, front), Context(values=VALUES | values, resolve=resolve), filler.fill)


def filled(filler: Filler, folder: Path, data: bytes, **values: Any) -> bytes:
    made = draft(filler, folder, data, **values).document
    assert made is not None
    return made


def failure(filler: Filler, folder: Path, data: bytes, **values: Any) -> str:
    with pytest.raises(TemplateError) as caught:
        filled(filler, folder, data, **values)
    return str(caught.value)


def test_values_loops_conditions_tables_and_headers_are_filled_in(filler: Filler, tmp_path: Path) -> None:
    rows = [["序号", "重点"], ["{%tr for r in rows %}", ""], ["{{ r.n }}", "{{ r.title }}"], ["{%tr endfor %}", ""]]
    paragraphs = (
        "关于{{ unit.name }}的通知",
        "{%p if rows %}",
        "共{{ rows|length }}项",
        "{%p else %}",
        "没有",
        "{%p endif %}",
    )
    data = filled(filler, tmp_path, word_template(*paragraphs, rows=rows, header="{{ unit.name }}页眉"))
    assert outline(data) == ["Normal|关于甲局的通知", "Normal|共2项", "表格|序号|重点", "表格|1|采购", "表格|2|接待"]
    assert open_docx(data).sections[0].header.paragraphs[0].text == "甲局页眉"


def test_a_draft_knows_what_it_rests_on_and_what_is_missing(filler: Filler, tmp_path: Path) -> None:
    text = '{{ basis_|quoted }}{{ basis("《办法》第二条")|cited }}{{ basis("《某法》第一条") }}{{ unit.phone }}'
    made = draft(filler, tmp_path, word_template(text))
    assert [str(one.citation) for one in made.evidence] == ["《办法》第五条"]
    assert [str(one.citation) for one in made.cited] == ["《办法》第二条"]
    assert (made.unresolved, made.missing) == (("《某法》第一条",), ("甲局·电话",))
    assert (made.title, made.filename) == ("本办文书", "甲局-本办文书")


def test_a_tag_split_over_runs_is_joined_and_keeps_the_look_of_its_beginning(filler: Filler, tmp_path: Path) -> None:
    document = open_docx(word_template())
    paragraph = document.add_paragraph("甲：")
    for piece in ("{", "{ un", "it", ".name", " }", "}"):
        paragraph.add_run(piece).bold = True
    found = open_docx(filled(filler, tmp_path, saved(document))).paragraphs[-1]
    assert found.text == "甲：甲局"
    assert found.runs[-1].bold


def test_data_is_printed_as_it_is_and_never_run(filler: Filler, tmp_path: Path) -> None:
    made = draft(filler, tmp_path, word_template("前{{ odd }}后", rows=[["{{ odd }}"]], footer="{{ odd }}"))
    assert made.document is not None
    document = open_docx(made.document)
    shown = "前甲{{ 7*7 }}{_{x}_}<b>乙</b>&amp;\n丙\n|`*\"'丁后"
    assert document.paragraphs[0].text == shown
    assert document.tables[0].cell(0, 0).text == shown[1:-1]
    assert document.sections[0].footer.paragraphs[0].text == shown[1:-1]
    assert "删去控制字符 U+0007" in made.notices


def test_an_empty_value_leaves_the_document_whole(filler: Filler, tmp_path: Path) -> None:
    assert (
        outline(filled(filler, tmp_path, word_template("甲{{ unit.note }}乙", "{{ unit.note }}")))[0] == "Normal|甲乙"
    )


def test_a_footnote_is_filled_in_once_however_many_sections_there_are(filler: Filler, tmp_path: Path) -> None:
    """docxtpl reads it once for each section, and would run what the first reading has printed."""
    document = open_docx(word_template("甲"))
    document.add_section()
    document.add_section()
    files = parts(saved(document))
    note = '<w:footnote w:id="2"><w:p><w:r><w:t>{{ odd }}</w:t></w:r></w:p></w:footnote>'
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    files["word/footnotes.xml"] = f'<w:footnotes xmlns:w="{space}">{note}</w:footnotes>'.encode()
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    entry = f'<Override PartName="/word/footnotes.xml" ContentType="{kind}"/></Types>'
    files["[Content_Types].xml"] = files["[Content_Types].xml"].decode().replace("</Types>", entry).encode()
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    link = f'<Relationship Id="rIdF" Type="{office}/footnotes" Target="footnotes.xml"/></Relationships>'
    rels = "word/_rels/document.xml.rels"
    files[rels] = files[rels].decode().replace("</Relationships>", link).encode()
    assert "甲{{ 7*7 }}" in parts(filled(filler, tmp_path, repacked(files)))["word/footnotes.xml"].decode()


def test_the_same_input_gives_the_same_bytes_and_no_name_of_a_person(tmp_path: Path) -> None:
    document = open_docx(word_template("关于{{ unit.name }}的通知"))
    document.core_properties.author = "张三"
    data, made = saved(document), []
    for _ in range(2):
        with Filler() as filler:
            made.append(filled(filler, tmp_path, data))
        time.sleep(2.1)  # zip 的日期以两秒为单位
    assert made[0] == made[1]
    core = open_docx(made[0]).core_properties
    assert (core.title, core.author, core.last_modified_by) == ("本办文书", "xuncha_docs", "xuncha_docs")
    assert not any("张三".encode() in part for part in parts(made[0]).values())


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{{ unit.nam }}", "没有 nam 这一项，是不是 name？"),
        ("{{ unit }}", "结构"),
        ("{{ 1/0 }}", "算式出错"),
        ("{% for n in range(10**9) %}x{% endfor %}", "不能这样用运算符"),
        ("{% for n in range(1000000000) %}x{% endfor %}", "range 最多 1000 个数"),
        ("{% for a in range(1000) %}{% for b in range(1000) %}x{% endfor %}{% endfor %}", "range|超过"),
        ("{{ unit['__cl' ~ 'ass__'] }}", "没有 __class__|内部属性"),
        ("{{ 'x' * 1000000000 }}", "不能这样用运算符"),
        ("{{ basis('《办法》' ~ '第二条') }}", "直接写出条款"),
    ],
)
def test_what_goes_wrong_is_told_with_its_place(filler: Filler, tmp_path: Path, text: str, reason: str) -> None:
    told = failure(filler, tmp_path / "templates", word_template("标题", text))
    assert told.startswith("templates/own.docx 第2段“")
    assert re.search(reason, told)


def test_without_docxtpl_a_word_template_says_what_to_install(
    filler: Filler, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "docxtpl", None)
    assert "pip install 'xuncha_docs[office]'" in failure(filler, tmp_path, word_template("{{ unit.name }}"))


def test_a_loop_that_never_ends_is_stopped_by_the_clock(tmp_path: Path) -> None:
    text = (
        "{% set ns = namespace(x=1) %}" + "{% for a in rows %}" * 8 + "{% set ns.x = ns.x + 1 %}" + "{% endfor %}" * 8
    )
    with Filler(Limits(clock=2)) as filler:
        began = time.monotonic()
        assert "超过 2 秒" in failure(filler, tmp_path, word_template(text), rows=list(range(100)))
        assert time.monotonic() - began < 8
        assert outline(filled(filler, tmp_path, word_template("{{ unit.name }}"))) == ["Normal|甲局"]


def test_a_value_that_swells_is_stopped_by_the_limit_of_memory(tmp_path: Path) -> None:
    text = "{% set ns = namespace(x='甲') %}{% for a in range(40) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}"
    with Filler(Limits(memory=256 * 2**20, clock=20)) as filler:
        assert "内存" in failure(filler, tmp_path, word_template(text))


def test_tags_on_different_levels_are_refused_and_not_mended_by_dropping_text(filler: Filler, tmp_path: Path) -> None:
    data = word_template("{% for r in rows %}{{ r.title }}", rows=[["{% endfor %}"]])
    assert "不在同一层" in failure(filler, tmp_path, data)


def test_tags_outside_of_text_are_refused(tmp_path: Path) -> None:
    data = in_body("<w:del><w:r><w:delText>{{ ''.__class__ }}</w:delText></w:r></w:del>")
    assert "文字以外" in "".join(errors_of(tmp_path, data))
    core = changed(
        word_template("甲"), "word/styles.xml", lambda text: text.replace("</w:styles>", "<!--x--></w:styles>")
    )
    assert errors_of(tmp_path, core) == []
