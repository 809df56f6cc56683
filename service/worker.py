"""The thread that runs waiting jobs, one by one."""

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from corpus.errors import ChuchuError
from corpus.store.errors import PASSING
from corpus.store.job_errors import JobStateConflict, LeaseHeld
from corpus.store.job_records import ENDED, Job, JobState
from corpus.store.jobs import Jobs
from service.periodic import Periodic

logger = logging.getLogger(__name__)
CRASHED = "任务因程序内部错误而停止。请把任务编号告诉管理员；重新上传可再试一次。"


class Worker:
    """Takes the oldest waiting job again and again.

    `run` runs one job to its end under the lease of `holder`, `stopping` tells it to stop after the file at hand,
    `takes` says which jobs are this worker's (others are run by the process that asked for them), `ended` is told of
    each job that has ended. A job that a stop or a crash interrupted goes on at the next start, or in another service
    that takes the same jobs; one that a full disk, a database server out of reach or the loss of the lease stopped,
    after `retry_seconds`, again and again, without any repair.
    """

    def __init__(
        self,
        jobs: Jobs,
        run: Callable[[str], Job],
        stopping: threading.Event,
        *,
        holder: str,
        takes: Callable[[Job], bool],
        ended: Callable[[Job], None],
        poll_seconds: float = 0.5,
        retry_seconds: float = 10,
    ) -> None:
        self._retry_seconds = retry_seconds
        self._stranded: dict[str, float] = {}  # jobs that what passes stopped, and when to try them again
        self._jobs, self._run = jobs, run
        self._holder, self._takes, self._ended = holder, takes, ended
        self._waiting: dict[str, Job] = {}
        self._seen = 0
        self._searched: float | None = None  # when interrupted jobs were last looked for
        # A future keeps whatever a job raises, so that nothing it does ends the thread.
        self._runner = ThreadPoolExecutor(max_workers=1, thread_name_prefix="job")
        self._thread = Periodic("worker", self._work, poll_seconds, stopping=stopping)

    @property
    def is_alive(self) -> bool:
        """Whether it takes jobs."""
        return self._thread.is_alive

    def start(self) -> None:
        """Begin to take jobs."""
        self._thread.start()

    def stop(self) -> None:
        """Take no more, and wait for the file at hand to be finished."""
        self._thread.stop()
        self._runner.shutdown()

    def _work(self) -> bool:
        try:
            return self._step()
        except (ChuchuError, OSError) as error:  # of the catalogue; of the folders that jobs lie in
            logger.warning("looking for jobs: %s", error)
            return False

    def _step(self) -> bool:
        """Run the oldest waiting job; False when there is none, or another process is indexing."""
        self._rescue()
        self._look()
        if not self._waiting:
            return False
        job_id = next(iter(self._waiting))
        error = self._runner.submit(self._run, job_id).exception()
        if isinstance(error, LeaseHeld):
            return False
        if isinstance(error, JobStateConflict):
            return True  # another took it, or it was cancelled: the next look tells
        del self._waiting[job_id]
        if isinstance(error, PASSING):
            self._strand(job_id)
            return False
        if error is not None:
            self._bury(job_id, error)
        job = self._jobs.get(job_id)
        if job.holder != self._holder:
            return True  # the lease was lost, and another goes on with it: what was set down is theirs
        if job.state in ENDED:
            self._ended(job)
        elif job.state is JobState.INTERRUPTED:
            self._strand(job_id)
        return True

    def _strand(self, job_id: str) -> None:
        self._stranded[job_id] = time.monotonic() + self._retry_seconds

    def _rescue(self) -> None:
        """Queue again what a full disk or a missing server stopped, when its time has come."""
        for job_id, at in list(self._stranded.items()):
            if time.monotonic() < at:
                continue
            self._strand(job_id)  # for the next time, should this one fail
            self._jobs.interrupted()  # one whose end could not be written is interrupted when its lease is over
            state = self._jobs.get(job_id).state
            if state is JobState.INTERRUPTED:
                self._jobs.resume(job_id)
            if state is not JobState.RUNNING:
                del self._stranded[job_id]

    def _look(self) -> None:
        """Take note of jobs that changed since the last look; interrupted ones of ours are queued again."""
        self._revive()
        for job in self._jobs.changed_since(self._seen):
            self._seen = max(self._seen, job.version)
            if job.state is JobState.QUEUED and self._takes(job):
                self._waiting[job.id] = job
            else:
                self._drop(job)

    def _revive(self) -> None:
        """Queue again, now and then, what a process that is no more left running: of this one, or of another."""
        first = self._searched is None
        if self._searched is not None and time.monotonic() - self._searched < self._retry_seconds:
            return
        # Without such a job there is nothing to find: the write lock is not taken in vain. One that a dead process left
        # running may be interrupted already: whoever runs the next one says so.
        counts = self._jobs.counts()
        if first or counts[JobState.RUNNING] or counts[JobState.INTERRUPTED]:
            for job in self._jobs.interrupted():
                if self._takes(job) and job.id not in self._stranded:
                    with suppress(JobStateConflict):  # another service was first
                        self._jobs.resume(job.id)
        self._searched = time.monotonic()

    def _drop(self, job: Job) -> None:
        if self._waiting.pop(job.id, None) is not None and job.state in ENDED:
            self._ended(job)

    def _bury(self, job_id: str, error: BaseException) -> None:
        logger.error("job %s failed", job_id, exc_info=error)
        self._jobs.finish(job_id, JobState.FAILED, "internal_error", CRASHED, holder=self._holder)
