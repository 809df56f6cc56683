"""Jobs as the page tells them."""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.store.clock import moment
from corpus.store.job_records import ENDED, Job, JobFile, JobKind, JobState
from service.page.words import Words

DRAFTS = (JobKind.BATCH, JobKind.DOSSIER)


@dataclass(frozen=True, slots=True)
class JobLine:
    """A job in words."""

    id: str
    kind: str
    kind_code: str
    state: str
    state_code: str
    ended: bool
    progress: str
    done: int
    total: int | None
    message: str | None
    is_draft: bool
    has_result: bool
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
    kind = "upload" if is_upload else str(job.kind)
    return JobLine(
        id=job.id,
        kind=words(f"job.kind.{kind}"),
        kind_code=kind,
        state=words(f"job.state.{job.state}"),
        state_code=job.state,
        ended=job.state in ENDED,
        progress=_progress(job, words),
        done=job.files_done,
        total=job.files_total,
        # What a draft says while it goes on is its progress once more.
        message=job.message if job.kind not in DRAFTS or job.state is JobState.FAILED else None,
        is_draft=job.kind in DRAFTS,
        has_result=job.kind in DRAFTS and job.state is JobState.DONE,
        created_at=clock(job.created_at),
        finished_at=job.finished_at and clock(job.finished_at),
    )


def _progress(job: Job, words: Words) -> str:
    if job.kind in DRAFTS:
        if job.files_total is None:
            return "" if job.state in ENDED else words("job.progress.starting")
        return words(f"job.progress.{job.kind}", done=job.files_done, total=job.files_total)
    progress = "job.progress.unknown" if job.files_total is None else "job.progress"
    return words(progress, done=job.files_done, total=job.files_total)


def file_lines(files: Sequence[JobFile], words: Words) -> list[FileLine]:
    """The files of a job for the template."""
    return [
        FileLine(
            file.path,
            words(f"job.outcome.{file.outcome}"),
            file.outcome,
            words.failure(file.reason, file.message or ""),
        )
        for file in files
    ]


def clock(stamp: str) -> str:
    """A stored UTC time as the clock of the machine shows it, to the second."""
    return moment(stamp).astimezone().strftime("%Y-%m-%d %H:%M:%S")
