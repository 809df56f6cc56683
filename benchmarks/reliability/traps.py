"""Named points of the program at which a process kills itself with SIGKILL, set from outside the product's code."""

import os
import random
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import alembic.operations
from sqlalchemy import event

import corpus.index.tantivy_store
import corpus.store.backup
import corpus.store.catalogue
import corpus.store.files
import corpus.store.purging
import service.uploads
from corpus.store.catalogue import Catalogue
from corpus.store.engine import Database
from corpus.store.jobs import Jobs
from embeddings.faiss_store import FaissStore
from parsing.parser import Parser


@dataclass(frozen=True, slots=True)
class Point:
    """A place in the program: `owner.name`, a function, killed before or after it is run.

    often: the kill falls on one of its first so many runs. chosen: tells which of its calls count.
    """

    owner: Any
    name: str
    often: int
    after: bool = False
    chosen: Callable[[tuple[Any, ...]], bool] = lambda _: True


def _of_vectors(arguments: tuple[Any, ...]) -> bool:
    return arguments[0].suffix == ".part" and arguments[0].parent.name == "vectors"


POINTS: dict[str, Point] = {
    "after the upload's fsync": Point(service.uploads.Uploads, "_copy", 6, after=True),
    "after the upload's job is queued": Point(Jobs, "create", 4, after=True),
    "after parse": Point(Parser, "parse", 12, after=True),
    "after the source file is kept": Point(corpus.store.files.SourceFiles, "put", 12, after=True),
    "mid insert": Point(corpus.store.catalogue, "add_document", 12),
    "before commit": Point(Database, "__init__", 12),  # set on the engine, see `arm`
    "after commit": Point(Catalogue, "put_file", 12, after=True),
    "before vectors are appended, words committed": Point(FaissStore, "apply", 6),
    "after the commit of a word index": Point(
        corpus.index.tantivy_store.TantivyStore, "_write", 8, after=True
    ),
    "before the rename of a vector file": Point(Path, "replace", 10, chosen=_of_vectors),
    "after the rename of a vector file": Point(Path, "replace", 10, after=True, chosen=_of_vectors),
    "during delete": Point(corpus.store.catalogue, "remove_versions", 14, after=True),
    "during re-embed": Point(Catalogue, "put_vectors", 8, after=True),
    "mid checkpoint": Point(Catalogue, "head", 1),  # the workload announces its checkpoint, see `killed_work`
    "during compaction of vectors": Point(FaissStore, "_merge", 2),
    "during purge": Point(corpus.store.purging, "_delete", 3, after=True),
    "during migration": Point(alembic.operations.Operations, "invoke", 8, after=True),
    "during backup": Point(corpus.store.backup, "copied", 10, after=True),
    "during the backup of the database": Point(corpus.store.backup, "copy_catalogue", 1),
}

LONGEST_DELAY = 0.03  # seconds


class Killer:
    """Kills this process at a run of a point, at once or a random time later."""

    def __init__(self, chance: random.Random, often: int) -> None:
        self._left = chance.randint(1, often)
        self._delay = 0.0 if chance.random() < 0.5 else chance.uniform(0, LONGEST_DELAY)
        self._counting = threading.Lock()

    def reached(self) -> None:
        """Count a run of the point."""
        with self._counting:
            self._left -= 1
            is_now = self._left == 0
        if not is_now:
            return
        if not self._delay:
            kill()
        threading.Thread(target=self._later, daemon=True).start()

    def _later(self) -> None:
        time.sleep(self._delay)
        kill()


def kill() -> None:
    """End this process as a loss of power would."""
    os.kill(os.getpid(), signal.SIGKILL)


def arm(name: str, chance: random.Random) -> Killer:
    """Set the trap of a point in this process."""
    point = POINTS[name]
    killer = Killer(chance, point.often)
    if name == "before commit":
        _on_commit(killer)
    elif name != "mid checkpoint":
        _wrap(point, killer)
    return killer


def _wrap(point: Point, killer: Killer) -> None:
    original = getattr(point.owner, point.name)

    def trapped(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401 - as the function it stands for
        counts = point.chosen(arguments)
        if counts and not point.after:
            killer.reached()
        result = original(*arguments, **named)
        if counts and point.after:
            killer.reached()
        return result

    setattr(point.owner, point.name, trapped)


def _on_commit(killer: Killer) -> None:
    original = Database.__init__

    def watched(self: Database, *arguments: Any) -> None:  # noqa: ANN401 - as the function it stands for
        original(self, *arguments)
        event.listen(self._writing, "commit", lambda _: killer.reached())

    Database.__init__ = watched  # type: ignore[method-assign]
