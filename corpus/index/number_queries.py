"""Queries on the numbers of an index."""

from collections.abc import Sequence

from tantivy import FieldType, Query, Schema

LARGEST = (1 << 63) - 1
"""The greatest number that a query can name."""


def one_of(schema: Schema, field: str, values: Sequence[int]) -> Query:
    """Match documents whose number is one of these."""
    return Query.term_set_query(schema, field, list(values)) if values else Query.empty_query()


def within(schema: Schema, field: str, low: int, high: int) -> Query:
    """Match documents whose number is one from `low`, 0 or more, to `high`, both included."""
    return Query.range_query(schema, field, FieldType.Unsigned, low, min(high, LARGEST))
