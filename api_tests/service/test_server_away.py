"""The database server killed under a serving process: 503 with its cure meanwhile, and nothing lost after."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from postgres_server import PostgresServer

from api_tests.service.waiting import wait_for_job
from api_tests.small_world import SmallChuchu, index, notice, small_chuchu, write_notices
from service.app import create_app

KILLS = 3
AWAY = {"catalogue_unreachable"}


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    """A server of its own that syncs every commit."""
    made = PostgresServer(durable=True)
    yield made
    made.stop()


@pytest.fixture
def chuchu(server: PostgresServer, tmp_path: Path) -> Iterator[SmallChuchu]:
    """A data folder whose catalogue is in PostgreSQL."""
    url = server.url(server.new_database())
    with small_chuchu(tmp_path, database_url=url, poll_seconds=0.05, lease_seconds=1) as opened:
        index(opened, write_notices(tmp_path / "通知", ("古井保护",)))
        yield opened


class Uploads:
    """Uploads without a pause, what became of each, and searches between them."""

    def __init__(self, client: TestClient) -> None:
        self.jobs: dict[str, str] = {}
        self.refused: list[tuple[int, str]] = []
        self.searched: list[int] = []
        self._client, self._over = client, threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        number = 0
        while not self._over.is_set():
            number += 1
            name = f"{number:03}.txt"
            content = notice(number, f"第{number}处古城修缮").encode()
            answer = self._client.post("/api/v1/documents", files={"files": (name, content)})
            if answer.status_code == 202:
                self.jobs[answer.json()["id"]] = f"uploads/{name}"
            else:
                self.refused.append((answer.status_code, answer.json()["error"]["code"]))
            found = self._client.post("/api/v1/search", json={"query": f"古井保护 {number}"})
            self.searched.append(found.status_code)
            time.sleep(0.02)

    def wait_for(self, more: int) -> None:
        """Wait until so many more were taken."""
        until, wanted = time.monotonic() + 60, len(self.jobs) + more
        while len(self.jobs) < wanted and time.monotonic() < until:
            time.sleep(0.02)
        assert len(self.jobs) >= wanted, self.refused

    def stop(self) -> None:
        """End them."""
        self._over.set()
        self._thread.join()


@pytest.mark.slow
def test_uploads_survive_kills_of_the_server(chuchu: SmallChuchu, server: PostgresServer) -> None:
    """Uploads go on through three kills of the server: each one that was taken is found in the end, none twice."""
    app = create_app(chuchu)
    with TestClient(app, base_url="http://127.0.0.1") as client:
        app.state.serving._workers["indexing"]._retry_seconds = 0.5
        uploads = Uploads(client)
        for _ in range(KILLS):
            uploads.wait_for(3)
            server.kill()
            before = len(uploads.refused)
            while len(uploads.refused) < before + 2:
                time.sleep(0.02)
            server.start()
        uploads.wait_for(3)
        uploads.stop()
        states = {wait_for_job(client, job)["state"] for job in uploads.jobs}
        paths = [one.source_path for one in chuchu.catalogue.view().documents(limit=1000).documents]

    assert states == {"done"}
    assert {(503, code) for code in AWAY} == set(uploads.refused)
    assert set(uploads.searched) <= {200, 503}
    assert sorted({*uploads.jobs.values(), "通知/01.txt"}) == sorted(paths)
    assert chuchu.catalogue.check() == []


def test_a_missing_server_is_told_with_its_cure(chuchu: SmallChuchu, server: PostgresServer) -> None:
    """Readiness, lists and pages answer 503 in both languages while the server is away, and 200 after it."""
    with TestClient(create_app(chuchu), base_url="http://127.0.0.1") as client:
        server.kill()
        ready = client.get("/readyz")
        zh = client.get("/api/v1/documents", headers={"Accept-Language": "zh"})
        en = client.get("/api/v1/documents", headers={"Accept-Language": "en"})
        page = client.get("/documents")
        server.start()

        assert (503, False) == (ready.status_code, ready.json()["ready"])
        assert "catalogue_unreachable" == ready.json()["parts"]["catalogue"]["problem"]
        assert (503, AWAY) == (zh.status_code, {zh.json()["error"]["code"]})
        assert "请管理员检查数据库服务器" in zh.json()["error"]["message"]
        assert "The database server does not answer" in en.json()["error"]["message"]
        assert "密码" not in zh.text
        assert str(server.folder) not in zh.text
        assert 503 == page.status_code
        assert 200 == client.get("/api/v1/documents").status_code
        until = time.monotonic() + 20
        while client.get("/readyz").status_code != 200 and time.monotonic() < until:
            time.sleep(0.05)
        assert client.get("/readyz").json()["ready"]
