"""A store of vectors that several processes share, in memory: as Milvus it can be away, refuse, and be written by others."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from api_tests.small_world import SmallChuchu
from embeddings.errors import EmbeddingError
from embeddings.milvus_marks import Marks
from embeddings.vectors import Condition, Ids, VectorBatch, VectorHit
from retrieval.shared_followers import SharedVectors
from service.settings import Settings

NEVER = 2**62


@dataclass
class MemoryServer:
    """What all stores of one server hold: rows as vector, change added, change removed. `problem` answers everybody."""

    rows: dict[int, tuple[NDArray[np.float32], int, int]] = field(default_factory=dict)
    applied: int = 0
    problem: EmbeddingError | None = None
    asked: Callable[[str], None] = lambda _: None
    """Called with the name of each request before it is answered."""
    answered: Callable[[], None] = lambda: None
    """Called when it was told how far it is."""

    def ask(self, name: str) -> None:
        self.asked(name)
        if self.problem is not None:
            raise self.problem


@dataclass(frozen=True)
class MemorySnapshot:
    """The rows that stand at a change; columns are not looked at."""

    server: MemoryServer
    change: int

    @property
    def _standing(self) -> list[tuple[int, NDArray[np.float32]]]:
        rows = self.server.rows.items()
        return [(id_, vector) for id_, (vector, first, last) in rows if first <= self.change < last]

    @property
    def count(self) -> int:
        self.server.ask("count")
        return len(self._standing)

    def search(
        self, query: NDArray[np.float32], limit: int, conditions: Sequence[Condition] = ()
    ) -> list[VectorHit]:
        self.server.ask("search")
        hits = [VectorHit(id_, float(vector @ query)) for id_, vector in self._standing]
        return sorted(hits, key=lambda hit: (-hit.cosine, hit.id))[:limit]

    def best_cosines(self, queries: NDArray[np.float32], limit: int) -> NDArray[np.float32]:
        self.server.ask("best_cosines")
        standing = np.array([vector for _, vector in self._standing], np.float32)
        cosines = queries @ standing.reshape(-1, queries.shape[1]).T
        return np.asarray(-np.sort(-cosines, axis=1)[:, :limit], np.float32)


class MemoryVectors:
    """One process's view of the server."""

    def __init__(self, server: MemoryServer) -> None:
        self._server, self.applied = server, server.applied

    def refresh(self, *, make: bool = True) -> int:
        self._server.ask("refresh")
        self.applied = self._server.applied
        self._server.answered()
        return self.applied

    def erase(self) -> None:
        self._server.ask("erase")
        self._server.rows.clear()
        self._server.applied = self.applied = 0

    def begin_writing(self) -> None:
        self.refresh()

    def apply_marked(
        self, change: int, batch: VectorBatch, removed: Ids, marks: Marks, before_write: Callable[[], None]
    ) -> None:
        before_write()
        self._server.ask("apply")
        for id_, last in zip(removed.tolist(), marks.removed, strict=True):
            vector, first, _ = self._server.rows[id_]
            self._server.rows[id_] = (vector, first, last)
        for id_, vector, first in zip(batch.ids.tolist(), batch.vectors, marks.added, strict=True):
            self._server.rows[id_] = (vector.astype(np.float32), first, NEVER)
        self._server.applied = self.applied = change

    def at(self, change: int) -> MemorySnapshot:
        return MemorySnapshot(self._server, change)

    def purge(self, change: int) -> None:
        self._server.ask("purge")

    def save(self) -> None:
        self._server.ask("save")


class MemoryChuchu(SmallChuchu):
    """A data folder whose vectors lie in a server in memory; several may share it with one catalogue."""

    def __init__(self, settings: Settings, server: MemoryServer) -> None:
        super().__init__(settings)
        self.server = server

    @cached_property
    def vectors(self) -> SharedVectors:  # type: ignore[override]
        return MemoryVectors(self.server)
