"""Several processes at one index: none fails, none mixes two states, none is harmed by another's death."""

import multiprocessing
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from random import Random

import pytest

from tests.search_samples import write_search_kb
from xuncha_docs.library.library import Library
from xuncha_docs.library.records import Status
from xuncha_docs.search.evidence import evidence_of
from xuncha_docs.search.generations import Generations
from xuncha_docs.search.index import SearchIndex, is_fresh, open_index

METHODS = multiprocessing.get_all_start_methods()
PROCESSES = (
    multiprocessing.get_context("forkserver") if "forkserver" in METHODS else multiprocessing.get_context("spawn")
)
PROCESSES.set_forkserver_preload([__name__])
EVERYTHING = 999
TOUCHES = ("open", "os.link", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.scandir")
"""Audit events under which Python tells of every use of a folder or a file."""
SECONDS = 4.0
"""How long the processes of one test disturb each other."""
CHANGING = "yc-piliang-2001-01-01"
ENOUGH = "".join(f"第{number}条　凡例{number}应当公示。\n\n" for number in range(1, 60))
"""So many articles that one changed file is a small part."""


def state_text(number: int) -> str:
    """A regulation that names its own state in its title, in its dates and in every article; one more in odd states."""
    year = 2001 + number % 1000
    head = f"id: {CHANGING}\nwork: yc-piliang\ntitle: 云川市批量{number}号办法（示例）\nkind: normative_document\n"
    head += f"issuer: 云川市财政局\nissued: {year}-01-01\neffective: {year}-01-01\nsample: true\n"
    articles = [f"第{place}条　批量{number}号文书归档，编号GB{number}。" for place in range(1, 6 + number % 2)]
    return f"---\n{head}---\n\n# 云川市批量{number}号办法（示例）\n\n" + "\n\n".join(articles) + "\n"


def change(kb: Path, number: int) -> None:
    """Puts the knowledge base into this state at one stroke."""
    path = kb / "regulations" / f"{CHANGING}.md"
    aside = kb / "aside"
    aside.write_text(state_text(number), encoding="utf-8")
    aside.replace(path)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder with a knowledge base in state 0 and room for caches."""
    kb = write_search_kb(tmp_path / "kb")
    large = state_text(0).replace("yc-piliang", "yc-changpian").replace("批量0号", "长篇").split("第1条")[0] + ENOUGH
    (kb / "regulations" / "yc-changpian-2001-01-01.md").write_text(large, encoding="utf-8")
    change(kb, 0)
    return tmp_path


@contextmanager
def opened(root: Path, *, rebuild: bool = False) -> Iterator[tuple[Library, SearchIndex]]:
    """The library as it is now, and its index."""
    with (
        closing(Library.open([root / "kb"], root / "cache")) as library,
        open_index(library, root / "cache", rebuild=rebuild, expansion=None) as index,
    ):
        yield library, index


def bring_up_to_date(root: Path, *, rebuild: bool = False) -> str | None:
    """What had to be done, in Chinese."""
    with opened(root, rebuild=rebuild) as (_, index):
        return index.notice


def generation(root: Path) -> Path:
    """The folder in use."""
    folder = Generations(root / "cache" / "index").current()
    assert folder is not None
    return folder


def copied(root: Path, name: str) -> Path:
    """Another folder with the same knowledge base and the same caches."""
    for part in ("kb", "cache"):
        shutil.copytree(root / part, root / name / part)
    return root / name


def state_of(library: Library, index: SearchIndex) -> int:
    """The one state that everything the index and the library answer belongs to."""
    title = library.summary(CHANGING).title
    number = int(title.removeprefix("云川市批量").removesuffix("号办法（示例）"))
    by_words = index.search('"文书归档"', limit=EVERYTHING)
    by_letters = index.search(f"GB{number} AND 编号", limit=EVERYTHING)
    by_name = [hit for hit in index.search(title, limit=20, status=Status.IN_FORCE.value) if hit.found_by]
    by_citation = index.search(f"{title}第五条")[:1]
    for hits in (by_words, by_letters, by_name):
        assert len(hits) == 5 + number % 2
    for hit in (*by_words, *by_letters, *by_name, *by_citation):
        assert (hit.record_id, hit.title) == (CHANGING, title)
        assert f"批量{number}号" in hit.text
        assert hit.effective is not None
        assert hit.effective.year == 2001 + number % 1000
        assert evidence_of(hit, library).quote in hit.text
    assert str(by_citation[0].citation) == f"《{title}》第五条"
    return number


def _change_again_and_again(root: Path) -> int:
    until, number = time.time() + SECONDS, 0
    while time.time() < until:
        number += 1
        change(root / "kb", number)
        bring_up_to_date(root)
    return number


def _rebuild_again_and_again(root: Path) -> int:
    until, built = time.time() + SECONDS, 0
    while time.time() < until:
        bring_up_to_date(root, rebuild=True)
        time.sleep(0.15)  # 等着的每 0.1 秒试一次，总要轮到它
        built += 1
    return built


def _open_and_search_again_and_again(root: Path) -> int:
    until, states = time.time() + SECONDS, [0]
    while time.time() < until:
        with opened(root) as (library, index):
            states.append(state_of(library, index))
    assert states == sorted(states)
    return len(set(states))


def _search_on_and_on(root: Path) -> int:
    until, asked = time.time() + SECONDS, 0
    with opened(root) as (library, index):
        number = state_of(library, index)
        while time.time() < until:
            assert state_of(library, index) == number
            asked += 1
    return asked


def test_searching_while_others_change_and_rebuild_never_fails_and_never_mixes_states(root: Path) -> None:
    workers = (
        *(_change_again_and_again, _rebuild_again_and_again),
        *(_open_and_search_again_and_again, _search_on_and_on),
    )
    together = PROCESSES.Barrier(len(workers), timeout=20)
    with (
        opened(root) as (library, index),
        ProcessPoolExecutor(len(workers), PROCESSES, initializer=together.wait) as pool,
    ):
        running = [pool.submit(work, root) for work in workers]
        counts = [job.result() for job in running]
        assert state_of(library, index) == 0
    assert min(counts) >= 3, counts


def test_two_writers_wait_for_each_other(root: Path) -> None:
    with Generations(root / "cache" / "index").locked():
        other = PROCESSES.Process(target=bring_up_to_date, args=(root,))
        other.start()
        other.join(1.0)
        assert other.is_alive()
    other.join(20)
    assert other.exitcode == 0
    assert bring_up_to_date(root) is None


@pytest.mark.parametrize("with_arrays", [True, False])
def test_a_reader_keeps_its_generation_when_its_folder_is_gone(root: Path, *, with_arrays: bool) -> None:
    bring_up_to_date(root)
    folder = generation(root)
    for path in () if with_arrays else folder.glob("arrays-*"):
        path.unlink()
    with opened(root) as (library, index):
        for number in range(1, 5):
            change(root / "kb", number)
            with opened(root, rebuild=number % 2 == 0) as (later, newer):
                assert state_of(later, newer) == number
        assert not folder.exists()
        assert state_of(library, index) == 0


def _die_at(event: int, root: Path, *, rebuild: bool) -> None:
    """Opens the index and is killed just before it touches its folder for the `event`-th time."""
    left = event

    def count(name: str, arguments: tuple[object, ...]) -> None:
        nonlocal left
        if name in TOUCHES and any(str(root / "cache" / "index") in str(argument) for argument in arguments):
            left -= 1
            if not left:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)
    bring_up_to_date(root, rebuild=rebuild)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows 没有 SIGKILL")
@pytest.mark.parametrize("rebuild", [True, False])
def test_wherever_a_build_is_killed_the_old_index_stays_and_the_next_finishes(root: Path, *, rebuild: bool) -> None:
    bring_up_to_date(root)
    for event in range(1, EVERYTHING, 5):
        copy = copied(root, str(event))
        with closing(Library.open([copy / "kb"], copy / "cache")) as before:
            change(copy / "kb", 0 if rebuild else 1)
            builder = PROCESSES.Process(target=_die_at, args=(event, copy), kwargs={"rebuild": rebuild})
            builder.start()
            builder.join(20)
            assert builder.exitcode in (0, -signal.SIGKILL)
            old_is_usable = is_fresh(before, copy / "cache")
        with opened(copy) as (library, index):
            assert index.notice in ((None,) if rebuild else ("检索库已更新", None))
            assert old_is_usable == (rebuild or index.notice is not None)
            assert state_of(library, index) == (0 if rebuild else 1)
        if builder.exitcode == 0:
            assert event > 40
            return
    pytest.fail("建立索引没有结束")


def test_what_killed_builds_leave_behind_is_removed_by_the_next(root: Path) -> None:
    bring_up_to_date(root)
    index = root / "cache" / "index"
    (index / "g-00000000000000000001-abcdef").mkdir()
    (index / "current.0123456789").write_text("g-1", encoding="ascii")
    bring_up_to_date(root, rebuild=True)
    assert sorted(path.name[:2] for path in index.iterdir()) == ["cu", "g-", "g-", "lo"]


Damage = Callable[[bytes, Random], bytes]


def cut_in_half(content: bytes, _: Random) -> bytes:
    return content[: len(content) // 2]


def emptied(_: bytes, __: Random) -> bytes:
    return b""


def zeroed(content: bytes, _: Random) -> bytes:
    return bytes(len(content))


def replaced_by_garbage(content: bytes, random: Random) -> bytes:
    return random.randbytes(len(content) + 1)


def made_longer(content: bytes, random: Random) -> bytes:
    return content + random.randbytes(99)


def one_bit_flipped(content: bytes, random: Random) -> bytes:
    at = random.randrange(max(len(content), 1))
    return content[:at] + bytes(byte ^ 1 << random.randrange(8) for byte in content[at : at + 1]) + content[at + 1 :]


DAMAGES = (cut_in_half, emptied, zeroed, replaced_by_garbage, made_longer, one_bit_flipped)


@pytest.mark.parametrize("damage", [*DAMAGES, None])
def test_whichever_file_is_damaged_or_gone_the_answers_stay_right(root: Path, damage: Damage | None) -> None:
    bring_up_to_date(root)
    change(root / "kb", 1)
    bring_up_to_date(root)
    names = sorted(
        path.relative_to(root) for path in (*generation(root).iterdir(), *generation(root).parent.glob("cu*"))
    )
    assert {name.suffix for name in names} >= {".bin", ".seg", ".toc", ".json"}
    random = Random(1)  # noqa: S311 -- 只求每次相同
    for name in names:
        copy = copied(root, name.name)
        content = (copy / name).read_bytes()
        if damage:
            (copy / name).write_bytes(damage(content, random))
        else:
            (copy / name).unlink()
        may_be_silent = damage is one_bit_flipped or not content
        with opened(copy) as (library, index):
            assert state_of(library, index) == 1, name
            assert may_be_silent or index.notice is not None, name
        assert bring_up_to_date(copy) is None, name


def test_any_bit_of_the_state_may_flip(root: Path) -> None:
    bring_up_to_date(root)
    name = (generation(root) / "fingerprint.json").relative_to(root)
    for seed in range(30):
        copy = copied(root, str(seed))
        content = (copy / name).read_bytes()
        (copy / name).write_bytes(one_bit_flipped(content, Random(seed)))  # noqa: S311 -- 只求每次相同
        change(copy / "kb", seed % 2)
        with opened(copy) as (library, index):
            assert state_of(library, index) == seed % 2, seed


def test_one_added_article_is_found_without_a_rebuild_and_the_rest_is_shared(root: Path) -> None:
    bring_up_to_date(root)
    before = generation(root)
    added = state_text(0).replace("yc-piliang", "yc-xinzeng").replace("批量0号", "新增").split("第2条")[0]
    path = root / "kb" / "regulations" / "yc-xinzeng-2001-01-01.md"
    path.write_text(added.replace("归档", "移交"), encoding="utf-8")
    with opened(root) as (_, index):
        assert index.notice == "检索库已更新"
        assert [str(hit.citation) for hit in index.search('"文书移交"')] == ["《云川市新增办法（示例）》第一条"]
    unchanging = [path for path in before.iterdir() if path.name.startswith("arrays-") or path.suffix == ".seg"]
    assert len(unchanging) > 1
    for path in unchanging:
        assert path.read_bytes() == (generation(root) / path.name).read_bytes()
        assert path.samefile(generation(root) / path.name) or not can_link(root)


def can_link(folder: Path) -> bool:
    """Whether the file system has hard links."""
    try:
        (folder / "link").hardlink_to(folder / "kb" / "terms.yaml")
    except OSError:
        return False
    return True
