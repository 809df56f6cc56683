"""A tantivy index as of one commit, and the searches in it."""

from collections.abc import Sequence
from dataclasses import dataclass

from tantivy import DocAddress, Occur, Order, Query, Schema, Searcher

from corpus.filters import Condition
from corpus.index.layout import Layout
from corpus.index.number_queries import LARGEST, one_of, within

_TRIED = 4  # times the hits wanted


@dataclass(frozen=True, slots=True)
class StoreSnapshot:
    """The index as of one commit: what comes later does not change it. Safe to share between threads."""

    layout: Layout
    schema: Schema
    searcher: Searcher
    change: int

    @property
    def documents(self) -> int:
        """How many documents it holds, the marker not counted."""
        return max(int(self.searcher.num_docs) - 1, 0)

    def word(self, field: str, token: str) -> Query:
        """Match documents whose `field` holds `token`."""
        return Query.term_query(self.schema, field, token, index_option=dict(self.layout.words)[field])

    def best(self, query: Query, limit: int) -> list[tuple[int, float]]:
        """Give the keys and scores of the best `limit`, best first; equal scores by key."""
        if limit <= 0:
            return []
        return self._keyed(self.searcher.search(query, limit, count=False).hits)

    def _keyed(self, hits: Sequence[tuple[float, DocAddress]]) -> list[tuple[int, float]]:
        keys = self.searcher.fast_field_values(self.layout.key, [address for _, address in hits])
        found = [(int(key), float(score)) for key, (score, _) in zip(keys, hits, strict=True)]
        return sorted(found, key=lambda hit: (-hit[1], hit[0]))

    def best_meeting(
        self, query: Query, conditions: Sequence[Condition], limit: int
    ) -> list[tuple[int, float]]:
        """Give the best `limit` that meet the conditions, as `best` gives those of `restricted`.

        A restriction that most documents meet costs most: every document that meets it is visited, and none is
        passed over for its score. So the best of all are tried first, and are enough unless few of them meet it.
        """
        if limit <= 0 or not conditions:
            return self.best(query, limit)
        hits = self.searcher.search(query, _TRIED * limit, count=False).hits
        met = self._meeting([address for _, address in hits], conditions)
        kept = [hit for hit, is_met in zip(hits, met, strict=True) if is_met][:limit]
        if len(kept) < limit and len(hits) == _TRIED * limit:
            return self.best(self.restricted(query, conditions), limit)
        return self._keyed(kept)

    def _meeting(self, addresses: Sequence[DocAddress], conditions: Sequence[Condition]) -> list[bool]:
        met = [True] * len(addresses)
        for condition in conditions:
            self._check_column(condition)
            values = self.searcher.fast_field_values(condition.column, list(addresses))
            met = [before and _meets(value, condition) for before, value in zip(met, values, strict=True)]
        return met

    def first(self, query: Query, limit: int) -> list[int]:
        """Give the lowest `limit` keys of the documents that match, in order."""
        if limit <= 0:
            return []
        hits = self.searcher.search(
            query, limit, count=False, order_by_field=self.layout.key, order=Order.Asc
        ).hits
        return [int(key) for key, _ in hits]

    def restricted(self, query: Query, conditions: Sequence[Condition]) -> Query:
        """Match what `query` matches and `conditions` allow; the scores stay those of `query`."""
        tests = [(Occur.Must, Query.const_score_query(self._test(test), 0.0)) for test in conditions]
        return Query.boolean_query([(Occur.Must, query), *tests]) if tests else query

    def _check_column(self, condition: Condition) -> None:
        if condition.column not in (self.layout.key, *self.layout.numbers):
            raise ValueError(f"{self.layout.name}索引没有 {condition.column} 这一列")

    def _test(self, condition: Condition) -> Query:
        self._check_column(condition)
        if condition.values is not None:
            values = sorted(value for value in condition.values if 0 <= value <= LARGEST)
            return one_of(self.schema, condition.column, values)
        low = max(condition.low or 0, 0)
        high = LARGEST if condition.high is None else condition.high
        if high < low:
            return Query.empty_query()
        return within(self.schema, condition.column, low, high)


def _meets(value: int | None, condition: Condition) -> bool:
    if value is None:
        return False
    if condition.values is not None:
        return value in condition.values
    return (condition.low or 0) <= value and (condition.high is None or value <= condition.high)
