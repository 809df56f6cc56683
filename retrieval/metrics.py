"""Measures of a ranking against judged documents, as BEIR and trec_eval define them."""

import math
from collections.abc import Mapping, Sequence


def ndcg(ranking: Sequence[str], gains: Mapping[str, int], depth: int) -> float:
    """Normalised discounted cumulative gain at `depth`, in [0, 1].

    Gain is the grade itself, discount log2(rank + 1), as trec_eval's ndcg_cut (Järvelin and Kekäläinen 2002).
    `ranking` holds each id once, best first. 0 where nothing is judged relevant.
    """
    ideal = sorted((grade for grade in gains.values() if grade > 0), reverse=True)[:depth]
    best = sum(grade / math.log2(rank + 2) for rank, grade in enumerate(ideal))
    got = sum(max(0, gains.get(item, 0)) / math.log2(rank + 2) for rank, item in enumerate(ranking[:depth]))
    return got / best if best else 0.0


def recall(ranking: Sequence[str], gains: Mapping[str, int], depth: int) -> float:
    """Share of the relevant ids among the first `depth`, in [0, 1]; 0 where nothing is judged relevant."""
    relevant = {item for item, grade in gains.items() if grade > 0}
    return len(relevant.intersection(ranking[:depth])) / len(relevant) if relevant else 0.0


def reciprocal_rank(ranking: Sequence[str], gains: Mapping[str, int], depth: int) -> float:
    """1 / rank of the first relevant id among the first `depth`, else 0."""
    for rank, item in enumerate(ranking[:depth], start=1):
        if gains.get(item, 0) > 0:
            return 1 / rank
    return 0.0


def hit(ranking: Sequence[str], gains: Mapping[str, int], depth: int) -> float:
    """1 when a relevant id stands among the first `depth`, else 0."""
    return float(any(gains.get(item, 0) > 0 for item in ranking[:depth]))


def percentile(values: Sequence[float], share: float) -> float:
    """The nearest-rank percentile, `share` in (0, 1]; nan for no values."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * share) - 1)] if ordered else math.nan
