"""Citations in a regulation's own text: read in their place, resolved exactly, and found again from the other side."""

import re
import time
from datetime import date
from pathlib import Path

import pytest

from tests.statutes import extract
from xuncha_docs.errors import InvalidCitation, Location
from xuncha_docs.library.citation import Citation
from xuncha_docs.library.citing import cited_in, cites
from xuncha_docs.library.library import Library
from xuncha_docs.library.provisions import parse_provisions
from xuncha_docs.library.records import Regulation, RegulationKind
from xuncha_docs.library.references import Named, name_at_end, references_in
from xuncha_docs.library.titles import number_key
from xuncha_docs.workspace import Workspace

CASES = re.findall(
    r"### ([^\n]+)\n```text\n(.*?)```\n```expected\n(.*?)```",
    (Path(__file__).parent / "cases" / "references.md").read_text(encoding="utf-8"),
    re.DOTALL,
)
TITLE = "云川市示例条例"
AS_OF = date(2025, 6, 1)


def regulation(text: str, title: str = TITLE) -> Regulation:
    parsed = parse_provisions(text, title=title, path="示例.md")
    return Regulation(
        id="x-2020-01-01",
        work="x",
        title=title,
        kind=RegulationKind.NORMATIVE_DOCUMENT,
        preamble=parsed.preamble,
        provisions=parsed.provisions,
        location=Location(path="示例.md", line=1),
    )


def rows(found: Regulation) -> list[str]:
    lines = []
    for reference in references_in(found):
        places = "、".join(
            f"？{reference.name}＋{place.address}" if reference.named is Named.LEAD else str(place)
            for place in reference.places
        )
        lines.append(f"{reference.origin.address} | {reference.text} | {places or '无'}")
    return lines


@pytest.mark.parametrize(("name", "text", "expected"), CASES, ids=[case[0] for case in CASES])
def test_references_are_read_as_their_case_says(name: str, text: str, expected: str) -> None:
    assert rows(regulation(text)) == expected.splitlines(), name


@pytest.mark.parametrize(("name", "text", "expected"), CASES, ids=[case[0] for case in CASES])
def test_a_reference_stands_where_it_says(name: str, text: str, expected: str) -> None:
    found = regulation(text)
    texts = {provision.citation.address: provision.text for provision in found.provisions}
    for reference in references_in(found):
        article = str(reference.origin.article)
        assert texts[article][reference.start : reference.end] == reference.text, (name, expected)


def test_an_amendment_speaks_of_the_text_it_amends() -> None:
    found = regulation(
        "现作如下修改。\n\n将第十七条修改为：“依照本法第十八条处理。”\n\n删去第二十条。\n", "云川法修正案（二）"
    )
    assert [(r.named, str(r.places[0])) for r in references_in(found)] == [
        (Named.TITLE, "《云川法》第十七条"),
        (Named.TITLE, "《云川法》第十八条"),
        (Named.TITLE, "《云川法》第二十条"),
    ]


def test_a_text_without_articles_about_one_law_speaks_of_its_articles_by_number() -> None:
    text = "现将罪名确定如下。\n\n侵占罪（第二百七十条）、职务侵占罪（《云川条例》第三条）；依照第五条办理。\n"
    assert rows(regulation(text, "云川市关于执行《云川法》确定罪名的规定"))[:2] == [
        "第二自然段 | 第二百七十条 | 《云川法》第二百七十条",
        "第二自然段 | 《云川条例》第三条 | 《云川条例》第三条",
    ]
    assert rows(regulation(text, "云川市关于适用云川法分则规定的罪名的意见"))[0] == (
        "第二自然段 | 第二百七十条 | ？适用云川法＋第二百七十条"
    )
    assert rows(regulation(text, "云川市关于执行《云川法》和《云川条例》的意见"))[0].endswith("？＋第二百七十条")
    amends = rows(regulation(text, "云川市关于修改《云川市关于适用〈云川法〉的解释》等三件文件的决定"))
    assert [row for row in amends if "二百七十" in row] == []


def test_an_amended_text_is_called_by_its_genre() -> None:
    found = regulation("将《解释》第七条改为第八条。\n", "云川市关于修改《云川市关于示例问题的解释》的决定")
    assert rows(found)[0] == "第一自然段 | 《解释》第七条 | 《云川市关于示例问题的解释》第七条"


def test_a_name_is_never_the_tail_of_a_longer_one() -> None:
    known = {"仲裁法": 1, "刑法": 1, "劳动合同法": 1}
    assert name_at_end("劳动争议调解仲裁法", known) is None
    assert name_at_end("依照仲裁法", known) == "仲裁法"
    assert name_at_end("触犯刑法", known) == "刑法"
    assert name_at_end("违反劳动合同法", known) == "劳动合同法"


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("云财[2024]9号", "云财〔2024〕9号"),
        ("云财（2024）９号", "云财〔2024〕9号"),
        ("云 财 〔2024〕 09 号", "云财〔2024〕9号"),
        ("云川条例", None),
        ("2024年9月", None),
    ],
)
def test_a_document_number_has_one_form(written: str, key: str | None) -> None:
    assert number_key(written) == key


OTHER = """---
id: yc-xize-2021-01-01
work: yc-xize
title: 云川市公务接待管理办法实施细则（示例）
kind: normative_document
effective: 2021-01-01
sample: true
---

第一条　根据《云川市公务接待管理办法（示例）》（以下简称办法），制定本细则。

第二条　办法第二条第一款所称接待单位，包括下属单位。

第三条　违反云川接待办法第三条的，依照本细则第九条处理。
"""


@pytest.fixture
def linked(kb: Path, tmp_path: Path) -> Library:
    (kb / "regulations" / "yc-xize-2021-01-01.md").write_text(OTHER, encoding="utf-8")
    return Library.open([kb], tmp_path / "cache")


def test_who_cites_an_article_includes_regulations(linked: Library) -> None:
    found = cited_in(linked, Citation.parse("云川接待办法第二条"), AS_OF)
    assert [(place.record_id, place.origin.address, place.address) for place in found] == [
        ("yc-xize-2021-01-01", "第二条第一款", "第二条第一款")
    ]
    assert [p.origin.address for p in cited_in(linked, Citation.parse("云川接待办法第三条"), AS_OF)] == ["第三条第一款"]
    assert len(cited_in(linked, Citation(regulation="云川接待办法"), AS_OF)) == 2
    assert cited_in(linked, Citation.parse("云川接待办法第二条"), date(2020, 6, 1)) == ()


def test_what_a_text_cites_is_quoted_from_the_version_of_the_day(linked: Library) -> None:
    first, second, third = cites(linked, linked.regulation("yc-xize-2021-01-01"), date(2022, 1, 1))
    assert [evidence.record_id for evidence in first.evidence] == ["yc-jiedai-2020-01-01"]
    assert "三分之一" in first.evidence[0].quote
    assert [str(evidence.citation) for evidence in second.evidence] == ["《云川市公务接待管理办法（示例）》第三条"]
    assert third.evidence == ()
    assert "不存在" in (third.problem or "")


def test_a_short_title_of_the_catalog_is_found_by_itself_and_in_running_text(kb: Path, tmp_path: Path) -> None:
    (kb / "catalog").mkdir()
    entry = (
        "{id: c-jiedai, title: 云川市公务接待管理办法（示例）, short_titles: [接待示例准则], kind: normative_document}"
    )
    (kb / "catalog" / "c.yaml").write_text(f"kind: catalog_entry\nrecords:\n  - {entry}\n", encoding="utf-8")
    text = OTHER.replace("违反云川接待办法第三条的", "违反接待示例准则第三条的")
    (kb / "regulations" / "yc-xize-2021-01-01.md").write_text(text, encoding="utf-8")
    library = Library.open([kb], tmp_path / "cache")
    assert [e.record_id for e in library.resolve(Citation.parse("接待示例准则第三条"), AS_OF)] == [
        "yc-jiedai-2024-05-01"
    ]
    found = cites(library, library.regulation("yc-xize-2021-01-01"), AS_OF)[1]
    assert (found.reference.text, [e.record_id for e in found.evidence]) == ("第三条", ["yc-jiedai-2024-05-01"])
    with pytest.raises(InvalidCitation, match="未入库"):
        library.resolve(Citation.parse("接待准则第三条"), AS_OF)


def test_an_ambiguous_name_lists_its_candidates(linked: Library, kb: Path, tmp_path: Path) -> None:
    twin = OTHER.replace("yc-xize", "yc-qita").replace("实施细则（示例）", "补充规定（示例）")
    twin = twin.replace("kind:", "short_titles: [云川接待办法]\nkind:")
    (kb / "regulations" / "yc-qita-2021-01-01.md").write_text(twin, encoding="utf-8")
    linked.close()
    library = Library.open([kb], tmp_path / "cache")
    problem = cites(library, library.regulation("yc-xize-2021-01-01"), AS_OF)[1].problem or ""
    assert "《云川市公务接待管理办法（示例）》" in problem
    assert "《云川市公务接待管理办法补充规定（示例）》" in problem


def test_a_regulation_is_found_by_its_document_number(library: Library) -> None:
    (evidence,) = library.resolve(Citation.parse("云财[2024]9号第三条"), date(2024, 6, 1))
    assert evidence.record_id == "yc-jiedai-2024-05-01"


@pytest.mark.slow
def test_the_reverse_index_answers_at_once_over_all_national_laws(tmp_path: Path) -> None:
    workspace = Workspace.create(tmp_path / "区")
    workspace.import_paths([extract(tmp_path / "laws")])
    found = list(workspace.library.records(Regulation))
    references = [(item, reference) for item in found for reference in references_in(item)]
    own = [(item, r) for item, r in references if r.named is Named.OWN and r.places]
    wrong = sum(
        not any(place.article == p.citation.article for p in item.provisions) for item, r in own for place in r.places
    )
    assert len(own) > 8000
    assert wrong / len(own) < 0.005  # 其余是原文本身写错或节选
    fresh = Workspace.open(tmp_path / "区")
    assert fresh.library.regulations()
    began = time.perf_counter()
    citing = cited_in(fresh.library, Citation.parse("刑法第三百八十二条"), AS_OF)
    assert time.perf_counter() - began < 0.5
    assert len({place.record_id for place in citing}) >= 3
