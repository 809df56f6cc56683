"""Vectors to test with, and the plainest store there can be, to compare with."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from embeddings.vectors import Ids, VectorBatch, VectorHit

COLUMNS = ("文种", "date")
NONE = np.empty(0, dtype=np.int64)


@dataclass(frozen=True)
class Model:
    """A fingerprint as the store needs it."""

    dimension: int = 8
    name: str = "云岭向量－小〔２０２３〕"

    @property
    def key(self) -> str:
        """Differs by name and dimension."""
        return f"{self.name}-{self.dimension}"

    def __str__(self) -> str:
        return f"{self.name}, {self.dimension} 维"


@dataclass(frozen=True)
class Where:
    """A condition as the store needs it."""

    column: str
    values: frozenset[int] | None = None
    low: int | None = None
    high: int | None = None

    def met_by(self, row: Sequence[int]) -> bool:
        """Tell whether the columns of a row meet the condition."""
        value = row[COLUMNS.index(self.column)]
        if self.values is not None:
            return value in self.values
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)


def unit_rows(count: int, dimension: int = 8, seed: int = 0) -> NDArray[np.float32]:
    """Random unit rows (count, dimension) float32."""
    rows = np.random.default_rng(seed).standard_normal((count, dimension))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def clustered_rows(count: int, dimension: int, clusters: int, seed: int = 0) -> NDArray[np.float32]:
    """Unit rows (count, dimension) float32 around random centres, cosine to the centre about 0.9."""
    random = np.random.default_rng(seed)
    centres = random.standard_normal((clusters, dimension))
    centres /= np.linalg.norm(centres, axis=1, keepdims=True)
    noise = random.standard_normal((count, dimension)) * (0.48 / math.sqrt(dimension))
    rows = centres[random.integers(0, clusters, count)] + noise
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def batch(ids: Sequence[int], vectors: NDArray[np.float32] | None = None, kind: int = 1) -> VectorBatch:
    """A batch of the ids: column 文种 is `kind`, date is the id; vectors are random by the first id."""
    numbers = np.array(ids, dtype=np.int64)
    if vectors is None:
        vectors = unit_rows(len(ids), seed=ids[0] if ids else 0)
    return VectorBatch(
        numbers, vectors, np.stack([np.full(len(ids), kind), numbers], axis=1).astype(np.int64)
    )


@dataclass
class PlainStore:
    """A dictionary searched by summing products one by one."""

    rows: dict[int, tuple[list[float], list[int]]] = field(default_factory=dict)

    def apply(self, added: VectorBatch, removed: Ids) -> None:
        """Remove, then add."""
        for gone in removed.tolist():
            del self.rows[gone]
        halves = added.vectors.astype(np.float16).astype(np.float64)
        for at, number in enumerate(added.ids.tolist()):
            self.rows[number] = (halves[at].tolist(), added.columns[at].tolist())

    def search(
        self, query: NDArray[np.float32], limit: int, conditions: Sequence[Where] = ()
    ) -> list[VectorHit]:
        """Compare with every row."""
        asked = query.astype(np.float64).tolist()
        hits = [
            VectorHit(number, max(-1.0, min(1.0, math.fsum(map(float.__mul__, vector, asked)))))
            for number, (vector, row) in self.rows.items()
            if all(condition.met_by(row) for condition in conditions)
        ]
        # Sums in another order differ by 1e-16: equal to nine places is equal.
        return sorted(hits, key=lambda hit: (-round(hit.cosine, 9), hit.id))[:limit]


def same(expected: list[VectorHit], actual: list[VectorHit]) -> bool:
    """The same ids in the same order, cosines within 1e-6."""
    return [hit.id for hit in expected] == [hit.id for hit in actual] and all(
        abs(one.cosine - other.cosine) <= 1e-6 for one, other in zip(expected, actual, strict=True)
    )
