"""The best hits read once more by a cross-encoder, within a time budget; off unless a model is set."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from retrieval.ranking import RankedHit, Weights, reranked

_TOGETHER = 4
"""Passages scored in one call: the clock is looked at between calls."""


class Reranker(Protocol):
    """Scores passages against a query, [0, 1] each. Safe to call from several threads at once."""

    @property
    def name(self) -> str:
        """What the model is called."""

    def scores(self, query: str, passages: Sequence[str]) -> list[float]:
        """One score a passage, in order."""


@dataclass(frozen=True, slots=True)
class RerankSettings:
    """How many of the best hits are read, and the time for it in milliseconds."""

    top: int = 20
    budget_ms: float = 300


class Reranking:
    """Applies a reranker to ranked hits. Safe to call from several threads at once."""

    def __init__(
        self,
        reranker: Reranker,
        settings: RerankSettings,
        weights: Weights,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._reranker, self._settings = reranker, settings
        self._weights, self._clock = weights, clock

    @property
    def top(self) -> int:
        """How many of the best hits are read."""
        return self._settings.top

    def apply(self, query: str, ranked: Sequence[RankedHit], texts: Mapping[int, str]) -> list[RankedHit]:
        """Order hits anew with the evidence `rerank`, which those that were read have and the explanation names.

        texts: of the best hits, by passage. Hits are read best first, some at a time, until the budget is spent;
        the first are read in any case. Those read are spread over [0, 1], so that the weight means the same
        whatever the model's scores are like; they keep their places before those that time did not reach.
        """
        best = [hit for hit in ranked[: self.top] if hit.id in texts]
        scores = self._scores(query, [texts[hit.id] for hit in best])
        read = {hit.id: score for hit, score in zip(best, scores, strict=False)}
        return reranked(ranked, _spread(read), self._weights)

    def _scores(self, query: str, passages: Sequence[str]) -> list[float]:
        end = self._clock() + self._settings.budget_ms / 1000
        scores: list[float] = []
        for start in range(0, len(passages), _TOGETHER):
            if scores and self._clock() >= end:
                break
            scores += self._reranker.scores(query, passages[start : start + _TOGETHER])
        return scores


def _spread(scores: Mapping[int, float]) -> dict[int, float]:
    """Spread scores over [0, 1] by the least and the greatest; equal ones are all 0."""
    least, most = min(scores.values(), default=0.0), max(scores.values(), default=0.0)
    return {id_: (score - least) / (most - least) if most > least else 0.0 for id_, score in scores.items()}
