"""Wrong passages for a further round: those that the model of the round before takes for right.

Wrong passages are drawn among those alone that answer another question of the training, so that none is ever pushed
away that is not also drawn near: those that no question was written about, the judged ones among them, are neither.
What is nearer to the question than its right passage may well answer it, and copies of the right one do: neither is
wrong. Laws and official documents are kept apart, since a law may stand in both.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from benchmarks.train.likeness import alike
from benchmarks.train.pairs import Gathered, Pair, join
from embeddings.encoder import Encoder

MARGIN = 0.01
"""A passage is wrong where its cosine is at most so much above that of the right one."""
NEAREST, KEPT = 40, 16
_QUERIES = 512


def mined(groups: Sequence[Gathered], encoder: Encoder) -> Gathered:
    """All pairs with new wrong passages, each group's among its own right ones."""
    return join(_mined(group, encoder) for group in groups)


def _mined(gathered: Gathered, encoder: Encoder) -> Gathered:
    right = {pair.right[0] for pair in gathered.pairs}
    copies = alike({name: gathered.texts[name] for name in right}, right)
    ids = sorted(right)
    vectors = encoder.encode_passages([gathered.texts[name] for name in ids])
    places = {name: place for place, name in enumerate(ids)}
    pairs: list[Pair] = []
    for start in range(0, len(gathered.pairs), _QUERIES):
        some = gathered.pairs[start : start + _QUERIES]
        queries = np.stack([encoder.encode_query(pair.query) for pair in some])
        for pair, scores in zip(some, queries @ vectors.T, strict=True):
            pairs.append(_with_wrong(pair, scores, ids, places, copies))
    return Gathered(tuple(pairs), {name: gathered.texts[name] for name in right})


def _with_wrong(
    pair: Pair,
    scores: npt.NDArray[np.float32],
    ids: Sequence[str],
    places: Mapping[str, int],
    copies: Mapping[str, frozenset[str]],
) -> Pair:
    same = sorted(copies.get(pair.right[0], frozenset()) - set(pair.right))
    right = (*pair.right, *same)
    allowed = scores <= scores[places[pair.right[0]]] + MARGIN
    allowed[[places[name] for name in right if name in places]] = False
    ranked = np.argsort(np.where(allowed, -scores, np.inf))[: min(NEAREST, int(allowed.sum()))]
    wrong = random.Random(pair.query).sample(ranked.tolist(), min(KEPT, len(ranked)))
    return replace(pair, right=right, wrong=tuple(ids[place] for place in wrong))
