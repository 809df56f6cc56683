"""Batches and dossiers as jobs: set down in a folder each, run under a lease of their own, their results kept.

A folder `drafts/<name>` below the data folder holds the source as it was sent, `order.json`, the journal while a
batch runs, and in the end the result. Indexing goes on beside it: these jobs only read the catalogue.
"""

import json
import os
import re
import secrets
import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from corpus.errors import ChuchuError
from corpus.filters import Reach
from corpus.store.errors import PASSING
from corpus.store.held_lease import held, new_holder
from corpus.store.job_errors import JobUnknown
from corpus.store.job_records import (
    ENDED,
    BatchRequest,
    DossierRequest,
    DraftRequest,
    Job,
    JobKind,
    JobState,
)
from corpus.store.leases import Leases
from drafting.batch import Progress
from drafting.batches import BatchOrder, order_from_json, order_to_json
from drafting.dossiers import DossierOrder, dossier_order_from_json, dossier_order_to_json
from drafting.file_forms import FileForm
from drafting.questions import listed_questions
from service.access.errors import DraftsWaiting
from service.access.principal import everyone
from service.bootstrap import Chuchu
from service.errors import ResultMissing
from service.storage import Storage
from service.upload_names import safe_name
from service.vanishing import changed_at

DRAFTING = "drafting"
"""The lease that keeps one such job at a time."""
TELL_SECONDS = 0.5
DAY = 24 * 3600
LIST = "questions.json"
"""A list of questions; what is sent as a file has another name, whatever its sender calls it."""
SENT = "sent"
_ENDING = re.compile(r"\.[a-z0-9]{1,8}")


@dataclass(frozen=True, slots=True)
class Result:
    """A finished result."""

    path: Path
    form: FileForm


class DraftJobs:
    """Takes batches and dossiers in, runs them, and gives their results."""

    def __init__(self, chuchu: Chuchu, storage: Storage) -> None:
        self._chuchu, self._storage = chuchu, storage
        self._folder = chuchu.settings.shared_home.resolve() / "drafts"
        self._leases = Leases(chuchu.catalogue)
        self.holder = new_holder()
        self._counting = threading.Lock()
        self._unbounded = everyone().mark

    def accept(
        self,
        name: str,
        data: bytes,
        order: BatchOrder | DossierOrder,
        reach: Reach,
        made_by: str | None = None,
    ) -> Job:
        """Set a source and its order down and queue the job; both survive the loss of power.

        Raises:
            UploadNameInvalid: no file can have this name.
            QuotaReached: there is no room.
            DraftsWaiting: the caller has as many unfinished ones as may be.
        """
        return self._accept(_kept_name(name), data, order, reach, made_by)

    def accept_questions(
        self, questions: list[str], order: BatchOrder, reach: Reach, made_by: str | None = None
    ) -> Job:
        """Take a list of questions in. Raises NoQuestions, TooManyQuestions, QuotaReached, DraftsWaiting."""
        listed_questions(questions, self._chuchu.settings.drafts.rows)
        return self._accept(LIST, json.dumps(questions).encode(), order, reach, made_by)

    def _accept(
        self, source: str, data: bytes, order: BatchOrder | DossierOrder, reach: Reach, made_by: str | None
    ) -> Job:
        self._check_waiting(made_by)
        self._storage.check()
        folder = self._folder / secrets.token_hex(8)
        folder.mkdir(parents=True)
        try:
            is_batch = isinstance(order, BatchOrder)
            text = order_to_json(order) if isinstance(order, BatchOrder) else dossier_order_to_json(order)
            _write(folder / source, data)
            _write(folder / "order.json", json.dumps({"source": source, "order": text}).encode())
            filters = order.filters if isinstance(order, BatchOrder) else order.limits.filters
            # Whoever may read all that this is made from may read the result.
            known = filters.collections if reach.collections is not None else None
            form = BatchRequest if is_batch else DossierRequest
            request = form(folder.name, f"result.{order.form}", known)
            with self._counting:
                self._check_waiting(made_by)
                return self._chuchu.jobs.create(request, made_by)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise

    def _check_waiting(self, made_by: str | None) -> None:
        if made_by in (None, self._unbounded):
            return
        count = self._chuchu.jobs.unfinished(made_by, (JobKind.BATCH, JobKind.DOSSIER))
        if count >= self._chuchu.settings.drafts.unfinished:
            raise DraftsWaiting(count)

    def holds(self, job: Job) -> bool:
        """Whether a job is one of these."""
        return isinstance(job.request, DraftRequest)

    def result(self, job: Job, reach: Reach) -> Result:
        """Give a job's result.

        Raises:
            JobUnknown: the caller may not read what it was made from.
            ResultMissing: the job has none: it has not ended, failed, is of another kind, or its result was cleared.
        """
        request = job.request
        if not isinstance(request, DraftRequest):
            raise ResultMissing(job.id)
        made_from = request.collections
        if reach.collections is not None and (made_from is None or not set(made_from) <= reach.collections):
            raise JobUnknown(job.id)
        path = self._folder / request.folder / request.result
        if job.state is not JobState.DONE or not path.is_file():
            raise ResultMissing(job.id)
        return Result(path, FileForm(path.suffix[1:]))

    def run(self, job_id: str, stopping: Callable[[], bool]) -> Job:
        """Run a queued or interrupted job to its end, or until `stopping`; one that another runs by then is left to it.

        Raises LeaseHeld, JobUnknown, JobStateConflict.
        """
        jobs, finish = self._chuchu.jobs, partial(self._chuchu.jobs.finish, job_id, holder=self.holder)
        with held(self._leases, DRAFTING, self.holder, self._chuchu.settings.lease_seconds) as lost:
            job = jobs.start(job_id, self.holder)
            telling = _Telling(self._chuchu, job_id, lambda: stopping() or lost.is_set())
            try:
                result = self._do(job, telling)
                if result is not None and isinstance(job.request, DraftRequest):
                    _write(self._folder / job.request.folder / job.request.result, result)
            except PASSING as error:
                return finish(JobState.INTERRUPTED, error.code, str(error))
            except ChuchuError as error:
                return finish(JobState.FAILED, error.code[:40], str(error))
            except OSError as error:
                message = f"任务未能完成：{error.strerror}。请检查磁盘空间与权限后重试。"
                return finish(JobState.FAILED, "os_error", message)
            if result is not None:
                return finish(JobState.DONE)
            state = JobState.CANCELLED if jobs.cancel_requested(job_id) else JobState.INTERRUPTED
            return finish(state)

    def ended(self, job: Job) -> None:
        """Remove what a job that has ended needs no more."""
        if not isinstance(job.request, DraftRequest):
            return
        folder = self._folder / job.request.folder
        if job.state is not JobState.DONE:
            shutil.rmtree(folder, ignore_errors=True)
            return
        for path in folder.glob("*"):
            if path.name != job.request.result:
                path.unlink(missing_ok=True)

    def clear(self, spared_seconds: float = 0) -> None:
        """Remove results that are old enough, and folders that no job refers to and that are not quite new.

        Of a folder that several services share, another may be writing down what it has no job for yet.
        """
        before = time.time() - self._chuchu.settings.drafts.keep_days * DAY
        new = time.time() - spared_seconds
        drafts = [job for job in self._chuchu.jobs.changed_since(0) if isinstance(job.request, DraftRequest)]
        waiting = {
            job.request.folder
            for job in drafts
            if job.state not in ENDED and isinstance(job.request, DraftRequest)
        }
        known = {job.request.folder for job in drafts if isinstance(job.request, DraftRequest)}
        for folder in self._folder.glob("*"):
            changed = changed_at(folder)
            if changed is None:
                continue  # another service was quicker
            old = changed < before or folder.name not in known
            if old and changed <= new and folder.name not in waiting:
                shutil.rmtree(folder, ignore_errors=True)

    def _do(self, job: Job, telling: "_Telling") -> bytes | None:
        assert isinstance(job.request, DraftRequest)
        folder = self._folder / job.request.folder
        kept = json.loads((folder / "order.json").read_text("utf-8"))
        source = folder / kept["source"]
        if isinstance(job.request, DossierRequest):
            dossiers = self._chuchu.dossiers
            order = dossier_order_from_json(kept["order"])
            return dossiers.run(dossiers.read(source), order, telling.headings, telling.stopping)
        batches, rows = self._chuchu.batches, self._chuchu.settings.drafts.rows
        if source.name == LIST:
            questions = listed_questions(json.loads(source.read_text("utf-8")), rows)
        else:
            questions = batches.read(source, rows)
        return batches.run(
            questions, order_from_json(kept["order"]), folder / "journal", telling.rows, telling.stopping
        )


def _kept_name(sent: str) -> str:
    """The name that a sent file is kept by: our own, with the ending of the one it had. Raises UploadNameInvalid."""
    ending = Path(safe_name(sent)).suffix.lower()
    return SENT + (ending if _ENDING.fullmatch(ending) else "")


class _Telling:
    """Writes how far a job has come into its record, now and then, and looks whether it is to stop."""

    def __init__(self, chuchu: Chuchu, job_id: str, stopped: Callable[[], bool]) -> None:
        self._jobs, self._job_id, self._stopped = chuchu.jobs, job_id, stopped
        self._told = self._looked = 0.0
        self._lock = threading.Lock()

    def rows(self, standing: Progress) -> None:
        """Tell of a batch."""
        left = "" if standing.seconds_left is None else f"，约剩 {standing.seconds_left:.0f} 秒"
        errors = f"，{standing.errors} 行出错" if standing.errors else ""
        self._tell(standing.done, standing.total, f"已完成 {standing.done}/{standing.total} 行{errors}{left}")

    def headings(self, done: int, total: int) -> None:
        """Tell of a dossier."""
        self._tell(done, total, f"已完成 {done}/{total} 个标题")

    def stopping(self) -> bool:
        """Whether to stop: the process ends, or the job was cancelled."""
        if self._stopped():
            return True
        with self._lock:
            now = time.monotonic()
            if now - self._looked < TELL_SECONDS:
                return False
            self._looked = now
        return self._jobs.cancel_requested(self._job_id)

    def _tell(self, done: int, total: int, message: str) -> None:
        now = time.monotonic()
        if done < total and now - self._told < TELL_SECONDS:
            return
        self._told = now
        self._jobs.progress(self._job_id, files_total=total, files_done=done, message=message)


def _write(path: Path, data: bytes) -> None:
    """Write a file whole, on the disk when this returns."""
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with part.open("xb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    part.replace(path)
