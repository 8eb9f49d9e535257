"""Laws of importing: any bytes are a document or a named failure; what is written parses back to what was read."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xuncha_docs.errors import ImportFailure
from xuncha_docs.ingest.body import render_body, text_key
from xuncha_docs.ingest.converters import convert
from xuncha_docs.ingest.document import understand
from xuncha_docs.ingest.kbfile import KbFile, read_kb_file, render_kb_file
from xuncha_docs.library.citation import chinese_number
from xuncha_docs.library.provisions import parse_provisions

TITLE = "云川市示例办法"
SENTENCES = st.sampled_from(
    [
        "应当报告。",
        "有下列情形之一的，应当报告：",
        "第三条规定的情形除外。",
        "“第五条　应当示例。”",
        "依照《云川市示例条例》第二条、第三条处理；",
        "| 项目 | 标准 |",
        "- 一个短横",
        "3. 数字",
        "a\\b *星号* `反引号`",
    ]
)
LINES = st.one_of(
    SENTENCES,
    st.integers(1, 4).map(lambda n: f"（{chinese_number(n)}）一种情形；"),
    st.integers(1, 3).map(lambda n: f"{n}．一目；"),
    st.text(alphabet="云川示例办法，。；：“”（）1a 　", min_size=1, max_size=12),
)


@st.composite
def regulations(draw: st.DrawFn) -> str:
    lines = [TITLE, ""]
    number = 0
    for chapter in range(draw(st.integers(0, 3))):
        lines += [f"第{chinese_number(chapter + 1)}章　示例", ""]
        for _ in range(draw(st.integers(1, 3))):
            number += 1
            lines += [f"第{chinese_number(number)}条　{draw(SENTENCES)}", ""]
            for line in draw(st.lists(LINES, max_size=4)):
                lines += [line, ""]
    return "\n".join(lines + draw(st.lists(LINES, max_size=4)))


@given(regulations())
@settings(max_examples=150, deadline=None)
def test_a_written_text_parses_back_to_the_same(text: str) -> None:
    parsed = parse_provisions(text, title=TITLE, path="a.txt")
    body, faithful = render_body(TITLE, parsed)
    assert faithful, body
    again = parse_provisions(body, title=TITLE, path="a.txt")
    assert text_key(again) == text_key(parsed)
    assert render_body(TITLE, again)[0] == body


@given(st.binary(max_size=400), st.sampled_from(["办法.md", "办法.txt", "~$办法.docx", "a(2020-02-30).md"]))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_a_document_or_a_named_failure(data: bytes, name: str) -> None:
    try:
        document = understand(convert(data, name), name)
    except ImportFailure:
        return
    assert document.body
    assert document.title


@given(st.text(max_size=200))
@settings(max_examples=150, deadline=None)
def test_any_chinese_text_is_a_document_or_a_named_failure(text: str) -> None:
    data = f"云川市示例办法云川市示例\n{text}\n第一条　{text}".encode("utf-8", "surrogatepass")
    try:
        document = understand(convert(data, "办法.txt"), "办法.txt")
    except ImportFailure:
        return
    assert document.text_key


@given(
    fields=st.dictionaries(
        st.sampled_from(["title", "issuer", "source", "supersedes"]),
        st.one_of(
            st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1),
            st.lists(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1), min_size=1),
        ),
        min_size=1,
    )
)
@settings(max_examples=150, deadline=None)
def test_front_matter_reads_back_as_it_was_written(
    fields: dict[str, str | list[str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("kb") / "a.md"
    path.write_bytes(render_kb_file(KbFile(fields=fields, body="# 示例\n")))
    assert read_kb_file(path) == KbFile(fields=fields, body="# 示例\n")
