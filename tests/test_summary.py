"""What a pack lacks is told once, however many documents lack it."""

from typing import Any

from xuncha_docs.compose.summary import doubts, gaps, kinds, numbered


def document(path: str, **found: list[str]) -> dict[str, Any]:
    return {"path": path, "title": "", "quoted": 0, "missing": [], "unresolved": [], "notices": []} | found


def test_what_is_missing_names_the_kinds_of_documents_that_wait_for_it() -> None:
    paths = ("1 准备/甲/甲局-单位画像.docx", "2 进驻/甲/甲局-进驻通知.docx", "2 进驻/甲/甲局-进驻通知.docx")
    rows = numbered([document(path, missing=["甲局·联络员"]) for path in paths])
    assert gaps(rows) == [{"owner": "甲局", "item": "联络员", "names": ["单位画像", "进驻通知"]}]


def test_a_regulation_that_cannot_be_compared_is_told_once_with_its_articles() -> None:
    rows = numbered(
        [
            document("1 准备/甲局-政策清单.docx", unresolved=["《甲法》第一条", "《关于〈乙法〉的解释》第二条第一款"]),
            document("1 准备/乙局-政策清单.docx", unresolved=["《甲法》第十条", "《甲法》第一条"]),
        ]
    )
    assert doubts(rows) == [
        {"title": "《关于〈乙法〉的解释》", "addresses": ["第二条第一款"], "names": ["政策清单"]},
        {"title": "《甲法》", "addresses": ["第一条", "第十条"], "names": ["政策清单"]},
    ]


def test_documents_of_one_kind_are_one_line() -> None:
    rows = numbered([document(f"1 准备/{owner}-政策清单.docx") for owner in ("甲局", "乙局")])
    assert kinds(rows) == [{"phase": "1 准备", "kind": "政策清单", "owners": ["甲局", "乙局"], "quoted": 0}]
