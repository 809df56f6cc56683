"""Figures for Prometheus: counted by route, bounded, and silent about documents and queries."""

import re
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from api_tests.small_world import index, small_chuchu, write_notices
from service.admission import Admission
from service.app import create_app
from service.settings_load import LoadSettings

LOCAL = "http://127.0.0.1"
TOPICS = ("古井保护", "春耕备耕")
Samples = dict[tuple[str, tuple[tuple[str, str], ...]], float]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    home = tmp_path_factory.mktemp("指标")
    with small_chuchu(home, poll_seconds=0.05) as chuchu:
        index(chuchu, write_notices(home / "通知", TOPICS))
        with TestClient(create_app(chuchu), base_url=LOCAL) as started:
            yield started


def samples(client: TestClient) -> Samples:
    """The figures as Prometheus reads them."""
    answer = client.get("/metrics")
    assert (200, "text/plain; version=0.0.4; charset=utf-8") == (
        answer.status_code,
        answer.headers["content-type"],
    )
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def requests(method: str, route: str, status: int) -> tuple[str, tuple[tuple[str, str], ...]]:
    return "chuchu_requests_total", (("method", method), ("route", route), ("status", str(status)))


def test_requests_are_counted_by_template_method_and_status(client: TestClient) -> None:
    """Two searches and a document that is not there are counted under their templates, not their addresses."""
    before = samples(client)
    client.post("/api/v1/search", json={"query": "古井保护"})
    client.post("/api/v1/search", json={"query": "春耕备耕"})
    client.post("/api/v1/search", json={"query": ""})
    client.get("/api/v1/documents/ffffffffffffffff")
    after = samples(client)

    def grown(key: tuple[str, tuple[tuple[str, str], ...]]) -> float:
        return after.get(key, 0) - before.get(key, 0)

    assert 2 == grown(requests("POST", "/api/v1/search", 200))
    assert 1 == grown(requests("POST", "/api/v1/search", 422))
    assert 1 == grown(requests("GET", "/api/v1/documents/{document_id}", 404))
    assert 2 == grown(("chuchu_stage_seconds_count", (("stage", "search"),)))


def test_unknown_addresses_make_no_labels(client: TestClient) -> None:
    """A thousand addresses and methods that nobody serves are one figure: a scanner cannot fill the memory."""
    first = len(samples(client))
    for number in range(300):
        client.get(f"/wp-admin/{number}.php")
        client.request(f"HACK{number}", f"/秘密-{number}")

    assert len(samples(client)) <= first + 40


def test_the_state_of_each_part_is_a_figure(client: TestClient) -> None:
    """Readiness, index lag, jobs, the queue, documents, memory and descriptors are there with plausible values."""
    found = samples(client)

    assert 1 == found["chuchu_ready", ()]
    for part in ("catalogue", "storage", "indexes", "encoder", "following", "indexing", "drafting"):
        assert 1 == found["chuchu_part_ready", (("part", part),)]
    assert [0, 0, 0] == [
        found["chuchu_index_lag_changes", (("index", name),)] for name in ("vectors", "words", "texts")
    ]
    assert 1 == found["chuchu_jobs", (("state", "done"),)]
    assert 0 == found["chuchu_searches", (("state", "waiting"),)]
    assert 2 == found["chuchu_documents", ()]
    assert found["chuchu_memory_bytes", ()] > 10_000_000
    assert found["chuchu_open_descriptors", ()] > 3


def test_the_queue_of_comparisons_is_told(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that runs, one that waits behind it and one that is refused are figures of their own, apart from searches."""
    assert isinstance(client.app, FastAPI)
    serving, release = client.app.state.serving, threading.Event()
    queue, compare = Admission(LoadSettings(at_once=1, waiting=1, wait_ms=9000), 1), serving.chuchu.compare

    def slow(*given: object) -> object:
        release.wait(10)
        return compare(*given)

    monkeypatch.setattr(serving, "comparing", queue)
    monkeypatch.setattr(serving.chuchu, "compare", slow)
    one, other = (found["id"] for found in client.get("/api/v1/documents").json()["documents"])
    path = f"/api/v1/documents/{one}/compare/{other}"
    with ThreadPoolExecutor(2) as callers:
        begun = [callers.submit(client.get, path) for _ in range(2)]
        until = time.monotonic() + 8
        while queue.load != (1, 1) and time.monotonic() < until:
            time.sleep(0.01)
        refused, full = client.get(path).status_code, samples(client)
        release.set()
        ends = [answer.result().status_code for answer in begun]

    def told(found: Samples) -> list[float]:
        return [
            *(found["chuchu_comparisons", (("state", state),)] for state in ("running", "waiting")),
            *(
                found["chuchu_queue_refused_total", (("queue", name),)]
                for name in ("comparisons", "searches")
            ),
            found["chuchu_searches", (("state", "waiting"),)],
        ]

    assert (503, [200, 200]) == (refused, ends)
    assert [1, 1, 1, 0, 0] == told(full)
    assert [0, 0, 1, 0, 0] == told(samples(client))


def test_figures_tell_of_no_document_and_no_query(client: TestClient) -> None:
    """Neither words of documents, nor paths, nor what was asked stands in the figures: they are ASCII."""
    client.get("/api/v1/search", params={"q": "古井保护qzx"})
    client.get("/%E5%8F%A4%E4%BA%95qzx")
    text = client.get("/metrics").text

    assert text.isascii()
    assert "qzx" not in text
    assert not re.search(r"\.txt|临江", text)
