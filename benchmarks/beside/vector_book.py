"""Vectors that were computed once, by the hash of the text, with the seconds that each took to encode.

Systems that cut texts alike share them, and a run that is taken up again does not encode anew; what a system's index
costs counts the encoder's seconds of every one of its texts all the same. Vectors that an index has already are
taken over at the pace at which a sample of its texts was encoded.
"""

import hashlib
import sqlite3
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import Encoder

BATCH = 512
SAMPLE = 512


class VectorBook:
    """A file of vectors of one encoder."""

    def __init__(self, path: Path) -> None:
        self._file = sqlite3.connect(path)
        self._file.execute(
            "create table if not exists vectors (hash blob primary key, vector blob, seconds real)"
        )

    def fill(self, texts: Sequence[str], encoder: Encoder) -> int:
        """Encode the texts that are not there; how many there were."""
        missing = [text for text in dict.fromkeys(texts) if self._row(text) is None]
        for start in range(0, len(missing), BATCH):
            part = missing[start : start + BATCH]
            began = time.perf_counter()
            vectors = encoder.encode_passages(part).astype("<f4")
            # The engine's time goes with the characters: each text is charged its share of the batch.
            each = (time.perf_counter() - began) / max(1, sum(len(text) for text in part))
            self._put(part, vectors, each)
        return len(missing)

    def adopt(
        self, texts: Sequence[str], encoder: Encoder, known: Callable[[Sequence[str]], NDArray[np.floating]]
    ) -> None:
        """Take vectors over from where they are `known`; a sample is encoded anew to tell what they would take."""
        missing = [text for text in dict.fromkeys(texts) if self._row(text) is None]
        sample = missing[:: max(1, len(missing) // SAMPLE)][:SAMPLE]
        began = time.perf_counter()
        encoder.encode_passages(sample)
        each = (time.perf_counter() - began) / max(1, sum(len(text) for text in sample))
        for start in range(0, len(missing), BATCH):
            part = missing[start : start + BATCH]
            self._put(part, known(part).astype("<f4"), each)

    def _put(self, texts: Sequence[str], vectors: NDArray[np.float32], each: float) -> None:
        rows = [
            (_hash(text), vector.tobytes(), each * len(text))
            for text, vector in zip(texts, vectors, strict=True)
        ]
        self._file.executemany("insert or ignore into vectors values (?, ?, ?)", rows)
        self._file.commit()

    def read(self, texts: Sequence[str]) -> tuple[NDArray[np.float32], float]:
        """Give the vectors of the texts, and the seconds that encoding the different ones took."""
        rows = {text: self._row(text) for text in dict.fromkeys(texts)}
        known = {text: row for text, row in rows.items() if row is not None}
        vectors = np.stack([np.frombuffer(known[text][0], "<f4") for text in texts])
        return vectors, sum(row[1] for row in known.values())

    def known(self, texts: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """Give the vectors of those texts that are there."""
        rows = {text: self._row(text) for text in texts}
        return {text: np.frombuffer(row[0], "<f4") for text, row in rows.items() if row is not None}

    def _row(self, text: str) -> tuple[bytes, float] | None:
        found = self._file.execute(
            "select vector, seconds from vectors where hash = ?", (_hash(text),)
        ).fetchone()
        return found if found is None else (found[0], found[1])


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()[:16]
