"""The index: built when stale, refreshed file by file, never trusted when damaged or foreign."""

import json
import multiprocessing
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.search_samples import BANK, write_search_kb
from xuncha_docs.library.library import Library
from xuncha_docs.search.arrays import ArraySegment
from xuncha_docs.search.generations import Generations
from xuncha_docs.search.index import SearchIndex, is_fresh, open_index
from xuncha_docs.search.state import mark_of
from xuncha_docs.search.whoosh_segment import WhooshSegment

Opened = Callable[..., SearchIndex]


@pytest.fixture
def kb(tmp_path: Path) -> Path:
    """A fresh knowledge base with every kind of record, and so many articles that one change is a small one."""
    root = write_search_kb(tmp_path / "kb")
    many = "".join(f"第{i}条　凡例{i}应当公示。\n\n" for i in range(1, 60))
    text = BANK.replace("nongye-yinhang", "changpian").replace("农业发展银行监督条例", "长篇规定")
    text = text.replace("云川农发行条例", "云川长篇")
    (root / "regulations" / "yc-changpian-2021-01-01.md").write_text(text.split("## ")[0] + many, encoding="utf-8")
    return root


def index_of(tmp_path: Path, *layers: Path, rebuild: bool = False) -> SearchIndex:
    library = Library.open(layers or [tmp_path / "kb"], tmp_path / "cache")
    return open_index(library, tmp_path / "cache", rebuild=rebuild)


def ids(index: SearchIndex, query: str) -> set[str]:
    return {hit.record_id for hit in index.search(query, limit=99)}


def generation(tmp_path: Path) -> Path:
    folder = Generations(tmp_path / "cache" / "index").current()
    assert folder is not None
    return folder


def test_the_first_use_builds_and_the_second_only_opens(tmp_path: Path, kb: Path) -> None:
    with index_of(tmp_path) as first:
        assert first.notice == "检索库已建立"
        assert first.document_count == 77
    with index_of(tmp_path) as second:
        assert second.notice is None
        assert ids(second, '"贷审会"') == {"yc-nongye-yinhang-2021-01-01"}
    assert kb.is_dir()


def test_a_changed_file_is_the_only_one_indexed_again(tmp_path: Path, kb: Path) -> None:
    index_of(tmp_path).close()
    path = kb / "regulations" / "yc-nongye-yinhang-2021-01-01.md"
    path.write_text(BANK.replace("贷审会", "信贷评审委员会"), encoding="utf-8")
    with index_of(tmp_path) as index:
        assert index.notice == "检索库已更新"
        assert ids(index, '"贷审会"') == set()
        assert ids(index, '"信贷评审委员会"') == {"yc-nongye-yinhang-2021-01-01"}
        assert len(index.search('"信贷评审委员会"')) == 1
        assert index.document_count == 77
        assert index.search("中国云川农业发展银行监督条例（示例）")[2].citation is not None


def test_an_added_file_is_found_and_a_removed_one_is_gone(tmp_path: Path, kb: Path) -> None:
    index_of(tmp_path).close()
    new = BANK.replace("nongye", "gongshang").replace("农业发展", "工商发展").replace("农发行", "工发行")
    (kb / "regulations" / "yc-gongshang-yinhang-2021-01-01.md").write_text(new, encoding="utf-8")
    (kb / "findings" / "common.yaml").unlink()
    with index_of(tmp_path) as index:
        assert index.notice == "检索库已更新"
        assert ids(index, '"工商发展"') == {"yc-gongshang-yinhang-2021-01-01"}
        assert "fd-jia-jiedai-2023" not in ids(index, "甲局 接待 陪餐")


def test_an_office_record_replaces_the_shipped_one_until_it_goes(tmp_path: Path, kb: Path) -> None:
    own = tmp_path / "own"
    (own / "findings").mkdir(parents=True)
    path = own / "findings" / "own.yaml"
    text = (kb / "findings" / "common.yaml").read_text(encoding="utf-8")
    index_of(tmp_path, kb, own).close()
    path.write_text(text.replace("12笔", "77笔"), encoding="utf-8")
    with index_of(tmp_path, kb, own) as index:
        assert (ids(index, '"12笔"'), ids(index, '"77笔"')) == (set(), {"fd-jia-jiedai-2023"})
    path.write_text("kind: finding\nrecords:\n  - {id: fd-jia-jiedai-2023, removed: true}\n", encoding="utf-8")
    with index_of(tmp_path, kb, own) as index:
        assert "fd-jia-jiedai-2023" not in ids(index, "甲局 接待 陪餐")
    path.unlink()
    with index_of(tmp_path, kb, own) as index:
        assert index.notice == "检索库已更新"
        assert (ids(index, '"12笔"'), ids(index, '"77笔"')) == ({"fd-jia-jiedai-2023"}, set())


def test_when_much_has_changed_everything_is_built_anew(tmp_path: Path, kb: Path) -> None:
    index_of(tmp_path).close()
    path = kb / "regulations" / "yc-changpian-2021-01-01.md"
    path.write_text(path.read_text(encoding="utf-8").replace("公示", "公开"), encoding="utf-8")
    with index_of(tmp_path) as index:
        assert index.notice == "检索库已重建"
        assert (len(index.search('"应当公开"', limit=99)), index.search('"应当公示"')) == (59, [])


def test_refreshing_again_and_again_stays_right(tmp_path: Path, kb: Path) -> None:
    path = kb / "regulations" / "yc-nongye-yinhang-2021-01-01.md"
    for turn in range(10):
        path.write_text(BANK.replace("贷审会", f"第{turn}贷审会"), encoding="utf-8")
        with index_of(tmp_path) as index:
            assert ids(index, f'"第{turn}贷审会"') == {"yc-nongye-yinhang-2021-01-01"}
            assert index.document_count == 77
            assert len(index.search('"贷审会"')) == 1


def test_however_many_articles_are_added_one_by_one_none_makes_all_be_built_again(tmp_path: Path, kb: Path) -> None:
    index_of(tmp_path).close()
    large = set(generation(tmp_path).glob("*.seg"))
    for turn in range(20):
        text = BANK.replace("yc-nongye-yinhang", f"yc-xinzeng-{turn}").replace("农业发展", f"新增{turn}号")
        text = text.split("第二条")[0].replace("贷审会", f"第{turn}贷审会").replace("云川农发行", f"第{turn}号农发行")
        (kb / "regulations" / f"yc-xinzeng-{turn}-2021-01-01.md").write_text(text, encoding="utf-8")
        if turn == 15:
            (kb / "regulations" / "yc-xinzeng-3-2021-01-01.md").unlink()
        with index_of(tmp_path) as index:
            assert index.notice == "检索库已更新"
            assert index.document_count == 77 + turn + 1 - (turn >= 15)
            assert len(index._corpus.segments) <= 8
            for earlier in range(turn + 1):
                there = set() if turn >= 15 and earlier == 3 else {f"yc-xinzeng-{earlier}-2021-01-01"}
                assert ids(index, f'"第{earlier}贷审会"') == there
    assert {path.name for path in large} <= {path.name for path in generation(tmp_path).glob("*.seg")}


def test_a_rebuild_can_be_asked_for(tmp_path: Path, kb: Path) -> None:
    index_of(tmp_path).close()
    with index_of(tmp_path, rebuild=True) as index:
        assert index.notice == "检索库已重建"
    assert kb.is_dir()


def _cut_off(folder: Path) -> None:
    segment = next(folder.glob("*.seg"))
    segment.write_bytes(segment.read_bytes()[:-100])


def _foreign(folder: Path) -> None:
    state = json.loads((folder / "fingerprint.json").read_text(encoding="utf-8"))
    (folder / "fingerprint.json").write_text(json.dumps(state | {"format": "别的版本"}), encoding="utf-8")


def _no_state(folder: Path) -> None:
    (folder / "fingerprint.json").unlink()


def _no_json(folder: Path) -> None:
    (folder / "fingerprint.json").write_text("{", encoding="utf-8")


def _no_toc(folder: Path) -> None:
    next(folder.glob("*.toc")).unlink()


def _overwritten(folder: Path) -> None:
    segment = next(folder.glob("*.seg"))
    segment.write_bytes(b"\0" * segment.stat().st_size)


def _not_the_current_one(folder: Path) -> None:
    (folder.parent / "current").unlink()


@pytest.mark.parametrize(
    "damage", [_cut_off, _foreign, _no_state, _no_json, _no_toc, _overwritten, _not_the_current_one]
)
def test_a_damaged_or_foreign_index_is_rebuilt_with_a_notice(
    tmp_path: Path, kb: Path, damage: Callable[[Path], None]
) -> None:
    index_of(tmp_path).close()
    damage(generation(tmp_path))
    with index_of(tmp_path) as index:
        assert index.notice is not None
        assert "已重建" in index.notice
        assert ids(index, '"贷审会"') == {"yc-nongye-yinhang-2021-01-01"}
    assert kb.is_dir()


def test_the_stored_schema_is_never_unpickled(tmp_path: Path, kb: Path) -> None:
    index_of(tmp_path).close()
    folder = generation(tmp_path)
    toc = next(folder.glob("*.toc"))
    assert b"xuncha_docs" in toc.read_bytes()
    toc.write_bytes(toc.read_bytes().replace(b"xuncha_docs", b"xuncha_evil"))
    state = json.loads((folder / "fingerprint.json").read_text(encoding="utf-8"))
    state["marks"][toc.name] = mark_of(toc)
    (folder / "fingerprint.json").write_text(json.dumps(state), encoding="utf-8")
    with index_of(tmp_path) as index:
        assert index.notice is None
        assert ids(index, '"贷审会"') == {"yc-nongye-yinhang-2021-01-01"}
    assert kb.is_dir()


def _zeroed(path: Path) -> None:
    path.write_bytes(b"\0" * path.stat().st_size)


@pytest.mark.parametrize("damage", [Path.unlink, _zeroed])
def test_without_the_arrays_whoosh_gives_the_same_answers_and_they_are_written_again(
    tmp_path: Path, kb: Path, damage: Callable[[Path], None]
) -> None:
    queries = ("信贷人员 宴请", '"贷审会"', "GB", "接待 -陪餐", "法", "红包")
    with index_of(tmp_path) as index:
        wanted = [index.search(query, limit=99) for query in queries]
    (arrays,) = generation(tmp_path).glob("arrays-*")
    content = arrays.read_bytes()
    damage(arrays)
    with index_of(tmp_path) as index:
        assert index.notice == "检索库有几个文件缺失或损坏，已从其余文件恢复"
        assert isinstance(index._corpus.segments[0], WhooshSegment)
        assert [index.search(query, limit=99) for query in queries] == wanted
    assert arrays.read_bytes() == content
    with index_of(tmp_path) as index:
        assert index.notice is None
        assert isinstance(index._corpus.segments[0], ArraySegment)
    assert kb.is_dir()


def test_when_both_whoosh_and_the_arrays_are_damaged_the_index_is_rebuilt(tmp_path: Path, kb: Path) -> None:
    index_of(tmp_path).close()
    folder = generation(tmp_path)
    next(folder.glob("arrays-*")).unlink()
    segment = next(folder.glob("*.seg"))
    content = bytearray(segment.read_bytes())
    for at in range(200, len(content) // 2, 7):
        content[at] ^= 0xFF
    segment.write_bytes(content)
    state = json.loads((folder / "fingerprint.json").read_text(encoding="utf-8"))
    state["marks"][segment.name] = mark_of(segment)
    (folder / "fingerprint.json").write_text(json.dumps(state), encoding="utf-8")
    with index_of(tmp_path) as index:
        assert index.notice is not None
        assert "已重建" in index.notice
        assert ids(index, '"贷审会"') == {"yc-nongye-yinhang-2021-01-01"}
    assert kb.is_dir()


def test_a_reader_keeps_its_generation_while_newer_ones_come(tmp_path: Path, kb: Path) -> None:
    reader = index_of(tmp_path)
    path = kb / "regulations" / "yc-nongye-yinhang-2021-01-01.md"
    for turn in range(3):
        path.write_text(BANK.replace("礼金", f"礼品{turn}"), encoding="utf-8")
        index_of(tmp_path).close()
    assert len(reader.search('"信贷人员"')) == 1
    reader.close()
    assert len(list((tmp_path / "cache" / "index").glob("g-*"))) <= 2


def test_freshness_can_be_asked_without_building(tmp_path: Path, kb: Path) -> None:
    library = Library.open([kb], tmp_path / "cache")
    assert not is_fresh(library, tmp_path / "cache")
    open_index(library, tmp_path / "cache").close()
    assert is_fresh(library, tmp_path / "cache")


def test_an_empty_knowledge_base_finds_nothing(tmp_path: Path) -> None:
    with index_of(tmp_path, tmp_path / "nothing") as index:
        assert index.document_count == 0
        for query in ("接待", "法", "GB", '"接待" -陪餐', "《云川条例》第一条"):
            assert index.search(query) == []


def test_progress_counts_files(tmp_path: Path, kb: Path) -> None:
    steps: list[tuple[int, int]] = []
    library = Library.open([kb], tmp_path / "cache")
    open_index(library, tmp_path / "cache", progress=lambda done, total: steps.append((done, total))).close()
    assert steps == [(done, 10) for done in range(1, 11)]


def _build_in_another_process(root: str) -> str:
    with index_of(Path(root)) as index:
        return f"{os.getpid()} {index.notice}"


def test_two_processes_build_once(tmp_path: Path, kb: Path) -> None:
    Library.open([kb], tmp_path / "cache").close()
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        notices = {line.split(" ", 1)[1] for line in pool.map(_build_in_another_process, [str(tmp_path)] * 4, 1)}
    assert notices == {"检索库已建立", "None"}
    assert len(list((tmp_path / "cache" / "index").glob("g-*"))) == 1
