"""A table of ten thousand rows takes time and memory in proportion to its rows, and comes out whole."""

import time
import tracemalloc

from docx.oxml.ns import qn

from tests.outline import open_docx
from xuncha_docs.word.writer import write

HEAD = "| 序号 | 问题 | 措施 | 状态 |\n|--|----|----|--|\n"
MOST_SECONDS = 30
BYTES_A_ROW = 60_000


def ledger(rows: int) -> str:
    return HEAD + "".join(f"| {row} | 第{row}个示例问题 | 补齐凭证，逐笔核对 | 已完成 |\n" for row in range(rows))


def test_ten_thousand_rows_come_out_whole_in_bounded_time() -> None:
    markdown = ledger(10_000)
    start = time.process_time()
    data = write(markdown, source="示例.md").data
    assert time.process_time() - start < MOST_SECONDS
    rows = open_docx(data).tables[0]._tbl.tr_lst
    assert len(rows) == 10_001
    assert (
        "".join(text.text or "" for text in rows[-1].iter(qn("w:t"))) == "9999第9999个示例问题补齐凭证，逐笔核对已完成"
    )


def test_memory_grows_with_the_rows_and_no_faster() -> None:
    peaks = []
    for rows in (1_000, 2_000):
        markdown = ledger(rows)
        tracemalloc.start()
        write(markdown, source="示例.md")
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 2.5 * peaks[0]
    assert peaks[1] < 2_000 * BYTES_A_ROW
