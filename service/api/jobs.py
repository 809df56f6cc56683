"""`/jobs`: long work, its progress and its outcome."""

from typing import Annotated

from fastapi import APIRouter, Header, Query
from fastapi.responses import StreamingResponse

from service.access.jobs import cancelled_job, seen_job, seen_jobs
from service.api.dependencies import Caller, Service
from service.api.events import events, last_event_id
from service.api.schemas.jobs import Job, JobBody, JobList

router = APIRouter(prefix="/jobs", tags=["jobs"])


@router.get("")
def jobs(
    chuchu: Service,
    caller: Caller,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
) -> JobList:
    """Jobs on the caller's collections and its own drafts, the newest first."""
    return JobList(jobs=[Job.of(job) for job in seen_jobs(chuchu.jobs, caller, limit, offset)])


@router.get("/{job_id}")
def job(
    job_id: str,
    chuchu: Service,
    caller: Caller,
    after: Annotated[int, Query(ge=0, le=1 << 53, description="only files told after this version")] = 0,
) -> JobBody:
    """A job, with what became of each file."""
    found = seen_job(chuchu.jobs, job_id, caller)
    return JobBody.whole(found, chuchu.jobs.files(job_id, after), chuchu.jobs.outcomes(job_id))


@router.get(
    "/{job_id}/events",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {}}, "description": "file, progress and done events"}},
)
def job_events(
    job_id: str,
    chuchu: Service,
    caller: Caller,
    last_event_id_header: Annotated[str | None, Header(alias="Last-Event-ID")] = None,
) -> StreamingResponse:
    """The job's progress as server-sent events, until it has ended or the client goes."""
    seen_job(chuchu.jobs, job_id, caller)
    stream = events(chuchu.jobs, job_id, last_event_id(last_event_id_header))
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(stream, media_type="text/event-stream", headers=headers)


@router.delete("/{job_id}")
def cancel(job_id: str, chuchu: Service, caller: Caller) -> Job:
    """Cancel: at once when the job waits, else after the file at hand. What was indexed stays."""
    return Job.of(cancelled_job(chuchu.jobs, job_id, caller))
