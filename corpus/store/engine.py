"""The database of a catalogue: short read and write transactions, and errors translated at the border."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from corpus.store import dialect
from corpus.store.catalogue_urls import catalogue_url, is_sqlite, shown

_WRITES = "chuchu_writes"


class Database:
    """Connections to one catalogue. Usable from many threads."""

    def __init__(self, url: URL) -> None:
        self.url = url
        self.place = shown(url)
        self._engine = _make_engine(url, self.place)
        self._reading = self._engine.execution_options(**dialect.reading_options(url))
        self._writing = self._engine.execution_options(**{_WRITES: True})
        # Threads of one process queue here: SQLite's own busy handler polls and is not fair.
        self._turn = threading.Lock()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that reads one state of the database and leaves nothing at its end."""
        with self._reading.connect() as connection:
            yield connection
            if not is_sqlite(self.url) and not connection.invalidated:
                connection.commit()  # a rollback would cost psycopg the statements that it has prepared

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction under the write lock: committed at the end, rolled back on an error. Keep it short."""
        with self._turn, self._writing.begin() as connection:
            yield connection

    def close(self) -> None:
        """Close all idle connections."""
        self._engine.dispose()


def open_database(url_or_path: str | Path) -> Database:
    """The database at a URL (`sqlite:///…`, `postgresql://…`) or at the path of an SQLite file.

    The folder of an SQLite file is made when it is not there. Raises CatalogueAddressInvalid, DriverMissing.
    """
    url = catalogue_url(url_or_path)
    if is_sqlite(url) and url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    return Database(url)


def _make_engine(url: URL, place: str) -> Engine:
    engine = create_engine(
        url.difference_update_query(["options"]),
        connect_args=dialect.connection_arguments(url),
        pool_size=8,
        max_overflow=24,
        pool_pre_ping=not is_sqlite(url),  # a server that was restarted is connected to again, unnoticed
        json_serializer=_json,
    )

    if is_sqlite(url):

        @event.listens_for(engine, "connect")
        def prepare(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
            dialect.prepare_connection(connection)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        dialect.begin(connection, write=bool(connection.get_execution_options().get(_WRITES)))

    @event.listens_for(engine, "handle_error")
    def translate(context: ExceptionContext) -> None:
        if context.is_pre_ping:  # answered by a new connection, whose own error is told
            return
        error = dialect.translated(context.original_exception, place)
        if error is not None:
            raise error from context.original_exception

    return engine


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
