"""A catalogue on a real database, for each engine that the catalogue runs on."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from postgres_server import PostgresServer
from store_samples import Ticking

from corpus.store.catalogue import Catalogue
from corpus.store.tables import HEAD_REVISION, metadata

TEMPLATE = "migrated"
"""A PostgreSQL database with the tables and without a document."""


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite catalogue without a document, made once: a copy is quicker than the migrations."""
    path = tmp_path_factory.mktemp("migrated") / "catalogue.sqlite3"
    Catalogue.open(path).close()
    return path


class Databases:
    """Databases with the tables and without a row. Emptied after a test and used again: quicker than new ones."""

    def __init__(self, server: PostgresServer) -> None:
        self.server = server
        self._clean: list[str] = []
        server.execute(f"CREATE DATABASE {TEMPLATE}")
        Catalogue.open(server.url(TEMPLATE)).close()

    def take(self) -> str:
        """Give the name of one."""
        return self._clean.pop() if self._clean else self.server.new_database(TEMPLATE)

    def give_back(self, name: str) -> None:
        """Take one in after a test; what the test left with other tables is left to the end of the cluster."""
        tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        found = {row[0] for row in self.server.execute(tables, name)}
        if found != {*metadata.tables, "alembic_version"}:
            return
        if self.server.execute("SELECT version_num FROM alembic_version", name) != [(HEAD_REVISION,)]:
            return
        self.server.execute(f"TRUNCATE {', '.join(metadata.tables)} RESTART IDENTITY", name)
        self._clean.append(name)


@pytest.fixture(scope="session")
def databases(postgres: PostgresServer) -> Databases:
    """Migrated databases on the server of this run."""
    return Databases(postgres)


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    """The name of each engine in turn."""
    return str(request.param)


@pytest.fixture
def new_url(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[bool], str]]:
    """What makes a place for a catalogue and gives its URL: with the tables in it, or without anything."""
    made: list[str] = []

    def on_sqlite(migrated: bool) -> str:
        made.append(str(len(made)))
        path = tmp_path / f"目录{len(made)}" / "catalogue.sqlite3"
        path.parent.mkdir()
        if migrated:
            shutil.copyfile(request.getfixturevalue("migrated_file"), path)
        return f"sqlite:///{path}"

    if engine == "sqlite":
        yield on_sqlite
        return
    databases: Databases = request.getfixturevalue("databases")

    def on_postgresql(migrated: bool) -> str:
        made.append(databases.take() if migrated else databases.server.new_database())
        return databases.server.url(made[-1])

    yield on_postgresql
    for name in made:
        databases.give_back(name)


@pytest.fixture
def catalogue_url(new_url: Callable[[bool], str]) -> str:
    """The URL of a catalogue without a document."""
    return new_url(True)


@pytest.fixture
def empty_url(new_url: Callable[[bool], str]) -> str:
    """The URL of a place without tables."""
    return new_url(False)


@pytest.fixture
def clock() -> Ticking:
    """A clock that tests move."""
    return Ticking()


@pytest.fixture
def catalogue(catalogue_url: str, clock: Ticking) -> Iterator[Catalogue]:
    """An empty catalogue."""
    with Catalogue.open(catalogue_url, clock) as opened:
        yield opened


@pytest.fixture
def sqlite_catalogue(migrated_file: Path, tmp_path: Path) -> Iterator[Catalogue]:
    """An empty catalogue on SQLite, for what is SQLite's own."""
    path = tmp_path / "catalogue.sqlite3"
    shutil.copyfile(migrated_file, path)
    with Catalogue.open(path) as opened:
        yield opened
