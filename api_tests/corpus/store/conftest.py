"""A catalogue on a real database, for each engine that the catalogue runs on."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from migrated_databases import Databases
from postgres_server import PostgresServer
from store_samples import Ticking

from corpus.store.catalogue import Catalogue


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite catalogue without a document, made once: a copy is quicker than the migrations."""
    path = tmp_path_factory.mktemp("migrated") / "catalogue.sqlite3"
    Catalogue.open(path).close()
    return path


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
