"""What the tests of several rooms share: the built-in model, made once and kept between runs."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from absent import absent
from hypothesis import settings
from milvus_server import MilvusAbsent, MilvusServer
from postgres_server import PostgresServer

from embeddings.builtin_model import ensure_builtin
from embeddings.openvino_encoder import OpenVinoEncoder

settings.register_profile("chuchu", deadline=None)  # a busy machine's time says nothing
settings.load_profile("chuchu")
REPOSITORY = Path(__file__).resolve().parents[1]
_DATABASES = ("catalogue", "catalogue_url", "databases", "empty_url", "engine", "new_url", "postgres")
_MODELS = ("builtin_encoder", "builtin_folder", "models_folder")
_INDEXES = ("filled", "milvus", "opened", "place")
_SERVICES = ("app", "chuchu", "client", "port", "server", "small_port", "world")
OPENING = frozenset({*_DATABASES, *_INDEXES, *_MODELS, *_SERVICES})
"""Fixtures that open a catalogue, an index, a model or a server: tests with one take a tenth of a second and more."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as slow what uses such a fixture, so that `make check` stays under a minute."""
    for item in items:
        if isinstance(item, pytest.Function) and not OPENING.isdisjoint(item.fixturenames):
            item.add_marker("slow")


@pytest.fixture(scope="session")
def models_folder() -> Path:
    """The folder that holds the built-in model: CHUCHU_TEST_MODELS, or .cache/models of the checkout."""
    folder = Path(os.environ.get("CHUCHU_TEST_MODELS", REPOSITORY / ".cache" / "models"))
    ensure_builtin(folder, lambda line: None)
    return folder


@pytest.fixture(scope="session")
def builtin_folder(models_folder: Path) -> Path:
    """The folder of the built-in model; tests read it and never change it."""
    return ensure_builtin(models_folder, lambda line: None)


@pytest.fixture(scope="session")
def builtin_encoder(builtin_folder: Path) -> OpenVinoEncoder:
    """The built-in model, loaded once for all tests."""
    return OpenVinoEncoder(builtin_folder, threads=2)


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A real PostgreSQL, one for all tests of a run; each makes databases of its own in it."""
    server = PostgresServer()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def milvus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MilvusServer]:
    """A real Milvus server, started once for all tests; who kills it starts it again."""
    try:
        server = MilvusServer(tmp_path_factory.mktemp("milvus"))
        server.__enter__()
    except MilvusAbsent as error:
        absent("milvus", str(error))
    yield server
    server.__exit__(None, None, None)
