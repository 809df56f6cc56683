"""Rows of the job tables as values."""

from typing import Any

from sqlalchemy import Row

from corpus.store.job_records import FileOutcome, Job, JobFile, JobKind, JobState, request_from_json


def job(row: Row[Any]) -> Job:
    """A row of the jobs table as a value."""
    kind = JobKind(row.kind)
    return Job(
        id=row.id,
        kind=kind,
        request=request_from_json(kind, row.request),
        state=JobState(row.state),
        holder=row.holder,
        cancel_requested=bool(row.cancel_requested),
        files_total=row.files_total,
        files_done=row.files_done,
        passages_done=row.passages_done,
        passages_before=row.passages_before,
        current_path=row.current_path,
        reason=row.reason,
        message=row.message,
        created_at=row.created_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        version=row.version,
        made_by=row.made_by,
    )


def job_file(row: Row[Any]) -> JobFile:
    """A row of the job_files table as a value."""
    return JobFile(
        path=row.path,
        outcome=FileOutcome(row.outcome),
        reason=row.reason,
        message=row.message,
        documents=row.documents,
        passages=row.passages,
        at=row.at,
        version=row.version,
    )
