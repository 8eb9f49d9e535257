"""Statutes as one JSON object a line -> a knowledge base as users write one, and the same articles as tokens.

The corpus states neither the kind nor the dates of a law: here the kind follows the title, the date is made up.
"""

import json
import re
import sys
import time
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from random import Random

from tests.bench.corpus import DOCS, FACTS, KB, QUESTIONS, Doc, Facts, Question, docs, write_rows
from xuncha_docs.errors import InvalidCitation
from xuncha_docs.library.citation import ArticleNumber
from xuncha_docs.library.library import Library
from xuncha_docs.search.analyzer import grams, is_ascii_run, runs
from xuncha_docs.search.learning import read_lines

Article = dict[str, str]
"""id, law, article, content."""
Place = tuple[str, ArticleNumber]
"""Record id and article."""

HEAD = '---\nid: {id}\nwork: {work}\ntitle: "{title}"\nkind: {kind}\neffective: {effective}\n---\n\n'
KINDS = {
    "解释|批复|答复": "judicial_interpretation",
    "(条例|细则)(（.*）)?$": "administrative_regulation",
    "(办法|规定|规则)(（.*）)?$": "department_rule",
    "法(典|（.*）)?$": "law",
}
"""What a title holds or ends in -> kind; anything else is a normative document."""
DAYS = (20050101, 20120101, 20180101, 20250101)
PHRASE_SIZES = range(4, 9)
_SYNTAX = str.maketrans('"“”„＂()（）-－*', " " * 12)
_CLAUSE = re.compile(r"[^，；。：]*[，；。：]?")


def kind_of(title: str) -> str:
    """The kind that a title suggests."""
    return next((kind for end, kind in KINDS.items() if re.search(end, title)), "normative_document")


def effective_of(title: str) -> str:
    """A made-up first day in force, the same for the same title: 1990 to 2024."""
    return f"{1990 + zlib.crc32(title.encode()) % 35}-01-01"


def multiplied(articles: list[Article], times: int) -> Iterator[Article]:
    """The articles, then copies of them under other titles, up to `times` as many.

    In a copy, one clause in three ends as a clause of another article does: postings grow as with new texts, and the
    seams bring pairs of characters that occurred nowhere, as new texts do.
    """
    yield from articles
    random = Random(times)  # noqa: S311 -- 每次要得到同样的文本
    tails = [clause for article in articles for clause in _CLAUSE.findall(article["content"]) if len(clause) > 1]
    for copy in range(1, times):
        for article in articles:
            content = "\n".join(_varied(line, random, tails) for line in article["content"].split("\n"))
            names = {"id": f"{article['id']}-{copy}", "law": f"{article['law']}（示例{copy}）"}
            yield article | names | {"content": content}


def _varied(line: str, random: Random, tails: list[str]) -> str:
    first, *rest = (match[0] for match in _CLAUSE.finditer(line))
    return first + "".join(
        _joined(clause, random.choice(tails)) if random.random() < 1 / 3 else clause for clause in rest
    )


def _joined(clause: str, other: str) -> str:
    """The first half of a clause with the second half of the other; what ends the clause stays."""
    if not clause:
        return clause
    return clause[: len(clause) // 2] + other[len(other) // 2 : -1] + clause[-1]


def write_kb(root: Path, articles: Iterable[Article]) -> dict[Place, str]:
    """Writes a knowledge base with a file for each law; place of each article -> its id in the corpus.

    Articles whose number cannot be read are left out.
    """
    laws: dict[str, dict[ArticleNumber, Article]] = defaultdict(dict)
    for row in articles:
        try:
            laws[row["law"]][ArticleNumber.parse(row["article"])] = row
        except InvalidCitation:
            continue
    folder = root / "regulations"
    folder.mkdir(parents=True, exist_ok=True)
    places: dict[Place, str] = {}
    for number, (title, rows) in enumerate(laws.items()):
        paragraphs = ((article, filter(None, rows[article]["content"].split("\n"))) for article in sorted(rows))
        body = [f"{article}　" + "\n\n".join(lines) for article, lines in paragraphs]
        record_id, text = law(f"law-{number:06d}", title, body)
        (folder / f"{record_id}.md").write_text(text, encoding="utf-8")
        places |= {(record_id, article): row["id"] for article, row in rows.items()}
    return places


def law(work: str, title: str, body: list[str]) -> tuple[str, str]:
    """(id, text of its file) of a regulation with this title and these articles."""
    plain, effective = title.replace('"', ""), effective_of(title)
    record_id = f"{work}-{effective}"
    head = HEAD.format(id=record_id, work=work, title=plain, kind=kind_of(title), effective=effective)
    return record_id, head + "\n\n".join(body)


def added(name: str) -> tuple[Doc, str, Question]:
    """One more article, the text of its file, and the question whose phrase only this article holds."""
    title, phrase = f"云川市新增事项{name}办法（示例）", f"新增事项{name}登记"
    content = f"办理{phrase}的，应当说明理由。"
    record_id, text = law(f"added-{ord(name):x}", title, [f"第一条　{content}"])
    tokens = " ".join(grams(f"{title}\n{content}"))
    found = tuple(query_tokens(phrase))
    doc = Doc(id=f"{record_id}/第一条", tokens=tokens, kind=kind_of(title), effective=_day(effective_of(title)))
    return doc, text, Question(text=phrase, tokens=found, phrase=phrase, phrase_tokens=found, kind="", day=0)


def prepare(root: Path, corpus: Path, queries: Path, times: int) -> Facts:
    """Fills the folder from a corpus and a file of questions."""
    write_kb(root / KB, multiplied(read_lines(corpus), times))
    library = Library.open_tolerant([root / KB], root / "reading")
    clock = [0.0, 0.0]
    write_rows(root / DOCS, _docs(library, clock))
    library.close()
    texts = [row["text"] for row in read_lines(queries)]
    vocabulary: set[str] = set()
    total, count = 0, 0
    for doc in docs(root):
        tokens = doc.tokens.split()
        vocabulary.update(tokens)
        total, count = total + len(tokens), count + 1
    write_rows(root / QUESTIONS, _questions(texts, _phrases(root, count, len(texts))))
    found = Facts(
        documents=count, tokens=total, vocabulary=len(vocabulary), tokenise_cpu=clock[0], tokenise_wall=clock[1]
    )
    (root / FACTS).write_text(json.dumps(asdict(found)), encoding="utf-8")
    return found


def _docs(library: Library, clock: list[float]) -> Iterator[Doc]:
    for summary in library.regulations():
        regulation = library.regulation(summary.id)
        assert regulation.effective
        for provision in regulation.provisions:
            text = "\n".join((regulation.title, *provision.headings, provision.text))
            cpu, wall = time.process_time(), time.perf_counter()
            tokens = " ".join(grams(text))
            clock[0] += time.process_time() - cpu
            clock[1] += time.perf_counter() - wall
            yield Doc(
                id=f"{regulation.id}/{provision.citation.address}",
                tokens=tokens,
                kind=regulation.kind.value,
                effective=_day(regulation.effective.isoformat()),
            )


def _day(date: str) -> int:
    return int(date.replace("-", ""))


def _phrases(root: Path, count: int, wanted: int) -> list[str]:
    """Pieces of 4 to 8 characters without punctuation, from articles spread over the whole corpus."""
    random = Random(count)  # noqa: S311 -- 每次要得到同样的短语
    step = max(1, count // wanted)
    found = [_piece(doc, random) for number, doc in enumerate(docs(root)) if number % step == 0]
    pieces = [piece for piece in found if piece]
    random.shuffle(pieces)
    return pieces


def _piece(doc: Doc, random: Random) -> str:
    """A piece of the last line of the article; empty when no stretch of it is long enough."""
    stretches: list[str] = [""]
    for token in doc.tokens.split():
        if len(token) == 1 or is_ascii_run(token):
            stretches.append("")
        else:
            stretches[-1] += token if not stretches[-1] else token[-1]
    size = random.choice(PHRASE_SIZES)
    usable = [stretch for stretch in stretches[1:] if len(stretch) >= size]
    if not usable:
        return ""
    stretch = random.choice(usable)
    start = random.randrange(len(stretch) - size + 1)
    return stretch[start : start + size]


def _questions(texts: list[str], phrases: list[str]) -> Iterator[Question]:
    """Every question with a phrase and a filter; signs that mean something in a query are left out of the text."""
    shuffled = sorted(texts, key=lambda text: zlib.crc32(text.encode()))
    kinds = sorted({*KINDS.values(), "normative_document"})
    for number, text in enumerate(shuffled):
        plain = " ".join(text.translate(_SYNTAX).split())
        phrase = phrases[number % len(phrases)]
        if plain:
            yield Question(
                text=plain,
                tokens=tuple(dict.fromkeys(query_tokens(plain))),
                phrase=phrase,
                phrase_tokens=tuple(query_tokens(phrase)),
                kind=kinds[number % len(kinds)],
                day=DAYS[number % len(DAYS)],
            )


def query_tokens(text: str) -> Iterator[str]:
    """The tokens to look up: pairs of characters and ASCII runs; characters that stand alone are left out."""
    for run in runs(text):
        yield from (gram for gram in grams(run) if len(gram) > 1 or is_ascii_run(gram))


if __name__ == "__main__":
    prepare(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]))
