"""Jobs as the page tells them."""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.store.clock import moment
from corpus.store.job_records import ENDED, Job, JobFile, JobKind
from service.page.words import Words


@dataclass(frozen=True, slots=True)
class JobLine:
    """A job in words."""

    id: str
    kind: str
    state: str
    state_code: str
    ended: bool
    progress: str
    done: int
    total: int | None
    message: str | None
    created_at: str
    finished_at: str | None


@dataclass(frozen=True, slots=True)
class FileLine:
    """What became of a file, in words."""

    path: str
    outcome: str
    outcome_code: str
    message: str


def job_line(job: Job, is_upload: bool, words: Words) -> JobLine:
    """A job for the template."""
    kind = "upload" if is_upload else "index" if job.kind is JobKind.INDEX else "other"
    progress = "job.progress.unknown" if job.files_total is None else "job.progress"
    return JobLine(
        id=job.id,
        kind=words(f"job.kind.{kind}"),
        state=words(f"job.state.{job.state}"),
        state_code=job.state,
        ended=job.state in ENDED,
        progress=words(progress, done=job.files_done, total=job.files_total),
        done=job.files_done,
        total=job.files_total,
        message=job.message,
        created_at=clock(job.created_at),
        finished_at=job.finished_at and clock(job.finished_at),
    )


def file_lines(files: Sequence[JobFile], words: Words) -> list[FileLine]:
    """The files of a job for the template."""
    return [
        FileLine(file.path, words(f"job.outcome.{file.outcome}"), file.outcome, file.message or "")
        for file in files
    ]


def clock(stamp: str) -> str:
    """A stored UTC time as the clock of the machine shows it, to the second."""
    return moment(stamp).astimezone().strftime("%Y-%m-%d %H:%M:%S")
