"""Jobs over HTTP: listed, told as they go, cancelled."""

import json
from collections.abc import Iterator

import httpx
import pytest
from fastapi.testclient import TestClient

from corpus.store.job_records import IndexRequest
from service.api.events import last_event_id
from service.bootstrap import Chuchu


def read_events(lines: Iterator[str]) -> list[tuple[int, str, dict[str, object]]]:
    """Id, kind and data of server-sent events."""
    events, current = [], {}
    for line in lines:
        name, _, value = line.partition(": ")
        if line:
            current[name] = value
        elif "data" in current:
            events.append((int(current["id"]), current["event"], json.loads(current["data"])))
            current = {}
    return events


def test_a_jobs_events_tell_each_file_and_the_end(client: TestClient, live: str) -> None:
    """A stream tells every file once, in order, ends with `done`, and goes on after the last id seen."""
    files = [
        ("files", (f"事件{n}.txt", f"第{n}件\n\n事项{n}的办理要求如下，请各单位遵照执行。\n".encode()))
        for n in range(3)
    ]
    job_id = client.post("/api/v1/documents", files=files).json()["id"]
    with httpx.stream("GET", f"{live}/api/v1/jobs/{job_id}/events", timeout=30) as stream:
        events = read_events(stream.iter_lines())
        kind = stream.headers["content-type"]
    told = [(number, data["path"]) for number, event, data in events if event == "file"]
    with httpx.stream(
        "GET", f"{live}/api/v1/jobs/{job_id}/events", headers={"Last-Event-ID": str(told[0][0])}, timeout=30
    ) as stream:
        later = read_events(stream.iter_lines())

    assert kind.startswith("text/event-stream")
    assert [path for _, path in told] == [f"uploads/事件{n}.txt" for n in range(3)]
    assert (events[-1][1], events[-1][2]["state"]) == ("done", "done")
    assert [data["path"] for _, event, data in later if event == "file"] == [path for _, path in told[1:]]
    assert [number for number, _, _ in events] == sorted(number for number, _, _ in events)


@pytest.mark.parametrize(
    ("header", "version"), [(None, 0), ("17", 17), ("-1", 0), ("九", 0), ("9" * 40, 0), ("", 0)]
)
def test_a_strange_last_id_is_none(header: str | None, version: int) -> None:
    """Only a number says what was seen."""
    assert last_event_id(header) == version


def test_a_client_that_goes_ends_the_stream(client: TestClient, chuchu: Chuchu, live: str) -> None:
    """A stream of a job that never moves is let go when its reader leaves; others are served meanwhile."""
    job = chuchu.jobs.create(IndexRequest(("nirgends",)))
    with httpx.stream("GET", f"{live}/api/v1/jobs/{job.id}/events", timeout=5) as stream:
        first = next(stream.iter_lines())
        meanwhile = httpx.get(f"{live}/healthz", timeout=5).status_code
    cancelled = client.delete(f"/api/v1/jobs/{job.id}").json()

    assert first.startswith("id: ")
    assert meanwhile == 200
    assert (cancelled["state"], cancelled["ended"]) == ("cancelled", True)
    assert client.delete(f"/api/v1/jobs/{job.id}").json()["error"]["code"] == "job_state_conflict"


def test_unknown_jobs_are_not_found(client: TestClient) -> None:
    """Each address of a job that is not there is 404 in the one shape."""
    answers = [
        client.get("/api/v1/jobs/fehlt"), client.get("/api/v1/jobs/fehlt/events"), client.delete("/api/v1/jobs/fehlt"),
    ]  # fmt: skip

    assert {(answer.status_code, answer.json()["error"]["code"]) for answer in answers} == {
        (404, "job_not_found")
    }
    assert client.get("/jobs/fehlt", headers={"Accept": "text/html"}).status_code == 404


def test_a_list_of_jobs_tells_no_folder_of_the_machine(client: TestClient, chuchu: Chuchu) -> None:
    """Jobs are listed newest first, without the paths they were asked for by."""
    listed = client.get("/api/v1/jobs", params={"limit": 100})
    times = [job["created_at"] for job in listed.json()["jobs"]]

    assert times == sorted(times, reverse=True)
    assert str(chuchu.settings.data.parent) not in listed.text
