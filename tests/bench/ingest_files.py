"""The files that `tests.bench.ingest` has converted, each with its text as another source has it.

| set | files | original |
|---|---|---|
| md, txt | laws and rules as text | the file without its front matter |
| docx | templates, tables, long texts from offices | the letters in its XML, each drawing's once |
| docx 自动编号 | laws whose article numbers Word counts | the law |
| docx altChunk | laws with a web archive as their body | the PDF of the same law |
| pdf, pdf 扫描 | laws; pictures of pages | the docx of the same law |
| html | pages of one site, menus around the text | the element in which this site puts the text, by lxml |
| ofd | samples of a library, invoices | the text objects on the pages that are shown and on their templates |
| xlsx | invented lists | the cells |
| doc wps, rtf, odt | rules, tables | the same rule as text; the letters of the docx it was made from |

Files without Chinese letters are left out: nothing can be kept of them.
"""

import email
import posixpath
import re
import sys
import tarfile
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import lxml.html
import pypdfium2

from tests.sheet_files import Cell, xlsx
from tests.word_files import paragraph, word_file
from xuncha_docs.library.numerals import chinese_number

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
LAWS = DATA / "laws" / "national_laws_md.tar.xz"
GOVDOCS = DATA / "govdocs"
_SOME = 200
"""How many of the 1,544 laws are read as Markdown."""
_NUMBERED = 20
_ARTICLE = re.compile("第([一二三四五六七八九十百]+)条[\u3000 ]+")
_NUMBERING = (
    '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
    '<w:numFmt w:val="chineseCountingThousand"/><w:suff w:val="nothing"/><w:lvlText w:val="第%1条\u3000"/></w:lvl>'
    '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
)
_IN_LIST = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
Sample = tuple[str, bytes, str]
"""Name, content, the text that it holds."""


def laws(most: int) -> Iterator[tuple[str, bytes]]:
    """(name, content) of the first national laws as Markdown."""
    with tarfile.open(LAWS) as archive:
        members = (member for member in archive if member.isfile() and member.name.endswith(".md"))
        for number, member in enumerate(islice(members, most)):
            stream = archive.extractfile(member)
            yield f"{number}.md", stream.read() if stream else b""


def main() -> None:
    """Writes into the folder named: `sets/NAME`, whose names it prints; for each number of laws, `NUMBER/laws`."""
    folder = Path(sys.argv[1])
    for name, samples in SETS.items():
        write_set(folder / "sets" / name, samples())
        print(name)
    for most in sys.argv[2:]:
        place = folder / most / "laws"
        place.mkdir(parents=True)
        for name, data in laws(int(most)):
            (place / name).write_bytes(data)


def write_set(folder: Path, samples: Iterator[Sample]) -> None:
    """The files in which there are Chinese letters, each beside `NAME.original` with the text that it holds."""
    folder.mkdir(parents=True)
    for name, data, original in samples:
        if re.search("[\u4e00-\u9fff]", original):
            (folder / name).write_bytes(data)
            (folder / f"{name}.original").write_text(original, encoding="utf-8")


def sheets(number: int = 20, rows: int = 500) -> Iterator[Sample]:
    """Invented lists."""
    for at in range(number):
        table: list[list[Cell]] = [["序号", "单位", "事项"]]
        table += [[row, f"云川市示例单位{row}", "公务接待费用报销示例"] for row in range(rows)]
        data = xlsx((f"台账{at}", table, (), False))
        yield f"{at}.xlsx", data, "".join(str(cell) for row in table for cell in row)


def numbered(text: str) -> bytes | None:
    """The text as .docx in which Word counts the articles; None where they are not numbered from one on."""
    lines = [line.lstrip("#").strip() for line in text.splitlines() if line.strip()]
    articles = [match[1] for line in lines if (match := _ARTICLE.match(line))]
    if len(articles) < 2 or articles != [chinese_number(number) for number in range(1, len(articles) + 1)]:
        return None
    body = (paragraph(_xml(_ARTICLE.sub("", line)), _IN_LIST if _ARTICLE.match(line) else "") for line in lines)
    return word_file("".join(body), numbering=_NUMBERING)


def _markdown() -> Iterator[Sample]:
    for name, data in laws(_SOME):
        yield name, data, _without_front_matter(data)


def _text() -> Iterator[Sample]:
    for path in sorted((GOVDOCS / "pbc_txt").glob("*.txt")):
        yield path.name, path.read_bytes(), path.read_text(encoding="utf-8")
    for path in sorted((GOVDOCS / "derived").glob("*.txt")):
        encoding = path.name.split(".")[-2]
        yield path.name, path.read_bytes(), path.read_text(encoding=encoding)


def _docx() -> Iterator[Sample]:
    for folder in ("gongwen_templates", "misc", "derived"):
        for path in sorted((GOVDOCS / folder).glob("*.docx")):
            if zipfile.is_zipfile(path):
                yield path.name, path.read_bytes(), _letters(path)


def _counted_by_word() -> Iterator[Sample]:
    texts = ((name, _without_front_matter(data)) for name, data in laws(_SOME))
    made = ((name, numbered(text), text) for name, text in texts)
    found = ((f"{name}.docx", data, text) for name, data, text in made if data)
    yield from islice(found, _NUMBERED)


def _alt_chunk() -> Iterator[Sample]:
    for path in _pairs():
        yield path.name, path.read_bytes(), _printed(path.with_suffix(".pdf"))


def _pdf() -> Iterator[Sample]:
    for path in _pairs():
        pdf = path.with_suffix(".pdf")
        yield pdf.name, pdf.read_bytes(), _archived(path)


def _scan() -> Iterator[Sample]:
    path = GOVDOCS / "derived" / "国旗法_扫描件_仅图像.pdf"
    yield path.name, path.read_bytes(), _archived(GOVDOCS / "law_docx_pdf" / "中华人民共和国国旗法.docx")


def _html() -> Iterator[Sample]:
    for path in sorted((GOVDOCS / "govcn_html").glob("*.html")):
        yield path.name, path.read_bytes(), _page_text(path.read_text(encoding="utf-8"), "//*[@id='UCAP-CONTENT']")


def _ofd() -> Iterator[Sample]:
    for path in sorted((GOVDOCS / "ofd").glob("*.ofd")):
        yield path.name, path.read_bytes(), _drawn(path)


def _office(ending: str) -> Callable[[], Iterator[Sample]]:
    """Files whose content is of this format, by whatever name."""

    def samples() -> Iterator[Sample]:
        for path in sorted((GOVDOCS / "derived").iterdir()):
            kind = "doc" if path.read_bytes().startswith(b"\xd0\xcf\x11\xe0") else path.suffix[1:]
            if kind == ending:
                yield path.name, path.read_bytes(), _source(path)

    return samples


SETS: dict[str, Callable[[], Iterator[Sample]]] = {
    "md": _markdown,
    "txt": _text,
    "docx": _docx,
    "docx 自动编号": _counted_by_word,
    "docx altChunk": _alt_chunk,
    "pdf": _pdf,
    "html": _html,
    "ofd": _ofd,
    "xlsx": sheets,
    "doc wps": _office("doc"),
    "rtf": _office("rtf"),
    "odt": _office("odt"),
    "pdf 扫描": _scan,
}


def _without_front_matter(data: bytes) -> str:
    return re.sub(r"(?s)\A---\n.*?\n---\n", "", data.decode())


def _source(path: Path) -> str:
    """What an old document was made from."""
    stem = re.match("[^(.]+", path.name)
    text = path.with_name(f"{stem[0]}.gb18030.txt") if stem else path
    return text.read_text(encoding="gb18030") if text.exists() else _letters(GOVDOCS / "misc/政策发布平台数据字典.docx")


def _pairs() -> list[Path]:
    """Laws as .docx that stand beside their PDF."""
    return [path for path in sorted((GOVDOCS / "law_docx_pdf").glob("*.docx")) if path.with_suffix(".pdf").exists()]


def _printed(path: Path) -> str:
    with pypdfium2.PdfDocument(path) as document:
        return "".join(page.get_textpage().get_text_range() for page in document)


def _archived(path: Path) -> str:
    """The text of the web archive that is the body of a .docx."""
    with zipfile.ZipFile(path) as archive:
        message = email.message_from_bytes(archive.read("word/afchunk.mht"))
    pages = (part for part in message.walk() if part.get_content_type() == "text/html")
    payload = next(pages).get_payload(decode=True)
    assert isinstance(payload, bytes)  # 一页网页，不是几个部分
    return _page_text(payload.decode(), "//body")


def _page_text(page: str, element: str) -> str:
    inside = f"string({element})"
    return str(lxml.html.fromstring(page).xpath(inside))


def _letters(path: Path) -> str:
    """The text of a .docx, that in older forms of drawings left out."""
    with zipfile.ZipFile(path) as archive:
        body = re.sub(r"(?s)<mc:Fallback>.*?</mc:Fallback>", "", archive.read("word/document.xml").decode())
    return "".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", body))


def _drawn(path: Path) -> str:
    """What an OFD's pages and their templates show, in the order of drawing."""
    with zipfile.ZipFile(path) as archive:
        entry = ET.fromstring(archive.read("OFD.xml"))  # noqa: S314 -- 自带的样本
        start = entry.findtext(".//{*}DocRoot", "").lstrip("/")
        document = ET.fromstring(archive.read(start))  # noqa: S314 -- 同上
        places = {
            element.get("ID"): element.get("BaseLoc", "") for element in document.iter() if element.get("BaseLoc")
        }
        shown = []
        for page in document.iterfind(".//{*}Pages/{*}Page"):
            root = _part(archive, start, page.get("BaseLoc", ""))
            used = [places.get(template.get("TemplateID"), "") for template in root.iterfind("{*}Template")]
            shown += [*(_part(archive, start, template) for template in used), root]
        return "".join(code.text or "" for root in shown for code in root.iterfind(".//{*}TextCode"))


def _part(archive: zipfile.ZipFile, document: str, place: str) -> ET.Element:
    absolute = place if place.startswith("/") else posixpath.join(posixpath.dirname(document), place)
    return ET.fromstring(archive.read(absolute.lstrip("/")))  # noqa: S314 -- 自带的样本


def _xml(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


if __name__ == "__main__":
    main()
