"""`/jobs`: how long work goes."""

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from corpus.store.job_records import FileOutcome
from service.access.jobs import cancelled_job, seen_job, seen_jobs
from service.api.dependencies import Caller, Served, Service
from service.page.dependencies import Pages
from service.page.job_lines import file_lines, job_line

router = APIRouter(include_in_schema=False)
SHOWN = 50
FILES_SHOWN = 1000


@router.get("/jobs")
def jobs(request: Request, served: Served, caller: Caller, pages: Pages) -> Response:
    """The newest jobs."""
    words = pages.words(request)
    lines = [
        job_line(job, served.uploads.holds(job), words)
        for job in seen_jobs(served.chuchu.jobs, caller, SHOWN)
    ]
    return pages.page(request, "jobs.html", here="library", jobs=lines)


@router.get("/jobs/{job_id}")
def job(request: Request, job_id: str, served: Served, caller: Caller, pages: Pages) -> Response:
    """A job with what became of its files."""
    words = pages.words(request)
    found = seen_job(served.chuchu.jobs, job_id, caller)
    files = served.chuchu.jobs.files(job_id, limit=FILES_SHOWN)
    line = job_line(found, served.uploads.holds(found), words)
    failed = sum(file.outcome is FileOutcome.FAILED for file in files)
    here = "draft" if line.is_draft else "library"
    return pages.page(request, "job.html", here=here, job=line, files=file_lines(files, words), failed=failed)


@router.post("/jobs/{job_id}/cancel")
def cancel(job_id: str, chuchu: Service, caller: Caller) -> Response:
    """Cancel a job, and show how it then stands."""
    cancelled_job(chuchu.jobs, job_id, caller)
    return RedirectResponse(f"/jobs/{job_id}", 303)
