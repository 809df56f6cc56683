"""What a change does to a state of the vectors: pure functions from one immutable state to the next."""

from dataclasses import replace

import numpy as np

from embeddings.faiss_snapshot import FaissSnapshot
from embeddings.rows import Rows, places
from embeddings.unit_length import UNIT
from embeddings.vector_delta import Delta
from embeddings.vector_errors import ChangeOutOfOrder, DuplicateVector, UnknownVector, VectorShape
from embeddings.vectors import Ids, VectorBatch


def changed(state: FaissSnapshot, change: int, batch: VectorBatch, removed: Ids) -> FaissSnapshot:
    """Give the state after the change: `removed` dead, `batch` added.

    Raises ChangeOutOfOrder, VectorShape, DuplicateVector, UnknownVector; nothing has happened then.
    """
    if change <= state.change:
        raise ChangeOutOfOrder(state.change, change)
    if not len(batch.ids):
        # A change that only removes: the catalogue gives no vectors, and no vectors have no dimension.
        return replace(without(state, removed, change), change=change)
    check_batch(batch, state)
    check_distinct(batch)
    state = without(state, removed, change)
    _check_absent(batch, state)
    return replace(state, change=change, delta=state.delta.appended(batch))


def without(state: FaissSnapshot, removed: Ids, change: int) -> FaissSnapshot:
    """The state with these ids dead. Raises UnknownVector."""
    if not len(removed):
        return state
    at = places(state.base.rows.ids, removed)
    if state.alive is not None:
        at[(at >= 0) & ~state.alive[at]] = -1
    in_delta = state.delta.holding(removed)
    held = np.isin(removed, state.delta.rows.ids[in_delta]) | (at >= 0)
    if not held.all():
        raise UnknownVector(int(removed[~held][0]), change)
    alive = np.ones(len(state.base.rows), dtype=np.bool_) if state.alive is None else state.alive.copy()
    alive[at[at >= 0]] = False
    return replace(state, alive=None if alive.all() else alive, delta=state.delta.without(in_delta))


def carried(before: FaissSnapshot, now: FaissSnapshot, built: FaissSnapshot) -> FaissSnapshot:
    """What happened between `before`, of which `built` was made, and `now`, done to `built`."""
    size = len(before.delta.rows)
    gone = [before.delta.rows.ids[before.delta.alive & ~now.delta.alive[:size]]]
    if now.alive is not None:
        living = np.ones(len(now.alive), dtype=np.bool_) if before.alive is None else before.alive
        gone.append(before.base.rows.ids[living & ~now.alive])
    state = without(built, np.concatenate(gone), now.change)
    since = now.delta.rows
    later = Rows(since.ids[size:], since.vectors[size:], since.columns[size:]).kept(now.delta.alive[size:])
    delta = Delta.empty(now.dimension, len(now.columns)).appended(later.batch())
    return replace(state, change=now.change, delta=delta)


def check_batch(batch: VectorBatch, state: FaissSnapshot) -> None:
    """Raise VectorShape where an array does not fit the state or a row is not of unit length."""
    check_shapes(batch, state.dimension, len(state.columns))


def check_shapes(batch: VectorBatch, dimension: int, columns: int) -> None:
    """Raise VectorShape where an array does not fit or a row is not of unit length."""
    count = len(batch.ids)
    for what, array, shape in (
        ("编号数组的形状", batch.ids, (count,)),
        ("向量数组的形状", batch.vectors, (count, dimension)),
        ("列数组的形状", batch.columns, (count, columns)),
    ):
        if array.shape != shape:
            raise VectorShape(what, shape, array.shape)
    lengths = np.linalg.norm(batch.vectors.astype(np.float32), axis=1)
    wrong = np.flatnonzero(~(np.abs(lengths - 1.0) <= UNIT))
    if len(wrong):
        raise VectorShape(f"编号 {batch.ids[wrong[0]]} 的向量长度", 1.0, float(lengths[wrong[0]]))


def check_distinct(batch: VectorBatch) -> None:
    """Raise DuplicateVector where an id stands twice."""
    order = np.argsort(batch.ids, kind="stable")
    ids = batch.ids[order]
    same = np.flatnonzero(ids[1:] == ids[:-1])
    if len(same):
        first, second = order[same[0]], order[same[0] + 1]
        raise DuplicateVector(
            int(ids[same[0]]), batch.columns[first].tolist(), batch.columns[second].tolist()
        )


def _check_absent(batch: VectorBatch, state: FaissSnapshot) -> None:
    rows = state.base.rows
    at = places(rows.ids, batch.ids)
    if state.alive is not None:
        at[(at >= 0) & ~state.alive[at]] = -1
    for given, place in enumerate(at):
        if place >= 0:
            kept = rows.columns[place].tolist()
            raise DuplicateVector(int(batch.ids[given]), kept, batch.columns[given].tolist())
    for place in state.delta.holding(batch.ids):
        added = state.delta.rows
        given = int(np.flatnonzero(batch.ids == added.ids[place])[0])
        raise DuplicateVector(
            int(added.ids[place]), added.columns[place].tolist(), batch.columns[given].tolist()
        )
