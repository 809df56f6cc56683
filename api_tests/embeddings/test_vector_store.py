"""What every vector store promises: searches that equal brute force, whole changes, and errors that do nothing."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from milvus_server import MilvusServer
from vector_places import FaissPlace, MilvusPlace, Place
from vector_samples import NONE, PlainStore, Where, batch, same, unit_rows

from embeddings.faiss_build import BuildOptions
from embeddings.vector_errors import (
    ChangeOutOfOrder,
    DuplicateVector,
    UnknownColumn,
    UnknownVector,
    VectorShape,
)
from embeddings.vectors import VectorBatch, VectorHit, VectorStore

POOL = unit_rows(6, seed=99)
"""Few enough that most searches end in ties."""
STORES = ["faiss", pytest.param("milvus", marks=[pytest.mark.milvus, pytest.mark.slow])]


@pytest.fixture(params=STORES)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """An empty place for vectors."""
    if request.param == "faiss":
        return FaissPlace(tmp_path)
    return MilvusPlace(request.getfixturevalue("milvus"))


@dataclass(frozen=True)
class Step:
    """A change, and what happens to the store after it."""

    added: VectorBatch
    removed: list[int]
    then: str


@st.composite
def histories(draw: st.DrawFn) -> list[Step]:
    """Changes with ids in no order, equal vectors, removals, ids taken again after their removal."""
    held: set[int] = set()
    steps = []
    for _ in range(draw(st.integers(1, 5))):
        removed = draw(st.lists(st.sampled_from(sorted(held)), unique=True)) if held else []
        held -= set(removed)
        ids = draw(st.lists(st.integers(0, 2**53 - 1) | st.integers(0, 40), unique=True, max_size=14))
        ids = [number for number in ids if number not in held]
        held |= set(ids)
        picks = draw(st.lists(st.integers(0, 5), min_size=len(ids), max_size=len(ids)))
        loose = unit_rows(len(ids), seed=len(steps))
        alike = draw(st.booleans())
        vectors = POOL[picks] if alike else loose
        columns = np.array([[pick % 3, 20230100 + pick] for pick in picks], dtype=np.int64).reshape(-1, 2)
        added = VectorBatch(np.array(ids, dtype=np.int64), vectors.astype(np.float32), columns)
        steps.append(Step(added, removed, draw(st.sampled_from(["", "", "compact", "reopen"]))))
    return steps


conditions = st.lists(
    st.builds(Where, st.just("文种"), values=st.frozensets(st.integers(0, 3)))
    | st.builds(
        Where,
        st.just("date"),
        low=st.none() | st.integers(20230098, 20230107),
        high=st.none() | st.integers(20230098, 20230107),
    ),
    max_size=2,
)


def check_history(place: Place, history: list[Step], wanted: list[Where], limit: int, seed: int) -> None:
    """Live through a history in a store and in the plainest one, and ask both."""
    store, plain = place.open(), PlainStore()
    for change, step in enumerate(history, start=1):
        removed = np.array(step.removed, dtype=np.int64)
        store.apply(change, step.added, removed)
        plain.apply(step.added, removed)
        if step.then == "compact":
            place.settle(store)
        if step.then == "reopen":
            store.save()
            store = place.open()
    query = POOL[seed] if seed < len(POOL) else unit_rows(1, seed=seed)[0]

    expected = plain.search(query, limit, wanted)
    actual = store.snapshot().search(query, limit, wanted)

    assert same(expected, actual), (expected, actual)
    assert len(plain.rows) == store.snapshot().count
    assert len(history) == store.applied


@settings(max_examples=150, deadline=None)
@given(histories(), conditions, st.integers(1, 60), st.integers(0, 9), st.sampled_from([1, 5, 1000]))
@pytest.mark.slow
def test_search_equals_brute_force(
    history: list[Step], wanted: list[Where], limit: int, seed: int, merge_rows: int
) -> None:
    """Whatever was added, removed, merged and reopened, a search gives the very ids of brute force in order."""
    with TemporaryDirectory() as folder:
        options = BuildOptions(merge_rows=merge_rows, merge_share=0.2)
        check_history(FaissPlace(Path(folder), options), history, wanted, limit, seed)


@pytest.mark.milvus
@pytest.mark.slow
def test_a_shared_search_equals_brute_force(milvus: MilvusServer) -> None:
    """The same histories, in a store that is a server: the same ids in the same order."""
    place = MilvusPlace(milvus)

    @settings(max_examples=12, deadline=None)
    @given(histories(), conditions, st.integers(1, 60), st.integers(0, 9))
    def check(history: list[Step], wanted: list[Where], limit: int, seed: int) -> None:
        place.empty()
        check_history(place, history, wanted, limit, seed)

    check()


def filled(place: Place) -> VectorStore:
    """A store at change 1 with the ids 1 to 20."""
    store = place.open()
    store.apply(1, batch(range(1, 21)), NONE)
    return store


def test_a_snapshot_never_changes(place: Place) -> None:
    """Changes, merges and saves after a snapshot was taken do not show in it."""
    store = filled(place)
    query = unit_rows(1, seed=5)[0]
    early = store.snapshot()
    before = early.search(query, 50)

    for change in range(2, place.few):
        ids = range(change * 20, change * 20 + 6)
        removed = [change - 1] if change < 20 else []
        store.apply(change, batch(ids, kind=2), np.array(removed, dtype=np.int64))
    place.settle(store)
    store.save()

    assert (1, 20, before) == (early.change, early.count, early.search(query, 50))
    gone = min(19, place.few - 1) - 1
    assert (store.snapshot().change, store.snapshot().count) == (
        place.few - 1,
        20 - gone + (place.few - 2) * 6,
    )
    assert early.search(query, 50, [Where("文种", values=frozenset({2}))]) == []


def test_equal_cosines_stand_in_order_of_id(place: Place) -> None:
    """Of many equal vectors, in base and delta, the lowest ids are found, however few are asked for."""
    store = place.open()
    equal = np.repeat(POOL[:1], 300, axis=0)
    store.apply(1, batch(range(1000, 1300), equal), NONE)
    place.settle(store)
    store.apply(2, batch(range(500, 800), equal), NONE)

    hits = store.snapshot().search(POOL[0], 302)

    assert [*range(500, 800), 1000, 1001] == [hit.id for hit in hits]
    assert len({hit.cosine for hit in hits}) == 1
    assert [hit.id for hit in store.snapshot().search(POOL[0], 2)] == [500, 501]


@pytest.mark.parametrize("change", [0, 1])
def test_an_applied_change_is_refused(place: Place, change: int) -> None:
    """A change that is not newer than the last one is an error with both numbers, and does nothing."""
    store = filled(place)

    with pytest.raises(ChangeOutOfOrder) as raised:
        store.apply(change, batch([77]), NONE)

    assert (1, change) == (raised.value.applied, raised.value.given)
    assert f"向量索引已应用到变更 1，不能再应用变更 {change}；变更必须依次递增。" == str(raised.value)
    assert (store.applied, store.snapshot().count) == (1, 20)


@pytest.mark.parametrize("compacted", [True, False])
def test_an_id_that_is_held_is_refused(place: Place, compacted: bool) -> None:
    """Adding an id that exists, in base or delta, names the id and the columns of both."""
    store = filled(place)
    if compacted:
        place.settle(store)

    with pytest.raises(DuplicateVector) as raised:
        store.apply(2, batch([30, 7], kind=4), NONE)

    assert (raised.value.vector_id, raised.value.kept, raised.value.given) == (7, (1, 7), (4, 7))
    assert (store.applied, store.snapshot().count) == (1, 20)


def test_an_id_twice_in_a_batch_is_refused(place: Place) -> None:
    """One batch cannot hold an id twice."""
    store = filled(place)

    with pytest.raises(DuplicateVector) as raised:
        store.apply(2, batch([30, 31, 30]), NONE)

    assert raised.value.vector_id == 30


def test_an_id_can_be_replaced_in_one_change(place: Place) -> None:
    """Removals come before additions, so a change may take an id anew; the removed row is not found again."""
    store = filled(place)
    place.settle(store)
    store.apply(2, batch([7], POOL[:1], kind=9), np.array([7]))

    found = store.snapshot().search(POOL[0], 50, [Where("date", low=7, high=7)])

    assert [hit.id for hit in found] == [7]
    assert found[0].cosine == pytest.approx(1.0, abs=1e-3)
    assert store.snapshot().count == 20


@pytest.mark.parametrize("compacted", [True, False])
@pytest.mark.parametrize("gone", [[99], [3, 99], [5]])
def test_removing_what_is_not_there_is_refused(place: Place, gone: list[int], compacted: bool) -> None:
    """An unknown id, or one removed before, cannot be removed: index and catalogue have parted."""
    store = filled(place)
    store.apply(2, batch([]), np.array([5]))
    if compacted:
        place.settle(store)

    with pytest.raises(UnknownVector) as raised:
        store.apply(3, batch([40]), np.array(gone))

    assert (gone[-1], 3) == (raised.value.vector_id, raised.value.change)
    assert (store.applied, store.snapshot().count) == (2, 19)


def test_rows_must_be_of_unit_length(place: Place) -> None:
    """A vector that is too long is refused with its id and its length: inner products would be no cosines."""
    store = filled(place)
    wrong = unit_rows(2)
    wrong[1] *= 1.5

    with pytest.raises(VectorShape, match=r"编号 31 的向量长度不符：应为 1\.0，实为 1\.5"):
        store.apply(2, batch([30, 31], wrong), NONE)
    with pytest.raises(VectorShape, match="nan"):
        store.apply(2, batch([30], np.full((1, 8), np.nan, dtype=np.float32)), NONE)


@pytest.mark.parametrize(
    ("added", "shape"),
    [
        (VectorBatch(np.arange(2), unit_rows(3), np.zeros((2, 2), np.int64)), "应为 (2, 8)，实为 (3, 8)"),
        (VectorBatch(np.arange(2), unit_rows(2, 9), np.zeros((2, 2), np.int64)), "应为 (2, 8)，实为 (2, 9)"),
        (VectorBatch(np.arange(2), unit_rows(2), np.zeros((2, 3), np.int64)), "应为 (2, 2)，实为 (2, 3)"),
    ],
)
def test_arrays_must_fit(place: Place, added: VectorBatch, shape: str) -> None:
    """Arrays of other shapes are refused with both shapes."""
    store = filled(place)

    with pytest.raises(VectorShape) as raised:
        store.apply(2, added, NONE)

    assert shape in str(raised.value)


def test_questions_must_fit(place: Place) -> None:
    """A query of another length or shape, no limit, or an unknown column is refused."""
    snapshot = filled(place).snapshot()

    with pytest.raises(VectorShape, match=r"查询向量的长度不符：应为 1\.0，实为 2\.0"):
        snapshot.search(POOL[0] * np.float32(2), 5)
    with pytest.raises(VectorShape, match=r"查询向量的形状不符：应为 \(8,\)，实为 \(9,\)"):
        snapshot.search(unit_rows(1, 9)[0], 5)
    with pytest.raises(VectorShape, match="检索条数不符：应为 正整数，实为 0"):
        snapshot.search(POOL[0], 0)
    with pytest.raises(UnknownColumn, match="没有名为 发文机关 的列，现有：文种、date"):
        snapshot.search(POOL[0], 5, [Where("发文机关", low=1)])


def test_readers_see_whole_changes(place: Place) -> None:
    """While a document is replaced over and over, every search sees one version of it, whole."""
    store = place.open()
    parts = 5
    versions = place.many
    vectors = unit_rows(parts, seed=1)
    store.apply(1, batch(range(parts, 2 * parts), vectors, kind=1), NONE)
    seen: set[int] = set()
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            snapshot = store.snapshot()
            hits: list[VectorHit] = snapshot.search(POOL[0], 50)
            version = snapshot.change
            assert set(range(version * parts, version * parts + parts)) == {hit.id for hit in hits}
            seen.add(version)

    def write() -> None:
        try:
            for version in range(2, versions):
                old = np.arange((version - 1) * parts, version * parts)
                store.apply(version, batch(range(version * parts, version * parts + parts), vectors), old)
                if version % 50 == 0:
                    store.save()
        finally:
            done.set()

    with ThreadPoolExecutor(4) as threads:
        for work in [threads.submit(write), *(threads.submit(read) for _ in range(3))]:
            work.result()

    assert store.applied == versions - 1
    assert len(seen) > 2
