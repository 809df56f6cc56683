"""Jobs: told as they go, resumable, and none of them ends the worker."""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient

from corpus.store.catalogue import Catalogue
from corpus.store.job_errors import LeaseHeld
from corpus.store.job_records import FileOutcome, IndexRequest, Job, JobState
from corpus.store.jobs import Jobs
from corpus.store.leases import Leases
from service.api.events import last_event_id
from service.bootstrap import Chuchu
from service.uploads import Incoming, Uploads
from service.worker import Worker

CLEARS = """
import os, sys
print("läuft", flush=True)
places = [os.path.join(sys.argv[1], f"0badcafe-{number}") for number in range(20)]
while True:
    for place in places:
        os.makedirs(place, exist_ok=True)
    for place in places:
        if os.path.isdir(place):
            try:
                os.rmdir(place)
            except FileNotFoundError:
                pass
"""
ENDS_UPLOADS = """
import os, sys
os.makedirs(os.path.join(sys.argv[1], "uploads"))
kept, coming = os.path.join(sys.argv[1], "part"), os.path.join(sys.argv[1], "uploads", "x.txt")
with open(kept, "w") as out:
    out.write("x.txt")
print("läuft", flush=True)
while True:
    os.link(kept, coming)
    os.unlink(coming)
"""


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


class Harness:
    """A worker over an empty catalogue, with a run of the test's own."""

    def __init__(self, folder: Path) -> None:
        self.catalogue = Catalogue.open(folder / "catalogue.sqlite")
        self.jobs, self.leases = Jobs(self.catalogue), Leases(self.catalogue)
        self.uploads = Uploads(folder / "incoming", self.catalogue, self.jobs, 1 << 20)
        self.stopping = threading.Event()
        self.ran: list[str] = []
        self.raises: dict[str, Exception] = {}
        self.stolen: set[str] = set()
        self.lost: set[str] = set()

    def upload(self, name: str) -> str:
        from io import BytesIO

        return self.uploads.accept([Incoming(name, BytesIO(name.encode()))])

    def run(self, job_id: str) -> Job:
        self.ran.append(job_id)
        if isinstance(self.raises.get(job_id), LeaseHeld):
            raise self.raises.pop(job_id)
        self.jobs.start(job_id, "test")
        if job_id in self.stolen:
            self.jobs.interrupted()
            self.jobs.resume(job_id)
            self.leases.acquire("indexing", "anderer", 60)
            self.jobs.start(job_id, "anderer")
        if job_id in self.raises:
            raise self.raises.pop(job_id)
        self.jobs.record_file(job_id, "uploads/x", FileOutcome.INDEXED)
        state = JobState.INTERRUPTED if job_id in self.lost else JobState.DONE
        self.lost.discard(job_id)
        return self.jobs.finish(job_id, state, holder="test")

    def worker(self, poll_seconds: float = 0.01) -> Worker:
        return Worker(
            self.jobs,
            self.run,
            self.stopping,
            holder="test",
            takes=self.uploads.holds,
            ended=self.uploads.discard,
            poll_seconds=poll_seconds,
            retry_seconds=0.1,
        )

    def wait(self, job_id: str, *states: JobState) -> Job:
        until = time.monotonic() + 10
        while time.monotonic() < until:
            job = self.jobs.get(job_id)
            if job.state in states:
                return job
            time.sleep(0.01)
        raise TimeoutError


@pytest.fixture
def harness(tmp_path: Path) -> Iterator[Harness]:
    """A harness, closed after the test."""
    made = Harness(tmp_path)
    yield made
    made.stopping.set()
    made.catalogue.close()


def test_jobs_run_one_by_one_in_the_order_they_came(harness: Harness) -> None:
    """The oldest first; what was set down for a job goes when it has ended."""
    ids = [harness.upload(f"{n}.txt") for n in range(3)]
    foreign = harness.jobs.create(IndexRequest(("anderswo",)))
    worker = harness.worker()
    worker.start()
    for job_id in ids:
        harness.wait(job_id, JobState.DONE)
    worker.stop()

    assert harness.ran == ids
    assert harness.jobs.get(foreign.id).state is JobState.QUEUED
    assert list(harness.uploads._folder.glob("*")) == []


def test_a_crash_of_a_job_does_not_end_the_worker(harness: Harness) -> None:
    """A job that raises anything at all ends as failed, in words; the next one runs."""
    bad, good = harness.upload("bad.txt"), harness.upload("good.txt")
    harness.raises[bad] = ZeroDivisionError("geheimnis")
    worker = harness.worker()
    worker.start()
    failed, done = harness.wait(bad, JobState.FAILED), harness.wait(good, JobState.DONE)
    worker.stop()

    assert (failed.reason, done.reason) == ("internal_error", None)
    assert "geheimnis" not in (failed.message or "")


@pytest.mark.parametrize("crashes", [False, True])
def test_a_job_that_another_goes_on_with_is_left_to_it(harness: Harness, crashes: bool) -> None:
    """Who slept past the end of its lease neither ends the job nor removes what the other still reads."""
    taken, own = harness.upload("甲.txt"), harness.upload("乙.txt")
    harness.stolen.add(taken)
    if crashes:
        harness.raises[taken] = ZeroDivisionError("geheimnis")
    worker = harness.worker()
    worker.start()
    harness.wait(own, JobState.DONE)
    worker.stop()
    job = harness.jobs.get(taken)

    assert (job.state, job.holder, job.reason) == (JobState.RUNNING, "anderer", None)
    assert [path.name for path in harness.uploads._folder.rglob("*.txt")] == ["甲.txt"]


def test_a_held_lease_only_delays(harness: Harness) -> None:
    """While another process indexes, the job waits and is tried again."""
    job_id = harness.upload("x.txt")
    harness.raises[job_id] = LeaseHeld("indexing", "anderer", "…", "…")
    worker = harness.worker()
    worker.start()
    harness.wait(job_id, JobState.DONE)
    worker.stop()

    assert harness.ran == [job_id, job_id]


def test_a_job_whose_lease_was_lost_goes_on_by_itself(harness: Harness) -> None:
    """Interrupted while nothing stops, and taken up by nobody else, it is run again after a while."""
    job_id = harness.upload("x.txt")
    harness.lost.add(job_id)
    worker = harness.worker()
    worker.start()
    harness.wait(job_id, JobState.DONE)
    worker.stop()

    assert harness.ran == [job_id, job_id]


def test_an_interrupted_job_goes_on_at_the_next_start(harness: Harness) -> None:
    """A job that a dead process left running is run again by the next worker; its files are still there."""
    job_id = harness.upload("x.txt")
    harness.jobs.start(job_id, "toter Prozess")
    kept = harness.uploads.clear()
    worker = harness.worker()
    worker.start()
    done = harness.wait(job_id, JobState.DONE)
    worker.stop()

    assert kept == 0
    assert done.files_done == 1


def test_a_job_that_another_run_called_interrupted_goes_on(harness: Harness) -> None:
    """A process dies while this one works; the next run says that its job is interrupted, and it goes on all the same."""
    worker = harness.worker(poll_seconds=1)
    first = harness.upload("先.txt")
    worker.start()
    harness.wait(first, JobState.DONE)
    time.sleep(0.1)  # now it waits for more
    left = harness.upload("后.txt")
    harness.jobs.start(left, "死去的进程")
    assert left in [job.id for job in harness.jobs.interrupted()]
    harness.wait(left, JobState.DONE)
    worker.stop()

    assert harness.ran == [first, left]


def test_folders_that_no_job_knows_are_cleared(harness: Harness) -> None:
    """What a crash left between setting down and queueing goes at the next start; a waiting upload stays."""
    harness.upload("x.txt")
    stray = harness.uploads._folder / "0badcafe-0000"
    (stray / "uploads").mkdir(parents=True)

    assert harness.uploads.clear() == 1
    assert not stray.exists()


@contextmanager
def another_service(program: str, folder: Path) -> Iterator[None]:
    """A process that does something to a folder again and again, until left."""
    command = [sys.executable, "-c", program, str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        try:
            yield
        finally:
            process.kill()


def test_what_another_service_clears_first_is_no_error(harness: Harness) -> None:
    """A folder that is gone between two looks is passed over; a waiting upload stays."""
    harness.upload("x.txt")
    kept = set(harness.uploads._folder.iterdir())
    with another_service(CLEARS, harness.uploads._folder):
        for _ in range(200):
            harness.uploads.clear()
    harness.uploads.clear()

    assert set(harness.uploads._folder.iterdir()) == kept


def test_an_upload_that_is_done_with_holds_up_no_other(harness: Harness) -> None:
    """A file of the same name that goes while it is looked at stands in nobody's way."""
    harness.upload("x.txt")
    mark = next(harness.uploads._folder.iterdir()).name.partition("-")[0]
    with another_service(ENDS_UPLOADS, harness.uploads._folder / f"{mark}-fremd"):
        for _ in range(300):
            job = harness.jobs.cancel(harness.upload("x.txt"))
            harness.uploads.discard(job)

    assert harness.jobs.counts()[JobState.CANCELLED] == 300


def test_a_job_that_waits_can_be_cancelled(harness: Harness) -> None:
    """A cancelled job is not run, and what was set down for it goes."""
    job_id = harness.upload("x.txt")
    harness.jobs.cancel(job_id)
    worker = harness.worker()
    worker.start()
    harness.wait(harness.upload("y.txt"), JobState.DONE)
    worker.stop()

    assert job_id not in harness.ran
