"""The word index against brute force: matches, order, filters, snapshots."""

import math
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api_tests.corpus.word_rows import BODY_ONLY, SEGMENTER, Row, asked, ids, made
from corpus.filters import Condition
from corpus.index.field_boosts import FieldBoosts
from corpus.index.word_index import WordQuery
from corpus.words import WeightedTerm

WORDS = ["青岭", "粮食", "产量", "水利", "教育", "改革", "林长制", "2023", "工程"]
# Lengths up to 40 words are stored exactly, longer ones rounded, so the scores of short texts can be compared.
BODIES = st.lists(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map(" ".join), min_size=1, max_size=15
)


def bm25(rows: list[Row], terms: list[str]) -> dict[int, float]:
    """Score as Robertson and Zaragoza (2009) with Lucene's idf: k1 1.2, b 0.75; one document more, the marker."""
    bodies = {row.id: Counter(SEGMENTER.search_tokens(row.body)) for row in rows}
    count = len(rows) + 1
    average = sum(sum(words.values()) for words in bodies.values()) / count
    scores: dict[int, float] = {}
    for term in terms:
        holding = sum(term in words for words in bodies.values())
        idf = math.log(1 + (count - holding + 0.5) / (holding + 0.5))
        for key, words in bodies.items():
            if found := words[term]:
                norm = 1.2 * (0.25 + 0.75 * sum(words.values()) / average)
                scores[key] = scores.get(key, 0) + idf * 2.2 * found / (found + norm)
    return scores


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(BODIES, st.lists(st.sampled_from(WORDS), min_size=1, max_size=4, unique=True))
@pytest.mark.slow
def test_scores_equal_brute_force(
    tmp_path_factory: pytest.TempPathFactory, bodies: list[str], words: list[str]
) -> None:
    """The passages found, their scores and their order are those of BM25 computed by hand."""
    rows = [Row(number, body) for number, body in enumerate(bodies, start=1)]
    index = made(tmp_path_factory.mktemp("word"), rows)
    terms = SEGMENTER.query_terms(" ".join(words))

    hits = index.searcher().search(WordQuery(tuple(map(WeightedTerm, terms)), BODY_ONLY), 100)

    expected = bm25(rows, terms)
    assert {hit.id: pytest.approx(hit.bm25, abs=1e-3) for hit in hits} == expected
    assert [hit.bm25 for hit in hits] == sorted((hit.bm25 for hit in hits), reverse=True)
    index.close()


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(*[st.integers(0, 4)] * 5), min_size=1, max_size=20),
    st.frozensets(st.integers(-1, 5), max_size=3),
    st.integers(-1, 4),
    st.integers(0, 5),
)
@pytest.mark.slow
def test_conditions_equal_brute_force(
    tmp_path_factory: pytest.TempPathFactory,
    columns: list[tuple[int, ...]],
    values: frozenset[int],
    low: int,
    high: int,
) -> None:
    """Conditions keep exactly the passages that meet all of them, and leave their scores alone."""
    rows = [Row(number, "粮食产量", columns=entry) for number, entry in enumerate(columns, start=1)]
    index = made(tmp_path_factory.mktemp("word"), rows)
    conditions = (Condition("issuer", values=values), Condition("date", low=low, high=high))

    free = {hit.id: hit.bm25 for hit in index.searcher().search(asked("粮食"), 100)}
    kept = {hit.id: hit.bm25 for hit in index.searcher().search(asked("粮食"), 100, conditions)}

    assert kept == {
        row.id: free[row.id] for row in rows if row.columns[2] in values and low <= row.columns[3] <= high
    }
    index.close()


def test_open_ranges_and_unknown_columns(tmp_path: Path) -> None:
    """A range may be open at either end; a column that does not exist is an error."""
    index = made(
        tmp_path,
        [
            Row(n, "水利工程", columns=(1, 1, 1, date, 1))
            for n, date in ((1, 0), (2, 20230101), (3, 20240101))
        ],
    )

    assert ids(index, "水利", Condition("date", low=20230101)) == [2, 3]
    assert ids(index, "水利", Condition("date", high=20230101)) == [1, 2]
    assert ids(index, "水利", Condition("date", low=5, high=4)) == []
    with pytest.raises(ValueError, match="colour"):
        ids(index, "水利", Condition("colour", low=1))


def test_spellings_find_each_other(tmp_path: Path) -> None:
    """Width, script, numerals and masks do not keep a query from its passage."""
    index = made(
        tmp_path,
        [
            Row(1, "二〇二三年，青岭县新增高标准农田三十万亩。"),
            Row(2, "本条例第十二条另有规定的，从其规定。"),
            Row(3, "推進兩個維護，落實三會一課。"),
            Row(4, "学习***总书记在党的XX大上的报告"),
            Row(5, "学习习近平总书记在党的二十大上的报告"),
        ],
    )

    assert ids(index, "２０２３年") == [1]
    assert ids(index, "30万亩高标准农田") == [1]
    assert ids(index, "第12条") == [2]
    assert ids(index, "三会一课") == [3]
    assert ids(index, "习近平") == [4, 5]
    assert ids(index, "二十大") == [5, 4]
    assert ids(index, "龘") == []


def test_fields_count_by_their_boost(tmp_path: Path) -> None:
    """A word in the title counts as the title's boost says; a boost of 0 leaves a field out."""
    index = made(
        tmp_path,
        [Row(1, "水利", title="青岭县林长制实施办法", doc_number="青政发〔2023〕12号"), Row(2, "林长制")],
    )

    assert ids(index, "林长制", boosts=FieldBoosts()) == [2, 1]
    assert ids(index, "林长制") == [2]
    assert ids(index, "林长制", boosts=FieldBoosts(0, 1, 0, 5, 0)) == [1, 2]
    assert ids(index, "青政发［2023］12号", boosts=FieldBoosts(0, 0, 0, 0, 1)) == [1]


def test_a_searcher_does_not_change(tmp_path: Path) -> None:
    """A searcher taken before a change shows what was there, one taken after shows what is there."""
    index = made(tmp_path, [Row(1, "粮食"), Row(2, "粮食")])
    before = index.searcher()
    index.apply(7, [Row(3, "粮食")], [1])
    after = index.searcher()

    assert (before.change, [hit.id for hit in before.search(asked("粮食"), 9)], before.passages) == (
        1,
        [1, 2],
        2,
    )
    assert (after.change, [hit.id for hit in after.search(asked("粮食"), 9)], after.passages) == (
        7,
        [2, 3],
        2,
    )


def test_words_are_counted_as_of_each_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """How many passages hold a word is remembered for one change only, and for no more words than set."""
    monkeypatch.setattr("corpus.index.word_index._COUNTED", 2)
    index = made(tmp_path, [Row(1, "粮食"), Row(2, "粮食 水利")])
    before = index.searcher()
    first = [before.holding(word) for word in ("粮食", "水利", "𠮷田", "粮食")]
    index.apply(2, [Row(3, "粮食")], [])

    assert first == [2, 1, 0, 2]
    assert [before.holding("粮食"), index.searcher().holding("粮食"), index.searcher().holding("水利")] == [
        2,
        3,
        1,
    ]
    assert len(before._holding) <= 2


def test_limits_and_empty_queries(tmp_path: Path) -> None:
    """A limit of 0 and a query without terms find nothing; the limit cuts after the best."""
    index = made(tmp_path, [Row(1, "粮食"), Row(2, "粮食 粮食"), Row(3, "水利")])
    searcher = index.searcher()

    assert searcher.search(asked("粮食"), 0) == []
    assert searcher.search(WordQuery(()), 5) == []
    assert [hit.id for hit in searcher.search(asked("粮食"), 1)] == [2]


def test_conditions_leave_scores_alone_in_all_fields(tmp_path: Path) -> None:
    """With the usual boosts a filter changes neither score nor order."""
    rows = [
        Row(n, "粮食" * n + "水利" * (9 - n), "粮食生产", "青岭县工作要点", columns=(n, 1, 1, 1, 1))
        for n in range(1, 9)
    ]
    searcher = made(tmp_path, rows).searcher()
    query = WordQuery(SEGMENTER.weighted_terms("青岭县粮食生产"))
    free = searcher.search(query, 9)

    within = searcher.search(query, 9, [Condition("collection", low=3, high=6)])

    assert within == [hit for hit in free if 3 <= hit.id <= 6]


@pytest.mark.parametrize(("low", "high"), [(1, 200), (150, 200), (197, 200), (199, 250), (201, 300)])
def test_few_or_many_that_meet_a_condition_give_the_same_best(tmp_path: Path, low: int, high: int) -> None:
    """However many passages a condition leaves, the best of these are found, in the order they have without it."""
    rows = [
        Row(
            number,
            "水库" * (1 + number % 7) + "移民安置　２０２３年" * (number % 3),
            columns=(1, 0, 0, number, 1),
        )
        for number in range(1, 201)
    ]
    index = made(tmp_path, rows)
    condition = Condition("date", low=low, high=high)
    everything = index.searcher().search(asked("水库移民〔2023〕"), 200)
    expected = [hit for hit in everything if low <= hit.id <= high][:5]
    actual = index.searcher().search(asked("水库移民〔2023〕"), 5, [condition])
    assert [hit.bm25 for hit in expected] == pytest.approx([hit.bm25 for hit in actual])
    assert {hit.id: pytest.approx(hit.bm25) for hit in actual}.items() <= {
        h.id: h.bm25 for h in everything
    }.items()
    assert all(low <= hit.id <= high for hit in actual)
