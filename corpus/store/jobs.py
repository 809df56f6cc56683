"""Jobs: asked for by one process, run by another, watched by any."""

import secrets
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from corpus.store.catalogue import Catalogue
from corpus.store.clock import stamp
from corpus.store.job_errors import JobStateConflict, JobUnknown
from corpus.store.job_records import (
    ENDED,
    FileOutcome,
    Job,
    JobFile,
    JobKind,
    JobRequest,
    JobState,
    kind_of,
    request_to_json,
)
from corpus.store.job_rows import job, job_file
from corpus.store.leases import running_holders
from corpus.store.preparation import check_plain
from corpus.store.tables import job_files, jobs

_STARTABLE = (JobState.QUEUED, JobState.INTERRUPTED)
_RESUMABLE = (JobState.INTERRUPTED, JobState.FAILED, JobState.CANCELLED)


class Jobs:
    """The jobs of a catalogue. Every update takes the next `version`, by which watchers ask for what is new."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._database = catalogue.database
        self._clock = catalogue.clock

    def create(self, request: JobRequest, made_by: str | None = None) -> Job:
        """Queue a job for whoever asks. Raises InvalidDocument when a path holds a NUL or a lone surrogate."""
        kind = kind_of(request)
        stored = request_to_json(request)
        check_plain("任务", [word for value in stored.values() for word in _words(value)])
        job_id = secrets.token_hex(8)
        with self._database.write() as connection:
            values = {
                "id": job_id,
                "kind": kind.value,
                "request": stored,
                "state": JobState.QUEUED.value,
                "cancel_requested": 0,
                "files_done": 0,
                "passages_done": 0,
                "passages_before": 0,
                "created_at": stamp(self._clock()),
                "version": _next_version(connection),
                "made_by": made_by,
            }
            connection.execute(insert(jobs), values)
            return job(_row(connection, job_id))

    def claim(self, holder: str) -> Job | None:
        """Start the oldest queued job; None when there is none. No two callers get the same."""
        with self._database.write() as connection:
            queued = (
                select(jobs.c.id)
                .where(jobs.c.state == JobState.QUEUED.value)
                .order_by(jobs.c.created_at, jobs.c.version)
                .limit(1)
            )
            job_id = connection.scalar(queued)
            return None if job_id is None else self._start(connection, _row(connection, job_id), holder)

    def start(self, job_id: str, holder: str) -> Job:
        """Start a queued or interrupted job; `holder` is that of the lease it runs under.

        Raises JobUnknown, JobStateConflict.
        """
        with self._database.write() as connection:
            row = _row(connection, job_id)
            _demand(row, _STARTABLE, "开始")
            return self._start(connection, row, holder)

    def progress(
        self,
        job_id: str,
        *,
        files_total: int | None = None,
        files_done: int | None = None,
        current_path: str | None = None,
        message: str | None = None,
    ) -> Job:
        """Tell how many files there are, which is at work and how; None leaves what stands. Raises JobUnknown.

        `files_done` is for jobs whose steps (questions, headings) are not told one by one.
        """
        told = {
            "files_total": files_total,
            "files_done": files_done,
            "current_path": current_path,
            "message": message,
        }
        return self._update(job_id, {name: value for name, value in told.items() if value is not None})

    def record_file(
        self,
        job_id: str,
        path: str,
        outcome: FileOutcome,
        reason: str | None = None,
        message: str | None = None,
        *,
        documents: int = 0,
        passages: int = 0,
    ) -> Job:
        """Tell what became of a file; told again by a resumed run, the later stands. Raises JobUnknown."""
        with self._database.write() as connection:
            row = _row(connection, job_id)
            version = _next_version(connection)
            mine = (job_files.c.job == job_id) & (job_files.c.path == path)
            before = connection.execute(select(job_files.c.passages).where(mine)).scalar()
            connection.execute(delete(job_files).where(mine))
            values = {
                "job": job_id,
                "path": path,
                "outcome": outcome.value,
                "reason": reason,
                "message": message,
                "documents": documents,
                "passages": passages,
                "at": stamp(self._clock()),
                "version": version,
            }
            connection.execute(insert(job_files), values)
            counts = {
                "files_done": row.files_done + (before is None),
                "passages_done": row.passages_done + passages,
                "version": version,
            }
            connection.execute(update(jobs).where(jobs.c.id == job_id).values(**counts))
            return job(_row(connection, job_id))

    def finish(
        self,
        job_id: str,
        state: JobState,
        reason: str | None = None,
        message: str | None = None,
        *,
        holder: str | None = None,
    ) -> Job:
        """End a running job as done, failed, cancelled or interrupted; gives it as it then stands.

        `holder`: nothing is changed unless it is running under this holder; who lost its lease has nothing to say of
        a job that another runs, or ran. Raises JobUnknown, and without a holder JobStateConflict.
        """
        with self._database.write() as connection:
            row = _row(connection, job_id)
            if holder is not None and (row.state, row.holder) != (JobState.RUNNING.value, holder):
                return job(row)
            _demand(row, (JobState.RUNNING,), "结束")
            values = {"state": state.value, "reason": reason, "message": message}
            return self._end(connection, job_id, values)

    def cancel(self, job_id: str) -> Job:
        """Cancel a job: at once when it is not running, else at its next file.

        Raises JobUnknown, JobStateConflict when it has ended.
        """
        with self._database.write() as connection:
            row = _row(connection, job_id)
            _demand(row, (JobState.QUEUED, JobState.RUNNING, JobState.INTERRUPTED), "取消")
            if row.state == JobState.RUNNING.value:
                return _set(connection, job_id, {"cancel_requested": 1})
            return self._end(connection, job_id, {"state": JobState.CANCELLED.value, "cancel_requested": 1})

    def cancel_requested(self, job_id: str) -> bool:
        """Whether the job is to stop. Raises JobUnknown."""
        return self.get(job_id).cancel_requested

    def resume(self, job_id: str) -> Job:
        """Queue an interrupted, failed or cancelled job once more; what it did stands.

        Raises JobUnknown, JobStateConflict.
        """
        with self._database.write() as connection:
            _demand(_row(connection, job_id), _RESUMABLE, "继续")
            values = {"state": JobState.QUEUED.value, "cancel_requested": 0, "finished_at": None}
            return _set(connection, job_id, {**values, "holder": None, "reason": None, "message": None})

    def interrupted(self) -> list[Job]:
        """Mark the running jobs whose holder has no live lease as interrupted; gives all interrupted jobs."""
        alive = running_holders(self._clock())
        with self._database.write() as connection:
            dead = select(jobs.c.id).where(
                jobs.c.state == JobState.RUNNING.value, jobs.c.holder.not_in(alive)
            )
            for job_id in list(connection.scalars(dead)):
                message = "运行该任务的进程已中断，可以继续。"
                values = {"state": JobState.INTERRUPTED.value, "reason": "interrupted", "message": message}
                self._end(connection, job_id, values)
            query = select(jobs).where(jobs.c.state == JobState.INTERRUPTED.value)
            return [job(row) for row in connection.execute(query.order_by(jobs.c.created_at))]

    def counts(self) -> dict[JobState, int]:
        """How many jobs stand in each state."""
        query = select(jobs.c.state, func.count()).group_by(jobs.c.state)
        with self._database.read() as connection:
            found = {JobState(state): count for state, count in connection.execute(query)}
        return {state: found.get(state, 0) for state in JobState}

    def unfinished(self, made_by: str, kinds: Sequence[JobKind]) -> int:
        """How many jobs of some kinds, of one caller, have not ended."""
        mine = (jobs.c.made_by == made_by) & jobs.c.kind.in_([kind.value for kind in kinds])
        query = select(func.count()).select_from(jobs)
        with self._database.read() as connection:
            ended = [state.value for state in ENDED]
            return connection.execute(query.where(mine, jobs.c.state.not_in(ended))).scalar_one()

    def get(self, job_id: str) -> Job:
        """One job. Raises JobUnknown."""
        with self._database.read() as connection:
            return job(_row(connection, job_id))

    def changed_since(self, version: int, job_id: str | None = None) -> list[Job]:
        """The jobs, or the one job, updated after a version, in the order of their last update."""
        query = select(jobs).where(jobs.c.version > version).order_by(jobs.c.version)
        if job_id is not None:
            query = query.where(jobs.c.id == job_id)
        with self._database.read() as connection:
            return [job(row) for row in connection.execute(query)]

    def files(
        self,
        job_id: str,
        after_version: int = 0,
        limit: int | None = None,
        outcome: FileOutcome | None = None,
    ) -> list[JobFile]:
        """What became of a job's files, in the order it was told, after a version. Raises JobUnknown."""
        query = select(job_files).where(job_files.c.job == job_id, job_files.c.version > after_version)
        if outcome is not None:
            query = query.where(job_files.c.outcome == outcome.value)
        with self._database.read() as connection:
            _row(connection, job_id)
            found = connection.execute(query.order_by(job_files.c.version).limit(limit))
            return [job_file(row) for row in found]

    def outcomes(self, job_id: str) -> dict[FileOutcome, int]:
        """How many files of a job came out how. Raises JobUnknown."""
        query = select(job_files.c.outcome, func.count()).where(job_files.c.job == job_id)
        with self._database.read() as connection:
            _row(connection, job_id)
            rows = connection.execute(query.group_by(job_files.c.outcome)).all()
        return {FileOutcome(outcome): count for outcome, count in rows}

    def _start(self, connection: Connection, row: Row[Any], holder: str) -> Job:
        values = {
            "state": JobState.RUNNING.value,
            "holder": holder,
            "started_at": stamp(self._clock()),
            "finished_at": None,
            "reason": None,
            "message": None,
            "passages_before": row.passages_done,
        }
        return _set(connection, row.id, values)

    def _end(self, connection: Connection, job_id: str, values: dict[str, Any]) -> Job:
        ended = {"finished_at": stamp(self._clock()), "current_path": None}
        return _set(connection, job_id, {**values, **ended})

    def _update(self, job_id: str, values: dict[str, Any]) -> Job:
        with self._database.write() as connection:
            return _set(connection, job_id, values)

    def list(self, limit: int = 50, offset: int = 0) -> list[Job]:
        """The jobs, newest first."""
        query = select(jobs).order_by(jobs.c.created_at.desc(), jobs.c.version.desc())
        with self._database.read() as connection:
            return [job(row) for row in connection.execute(query.limit(limit).offset(offset))]


def _set(connection: Connection, job_id: str, values: dict[str, Any]) -> Job:
    version = _next_version(connection)
    connection.execute(update(jobs).where(jobs.c.id == job_id).values(**values, version=version))
    return job(_row(connection, job_id))


def _next_version(connection: Connection) -> int:
    return (connection.execute(select(func.max(jobs.c.version))).scalar() or 0) + 1


def _row(connection: Connection, job_id: str) -> Row[Any]:
    row = connection.execute(select(jobs).where(jobs.c.id == job_id)).one_or_none()
    if row is None:
        raise JobUnknown(job_id)
    return row


def _demand(row: Row[Any], states: tuple[JobState, ...], step: str) -> None:
    if row.state not in states:
        raise JobStateConflict(row.id, row.state, step)


def _words(value: object) -> list[str]:
    return (
        [value]
        if isinstance(value, str)
        else [str(one) for one in value]
        if isinstance(value, list | tuple)
        else []
    )
