"""The Word bench on small documents: the peers make the same text, and the table says what was measured."""

import pytest

from tests.bench.word import Memory, Row, figures_of, table
from tests.bench.word_texts import makers
from tests.bench.word_tools import PEERS, blocks
from tests.outline import outline
from xuncha_docs.word.writer import write

MARKDOWN = "# 题\n\n## 一、甲 & <乙>\n\n正文。\n\n| 甲 | 乙 |\n|--|--|\n| 1 | {{ 2 }} |\n| 3 | 4 |\n"
OURS = Row(document="2 页通知", tool="xuncha", documents=1, milliseconds=2.0, chain=3.5, kilobytes=8.8)


@pytest.mark.parametrize("peer", PEERS)
def test_a_peer_makes_the_same_text_in_the_same_styles(peer: str) -> None:
    pytest.importorskip(peer.replace("python-", ""))
    data = write(MARKDOWN, source="示例.md").data
    made = PEERS[peer]()(blocks(data))
    assert [line for line in outline(made) if line.partition("|")[2]] == outline(data)


def test_the_stages_of_ours_are_measured() -> None:
    found = figures_of("xuncha", "2 页通知")
    assert isinstance(found["milliseconds"], float)
    assert isinstance(found["chain"], float)
    assert 0 < found["milliseconds"] < found["chain"]
    assert found["documents"] == 1


def test_the_texts_are_as_long_as_they_are_called() -> None:
    (notice,), (report,) = makers("2 页通知"), makers("30 页报告")
    assert 500 < len(notice()) < 2 * 22 * 28
    assert 12_000 < len(report()) < 30 * 22 * 28


def test_the_table_compares_with_the_peers_and_says_which_are_missing() -> None:
    rows = [
        OURS,
        Row(document="2 页通知", tool="python-docx", documents=1, milliseconds=50.0),
        Row(document="2 页通知", tool="docxtpl", note="没有安装"),
    ]
    told = table(rows, [Memory(documents=20, peak_mb=47.4), Memory(documents=400, peak_mb=47.6)], 2.5)
    assert "| 2 页通知 | 2 | ≤ 15 | 3.5 | 50（25 倍） | 没有安装 | 9 |" in told
    assert "20 份 47 MB、400 份 48 MB" in told
