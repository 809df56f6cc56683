"""Vectors by hash of the embedded text and model."""

import numpy as np
import pytest
from store_samples import Ticking, plan, put

from corpus.store.catalogue import Catalogue
from corpus.store.errors import MissingVectors, VectorMismatch
from corpus.store.identity import embed_hash

HASHES = [embed_hash(f"文本{number}").hex() for number in range(1200)]


def some(count: int, dimension: int = 8, seed: int = 1) -> np.ndarray:
    """Random vectors, (count, dimension) float32."""
    return np.random.default_rng(seed).standard_normal((count, dimension)).astype(np.float32)


def test_vectors_come_back_in_the_order_asked(catalogue: Catalogue) -> None:
    """More than one batch, in another order and with repetitions, as float16."""
    values = some(1200)
    catalogue.put_vectors("e5", HASHES, values)
    order = np.random.default_rng(2).integers(0, 1200, 1500)

    found = catalogue.vectors([HASHES[one] for one in order], "e5")

    assert (np.float16, (1500, 8)) == (found.dtype, found.shape)
    assert np.array_equal(values.astype(np.float16)[order], found)
    assert catalogue.vectors([], "e5").shape == (0, 0)


def test_two_models_coexist(catalogue: Catalogue) -> None:
    """A hash has a vector of each model, of its own dimension."""
    catalogue.put_vectors("e5", HASHES[:2], some(2))
    catalogue.put_vectors("bge", HASHES[:1], some(1, 16))

    assert set(HASHES[:2]) == catalogue.known_vectors(HASHES[:3], "e5")
    assert {HASHES[0]} == catalogue.known_vectors(HASHES[:3], "bge")
    assert catalogue.vectors(HASHES[:1], "bge").shape == (1, 16)


def test_missing_vectors_are_counted_and_the_cure_named(catalogue: Catalogue) -> None:
    """Never a vector of zeros in place of one that is not there."""
    catalogue.put_vectors("e5", HASHES[:1], some(1))
    with pytest.raises(MissingVectors, match="chuchu reindex") as error:
        catalogue.vectors(HASHES[:3], "e5")

    assert (error.value.missing, error.value.fingerprint) == (2, "e5")


def test_putting_again_changes_nothing(catalogue: Catalogue) -> None:
    """The first vector of a hash stands: an interrupted run may put it once more."""
    catalogue.put_vectors("e5", HASHES[:2], some(2, seed=1))
    catalogue.put_vectors("e5", HASHES[:3], some(3, seed=5))

    assert np.array_equal(some(2, seed=1).astype(np.float16), catalogue.vectors(HASHES[:2], "e5"))
    assert catalogue.stats().vectors == 3
    assert catalogue.head() == 0


@pytest.mark.parametrize(
    "values", [some(3), some(2)[0], np.array([[np.nan, 0], [0, 0]]), np.array([[1e6, 0], [0, 0]])]
)
def test_vectors_that_do_not_fit_are_refused(catalogue: Catalogue, values: np.ndarray) -> None:
    """One finite row a hash."""
    with pytest.raises(VectorMismatch):
        catalogue.put_vectors("e5", HASHES[:2], values)
    assert catalogue.stats().vectors == 0


def test_another_dimension_under_one_fingerprint_is_refused(catalogue: Catalogue) -> None:
    """Both dimensions are told."""
    catalogue.put_vectors("e5", HASHES[:1], some(1, 8))
    with pytest.raises(VectorMismatch, match="8维，得到16维"):
        catalogue.put_vectors("e5", HASHES[1:2], some(1, 16))


def test_orphaned_vectors_are_purged_when_old(catalogue: Catalogue, clock: Ticking) -> None:
    """Vectors that a stored passage refers to stay, removed or not; young ones wait for their document."""
    texts = [plan().text[one.start : one.end] for one in plan().passages]
    used = [embed_hash(text).hex() for text in dict.fromkeys(texts)]
    catalogue.put_vectors("e5", used + HASHES[:700], some(len(used) + 700))
    put(catalogue, "a.txt", plan())
    catalogue.remove_paths("default", ["a.txt"])
    assert catalogue.purge_vectors(60) == 0
    clock.forward(61)

    assert catalogue.purge_vectors(60) == 700
    assert set(used) == catalogue.known_vectors(used + HASHES[:700], "e5")
    catalogue.purge(2, 60)
    assert len(used) == catalogue.purge_vectors(60)
