"""A catalogue on a real database, for each engine that the catalogue runs on."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from store_samples import Ticking

from corpus.store.catalogue import Catalogue


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite catalogue without a document, made once: a copy is quicker than the migrations."""
    path = tmp_path_factory.mktemp("migrated") / "catalogue.sqlite3"
    Catalogue.open(path).close()
    return path


@pytest.fixture(params=["sqlite"])
def catalogue_url(request: pytest.FixtureRequest, migrated_file: Path, tmp_path: Path) -> str:
    """The URL of a catalogue without a document; a further engine is one more parameter."""
    path = tmp_path / "目录" / "catalogue.sqlite3"
    path.parent.mkdir()
    shutil.copyfile(migrated_file, path)
    return f"sqlite:///{path}"


@pytest.fixture
def clock() -> Ticking:
    """A clock that tests move."""
    return Ticking()


@pytest.fixture
def catalogue(catalogue_url: str, clock: Ticking) -> Iterator[Catalogue]:
    """An empty catalogue."""
    with Catalogue.open(catalogue_url, clock) as opened:
        yield opened
