"""What `/readyz` says is true of each part."""

import errno
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api_tests.small_world import SmallChuchu, index, small_chuchu, write_notices
from corpus.store.job_records import IndexRequest
from service.app import create_app
from service.storage_state import storage_state

LOCAL = "http://127.0.0.1"
PARTS = ["catalogue", "drafting", "encoder", "following", "indexes", "indexing", "storage"]


@pytest.fixture
def chuchu(tmp_path: Path) -> Iterator[SmallChuchu]:
    with small_chuchu(tmp_path, poll_seconds=0.05) as opened:
        index(opened, write_notices(tmp_path / "通知", ("古井保护",)))
        yield opened


@pytest.fixture
def client(chuchu: SmallChuchu) -> Iterator[TestClient]:
    with TestClient(create_app(chuchu), base_url=LOCAL) as started:
        yield started


def test_every_part_is_told_of(client: TestClient) -> None:
    """A service that is well names each of its parts, all well."""
    state = client.get("/readyz").json()

    assert (True, False) == (state["ready"], state["degraded"])
    assert PARTS == sorted(state["parts"])
    assert all(part == {"ok": True, "problem": None} for part in state["parts"].values())


def test_a_folder_that_cannot_be_written_is_told(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where writing fails, as on a full or read-only disk, queries are answered and the state is degraded."""

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(tempfile, "TemporaryFile", full)

    answer = client.get("/readyz")

    assert (200, True, True) == (answer.status_code, answer.json()["ready"], answer.json()["degraded"])
    assert "unwritable" in answer.json()["parts"]["storage"]["problem"]
    assert 200 == client.post("/api/v1/search", json={"query": "古井保护"}).status_code


def test_little_space_is_told(tmp_path: Path) -> None:
    """Less space than asked for is a problem that says how much is left."""
    assert storage_state(tmp_path).problem is None
    assert (storage_state(tmp_path, 1 << 62).problem or "").startswith("low_space：剩余 ")
    assert (storage_state(tmp_path / "没有").problem or "").startswith("unwritable")


def test_a_thread_that_has_stopped_is_told(client: TestClient) -> None:
    """A dead worker is seen from outside: uploads would wait for ever."""
    serving = client.app.state.serving  # type: ignore[attr-defined]
    serving._workers["indexing"].stop()

    state = client.get("/readyz").json()

    assert (True, True) == (state["ready"], state["degraded"])
    assert {"ok": False, "problem": "stopped"} == state["parts"]["indexing"]


def test_a_damaged_catalogue_is_told(client: TestClient, chuchu: SmallChuchu) -> None:
    """A catalogue that does not read makes the service unready, with the code of the fault."""
    chuchu.catalogue.database.close()
    place = Path(chuchu.catalogue.database.place or "")
    for path in place.parent.glob(f"{place.name}*"):
        path.unlink(missing_ok=True)
    place.write_bytes(b"\x00rubbish" * 4096)
    chuchu.catalogue.database.close()  # what a thread of the service opened in between still reads the old file

    answer = client.get("/readyz")

    assert (503, False, "catalogue_damaged") == (
        answer.status_code,
        answer.json()["ready"],
        answer.json()["problem"],
    )
    assert {"ok": False, "problem": "catalogue_damaged"} == answer.json()["parts"]["catalogue"]


@pytest.mark.slow
def test_a_service_that_lags_for_too_long_is_not_ready(tmp_path: Path) -> None:
    """Past CHUCHU_STALE_SECONDS it says 503 and how old the first change is that it lacks; searches go on."""
    with small_chuchu(tmp_path, poll_seconds=1000, stale_seconds=0.01) as chuchu:
        index(chuchu, write_notices(tmp_path / "通知", ("古井保护",)))
        with TestClient(create_app(chuchu), base_url=LOCAL) as client:
            before = client.get("/readyz").json()
            job = chuchu.jobs.create(IndexRequest((str(write_notices(tmp_path / "新", ("渡口值守",))),)))
            chuchu.runner().run(job.id)
            time.sleep(0.02)
            answer = client.get("/readyz")
            stats = client.get("/api/v1/stats").json()
            found = client.post("/api/v1/search", json={"query": "古井保护"})

    state = answer.json()
    assert (before["ready"], before["seconds_behind"]) == (True, 0)
    assert (answer.status_code, state["ready"], state["problem"][:6]) == (503, False, "stale：")
    assert (state["seconds_behind"] > 0.01, stats["seconds_behind"] >= state["seconds_behind"]) == (
        True,
        True,
    )
    assert (state["indexes"]["words"]["behind"], found.status_code) == (1, 200)
