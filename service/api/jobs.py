"""`/jobs`: long work, its progress and its outcome."""

from typing import Annotated

from fastapi import APIRouter, Header, Query
from fastapi.responses import StreamingResponse

from service.api.dependencies import Service
from service.api.events import events, last_event_id
from service.api.schemas.jobs import Job, JobBody, JobList

router = APIRouter(prefix="/jobs", tags=["jobs"])


@router.get("")
def jobs(
    chuchu: Service,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
) -> JobList:
    """Jobs, the newest first."""
    return JobList(jobs=[Job.of(job) for job in chuchu.jobs.list(limit, offset)])


@router.get("/{job_id}")
def job(
    job_id: str,
    chuchu: Service,
    after: Annotated[int, Query(ge=0, le=1 << 53, description="only files told after this version")] = 0,
) -> JobBody:
    """A job, with what became of each file."""
    found = chuchu.jobs.get(job_id)
    return JobBody.whole(found, chuchu.jobs.files(job_id, after), chuchu.jobs.outcomes(job_id))


@router.get(
    "/{job_id}/events",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {}}, "description": "file, progress and done events"}},
)
def job_events(
    job_id: str,
    chuchu: Service,
    last_event_id_header: Annotated[str | None, Header(alias="Last-Event-ID")] = None,
) -> StreamingResponse:
    """The job's progress as server-sent events, until it has ended or the client goes."""
    chuchu.jobs.get(job_id)
    stream = events(chuchu.jobs, job_id, last_event_id(last_event_id_header))
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(stream, media_type="text/event-stream", headers=headers)


@router.delete("/{job_id}")
def cancel(job_id: str, chuchu: Service) -> Job:
    """Cancel: at once when the job waits, else after the file at hand. What was indexed stays."""
    return Job.of(chuchu.jobs.cancel(job_id))
