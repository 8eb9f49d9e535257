"""What an import understood and what it did not, file by file."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from xuncha_docs.ingest.body import Extent

_LISTED = 40
"""Regulations named one by one where files were written; a dry run names all."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Note:
    """One sentence about one file."""

    source: str
    message: str

    def __str__(self) -> str:
        return f"{self.source}：{self.message}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One regulation of this import."""

    id: str
    title: str
    sources: tuple[str, ...]
    state: str
    """`new`, `updated`, or `same`: the file already held just this."""
    issuer: bool = False
    document_number: bool = False
    issued: bool = False
    effective: bool = False
    certain: bool = False
    """Whether each of these was understood."""
    extent: Extent = field(default_factory=Extent)


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportReport:
    """The result of one import."""

    files: int
    """Files seen, members of archives counted each."""
    imported: tuple[Entry, ...] = ()
    """Regulations read in this run."""
    unchanged: tuple[str, ...] = ()
    """Sources that are as they were at the last import, not read again."""
    corrections: tuple[Note, ...] = ()
    """Fields and bodies a person has corrected, which stayed."""
    warnings: tuple[Note, ...] = ()
    refused: tuple[Note, ...] = ()
    """Files that did not become a regulation, with the reason."""
    cleaned: tuple[Note, ...] = ()
    """What cleaning took out of a text or put right in it."""
    dry_run: bool = False

    def lines(self) -> tuple[str, ...]:
        """The report in Chinese: counts, then every file that needs a look."""
        return tuple(self._lines())

    def _lines(self) -> Iterator[str]:
        yield from self._counts()
        if self.imported:
            yield from self._understood()
            yield from self._named()
        for title, notes in (
            ("未入库", self.refused),
            ("保留的人工修改", self.corrections),
            ("需要核对", self.warnings),
        ):
            if notes:
                yield ""
                yield f"{title}（{len(notes)}）："
                yield from _by_source(notes, self._records())
        if self.warnings and self.imported:
            yield "  要改标题、日期、类别等，改 kb/regulations/编号.md；改过的地方，以后导入都保留。"
        yield from self._cleaning()

    def _named(self) -> Iterator[str]:
        """Each regulation under the id its file has: a title read wrongly shows here."""
        shown = self.imported if self.dry_run else self.imported[:_LISTED]
        yield ""
        yield f"法规（{len(self.imported)}）：编号、标题、来源"
        for entry in shown:
            more = f" 等 {len(entry.sources)} 个文件" if len(entry.sources) > 1 else ""
            yield f"  {entry.id}　《{entry.title}》　{entry.sources[0]}{more}"
        if len(shown) < len(self.imported):
            yield f"  另有 {len(self.imported) - len(shown)} 件，见 kb/regulations/"

    def _records(self) -> Mapping[str, str]:
        """Source -> the record it is part of."""
        return {source: entry.id for entry in self.imported for source in entry.sources}

    def _cleaning(self) -> Iterator[str]:
        """Every line that was taken out, in a dry run; else only how many."""
        if self.cleaned:
            yield ""
            said = "逐条如下" if self.dry_run else "加 --dry-run 可逐条查看"
            yield f"清理（{len(self.cleaned)}）：{said}"
            yield from _by_source(self.cleaned if self.dry_run else (), {})

    def _counts(self) -> Iterator[str]:
        states = Counter(entry.state for entry in self.imported)
        merged = sum(len(entry.sources) - 1 for entry in self.imported)
        done = "试运行，没有写文件。" if self.dry_run else ""
        yield (
            f"{done}共 {self.files} 个文件：读出法规 {len(self.imported)} 件，"
            f"未变 {len(self.unchanged)} 个，未入库 {len(self.refused)} 个。"
        )
        if self.imported:
            yield (
                f"新增 {states['new']} 件，更新 {states['updated']} 件，内容相同 {states['same']} 件；"
                f"并入同文或同一法典的文件 {merged} 个。"
            )

    def _understood(self) -> Iterator[str]:
        total = len(self.imported)
        extents = [entry.extent for entry in self.imported]
        fields = (
            ("制定机关", sum(entry.issuer for entry in self.imported)),
            ("文号", sum(entry.document_number for entry in self.imported)),
            ("公布日期", sum(entry.issued for entry in self.imported)),
            ("施行日期", sum(entry.effective for entry in self.imported)),
            ("施行日期确定", sum(entry.certain for entry in self.imported)),
        )
        yield "读出：" + "，".join(f"{label} {count}/{total}" for label, count in fields) + "。"
        yield (
            f"结构：编章节 {sum(e.chapters for e in extents)}，条 {sum(e.articles for e in extents)}，"
            f"款 {sum(e.paragraphs for e in extents)}，项 {sum(e.items for e in extents)}，"
            f"目 {sum(e.subitems for e in extents)}；"
            f"按自然段入库 {sum(e.articles == 0 for e in extents)} 件。"
        )


def _by_source(notes: Sequence[Note], records: Mapping[str, str]) -> Iterator[str]:
    """The notes, those of one file together under its name and the record it became; a single one beside it."""
    grouped: dict[str, dict[str, None]] = {}
    for note in notes:
        grouped.setdefault(note.source, {})[note.message] = None
    for source, messages in grouped.items():
        name = f"{source}（{records[source]}）" if source in records else source
        if len(messages) == 1:
            yield f"  {name}：{next(iter(messages))}"
        else:
            yield f"  {name}："
            yield from (f"    {message}" for message in messages)
