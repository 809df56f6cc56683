"""Hard negatives: passages that the untrained model ranks high for a query and that do not answer it."""

import random
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from benchmarks.train.pairs import Gathered, Pair
from embeddings.encoder import Encoder

FIRST, LAST = 3, 60
"""Ranks taken, counted from 0: the very first ones are often right without being judged so."""
KEPT = 20
_QUERIES = 512


def mine(gathered: Gathered, pool: Sequence[str], encoder: Encoder) -> Gathered:
    """Give every pair KEPT more wrong passages out of the ids of `pool`, drawn from ranks FIRST to LAST."""
    ids = list(dict.fromkeys([*pool, *(name for pair in gathered.pairs for name in pair.right)]))
    vectors = encoder.encode_passages([gathered.texts[name] for name in ids])
    pairs: list[Pair] = []
    for start in range(0, len(gathered.pairs), _QUERIES):
        some = gathered.pairs[start : start + _QUERIES]
        queries = np.stack([encoder.encode_query(pair.query) for pair in some])
        pairs.extend(_with_wrong(pair, row, ids) for pair, row in zip(some, queries @ vectors.T, strict=True))
    used = {name for pair in pairs for name in (*pair.right, *pair.wrong)}
    return Gathered(tuple(pairs), {name: gathered.texts[name] for name in used})


def _with_wrong(pair: Pair, scores: npt.NDArray[np.float32], ids: Sequence[str]) -> Pair:
    best = np.argpartition(-scores, LAST)[:LAST]
    ranked = best[np.argsort(-scores[best])][FIRST:]
    known = {*pair.right, *pair.wrong}
    wrong = [ids[index] for index in ranked if ids[index] not in known]
    chance = random.Random(pair.query)
    return replace(pair, wrong=(*pair.wrong, *chance.sample(wrong, min(KEPT, len(wrong)))))
