"""What stands in for the vectors while their store cannot be asked: it says so."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embeddings.vector_errors import VectorSettingsWrong, VectorsUnavailable
from embeddings.vectors import Condition, VectorHit


@dataclass(frozen=True, slots=True)
class LostVectors:
    """Vectors that are not to be had; `change` is the last that their store is known to hold."""

    change: int
    error: VectorsUnavailable

    @property
    def count(self) -> int:
        """None can be found."""
        return 0

    def search(
        self, query: NDArray[np.float32], limit: int, conditions: Sequence[Condition] = ()
    ) -> list[VectorHit]:
        """Raise VectorsUnavailable."""
        del query, limit, conditions
        raise self.error

    def best_cosines(self, queries: NDArray[np.float32], limit: int) -> NDArray[np.float32]:
        """Raise VectorsUnavailable."""
        del queries, limit
        raise self.error


def away(error: VectorsUnavailable | VectorSettingsWrong) -> VectorsUnavailable:
    """What failed, as a search takes it: a store that was rightly set at the start, and refuses us now, is away."""
    return (
        error if isinstance(error, VectorsUnavailable) else VectorsUnavailable(str(error).removesuffix("。"))
    )
