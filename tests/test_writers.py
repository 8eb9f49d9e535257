"""Documents written by several processes: the same bytes, the same errors, and nothing lost when a process ends."""

from collections.abc import Iterator

import pytest

from xuncha_docs.errors import TemplateError
from xuncha_docs.word.writer import write
from xuncha_docs.word.writers import MOST, Writers, processors

MARKDOWNS = [f"# 第{number}份\n\n正文。\n\n|甲|乙|\n|--|--|\n|{number}|丙|\n" for number in range(12)]


@pytest.fixture
def writers() -> Iterator[Writers]:
    made = Writers(3)
    yield made
    made.close()


def orders() -> list[dict[str, str]]:
    return [{"markdown": markdown, "source": "示例.md"} for markdown in MARKDOWNS]


def test_several_processes_write_the_bytes_that_one_writes(writers: Writers) -> None:
    waiting = [writers.write(order) for order in orders()]
    assert [wait() for wait in waiting] == [write(markdown, source="示例.md") for markdown in MARKDOWNS]


def test_one_process_needs_no_other() -> None:
    alone = Writers(1)
    assert alone.write(orders()[0])() == write(MARKDOWNS[0], source="示例.md")
    alone.close()


def test_an_error_is_raised_where_it_is_waited_for(writers: Writers) -> None:
    waiting = writers.write({"markdown": "甲\n\n> 乙", "source": "示例.md"})
    with pytest.raises(TemplateError, match=r"示例\.md:3: Markdown 的 blockquote"):
        waiting()


def test_what_a_process_that_has_ended_should_have_written_is_written_here(writers: Writers) -> None:
    for child in writers._children:
        child.process.kill()
        child.process.wait()
    assert [wait().data for wait in [writers.write(order) for order in orders()]] == [
        write(markdown, source="示例.md").data for markdown in MARKDOWNS
    ]


def test_closing_ends_the_processes() -> None:
    made = Writers(2)
    made.close()
    assert not any(child.alive for child in made._children)


def test_no_more_processes_than_can_be_kept_busy() -> None:
    assert 1 <= processors() <= MOST
