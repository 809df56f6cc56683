"""An encoder whose bulk is done by the workers of a cluster, and whose queries are answered here."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Generic, Protocol, TypeVar

import numpy as np

from embeddings.encoder import Encoder, Fingerprint, Vectors
from indexer.cluster.pool import PooledWorker, Workers

CHUNK = 64
"""Texts that are sent at once: a second of work for two cores, and what a death costs."""
ENCODE = "encode"


class EncodingWorker(PooledWorker, Protocol):
    """A worker that encodes."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Give the vectors of texts, (n, dimension) float32."""
        ...


E = TypeVar("E", bound=EncodingWorker)


class ClusterEncoder(Generic[E]):
    """An Encoder over workers; `local` is the same model here."""

    def __init__(self, workers: Workers[E], local: Encoder) -> None:
        self._workers, self._local = workers, local

    @property
    def fingerprint(self) -> Fingerprint:
        """See Encoder."""
        return self._local.fingerprint

    @property
    def engine(self) -> str:
        """See Encoder."""
        return f"Ray × {self._workers.count}，{self._local.engine}"

    def encode_query(self, text: str) -> Vectors:
        """See Encoder."""
        return self._local.encode_query(text)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """See Encoder. Raises ClusterLost and WorkFailed too."""
        vectors = np.empty((len(texts), self.fingerprint.dimension), np.float32)
        # Texts of one length make full batches; the longest go first, so that no worker ends with them alone.
        order = sorted(range(len(texts)), key=lambda position: -len(texts[position]))
        chunks = [order[begin : begin + CHUNK] for begin in range(0, len(order), CHUNK)]
        threads = max(1, min(len(chunks), self._workers.count * self._workers.slots))
        with ThreadPoolExecutor(threads, thread_name_prefix="cluster-encode") as pool:
            found = pool.map(lambda chunk: self._chunk([texts[position] for position in chunk]), chunks)
            for chunk, part in zip(chunks, found, strict=True):
                vectors[chunk] = part
        return vectors

    def _chunk(self, texts: Sequence[str]) -> Vectors:
        return self._workers.do(ENCODE, lambda worker: worker.encode(texts))
