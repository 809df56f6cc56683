"""Where the vectors of a test lie: one test, each store."""

from pathlib import Path
from typing import Protocol

from milvus_server import TOKEN, MilvusServer
from vector_samples import COLUMNS, Model

from embeddings.faiss_build import BuildOptions
from embeddings.faiss_store import FaissStore
from embeddings.milvus_link import MilvusAddress
from embeddings.milvus_store import MilvusStore
from embeddings.vectors import ModelFingerprint, VectorStore


class Place(Protocol):
    """A place that was empty when the test began. `few` and `many`: how often a test may write there."""

    few: int
    many: int

    def open(self) -> VectorStore:
        """Open what lies there, as a new process would."""

    def settle(self, store: VectorStore) -> None:
        """Let the store put its rows in order."""


class FaissPlace:
    """A folder."""

    few, many = 30, 300

    def __init__(self, folder: Path, options: BuildOptions | None = None) -> None:
        self._folder, self._options = folder, options

    def open(self) -> FaissStore:
        return FaissStore.open(self._folder, Model(), COLUMNS, self._options)

    def settle(self, store: VectorStore) -> None:
        assert isinstance(store, FaissStore)
        store.compact()


class MilvusPlace:
    """A collection of a real server; made once, emptied for each test."""

    few, many = 8, 25

    def __init__(self, server: MilvusServer, collection: str = "suite") -> None:
        self.address = MilvusAddress(server.url, TOKEN, collection, timeout_s=10)
        self.empty()

    def open(self, model: ModelFingerprint | None = None) -> MilvusStore:
        return MilvusStore.open(self.address, model or Model(), COLUMNS)

    def settle(self, store: VectorStore) -> None:
        """Nothing: the server does so when it sees fit."""

    def empty(self) -> None:
        """Delete all rows, those too that tell what was applied."""
        store = self.open()
        name = self.address.collection
        store.link.ask(lambda client: client.delete(name, filter="id >= -2", timeout=20))
        while store.refresh():
            pass  # the deletion shows with the next tick
