"""The vector store on FAISS: an immutable base, a small exact delta, removals; snapshots by sharing."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from typing import Self

import numpy as np

from embeddings.faiss_base import ExactBase, IvfBase
from embeddings.faiss_build import BuildOptions, build_base, snapshot_of
from embeddings.faiss_snapshot import FaissSnapshot
from embeddings.rows import Rows, joined_by_id
from embeddings.vector_changes import carried, changed, check_batch, check_distinct
from embeddings.vector_files import VectorFiles
from embeddings.vectors import Ids, ModelFingerprint, VectorBatch


@dataclass(frozen=True, slots=True)
class VectorStoreFacts:
    """What a store is made of, for `doctor`.

    kind: `exact` or `ivf`. recall: the share of the true ten nearest found, measured when the base was built;
    1.0 where exact. base, delta: rows with the dead; removed: the dead among them.
    """

    change: int
    kind: str
    base: int
    delta: int
    removed: int
    nprobe: int
    recall: float


class FaissStore:
    """Vectors by id with integer columns beside them, following a change log.

    One thread at a time may `apply`; `compact` and `save` may run beside it in another, and any number of
    threads may take snapshots and search them.
    """

    def __init__(self, files: VectorFiles, state: FaissSnapshot, options: BuildOptions) -> None:
        self._files = files
        self._state = state
        self._options = options
        self._writing = Lock()
        self._merging = Lock()
        self._saving = Lock()

    @classmethod
    def open(
        cls,
        folder: Path,
        fingerprint: ModelFingerprint,
        columns: tuple[str, ...],
        options: BuildOptions | None = None,
    ) -> Self:
        """Open what was saved last in the folder, or start empty where nothing was.

        Raises IndexDamaged where a file is missing, altered, cut short or of another format, and
        FingerprintMismatch where another model made the vectors.
        """
        store = cls.create(folder, fingerprint, columns, options)
        store._state = store._files.load() or store._state
        return store

    @classmethod
    def create(
        cls,
        folder: Path,
        fingerprint: ModelFingerprint,
        columns: tuple[str, ...],
        options: BuildOptions | None = None,
    ) -> Self:
        """Start empty, whatever the folder holds; the first `save` replaces it."""
        base = ExactBase.of(Rows.empty(fingerprint.dimension, len(columns)))
        return cls(
            VectorFiles(folder, fingerprint, columns),
            snapshot_of(base, 0, columns),
            options or BuildOptions(),
        )

    @property
    def applied(self) -> int:
        """The last change applied, 0 when none was."""
        return self._state.change

    @property
    def facts(self) -> VectorStoreFacts:
        """What the store is made of."""
        state = self._state
        lists = state.base if isinstance(state.base, IvfBase) else None
        base, delta = len(state.base.rows), len(state.delta.rows)
        return VectorStoreFacts(
            change=state.change,
            kind=state.base.kind,
            base=base,
            delta=delta,
            removed=base + delta - state.count,
            nprobe=lists.nprobe if lists else 0,
            recall=lists.recall if lists else 1.0,
        )

    def snapshot(self) -> FaissSnapshot:
        """Give the vectors as they are now; costs nothing."""
        return self._state

    def rebuild(self, change: int, batches: Iterable[VectorBatch]) -> None:
        """Replace all vectors by those of the batches, as they stand at the change. Readers are not held up.

        Raises DuplicateVector, VectorShape; the store is unchanged then.
        """
        rows = joined_by_id(self._checked_rows(batches))  # the parts are let go before the lists are filled
        check_distinct(rows.batch())
        with self._merging, self._writing:
            base = build_base(rows, self._state.base, self._options)
            self._state = snapshot_of(base, change, self._state.columns)

    def _checked_rows(self, batches: Iterable[VectorBatch]) -> list[Rows]:
        parts = [Rows.empty(self._state.dimension, len(self._state.columns))]
        for batch in batches:
            check_batch(batch, self._state)
            parts.append(Rows(batch.ids, batch.vectors.astype(np.float16, copy=False), batch.columns))
        return parts

    def apply(self, change: int, batch: VectorBatch, removed: Ids) -> None:
        """Remove `removed` from what stood before, then add `batch`; snapshots taken before stay as they are.

        ids (n,) int64, vectors (n, dim) float32 or float16 unit rows (kept as float16), columns (n, c) int64,
        removed (m,) int64. All or nothing: raises ChangeOutOfOrder where `change` is not above `applied` (so
        a replay is refused), DuplicateVector for an id that is held or given twice, UnknownVector for a
        removed id that is not held, VectorShape. Merges the delta into the base when it has grown too large.
        """
        with self._writing:
            self._state = changed(self._state, change, batch, removed)
        self._merge_if_cheap()

    @property
    def merge_due(self) -> bool:
        """Tell whether the delta or the removals have outgrown their share of the base."""
        return self._outgrown(1)

    def _outgrown(self, times: int) -> bool:
        facts, options = self.facts, self._options
        bound = times * max(options.merge_rows, options.merge_share * facts.base)
        return facts.delta > bound or facts.removed > bound

    def _merge_if_cheap(self) -> None:
        # Copying an exact base takes milliseconds. Filling lists takes minutes: that is left to whoever calls
        # `compact` in the background, unless nobody does and searches would become slow.
        exact = self._state.count <= self._options.exact_limit
        times = 1 if exact else 4
        if self._outgrown(times):
            with self._merging:
                if self._outgrown(times):  # no other thread has just merged
                    self._merge()

    def compact(self) -> None:
        """Build a new base of all living rows aside, then swap; applies and searches go on meanwhile."""
        with self._merging:
            self._merge()

    def _merge(self) -> None:
        before = self._state
        living = before.base.rows if before.alive is None else before.base.rows.kept(before.alive)
        rows = joined_by_id([living, before.delta.live()])
        base = build_base(rows, before.base, self._options)
        with self._writing:
            self._state = carried(before, self._state, snapshot_of(base, 0, before.columns))

    def save(self) -> None:
        """Make all that was applied durable; killed at any moment, the last save stands whole."""
        with self._saving:
            state = self._state
            base = self._files.save(state)
            with self._writing:
                if self._state.base is state.base:
                    self._state = replace(self._state, base=base)
