"""A search takes one core, and takes none from others."""

from concurrent.futures import ThreadPoolExecutor

import faiss
import pytest

from embeddings.one_thread import one_thread


def test_one_thread_is_given_back() -> None:
    """Inside there is one thread, in this thread only; afterwards it is as before, after an error too."""
    with ThreadPoolExecutor(1) as other:
        faiss.omp_set_num_threads(3)
        other.submit(faiss.omp_set_num_threads, 2).result()
        with one_thread():
            inside = (faiss.omp_get_max_threads(), other.submit(faiss.omp_get_max_threads).result())
        with pytest.raises(ZeroDivisionError), one_thread():
            1 / 0  # noqa: B018

    assert inside == (1, 2)
    assert faiss.omp_get_max_threads() == 3
