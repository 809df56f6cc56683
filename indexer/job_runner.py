"""A job run under the indexing lease: started, told of file by file, and ended with its state."""

import errno
import threading
from collections.abc import Callable
from typing import Protocol

from corpus.errors import ChuchuError
from corpus.store.catalogue import Catalogue
from corpus.store.errors import PASSING, CatalogueFull, DocumentUnknown
from corpus.store.held_lease import held, new_holder
from corpus.store.job_records import FileOutcome, IndexRequest, Job, JobState, RemoveRequest
from corpus.store.jobs import Jobs
from corpus.store.leases import Leases
from embeddings.errors import EmbeddingError
from indexer.run import FileReport, IndexRun

DISK_FULL = CatalogueFull.code
"""The reason of a job that a full disk interrupted: it is resumed when there is room."""
INDEXING = "indexing"
"""The lease that keeps one indexing run at a time."""


class JobKindForeign(ChuchuError):
    """A job that writes no documents was given to what runs those that do."""

    code = "job_kind_foreign"

    def __init__(self, job_id: str) -> None:
        super().__init__(f"任务{job_id}不是收录或移除文件的任务，由服务进程办理。请启动服务。")
        self.job_id = job_id


class Watcher(Protocol):
    """Who watches a run beside the job's record, e.g. a progress bar."""

    def expect(self, files: int) -> None:
        """So many files are to be looked at."""
        ...

    def record(self, report: FileReport) -> None:
        """Take note of a file that is done."""
        ...

    def recognising(self, source_path: str, page: int, pages: int) -> None:
        """The `page`-th of so many pages of a file is to be recognised, which takes seconds; may raise PagesSpent."""
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
        self.holder = new_holder()

    def run(self, job_id: str, watcher: Watcher | None = None) -> Job:
        """Run a queued or interrupted job to its end and give it as it then stands.

        An error that belongs to the job (a path that is gone, a model that cannot be loaded) ends it as failed;
        files that cannot be read are outcomes, not errors. What a stop, a lost lease, a full disk or a
        database server out of reach cuts short is interrupted and can be resumed. Where the lease was lost and another
        runs the job, or ran it, it is left as it is.

        Raises:
            LeaseHeld: another indexing run is under way.
            JobUnknown, JobStateConflict: there is no such job to start.
            CatalogueFull, CatalogueUnreachable: not even the end of the job could be written down.
        """
        with held(self._leases, INDEXING, self.holder, self._lease_seconds) as lost:
            self._jobs.interrupted()  # what a dead process left running is said to be so
            self._jobs.start(job_id, self.holder)
            journal = _JobJournal(self._jobs, job_id, watcher or Unwatched(), self._stopping, lost)
            try:
                self._do(self._jobs.get(job_id), journal)
            except PASSING as error:
                return self._end(job_id, JobState.INTERRUPTED, error.code, str(error))
            except (ChuchuError, EmbeddingError) as error:
                return self._end(job_id, JobState.FAILED, error.code, str(error))
            except OSError as error:
                if error.errno in (errno.ENOSPC, errno.EDQUOT):
                    message = f"磁盘已满：{error}。腾出空间后，任务会自动继续。"
                    return self._end(job_id, JobState.INTERRUPTED, DISK_FULL, message)
                message = f"任务未能完成：{error}。请检查磁盘空间与权限后重试。"
                return self._end(job_id, JobState.FAILED, "os_error", message)
            return self._end(job_id, journal.state())

    def _end(
        self, job_id: str, state: JobState, reason: str | None = None, message: str | None = None
    ) -> Job:
        return self._jobs.finish(job_id, state, reason, message, holder=self.holder)

    def _do(self, job: Job, journal: "_JobJournal") -> None:
        if isinstance(job.request, IndexRequest):
            self._index_run().run(job.request, journal)
        elif isinstance(job.request, RemoveRequest):
            self._remove(job.request, journal)
        else:
            raise JobKindForeign(job.id)

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
