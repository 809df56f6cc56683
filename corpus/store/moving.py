"""Moves a catalogue whole from one database to another: in batches, resumed after a stop, compared row by row.

While it is moved, the target's revision reads `moving-<stamp>`: every program refuses to open it. The stamp is what
the source stood at; a run that finds another begins anew, so that a copy is never put together from two states.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, inspect, select, text

from corpus.store.catalogue_urls import is_sqlite
from corpus.store.changes import head
from corpus.store.counters import counters, set_counters
from corpus.store.dialect import check_server
from corpus.store.engine import Database
from corpus.store.migrating import MOVING, create_tables, revision_of
from corpus.store.move_errors import MoveNowhere, MoveSourceChanged, MoveTargetTaken, MoveUnequal
from corpus.store.table_copy import MOVED, TableFacts, compare_table, copy_table, row_counts
from corpus.store.tables import HEAD_REVISION, audit, collections, feedback, followers, jobs, keys, metadata

_BROKEN = f"{MOVING}-unequal"
_TELL = 100_000
Report = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class MoveFacts:
    """A catalogue that was moved. change: its newest; tables: each as it was found equal on both sides."""

    source: str
    target: str
    change: int
    rows: int
    resumed: bool
    tables: tuple[TableFacts, ...]


def move_catalogue(source: Database, target: Database, report: Report, *, living: bool = False) -> MoveFacts:
    """Move all of a catalogue that is up to date into an empty database, or go on where a run was stopped.

    The source is read as of one moment and is not changed. Where it is `living`, what is written to it meanwhile is
    not in the copy; else that is an error. Raises MoveTargetTaken, MoveNowhere, MoveSourceChanged, MoveUnequal,
    ServerUnfit.
    """
    if source.url == target.url:
        raise MoveNowhere(target.place)
    with source.read() as reading:
        stamp = _stamp(reading)
        resumed = _prepare(target, stamp)
        _copy(reading, target, report)
        report("正在逐行核对")
        tables = _compared(reading, target)
        with target.write() as connection:
            set_counters(connection, counters(reading))
        change = head(reading)
    if not living:
        with source.read() as connection:
            if _stamp(connection) != stamp:
                raise MoveSourceChanged(source.place)
    with target.write() as connection:
        if not is_sqlite(target.url):
            connection.exec_driver_sql("ANALYZE")  # queries are planned by what is there, from the first on
        _mark(connection, HEAD_REVISION)
    rows = sum(table.rows for table in tables)
    return MoveFacts(source.place, target.place, change, rows, resumed, tables)


def check_target(target: Database) -> str | None:
    """Give the revision of a place that a catalogue can be moved to; None where there are no tables of ours.

    Raises MoveTargetTaken, ServerUnfit.
    """
    with target.read() as connection:
        check_server(connection, target.place)
        found = revision_of(connection)
        names = set(inspect(connection).get_table_names())
        if found is None and names & set(metadata.tables):
            raise MoveTargetTaken(target.place)
        if found == HEAD_REVISION and any(row_counts(connection).values()):
            raise MoveTargetTaken(target.place)
    if found not in (None, HEAD_REVISION) and not found.startswith(MOVING):
        raise MoveTargetTaken(target.place)
    return found


def _prepare(target: Database, stamp: str) -> bool:
    """Make the target ready; True where an earlier run is gone on with."""
    found, mine = check_target(target), f"{MOVING}-{stamp}"
    if found == mine:
        return True
    with target.write() as connection:
        if found is None:
            create_tables(connection, target.place)
        for table in reversed(MOVED):
            connection.execute(delete(table))
        _mark(connection, mine)
    return False


def _copy(reading: Connection, target: Database, report: Report) -> None:
    wanted = row_counts(reading)
    with target.read() as connection:
        done = sum(row_counts(connection).values())
    total, told = sum(wanted.values()), done

    def copied(rows: int) -> None:
        nonlocal done, told
        done += rows
        if done - told >= _TELL:
            told = done
            report(f"已复制 {done} / {total} 行")

    for table in MOVED:
        copy_table(reading, target, table, copied)
    report(f"已复制 {done} / {total} 行")


def _compared(reading: Connection, target: Database) -> tuple[TableFacts, ...]:
    try:
        with target.read() as written:
            return tuple(compare_table(reading, written, table) for table in MOVED)
    except MoveUnequal:
        with target.write() as connection:
            _mark(connection, _BROKEN)  # the next run begins anew
        raise


def _mark(connection: Connection, revision: str) -> None:
    connection.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})


def _stamp(connection: Connection) -> str:
    """What a catalogue stands at: whatever is written to it, but for leases, changes this."""
    newest = [select(func.max(column)) for column in (jobs.c.version, feedback.c.number, audit.c.number)]
    small = [select(table).order_by(*table.primary_key.columns) for table in (collections, keys, followers)]
    standing = [
        head(connection),
        *(connection.execute(query).scalar() for query in newest),
        *(tuple(row) for query in small for row in connection.execute(query)),
        *row_counts(connection).values(),
        *counters(connection).values(),
    ]
    return hashlib.sha256(repr(standing).encode()).hexdigest()[:12]
