"""The vector store against the plainest one, and what it promises to those who read while it changes."""

from pathlib import Path

import numpy as np
import pytest
from vector_samples import COLUMNS, NONE, Model, PlainStore, batch, same, unit_rows

from embeddings import faiss_store
from embeddings.faiss_base import Base
from embeddings.faiss_build import BuildOptions, build_base
from embeddings.faiss_store import FaissStore, VectorStoreFacts
from embeddings.rows import Rows
from embeddings.vector_errors import (
    DuplicateVector,
)

POOL = unit_rows(6, seed=99)
"""Few enough that most searches end in ties."""


def filled(folder: Path, options: BuildOptions | None = None) -> FaissStore:
    """A store at change 1 with the ids 1 to 20."""
    store = FaissStore.open(folder, Model(), COLUMNS, options)
    store.apply(1, batch(range(1, 21)), NONE)
    return store


def test_cosines_that_float32_cannot_tell_apart_are_ranked(tmp_path: Path) -> None:
    """Rows 6e-11 apart, all equal to a scan in float32, are found in their true order, the last one first."""
    rows = np.zeros((200, 8), dtype=np.float32)
    rows[:, 0] = 1.0
    rows[:, 1] = np.arange(200) * np.float32(2**-24)
    store = FaissStore.open(tmp_path, Model(), COLUMNS)
    store.apply(1, batch(range(200), rows), NONE)
    store.compact()
    query = np.array([1.0, 1e-3, 0, 0, 0, 0, 0, 0], dtype=np.float32) * np.float32(1 - 1e-5)

    assert [hit.id for hit in store.snapshot().search(query, 3)] == [199, 198, 197]


def test_rebuild_replaces_everything(tmp_path: Path) -> None:
    """A rebuild takes batches in any order of ids and stands at the change it is told."""
    store = filled(tmp_path)
    plain = PlainStore()
    parts = [batch([90, 60]), batch([70, 65])]
    for part in parts:
        plain.apply(part, NONE)
    store.rebuild(12, parts)
    query = unit_rows(1, seed=8)[0]

    assert same(plain.search(query, 9), store.snapshot().search(query, 9))
    assert VectorStoreFacts(12, "exact", 4, 0, 0, 0, 1.0) == store.facts
    with pytest.raises(DuplicateVector):
        store.rebuild(13, [batch([1]), batch([1])])
    assert store.applied == 12


def test_a_grown_delta_is_merged(tmp_path: Path) -> None:
    """An exact base takes in the delta, and drops the removed, when either has outgrown its bound."""
    store = filled(tmp_path, BuildOptions(merge_rows=20))
    assert (store.facts.base, store.facts.delta) == (0, 20)

    store.apply(2, batch([30]), NONE)
    assert (store.facts.base, store.facts.delta) == (21, 0)

    store.apply(3, batch([]), np.arange(1, 21))
    assert (store.facts.base, store.facts.delta, store.facts.removed) == (21, 0, 20)

    store.apply(4, batch([]), np.array([30]))
    assert (store.facts.base, store.facts.delta, store.facts.removed) == (0, 0, 0)


def test_changes_during_a_merge_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is added and removed while a new base is built aside stands after the swap."""
    store = filled(tmp_path)
    plain = PlainStore()
    plain.apply(batch(range(1, 21)), NONE)
    store.compact()
    meanwhile = [(batch([50, 51]), [3]), (batch([3, 60]), [50]), (batch([]), [12, 60])]

    def apply(change: int) -> None:
        added, removed = meanwhile[change - 3]
        store.apply(change, added, np.array(removed))
        plain.apply(added, np.array(removed))

    store.apply(2, batch([40, 41]), np.array([2]))
    plain.apply(batch([40, 41]), np.array([2]))

    def slow(rows: Rows, previous: Base, options: BuildOptions) -> Base:
        base = build_base(rows, previous, options)
        for change in (3, 4, 5):
            apply(change)
        return base

    monkeypatch.setattr(faiss_store, "build_base", slow)
    store.compact()
    query = unit_rows(1, seed=3)[0]

    assert same(plain.search(query, 99), store.snapshot().search(query, 99))
    assert (5, len(plain.rows)) == (store.applied, store.snapshot().count)
