"""A preview knows every node that the Word writer knows, needs nothing but itself, and says what it is."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.conftest import ROOT, require_tool
from tests.office_files import FRONT, letterhead, word_template, written
from tests.outline import open_docx
from xuncha_docs.cli import main
from xuncha_docs.errors import TemplateError
from xuncha_docs.forms import Form, FormKind, Head, Imprint
from xuncha_docs.preview.blocks import Blocks
from xuncha_docs.preview.notes import Notes
from xuncha_docs.preview.webpage import LABEL, webpage
from xuncha_docs.word.body import Body
from xuncha_docs.word.inline import ASIDES
from xuncha_docs.word.layout import STYLES
from xuncha_docs.word.text import document_text, squeezed
from xuncha_docs.word.writer import write
from xuncha_docs.workspace import Workspace

CASES = (Path(__file__).parent / "cases" / "markdown_to_word.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"### ([^\n]+)\n(`{3,})text\n(.*?)\2\n```expected\n(.*?)```", CASES, re.DOTALL)
EVERYTHING = """# 题目

正文**加粗**^[脚注一]，另见[^2]，{==这里==}{>>复核：意见<<}。

[^2]: 脚注二

## 一、标题

- 甲
  - 乙

1. 丙

:::compact

| 甲 | < | 乙 |
|--|--|:-:|
| 1 | 2 | 3 |
| ^ | 4 | :qr[https://example.invalid] |

:::

:::bars

| 类别 | 件数 |
|--|--|
| 甲 | 3 |

图题
:::

:::sign
云川市委示例工作组
2026年5月20日
:::

:::landscape

横排

:::
"""
FETCHING = {"script", "link", "iframe", "object", "embed", "base", "form", "video", "audio", "source"}


class Page(HTMLParser):
    """The elements of a page, and the text of its sheets."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self._within = [False]
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "div" and (dict(attrs).get("class") or "").startswith("sheet"):
            self._within = [True]

    def handle_data(self, data: str) -> None:
        if self._within[0]:
            self.words.append(data)

    @property
    def text(self) -> str:
        return squeezed("".join(self.words))


def page(markdown: str, **given: object) -> Page:
    return Page(webpage(markdown, source="示例.md", **given))  # type: ignore[arg-type]  # 测试里按名字传


def node_types(cls: type) -> set[str]:
    return {name.removeprefix("write_") for name in dir(cls) if name.startswith("write_")}


def test_the_preview_knows_every_node_that_the_word_writer_knows() -> None:
    assert node_types(Blocks) == node_types(Body)
    assert {name for name in dir(Notes) if name.startswith("mark_")} == {f"mark_{name}" for name in ASIDES}


@pytest.mark.parametrize("markdown", [case[2] for case in BLOCKS], ids=[case[0] for case in BLOCKS])
def test_every_case_of_the_word_writer_has_a_preview_with_the_same_words(markdown: str) -> None:
    try:
        written_ = write(markdown, source="示例.md")
    except TemplateError as error:
        with pytest.raises(TemplateError, match=re.escape(error.message)):
            page(markdown)
        return
    shown = re.sub("［[^］]*］", "", page(markdown).text)
    for line in (paragraph.text for paragraph in open_docx(written_.data).paragraphs):
        assert all(squeezed(word) in shown for word in line.splitlines()), line


def test_an_unknown_node_is_an_error_with_its_line() -> None:
    with pytest.raises(TemplateError, match=r"示例\.md:3: .*分隔线请删去"):
        page("正文\n\n***\n")


def test_everything_together_is_one_page_that_fetches_and_runs_nothing() -> None:
    found = page(EVERYTHING)
    assert not FETCHING & {tag for tag, _ in found.tags}
    for tag, attributes in found.tags:
        assert not any(name.startswith("on") for name in attributes), tag
        for name in ("src", "href", "action"):
            assert (attributes.get(name) or "data:").startswith("data:")
    html = webpage(EVERYTHING, source="示例.md")
    assert not re.search(r"url\(|@import|expression\(|(?:src|href)=.(?!data:)", html)
    assert html.startswith("<!DOCTYPE html>")
    assert LABEL in html
    assert "脚注一" in found.text
    assert "复核：意见" in squeezed(html)


def test_a_browser_prints_pages_of_a4_that_keep_together_what_word_keeps_together() -> None:
    rules = dict(re.findall(r"^\.(\w+)\{(font:.*)\}$", webpage("", source="示例.md"), re.MULTILINE))
    kept = {style for style, rule in rules.items() if "break-after:avoid" in rule}
    assert kept == {style.id for style in STYLES if style.keep_next}
    html = webpage("", source="示例.md")
    assert "@page{size:A4;margin:34.58mm 26mm 32.58mm 28mm}" in html
    assert "orphans:1;widows:1" in html


def test_a_heading_that_runs_on_is_set_in_its_own_face() -> None:
    html = webpage("### （一）听取汇报。听取工作汇报。\n", source="示例.md")
    assert '<p class="Text"><span class="Heading2">（一）听取汇报。</span>听取工作汇报。</p>' in html


def test_merged_cells_span_rows_and_columns() -> None:
    cells = [
        attributes
        for tag, attributes in page("| 甲 | < |\n|--|--|\n| 1 | 2 |\n| ^ | 3 |\n").tags
        if tag in {"td", "th"}
    ]
    assert [(cell.get("colspan"), cell.get("rowspan")) for cell in cells] == [
        ("2", None),
        (None, "2"),
        (None, None),
        (None, None),
    ]


@pytest.mark.parametrize(
    "data", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "&lt;b&gt;", "{{ 7*7 }}"]
)
def test_data_is_shown_as_text_wherever_it_stands(data: str) -> None:
    safe = re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", data)
    markdown = f"# {safe}\n\n{safe}\n\n| {safe} | 乙 |\n|--|--|\n| {safe} | 2 |\n"
    form = Form(
        kind=FormKind.DOCUMENT,
        head=Head(mark=data, number=data, signers=data),
        imprint=Imprint(copies=data, office=data, date=data),
    )
    found = page(markdown, title=data, header=data, form=form, told=[data])
    assert found.text.count(squeezed(data)) >= 9
    assert not {"script", "img", "b"} & {tag for tag, _ in found.tags}


def test_head_and_imprint_are_shown() -> None:
    form = Form(
        kind=FormKind.DOCUMENT,
        head=Head(mark="云川市委文件", number="云发〔2026〕1号"),
        imprint=Imprint(copies="各县", office="云川市委办公室", date="2026年5月20日"),
    )
    shown = page("# 题\n", form=form).text
    assert "云川市委文件云发〔2026〕1号题" in shown
    assert "抄送：各县。云川市委办公室2026年5月20日印发" in shown


def test_the_preview_of_a_document_says_what_the_document_says() -> None:
    """All but what Word adds by itself: numbers of notes, the words of comments."""
    markdown = "# 题\n\n甲乙\n\n- 丙\n\n| 丁 | 戊 |\n|--|--|\n| 1 | 2 |\n"
    assert page(markdown).text == document_text(write(markdown, source="示例.md").data)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("office") / "云川巡察"
    Workspace.create(root)
    written(root / "templates", word_template("关于{{ unit.name }}的通知，共{{ rows|length }}项"), FRONT)
    return root


@pytest.fixture
def without_office_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")


def render(office: Path, *arguments: str) -> tuple[str, str, int]:
    round_file = str(ROOT / "xuncha_docs" / "demo" / "round.yaml")
    command = ["-w", str(office), "render", arguments[0], round_file, "--unit", "石桥村", *arguments[1:]]
    result = CliRunner().invoke(main, command, prog_name="xuncha")
    return result.stdout, result.stderr, result.exit_code


@pytest.mark.usefixtures("without_office_programs")
def test_without_libreoffice_there_is_a_web_page_and_a_message(office: Path, tmp_path: Path) -> None:
    out, told, code = render(office, "feedback-opinion", "--preview", "-o", str(tmp_path / "意见.docx"))
    assert code == 0, told
    assert out.splitlines() == [str(tmp_path / "意见.docx"), str(tmp_path / "意见-预览.html")]
    assert "要求的字体：" in told
    assert "没有 PDF 预览：本机没有 LibreOffice" in told
    assert "示例：虚构样例" in (tmp_path / "意见-预览.html").read_text(encoding="utf-8")


@pytest.mark.usefixtures("without_office_programs")
def test_a_preview_is_written_with_its_document_or_nothing_is(office: Path, tmp_path: Path) -> None:
    (tmp_path / "意见-预览.html").write_text("旧", encoding="utf-8")
    _, told, code = render(office, "feedback-opinion", "--preview", "-o", str(tmp_path / "意见.docx"))
    assert code == 1
    assert "已有这个文件" in told
    assert [path.name for path in tmp_path.iterdir()] == ["意见-预览.html"]


def test_with_libreoffice_there_is_a_labelled_pdf_with_its_fonts(office: Path, tmp_path: Path) -> None:
    require_tool("soffice")
    import pypdfium2  # noqa: PLC0415 -- 只在这里用

    (office / "templates" / "base.docx").write_bytes(letterhead("云川市委巡察办"))
    try:
        _, told, code = render(office, "feedback-opinion", "--preview", "-o", str(tmp_path / "意见.docx"))
    finally:
        (office / "templates" / "base.docx").unlink()
    assert code == 0, told
    with pypdfium2.PdfDocument(tmp_path / "意见-预览.pdf") as pdf:
        first = squeezed(pdf[0].get_textpage().get_text_bounded())
    assert LABEL in first
    assert "云川市委巡察办" in first
    assert "PDF 里嵌入的字体：" in told
    assert LABEL not in document_text((tmp_path / "意见.docx").read_bytes())


def test_a_filled_in_word_template_is_listed_rendered_and_packed(office: Path, tmp_path: Path) -> None:
    listed = CliRunner().invoke(main, ["-w", str(office), "templates"], prog_name="xuncha").stdout
    assert "本办文书" in listed
    out, told, code = render(office, "own", "-o", str(tmp_path))
    assert code == 0, told
    (path,) = out.splitlines()
    assert Path(path).name.endswith("-本办文书.docx")
    (paragraph,) = open_docx(Path(path).read_bytes()).paragraphs
    assert re.fullmatch(r"关于.+的通知，共\d+项", paragraph.text)
