"""The real app over a real data folder with a few small documents, indexed once for all tests of the room."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, sync_playwright

from api_tests.absent import absent
from api_tests.service.desk_world import desk_world
from api_tests.service.samples import SAMPLES, write_samples
from api_tests.service.watching import CHROMIUM, Watched
from api_tests.service.worker_harness import Harness
from corpus.store.job_records import FileOutcome, IndexRequest, JobState
from service.app import create_app
from service.bootstrap import Chuchu
from service.settings import Settings

LOCAL = "http://127.0.0.1"
UPLOAD_LIMIT = 3 << 20


@pytest.fixture(scope="session")
def chuchu(tmp_path_factory: pytest.TempPathFactory, models_folder: Path) -> Iterator[Chuchu]:
    """A data folder with the samples indexed, as `chuchu index` would."""
    root = tmp_path_factory.mktemp("service")
    settings = Settings(
        data=root / "data", models_folder=models_folder, max_upload_bytes=UPLOAD_LIMIT, poll_seconds=0.05
    )
    with Chuchu(settings) as opened:
        job = opened.jobs.create(IndexRequest((str(write_samples(root / "文件")),)))
        assert opened.runner().run(job.id).state is JobState.DONE
        assert opened.jobs.outcomes(job.id) == {FileOutcome.INDEXED: len(SAMPLES)}
        yield opened


@pytest.fixture(scope="session")
def app(chuchu: Chuchu) -> FastAPI:
    """The app over the data folder."""
    return create_app(chuchu)


@pytest.fixture(scope="session")
def client(app: FastAPI) -> Iterator[TestClient]:
    """A client of the started app; what crashes inside is an answer with status 500."""
    with TestClient(app, base_url=LOCAL, raise_server_exceptions=False, follow_redirects=False) as started:
        yield started


@pytest.fixture(scope="session")
def live(client: TestClient, app: FastAPI) -> Iterator[str]:
    """The same app behind a real server on a free port; gives its address."""
    server = uvicorn.Server(
        uvicorn.Config(
            app, host="127.0.0.1", port=0, lifespan="off", log_level="error", timeout_graceful_shutdown=1
        )
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 10
    while not server.started and time.monotonic() < until:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a data folder with two documents on which one works, a module's own."""
    with desk_world(tmp_path_factory.mktemp("desk")) as (address, _):
        yield address


@pytest.fixture
def harness(tmp_path: Path) -> Iterator[Harness]:
    """A worker over an empty catalogue, closed after the test."""
    made = Harness(tmp_path)
    yield made
    made.stopping.set()
    made.catalogue.close()


# A real browser. A module's own: while one runs, its event loop runs in this thread.


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    if not CHROMIUM.exists():
        absent("Chromium", "apt-get install chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--disable-dev-shm-usage"])
        yield started
        started.close()


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def watched(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Watched]:
    """A page with and without script; nothing on it may complain or leave the service."""
    with browser.new_context(java_script_enabled=request.param) as context:
        one = Watched(context, has_script=request.param)
        yield one
        assert one.complaints == []
        assert one.hosts <= {"127.0.0.1"}


@pytest.fixture
def scripted(browser: Browser) -> Iterator[Watched]:
    """A page with script; nothing on it may complain or leave the service."""
    with browser.new_context() as context:
        one = Watched(context)
        yield one
        assert one.complaints == []
        assert one.hosts <= {"127.0.0.1"}
