"""The two lists of a search, vectors and words, taken from one snapshot within a deadline."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from corpus.filters import Condition
from corpus.index.word_index import WordHit, WordQuery
from corpus.words import Segmenter, WeightedTerm
from embeddings.encoder import Encoder
from embeddings.vectors import VectorHit
from retrieval.results import Mode
from retrieval.snapshot import IndexSnapshot


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment, in seconds of `clock`, after which no further part of a search is begun."""

    at: float
    clock: Callable[[], float] = time.monotonic

    @classmethod
    def within(cls, milliseconds: float, clock: Callable[[], float] = time.monotonic) -> "Deadline":
        """Give the deadline so many milliseconds from now."""
        return cls(clock() + milliseconds / 1000, clock)

    def passed(self) -> bool:
        """Tell whether the moment has come."""
        return self.clock() >= self.at


@dataclass(frozen=True, slots=True)
class Candidates:
    """What each side found, best first. `partial` says that a side was left out for want of time."""

    dense: tuple[VectorHit, ...] = ()
    words: tuple[WordHit, ...] = ()
    partial: bool = False


class CandidateFinder:
    """Asks both indexes for the same query."""

    def __init__(self, encoder: Callable[[], Encoder], segmenter: Segmenter) -> None:
        self._encoder, self._segmenter = encoder, segmenter

    def find(
        self,
        query: str,
        beside: Sequence[WeightedTerm],
        mode: Mode,
        limit: int,
        conditions: Sequence[Condition],
        snapshot: IndexSnapshot,
        deadline: Deadline,
    ) -> Candidates:
        """Give up to `limit` hits a side; words first, since they cost least.

        beside: words looked for beside those of the query; one that the user wrote weighs as written.
        """
        words: Sequence[WordHit] = ()
        if mode is not Mode.SEMANTIC:
            words = snapshot.words.search(WordQuery(self._terms(query, beside)), limit, conditions)
        if mode is Mode.KEYWORD:
            return Candidates(words=tuple(words))
        if deadline.passed():
            return Candidates(words=tuple(words), partial=True)
        vector = self._encoder().encode_query(self._segmenter.spelled(query))
        return Candidates(tuple(snapshot.vectors.search(vector, limit, conditions)), tuple(words))

    def _terms(self, query: str, beside: Sequence[WeightedTerm]) -> tuple[WeightedTerm, ...]:
        written = self._segmenter.weighted_terms(query)
        known = {term.term for term in written}
        return (*written, *(term for term in beside if term.term not in known))
