"""What runs beside the requests of a serving process: the follower's thread and the worker's, and uploads."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from corpus.store.job_records import Job
from embeddings.openvino_encoder import available_cores
from indexer.job_runner import JobRunner
from service.access.access import Access
from service.access.page_budget import PageBudget
from service.admission import Admission
from service.bootstrap import Chuchu
from service.draft_jobs import DraftJobs
from service.following import FollowingThread
from service.metrics import Metrics
from service.storage import Storage
from service.storage_state import StorageProbe
from service.sweeping import Sweeping
from service.uploads import Uploads
from service.worker import Worker

SPARED_SECONDS = 3600
"""How long what no job refers to is left alone in a folder that other services write to as well."""


class Serving:
    """One data folder being served."""

    def __init__(self, chuchu: Chuchu) -> None:
        settings = chuchu.settings
        storage = Storage(chuchu.catalogue, settings.shared_home, settings.requests)
        self.chuchu = chuchu
        self.uploads = Uploads(
            settings.shared_home / "incoming",
            chuchu.catalogue,
            chuchu.jobs,
            settings.max_upload_bytes,
            storage,
        )
        self.access = Access(chuchu.keys, chuchu.audit, settings)
        self.admission = Admission(settings.load, available_cores(), self.access.asker)
        # Long documents take seconds to compare, and memory: one after the other, and no search waits for them.
        one_at_once = settings.load.model_copy(update={"at_once": 1})
        self.comparing = Admission(one_at_once, available_cores(), self.access.asker)
        self.drafts = DraftJobs(chuchu, storage)
        self.pages = PageBudget(settings.requests.pages_per_hour)
        self.metrics = Metrics()
        self.probe = StorageProbe(settings.data)
        self._following: FollowingThread | None = None
        self._workers: dict[str, Worker] = {}

    @property
    def started(self) -> bool:
        """Whether the threads run."""
        return self._following is not None

    @property
    def threads(self) -> dict[str, bool]:
        """Whether each thread beside the requests lives: `following`, `indexing`, `drafting`."""
        alive = {name: worker.is_alive for name, worker in self._workers.items()}
        return {"following": self._following is not None and self._following.is_alive, **alive}

    @property
    def problem(self) -> str | None:
        """What keeps the indexes from following the catalogue, None when nothing does."""
        return self._following.problem if self._following else None

    def _staged(self, name: str, run: Callable[[str], Job]) -> Callable[[str], Job]:
        def timed(job_id: str) -> Job:
            with self.metrics.stage(name):
                return run(job_id)

        return timed

    def _budgeted(self, runner: JobRunner) -> Callable[[str], Job]:
        def run(job_id: str) -> Job:
            return runner.run(job_id, self.pages.watch(self.chuchu.jobs.get(job_id).made_by))

        return run

    @contextmanager
    def running(self) -> Iterator[None]:
        """Level with the catalogue first, then following it and running jobs, until left."""
        chuchu, stopping = self.chuchu, threading.Event()
        chuchu.follower.catch_up()
        chuchu.encoder.encode_query("出处")  # the first inference is ten times as slow as the next
        chuchu.level()
        seconds = chuchu.settings.poll_seconds
        following = FollowingThread(chuchu.follower, chuchu.upkeep, seconds, changed=chuchu.level)
        runner = chuchu.runner(stopping.is_set)
        worker = Worker(
            chuchu.jobs,
            self._staged("indexing", self._budgeted(runner)),
            stopping,
            holder=runner.holder,
            takes=self.uploads.holds,
            ended=self.uploads.discard,
            poll_seconds=chuchu.settings.poll_seconds,
        )
        drafting = Worker(
            chuchu.jobs,
            lambda job_id: self.drafts.run(job_id, stopping.is_set),
            stopping,
            holder=self.drafts.holder,
            takes=self.drafts.holds,
            ended=self.drafts.ended,
            poll_seconds=chuchu.settings.poll_seconds,
        )
        spared = SPARED_SECONDS if chuchu.settings.shared else 0
        self.uploads.clear(spared)
        self.drafts.clear(spared)
        # Any folder may now be one whose job is about to be written.
        sweeping = Sweeping(lambda: self.drafts.clear(SPARED_SECONDS))
        self.access.trail.start()
        following.start()
        worker.start()
        drafting.start()
        sweeping.start()
        self._following = following
        self._workers = {"indexing": worker, "drafting": drafting}
        try:
            yield
        finally:
            self._following = None
            worker.stop()
            drafting.stop()
            sweeping.stop()
            following.stop()
            self.access.trail.stop()
