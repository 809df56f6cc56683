"""How much vectors weigh against words in one search, read from the two lists themselves. Pure, on scores.

Sets of questions disagree on the best fixed weight: words taken from the text are found by words, everyday wording
by vectors. Which of the two a query is can be told before fusing: by how much of what its words could score the best
hit by words does score, and by which of the two lists has the hit that stands out. Measured on five sets:
docs/retrieval-experiments.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass

_MOST = 2.2
"""What a word scores at most in BM25 against its rarity: k1 + 1."""
_BEST = 20
"""Hits by words above whose mean the best must stand."""
_COVERED = (0.05, 0.3)
"""Shares of the greatest score between which a query goes over from everyday words to those of the documents."""
_EDGE = (-0.2, 0.4)
"""How much further the words' best stands out than the vectors' best: from where on it counts, and counts wholly."""


@dataclass(frozen=True, slots=True)
class Balance:
    """The weight of the dense side, in [0, 1], against 1 minus it for words.

    unworded: where no passage holds the query's words. worded: where one does. outstanding: where one does and stands
    out among the hits by words as none does among those by vectors. Between these it goes in straight lines.
    """

    unworded: float = 0.8
    worded: float = 0.6
    outstanding: float = 0.25

    def __post_init__(self) -> None:
        """Refuse weights out of order.

        Raises:
            ValueError: not 0 <= outstanding <= worded <= unworded <= 1.
        """
        if not 0 <= self.outstanding <= self.worded <= self.unworded <= 1:
            raise ValueError("dense weights want 0 <= outstanding <= worded <= unworded <= 1")

    def of(self, bm25: Sequence[float], rarities: Sequence[float], cosines: Sequence[float]) -> float:
        """Give the weight by the scores of both lists, as the functions below take them."""
        return self.dense_weight(covered_share(bm25, rarities), peak_of(bm25) - lead_of(cosines))

    def dense_weight(self, covered: float, edge: float) -> float:
        """Give the weight, in [outstanding, unworded]; it never rises with `covered` in [0, 1] or `edge` in [-1, 1]."""
        wholly = self.worded - (self.worded - self.outstanding) * _ramp(edge, *_EDGE)
        weight = self.unworded - (self.unworded - wholly) * _ramp(covered, *_COVERED)
        return min(self.unworded, max(self.outstanding, weight))


def covered_share(bm25: Sequence[float], rarities: Sequence[float]) -> float:
    """Give what the best hit scores of what the query's words can score, in [0, 1].

    bm25: scores of the hits, above 0, in any order. rarities: of each word of the query, times its weight, above 0.
    Words looked for beside those of the query raise the score too; what exceeds 1 is cut.
    """
    most = _MOST * sum(rarities)
    return min(1.0, max(bm25, default=0.0) / most) if most > 0 else 0.0


def peak_of(bm25: Sequence[float]) -> float:
    """Give how far the best hit by words stands above the mean of the best, as a share of its score, in [0, 1)."""
    best = sorted(bm25, reverse=True)[:_BEST]
    if not best or best[0] <= 0:
        return 0.0
    return min(1.0, max(0.0, 1.0 - sum(best) / len(best) / best[0]))


def lead_of(cosines: Sequence[float]) -> float:
    """Give how far the best cosine stands above the least, as a share of the way to 1, in [0, 1].

    Models differ in the cosines they give to strangers, e5 0.75 and others 0.3; the share they have in common.
    """
    if not cosines:
        return 0.0
    best, least = max(cosines), min(cosines)
    return min(1.0, (best - least) / (1.0 - least)) if least < 1.0 else 0.0


def _ramp(value: float, start: float, end: float) -> float:
    return min(1.0, max(0.0, (value - start) / (end - start)))
