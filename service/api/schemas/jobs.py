"""Jobs and what became of their files."""

from collections.abc import Mapping, Sequence

from pydantic import Field

from corpus.store import job_records
from corpus.store.job_records import ENDED, FileOutcome, JobKind, JobState
from service.api.schemas.common import Shape


class JobFile(Shape):
    """What became of one file; `reason` is a stable code, `message` a sentence. `version` orders the events."""

    path: str
    outcome: FileOutcome
    reason: str | None
    message: str | None
    documents: int
    passages: int
    at: str
    version: int


class Job(Shape):
    """A job as it stands. Times are UTC, ISO 8601; `files_total` is null until it is known."""

    id: str
    kind: JobKind
    state: JobState
    ended: bool
    collection: str
    cancel_requested: bool
    files_total: int | None
    files_done: int
    passages_done: int
    current_path: str | None
    reason: str | None
    message: str | None
    created_at: str
    started_at: str | None
    finished_at: str | None
    version: int
    callback_url: None = Field(None, description="not taken yet")

    @classmethod
    def of(cls, job: job_records.Job) -> "Job":
        """The shape of a job; where its files lie on this machine is not told."""
        return cls.model_validate(_values(job))


class JobBody(Job):
    """A job with the outcome of each file told so far, and how many came out how."""

    outcomes: dict[FileOutcome, int] = Field(default_factory=dict)
    files: list[JobFile] = Field(default_factory=list)

    @classmethod
    def whole(
        cls, job: job_records.Job, files: Sequence[job_records.JobFile], outcomes: Mapping[FileOutcome, int]
    ) -> "JobBody":
        """The shape of a job with its files."""
        told = [JobFile.model_validate(file) for file in files]
        return cls.model_validate({**_values(job), "files": told, "outcomes": dict(outcomes)})


class JobList(Shape):
    """Jobs, the newest first."""

    jobs: list[Job]


def _values(job: job_records.Job) -> dict[str, object]:
    named = {name: getattr(job, name) for name in Job.model_fields if hasattr(job, name)}
    # Of a request only the collection is told; it names no folder of this machine.
    collection = job.request.collection
    return {**named, "collection": collection, "ended": job.state in ENDED}
