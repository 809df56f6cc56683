"""Backups of a data folder and their restoring, as the commands ask for them."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from corpus.store.backup import BackupFacts, check_backup, restore_backup, restore_to_server, write_backup
from corpus.store.backup_errors import DataFolderInUse
from corpus.store.catalogue_urls import catalogue_url, is_sqlite
from retrieval.writer_lock import WriterLock
from service.settings import Settings


def back_up(settings: Settings, target: Path, report: Callable[[str], None]) -> BackupFacts:
    """Write a backup of the data folder into a new folder and check it; the service may run meanwhile.

    Raises:
        BackupTargetTaken, BackupFailed: it cannot be written.
        CatalogueDamaged, BackupDamaged: what is to be copied, or what was written, is not whole.
    """
    return write_backup(settings.catalogue_url, settings.shared_home, target, report)


def check(source: Path) -> BackupFacts:
    """Read a backup whole and change nothing. Raises BackupDamaged, BackupTooNew."""
    return check_backup(source)


def _silent(line: str) -> None:
    """Say nothing."""
    del line


def restore(
    settings: Settings, source: Path, *, replacing: bool = False, report: Callable[[str], None] = _silent
) -> BackupFacts:
    """Check a backup and put it into the data folder; indexes are built anew when it is next opened.

    Raises:
        BackupDamaged, BackupTooNew, BackupFailed: it cannot be put there.
        DataFolderTaken: a catalogue is there, and `replacing` was not asked for.
        MoveTargetTaken: the database on a server is not empty; one is never replaced there.
        DataFolderInUse: a service runs on the folder.
    """
    url = catalogue_url(settings.catalogue_url)
    lock = WriterLock(settings.index_home / "writer.lock")
    if not lock.acquire():
        raise DataFolderInUse(settings.data)
    try:
        if not is_sqlite(url):
            restored = restore_to_server(source, settings.shared_home, settings.catalogue_url, report)
            for name in ("vectors", "words", "texts"):  # they follow another catalogue
                shutil.rmtree(settings.index_home / name, ignore_errors=True)
            return restored
        now = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
        catalogue = Path(url.database or "")
        return restore_backup(
            source, settings.data, catalogue, replacing=replacing, now=now, shared=settings.shared
        )
    finally:
        lock.release()
