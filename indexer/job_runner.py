"""A job run under the indexing lease: started, told of file by file, and ended with its state."""

import os
import secrets
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

from corpus.errors import ChuchuError
from corpus.store.catalogue import Catalogue
from corpus.store.errors import DocumentUnknown
from corpus.store.job_errors import LeaseHeld, LeaseLost
from corpus.store.job_records import FileOutcome, IndexRequest, Job, JobState, RemoveRequest
from corpus.store.jobs import Jobs
from corpus.store.leases import Lease, Leases
from embeddings.errors import EmbeddingError
from indexer.run import FileReport, IndexRun

INDEXING = "indexing"
"""The lease that keeps one indexing run at a time."""


class Watcher(Protocol):
    """Who watches a run beside the job's record, e.g. a progress bar."""

    def expect(self, files: int) -> None:
        """So many files are to be looked at."""
        ...

    def record(self, report: FileReport) -> None:
        """Take note of a file that is done."""
        ...

    def recognising(self, source_path: str, page: int, pages: int) -> None:
        """The `page`-th of so many pages of a file is to be recognised, which takes seconds."""
        ...


class Unwatched:
    """Nobody watches."""

    def expect(self, files: int) -> None:
        """Take no note."""

    def record(self, report: FileReport) -> None:
        """Take no note."""

    def recognising(self, source_path: str, page: int, pages: int) -> None:
        """Take no note."""


class JobRunner:
    """Runs jobs one at a time; a second process that tries meanwhile gets LeaseHeld."""

    def __init__(
        self,
        catalogue: Catalogue,
        jobs: Jobs,
        index_run: Callable[[], IndexRun],
        *,
        lease_seconds: float = 30,
        stopping: Callable[[], bool] = lambda: False,
    ) -> None:
        self._catalogue, self._jobs, self._index_run = catalogue, jobs, index_run
        self._leases, self._lease_seconds = Leases(catalogue), lease_seconds
        self._stopping = stopping
        self.holder = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"

    def run(self, job_id: str, watcher: Watcher | None = None) -> Job:
        """Run a queued or interrupted job to its end and give it as it then stands.

        An error that belongs to the job (a path that is gone, a model that cannot be loaded) ends it as failed;
        files that cannot be read are outcomes, not errors. What a stop or a lost lease cuts short is
        interrupted and can be resumed.

        Raises:
            LeaseHeld: another indexing run is under way.
            JobUnknown, JobStateConflict: there is no such job to start.
        """
        with self._leased() as lost:
            self._jobs.interrupted()  # what a dead process left running is said to be so
            self._jobs.start(job_id, self.holder)
            journal = _JobJournal(self._jobs, job_id, watcher or Unwatched(), self._stopping, lost)
            try:
                self._do(self._jobs.get(job_id), journal)
            except (ChuchuError, EmbeddingError) as error:
                return self._jobs.finish(job_id, JobState.FAILED, error.code, str(error))
            except OSError as error:
                message = f"任务未能完成：{error}。请检查磁盘空间与权限后重试。"
                return self._jobs.finish(job_id, JobState.FAILED, "os_error", message)
            return self._jobs.finish(job_id, journal.state())

    def _do(self, job: Job, journal: "_JobJournal") -> None:
        if isinstance(job.request, IndexRequest):
            self._index_run().run(job.request, journal)
        else:
            self._remove(job.request, journal)

    def _remove(self, request: RemoveRequest, journal: "_JobJournal") -> None:
        journal.expect(len(request.document_ids) + len(request.source_paths))
        for document_id in request.document_ids:
            try:
                self._catalogue.remove_documents([document_id])
            except DocumentUnknown as error:
                journal.record(FileReport(document_id, FileOutcome.FAILED, error.code, str(error)))
            else:
                journal.record(FileReport(document_id, FileOutcome.REMOVED))
        if request.source_paths:
            self._catalogue.remove_paths(request.collection, request.source_paths)
        for path in request.source_paths:
            journal.record(FileReport(path, FileOutcome.REMOVED))

    @contextmanager
    def _leased(self) -> Iterator[threading.Event]:
        """Hold the lease and renew it; gives the event that is set when it is lost."""
        lease = self._acquire()
        done, lost = threading.Event(), threading.Event()
        beat = threading.Thread(target=self._renew, args=(lease, done, lost), name="lease", daemon=True)
        beat.start()
        try:
            yield lost
        finally:
            done.set()
            beat.join()
            self._leases.release(lease)

    def _acquire(self) -> Lease:
        try:
            return self._leases.acquire(INDEXING, self.holder, self._lease_seconds)
        except LeaseHeld as held:
            # A process that was killed on this machine renews nothing: its lease need not be waited for.
            if not _is_dead(held.holder):
                raise
            self._leases.release(Lease(INDEXING, held.holder, held.acquired_at, held.expires_at))
        return self._leases.acquire(INDEXING, self.holder, self._lease_seconds)

    def _renew(self, lease: Lease, done: threading.Event, lost: threading.Event) -> None:
        while not done.wait(self._lease_seconds / 3):
            try:
                lease = self._leases.renew(lease, self._lease_seconds)
            except LeaseLost:
                lost.set()
                return
            except ChuchuError:
                # A busy or full database: the lease still runs, the next beat tries again.
                continue


class _JobJournal:
    """Writes a run into its job and tells the watcher."""

    def __init__(
        self, jobs: Jobs, job_id: str, watcher: Watcher, stopping: Callable[[], bool], lost: threading.Event
    ) -> None:
        self._jobs, self._job_id, self._watcher = jobs, job_id, watcher
        self._stopping, self._lost = stopping, lost
        self._state = JobState.DONE

    def expect(self, files: int) -> None:
        self._jobs.progress(self._job_id, files_total=files)
        self._watcher.expect(files)

    def record(self, report: FileReport) -> None:
        self._jobs.record_file(
            self._job_id,
            report.source_path,
            report.outcome,
            report.reason,
            report.message,
            documents=report.documents,
            passages=report.passages,
        )
        self._watcher.record(report)

    def recognising(self, source_path: str, page: int, pages: int) -> None:
        message = f"正在识别“{source_path}”的文字：第 {page} 页，共 {pages} 页。"
        self._jobs.progress(self._job_id, current_path=source_path, message=message)
        self._watcher.recognising(source_path, page, pages)

    def cancelled(self) -> bool:
        if self._state is JobState.DONE:
            if self._stopping() or self._lost.is_set():
                self._state = JobState.INTERRUPTED
            elif self._jobs.cancel_requested(self._job_id):
                self._state = JobState.CANCELLED
        return self._state is not JobState.DONE

    def state(self) -> JobState:
        return self._state


def _is_dead(holder: str) -> bool:
    """Tell whether a holder was a process of this machine that is no more."""
    host, _, rest = holder.rpartition(":")[0].rpartition(":")
    if host != socket.gethostname() or not rest.isdecimal():
        return False
    try:
        os.kill(int(rest), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
