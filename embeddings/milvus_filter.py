"""Conditions on integer columns as the boolean expression of Milvus."""

from collections.abc import Sequence

from embeddings.vector_errors import UnknownColumn
from embeddings.vectors import Condition

ADDED, REMOVED = "added_change", "removed_change"
NEVER = 2**62
"""The change at which a row is removed that is not: above every change number."""


def field_of(place: int) -> str:
    """The field that holds a column: columns may be called what Milvus takes for no name."""
    return f"column_{place}"


def living(change: int) -> str:
    """The rows that stand at a change number."""
    return f"{ADDED} <= {change} and {REMOVED} > {change}"


def expression(change: int, names: Sequence[str], conditions: Sequence[Condition]) -> str:
    """The rows that stand at a change number and meet every condition. Raises UnknownColumn."""
    return " and ".join([living(change), *(_told(condition, names) for condition in conditions)])


def _told(condition: Condition, names: Sequence[str]) -> str:
    if condition.column not in names:
        raise UnknownColumn(condition.column, names)
    name = field_of(names.index(condition.column))
    if condition.values is not None:
        return f"{name} in {sorted(condition.values)}"
    bounds = [f"{name} >= {condition.low}"] * (condition.low is not None)
    bounds += [f"{name} <= {condition.high}"] * (condition.high is not None)
    return " and ".join(bounds) or f"{name} >= {-NEVER}"
