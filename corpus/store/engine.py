"""The database of a catalogue: short read and write transactions, and errors translated at the border."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from corpus.store import dialect

_WRITES = "chuchu_writes"


class Database:
    """Connections to one catalogue. Usable from many threads."""

    def __init__(self, url: URL) -> None:
        self.url = url
        self.place = url.database if url.get_backend_name() == "sqlite" else url.render_as_string()
        self._engine = _make_engine(url, self.place or "")
        self._writing = self._engine.execution_options(**{_WRITES: True})
        # Threads of one process queue here: SQLite's own busy handler polls and is not fair.
        self._turn = threading.Lock()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that reads one state of the database and is rolled back at its end."""
        with self._engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction under the write lock: committed at the end, rolled back on an error. Keep it short."""
        with self._turn, self._writing.begin() as connection:
            yield connection

    def close(self) -> None:
        """Close all idle connections."""
        self._engine.dispose()


def open_database(url_or_path: str | Path) -> Database:
    """The database at a URL (`sqlite:///…`, `postgresql+psycopg://…`) or at the path of an SQLite file.

    The folder of an SQLite file is made when it is not there.
    """
    if isinstance(url_or_path, str) and "://" in url_or_path:
        url = make_url(url_or_path)
    else:
        url = URL.create("sqlite", database=str(Path(url_or_path).absolute()))
    if url.get_backend_name() == "sqlite" and url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    return Database(url)


def _make_engine(url: URL, place: str) -> Engine:
    sqlite = url.get_backend_name() == "sqlite"
    arguments = {"check_same_thread": False, "timeout": dialect.BUSY_SECONDS} if sqlite else {}
    engine = create_engine(url, connect_args=arguments, pool_size=8, max_overflow=24, json_serializer=_json)

    if sqlite:

        @event.listens_for(engine, "connect")
        def prepare(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
            dialect.prepare_connection(connection)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        dialect.begin(connection, write=bool(connection.get_execution_options().get(_WRITES)))

    @event.listens_for(engine, "handle_error")
    def translate(context: ExceptionContext) -> None:
        error = dialect.translated(context.original_exception, place)
        if error is not None:
            raise error from context.original_exception

    return engine


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
