"""What a run tells of each file."""

from dataclasses import dataclass

from corpus.store.job_records import FileOutcome


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of a file, with a reason code and a sentence where it failed."""

    source_path: str
    outcome: FileOutcome
    reason: str | None = None
    message: str | None = None
    documents: int = 0
    passages: int = 0
