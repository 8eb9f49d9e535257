"""The reader: strict, complete, every error with its line."""

from pathlib import Path

import pytest

from xuncha_docs.library.reader import parse_file
from xuncha_docs.library.records import FocusPoint, Regulation


def errors_of(root: Path, name: str, text: str | bytes) -> list[str]:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return [str(error) for error in parse_file(path, root).errors]


def test_a_regulation_has_its_articles_paragraphs_and_items(kb: Path) -> None:
    (record,) = parse_file(kb / "regulations" / "yc-jiedai-2020-01-01.md", kb).records
    assert isinstance(record, Regulation)
    assert [str(p.citation.article) for p in record.provisions] == ["第一条", "第二条", "第三条"]
    assert len(record.provisions[1].paragraphs) == 2
    assert [item.number for item in record.provisions[1].paragraphs[1].items] == [1, 2]
    assert record.provisions[0].headings == ("第一章 总则",)
    assert str(record.provisions[0].location) == "kb/regulations/yc-jiedai-2020-01-01.md:18"


def test_a_focus_point_is_read_with_its_line(kb: Path) -> None:
    (record,) = parse_file(kb / "focus" / "common.yaml", kb).records
    assert isinstance(record, FocusPoint)
    assert record.sample
    assert record.questions[0].follow_ups.no.startswith("哪位")
    assert str(record.location) == "kb/focus/common.yaml:4"


def test_all_mistakes_of_a_file_are_listed_at_once(kb: Path) -> None:
    text = (kb / "focus" / "common.yaml").read_text(encoding="utf-8")
    text = (
        text.replace("role: norm", "role: rule")
        .replace("    normal:", "    norma1:")
        .replace("themes: [财经纪律]", "themes: 财经纪律")
    )
    found = errors_of(kb, "focus/common.yaml", text)
    assert len(found) == 3
    assert any("kb/focus/common.yaml:6: themes 应写成列表" in error for error in found)
    assert any("不认识的键 norma1，是不是 normal？" in error for error in found)
    assert any("rule 不在可选值之内，应为 norm、sanction 之一" in error for error in found)
    assert not any("缺少 normal" in error for error in found)


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("terms.yaml", "kind: term\nrecords:\n  - {id: a, preferred: 甲, preferred: 乙}\n", "键 preferred 重复"),
        ("terms.yaml", "kind: term\nrecords: &a\n  - {id: a, preferred: 甲, synonyms: *a}\n", "不支持锚点与别名"),
        ("terms.yaml", "kind: term\nrecords:\n  - {id: 甲, preferred: 甲}\n", "只能用小写字母"),
        ("terms.yaml", "kind: term\nrecords:\n  - id: a\n   preferred: 甲\n", "YAML 写法有误"),
        ("terms.yaml", "kind: term\n", "缺少 records"),
        ("terms.yaml", "kind: finding\nrecords: []\n", "kind 应为 term"),
        ("terms.yaml", "- 甲\n", "应为“键: 值”的结构"),
        ("terms.yaml", "kind: term\nextra: 1\nrecords: []\n", "不认识的键 extra"),
        ("terms.yaml", b"\xff\xfe\x00kind", "不是 UTF-8 文本"),
        ("regulations/a.md", "第一条　正文", "front matter"),
        ("regulations/a.md", "---\nid: a\n", "说明块没有结束"),
        ("regulations/a.md", "---\nid: b\nwork: b\ntitle: 办法\nkind: law\n---\n第一条　正文\n", "应与文件名一致"),
        ("regulations/a.md", "---\nid: a\nwork: a\ntitle: 办法\nkind: law\n---\n", "没有任何条文"),
        (
            "regulations/a.md",
            "---\nid: a\nwork: a\ntitle: 办法\nkind: law\nissued: 2024年\n---\n第一条　文\n",
            "应写成 2026-03-01",
        ),
    ],
)
def test_a_mistake_is_named_with_what_to_write(tmp_path: Path, name: str, text: str | bytes, words: str) -> None:
    found = errors_of(tmp_path / "kb", name, text)
    assert any(words in error for error in found), found


def test_yaml_words_stay_text(tmp_path: Path) -> None:
    root = tmp_path / "kb"
    root.mkdir()
    (root / "terms.yaml").write_text(
        "kind: term\nrecords:\n  - {id: '0123', preferred: no, synonyms: [12:30, 1e3]}\n", encoding="utf-8"
    )
    (term,) = parse_file(root / "terms.yaml", root).records
    assert (term.id, term.preferred, term.synonyms) == ("0123", "no", ("12:30", "1e3"))  # type: ignore[union-attr]
