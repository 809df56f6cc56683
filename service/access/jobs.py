"""Which jobs a caller sees, and may stop."""

from collections.abc import Iterator
from itertools import islice

from corpus.store.job_errors import JobUnknown
from corpus.store.job_records import DraftRequest, Job
from corpus.store.jobs import Jobs
from service.access.errors import Forbidden
from service.access.powers import Power
from service.access.principal import Principal

PAGE = 200


def sees(caller: Principal, job: Job) -> bool:
    """Whether a caller is told of a job: of those on its collections, and of its own drafts.

    What someone asks is not told to others, but to who watches over the whole service.
    """
    request = job.request
    if not isinstance(request, DraftRequest):
        return caller.reach.holds(request.collection)
    if not caller.is_known or Power.WATCH in caller.powers:
        return True
    reach = caller.reach.collections
    made_from = request.collections
    within = reach is None or (made_from is not None and set(made_from) <= reach)
    return within and job.made_by == caller.mark


def seen_job(jobs: Jobs, job_id: str, caller: Principal) -> Job:
    """Give a job. Raises JobUnknown: there is none, or none that the caller is told of."""
    job = jobs.get(job_id)
    if not sees(caller, job):
        raise JobUnknown(job_id)
    return job


def seen_jobs(jobs: Jobs, caller: Principal, limit: int, offset: int = 0) -> list[Job]:
    """Give the jobs that a caller is told of, the newest first."""
    return list(islice((job for job in _all(jobs) if sees(caller, job)), offset, offset + limit))


def cancelled_job(jobs: Jobs, job_id: str, caller: Principal) -> Job:
    """Cancel a job. Raises JobUnknown, Forbidden where it is another's, JobStateConflict."""
    job = seen_job(jobs, job_id, caller)
    if job.made_by != caller.mark and not caller.may(Power.WRITE):
        raise Forbidden
    return jobs.cancel(job_id)


def _all(jobs: Jobs) -> Iterator[Job]:
    offset = 0
    while page := jobs.list(PAGE, offset):
        yield from page
        offset += PAGE
