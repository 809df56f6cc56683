"""A worker over an empty catalogue, with a run of the test's own."""

import threading
import time
from io import BytesIO
from pathlib import Path

from corpus.store.catalogue import Catalogue
from corpus.store.job_errors import LeaseHeld
from corpus.store.job_records import FileOutcome, Job, JobState
from corpus.store.jobs import Jobs
from corpus.store.leases import Leases
from service.uploads import Incoming, Uploads
from service.worker import Worker


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
