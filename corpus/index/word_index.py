"""The word index: which passages hold the words of a query, ranked by BM25 (k1 1.2, b 0.75)."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple, Protocol

from tantivy import Document, Occur, Query

from corpus.filters import COLUMNS, Condition
from corpus.index.field_boosts import FieldBoosts
from corpus.index.index_folder import erase
from corpus.index.layout import Layout
from corpus.index.store_snapshot import StoreSnapshot
from corpus.index.tantivy_store import TantivyStore
from corpus.masks import LIKELY
from corpus.words import Segmenter, WeightedTerm

_LIKELY = "likely"
_BODY = "body"
_PARTS = (_BODY, "headings", "title", "doc_number")
_WHOLE = "whole"
_FIELDS = (_WHOLE, *_PARTS)
_VERSION = "1"
_SHARED = 256
"""Titles and headings whose words are kept while passages are taken in."""
_COUNTED = 10_000
"""Words whose passages are counted once a snapshot."""


class WordRow(Protocol):
    """A passage as the word index takes it; `columns` are integers from 0 in the order of `filters.COLUMNS`."""

    @property
    def id(self) -> int:
        """The passage id, above 0."""

    @property
    def body(self) -> str:
        """The text of the passage."""

    @property
    def headings(self) -> str:
        """The titles of its sections, one a line."""

    @property
    def title(self) -> str | None:
        """The title of its document."""

    @property
    def doc_number(self) -> str | None:
        """The number of its document."""

    @property
    def columns(self) -> tuple[int, ...]:
        """Integers from 0."""


@dataclass(frozen=True, slots=True)
class WordQuery:
    """Words looked for; a passage need not hold all of them."""

    terms: tuple[WeightedTerm, ...]
    boosts: FieldBoosts = field(default_factory=FieldBoosts)


class WordHit(NamedTuple):
    """A passage found. `bm25` is above 0, higher is better, and compares only within one search."""

    id: int
    bm25: float


@dataclass(frozen=True, slots=True)
class WordSearcher:
    """The word index as of one change. Safe to share between threads."""

    snapshot: StoreSnapshot
    _holding: dict[str, int] = field(default_factory=dict, compare=False, repr=False)

    @property
    def change(self) -> int:
        """The change number it stands at."""
        return self.snapshot.change

    @property
    def passages(self) -> int:
        """How many passages it holds."""
        return self.snapshot.documents

    def holding(self, word: str) -> int:
        """How many passages hold a word, over all collections: for weighing words, never to be told."""
        known = self._holding.get(word)
        if known is None:
            if len(self._holding) >= _COUNTED:
                self._holding.clear()
            known = self._holding[word] = int(self.snapshot.searcher.doc_freq(_WHOLE, word))
        return known

    def search(self, query: WordQuery, limit: int, conditions: Sequence[Condition] = ()) -> list[WordHit]:
        """Find the best `limit` passages that hold a word of the query and meet every condition, best first.

        Conditions restrict; they do not change a score. Raises ValueError for an unknown column.
        """
        words = [part for term in query.terms for part in self._term(term, query.boosts)]
        if not words:
            return []
        matching = Query.boolean_query([(Occur.Should, word) for word in words])
        found = self.snapshot.best_meeting(matching, conditions, limit)
        return [WordHit(*hit) for hit in found]

    def _term(self, term: WeightedTerm, boosts: FieldBoosts) -> list[Query]:
        snapshot, weight = self.snapshot, term.weight
        by_field = ((field, weight * float(getattr(boosts, field))) for field in _FIELDS)
        parts = [
            Query.boost_query(snapshot.word(field, term.term), boost)
            for field, boost in by_field
            if boost > 0
        ]
        likely = snapshot.word(_LIKELY, term.term)
        return [
            *parts,
            Query.const_score_query(
                likely, weight * max(boosts.whole, boosts.body) * self._likely_score(term.term)
            ),
        ]

    def _likely_score(self, word: str) -> float:
        """Score a possible reading of a mask: half of what the word once in a middling passage would score.

        By the word's rarity among passages, not in the field of readings, where every word is rare.
        """
        holding = self.holding(word)
        return LIKELY * math.log(1 + (self.snapshot.searcher.num_docs - holding + 0.5) / (holding + 0.5))


class WordIndex:
    """The word index in its folder; one process opens it writable."""

    def __init__(self, store: TantivyStore, segmenter: Segmenter) -> None:
        self._store = store
        self._segmenter = segmenter
        # Passages of a document have titles and headings in common.
        self._shared_words = lru_cache(_SHARED)(lambda text: tuple(segmenter.search_tokens(text)))

    @classmethod
    def open(cls, folder: Path, segmenter: Segmenter, *, writable: bool) -> "WordIndex":
        """Open the index, made empty when it is not there and `writable`.

        Raises IndexDamaged (also: written with another dictionary), IndexMissing, IndexBusy.
        """
        return cls(TantivyStore.open(folder, _layout(segmenter), writable=writable), segmenter)

    @staticmethod
    def erase(folder: Path) -> None:
        """Delete the index in `folder`, damaged or not."""
        erase(folder)

    @property
    def applied(self) -> int:
        """The change number of the last commit, 0 before the first."""
        return self._store.applied

    def apply(self, change: int, added: Iterable[WordRow], removed: Sequence[int]) -> None:
        """Remove passages, then add passages, and note `change`: one commit, whole or not at all.

        `added` is read once, so a rebuild can stream pages of rows. Raises ValueError where `change` is not above
        `applied`.
        """
        self._store.apply(change, (self._document(row) for row in added), removed)

    def searcher(self) -> WordSearcher:
        """Give a snapshot of the newest commit."""
        return WordSearcher(self._store.snapshot())

    def close(self) -> None:
        """Give the writer's lock back; searchers stay usable."""
        self._store.close()

    def _document(self, row: WordRow) -> Document:
        document = Document()
        whole: list[str] = []
        for part in _PARTS:
            if text := getattr(row, part):
                words = self._segmenter.search_tokens(text) if part == _BODY else self._shared_words(text)
                document.add_text(part, " ".join(words))
                whole += words
        document.add_text(_WHOLE, " ".join(whole))
        if likely := self._segmenter.likely_tokens(row.body):
            document.add_text(_LIKELY, " ".join(likely))
        document.add_unsigned("id", row.id)
        for column, value in zip(COLUMNS, row.columns, strict=True):
            document.add_unsigned(column, value)
        return document


def _layout(segmenter: Segmenter) -> Layout:
    fields = tuple((field, "freq") for field in (*_FIELDS, _LIKELY))
    return Layout("词", f"{_VERSION}-{segmenter.fingerprint}", "id", fields, COLUMNS)
