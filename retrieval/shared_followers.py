"""The follower of a process whose vectors lie in a store that it shares with other processes.

Words and texts are its own and follow the catalogue. The vectors are written by whichever process holds the lease of
the applier; every row carries the changes that added and removed it, so that each process reads the shared vectors at
the very change at which its own words and texts stand (docs/decisions/021-shared-vectors.md).
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np

from corpus.index.text_index import TextIndex
from corpus.index.word_index import WordIndex
from corpus.store.catalogue import Catalogue
from corpus.store.held_lease import acquire
from corpus.store.job_errors import LeaseHeld, LeaseLost
from corpus.store.leases import Lease, Leases
from corpus.store.records import ChangeSet, PassageRow
from embeddings.milvus_marks import Marks
from embeddings.vector_errors import VectorsUnavailable
from embeddings.vectors import Ids, VectorBatch, VectorSnapshot
from retrieval.followers import BATCH, IndexAhead, merge, vector_batch
from retrieval.lost_vectors import OUT, LostVectors, away
from retrieval.readers import level_searchers
from retrieval.snapshot import IndexSnapshot

LEASE = "vectors"


class SharedVectors(Protocol):
    """A store of vectors that other processes read and write too."""

    @property
    def applied(self) -> int:
        """The last change applied, by whichever process."""

    def refresh(self, *, make: bool = True) -> int:
        """Read the last change applied; make what is not there yet, or don't."""

    def erase(self) -> None:
        """Delete all there is."""

    def begin_writing(self) -> None:
        """Take back what a writer that died left unfinished."""

    def apply_marked(
        self, change: int, batch: VectorBatch, removed: Ids, marks: Marks, before_write: Callable[[], None]
    ) -> None:
        """Apply changes up to `change`; `before_write` may stop it before each request."""

    def at(self, change: int) -> VectorSnapshot:
        """Give the vectors as they are at a change."""

    def purge(self, change: int) -> None:
        """Delete what was removed at or before a change."""

    def save(self) -> None:
        """Let the store put in order what was written."""


class SharedFollowers:
    """Keeps words and texts of one data folder level, and the shared vectors where it is this process's turn."""

    def __init__(
        self,
        catalogue: Catalogue,
        vectors: SharedVectors,
        words: WordIndex,
        texts: TextIndex,
        *,
        fingerprint: str,
        columns: int,
        holder: str,
        lease_seconds: float = 30,
        keeps: bool = True,
        save_seconds: float = 30,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`keeps`: this process writes the folder's words and texts, and may write the shared vectors."""
        self._catalogue, self._vectors, self._words, self._texts = catalogue, vectors, words, texts
        self._fingerprint, self._columns, self._keeps = fingerprint, columns, keeps
        self._leases, self._holder, self._lease_seconds = Leases(catalogue), holder, lease_seconds
        self._lease: Lease | None = None
        self._renewed_at = 0.0
        self._save_seconds, self._clock, self._saved_at = save_seconds, clock, clock()
        self._passed: deque[tuple[float, int]] = deque()
        self._working = threading.Lock()
        self._lost: VectorsUnavailable | None = None
        self._check_not_ahead(max(words.applied, texts.applied))
        self._refresh()
        self._level()
        self._snapshot = self._take()

    def current(self) -> IndexSnapshot:
        """The published snapshot."""
        return self._snapshot

    @property
    def keeps(self) -> bool:
        """Whether this process writes the folder's words and texts."""
        return self._keeps

    @property
    def lost(self) -> str | None:
        """Why the vectors take no part in searches now, None where they do."""
        return self._snapshot.lost

    def catch_up(self) -> int:
        """Bring everything to the newest change, or as far as the vectors are; the number of changes.

        Where the store of vectors does not answer, does not let us in any more, or holds those of another model by
        now, words and texts go on alone.

        Raises:
            MissingVectors: a passage has no vector of this model; what was published stays.
            IndexesBusy: another process keeps words and texts, and they did not meet at one change.
        """
        before = self._snapshot.number
        with self._working:
            self._level()  # they are not where the disk was full between their commits
            while True:
                self._refresh()
                applied = self._lost is None and self._apply_vectors()
                moved = self._follow_words()
                self._snapshot = self._take()
                if not moved and not applied:
                    return self._snapshot.number - before

    def save(self, *, force: bool = False) -> bool:
        """Tell whether it is time for upkeep; nothing is only in memory. `force`: the lease is given back."""
        with self._working:
            if force and self._lease is not None:
                self._leases.release(self._lease)
                self._lease = None
            if not force and self._clock() - self._saved_at < self._save_seconds:
                return False
            self._saved_at = self._clock()
            if self._lost is None and self._lease is not None:
                self._try(self._vectors.save)
            return True

    def _try(self, upkeep: Callable[[], None]) -> None:
        """Do what may as well be done later, when the vectors answer again."""
        try:
            upkeep()
        except OUT as error:
            self._lost = away(error)

    @property
    def safe_change(self) -> int:
        """The change up to which every index is on disk: rows removed by then may be purged."""
        return min(self._vectors.applied, self._words.applied, self._texts.applied)

    def purge_vectors(self, older_than_seconds: float) -> None:
        """Delete shared vectors that were removed so long ago that no process searches at a view before it."""
        now = self._clock()
        self._passed.append((now, self.safe_change))
        until = None
        while self._passed and now - self._passed[0][0] >= older_than_seconds:
            until = self._passed.popleft()[1]
        if until and self._lost is None and self._lease is not None:
            self._try(lambda: self._vectors.purge(until))

    def _refresh(self) -> None:
        try:
            self._check_not_ahead(self._vectors.refresh())
        except OUT as error:
            self._lost = away(error)
        else:
            self._lost = None

    def _check_not_ahead(self, applied: int) -> None:
        head = self._catalogue.head()
        if applied > head:
            raise IndexAhead(applied, head)

    def _apply_vectors(self) -> bool:
        """Apply the next changes to the shared vectors, where there are any and it is this process's turn."""
        if not self._keeps or self._vectors.applied >= self._catalogue.head():
            return False
        try:
            if not self._takes_turn():
                return False
            changes = self._catalogue.change_sets(self._vectors.applied, BATCH)
            if not changes:
                return True  # the last holder told its last change just before it was gone
            added, removed, marks = _marked(changes)
            batch = vector_batch(self._catalogue, added, self._fingerprint, self._columns)
            gone = np.array(removed, dtype=np.int64)
            self._vectors.apply_marked(changes[-1].number, batch, gone, marks, self._keep_turn)
        except OUT as error:
            self._lost = away(error)
            return False
        except LeaseLost:
            self._lease = None  # idle for longer than it runs: look again whose turn it is
        return True

    def _takes_turn(self) -> bool:
        """Hold the applier's lease, or take it where nobody does; who takes it clears what the last holder left."""
        if self._lease is not None:
            self._keep_turn()
            return True
        try:
            self._lease = acquire(self._leases, LEASE, self._holder, self._lease_seconds)
        except LeaseHeld:
            return False
        self._renewed_at = self._clock()
        self._vectors.begin_writing()
        return True

    def _keep_turn(self) -> None:
        """Renew the lease in time: what is written next ends before another process may write. Raises LeaseLost."""
        if self._lease is not None and self._clock() - self._renewed_at > self._lease_seconds / 3:
            self._lease = self._leases.renew(self._lease, self._lease_seconds)
            self._renewed_at = self._clock()

    def _level(self) -> None:
        """Bring words and texts to one change after a stop that fell between their commits."""
        if self._keeps and self._words.applied != self._texts.applied:
            self._move_words(max(self._words.applied, self._texts.applied))

    def _follow_words(self) -> bool:
        """Apply the next changes to words and texts: as far as the vectors are, or alone where they are lost."""
        head = self._catalogue.head()
        goal = head if self._lost is not None else min(head, self._vectors.applied)
        if not self._keeps or self._words.applied >= goal:
            return False
        self._move_words(min(goal, self._words.applied + BATCH))
        return True

    def _move_words(self, goal: int) -> None:
        for index, apply in ((self._words, self._apply_words), (self._texts, self._apply_texts)):
            while index.applied < goal:
                after = self._catalogue.change_sets(index.applied, BATCH)
                apply([changes for changes in after if changes.number <= goal])

    def _apply_words(self, changes: Sequence[ChangeSet]) -> None:
        step = merge(changes)
        self._words.apply(step.change, step.added, step.removed)

    def _apply_texts(self, changes: Sequence[ChangeSet]) -> None:
        step = merge(changes)
        self._texts.apply(step.change, step.added_texts, step.removed_documents)

    def _take(self) -> IndexSnapshot:
        words, texts = level_searchers(self._words, self._texts)
        if not self._keeps and self._lost is None and self._vectors.applied < words.change:
            self._refresh()  # whoever keeps the words has gone on since
        applied, lost = self._vectors.applied, self._lost
        filling = lost is None and applied < words.change
        if filling:
            lost = VectorsUnavailable(f"向量库正在补齐，还差 {words.change - applied} 个变更")
        vectors: VectorSnapshot = (
            self._vectors.at(words.change) if lost is None else LostVectors(applied, lost)
        )
        told = None if lost is None else str(lost)
        return IndexSnapshot(words.change, vectors, words, texts, told, filling)


def _marked(change_sets: Sequence[ChangeSet]) -> tuple[list[PassageRow], list[int], Marks]:
    """What consecutive change sets add and remove, each with its change; what comes and goes within them is left out."""
    step = merge(change_sets)
    added = {row.id: changes.number for changes in change_sets for row in changes.added}
    removed = {id_: changes.number for changes in change_sets for id_ in changes.removed}
    marks = Marks([added[row.id] for row in step.added], [removed[id_] for id_ in step.removed])
    return list(step.added), list(step.removed), marks
