"""Files that come in by HTTP: named safely, set down, and handed to an indexing job.

Each upload gets a folder of its own, `incoming/<hash of the collection>-<random>/uploads/<name>`; indexing that
folder gives source paths `uploads/<name>`. The folder goes when its job has ended: by then the bytes are kept
by content, or could not be read and are not kept.
"""

import hashlib
import os
import secrets
import shutil
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from corpus.store.catalogue import Catalogue
from corpus.store.collection_list import check_collection_name
from corpus.store.job_records import ENDED, IndexRequest, Job
from corpus.store.jobs import Jobs
from service.errors import UploadConflict, UploadEmpty, UploadTooLarge
from service.storage import Storage
from service.upload_names import safe_name
from service.vanishing import changed_at, unless_gone

CHUNK = 1 << 20
SOURCE_FOLDER = "uploads"


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file as it comes in, under the name that its sender gave."""

    name: str
    stream: BinaryIO


@dataclass(frozen=True, slots=True)
class SetDown:
    """A file set down on disk."""

    name: str
    path: Path
    sha256: str


class Uploads:
    """Takes uploads in for one data folder. `max_bytes` bounds a file."""

    def __init__(
        self,
        folder: Path,
        catalogue: Catalogue,
        jobs: Jobs,
        max_bytes: int,
        storage: Storage | None = None,
    ) -> None:
        # Jobs keep absolute paths, whichever folder the process is started in.
        self._folder = folder.resolve()
        self._catalogue, self._jobs, self._max_bytes = catalogue, jobs, max_bytes
        self._deciding = threading.Lock()
        self._storage = storage

    def accept(
        self,
        files: Sequence[Incoming],
        collection: str = "default",
        *,
        replace: bool = False,
        made_by: str | None = None,
    ) -> str:
        """Set files down and queue a job that indexes them; gives the job's id.

        Sent again, the same files lead to a job that finds them unchanged. All are taken or none.

        Raises:
            UploadEmpty, UploadTooLarge, UploadNameInvalid, InvalidCollection: what came cannot be taken.
            UploadConflict: a file of this name with other bytes is there, or on its way in.
            QuotaReached: there is no room.
        """
        check_collection_name(collection)
        if not files:
            raise UploadEmpty
        if self._storage is not None:
            self._storage.check()
        folder = self._folder / f"{_mark(collection)}-{secrets.token_hex(8)}"
        try:
            arrived = [self._set_down(file, folder / SOURCE_FOLDER, replace) for file in files]
            with self._deciding:
                if not replace:
                    self._check_conflicts(arrived, collection, folder)
                request = IndexRequest((str(folder / SOURCE_FOLDER),), collection, replace=replace)
                return self._jobs.create(request, made_by).id
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise

    def holds(self, job: Job) -> bool:
        """Whether a job is one of an upload."""
        return bool(self._folders_of(job))

    def discard(self, job: Job) -> None:
        """Remove what was set down for a job that has ended."""
        for folder in self._folders_of(job):
            shutil.rmtree(folder, ignore_errors=True)

    def clear(self, spared_seconds: float = 0) -> int:
        """Remove what no waiting or running job refers to, left by a crash; gives how many folders.

        Of a folder that several services share, one newer than some seconds may be an upload to another of them.
        """
        new = time.time() - spared_seconds
        changed = [(folder, changed_at(folder)) for folder in self._folder.glob("*-*")]
        old = [folder for folder, at in changed if at is not None and at <= new]
        waiting = {folder for job in self._unfinished() for folder in self._folders_of(job)}
        left = [folder for folder in old if folder not in waiting]
        for folder in left:
            shutil.rmtree(folder, ignore_errors=True)
        return len(left)

    def _set_down(self, file: Incoming, folder: Path, replace: bool) -> SetDown:
        name = safe_name(file.name)
        folder.mkdir(parents=True, exist_ok=True)
        part = folder.parent / secrets.token_hex(8)
        sha256 = self._copy(file, part)
        place = folder / name
        if place.exists() and not replace and _sha256(place) != sha256:
            raise UploadConflict(name)
        part.replace(place)
        return SetDown(name, place, sha256)

    def _copy(self, file: Incoming, part: Path) -> str:
        digest, size = hashlib.sha256(), 0
        with part.open("xb") as out:
            while chunk := file.stream.read(CHUNK):
                size += len(chunk)
                if size > self._max_bytes:
                    raise UploadTooLarge(self._max_bytes, file.name)
                digest.update(chunk)
                out.write(chunk)
            # The answer says that the file is taken: it must survive the loss of power.
            out.flush()
            os.fsync(out.fileno())
        if size == 0:
            raise UploadEmpty(file.name)
        return digest.hexdigest()

    def _check_conflicts(self, arrived: Sequence[SetDown], collection: str, mine: Path) -> None:
        pending = [self._pending(collection, file.name, mine) for file in arrived]
        kept = self._catalogue.file_states(collection)  # after: what is pending no more is in it
        for file, others in zip(arrived, pending, strict=True):
            state = kept.get(f"{SOURCE_FOLDER}/{file.name}")
            if (state is not None and state.sha256 != file.sha256) or others - {file.sha256}:
                raise UploadConflict(file.name)

    def _pending(self, collection: str, name: str, mine: Path) -> set[str]:
        """The SHA-256 of each file of this name that is on its way in."""
        found: set[str] = set()
        for folder in self._folder.glob(f"{_mark(collection)}-*"):
            path = folder / SOURCE_FOLDER / name
            if folder != mine and path.is_file():
                sha256 = unless_gone(_sha256, path)
                found |= {sha256} if sha256 else set()
        return found

    def _folders_of(self, job: Job) -> list[Path]:
        if not isinstance(job.request, IndexRequest):
            return []
        folders = [Path(path).parent for path in job.request.paths]
        return [folder for folder in folders if folder.parent == self._folder]

    def _unfinished(self) -> list[Job]:
        return [job for job in self._jobs.changed_since(0) if job.state not in ENDED]


def _mark(collection: str) -> str:
    return hashlib.sha256(collection.encode()).hexdigest()[:8]


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
