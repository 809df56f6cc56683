"""Dividing texts of mixed lengths into batches that waste little on padding."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

STEP = 8
"""Batches are padded to a multiple of this many tokens: fewer shapes for the engine to prepare kernels for."""

Ids = npt.NDArray[np.int64]


def plan_batches(lengths: Sequence[int], tokens: int) -> list[list[int]]:
    """Divide positions into batches of texts of like length, longest first.

    Each position of `lengths` stands in exactly one batch. A batch has at most `tokens` tokens with its
    padding, or a single text. The longest first, so that what runs last on one core alone is small.

    >>> plan_batches([3, 30, 4], 16)
    [[1], [2, 0]]
    """
    batches: list[list[int]] = []
    room = 0
    for position in sorted(range(len(lengths)), key=lambda index: -lengths[index]):
        if room == 0:
            batches.append([])
            room = max(1, tokens // padded_length(lengths[position]))
        batches[-1].append(position)
        room -= 1
    return batches


def padded_length(length: int) -> int:
    """The next multiple of STEP."""
    return -(-length // STEP) * STEP


def pad(rows: Sequence[Sequence[int]], pad_id: int) -> tuple[Ids, Ids]:
    """Return the ids, padded at the end, and the mask (1 for a token, 0 for padding), both (n, t) int64."""
    width = padded_length(max(len(row) for row in rows))
    ids = np.full((len(rows), width), pad_id, np.int64)
    mask = np.zeros((len(rows), width), np.int64)
    for index, row in enumerate(rows):
        ids[index, : len(row)] = row
        mask[index, : len(row)] = 1
    return ids, mask
