"""How many of the truly nearest vectors a search finds."""

import numpy as np
from numpy.typing import NDArray

from embeddings.vectors import VectorSnapshot

DEPTH = 10


def measure_recall(snapshot: VectorSnapshot, sample: NDArray[np.float32], depth: int = DEPTH) -> float:
    """Give the share in [0, 1] of the `depth` nearest by exact scan that `search` finds, over all queries.

    sample: (m, dim) float32 unit rows. A hit counts by its cosine, so that equal vectors stand for each other.
    1.0 where there is nothing to find.
    """
    return share_found(snapshot, sample, snapshot.best_cosines(sample, depth))


def between(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Give queries like those of people, (m, dim) float32 unit rows: each the middle of two of the (m, dim) rows.

    A vector of the corpus lies in the heart of its list and is found with few lists open. A question lies between
    what it touches: at a million passages, questions of three judged sets and middles of passages need the same
    number of lists (docs/benchmarks.md), vectors of the corpus an eighth of it.
    """
    middles = vectors + np.roll(vectors, max(1, len(vectors) // 3), axis=0)
    lengths = np.linalg.norm(middles, axis=1, keepdims=True)
    return np.where(lengths > 1e-6, middles / np.maximum(lengths, 1e-6), vectors).astype(np.float32)


def share_found(snapshot: VectorSnapshot, sample: NDArray[np.float32], best: NDArray[np.float32]) -> float:
    """Give the share of `best`, the (m, k) greatest cosines of the sample, that `search` finds."""
    if best.size == 0:
        return 1.0
    # best_cosines is good to 1e-5.
    last = best[:, -1] - 1e-5
    found = sum(
        sum(hit.cosine >= float(least) for hit in snapshot.search(query, best.shape[1]))
        for query, least in zip(sample, last, strict=True)
    )
    return found / best.size
