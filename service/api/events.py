"""A job's progress as server-sent events.

Each event's id is the version of the update it tells of. A client that comes back with Last-Event-ID gets what
it missed: the outcome of every file told since, and the job as it stands.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import anyio
from anyio.to_thread import run_sync

from corpus.store import job_records
from corpus.store.job_records import ENDED
from corpus.store.jobs import Jobs
from service.api.schemas.jobs import Job, JobFile

BATCH = 500
POLL_SECONDS = 0.3
HEARTBEAT_SECONDS = 15.0
HEARTBEAT = b": still here\n\n"


@dataclass(frozen=True, slots=True)
class News:
    """What happened to a job since a version."""

    job: job_records.Job
    files: list[job_records.JobFile]


def last_event_id(header: str | None) -> int:
    """The version a client saw last; 0 for none and for nonsense."""
    return int(header) if header and header.isascii() and header.isdigit() and len(header) < 18 else 0


def news_since(jobs: Jobs, job_id: str, version: int) -> News:
    """The job, and its files after a version. Raises JobUnknown."""
    # The job is read first: files told in between are told again by the next call, never skipped.
    job = jobs.get(job_id)
    return News(job, jobs.files(job_id, version, BATCH))


async def events(jobs: Jobs, job_id: str, seen: int) -> AsyncIterator[bytes]:
    """Events of a job until it has ended: `file`, `progress`, and last `done`."""
    told = -1
    quiet = 0.0
    while True:
        news = await run_sync(news_since, jobs, job_id, seen)
        for file in news.files:
            seen = file.version
            yield encoded("file", seen, JobFile.model_validate(file).model_dump_json())
        ended = news.job.state in ENDED
        if news.job.version != told and not ended:
            told, quiet = news.job.version, 0.0
            yield encoded("progress", max(seen, 0), Job.of(news.job).model_dump_json())
        if ended and len(news.files) < BATCH:
            yield encoded("done", news.job.version, Job.of(news.job).model_dump_json())
            return
        if len(news.files) < BATCH:
            await anyio.sleep(POLL_SECONDS)
            quiet += POLL_SECONDS
        if quiet >= HEARTBEAT_SECONDS:
            quiet = 0.0
            yield HEARTBEAT


def encoded(kind: str, version: int, data: str) -> bytes:
    """One event on the wire; JSON holds no line break."""
    return f"id: {version}\nevent: {kind}\ndata: {data}\n\n".encode()
