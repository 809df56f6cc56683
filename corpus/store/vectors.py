"""Vectors kept by the hash of the embedded text and the model's fingerprint, as float16."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, select

from corpus.store.dialect import insert_new
from corpus.store.errors import MissingVectors, VectorMismatch
from corpus.store.tables import vectors
from corpus.store.terms import FINGERPRINT, give_terms, known_terms

_BATCH = 500
_LARGEST = 65504.0  # of float16


def known_vectors(connection: Connection, hashes: Sequence[str], fingerprint: str) -> set[str]:
    """Those of the hashes (hexadecimal) that have a vector of the model."""
    model = known_terms(connection, FINGERPRINT, [fingerprint]).get(fingerprint)
    found: set[str] = set()
    for batch in _batches(hashes):
        query = select(vectors.c.embed_hash).where(
            vectors.c.fingerprint == model, vectors.c.embed_hash.in_(batch)
        )
        found.update(row.embed_hash.hex() for row in connection.execute(query))
    return found


def read_vectors(connection: Connection, hashes: Sequence[str], fingerprint: str) -> NDArray[np.float16]:
    """The vectors of the hashes, in their order, (n, dim) float16; (0, 0) for no hashes.

    Raises MissingVectors when any is not stored.
    """
    model = known_terms(connection, FINGERPRINT, [fingerprint]).get(fingerprint)
    found: dict[str, bytes] = {}
    for batch in _batches(hashes):
        query = select(vectors.c.embed_hash, vectors.c.vector).where(
            vectors.c.fingerprint == model, vectors.c.embed_hash.in_(batch)
        )
        found.update((row.embed_hash.hex(), row.vector) for row in connection.execute(query))
    missing = sum(one not in found for one in hashes)
    if missing:
        raise MissingVectors(missing, fingerprint)
    if not hashes:
        return np.empty((0, 0), dtype=np.float16)
    flat = np.frombuffer(b"".join(found[one] for one in hashes), dtype="<f2")
    return flat.reshape(len(hashes), -1).astype(np.float16)


def write_vectors(
    connection: Connection, fingerprint: str, hashes: Sequence[str], values: NDArray[np.floating], at: int
) -> None:
    """Keep vectors that are not kept yet. `at` is in seconds since 1970."""
    halves = np.ascontiguousarray(values, dtype="<f2")
    model = give_terms(connection, FINGERPRINT, [fingerprint])[fingerprint]
    kept = connection.execute(
        select(vectors.c.vector).where(vectors.c.fingerprint == model).limit(1)
    ).scalar()
    if kept is not None and len(kept) != 2 * halves.shape[1]:
        raise VectorMismatch(f"模型{fingerprint}的向量应有{len(kept) // 2}维，得到{halves.shape[1]}维。")
    rows = [
        {"fingerprint": model, "embed_hash": bytes.fromhex(one), "put_at": at, "vector": half.tobytes()}
        for one, half in zip(hashes, halves, strict=True)
    ]
    insert_new(connection, vectors, rows)


def check_vectors(hashes: Sequence[str], values: NDArray[np.floating]) -> None:
    """Raise VectorMismatch unless `values` is (n, dim) with one finite row a hash, within float16's range."""
    if values.ndim != 2 or len(values) != len(hashes):
        raise VectorMismatch(f"向量应为{len(hashes)}行，得到的形状是{values.shape}。")
    if not np.isfinite(values).all() or (len(values) and float(np.abs(values).max()) > _LARGEST):
        raise VectorMismatch("向量中有无穷大、非数值或超出半精度范围的值，未存入。")


def _batches(hashes: Sequence[str]) -> list[list[bytes]]:
    raw = [bytes.fromhex(one) for one in dict.fromkeys(hashes)]
    return [raw[begin : begin + _BATCH] for begin in range(0, len(raw), _BATCH)]
