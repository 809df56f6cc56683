"""The word index against brute force: matches, order, filters, snapshots, replacement."""

import math
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.filters import Condition
from corpus.forms import TextForms
from corpus.index.errors import IndexBusy, IndexDamaged, IndexMissing
from corpus.index.word_index import FieldBoosts, WordIndex, WordQuery
from corpus.words import Segmenter, WeightedTerm

SEGMENTER = Segmenter(TextForms())
BODY_ONLY = FieldBoosts(0, 1, 0, 0, 0)


@dataclass(frozen=True)
class Row:
    id: int
    body: str
    headings: str = ""
    title: str | None = None
    doc_number: str | None = None
    columns: tuple[int, ...] = (1, 0, 0, 0, 1)


def asked(text: str, boosts: FieldBoosts = BODY_ONLY) -> WordQuery:
    """Make a query as the searcher does."""
    return WordQuery(SEGMENTER.weighted_terms(text), boosts)


def made(folder: Path, rows: list[Row]) -> WordIndex:
    """Make an index with these rows as change 1."""
    index = WordIndex.open(folder, SEGMENTER, writable=True)
    index.apply(1, rows, [])
    return index


def ids(index: WordIndex, text: str, *conditions: Condition, boosts: FieldBoosts = BODY_ONLY) -> list[int]:
    """Give the passages that a query finds, best first."""
    return [hit.id for hit in index.searcher().search(asked(text, boosts), 100, conditions)]


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


def answers(folder: Path) -> list[int] | str:
    """Give what a reader finds, or the cure where it refuses to open."""
    try:
        return ids(WordIndex.open(folder, SEGMENTER, writable=False), "粮食")
    except IndexDamaged as error:
        return "chuchu reindex" if "chuchu reindex" in str(error) else str(error)


WORDS = ["青岭", "粮食", "产量", "水利", "教育", "改革", "林长制", "2023", "工程"]
BODIES = st.lists(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map(" ".join), min_size=1, max_size=15
)
# Lengths up to 40 words are stored exactly, longer ones rounded, so the scores of short texts can be compared.


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(BODIES, st.lists(st.sampled_from(WORDS), min_size=1, max_size=4, unique=True))
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


def test_replaying_a_change_is_refused(tmp_path: Path) -> None:
    """A change number not above the last one raises and changes nothing; an empty change only moves the number."""
    index = made(tmp_path, [Row(1, "粮食")])
    with pytest.raises(ValueError, match="1"):
        index.apply(1, [Row(2, "粮食")], [])
    index.apply(2, [], [])

    assert (index.applied, ids(index, "粮食")) == (2, [1])


def test_a_failed_change_leaves_nothing(tmp_path: Path) -> None:
    """When a row fails half way, none of the change is seen, now or after the next change."""
    index = made(tmp_path, [Row(1, "粮食")])
    with pytest.raises(ValueError):
        index.apply(2, [Row(2, "粮食"), Row(3, "粮食", columns=(1,))], [1])
    index.apply(2, [Row(4, "粮食")], [])

    assert (index.applied, ids(index, "粮食")) == (2, [1, 4])


def test_reopening_and_readers(tmp_path: Path) -> None:
    """What was applied is there after reopening; a reader beside the writer sees its commits; writers exclude."""
    with pytest.raises(IndexMissing, match="chuchu reindex"):
        WordIndex.open(tmp_path / "none", SEGMENTER, writable=False)
    writer = made(tmp_path, [Row(1, "粮食")])
    reader = WordIndex.open(tmp_path, SEGMENTER, writable=False)
    with pytest.raises(IndexBusy, match=str(tmp_path)):
        WordIndex.open(tmp_path, SEGMENTER, writable=True)
    writer.apply(2, [Row(2, "粮食")], [])
    seen = (reader.applied, ids(reader, "粮食"))
    with pytest.raises(ValueError, match="只读"):
        reader.apply(3, [], [])
    writer.close()

    again = WordIndex.open(tmp_path, SEGMENTER, writable=True)
    assert (2, [1, 2]) == seen == (again.applied, ids(again, "粮食"))
    again.close()


def test_limits_and_empty_queries(tmp_path: Path) -> None:
    """A limit of 0 and a query without terms find nothing; the limit cuts after the best."""
    index = made(tmp_path, [Row(1, "粮食"), Row(2, "粮食 粮食"), Row(3, "水利")])
    searcher = index.searcher()

    assert searcher.search(asked("粮食"), 0) == []
    assert searcher.search(WordQuery(()), 5) == []
    assert [hit.id for hit in searcher.search(asked("粮食"), 1)] == [2]


def test_every_flipped_byte_is_found(tmp_path: Path) -> None:
    """One flipped bit anywhere in a file of the index: opening names the index and the cure, or nothing is lost."""
    index = made(tmp_path, [Row(n, f"粮食产量第{n}次") for n in range(1, 40)])
    index.apply(2, [Row(50, "水利")], [3, 4])
    index.close()
    expected = answers(tmp_path)
    missed: list[tuple[str, int]] = []
    for path in sorted(p for p in tmp_path.iterdir() if p.suffix != ".lock"):
        content = path.read_bytes()
        for at in range(0, len(content), max(1, len(content) // 9)):
            path.write_bytes(content[:at] + bytes([content[at] ^ 0x04]) + content[at + 1 :])
            if answers(tmp_path) not in (expected, "chuchu reindex"):
                missed.append((path.name, at))
        path.write_bytes(content)

    assert missed == []


@pytest.mark.parametrize("lost", ["meta.json", "format.json", ".idx", ".store", ".del"])
def test_a_missing_or_cut_file_is_named(tmp_path: Path, lost: str) -> None:
    """A file that is gone or cut short is named; erasing the index lets it be built again."""
    index = made(tmp_path, [Row(1, "粮食"), Row(2, "粮食")])
    index.apply(2, [], [1])
    index.close()
    path = next(p for p in tmp_path.iterdir() if p.name.endswith(lost))
    path.write_bytes(path.read_bytes()[:-3])
    with pytest.raises(IndexDamaged, match=path.name):
        WordIndex.open(tmp_path, SEGMENTER, writable=True)
    path.unlink()
    with pytest.raises(IndexDamaged, match=path.name):
        WordIndex.open(tmp_path, SEGMENTER, writable=True)

    WordIndex.erase(tmp_path)
    assert made(tmp_path, [Row(9, "粮食")]).applied == 1


def test_another_dictionary_needs_a_rebuild(tmp_path: Path) -> None:
    """An index cut with other rules than ours refuses to open and says what repairs it."""
    made(tmp_path, [Row(1, "粮食")]).close()
    path = tmp_path / "format.json"
    path.write_text(path.read_text("utf-8").replace(SEGMENTER.fingerprint, "0" * 12), "utf-8")

    with pytest.raises(IndexDamaged, match="chuchu reindex"):
        WordIndex.open(tmp_path, SEGMENTER, writable=True)


def test_only_an_index_is_erased(tmp_path: Path) -> None:
    """A folder that holds other files is not deleted."""
    (tmp_path / "报告.txt").write_text("粮食", "utf-8")
    with pytest.raises(ValueError, match="没有删除"):
        WordIndex.erase(tmp_path)

    assert (tmp_path / "报告.txt").exists()


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


def test_altered_counts_are_found(tmp_path: Path) -> None:
    """meta.json has no sum of its own; a count that was altered in it is noticed all the same."""
    index = made(tmp_path, [Row(1, "粮食"), Row(2, "粮食"), Row(3, "粮食")])
    index.close()
    meta = tmp_path / "meta.json"
    altered = meta.read_text("utf-8").replace('"max_doc": 4', '"max_doc": 3')
    assert altered != meta.read_text("utf-8")
    meta.write_text(altered, "utf-8")

    with pytest.raises(IndexDamaged, match="应有 3 条，实有 2 条"):
        WordIndex.open(tmp_path, SEGMENTER, writable=False)


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
