"""Several texts that are one record: which of them is kept, and what the others add."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from xuncha_docs.ingest.body import plain_articles, without_notes
from xuncha_docs.ingest.kbfile import Fields
from xuncha_docs.ingest.manifest import Imported
from xuncha_docs.ingest.reading import Candidate
from xuncha_docs.ingest.report import Note
from xuncha_docs.ingest.titles import family_key, work_key

_ADDED = ("issuer", "document_number", "issued", "short_titles")
"""What a source may know that the better one leaves out."""
_DATES = ("issued", "effective", "dates_certain")
_LOST = re.compile("《(?:中华人民共和国)?》")
"""A title whose words are gone, as pages lose them that are saved without their links."""
_SHORTEST_EXCERPT = 3
_CLOSE = 20
"""Recognition that loses or adds less than this part of a text has read the same text."""


@dataclass(kw_only=True, slots=True)
class Gathering:
    """The texts of a run brought together into records."""

    known: Iterable[Imported] = ()
    """Texts of earlier runs that stay."""
    notes: list[Note] = field(default_factory=list)

    def gather(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        """One candidate for each record: equal texts, texts printed otherwise and incomplete copies made one."""
        equal = []
        for group in _grouped(self._titled(candidates), lambda candidate: (candidate.work, candidate.text_key)):
            equal.append(merged(group))
            self._note_other_dates(equal[-1], group)
        alike = [merged(group) for group in _grouped(equal, lambda candidate: candidate.twin_key)]
        return [whole for group in _grouped(alike, lambda candidate: candidate.base_id) for whole in self._whole(group)]

    def _titled(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        """The candidates; a title without its issuer is completed where the same text is there under the whole."""
        texts = [(entry.derived, entry.likeness) for entry in self.known]
        texts += [(candidate.fields, candidate.likeness) for candidate in candidates]
        full: dict[tuple[str, str], Fields] = {}
        for fields, likeness in texts:
            title = str(fields["title"])
            if family_key(title) != work_key(title):
                full.setdefault((family_key(title), likeness), fields)
                full.setdefault((family_key(title), str(fields.get("effective"))), fields)
        return [self._completed(candidate, full) for candidate in candidates]

    def _completed(self, candidate: Candidate, full: Mapping[tuple[str, str], Fields]) -> Candidate:
        """The candidate under the whole title of its text; as it is where the issuing bodies or the days differ."""
        fields, key = candidate.fields, work_key(str(candidate.fields["title"]))
        same = full.get((key, candidate.likeness))
        if same and all(fields.get(name, same.get(name)) == same.get(name) for name in ("issuer", "effective")):
            dates = {} if "effective" in fields else {name: same[name] for name in _DATES if name in same}
            named: Fields = {"work": same["work"], "title": same["title"], "short_titles": [str(fields["title"])]}
            return replace(candidate, fields={**fields, **named, **dates})
        near = full.get((key, str(fields.get("effective"))))
        if near and fields.get("issuer") == near.get("issuer"):
            message = f"与《{near['title']}》机关和施行日期相同，文字略有出入，没有合并，请核对是否同一件"
            self.notes.append(Note(source=candidate.sources[0][0], message=message))
        return candidate

    def _whole(self, group: Sequence[Candidate]) -> list[Candidate]:
        """The texts of one work and day without those that are incomplete copies of another."""
        if len(group) == 1 or "effective" not in group[0].fields:
            return list(group)
        kept = {candidate.sources[0]: candidate for candidate in group}
        for key in list(kept):
            part = kept[key]
            for other, whole in kept.items():
                lacks = None if other == key else shortfall(part, whole)
                if lacks:
                    message = f"是《{whole.fields['title']}》同日文本的副本（{lacks}），已并入较好的一份"
                    self.notes.append(Note(source=key[0], message=message))
                    kept[other] = _with_copy(whole, part)
                    del kept[key]
                    break
        return list(kept.values())

    def _note_other_dates(self, best: Candidate, group: Sequence[Candidate]) -> None:
        own = best.fields.get("effective")
        others = {str(c.fields["effective"]) for c in group if c.fields.get("effective", own) != own}
        if others:
            message = f"同文异日：文本相同的来源施行日期不同（{'、'.join(sorted(others))}），采用 {own}，请核对"
            self.notes.append(Note(source=best.sources[0][0], message=message))


def shortfall(part: Candidate, whole: Candidate) -> str | None:
    """What a text lacks of another of its work and day, in Chinese, where it is surely an incomplete copy of it.

    Either it breaks off: its articles are the first of the other, word for word, the last perhaps in its beginning.
    Or words are gone here and there without any being in their place, and a title left empty shows that the page lost
    them. Or it was recognised in pictures, article by article the same, where the other came as text.
    """
    title, body, other = str(part.fields["title"]), part.body.read(), whole.body.read()
    short, long = plain_articles(title, body), plain_articles(title, other)
    if _SHORTEST_EXCERPT <= len(short) < len(long) and _begins(long, short):
        return f"只有前 {len(short)} 条"
    lost = sum(map(len, long.values())) - sum(map(len, short.values()))
    if part.recognised and not whole.recognised and short and short.keys() == long.keys():
        return f"文字识别的结果，与电子文本差 {abs(lost)} 个字" if abs(lost) * _CLOSE < len(other) else None
    left_out = lost > 0 and short.keys() == long.keys() and all(_is_in(short[number], long[number]) for number in short)
    return f"缺 {lost} 个字" if left_out and _LOST.search(body) and not _LOST.search(other) else None


def _begins(long: Mapping[str, str], short: Mapping[str, str]) -> bool:
    """Whether the articles of `short` are the first of `long`, the last of them whole or cut off."""
    *whole, (last, text) = short.items()
    *first, (number, entire) = list(long.items())[: len(short)]
    return whole == first and last == number and entire.startswith(text)


def _is_in(short: str, long: str) -> bool:
    """Whether the characters of `short` stand in `long` in the same order."""
    rest = iter(long)
    return all(char in rest for char in short)


def merged(group: Sequence[Candidate]) -> Candidate:
    """One record of texts that are the same: the best of them, all sources named."""
    if len(group) == 1:
        return group[0]
    best = max(group, key=lambda candidate: rank(candidate.fields, candidate.body.read()))
    fields = best.fields
    for other in group:
        fields = joined(fields, other.fields)
    sources = tuple(key for candidate in group for key in candidate.sources)
    return replace(best, fields=fields, sources=sources)


def _with_copy(whole: Candidate, part: Candidate) -> Candidate:
    return replace(whole, sources=(*whole.sources, *part.sources), fields=joined(whole.fields, part.fields))


def rank(fields: Fields, body: str) -> tuple[bool, int, int]:
    """The greater the better: under its whole title, without an editor's notes, then telling more of itself."""
    notes = len(body) - len(without_notes(body))
    telling = len(fields.keys() - {"id"}) + (fields["dates_certain"] == "true")
    return "short_titles" not in fields, -notes, telling


def joined(best: Fields, other: Fields) -> Fields:
    """The values of `best`, those it lacks from `other`, both sources named, none twice."""
    added = {key: other[key] for key in _ADDED if key in other and key not in best}
    texts = [fields["source"] for fields in (best, other) if "source" in fields]
    names = [name for text in texts if isinstance(text, str) for name in text.split("；")]
    return {**best, **added, "source": "；".join(dict.fromkeys(names))}


def _grouped(
    candidates: Iterable[Candidate], key: Callable[[Candidate], tuple[str, str] | str]
) -> Iterable[Sequence[Candidate]]:
    groups: dict[tuple[str, str] | str, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        groups[key(candidate)].append(candidate)
    return groups.values()
