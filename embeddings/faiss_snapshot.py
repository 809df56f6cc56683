"""The vectors at one change number, searched by any number of threads at once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embeddings.conditions import both, matching
from embeddings.faiss_base import Base
from embeddings.one_thread import one_thread
from embeddings.rows import cosines, ranked
from embeddings.unit_length import check_query
from embeddings.vector_delta import Delta
from embeddings.vectors import Condition, Mask, VectorHit, Vectors

BLOCK = 16_384


@dataclass(frozen=True, slots=True, eq=False)
class FaissSnapshot:
    """A base, the rows that live of it (None: all), and a delta, all immutable.

    `columns` names the integer columns of the rows in order.
    """

    change: int
    columns: tuple[str, ...]
    base: Base
    alive: Mask | None
    delta: Delta

    @property
    def count(self) -> int:
        """How many vectors live."""
        kept = len(self.base.rows) if self.alive is None else int(np.count_nonzero(self.alive))
        return kept + self.delta.count

    @property
    def dimension(self) -> int:
        """The length of a vector."""
        return int(self.base.rows.vectors.shape[1])

    def search(
        self, query: NDArray[np.float32], limit: int, conditions: Sequence[Condition] = ()
    ) -> list[VectorHit]:
        """Give the `limit` nearest living vectors that meet all conditions.

        query: (dim,) float32 of unit length. Runs on the calling thread alone. Exact, unless the base is one of
        inverted lists; the cosines are exact in either case. Raises VectorShape, UnknownColumn.
        """
        check_query(query, self.dimension, limit)
        query = np.ascontiguousarray(query, dtype=np.float32)
        rows, added = self.base.rows, self.delta.rows
        kept = both(self.alive, matching(rows.columns, self.columns, conditions))
        chosen = matching(added.columns, self.columns, conditions)
        with one_thread():
            old = self.base.candidates(query, limit, kept)
        new = self.delta.candidates(query, limit, chosen)
        ids = np.concatenate([rows.ids[old], added.ids[new]])
        scores = np.concatenate([cosines(rows.vectors[old], query), cosines(added.vectors[new], query)])
        return ranked(ids, scores, limit)

    def best_cosines(self, queries: NDArray[np.float32], limit: int) -> NDArray[np.float32]:
        """Give the greatest cosines of each query by exact scan, falling.

        queries: (m, dim) float32 unit rows. Returns (m, min(limit, count)) float32, good to 1e-5. For
        measuring, not for serving: it uses all cores.
        """
        best = np.empty((len(queries), 0), dtype=np.float32)
        for vectors in self._blocks():
            best = np.concatenate([best, queries @ vectors.astype(np.float32).T], axis=1)
            if best.shape[1] > limit:
                best = -np.partition(-best, limit - 1, axis=1)[:, :limit]
        return -np.sort(-best, axis=1)

    def _blocks(self) -> Iterator[Vectors]:
        rows = self.base.rows
        for start in range(0, len(rows), BLOCK):
            block = slice(start, start + BLOCK)
            yield rows.vectors[block] if self.alive is None else rows.vectors[block][self.alive[block]]
        yield self.delta.live().vectors

    def sampled(self, size: int, seed: int = 0) -> NDArray[np.float32]:
        """Give up to `size` vectors of the base, chosen by the seed, as (m, dim) float32 unit rows."""
        vectors = self.base.rows.vectors
        at = np.random.default_rng(seed).permutation(len(vectors))[:size]
        chosen = vectors[np.sort(at)].astype(np.float32)
        lengths: NDArray[np.float32] = np.linalg.norm(chosen, axis=1, keepdims=True)
        return chosen / lengths
