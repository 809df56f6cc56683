"""Backups of a data folder and their restoring, as the commands ask for them."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from corpus.store.backup import BackupFacts, check_backup, restore_backup, write_backup
from corpus.store.backup_errors import DataFolderInUse
from corpus.store.database_copy import database_path
from retrieval.writer_lock import WriterLock
from service.settings import Settings


def back_up(settings: Settings, target: Path, report: Callable[[str], None]) -> BackupFacts:
    """Write a backup of the data folder into a new folder and check it; the service may run meanwhile.

    Raises:
        BackupTargetTaken, BackupUnsupported, BackupFailed: it cannot be written.
        CatalogueDamaged, BackupDamaged: what is to be copied, or what was written, is not whole.
    """
    return write_backup(database_path(settings.catalogue_url), settings.data, target, report)


def check(source: Path) -> BackupFacts:
    """Read a backup whole and change nothing. Raises BackupDamaged, BackupTooNew."""
    return check_backup(source)


def restore(settings: Settings, source: Path, *, replacing: bool = False) -> BackupFacts:
    """Check a backup and put it into the data folder; indexes are built anew when it is next opened.

    Raises:
        BackupDamaged, BackupTooNew, BackupUnsupported, BackupFailed: it cannot be put there.
        DataFolderTaken: a catalogue is there, and `replacing` was not asked for.
        DataFolderInUse: a service runs on the folder.
    """
    catalogue = database_path(settings.catalogue_url)
    lock = WriterLock(settings.index_home / "writer.lock")
    if not lock.acquire():
        raise DataFolderInUse(settings.data)
    try:
        now = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
        return restore_backup(source, settings.data, catalogue, replacing=replacing, now=now)
    finally:
        lock.release()
