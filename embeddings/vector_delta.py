"""The small part of a vector store that changes: rows appended since the base was built, scanned exactly."""

from dataclasses import dataclass, replace
from typing import Self

import faiss
import numpy as np
from numpy.typing import NDArray

from embeddings.rows import MARGIN, Rows
from embeddings.vectors import Ids, Mask, VectorBatch


@dataclass(frozen=True, slots=True, eq=False)
class Delta:
    """Rows in order of arrival and which of them live.

    `buffer` has room behind `rows`, which are views of its beginning. Appending writes only behind them, so
    that a delta handed out earlier keeps its values. Only the newest delta may be appended to.
    """

    rows: Rows
    alive: Mask
    buffer: Rows

    @classmethod
    def empty(cls, dimension: int, columns: int) -> Self:
        """A delta without rows."""
        buffer = _room(0, dimension, columns)
        return cls(buffer, np.empty(0, dtype=np.bool_), buffer)

    @property
    def count(self) -> int:
        """How many rows live."""
        return int(np.count_nonzero(self.alive))

    def live(self) -> Rows:
        """The living rows, copied."""
        return self.rows.kept(self.alive)

    def appended(self, batch: VectorBatch) -> "Delta":
        """A delta with the batch behind its rows."""
        old, new = len(self.rows), len(self.rows) + len(batch.ids)
        buffer = self._grown(new)
        buffer.ids[old:new] = batch.ids
        buffer.vectors[old:new] = batch.vectors.astype(np.float16, copy=False)
        buffer.columns[old:new] = batch.columns
        alive = np.concatenate([self.alive, np.ones(len(batch.ids), dtype=np.bool_)])
        return Delta(_first(buffer, new), alive, buffer)

    def _grown(self, needed: int) -> Rows:
        if needed <= len(self.buffer):
            return self.buffer
        room = _room(
            max(needed, 2 * len(self.buffer)), self.rows.vectors.shape[1], self.rows.columns.shape[1]
        )
        size = len(self.rows)
        room.ids[:size] = self.rows.ids
        room.vectors[:size] = self.rows.vectors
        room.columns[:size] = self.rows.columns
        return room

    def holding(self, ids: Ids) -> NDArray[np.int64]:
        """Places of the living rows that have one of the ids."""
        return np.flatnonzero(np.isin(self.rows.ids, ids) & self.alive)

    def without(self, at: NDArray[np.int64]) -> "Delta":
        """A delta in which the rows at these places are dead."""
        if not len(at):
            return self
        alive = self.alive.copy()
        alive[at] = False
        return replace(self, alive=alive)

    def candidates(self, query: NDArray[np.float32], limit: int, mask: Mask | None) -> NDArray[np.int64]:
        """Places of living rows of the mask among which the `limit` nearest surely are."""
        if not len(self.rows):
            return np.empty(0, dtype=np.int64)
        at = np.flatnonzero(self.alive if mask is None else self.alive & mask)
        scores = self._scores(query)[at]
        if len(at) <= limit:
            return at
        last = np.partition(scores, len(at) - limit)[len(at) - limit]
        near: NDArray[np.int64] = at[scores >= last - MARGIN]
        return near

    def _scores(self, query: NDArray[np.float32]) -> NDArray[np.float32]:
        # FAISS's own loop, not `@`: a matrix product wakes numpy's thread pool, which collapses when the cores
        # are shared with other requests.
        size, dimension = self.rows.vectors.shape
        scores = np.empty(size, dtype=np.float32)
        row_pointer = faiss.swig_ptr(self.rows.vectors)
        faiss.fvec_inner_products_ny(
            faiss.swig_ptr(scores), faiss.swig_ptr(query), row_pointer, dimension, size
        )
        return scores


def _room(size: int, dimension: int, columns: int) -> Rows:
    # float32, because there is no quick scan of a float16 array that still grows; the values are float16's.
    vectors = np.empty((size, dimension), dtype=np.float32)
    return Rows(np.empty(size, dtype=np.int64), vectors, np.empty((size, columns), dtype=np.int64))


def _first(rows: Rows, size: int) -> Rows:
    return Rows(rows.ids[:size], rows.vectors[:size], rows.columns[:size])
