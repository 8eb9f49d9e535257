"""Ranking: the recipe is what a slow and plain computation of it says, on any scores."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.plain_segment import plain_corpus
from xuncha_docs.library.records import RegulationKind
from xuncha_docs.search import ranking
from xuncha_docs.search.corpus import Corpus, Scores
from xuncha_docs.search.ranking import Learned, Ranked, Ranking, best_first

KINDS = ["law", "department_rule", "normative_document", "focus_point", "term", "judicial_interpretation"]
LEVELS = st.sampled_from([0.0, 0.0, 0.5, 1.0, 1.0, 2.25, 7.0])
"""Few, so that many documents score alike."""


def corpus_of(counts: Sequence[tuple[str, int]]) -> Corpus:
    """Records of a kind with so many documents."""
    return plain_corpus([(kind, ["示例"] * count) for kind, count in counts])


@st.composite
def cases(draw: st.DrawFn) -> tuple[Corpus, Scores, dict[int, float], Learned | None]:
    """A corpus, scores of its documents, what the query names, and perhaps what was learned."""
    corpus = corpus_of(draw(st.lists(st.tuples(st.sampled_from(KINDS), st.integers(1, 9)), min_size=1, max_size=6)))
    size = len(corpus)
    scores = np.array(draw(st.lists(LEVELS, min_size=size, max_size=size)))
    named = draw(st.dictionaries(st.integers(0, size - 1), st.sampled_from([10.0, 20.0]), max_size=2))
    taught = np.array(draw(st.lists(LEVELS, min_size=size, max_size=size)))
    entries = len(corpus.entries)
    laws = np.array(draw(st.lists(st.sampled_from([0.0, 0.5, 1.0]), min_size=entries, max_size=entries)))
    sureness = st.sampled_from([0.0, 0.4, 1.0])
    learned = st.builds(Learned, scores=st.just(taught), laws=st.just(laws), sureness=sureness)
    return corpus, scores, named, draw(st.none() | learned)


def share(scores: Sequence[float], highest: float) -> list[float]:
    return [score / highest if highest else 0.0 for score in scores]


def first_five(scores: Sequence[float], ranked: Sequence[int], corpus: Corpus) -> dict[int, float]:
    """For each ranked document, the sum of the first five scores of its record; the highest such sum is 1."""
    records: defaultdict[int, list[float]] = defaultdict(list)
    for number in ranked:
        records[int(corpus.entry_of[number])].append(scores[number])
    sums = {record: sum(found[: ranking._BEST_OF_RECORD]) for record, found in records.items()}
    highest = max(sums.values(), default=0.0)
    return {number: sums[int(corpus.entry_of[number])] / highest if highest else 0.0 for number in ranked}


def prior(corpus: Corpus, number: int) -> float:
    """What the kind and the size of a document's record add."""
    counts = [entry.count if entry.kind in set(RegulationKind) else 0 for entry in corpus.entries]
    record = int(corpus.entry_of[number])
    size = np.log1p(counts[record]) / max(np.log1p(max(counts)), 1.0)
    return ranking._PRIORS.get(corpus.entries[record].kind, 0.0) + ranking._SIZE_PRIOR * float(size)


def plainly(corpus: Corpus, scores: Scores, named: Mapping[int, float], learned: Learned | None) -> dict[int, float]:
    """Document -> its total, by the recipe as it is told, one document at a time."""
    sure = learned.sureness if learned else 0.0
    most = min(ranking._WORDS * max(scores), ranking._MOST_WORDS)
    own = [most * part for part in share(scores.tolist(), max(scores))]
    taught = share(learned.scores.tolist(), max(learned.scores)) if learned else [0.0] * len(own)
    word = [mine + ranking._LEARNED * sure * other for mine, other in zip(own, taught, strict=True)]
    ranked = [number for number, score in enumerate(word) if score > 0 or number in named]
    ranked.sort(key=lambda number: (-word[number], number))
    by_words = first_five(own, ranked, corpus)
    laws = learned.laws if learned else np.zeros(len(corpus.entries))
    return {
        number: word[number]
        + (1 - sure) * ranking._EVIDENCE * by_words[number]
        + sure * ranking._LEARNED_LAW * float(laws[corpus.entry_of[number]])
        + prior(corpus, number) * (1 - sure + sure * ranking._PRIOR_WITH_LEARNED)
        + named.get(number, 0.0)
        for number in ranked
    }


def in_order(found: Sequence[Ranked]) -> bool:
    """Best first, and of equal ones the first in the corpus first."""
    keys = [(-place.total, place.number) for place in found]
    return keys == sorted(keys)


@given(cases())
def test_the_recipe_is_what_a_plain_computation_says(
    case: tuple[Corpus, Scores, dict[int, float], Learned | None],
) -> None:
    corpus, scores, named, learned = case
    found = list(Ranking(corpus).rank(scores.copy(), named, alone=False, learned=learned))
    assert {place.number: place.total for place in found} == pytest.approx(plainly(corpus, scores, named, learned))
    assert len({place.number for place in found}) == len(found)
    assert in_order(found)


@given(cases())
def test_the_parts_of_a_score_add_up_to_it(case: tuple[Corpus, Scores, dict[int, float], Learned | None]) -> None:
    corpus, scores, named, learned = case
    for place in Ranking(corpus).rank(scores, named, alone=False, learned=learned):
        assert sum(value for _, value in place.parts) == pytest.approx(place.total)


@given(cases())
def test_what_a_query_names_alone_comes_first_in_its_own_order(
    case: tuple[Corpus, Scores, dict[int, float], Learned | None],
) -> None:
    corpus, scores, named, _ = case
    found = list(Ranking(corpus).rank(scores, named, alone=True))
    first = [place.number for place in found[: len(named)]]
    assert first == sorted(named, key=lambda number: (-named[number], number))
    assert in_order(found)


@given(cases())
def test_what_is_not_sure_changes_nothing(case: tuple[Corpus, Scores, dict[int, float], Learned | None]) -> None:
    corpus, scores, named, _ = case
    unsure = Learned(scores=scores[::-1].copy(), laws=np.ones(len(corpus.entries)), sureness=0.0)
    without = [(place.number, place.total) for place in Ranking(corpus).rank(scores.copy(), named, alone=False)]
    found = Ranking(corpus).rank(scores, named, alone=False, learned=unsure)
    assert [(place.number, place.total) for place in found] == without


@given(cases())
def test_learned_words_hide_nothing_that_the_query_finds(
    case: tuple[Corpus, Scores, dict[int, float], Learned | None],
) -> None:
    corpus, scores, _, learned = case
    found = {place.number for place in Ranking(corpus).rank(scores, {}, alone=False, learned=learned)}
    brought = np.flatnonzero(learned.scores) if learned and learned.sureness else np.zeros(0, np.int64)
    assert found == {*np.flatnonzero(scores).tolist(), *brought.tolist()}


@given(cases(), st.data())
def test_looking_at_few_documents_alone_ranks_them_as_among_all(
    case: tuple[Corpus, Scores, dict[int, float], Learned | None], data: st.DataObject
) -> None:
    corpus, scores, named, learned = case
    kept = np.array(data.draw(st.lists(st.booleans(), min_size=len(corpus), max_size=len(corpus))))
    few = np.flatnonzero(kept).astype(np.int32)
    left = {number: bonus for number, bonus in named.items() if kept[number]}

    masked = learned and replace(learned, scores=learned.scores * kept)
    taken = learned and replace(learned, scores=learned.scores[few])
    among_all = list(Ranking(corpus).rank(scores * kept, left, alone=False, learned=masked))
    assert list(Ranking(corpus).rank(scores[few], left, alone=False, learned=taken, among=few)) == among_all


def test_of_equal_texts_the_law_comes_first_and_a_long_one_before_a_short_one() -> None:
    corpus = corpus_of([("normative_document", 2), ("normative_document", 8), ("law", 2)])
    scores = np.zeros(len(corpus))
    scores[[0, 2, 10]] = 1.0
    assert [place.number for place in Ranking(corpus).rank(scores, {}, alone=False)] == [10, 2, 0]


def test_a_regulation_in_which_much_is_found_lifts_each_of_its_articles() -> None:
    corpus = corpus_of([("law", 6), ("law", 6)])
    scores = np.array([1.0, 0, 0, 0, 0, 0, 1.0, 0.9, 0.8, 0, 0, 0])
    assert [place.number for place in Ranking(corpus).rank(scores, {}, alone=False)] == [6, 7, 8, 0]


def test_words_tell_less_where_even_the_best_document_says_few_of_them() -> None:
    corpus = corpus_of([("normative_document", 1), ("law", 1)])
    assert [place.number for place in Ranking(corpus).rank(np.array([0.6, 0.45]), {}, alone=False)] == [0, 1]
    assert [place.number for place in Ranking(corpus).rank(np.array([0.2, 0.15]), {}, alone=False)] == [1, 0]


def test_a_law_that_answers_such_questions_comes_before_another() -> None:
    corpus = corpus_of([("law", 1), ("law", 1)])
    learned = Learned(scores=np.ones(2), laws=np.array([0.0, 1.0]), sureness=1.0)
    found = list(Ranking(corpus).rank(np.array([0.5, 0.45]), {}, alone=False, learned=learned))
    assert [place.number for place in found] == [1, 0]
    assert dict(found[0].parts)["学得的法规"] == ranking._LEARNED_LAW


def test_beyond_the_documents_that_are_ranked_the_others_follow_by_their_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranking, "_RANKED", 3)
    corpus = corpus_of([("normative_document", 4), ("law", 4)])
    scores = np.array([8.0, 1.0, 2.0, 3.0, 7.0, 6.0, 0.0, 3.0])
    found = [place.number for place in Ranking(corpus).rank(scores, {}, alone=False)]
    assert set(found[:3]) == {0, 4, 5}
    assert found[3:] == [3, 7, 2, 1]


def fully_sorted(scores: Scores, count: int) -> list[int]:
    return sorted(np.flatnonzero(scores).tolist(), key=lambda number: (-scores[number], number))[:count]


@given(st.lists(LEVELS | st.floats(0, 1e6), max_size=60), st.integers(1, 70))
def test_the_best_of_few_are_those_of_a_full_sort(values: list[float], count: int) -> None:
    scores = np.array(values, np.float64)
    assert best_first(scores, count).tolist() == fully_sorted(scores, count)


@given(st.integers(0, 2**32 - 1), st.integers(1000, 9000), st.integers(1, 700), st.sampled_from([2, 5, 50, 10**6]))
def test_the_best_of_many_are_those_of_a_full_sort(seed: int, size: int, count: int, levels: int) -> None:
    random = np.random.default_rng(seed)
    scores: Scores = (random.integers(0, levels, size) * random.integers(0, 2, size)).astype(np.float64)
    assert best_first(scores, count).tolist() == fully_sorted(scores, count)
