"""A full disk under a serving process: the job waits, queries are answered, and with room it goes on by itself."""

import time
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Connection, event

from api_tests.service.waiting import wait_for_job
from api_tests.small_world import index, notice, small_chuchu, write_notices
from service.app import create_app

ROOM = 1_000_000  # pages


@pytest.mark.slow
def test_a_job_goes_on_when_there_is_room_again(tmp_path: Path) -> None:
    """SQLite says that the disk is full; the upload is neither lost nor failed, and is found once there is room."""
    pages = ROOM

    def limit(connection: Connection) -> None:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    with small_chuchu(tmp_path, poll_seconds=0.05, lease_seconds=1) as chuchu:
        index(chuchu, write_notices(tmp_path / "通知", ("古井保护",)))
        with chuchu.catalogue.database.read() as connection:
            used = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        event.listen(chuchu.catalogue.database._engine, "begin", limit)
        app = create_app(chuchu)
        with TestClient(app, base_url="http://127.0.0.1") as client:
            worker = app.state.serving._workers["indexing"]
            worker._retry_seconds = 0.2
            content = notice(
                9, "古城修缮", *(f"第{n}处须于每月５日前修缮。" * 30 for n in range(400))
            ).encode()
            pages = used + 20
            job = client.post("/api/v1/documents", files={"files": ("大.txt", content)}).json()["id"]
            until = time.monotonic() + 30
            while not worker._stranded and time.monotonic() < until:
                time.sleep(0.05)

            assert worker._stranded
            hits = client.post("/api/v1/search", json={"query": "古井保护"}).json()["hits"]
            assert "古井保护" in hits[0]["citation"]["title"]
            pages = ROOM
            assert "done" == wait_for_job(client, job)["state"]

            assert {"通知/01.txt", "uploads/大.txt"} == {
                one.source_path
                for one in chuchu.catalogue.view(chuchu.catalogue.head()).documents().documents
            }
        assert [] == chuchu.catalogue.check()
