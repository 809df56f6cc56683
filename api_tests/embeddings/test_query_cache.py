"""Remembered queries."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from embeddings.encoder import Fingerprint, Vectors
from embeddings.query_cache import QueryCache


class Counting:
    """An encoder that writes the length of a text into its vector and counts its calls."""

    fingerprint = Fingerprint("计数", "1", "float32", 2, "", "")

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode_query(self, text: str) -> Vectors:
        """A vector that tells the text's length."""
        self.asked.append(text)
        return np.array([len(text), 1], np.float32)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """One vector for each text."""
        return np.vstack([self.encode_query(text) for text in texts])


def test_equal_queries_are_computed_once() -> None:
    """The second time a query comes, the encoder is not asked."""
    inner = Counting()
    cache = QueryCache(inner, capacity=2)

    assert [cache.encode_query(q).tolist() for q in ("移民", "移民", "〔2023〕")] == [[2, 1], [2, 1], [6, 1]]
    assert inner.asked == ["移民", "〔2023〕"]


def test_the_query_unused_for_longest_is_forgotten() -> None:
    """At the bound, the one asked for longest ago goes, not the one put in first."""
    inner = Counting()
    cache = QueryCache(inner, capacity=2)
    for query in ("甲", "乙", "甲", "丙", "甲", "乙"):
        cache.encode_query(query)

    assert inner.asked == ["甲", "乙", "丙", "乙"]


def test_remembered_vectors_cannot_be_changed() -> None:
    """A caller that writes into a shared vector is stopped."""
    with pytest.raises(ValueError, match="read-only"):
        QueryCache(Counting()).encode_query("甲")[0] = 9


def test_many_threads_get_their_own_query() -> None:
    """Under eight threads and constant forgetting each query keeps its own vector, within the bound."""
    cache = QueryCache(Counting(), capacity=3)
    queries = ["字" * (1 + number % 7) for number in range(700)]
    with ThreadPoolExecutor(8) as pool:
        lengths = [int(vector[0]) for vector in pool.map(cache.encode_query, queries)]

    assert lengths == [len(query) for query in queries]
    assert len(cache._vectors) <= 3
