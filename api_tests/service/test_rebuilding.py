"""`chuchu reindex` where the vectors are shared: it waits for nobody's harm, and tells what it did not build."""

from pathlib import Path

import pytest

from api_tests.small_world import index, small_chuchu, write_notices
from corpus.store.held_lease import new_holder
from corpus.store.job_errors import LeaseHeld
from corpus.store.leases import Leases
from embeddings.vector_errors import VectorsUnavailable
from retrieval.shared_followers import LEASE

NOWHERE = {"url": "http://127.0.0.1:9", "timeout_s": 1}


def parts(home: Path) -> set[str]:
    """The folders of derived indexes that are there."""
    return {path.name for path in (home / "data" / "indexes").iterdir() if path.is_dir()}


def test_nothing_is_erased_while_another_service_writes(tmp_path: Path) -> None:
    """Who holds the lease of the vectors is not robbed of their collection; words and texts stay as well."""
    with small_chuchu(tmp_path) as chuchu:
        index(chuchu, write_notices(tmp_path / "通知", ("防汛抗旱", "〔２０２４〕古井保护")))
    with small_chuchu(tmp_path, vectors=NOWHERE) as chuchu:
        leases = Leases(chuchu.catalogue)
        other = leases.acquire(LEASE, new_holder(), 600)

        with pytest.raises(LeaseHeld, match="vectors"):
            chuchu.erase_indexes()
        assert parts(tmp_path) == {"vectors", "words", "texts"}

        leases.release(other)
        with pytest.raises(VectorsUnavailable):
            chuchu.erase_indexes()
        assert leases.holder(LEASE) is None
