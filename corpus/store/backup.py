"""A backup of a data folder while it is written to, and its restoring to the same or another place.

    catalogue.sqlite     the catalogue as of one moment: through SQLite's online backup, or written from PostgreSQL
    files/               the source files that catalogue refers to, by content
    ocr/                 what was recognised of scanned pages
    incoming/, drafts/   what waiting jobs refer to
    backup.json          what is above with checksums; written last

Indexes are not in it: they are built from the catalogue, vectors included, when it is opened. Source files are
copied before the catalogue and completed after it, so that whatever it refers to is there.
"""

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.store.backup_errors import (
    BackupDamaged,
    BackupFailed,
    BackupTargetTaken,
    BackupTooNew,
    DataFolderTaken,
    RestoreUnfinished,
)
from corpus.store.backup_manifest import (
    FORMAT,
    Entry,
    Manifest,
    copied,
    file_hash,
    problems_of,
    read_manifest,
    sync_folder,
    write_manifest,
)
from corpus.store.clock import Clock, stamp, utc_now
from corpus.store.database_copy import CopyFacts, copy_facts
from corpus.store.errors import CatalogueDamaged
from corpus.store.server_copy import check_empty, copy_catalogue, import_catalogue
from corpus.store.tables import HEAD_REVISION

CATALOGUE = "catalogue.sqlite"
SOURCES = "files"
BESIDES = ("ocr", "incoming", "drafts")
"""Folders beside the source files that are copied as they are."""
UNFINISHED = "restoring"
"""A file that stands in a data folder while a backup is being restored into it."""
_PRIVATE = 0o700


@dataclass(frozen=True, slots=True)
class BackupFacts:
    """A backup that was written or checked. size: bytes; files: how many; change: the newest it holds.

    missing: source files that the data folder lacked already; documents are whole without them.
    """

    folder: str
    made_at: str
    schema: str
    change: int
    files: int
    size: int
    missing: int = 0


def write_backup(
    catalogue: str | Path, data: Path, target: Path, report: Callable[[str], None], clock: Clock = utc_now
) -> BackupFacts:
    """Write a backup of a catalogue (a URL or a path) and the files of `data` into a new or empty folder; read it back.

    Every document that was acknowledged before the call is in it. The folder is for its owner alone: the
    catalogue holds what nobody else may read. Raises BackupTargetTaken, BackupFailed, CatalogueDamaged,
    SourceMissing.
    """
    begun = stamp(clock())
    with _told(target):
        if target.exists() and any(target.iterdir()):
            raise BackupTargetTaken(target)
        target.mkdir(parents=True, exist_ok=True, mode=_PRIVATE)
        target.chmod(_PRIVATE)
        entries = {entry.path: entry for name in (SOURCES, *BESIDES) for entry in _folder(data, name, target)}
        report(f"已复制 {len(entries)} 个文件，正在复制目录")
        copy_catalogue(catalogue, target / CATALOGUE, report)
        facts = copy_facts(target / CATALOGUE)
        for entry in _late(data, target, facts, set(entries)):
            entries[entry.path] = entry
        missing = tuple(sorted(facts.sources - {Path(path).name for path in entries}))
        whole = _entry(target, CATALOGUE)
        files = (whole, *sorted(entries.values(), key=lambda entry: entry.path))
        write_manifest(target, Manifest(FORMAT, begun, facts.schema, facts.change, files, missing))
    report("正在核对")
    return check_backup(target)


def check_backup(source: Path) -> BackupFacts:
    """Read a backup whole. Raises BackupDamaged naming the first fault, BackupTooNew."""
    manifest = read_manifest(source)
    if manifest.schema > HEAD_REVISION:
        raise BackupTooNew(source, manifest.schema, HEAD_REVISION)
    problem = next(problems_of(source, manifest), None)
    if problem is not None:
        raise BackupDamaged(source, problem)
    try:
        facts = copy_facts(source / CATALOGUE)
    except CatalogueDamaged as error:
        raise BackupDamaged(source, f"目录数据库已损坏（{error.cause}）") from error
    missing = facts.sources - {Path(entry.path).name for entry in manifest.files} - set(manifest.missing)
    if missing or (facts.schema, facts.change) != (manifest.schema, manifest.change):
        raise BackupDamaged(source, f"目录与清单不一致，缺少 {len(missing)} 个源文件")
    return BackupFacts(
        str(source),
        manifest.made_at,
        manifest.schema,
        manifest.change,
        len(manifest.files),
        manifest.size,
        len(manifest.missing),
    )


def restore_backup(
    source: Path, data: Path, catalogue: Path, *, replacing: bool, now: str, shared: Path | None = None
) -> BackupFacts:
    """Put a checked backup into a data folder whose service does not run; killed, it is run again.

    Files go to the `shared` folder where one is given.

    A catalogue that is there is renamed to `…-replaced-<now>`, never deleted; derived indexes are deleted.
    Raises BackupDamaged, BackupTooNew, DataFolderTaken, BackupFailed; nothing was changed after the first three.
    """
    facts = check_backup(source)
    unfinished = data / UNFINISHED
    if catalogue.exists() and not replacing and not unfinished.exists():
        raise DataFolderTaken(data)
    with _told(data):
        data.mkdir(parents=True, exist_ok=True)
        staged = catalogue.with_name(f"{catalogue.name}.restored")
        for entry in read_manifest(source).files:
            place = staged if entry.path == CATALOGUE else (shared or data) / entry.path
            _kept(source / entry.path, place, entry)
        unfinished.write_text(str(source), "utf-8")
        sync_folder(data)
        _swapped(data, catalogue, staged, now)
        _rehomed(catalogue, shared or data)
        unfinished.unlink()
        sync_folder(data)
    return replace(facts, folder=str(data))


def restore_to_server(source: Path, data: Path, url: str, report: Callable[[str], None]) -> BackupFacts:
    """Put a checked backup's files into a folder and its catalogue into an empty database; killed, it is run again.

    Raises BackupDamaged, BackupTooNew, MoveTargetTaken, BackupFailed; nothing was changed after the first three.
    """
    facts = check_backup(source)
    check_empty(url)
    with _told(data):
        data.mkdir(parents=True, exist_ok=True)
        staged = data / f"{CATALOGUE}.restored"
        for entry in read_manifest(source).files:
            _kept(source / entry.path, staged if entry.path == CATALOGUE else data / entry.path, entry)
        _rehomed(staged, data)
        import_catalogue(staged, url, report)
        staged.unlink()
    return replace(facts, folder=str(data))


def refuse_unfinished(data: Path) -> None:
    """Raise RestoreUnfinished for a folder in which a restoring was cut short."""
    if (data / UNFINISHED).exists():
        raise RestoreUnfinished(data)


def _folder(data: Path, name: str, target: Path, known: set[str] | None = None) -> Iterator[Entry]:
    """Copy what is not known of a folder; what goes meanwhile, as files of ended jobs do, is passed over."""
    for path in sorted((data / name).rglob("*")):
        inside = path.relative_to(data)
        if path.is_symlink() or not path.is_file() or "arriving" in inside.parts:
            continue
        if known and inside.as_posix() in known:
            continue
        try:
            yield replace(copied(path, target / inside), path=inside.as_posix())
        except FileNotFoundError:
            (target / inside).unlink(missing_ok=True)


def _late(data: Path, target: Path, facts: CopyFacts, known: set[str]) -> Iterator[Entry]:
    """Copy what came while the others were copied and the catalogue may refer to."""
    for sha256 in sorted(facts.sources):
        inside = f"{SOURCES}/{sha256[:2]}/{sha256}"
        if inside not in known and (data / inside).is_file():
            yield replace(copied(data / inside, target / inside), path=inside)
    for name in BESIDES:
        yield from _folder(data, name, target, known)


def _entry(target: Path, name: str) -> Entry:
    return Entry(name, (target / name).stat().st_size, file_hash(target / name))


def _same(place: Path, entry: Entry) -> bool:
    return place.is_file() and place.stat().st_size == entry.size and file_hash(place) == entry.sha256


def _kept(source: Path, place: Path, entry: Entry) -> None:
    if not _same(place, entry):
        _placed(source, place, entry)


def _placed(source: Path, place: Path, entry: Entry) -> None:
    part = place.with_name(f"{place.name}.part")
    written = copied(source, part)
    if (written.size, written.sha256) != (entry.size, entry.sha256):
        part.unlink()
        raise BackupDamaged(source.parent, f"文件 {entry.path} 在读取时改变")
    part.replace(place)
    sync_folder(place.parent)


def _swapped(data: Path, catalogue: Path, staged: Path, now: str) -> None:
    for name in ("vectors", "words", "texts"):
        shutil.rmtree(data / "indexes" / name, ignore_errors=True)
    # The old WAL goes first: beside the new catalogue it would be applied to it.
    for ending in ("-wal", "-shm", ""):
        old = catalogue.with_name(catalogue.name + ending)
        if old.exists():
            old.replace(catalogue.with_name(f"{catalogue.name}-replaced-{now}{ending}"))
    staged.replace(catalogue)
    sync_folder(catalogue.parent)


def _rehomed(catalogue: Path, data: Path) -> None:
    """Point waiting jobs of uploads, which keep absolute paths, at the folder they now stand in."""
    here = {folder.name: folder.resolve() for folder in (data / "incoming").glob("*-*")}
    with closing(sqlite3.connect(catalogue)) as connection, connection:
        for job, request in connection.execute("SELECT id, request FROM jobs").fetchall():
            told = json.loads(request)
            paths = [_moved(path, here) for path in told.get("paths", [])]
            if paths != told.get("paths", []):
                moved = json.dumps({**told, "paths": paths}, ensure_ascii=False, separators=(",", ":"))
                connection.execute("UPDATE jobs SET request = ? WHERE id = ?", (moved, job))


def _moved(path: str, here: dict[str, Path]) -> str:
    folder, name = Path(path).parent, Path(path).name
    return str(here[folder.name] / name) if folder.name in here else path


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise BackupFailed(folder, error.strerror or str(error)) from error
