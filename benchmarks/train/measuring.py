"""How an encoder does on pools: each query's right passages among the best of the base and others drawn at random.

A pool is far smaller than the corpus it stands for, so its figures compare encoders with each other and with
nothing else.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from math import log2

import numpy as np
import numpy.typing as npt

from benchmarks.train.pairs import Gathered
from embeddings.encoder import Encoder


@dataclass(frozen=True, slots=True)
class Asked:
    """A judged query: the kind it is reported under, and the ids of the passages that are right."""

    kind: str
    query: str
    right: frozenset[str]


@dataclass(frozen=True, slots=True)
class Pool:
    """Queries and the passages, by id, among which theirs are sought."""

    queries: tuple[Asked, ...]
    texts: dict[str, str]


def held_out(gathered: Gathered, wrong: int = 4, seed: int = 20334) -> Pool:
    """The pairs that are kept aside, with some of their hard negatives as the pool; the kind is the source."""
    chance = random.Random(seed)
    queries, texts = [], {}
    for pair in gathered.pairs:
        if pair.held_out:
            queries.append(Asked(pair.source, pair.query, frozenset(pair.right)))
            names = [*pair.right, *chance.sample(pair.wrong, min(wrong, len(pair.wrong)))]
            texts |= {name: gathered.texts[name] for name in names if name in gathered.texts}
    return Pool(tuple(queries), texts)


def narrowed(pool: Pool, encoder: Encoder, best: int, others: int, seed: int = 20335) -> Pool:
    """The pool without what no query is near: the right passages, `best` for each query, `others` at random."""
    names = list(pool.texts)
    vectors = encoder.encode_passages([pool.texts[name] for name in names])
    scores = _queries(pool, encoder) @ vectors.T
    near = np.argpartition(-scores, best, axis=1)[:, :best].ravel().tolist() if len(names) > best else []
    chance = random.Random(seed)
    kept = {names[index] for index in near} | set(chance.sample(names, min(others, len(names))))
    kept |= {name for asked in pool.queries for name in asked.right}
    return Pool(pool.queries, {name: pool.texts[name] for name in names if name in kept})


def measure(pool: Pool, encoder: Encoder) -> dict[str, dict[str, float]]:
    """For each kind and for `all`: how many queries, R@1, in five, MRR@10, nDCG@10, recall@50."""
    names = list(pool.texts)
    vectors = encoder.encode_passages([pool.texts[name] for name in names])
    scores = _queries(pool, encoder) @ vectors.T
    by_kind: dict[str, list[tuple[float, ...]]] = {}
    for asked, row in zip(pool.queries, scores, strict=True):
        found = [names[index] in asked.right for index in np.argsort(-row)[:50]]
        figures = _figures(found, len(asked.right))
        for kind in (asked.kind, "all"):
            by_kind.setdefault(kind, []).append(figures)
    labels = ("@1", "@5", "mrr@10", "ndcg@10", "recall@50")
    return {
        kind: {
            "n": len(rows),
            **{
                label: round(float(mean), 4)
                for label, mean in zip(labels, np.mean(rows, axis=0), strict=True)
            },
        }
        for kind, rows in sorted(by_kind.items())
    }


def _queries(pool: Pool, encoder: Encoder) -> npt.NDArray[np.float32]:
    return np.stack([encoder.encode_query(asked.query) for asked in pool.queries])


def _figures(found: Sequence[bool], right: int) -> tuple[float, ...]:
    ranks = [rank for rank, is_right in enumerate(found) if is_right]
    first = ranks[0] if ranks else len(found)
    gained = sum(1 / log2(rank + 2) for rank in ranks if rank < 10)
    ideal = sum(1 / log2(rank + 2) for rank in range(min(10, right)))
    return (
        float(first < 1),
        float(first < 5),
        1 / (first + 1) if first < 10 else 0.0,
        gained / ideal,
        len(ranks) / right,
    )
