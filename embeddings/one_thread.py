"""FAISS on one thread, for the length of a search."""

from collections.abc import Iterator
from contextlib import contextmanager

import faiss


@contextmanager
def one_thread() -> Iterator[None]:
    """Let FAISS use only the calling thread, and give it back its number of threads afterwards.

    OpenMP keeps the number for each thread apart, so setting it once at start would not reach the threads that
    serve requests, and setting it here touches no other request and no build that runs meanwhile.
    """
    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(before)
