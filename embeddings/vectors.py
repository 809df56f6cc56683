"""What a store of vectors is asked and answers: protocols and values, free of any engine.

One score convention: `cosine`, the inner product of unit rows, in [-1, 1], higher is nearer. Order is by
falling cosine, equal cosines by rising id.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int64]
Mask = NDArray[np.bool_]
Vectors = NDArray[np.floating[Any]]
"""float32 or float16; each row of unit length within the rounding of float16."""


class Condition(Protocol):
    """A test on one integer column: the value is in `values`, or in `[low, high]` where `values` is None."""

    @property
    def column(self) -> str:
        """The column's name."""

    @property
    def values(self) -> AbstractSet[int] | None:
        """The values allowed; an empty set allows none."""

    @property
    def low(self) -> int | None:
        """The least value allowed, None for no bound."""

    @property
    def high(self) -> int | None:
        """The greatest value allowed, None for no bound."""


class ModelFingerprint(Protocol):
    """Which model made the vectors; its `str()` is what a person reads."""

    @property
    def key(self) -> str:
        """A short stable key, equal exactly where vectors may be mixed."""

    @property
    def dimension(self) -> int:
        """The length of a vector."""


class VectorHit(NamedTuple):
    """A vector found: `cosine` in [-1, 1] is that of the stored vector, which is rounded to float16."""

    id: int
    cosine: float


@dataclass(frozen=True, slots=True)
class VectorBatch:
    """Vectors to add: ids (n,) int64, vectors (n, dim) unit rows, columns (n, c) int64 in the store's order."""

    ids: Ids
    vectors: Vectors
    columns: NDArray[np.int64]


class VectorSnapshot(Protocol):
    """The vectors at one change number; nothing that happens to the store later alters it."""

    @property
    def change(self) -> int:
        """The last change that this snapshot holds."""

    @property
    def count(self) -> int:
        """How many vectors it holds."""

    def search(
        self, query: NDArray[np.float32], limit: int, conditions: Sequence[Condition] = ()
    ) -> list[VectorHit]:
        """Give the `limit` nearest vectors that meet all conditions, nearest first, ties by id."""

    def best_cosines(self, queries: NDArray[np.float32], limit: int) -> NDArray[np.float32]:
        """Give the (m, k) greatest cosines of (m, dim) queries by exact scan; k = min(limit, count)."""


class VectorStore(Protocol):
    """A writable set of vectors that follows a change log."""

    @property
    def applied(self) -> int:
        """The last change applied, 0 when none was."""

    def apply(self, change: int, batch: VectorBatch, removed: Ids) -> None:
        """Remove `removed`, then add `batch`, as change number `change`."""

    def snapshot(self) -> VectorSnapshot:
        """Give the vectors as they are now."""

    def save(self) -> None:
        """Make all that was applied durable."""
