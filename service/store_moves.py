"""The move of a catalogue between SQLite and PostgreSQL, as the command asks for it."""

import shutil
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from corpus.store.backup import BESIDES, SOURCES
from corpus.store.backup_errors import DataFolderInUse
from corpus.store.backup_manifest import copied
from corpus.store.catalogue import Catalogue
from corpus.store.catalogue_urls import catalogue_url, is_sqlite
from corpus.store.engine import open_database
from corpus.store.files import SourceFiles
from corpus.store.held_lease import held, new_holder
from corpus.store.leases import Leases
from corpus.store.move_errors import MoveSourceMissing
from corpus.store.moving import MoveFacts, move_catalogue
from indexer.job_runner import INDEXING
from retrieval.writer_lock import WriterLock
from service.draft_jobs import DRAFTING
from service.settings import Settings

COMMAND = "chuchu migrate-store"
_LEASE_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class StoreMove:
    """What was moved. files: copied to the shared folder; missing: source files that neither folder holds."""

    catalogue: MoveFacts
    files: int
    missing: int


def move_store(
    settings: Settings, target: str, report: Callable[[str], None], shared: Path | None = None
) -> StoreMove:
    """Move the catalogue of the settings to another database, and its files to a shared folder where one is given.

    Neither is taken from its place: the catalogue that is in use stays in use until the setting is changed. No
    service and no indexing run may be at work on it. Stopped, it is run again.

    Raises:
        DataFolderInUse, LeaseHeld: something works on the catalogue.
        CatalogueAddressInvalid, MoveTargetTaken, MoveNowhere, ServerUnfit: the target cannot be used.
        MoveSourceMissing, MoveSourceChanged, MoveUnequal: there is nothing to move, or it was not moved right.
    """
    there, here = catalogue_url(target), catalogue_url(settings.catalogue_url)
    if is_sqlite(here) and not Path(here.database or "").is_file():
        raise MoveSourceMissing(here.database or "")
    lock = WriterLock(settings.index_home / "writer.lock")
    if not lock.acquire():
        raise DataFolderInUse(settings.data, COMMAND)
    with ExitStack() as stack:
        stack.callback(lock.release)
        catalogue = stack.enter_context(Catalogue.open(settings.catalogue_url))
        leases, holder = Leases(catalogue), new_holder()
        for name in (INDEXING, DRAFTING):
            stack.enter_context(held(leases, name, holder, _LEASE_SECONDS))
        database = open_database(there.render_as_string(hide_password=False))
        stack.callback(database.close)
        files = _copy_files(settings.shared_home, shared) if shared else 0
        facts = move_catalogue(catalogue.database, database, report)
        kept = set(SourceFiles((shared or settings.shared_home) / SOURCES).all())
        return StoreMove(facts, files, len(catalogue.referenced_sources() - kept))


def _copy_files(home: Path, shared: Path) -> int:
    """Copy what is not there yet, each file whole or not at all; gives how many."""
    count = 0
    for name in (SOURCES, *BESIDES):
        for path in sorted((home / name).rglob("*")):
            place = shared / path.relative_to(home)
            if path.is_symlink() or not path.is_file() or "arriving" in path.parts or place.exists():
                continue
            place.parent.mkdir(parents=True, exist_ok=True)
            part = place.with_name(f"{place.name}.part")
            copied(path, part)
            shutil.copymode(path, part)
            part.replace(place)
            count += 1
    return count
