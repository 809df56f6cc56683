"""The list of what a backup holds, written last: a folder without it is no backup.

`backup.json` is one JSON object: `{"sha256": …, "backup": {…}}`, the first being the checksum of the second in its
canonical form (sorted keys, no blanks, UTF-8).
"""

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from corpus.store.backup_errors import BackupDamaged

NAME = "backup.json"
FORMAT = 1
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of a backup: its path below the backup's folder, bytes, SHA-256."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """A backup: when it was begun (UTC), revision of its tables, newest change, and every file.

    missing: hashes of source files that the data folder lacked already.
    """

    format: int
    made_at: str
    schema: str
    change: int
    files: tuple[Entry, ...]
    missing: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(entry.size for entry in self.files)


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the list durably and in one step, when all it names is durable."""
    body = asdict(manifest)
    content = json.dumps({"sha256": _checksum(body), "backup": body}, ensure_ascii=False, indent=1)
    part = folder / f"{NAME}.part"
    with part.open("wb") as out:
        out.write(content.encode())
        out.flush()
        os.fsync(out.fileno())
    part.replace(folder / NAME)
    sync_folder(folder)


def read_manifest(folder: Path) -> Manifest:
    """Read the list of a backup. Raises BackupDamaged where there is none or it was altered."""
    try:
        whole = json.loads((folder / NAME).read_bytes())
        body = whole["backup"]
        if whole["sha256"] != _checksum(body):
            raise BackupDamaged(folder, f"清单 {NAME} 的校验和不符，内容已被改动")
        if body["format"] != FORMAT:
            raise BackupDamaged(folder, f"清单格式为 {body['format']}，本程序只认识 {FORMAT}")
        entries = tuple(Entry(**entry) for entry in body.pop("files"))
        missing = tuple(str(name) for name in body.pop("missing"))
        return Manifest(**body, files=entries, missing=missing)
    except FileNotFoundError as error:
        problem = "没有清单 backup.json，不是备份，或备份没有做完"
        raise BackupDamaged(folder, problem) from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BackupDamaged(folder, f"清单 {NAME} 读不出（{error}）") from error


def problems_of(folder: Path, manifest: Manifest) -> Iterator[str]:
    """Read every file of a backup and tell of each that is missing or not what was written."""
    for entry in manifest.files:
        place = folder / entry.path
        if not place.resolve().is_relative_to(folder.resolve()):
            yield f"清单中的 {entry.path} 不在备份之内"
        elif place.is_symlink() or not place.is_file():
            yield f"缺少文件 {entry.path}"
        elif place.stat().st_size != entry.size:
            yield f"文件 {entry.path} 应有 {entry.size} 字节，实有 {place.stat().st_size} 字节"
        elif file_hash(place) != entry.sha256:
            yield f"文件 {entry.path} 的校验和不符，内容已被改动"


def file_hash(path: Path) -> str:
    """Give the SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def copied(source: Path, target: Path) -> Entry:
    """Copy a file durably; the entry's path is the target's. Raises OSError."""
    digest, size = hashlib.sha256(), 0
    target.parent.mkdir(parents=True, exist_ok=True)
    with source.open("rb") as stream, target.open("wb") as out:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    return Entry(str(target), size, digest.hexdigest())


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _checksum(body: object) -> str:
    canonical = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
