"""Rows of vectors with their ids and columns, and the arithmetic that ranks them."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from embeddings.vectors import Ids, Mask, VectorBatch, VectorHit, Vectors

MARGIN = 5e-5
"""How far two float32 inner products of unit rows, summed in any order, may be apart from the truth together.

The bound of one is dim * 2^-24 (Higham, Accuracy and Stability of Numerical Algorithms, 3.5): 2.3e-5 at 384
dimensions. A row whose quick score is further below the last wanted one than this cannot belong to the answer.
"""


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """ids (n,) int64; vectors (n, dim) float16, or float32 that float16 holds exactly; columns (n, c) int64."""

    ids: Ids
    vectors: Vectors
    columns: NDArray[np.int64]

    @classmethod
    def empty(cls, dimension: int, columns: int) -> Self:
        """No rows."""
        ids = np.empty(0, dtype=np.int64)
        return cls(ids, np.empty((0, dimension), dtype=np.float16), np.empty((0, columns), dtype=np.int64))

    def __len__(self) -> int:
        return len(self.ids)

    def kept(self, mask: Mask) -> "Rows":
        """The rows of the mask, copied."""
        return Rows(self.ids[mask], self.vectors[mask], self.columns[mask])

    def batch(self) -> VectorBatch:
        """The rows as they were given."""
        return VectorBatch(self.ids, self.vectors, self.columns)


def joined_by_id(parts: list[Rows]) -> Rows:
    """All rows in rising order of id; vectors are float16, columns lie column by column for quick masks."""
    ids = np.concatenate([part.ids for part in parts])
    vectors = np.concatenate([part.vectors.astype(np.float16, copy=False) for part in parts])
    columns = np.concatenate([part.columns for part in parts])
    if np.any(ids[1:] < ids[:-1]):
        order = np.argsort(ids, kind="stable")
        ids, vectors, columns = ids[order], vectors[order], columns[order]
    return Rows(ids, vectors, np.asfortranarray(columns))


def places(sorted_ids: Ids, wanted: Ids) -> NDArray[np.int64]:
    """Find each wanted id among ids in rising order: its place, -1 where absent."""
    found = np.searchsorted(sorted_ids, wanted)
    found[found == len(sorted_ids)] = 0
    return np.where(sorted_ids[found] == wanted, found, -1) if len(sorted_ids) else np.full(len(wanted), -1)


def cosines(vectors: Vectors, query: NDArray[np.float32]) -> NDArray[np.float64]:
    """Inner products in float64, row by row, so that equal rows get equal bits wherever they stand.

    Clipped to [-1, 1]: rounding to float16 may leave a row longer than one by some 1e-4.
    """
    products: NDArray[np.float64] = (vectors.astype(np.float64) * query.astype(np.float64)).sum(axis=1)
    return products.clip(-1.0, 1.0)


def ranked(ids: Ids, scores: NDArray[np.float64], limit: int) -> list[VectorHit]:
    """The `limit` best, by falling score, equal scores by rising id."""
    order = np.lexsort((ids, -scores))[:limit]
    return [VectorHit(*hit) for hit in zip(ids[order].tolist(), scores[order].tolist(), strict=True)]
