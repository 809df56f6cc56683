"""Remembering the vectors of recent queries."""

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock

from embeddings.encoder import Encoder, Fingerprint, Vectors


class QueryCache:
    """An Encoder that keeps the vectors of the last `capacity` (at least 1) different queries of another one.

    People page through results and turn filters on and off: the text stays the same. Vectors it returns are
    shared and therefore read-only. Safe to use from several threads.
    """

    def __init__(self, encoder: Encoder, capacity: int = 1024) -> None:
        self._encoder = encoder
        self._capacity = capacity
        self._vectors: OrderedDict[str, Vectors] = OrderedDict()
        self._lock = Lock()

    @property
    def fingerprint(self) -> Fingerprint:
        """That of the encoder within."""
        return self._encoder.fingerprint

    @property
    def engine(self) -> str:
        """That of the encoder within."""
        return self._encoder.engine

    def encode_query(self, text: str) -> Vectors:
        """See Encoder; the returned vector is read-only."""
        with self._lock:
            known = self._vectors.get(text)
            if known is not None:
                self._vectors.move_to_end(text)
                return known
        vector = self._encoder.encode_query(text)  # outside the lock: others need not wait for it
        vector.flags.writeable = False
        with self._lock:
            self._vectors[text] = vector
            self._vectors.move_to_end(text)
            if len(self._vectors) > self._capacity:
                self._vectors.popitem(last=False)
        return vector

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """See Encoder; nothing is remembered."""
        return self._encoder.encode_passages(texts)
