"""Jobs as values: what was asked, how far it has come, what became of each file."""

from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from corpus.store.clock import moment


class JobKind(StrEnum):
    """What a job does."""

    INDEX = "index"
    REMOVE = "remove"
    BATCH = "batch"
    DOSSIER = "dossier"


class JobState(StrEnum):
    """Where a job stands. INTERRUPTED: its process died; it can be resumed."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"


class FileOutcome(StrEnum):
    """What became of a file."""

    INDEXED = "indexed"
    UNCHANGED = "unchanged"
    IGNORED = "ignored"
    FAILED = "failed"
    REMOVED = "removed"


ENDED = (JobState.DONE, JobState.FAILED, JobState.CANCELLED)


@dataclass(frozen=True, slots=True)
class IndexRequest:
    """Index files or folders into a collection.

    `paths` are where the bytes are now; `as_name` is what their source paths begin with in place of the name
    of the folder or file. `replace` lets other bytes take the place of a document of the same path (always so
    for folders). `remove_missing` removes documents whose file has gone.
    """

    paths: tuple[str, ...]
    collection: str = "default"
    as_name: str | None = None
    replace: bool = True
    remove_missing: bool = False


@dataclass(frozen=True, slots=True)
class RemoveRequest:
    """Remove documents by id, and all documents of source paths."""

    document_ids: tuple[str, ...] = ()
    source_paths: tuple[str, ...] = ()
    collection: str = "default"


@dataclass(frozen=True, slots=True)
class DraftRequest:
    """Write a file from the documents: a batch of questions, or a dossier.

    `folder` holds what was sent and how it is to be done, by its name below the folder of such work; the result
    is `result` in it. `collections` are those it is made from, None where all of them.
    """

    folder: str
    result: str
    collections: tuple[str, ...] | None = None

    @property
    def collection(self) -> str:
        """The collections by name."""
        return "、".join(self.collections or ())


@dataclass(frozen=True, slots=True)
class BatchRequest(DraftRequest):
    """Ask many questions."""


@dataclass(frozen=True, slots=True)
class DossierRequest(DraftRequest):
    """Gather material for an outline."""


JobRequest = IndexRequest | RemoveRequest | BatchRequest | DossierRequest
_KINDS: dict[JobKind, type[JobRequest]] = {
    JobKind.INDEX: IndexRequest,
    JobKind.REMOVE: RemoveRequest,
    JobKind.BATCH: BatchRequest,
    JobKind.DOSSIER: DossierRequest,
}


@dataclass(frozen=True, slots=True)
class Job:
    """A job as it stands. Times are UTC, ISO 8601.

    `files_total` is None until it is known. `passages_before` were done by earlier runs of a resumed job.
    `reason` and `message` (Chinese) tell why it failed. `made_by` is who asked
    for it, None where that is not known. `version` grows with every update of any job.
    """

    id: str
    kind: JobKind
    request: JobRequest
    state: JobState
    holder: str | None
    cancel_requested: bool
    files_total: int | None
    files_done: int
    passages_done: int
    passages_before: int
    current_path: str | None
    reason: str | None
    message: str | None
    created_at: str
    started_at: str | None
    finished_at: str | None
    version: int
    made_by: str | None = None

    def passages_per_second(self, now: datetime) -> float | None:
        """The throughput of the present or last run; None before the first start."""
        if self.started_at is None:
            return None
        until = now if self.finished_at is None else moment(self.finished_at)
        seconds = (until - moment(self.started_at)).total_seconds()
        return (self.passages_done - self.passages_before) / seconds if seconds > 0 else None


@dataclass(frozen=True, slots=True)
class JobFile:
    """What became of one file of a job. `reason` is a stable code, `message` a sentence in Chinese."""

    path: str
    outcome: FileOutcome
    reason: str | None
    message: str | None
    documents: int
    passages: int
    at: str
    version: int


def kind_of(request: JobRequest) -> JobKind:
    """The kind of job that a request asks for."""
    return next(kind for kind, form in _KINDS.items() if type(request) is form)


def request_to_json(request: JobRequest) -> dict[str, Any]:
    """A request as JSON holds it."""
    return asdict(request)


def request_from_json(kind: JobKind, stored: dict[str, Any]) -> JobRequest:
    """The inverse of `request_to_json`."""
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in stored.items()
    }
    return _KINDS[kind](**values)
