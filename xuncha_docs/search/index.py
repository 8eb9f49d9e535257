"""The index of a library: a disposable cache, built when stale, never trusted when its fingerprint differs."""

import shutil
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from types import TracebackType
from typing import Self, Unpack

from xuncha_docs.errors import QueryError
from xuncha_docs.library.library import Library
from xuncha_docs.library.records import Term
from xuncha_docs.library.store import Progress
from xuncha_docs.search.analyzer import runs
from xuncha_docs.search.basis import SHIPPED as SHIPPED_CONDUCT
from xuncha_docs.search.basis import BasisFinder, Found
from xuncha_docs.search.corpus import Corpus
from xuncha_docs.search.documents import SEARCHED
from xuncha_docs.search.entries import Entry
from xuncha_docs.search.expansion import SHIPPED, Expansion
from xuncha_docs.search.facets import FacetCounter, Facets
from xuncha_docs.search.filters import Conditions, Filters
from xuncha_docs.search.generations import Generations
from xuncha_docs.search.linear_map import LinearMap, read_marks
from xuncha_docs.search.query import Hit, Searcher
from xuncha_docs.search.similar import Similar
from xuncha_docs.search.state import STATE, is_restored, open_corpus, read_state
from xuncha_docs.search.suggestions import Suggestions
from xuncha_docs.search.syntax import LONGEST
from xuncha_docs.search.words import Words

__all__ = ["SearchIndex", "is_fresh", "open_index"]


class SearchIndex:
    """An open index with the library it answers from; close it, or use it as a context manager."""

    def __init__(
        self,
        corpus: Corpus,
        library: Library,
        cache: Path,
        notice: str | None,
        expansion: Expansion | None,
        conduct: Path | None,
    ) -> None:
        self.notice = notice
        """What was done to the index on opening, in Chinese; None when it was fresh."""
        self._corpus = corpus
        self._library = library
        self._conduct = conduct
        words = Words(_vocabulary(corpus.entries), cache)
        self._searcher = Searcher(corpus, library, words, expansion)
        self._suggestions = Suggestions(corpus, words)

    @property
    def document_count(self) -> int:
        """Number of texts that can be found."""
        return sum(entry.count for entry in self._corpus.entries if entry.alive)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Releases the index files."""
        self._corpus.close()

    def search(
        self,
        query: str,
        *,
        limit: int = 10,
        exact: bool = False,
        titles: bool = False,
        learned: bool = True,
        **conditions: Unpack[Conditions],
    ) -> list[Hit]:
        """At most `limit` hits, best first; [] when nothing matches.

        `as_of` alone keeps regulations in force on that day; `status` names another state, or `all`. `exact` takes
        each word as written. `titles` searches titles, short titles and document numbers only: one hit for each
        record that holds every word. `learned` False: by the query's own words and their synonyms. QueryError says
        where the query cannot be read, or which filter values exist.
        """
        filters = Filters(**conditions)
        if titles:
            return self._searcher.search_titles(query, filters, limit=limit, exact=exact)
        return self._searcher.search(query, filters, limit=limit, exact=exact, learned=learned)

    def facets(
        self, query: str, *, exact: bool = False, titles: bool = False, **conditions: Unpack[Conditions]
    ) -> Facets:
        """The texts that answer a query, counted by kind, status, issuer, year, type of unit and theme.

        With a condition (`exact`, quotation marks, AND, OR) all hits count. Of an article, a title or a number, the
        texts it names. Of free words, whose hits run into thousands, the texts that hold at least half of what the best
        text of the whole index holds of them. Narrowing by a value leaves exactly as many as it tells. QueryError as
        for `search`.
        """
        counter = FacetCounter(self._corpus, self._searcher)
        return counter.count(query, Filters(**conditions), exact=exact, titles=titles)

    def suggest(self, query: str) -> str | None:
        """The query with words that no text holds replaced by the nearest known ones; it finds something.

        None where every word is known or nothing is near. QueryError where the query cannot be read.
        """
        parsed, route = self._searcher.read(query, None, exact=False)
        mended = None if route.whole else self._suggestions.of(query, parsed)
        return mended if mended and self._searcher.search(mended, Filters(), limit=1) else None

    def similar(self, what: str, *, as_of: date, limit: int = 5) -> list[Hit]:
        """At most `limit` articles in force that day, of other works, most alike by their rarest pairs of characters.

        `what` is an article, 《…》第…条, or the id of a record that is no regulation; the score is 1 where both hold
        the same pairs. InvalidCitation when there is no such text, QueryError when it is no single text.
        """
        return Similar(self._corpus, self._library, self._searcher).to(what, as_of=as_of, limit=limit)

    def basis(self, description: str, *, as_of: date, today: date, limit: int = 10) -> Found:
        """The articles that conduct told in plain words breaches, in force on its day; at most `limit` of each role.

        QueryError when there are no words in the description, or too many.
        """
        if len(description) > LONGEST:
            raise QueryError(f"描述有 {len(description)} 个字，最多 {LONGEST} 个字，请只写清一件事")
        if not runs(description):
            raise QueryError("没有写行为，请用一句话写清谁做了什么，如：过年收了下属企业老板送的购物卡")
        return self._basis_finder.find(description, as_of=as_of, today=today, limit=limit)

    @cached_property
    def _basis_finder(self) -> BasisFinder:
        examples = LinearMap.load(self._conduct) if self._conduct else None
        marks = read_marks(self._conduct) if self._conduct else {}
        return BasisFinder(self._corpus, self._library, self._searcher, examples, marks)


def open_index(
    library: Library,
    cache: Path,
    *,
    rebuild: bool = False,
    progress: Progress | None = None,
    expansion: Path | None = SHIPPED,
    conduct: Path | None = SHIPPED_CONDUCT,
) -> SearchIndex:
    """The index of this library in `cache`, built or brought up to date first where needed.

    `expansion` is the file of learned related words; None searches by the query's own words only. `conduct` is the
    file learned from examples of conduct; None finds bases by own words, focus points and findings only.
    Whoever comes while another process builds waits for it; indexes already open stay as they are.
    """
    generations = Generations(cache / "index")
    corpus = None if rebuild else _fresh(generations, library)
    notice = None
    if corpus is None:
        with generations.locked():
            corpus = None if rebuild else _fresh(generations, library)
            if corpus is None and not rebuild:
                corpus = _refreshed(generations, library, progress)
                notice = "检索库已更新" if corpus else None
            if corpus is None:
                notice = _rebuilt(generations, library, progress, asked_for=rebuild)
                corpus = _fresh(generations, library)
    if corpus is None:
        raise QueryError("检索库刚建好就读不出来，请检查缓存所在磁盘是否已满，再运行 xuncha index --rebuild")
    if notice is None and is_restored(corpus):
        notice = "检索库有几个文件缺失或损坏，已从其余文件恢复"
    return SearchIndex(corpus, library, cache, notice, _expansion(expansion) if expansion else None, conduct)


def is_fresh(library: Library, cache: Path) -> bool:
    """Whether the index in `cache` can be used as it is."""
    corpus = _fresh(Generations(cache / "index"), library)
    if corpus is None:
        return False
    corpus.close()
    return True


def _fresh(generations: Generations, library: Library) -> Corpus | None:
    """The current generation, opened, when it belongs to exactly this library."""
    folder = generations.current()
    state = read_state(folder) if folder else None
    if folder is None or state is None or state.library != library.fingerprint:
        return None
    return open_corpus(folder, state)


def _expansion(path: Path) -> Expansion:
    """The expansion in a file, which is unpacked once however often an index is opened again."""
    return _unpacked(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=1)
def _unpacked(path: Path, _: int) -> Expansion:
    return Expansion.load(path)


def _refreshed(generations: Generations, library: Library, progress: Progress | None) -> Corpus | None:
    """Publishes the current generation with what changed; None when all is to be built anew."""
    from xuncha_docs.search.building import refresh  # noqa: PLC0415 -- 装载 Whoosh 要 20 毫秒，查询用不着

    current = generations.current()
    state = read_state(current) if current else None
    if current is None or state is None:
        return None
    folder = generations.fresh_folder()
    corpus = refresh(current, folder, state, library, progress)
    if corpus is None:
        shutil.rmtree(folder)
        return None
    generations.publish(folder)
    return corpus


def _rebuilt(generations: Generations, library: Library, progress: Progress | None, *, asked_for: bool) -> str:
    """Publishes a generation built from nothing; what was done, in Chinese."""
    from xuncha_docs.search.building import build  # noqa: PLC0415 -- 同上

    current = generations.current()
    state = read_state(current) if current else None
    sound = current and state and open_corpus(current, state)
    known = current or generations.any_with(STATE)
    folder = generations.fresh_folder()
    build(folder, library, progress)
    generations.publish(folder)
    if not known:
        return "检索库已建立"
    return "检索库已重建" if asked_for or sound else "检索库损坏或与本程序版本不符，已重建"


def _vocabulary(entries: Iterable[Entry]) -> Iterator[str]:
    """The domain dictionary: terms and the names of regulations."""
    for entry in entries:
        if entry.alive and entry.kind == SEARCHED[Term]:
            yield from (entry.title, *entry.synonyms)
        elif entry.alive:
            yield from (name for _, name in entry.named)
