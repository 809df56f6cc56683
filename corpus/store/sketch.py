"""A 64-byte sketch of a text that tells how alike two texts are when the texts themselves are gone."""

import numpy as np
from numpy.typing import NDArray

_VALUES = 32
_MULTIPLIERS = tuple(
    (0x9E3779B97F4A7C15 * (2 * number + 1)) & 0xFFFFFFFFFFFFFFFF for number in range(_VALUES)
)


def sketch(text: str) -> bytes:
    """The sketch of a text: 32 minima, uint16 little endian, of hashes of its pairs of characters.

    This is MinHash (Broder 1997). A text of one character counts as a pair with nothing; the empty text gives
    zeros.
    """
    characters = np.frombuffer(text.encode("utf-32-le"), dtype="<u4").astype(np.uint64)
    if len(characters) == 0:
        return bytes(2 * _VALUES)
    following = np.append(characters[1:], np.uint64(0)) if len(characters) == 1 else characters[1:]
    pairs = (characters[: len(following)] << np.uint64(21)) | following
    mixed = (pairs ^ (pairs >> np.uint64(17))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= mixed >> np.uint64(29)
    hashes = mixed[:, None] * np.array(_MULTIPLIERS, dtype=np.uint64)[None, :]
    minima: NDArray[np.uint64] = (hashes >> np.uint64(32)).min(axis=0)
    return (minima & np.uint64(0xFFFF)).astype("<u2").tobytes()


def likeness(one: bytes, other: bytes) -> float:
    """The share of equal minima, an estimate of the Jaccard likeness of the two sets of pairs, in [0, 1]."""
    return float(np.mean(np.frombuffer(one, dtype="<u2") == np.frombuffer(other, dtype="<u2")))
