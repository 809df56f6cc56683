"""What a query must be like before any store of vectors is asked: of the store's dimension and of unit length."""

import numpy as np
from numpy.typing import NDArray

from embeddings.vector_errors import VectorShape

UNIT = 2e-3
"""How far a length may be from one: float16 rounding moves it by 5e-4 at most."""


def check_query(query: NDArray[np.float32], dimension: int, limit: int) -> None:
    """Raise VectorShape where `query` is not (dimension,) of unit length, or fewer than one hit is wanted."""
    if limit < 1:
        raise VectorShape("检索条数", "正整数", limit)
    if query.shape != (dimension,):
        raise VectorShape("查询向量的形状", (dimension,), query.shape)
    length = float(np.linalg.norm(query))
    if not abs(length - 1.0) <= UNIT:
        raise VectorShape("查询向量的长度", 1.0, length)
