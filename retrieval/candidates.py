"""The two lists of a search, vectors and words, taken from one snapshot within a deadline."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from corpus.filters import Condition
from corpus.index.field_boosts import FieldBoosts
from corpus.index.word_index import WordHit, WordQuery
from corpus.words import Segmenter, WeightedTerm
from embeddings.encoder import Encoder, Vectors
from embeddings.vector_errors import VectorSettingsWrong, VectorsUnavailable
from embeddings.vectors import VectorHit
from retrieval.lost_vectors import away
from retrieval.results import Mode
from retrieval.snapshot import IndexSnapshot

AHEAD = 4
"""Queries that are encoded beside the rest of their searches; the encoder itself runs one a core."""
_BOOSTS = FieldBoosts()


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
    """What each side found, best first.

    `partial` says that a side was left out for want of time, `lost` that the store of vectors did not answer.
    """

    dense: tuple[VectorHit, ...] = ()
    words: tuple[WordHit, ...] = ()
    partial: bool = False
    lost: bool = False


@dataclass(frozen=True, slots=True)
class Begun:
    """The vector of a query on its way, made beside the rest of the search."""

    query: str
    vector: Future[Vectors]


class CandidateFinder:
    """Asks both indexes for the same query. Safe to share between threads."""

    def __init__(
        self, encoder: Callable[[], Encoder], segmenter: Segmenter, boosts: FieldBoosts = _BOOSTS
    ) -> None:
        self._encoder, self._segmenter, self._boosts = encoder, segmenter, boosts
        self._ahead = ThreadPoolExecutor(AHEAD, "encode")

    def begin(self, query: str, mode: Mode) -> Begun | None:
        """Begin to encode a query, while it is read and its words are looked for; nothing where no vector is needed."""
        if mode is Mode.KEYWORD:
            return None
        return Begun(query, self._ahead.submit(self._encode, query))

    def find(
        self,
        query: str,
        beside: Sequence[WeightedTerm],
        mode: Mode,
        limit: int,
        conditions: Sequence[Condition],
        snapshot: IndexSnapshot,
        deadline: Deadline,
        begun: Begun | None = None,
    ) -> Candidates:
        """Give up to `limit` hits a side; words first, since they cost least.

        beside: words looked for beside those of the query; one that the user wrote weighs as written. begun: what
        `begin` gave; it serves where it is of this query. Words alone where the store of vectors does not answer.

        Raises:
            VectorsUnavailable: the store of vectors does not answer, or not to us, and nothing but vectors was asked for.
        """
        words: Sequence[WordHit] = ()
        if mode is not Mode.SEMANTIC:
            words = snapshot.words.search(
                WordQuery(self._terms(query, beside), self._boosts), limit, conditions
            )
        if mode is Mode.KEYWORD:
            return Candidates(words=tuple(words))
        if deadline.passed():
            return Candidates(words=tuple(words), partial=True)
        ahead = begun.vector if begun is not None and begun.query == query else None
        vector = ahead.result() if ahead is not None else self._encode(query)
        try:
            dense = snapshot.vectors.search(vector, limit, conditions)
        except (VectorsUnavailable, VectorSettingsWrong) as error:
            if mode is not Mode.SEMANTIC:
                return Candidates(words=tuple(words), lost=True)
            if isinstance(error, VectorsUnavailable):
                raise
            raise away(error) from error
        return Candidates(tuple(dense), tuple(words))

    def _encode(self, query: str) -> Vectors:
        return self._encoder().encode_query(self._segmenter.spelled(query))

    def _terms(self, query: str, beside: Sequence[WeightedTerm]) -> tuple[WeightedTerm, ...]:
        written = self._segmenter.weighted_terms(query)
        known = {term.term for term in written}
        return (*written, *(term for term in beside if term.term not in known))
