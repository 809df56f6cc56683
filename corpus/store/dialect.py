"""Everything that differs between SQLite and PostgreSQL: pragmas, locks, inserts that may meet a row, errors."""

import sqlite3
import time
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import URL, Connection, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor

from corpus.errors import ChuchuError
from corpus.store import postgres
from corpus.store.catalogue_urls import is_sqlite
from corpus.store.errors import (
    CatalogueBusy,
    CatalogueDamaged,
    CatalogueFull,
    CatalogueUnwritable,
    InvalidText,
)

BUSY_SECONDS = 30.0
_PRAGMAS = (
    "PRAGMA synchronous = FULL",  # a commit that returned survives the loss of power
    "PRAGMA foreign_keys = ON",
    "PRAGMA journal_size_limit = 67108864",
    "PRAGMA cache_size = -16384",
    "PRAGMA temp_store = MEMORY",
)
_AGAIN_SECONDS = 0.02


def connection_arguments(url: URL) -> dict[str, Any]:
    """What the driver's connections are opened with."""
    if is_sqlite(url):
        return {"check_same_thread": False, "timeout": BUSY_SECONDS}
    return dict(postgres.connection_arguments(url))


def reading_options(url: URL) -> dict[str, Any]:
    """What makes a transaction of SQLAlchemy read one state and nothing else; SQLite's does so of itself."""
    return {} if is_sqlite(url) else dict(postgres.READING)


def prepare_connection(connection: DBAPIConnection) -> None:
    """Set up a fresh SQLite connection; the driver's own transaction handling is switched off."""
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {int(BUSY_SECONDS * 1000)}")
    _log_ahead(cursor, time.monotonic() + BUSY_SECONDS)
    for pragma in _PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _log_ahead(cursor: DBAPICursor, until: float) -> None:
    """Switch the file to a write-ahead log, asking again while another connection is at it.

    SQLite does not wait there whatever its timeout says: where two begin with a new file at once, one is told at once
    that the database is locked.
    """
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(_AGAIN_SECONDS)


def begin(connection: Connection, *, write: bool) -> None:
    """Begin a transaction. A writer takes the one write lock first, so change numbers are in commit order."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")
    elif write:
        postgres.begin_write(connection)


def check_server(connection: Connection, place: str) -> None:
    """Raise ServerUnfit for a server that no catalogue can be kept on."""
    if connection.dialect.name != "sqlite":
        postgres.check_server(connection, place)


def insert_new(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, passing over those whose key is there already."""
    if not rows:
        return
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    connection.execute(dialect.insert(table).on_conflict_do_nothing(), list(rows))


def integrity_problems(connection: Connection) -> list[str]:
    """What the database engine itself finds wrong with its file; PostgreSQL checks pages as it reads them."""
    if connection.dialect.name != "sqlite":
        return []
    found = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA integrity_check(20)")]
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(20)
    return [line for line in found if line != "ok"] + [
        f"表{row[0]}的行{row[1]}指向表{row[2]}中不存在的行" for row in broken
    ]


def translated(error: BaseException, path: str) -> ChuchuError | None:
    """The error of ours that a driver's error stands for; None for a mistake of the program."""
    if isinstance(error, UnicodeEncodeError):
        return InvalidText(error.start)
    if not isinstance(error, sqlite3.Error):
        return postgres.translated(error, path)
    number = getattr(error, "sqlite_errorcode", None)
    primary = None if number is None else number & 0xFF
    if (
        primary in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
        or number == sqlite3.SQLITE_IOERR_SHORT_READ
    ):
        return CatalogueDamaged(path, str(error))
    if primary in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return CatalogueBusy(path)
    if primary in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
        return CatalogueFull(path, str(error))
    if primary in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM):
        return CatalogueUnwritable(path, str(error))
    return None
