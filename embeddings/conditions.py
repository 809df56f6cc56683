"""Conditions on integer columns as one vectorised mask."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from embeddings.vector_errors import UnknownColumn
from embeddings.vectors import Condition, Mask


def matching(
    columns: NDArray[np.int64], names: Sequence[str], conditions: Sequence[Condition]
) -> Mask | None:
    """Tell which rows meet every condition.

    columns: (n, c), in the order of `names`. Returns (n,) bool, None where there is no condition (all rows
    match). Raises UnknownColumn.
    """
    mask: Mask | None = None
    for condition in conditions:
        if condition.column not in names:
            raise UnknownColumn(condition.column, names)
        met = _meets(columns[:, names.index(condition.column)], condition)
        mask = met if mask is None else mask & met
    return mask


def _meets(column: NDArray[np.int64], condition: Condition) -> Mask:
    if condition.values is not None:
        allowed = np.fromiter(condition.values, dtype=np.int64, count=len(condition.values))
        return column == allowed[0] if len(allowed) == 1 else np.isin(column, allowed)
    mask = np.ones(len(column), dtype=np.bool_)
    if condition.low is not None:
        mask &= column >= condition.low
    if condition.high is not None:
        mask &= column <= condition.high
    return mask


def both(first: Mask | None, second: Mask | None) -> Mask | None:
    """Join two masks of which None means all rows."""
    if first is None or second is None:
        return second if first is None else first
    return first & second
