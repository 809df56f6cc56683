"""Which change each row of several changes belongs to."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from embeddings.vectors import Ids, VectorBatch


@dataclass(frozen=True, slots=True)
class Marks:
    """The change that added each vector of a batch, and the one that removed each removed id."""

    added: Sequence[int]
    removed: Sequence[int]

    @classmethod
    def all_at(cls, change: int, batch: VectorBatch, removed: Ids) -> Self:
        """Everything by one change."""
        return cls([change] * len(batch.ids), [change] * len(removed))
