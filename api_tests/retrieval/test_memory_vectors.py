"""The stand-in for shared vectors against what it stands in for."""

import numpy as np

from api_tests.memory_vectors import NEVER, MemoryServer, MemoryVectors
from embeddings.recall import measure_recall


def test_the_exact_scan_of_a_view_agrees_with_its_search() -> None:
    """The best cosines fall, are those of the nearest that stand at the change, and no more than there are."""
    server = MemoryServer()
    for id_, (first, last) in enumerate([(1, NEVER), (1, 2), (2, NEVER), (3, NEVER)]):
        server.rows[id_] = (np.eye(4, dtype=np.float32)[id_], first, last)
    queries = np.array([[0.8, 0.6, 0, 0], [0, 0, 0.6, 0.8]], np.float32)
    store = MemoryVectors(server)
    shown = {change: store.at(change).best_cosines(queries, 2).tolist() for change in (0, 1, 2)}
    less, more = np.float32(0.6).item(), np.float32(0.8).item()

    assert shown == {0: [[], []], 1: [[more, less], [0, 0]], 2: [[more, 0], [less, 0]]}
    assert [measure_recall(store.at(change), queries) for change in (0, 3)] == [1.0, 1.0]
