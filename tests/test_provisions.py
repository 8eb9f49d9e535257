import csv
import json
import re
import tarfile
from collections import Counter
from pathlib import Path

import pytest

from tests.conftest import DATA
from xuncha_docs.library.citation import Citation
from xuncha_docs.library.provisions import Parsed, parse_provisions, passage

CASES = (Path(__file__).parent / "cases" / "provisions.md").read_text(encoding="utf-8")
STRUCTURE = re.findall(r"### ([^\n]+)\n```text\n(.*?)```\n```expected\n(.*?)```", CASES, re.DOTALL)
TITLE = "云川市示例条例"


def parse(text: str) -> Parsed:
    return parse_provisions(text, title=TITLE, path="kb/示例.md")


def outline(parsed: Parsed) -> list[str]:
    rows = [f"前言：{parsed.preamble}"] if parsed.preamble else []
    for provision in parsed.provisions:
        items = ",".join(str(len(paragraph.items)) for paragraph in provision.paragraphs)
        headings = " / ".join(provision.headings)
        rows.append(f"{provision.citation.address} | {headings} | {len(provision.paragraphs)} | {items}")
    return rows


@pytest.mark.parametrize(("name", "text", "expected"), STRUCTURE, ids=[case[0] for case in STRUCTURE])
def test_a_text_comes_apart_as_its_case_says(name: str, text: str, expected: str) -> None:
    title = text.split("\n", 1)[0].strip("# ") if "云川市" in text.split("\n", 1)[0] else name
    parsed = parse_provisions(text, title=title, path="示例.md")
    wanted = expected.splitlines()
    assert outline(parsed) == [row.rstrip() for row in wanted if not row.startswith("! ")]
    told = [row.removeprefix("! ") for row in wanted if row.startswith("! ")]
    assert len(parsed.warnings) == len(told)
    assert all(message in warning.message for message, warning in zip(told, parsed.warnings, strict=True))


def test_a_provision_knows_its_line_in_the_file() -> None:
    parsed = parse_provisions("\n第一条　甲。\n\n第三条　乙。\n", title=TITLE, path="kb/示例.md", first_line=12)
    assert [str(provision.location) for provision in parsed.provisions] == ["kb/示例.md:13", "kb/示例.md:15"]
    assert str(parsed.warnings[0]).startswith("kb/示例.md:15: ")
    assert parsed.warnings[0].severity == "warning"


def test_the_text_holds_the_source_word_for_word() -> None:
    provision = parse("第一条　甲：\n（一）乙；\n1．丙；\n2．丁。\n戊。").provisions[0]
    assert provision.text == "甲：\n（一）乙；\n1．丙；\n2．丁。\n戊。"
    assert provision.paragraphs[0].items[0].subitems == ("1．丙；", "2．丁。")


ARTICLE = "第一条　甲：\n（一）乙；\n1．丙；\n2．丁。\n（二）戊；\n（三）己。\n庚。\n第二条　辛。"


@pytest.mark.parametrize(
    ("address", "text"),
    [
        ("第一条第二款", "庚。"),
        ("第一条第一款第（二）项", "（二）戊；"),
        ("第一条第（二）项至第（三）项", "（二）戊；\n（三）己。"),
        ("第一条第（一）项", "（一）乙；\n1．丙；\n2．丁。"),
        ("第一条第（一）项第2目", "2．丁。"),
        ("第一条至第三条", "甲：\n（一）乙；\n1．丙；\n2．丁。\n（二）戊；\n（三）己。\n庚。"),
        ("第一条第三款", None),
        ("第一条第（四）项", None),
        ("第一条第（二）项至第（四）项", None),
        ("第一条第（一）项第3目", None),
        ("第二条", None),
        ("第一自然段", None),
    ],
)
def test_a_passage_is_what_the_citation_points_at(address: str, text: str | None) -> None:
    assert passage(parse(ARTICLE).provisions[0], Citation.parse(f"《{TITLE}》{address}")) == text


def test_natural_paragraphs_are_found_by_number() -> None:
    provisions = parse("甲。\n乙。").provisions
    second = Citation.parse(f"《{TITLE}》第二自然段")
    assert [passage(provision, second) for provision in provisions] == [None, "乙。"]


def test_a_thousand_articles_glued_in_one_line_come_apart() -> None:
    text = "第一条 甲。" + "".join(f"第{number}条 乙。" for number in range(2, 1201))
    assert len(parse(text).provisions) == 1200


def test_an_empty_text_has_no_provisions() -> None:
    assert parse("") == Parsed(preamble="", provisions=(), warnings=())


def _letters(text: str) -> Counter[str]:
    return Counter(re.sub(r"[\s\u200b\ufeff*#\\|]+", "", re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)))


def _lost(text: str, title: str) -> str:
    """Characters of the source that are nowhere in the result."""
    parsed = parse_provisions(text, title=title, path="x")
    kept = _letters(title) + _letters(parsed.preamble)
    above: tuple[str, ...] = ()
    for provision in parsed.provisions:
        new = [h for depth, h in enumerate(provision.headings) if provision.headings[: depth + 1] != above[: depth + 1]]
        kept += _letters(
            "".join([*new, provision.citation.address if provision.citation.article else "", provision.text])
        )
        above = provision.headings
    return "".join((_letters(text) - kept).elements())


PARTY = DATA / "party"
LAWS = DATA / "laws"


@pytest.mark.skipif(not PARTY.is_dir(), reason="没有 ../shared/data/party")
def test_party_texts_keep_every_word_and_article() -> None:
    rows = csv.DictReader((PARTY / "index.csv").read_text(encoding="utf-8-sig").splitlines())
    for row in rows:
        text = (PARTY / row["file"]).read_text(encoding="utf-8")
        provisions = parse_provisions(text, title=row["title"], path=row["file"]).provisions
        # 索引漏数了两个文件各一条：“弟四十五条”和“第五十　条”
        assert 0 <= sum(p.citation.article is not None for p in provisions) - int(row["articles"]) <= 1, row["file"]
        if not re.search(r"目\s*录\s*\n", text):
            assert _lost(text, row["title"]) in {"", "弟"}, row["file"]


@pytest.mark.slow
@pytest.mark.skipif(not LAWS.is_dir(), reason="没有 ../shared/data/laws")
def test_national_laws_keep_every_word() -> None:
    index = [json.loads(line) for line in (LAWS / "index.jsonl").read_text(encoding="utf-8").splitlines()]
    rows = {row["path"]: row for row in index}
    lost: dict[str, str] = {}
    articles = 0
    with tarfile.open(LAWS / "national_laws_md.tar.xz") as archive:
        for member in archive:
            row = rows.get(member.name.removeprefix("./laws/"))
            stream = archive.extractfile(member) if row else None
            if not row or not stream:
                continue
            text = re.sub(r"\A---\n.*?\n---\n", "", stream.read().decode("utf-8"), flags=re.DOTALL)
            provisions = parse_provisions(text, title=row["title"], path=row["path"]).provisions
            articles += sum(provision.citation.article is not None for provision in provisions)
            lost[row["path"]] = _lost(text, row["title"])
    assert len(lost) == len(rows)
    # 索引为 67533：飞行基本规则粘连的 112 条、印错“第”字的 1 条等，索引未计入
    assert articles == 67650
    # “笫”是原文印错的“第”
    assert {path: text for path, text in lost.items() if text not in {"", "笫"}} == {}
