"""The vector store on Milvus: one collection that any number of processes read and one at a time writes."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Self

from pymilvus import MilvusClient
from pymilvus.client.ts_utils import get_collection_ts

from embeddings.errors import EmbeddingError
from embeddings.milvus_collection import (
    APPLIED_ROW,
    WRITTEN_ROW,
    MilvusCollection,
    rows_of,
    state_of,
    state_rows,
)
from embeddings.milvus_filter import ADDED, NEVER, REMOVED, field_of
from embeddings.milvus_link import MilvusAddress, MilvusLink
from embeddings.milvus_marks import Marks
from embeddings.milvus_snapshot import ID, VECTOR, MilvusSnapshot
from embeddings.vector_changes import check_distinct, check_shapes
from embeddings.vector_errors import ChangeOutOfOrder, DuplicateVector, UnknownVector
from embeddings.vectors import Ids, ModelFingerprint, VectorBatch

CHUNK = 1000
"""Rows of one request: 1.5 MB of vectors at 384 dimensions."""
WRITING_SECONDS = 15
"""Of one request that writes or reads much; less than what a lease has left when it is begun."""


SETTLED_ROWS = 5_000
"""New rows from which on they are worth a part of the graph of their own; fewer are scanned one by one, exactly."""


class MilvusStore:
    """Vectors by id with integer columns, following a change log, in a collection shared by processes.

    Rows are never altered but to mark their removal, and never deleted before `purge`: a snapshot is a filter on the
    marks. Writing is idempotent: rows first, the number of the change last, and `begin_writing` takes back what was
    written above that number. One process at a time may write; to see to that is the caller's affair.
    """

    def __init__(
        self,
        address: MilvusAddress,
        fingerprint: ModelFingerprint,
        columns: tuple[str, ...],
        owner: str = "",
    ) -> None:
        """Nothing is asked of the server yet: `refresh` does. `owner`: whose vectors they are; others are refused."""
        self._link = MilvusLink(address)
        self._collection = MilvusCollection(self._link, fingerprint, columns, owner)
        self._name, self._columns, self._dimension = address.collection, columns, fingerprint.dimension
        self._standing = (0, 0)  # the last change applied and the time of its write, always read together
        self._checked = self._writing = False
        self._unsettled = 0

    @classmethod
    def open(
        cls,
        address: MilvusAddress,
        fingerprint: ModelFingerprint,
        columns: tuple[str, ...],
        owner: str = "",
    ) -> Self:
        """Open the collection, made where absent, and read what it has applied; raises as `refresh`."""
        store = cls(address, fingerprint, columns, owner)
        store.refresh()
        return store

    @property
    def applied(self) -> int:
        """The last change applied, as read or written last; 0 when none was."""
        return self._standing[0]

    @property
    def link(self) -> MilvusLink:
        """The connection, which knows whether the server answered last."""
        return self._link

    def refresh(self, *, make: bool = True) -> int:
        """Read the last change applied, by whoever applied it, with nothing left out that is written by now.

        A collection that is not there is made, unless `make` is False.

        Raises:
            VectorsUnavailable: the server does not answer; VectorSettingsWrong, FingerprintMismatch: it, or its
            collection, is not what it must be.
        """
        self._look(make=make)
        try:
            standing = state_of(self._state())
            self._collection.check()  # after that: another process may have made it anew, for another model
        except EmbeddingError:
            self._checked = False  # another may stand in its place when its server answers again
            raise
        if standing[0] < self.applied:
            self._checked = False  # it was made anew, and perhaps not to the end
            self._look(make=make)
        self._standing = standing
        return self.applied

    def _look(self, *, make: bool) -> None:
        """Read what the collection says of itself, unless that was read since it may have been made anew."""
        if not self._checked:
            self._collection.ensure(make=make)
            self._checked = True

    def _state(self) -> list[dict[str, int]]:
        rows = self._link.probe(
            lambda client: client.query(
                self._name,
                filter=f"{ID} in [{APPLIED_ROW}, {WRITTEN_ROW}]",
                output_fields=[ID, REMOVED],
                consistency_level="Strong",
                timeout=self._link.address.timeout_s,
            )
        )
        return list(rows)

    def begin_writing(self) -> None:
        """Take back what a writer that died, or was cut off, wrote above the last change applied.

        What it marked as removed needs no taking back: no view between the two changes is ever published, and the
        next writer marks it again. What the collection says of itself is read again: it may be another by now.
        """
        self._checked = self._writing = False
        self.refresh()
        self._delete(f"{ADDED} > {self.applied} and {ID} >= 0")
        self._writing = True

    def apply(self, change: int, batch: VectorBatch, removed: Ids) -> None:
        """Remove `removed`, then add `batch`, as one change; raises as `apply_marked`."""
        self.apply_marked(change, batch, removed, Marks.all_at(change, batch, removed))

    def apply_marked(
        self,
        change: int,
        batch: VectorBatch,
        removed: Ids,
        marks: Marks,
        before_write: Callable[[], None] = lambda: None,
    ) -> None:
        """Apply consecutive changes up to `change`, each row marked with its own, so that views between them hold.

        ids (n,) int64 >= 0, vectors (n, dim) unit rows (kept as float16 holds them), columns (n, c) int64, removed
        (m,) int64. Raises ChangeOutOfOrder, DuplicateVector, UnknownVector, VectorShape, which leave the collection
        as it was, and VectorsUnavailable, after which the changes are simply applied again. `before_write` is called
        before each request that writes: what it raises stops the writing, as if this process had died.
        """
        if change <= self.applied:
            raise ChangeOutOfOrder(self.applied, change)
        if not self._writing:
            self.begin_writing()
        if len(batch.ids):
            check_shapes(batch, self._dimension, len(self._columns))
            check_distinct(batch)
        gone = self._marked(change, removed, marks.removed)
        self._check_absent(batch, removed)
        self._writing = False  # until all of it is written
        self._upsert(gone, before_write)
        rows = len(batch.ids)
        for at in range(0, rows, CHUNK):
            part = slice(at, at + CHUNK)
            some = VectorBatch(batch.ids[part], batch.vectors[part], batch.columns[part])
            added = marks.added[part]
            self._upsert(rows_of(some, added, [NEVER] * len(added), len(self._columns)), before_write)
        self._settle(change, before_write)
        self._unsettled += rows + len(gone)
        self._writing = True

    def snapshot(self) -> MilvusSnapshot:
        """Give the vectors as they are at the last change applied."""
        return self._seen(*self._standing)

    def at(self, change: int) -> MilvusSnapshot:
        """Give the vectors as they are at a change that is applied, or were and are not purged."""
        return self._seen(change, self._standing[1])

    def _seen(self, change: int, written: int) -> MilvusSnapshot:
        return MilvusSnapshot(self._link, change, written, self._columns, self._dimension)

    def save(self) -> None:
        """Have the server put many new rows into its graph now, not when it sees fit: until then it finds fewer of them.

        Nothing is saved by it: what the server acknowledged lies in its log, and survives its death.
        """
        if self._unsettled >= SETTLED_ROWS:
            self._link.ask(lambda client: client.flush(self._name, timeout=WRITING_SECONDS))
            self._unsettled = 0

    def purge(self, change: int) -> None:
        """Delete what was removed at or before a change: no view before it is given out any more."""
        self._delete(f"{REMOVED} <= {change} and {ID} >= 0")

    def erase(self) -> None:
        """Delete the collection, whatever it holds, and make it anew, empty."""
        self._collection.drop()
        self._checked, self._standing = False, (0, 0)
        self.refresh()

    def close(self) -> None:
        """Let the connection go."""
        self._link.close()

    def _settle(self, change: int, before_write: Callable[[], None]) -> None:
        """Tell in the collection that all up to the change is written."""
        written = self._last_write() or self._standing[1]
        self._upsert(state_rows(change, written, self._dimension, len(self._columns)), before_write)
        self._standing = (change, self._last_write())

    def _last_write(self) -> int:
        return int(get_collection_ts(self._name, self._link.endpoint) or 0)

    def _marked(self, change: int, removed: Ids, marks: Sequence[int]) -> list[dict[str, object]]:
        """The rows to remove, as they are but for their mark. Raises UnknownVector."""
        held = {int(row[ID]): row for row in self._read(removed, everything=True)}
        for id_, mark in zip(removed.tolist(), marks, strict=True):
            row = held.get(id_)
            if row is None or not row[ADDED] <= self.applied < row[REMOVED]:
                raise UnknownVector(id_, change)
            row[REMOVED] = mark
        return list(held.values())

    def _check_absent(self, batch: VectorBatch, removed: Ids) -> None:
        going = set(removed.tolist())
        places = {id_: at for at, id_ in enumerate(batch.ids.tolist())}
        for row in self._read(batch.ids, everything=False):
            id_ = int(row[ID])
            if id_ not in going and row[ADDED] <= self.applied < row[REMOVED]:
                kept = [int(row[field_of(place)]) for place in range(len(self._columns))]
                raise DuplicateVector(id_, kept, batch.columns[places[id_]].tolist())

    def _read(self, ids: Ids, *, everything: bool) -> Iterator[dict[str, Any]]:
        """The rows of some ids as they are after all our own writes; their vectors only where all is wanted."""
        fields = [ID, ADDED, REMOVED, *(field_of(place) for place in range(len(self._columns)))]
        for at in range(0, len(ids), CHUNK):
            wanted = ids[at : at + CHUNK].tolist()
            yield from self._link.ask(_query(self._name, wanted, [*fields, VECTOR] if everything else fields))

    def _upsert(self, rows: list[dict[str, object]], before_write: Callable[[], None]) -> None:
        for at in range(0, len(rows), CHUNK):
            before_write()
            self._link.ask(_written(self._name, rows[at : at + CHUNK]))

    def _delete(self, where: str) -> None:
        self._link.ask(lambda client: client.delete(self._name, filter=where, timeout=WRITING_SECONDS))


def _query(name: str, ids: list[int], fields: list[str]) -> Callable[[MilvusClient], list[dict[str, Any]]]:
    return lambda client: list(
        client.query(
            name,
            filter=f"{ID} in {ids}",
            output_fields=fields,
            consistency_level="Session",
            timeout=WRITING_SECONDS,
        )
    )


def _written(name: str, rows: list[dict[str, object]]) -> Callable[[MilvusClient], object]:
    return lambda client: client.upsert(name, rows, timeout=WRITING_SECONDS)
