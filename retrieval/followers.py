"""The follower that keeps vector, word and text index level with the catalogue, and publishes one view of them.

Change sets are applied to all three in lock-step, words and texts first, and only then is a snapshot of all
three published; a request takes one snapshot and keeps it (docs/decisions/001).
"""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol

import numpy as np

from corpus.errors import ChuchuError
from corpus.index.text_index import TextIndex
from corpus.index.word_index import WordIndex
from corpus.store.catalogue import Catalogue
from corpus.store.records import ChangeSet, PassageRow, TextRow
from embeddings.vectors import VectorBatch, VectorStore
from retrieval.snapshot import IndexSnapshot

BATCH = 64


class Follower(Protocol):
    """What the search and the service ask of whoever follows the catalogue."""

    def current(self) -> IndexSnapshot:
        """The published snapshot."""
        ...

    def catch_up(self) -> int:
        """Apply what is new; the number of changes applied."""
        ...

    def save(self, *, force: bool = False) -> bool:
        """Write to disk what is only in memory; True when something was written."""
        ...


class IndexAhead(ChuchuError):
    """The indexes hold changes that the catalogue no longer has: it lost them, and is not what it was."""

    code: ClassVar[str] = "index_ahead"

    def __init__(self, applied: int, head: int) -> None:
        super().__init__(
            f"索引已到第 {applied} 号变更，目录数据库却只有 {head} 号：目录丢失了变更，可能是日志（WAL）文件损坏，"
            "或被换成了较旧的文件。请用 chuchu restore 从备份恢复；没有更新的备份时，运行 chuchu reindex 以现有目录为准。"
        )
        self.applied, self.head = applied, head


@dataclass(frozen=True, slots=True)
class Step:
    """Consecutive change sets as one: what is there after them, and what no longer is."""

    change: int
    added: tuple[PassageRow, ...]
    removed: tuple[int, ...]
    added_texts: tuple[TextRow, ...]
    removed_documents: tuple[int, ...]


def merge(change_sets: Sequence[ChangeSet]) -> Step:
    """The net effect of consecutive change sets: what one adds and a later one removes appears in neither.

    A removed id is kept in `removed` even when its addition lies in the same sets only if it was there before
    them, so that an index applies no removal of what it never held.
    """
    added: dict[int, PassageRow] = {}
    texts: dict[int, TextRow] = {}
    removed: list[int] = []
    removed_documents: list[int] = []
    for changes in change_sets:
        removed += [i for i in changes.removed if added.pop(i, None) is None]
        removed_documents += [r for r in changes.removed_documents if texts.pop(r, None) is None]
        added.update((row.id, row) for row in changes.added)
        texts.update((row.document_row, row) for row in changes.added_texts)
    return Step(
        change_sets[-1].number,
        tuple(added.values()),
        tuple(removed),
        tuple(texts.values()),
        tuple(removed_documents),
    )


def vector_batch(
    catalogue: Catalogue, rows: Sequence[PassageRow], fingerprint: str, columns: int
) -> VectorBatch:
    """The stored vectors of passages, with their ids and integer columns.

    Raises:
        MissingVectors: a passage has no vector under this fingerprint.
    """
    return VectorBatch(
        ids=np.array([row.id for row in rows], dtype=np.int64),
        vectors=catalogue.vectors([row.embed_hash for row in rows], fingerprint),
        columns=np.array([row.columns for row in rows], dtype=np.int64).reshape(len(rows), columns),
    )


class Followers:
    """The one writer of a data folder's indexes."""

    def __init__(
        self,
        catalogue: Catalogue,
        vectors: VectorStore,
        words: WordIndex,
        texts: TextIndex,
        *,
        fingerprint: str,
        columns: int,
        save_seconds: float = 30,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._catalogue, self._vectors, self._words, self._texts = catalogue, vectors, words, texts
        self._fingerprint, self._columns = fingerprint, columns
        self._save_seconds, self._clock = save_seconds, clock
        self._saved_at, self._saved_change = clock(), vectors.applied
        self._working = threading.Lock()
        self._check_not_ahead()
        self._level()
        self._snapshot = self._take()

    def current(self) -> IndexSnapshot:
        """The published snapshot: all three indexes at one change."""
        return self._snapshot

    def catch_up(self) -> int:
        """Apply every change the catalogue has, in small steps, publishing after each.

        Raises:
            MissingVectors: a passage has no vector of this model; what was published stays.

        """
        before = self._snapshot.number
        with self._working:
            while change_sets := self._catalogue.change_sets(self._snapshot.number, BATCH):
                self._apply(change_sets)
                self._snapshot = self._take()
        return self._snapshot.number - before

    def save(self, *, force: bool = False) -> bool:
        """Save the vectors when something is new and the last save is old enough (or `force`)."""
        with self._working:
            due = force or self._clock() - self._saved_at >= self._save_seconds
            if not due or self._saved_change == self._vectors.applied:
                return False
            self._vectors.save()
            self._saved_at, self._saved_change = self._clock(), self._vectors.applied
            return True

    @property
    def safe_change(self) -> int:
        """The change up to which every index is on disk: rows removed by then may be purged."""
        return min(self._saved_change, self._words.applied, self._texts.applied)

    def _take(self) -> IndexSnapshot:
        return IndexSnapshot(
            self._vectors.applied, self._vectors.snapshot(), self._words.searcher(), self._texts.searcher()
        )

    def _check_not_ahead(self) -> None:
        """Notice a catalogue that has lost changes: its log was damaged, or an older file was put in its place."""
        head, applied = self._catalogue.head(), max(self._applied())
        if applied > head:
            raise IndexAhead(applied, head)

    def _level(self) -> None:
        """Bring the indexes to one change after a stop that fell between their commits."""
        while (low := min(self._applied())) < (high := max(self._applied())):
            self._apply([c for c in self._catalogue.change_sets(low, BATCH) if c.number <= high])

    def _applied(self) -> tuple[int, int, int]:
        return self._words.applied, self._texts.applied, self._vectors.applied

    def _apply(self, change_sets: list[ChangeSet]) -> None:
        # Vectors are read before anything is committed: if some are missing, no index moves.
        words, texts, vectors = (_after(change_sets, applied) for applied in self._applied())
        batch = vectors and vector_batch(self._catalogue, vectors.added, self._fingerprint, self._columns)
        if words:
            self._words.apply(words.change, words.added, words.removed)
        if texts:
            self._texts.apply(texts.change, texts.added_texts, texts.removed_documents)
        if vectors and batch:
            self._vectors.apply(vectors.change, batch, np.array(vectors.removed, dtype=np.int64))


def _after(change_sets: Sequence[ChangeSet], applied: int) -> Step | None:
    new = [changes for changes in change_sets if changes.number > applied]
    return merge(new) if new else None
