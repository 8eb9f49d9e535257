"""The public face over all rooms: open a workspace, search, look up, render, pack, check, import.

Rooms that cost time to load (search, Word, import) are imported where they are first used.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

from xuncha_docs import places
from xuncha_docs.errors import RecordError, reason
from xuncha_docs.library.citation import Citation
from xuncha_docs.library.library import Library
from xuncha_docs.library.records import Evidence, Problem, RegulationKind

if TYPE_CHECKING:
    from xuncha_docs.check.everything import Checked
    from xuncha_docs.compose.templates import Template
    from xuncha_docs.ingest import ImportReport
    from xuncha_docs.library.comparison import Comparison
    from xuncha_docs.library.rounds import Round
    from xuncha_docs.library.shown import Shown
    from xuncha_docs.pack import Pack
    from xuncha_docs.press import Printed
    from xuncha_docs.search.basis import Found
    from xuncha_docs.search.facets import Facets
    from xuncha_docs.search.filters import Conditions
    from xuncha_docs.search.index import SearchIndex
    from xuncha_docs.search.query import Hit

Progress = Callable[[str, int, int], None]
"""Called with what is being done, steps done and steps to do."""

_TOML = """# 巡察私有工作区。kb/ 放本单位的知识库，templates/ 放本单位的模板，rounds/ 放各轮次文件。
# 本文件夹可能含有内部资料，请按保密要求存放，不要放进公共网盘或代码仓库。
schema_version = 1
"""
_FOLDERS = ("kb/regulations", "kb/catalog", "kb/functions", "kb/focus", "kb/findings", "kb/frameworks", "templates")


class Workspace:
    """The shipped content with an office's own layer over it, if there is one."""

    def __init__(self, root: Path | None, progress: Progress | None = None) -> None:
        self.root = root
        self.cache = places.cache_for(root)
        self._progress = progress

    @classmethod
    def open(cls, path: str | Path | None = None, *, progress: Progress | None = None) -> "Workspace":
        """The workspace at `path`, or as `places.find_workspace` finds it; shipped content only when there is none."""
        return cls(places.find_workspace(path), progress)

    @classmethod
    def create(cls, folder: Path) -> "Workspace":
        """A new private workspace with a commented sample round; RecordError when the folder is already in use."""
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise RecordError(f"{folder} 已存在且不是空文件夹，请换一个名字")
        try:
            for name in _FOLDERS:
                (folder / name).mkdir(parents=True)
            (folder / "rounds").mkdir()
            (folder / "rounds" / "round.yaml").write_bytes(_demo_file("round_template.yaml").read_bytes())
            (folder / places.WORKSPACE_FILE).write_text(_TOML, encoding="utf-8")
        except OSError as error:
            raise RecordError(f"建不了工作区 {folder}：{reason(error)}") from error
        return cls(folder.absolute())

    @property
    def kb_layers(self) -> tuple[Path, ...]:
        """The kb folders, lowest first."""
        return (places.shipped_kb(), *([self.root / "kb"] if self.root else []))

    @property
    def template_layers(self) -> tuple[Path, ...]:
        """The template folders, lowest first."""
        return (places.shipped_templates(), *([self.root / "templates"] if self.root else []))

    @cached_property
    def library(self) -> Library:
        """All records; RecordError for the first thing a kb file got wrong."""
        return Library.open(self.kb_layers, self.cache, self._steps("读取知识库"))

    @cached_property
    def index(self) -> "SearchIndex":
        """The search index, brought up to date with the library."""
        return self.refresh_index()

    def refresh_index(self, *, rebuild: bool = False) -> "SearchIndex":
        """The search index after an update, or after a rebuild from nothing."""
        from xuncha_docs.search.index import open_index  # noqa: PLC0415 -- 分词词典加载慢，用到才加载

        return open_index(self.library, self.cache, rebuild=rebuild, progress=self._steps("建立索引"))

    def search(
        self,
        query: str,
        *,
        limit: int = 10,
        exact: bool = False,
        titles: bool = False,
        learned: bool = True,
        **conditions: "Unpack[Conditions]",
    ) -> "list[Hit]":
        """The best hits, best first; QueryError for a query or filter that cannot be understood.

        `learned` False: without the related words learned from public questions.
        """
        return self.index.search(query, limit=limit, exact=exact, titles=titles, learned=learned, **conditions)

    def facets(
        self, query: str, *, exact: bool = False, titles: bool = False, **conditions: "Unpack[Conditions]"
    ) -> "Facets":
        """The texts that answer a query, counted; what is counted, see `SearchIndex.facets`."""
        return self.index.facets(query, exact=exact, titles=titles, **conditions)

    def suggest(self, query: str) -> str | None:
        """The query with words that no text holds replaced by the nearest known ones; None where there are none."""
        return self.index.suggest(query)

    def similar(self, what: str, *, as_of: dt.date, limit: int = 5) -> "list[Hit]":
        """The articles of other works in force that day most like an article or a record; see `SearchIndex.similar`."""
        return self.index.similar(what, as_of=as_of, limit=limit)

    def basis(self, text: str, *, as_of: dt.date | None = None, limit: int = 10) -> "Found":
        """The articles that conduct breaches, told in plain words, as in force on `as_of` (else today).

        Norms and sanctions apart, at most `limit` of each; QueryError when there are no words.
        """
        today = dt.date.today()  # noqa: DTZ011 -- 用户所在地的今天
        return self.index.basis(text, as_of=as_of or today, today=today, limit=limit)

    def resolve(self, text: str, as_of: dt.date | None = None) -> list[Evidence]:
        """The verbatim texts a citation or a list of citations means; InvalidCitation when one does not resolve."""
        return [evidence for place in Citation.parse_list(text) for evidence in self.library.resolve(place, as_of)]

    def show(self, what: str, as_of: dt.date) -> "Shown":
        """A record by id, a regulation by title, or the text a citation means, with versions and who cites it."""
        from xuncha_docs.library.shown import show  # noqa: PLC0415 -- 用到才加载

        return show(self.library, what, as_of)

    def diff(self, work: str, days: tuple[dt.date, dt.date] | None = None) -> "Comparison":
        """Two versions of a work article by article: those in force on `days`, else the two newest."""
        from xuncha_docs.library.comparison import compare  # noqa: PLC0415 -- 用到才加载
        from xuncha_docs.library.history import two_versions  # noqa: PLC0415 -- 同上

        return compare(*two_versions(self.library, work, days))

    def write_diff(self, comparison: "Comparison", out: Path) -> Path:
        """The comparison as a Word document (新旧对照表); PackError when `out` exists or cannot be written."""
        from xuncha_docs.pack import write_comparison  # noqa: PLC0415 -- Word 部件用到才加载

        return write_comparison(comparison, out)

    def templates(self) -> "dict[str, Template]":
        """The document register, by template id, in order."""
        from xuncha_docs.compose.templates import read_templates  # noqa: PLC0415 -- 用到才加载

        return read_templates(self.template_layers)

    def render(
        self,
        template: str,
        round_file: Path,
        *,
        unit: str | None = None,
        role: str | None = None,
        out: Path | None = None,
    ) -> list[Path]:
        """The files written for one template: one for each unit, team or role it is made for."""
        from xuncha_docs.library.round_reader import read_round  # noqa: PLC0415 -- 只有出文书用得到
        from xuncha_docs.pack import write_documents  # noqa: PLC0415 -- Word 部件用到才加载

        return write_documents(
            read_round(round_file), self.library, self.templates(), template, unit=unit, role=role, out=out
        )

    def preview(
        self,
        template: str,
        round_file: Path,
        *,
        unit: str | None = None,
        role: str | None = None,
        out: Path | None = None,
    ) -> "tuple[list[Path], list[str]]":
        """As `render`, with a preview beside each document: the files written, and what is to be known of fonts."""
        from xuncha_docs.library.round_reader import read_round  # noqa: PLC0415 -- 只有出文书用得到
        from xuncha_docs.pack import write_documents  # noqa: PLC0415 -- Word 部件用到才加载
        from xuncha_docs.preview.beside import previews  # noqa: PLC0415 -- 只有预览用得到

        told: dict[str, None] = {}

        def beside(documents: "Sequence[Printed]") -> "list[Mapping[str, bytes]]":
            found = previews(documents)
            told.update((line, None) for one in found for line in one.told)
            return [one.files for one in found]

        found, known = read_round(round_file), self.templates()
        paths = write_documents(found, self.library, known, template, unit=unit, role=role, out=out, beside=beside)
        return paths, list(told)

    def pack(self, round_path: Path, out: Path) -> "Pack":
        """Every document of the round in `out`, with manifest and completeness report; nothing on failure."""
        from xuncha_docs.library.round_reader import read_round  # noqa: PLC0415 -- 只有出文书用得到

        return self.pack_round(read_round(round_path), out)

    def pack_round(self, found: "Round", out: Path) -> "Pack":
        """As `pack`, for a round already read."""
        from xuncha_docs.pack import build_pack  # noqa: PLC0415 -- Word 部件用到才加载

        return build_pack(found, self.library, tuple(self.templates().values()), out, self._steps("生成文书"))

    def demo(self, out: Path) -> "Pack":
        """The pack of the sample round of the fictional 云川市; the index is built too, for a fast first search."""
        self.refresh_index().close()
        return self.pack(places.sample_round(), out)

    def import_paths(self, paths: Sequence[Path], *, kind: str | None = None, dry_run: bool = False) -> "ImportReport":
        """Imports foreign files into this workspace's kb; RecordError without a workspace."""
        from xuncha_docs.ingest import import_paths  # noqa: PLC0415 -- 只有导入用得到

        if self.root is None:
            raise RecordError("没有私有工作区，导入的法规无处可放。请先运行 xuncha init 文件夹名，再到那个文件夹里导入")
        steps = self._steps("导入")
        chosen = _regulation_kind(kind) if kind else None
        report = import_paths(
            paths,
            self.root / "kb",
            kind=chosen,
            dry_run=dry_run,
            progress=(lambda done, total, _name: steps(done, total)) if steps else None,
        )
        self.__dict__.pop("library", None)
        self.__dict__.pop("index", None)
        return report

    def check(self, paths: Sequence[Path] = (), *, as_of: dt.date) -> Sequence[Problem]:
        """Everything wrong with these round files, packs, kb or template files; with no path, with the workspace."""
        return self.checked(paths, as_of=as_of).problems

    def checked(self, paths: Sequence[Path] = (), *, as_of: dt.date) -> "Checked":
        """The same with the reports on the layout of Word documents."""
        from xuncha_docs.check.everything import check_paths  # noqa: PLC0415 -- 只有检查用得到

        library = Library.open_tolerant(self.kb_layers, self.cache, self._steps("读取知识库"))
        return check_paths(paths, library, self.kb_layers, self.template_layers, as_of)

    def diagnose(self) -> list[str]:
        """What `doctor` reports: versions, tools, content, index."""
        from xuncha_docs.diagnosis import diagnose  # noqa: PLC0415 -- 只有 doctor 用得到

        return diagnose(self.root, self.cache, self.library)

    def _steps(self, what: str) -> Callable[[int, int], None] | None:
        progress = self._progress
        return (lambda done, total: progress(what, done, total)) if progress else None


def _regulation_kind(name: str) -> RegulationKind:
    if name not in list(RegulationKind):
        raise RecordError(f"没有法规类别 {name}，可用：{'、'.join(RegulationKind)}")
    return RegulationKind(name)


def _demo_file(name: str) -> Path:
    return Path(__file__).resolve().parent / "demo" / name
