"""What stands in for the vectors while their store cannot be asked: it says so."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embeddings.errors import EmbeddingError, FingerprintMismatch
from embeddings.vector_errors import VectorSettingsWrong, VectorsUnavailable
from embeddings.vectors import Condition, VectorHit

OUT = (VectorsUnavailable, VectorSettingsWrong, FingerprintMismatch)
"""What takes shared vectors out of searches while a service runs; words go on. At its start the last two stop it."""


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


def away(error: EmbeddingError) -> VectorsUnavailable:
    """What took the vectors out, one of OUT, as a search takes it: rightly set at the start, they are away now."""
    if isinstance(error, VectorsUnavailable):
        return error
    if isinstance(error, FingerprintMismatch):
        return VectorsUnavailable(
            f"共用的向量已由模型“{error.stored}”重建，而本服务的模型是“{error.wanted}”，两者不能混用。"
            "请把本服务的模型（设置 CHUCHU_MODEL）改成与其他服务一致并重新启动；"
            "如果应当以本服务的模型为准，请停止本服务，用它的设置运行 chuchu reindex"
        )
    return VectorsUnavailable(str(error).removesuffix("。"))
