"""Copies tables between databases row by row in the order of their keys, and compares them the same way."""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from sqlalchemy import Connection, Row, Table, func, insert, select, tuple_

from corpus.store.engine import Database
from corpus.store.move_errors import MoveUnequal
from corpus.store.tables import leases, metadata

BATCH = 2000
MOVED: tuple[Table, ...] = tuple(table for table in metadata.sorted_tables if table is not leases)
"""Every table, referred ones first, but the leases: who holds one holds it of the old catalogue."""


@dataclass(frozen=True, slots=True)
class TableFacts:
    """A table found equal on both sides. sha256: of all its rows in the order of their keys."""

    table: str
    rows: int
    sha256: str


def copy_table(source: Connection, target: Database, table: Table, copied: Callable[[int], None]) -> None:
    """Copy the rows after the last one that the target holds, a batch a transaction."""
    with target.read() as connection:
        last = connection.execute(select(*_key(table)).order_by(*_backwards(table)).limit(1)).first()
    query = select(table).order_by(*_key(table))
    if last is not None:
        query = query.where(tuple_(*_key(table)) > tuple_(*last))
    found = source.execute(query, execution_options={"yield_per": BATCH})
    for rows in found.mappings().partitions():
        with target.write() as connection:
            connection.execute(insert(table), [dict(row) for row in rows])
        copied(len(rows))


def compare_table(source: Connection, target: Connection, table: Table) -> TableFacts:
    """Read a table on both sides and compare every value of every row. Raises MoveUnequal with the first that differs."""
    digest, count = hashlib.sha256(), 0
    for old, new in zip_longest(_rows(source, table), _rows(target, table)):
        if old is None or new is None or tuple(old) != tuple(new):
            raise MoveUnequal(table.name, _named(table, old if old is not None else new))
        digest.update(_canonical(old))
        count += 1
    return TableFacts(table.name, count, digest.hexdigest())


def row_counts(connection: Connection) -> dict[str, int]:
    """How many rows each table holds that is moved."""
    return {t.name: connection.execute(select(func.count()).select_from(t)).scalar_one() for t in MOVED}


def _rows(connection: Connection, table: Table) -> Iterator[Row[Any]]:
    query = select(table).order_by(*_key(table))
    yield from connection.execute(query, execution_options={"yield_per": BATCH})


def _key(table: Table) -> list[Any]:
    return list(table.primary_key.columns)


def _backwards(table: Table) -> list[Any]:
    return [column.desc() for column in table.primary_key.columns]


def _named(table: Table, row: Row[Any] | None) -> str:
    values = {} if row is None else row._mapping
    return "，".join(f"{column.name}={values.get(column.name)!r}" for column in table.primary_key.columns)


def _canonical(row: Row[Any]) -> bytes:
    return json.dumps(list(row), ensure_ascii=False, sort_keys=True, default=bytes.hex).encode() + b"\n"
