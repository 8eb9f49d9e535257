"""How well the basis finder leads from conduct in plain words to the articles it breaches.

Run: python -m tests.bench.basis [--cases F...] [--party D] [--examples F.npz] [--json]. CASES (.jsonl: id, description,
as_of, norms, sanctions) are descriptions with the articles they breach; both lists empty: it breaches nothing. They are
split by the hash of their id: only the tuning part may be looked at while the finder is changed. PARTY is a folder of
texts to import; without it the bench says so and exits 0. The knowledge base also holds the shipped content, as users
have it, with its invented samples.
"""

import argparse
import json
import statistics
import tempfile
import time
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from pathlib import Path

from xuncha_docs.errors import InvalidCitation
from xuncha_docs.library.citation import ArticleNumber, Citation
from xuncha_docs.library.library import Library
from xuncha_docs.library.titles import without_marks
from xuncha_docs.search.basis import SHIPPED, Found, Ground
from xuncha_docs.search.index import SearchIndex, open_index
from xuncha_docs.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]
PARTY = ROOT.parent / "shared" / "data" / "party"
CASES = (ROOT / "tests" / "cases" / "basis-a.jsonl", ROOT / "tests" / "cases" / "basis-b.jsonl")
TODAY = date(2026, 11, 22)
"""The day of conduct whose day is not told."""
FIRST = 10

Place = tuple[str, ArticleNumber | None, int | None]
"""Title and article, or title and natural paragraph: the smallest that the finder answers."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """A description of conduct and the articles it breaches."""

    id: str
    description: str
    as_of: date
    norms: frozenset[Place]
    sanctions: frozenset[Place]

    @property
    def breaches(self) -> frozenset[Place]:
        """All of them; empty when the conduct breaches nothing."""
        return self.norms | self.sanctions

    @property
    def test(self) -> bool:
        """Whether it is in the part that is not looked at."""
        return zlib.crc32(self.id.encode()) % 2 == 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Measures:
    """How well one breach was answered, or the mean of many; each 0 to 1, None where no article is labelled."""

    mrr_10: float | None
    """1 / place of the first labelled article in both groups by score, 0 when it is not among the first ten."""
    recall_10: float | None
    """Labelled articles among the first ten of both groups by score."""
    shown_10: float | None
    """Labelled articles among all that is shown: ten norms and ten sanctions."""
    norms_10: float | None
    """Labelled norms among the ten norms shown."""
    sanctions_10: float | None
    """Labelled sanctions among the ten sanctions shown."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What one description got."""

    case: Case
    measures: Measures
    silent: bool
    """未找到直接条文."""
    doubtful: bool
    """Articles, with the note that it may breach nothing."""
    milliseconds: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One way to find, on one part of the descriptions."""

    name: str
    part: str
    breaches: int
    mean: Measures
    breaches_silent: int
    breaches_doubtful: int
    harmless: int
    """Descriptions that breach nothing."""
    harmless_silent: int
    harmless_doubtful: int
    milliseconds: float
    """Median."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """Everything that was measured."""

    documents: int
    descriptions: int
    not_held: tuple[str, ...]
    """Labels whose text was not in force, or is not held: nobody can find them."""
    rows: tuple[Row, ...]


def place(citation: Citation) -> Place:
    """Where a citation leads, by any spelling of its title; a 款 or 项 is found with its article."""
    return without_marks(citation.regulation), citation.article, None if citation.article else citation.paragraph


def read_cases(paths: Iterable[Path]) -> list[Case]:
    """The descriptions of some files."""
    rows = [json.loads(line) for path in paths for line in path.read_text(encoding="utf-8").splitlines()]
    return [
        Case(
            id=row["id"],
            description=row["description"],
            as_of=date.fromisoformat(row["as_of"]) if row["as_of"] else TODAY,
            norms=_labels(row["norms"]),
            sanctions=_labels(row["sanctions"]),
        )
        for row in rows
    ]


def _labels(texts: Iterable[str]) -> frozenset[Place]:
    return frozenset(place(Citation.parse(text)) for text in texts)


def judge(found: Found, case: Case) -> Measures:
    """How good an answer is."""
    norms, sanctions = _places(found.norms), _places(found.sanctions)
    both = _places(sorted((*found.norms, *found.sanctions), key=lambda ground: -ground.hit.score))
    first = next((rank for rank, one in enumerate(both, 1) if one in case.breaches), None)
    return Measures(
        mrr_10=(1 / first if first else 0.0) if case.breaches else None,
        recall_10=_share(case.breaches, both),
        shown_10=_share(case.breaches, [*norms, *sanctions]),
        norms_10=_share(case.norms, norms),
        sanctions_10=_share(case.sanctions, sanctions),
    )


def _places(grounds: Iterable[Ground]) -> list[Place]:
    citations = [ground.evidence.citation for ground in grounds]
    return [place(citation) for citation in citations if citation][:FIRST]


def _share(wanted: frozenset[Place], got: Sequence[Place]) -> float | None:
    return len(wanted.intersection(got)) / len(wanted) if wanted else None


def ask(index: SearchIndex, cases: Sequence[Case]) -> list[Answer]:
    """The answers; what is loaded with the first question is not counted."""
    index.basis("示例", as_of=TODAY, today=TODAY)
    answers = []
    for case in cases:
        begun = time.perf_counter()
        found = index.basis(case.description, as_of=case.as_of, today=TODAY, limit=FIRST)
        milliseconds = (time.perf_counter() - begun) * 1000
        answers.append(
            Answer(
                case=case,
                measures=judge(found, case),
                silent=not found.direct,
                doubtful=found.direct and found.doubtful,
                milliseconds=milliseconds,
            )
        )
    return answers


def rows(name: str, answers: Sequence[Answer]) -> Iterator[Row]:
    """A row for each part of the descriptions; none for a part without any."""
    parts = {
        "检验": [answer for answer in answers if answer.case.test],
        "调校": [answer for answer in answers if not answer.case.test],
        "全部": answers,
    }
    for part, chosen in parts.items():
        if chosen:
            yield _row(name, part, chosen)


def _row(name: str, part: str, answers: Sequence[Answer]) -> Row:
    breaches = [answer for answer in answers if answer.case.breaches]
    harmless = [answer for answer in answers if not answer.case.breaches]
    measured = {field.name: [getattr(answer.measures, field.name) for answer in breaches] for field in fields(Measures)}
    known = {name: [value for value in values if value is not None] for name, values in measured.items()}
    return Row(
        name=name,
        part=part,
        breaches=len(breaches),
        mean=Measures(**{name: statistics.fmean(values) if values else None for name, values in known.items()}),
        breaches_silent=sum(answer.silent for answer in breaches),
        breaches_doubtful=sum(answer.doubtful for answer in breaches),
        harmless=len(harmless),
        harmless_silent=sum(answer.silent for answer in harmless),
        harmless_doubtful=sum(answer.doubtful for answer in harmless),
        milliseconds=statistics.median(answer.milliseconds for answer in answers),
    )


def report(root: Path, party: Path, files: Sequence[Path], examples: Path) -> Report:
    """All rows; `root` is an empty folder to work in."""
    cases = read_cases(files)
    workspace = Workspace.create(root / "office")
    workspace.import_paths([party])
    library = Library.open(workspace.kb_layers, root / "cache")
    found: list[Row] = []
    for name, conduct in (("完整配方", examples), ("只用条文字词", None)):
        with open_index(library, root / "cache", conduct=conduct) as index:
            found += rows(name, ask(index, cases))
            documents = index.document_count
    return Report(
        documents=documents,
        descriptions=len(cases),
        not_held=tuple(sorted(set(not_held(library, cases)))),
        rows=tuple(found),
    )


def not_held(library: Library, cases: Iterable[Case]) -> Iterator[str]:
    """Labels without a text in force on the day of the conduct, each with the id of its case."""
    for case in cases:
        for regulation, article, paragraph in case.breaches:
            citation = Citation(regulation=regulation, article=article, paragraph=paragraph)
            try:
                library.resolve(citation, case.as_of)
            except InvalidCitation:
                yield f"{case.id} {citation}"


def table(found: Report) -> Iterator[str]:
    """The lines of the report, Markdown."""
    yield f"{found.documents} 个检索单元，{found.descriptions} 个描述。违规描述按两组合在一起的得分排序取前十条。"
    if found.not_held:
        yield f"标注的条文当日无效或未入库，谁也找不到：{'、'.join(found.not_held)}"
    yield ""
    yield (
        "| 配方 | 部分 | 违规 | MRR@10 | R@10 | 两组所列 R | 规范条款 R@10 | 处分条款 R@10 | 误答未找到 | 误答存疑 "
        "| 无违规 | 答未找到 | 答存疑 | 毫秒 |"
    )
    yield f"|---|---|{'---:|' * 12}"
    for row in found.rows:
        figures = ["—" if figure is None else f"{figure:.3f}" for figure in asdict(row.mean).values()]
        counts = [row.breaches_silent, row.breaches_doubtful, row.harmless, row.harmless_silent, row.harmless_doubtful]
        cells = [row.name, row.part, row.breaches, *figures, *counts, f"{row.milliseconds:.1f}"]
        yield f"| {' | '.join(map(str, cells))} |"


def parser() -> argparse.ArgumentParser:
    """The options."""
    found = argparse.ArgumentParser(prog="python -m tests.bench.basis", description=__doc__)
    found.add_argument("--json", action="store_true")
    found.add_argument("--cases", type=Path, nargs="+", default=CASES)
    found.add_argument("--party", type=Path, default=PARTY)
    found.add_argument("--examples", type=Path, default=SHIPPED)
    return found


def main() -> None:
    """Prints the table, or JSON with --json."""
    options = parser().parse_args()
    absent = [path for path in (options.party, options.examples, *options.cases) if not path.exists()]
    if absent:
        print(f"没有 {absent[0].name}，无法测量")
        return
    with tempfile.TemporaryDirectory() as folder:
        found = report(Path(folder), options.party, options.cases, options.examples)
    print(json.dumps(asdict(found), ensure_ascii=False, indent=1) if options.json else "\n".join(table(found)))


if __name__ == "__main__":
    main()
