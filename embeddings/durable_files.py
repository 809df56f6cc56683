"""Files that are whole or absent after a crash at any moment, with their checksums."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Protocol

from embeddings.vector_errors import IndexDamaged
from embeddings.vector_manifest import FileEntry

PART = ".part"


class Sink(Protocol):
    """Where a writer puts its bytes."""

    def write(self, content: bytes, /) -> int:
        """Take the bytes."""


class _HashingSink:
    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._hash = hashlib.sha256()
        self._size = 0

    def write(self, content: bytes, /) -> int:
        self._hash.update(content)
        self._size += len(content)
        return self._file.write(content)

    def entry(self, name: str) -> FileEntry:
        return FileEntry(name, self._size, self._hash.hexdigest())


def write_durably(folder: Path, name: str, write: Callable[[Sink], object]) -> FileEntry:
    """Write a file beside its place, make it durable, and move it there in one step."""
    part = folder / (name + PART)
    with part.open("wb") as file:
        sink = _HashingSink(file)
        write(sink)
        file.flush()
        os.fsync(file.fileno())
    part.replace(folder / name)
    sync_folder(folder)
    return sink.entry(name)


def sync_folder(folder: Path) -> None:
    """Make names in the folder durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def verified(folder: Path, entry: FileEntry) -> Path:
    """Give the path of a file that is what was written. Raises IndexDamaged naming what is wrong with it."""
    path = folder / entry.name
    if Path(entry.name).name != entry.name or not path.is_file():
        raise IndexDamaged(entry.name, folder, "文件缺失")
    size = path.stat().st_size
    if size != entry.size:
        raise IndexDamaged(entry.name, folder, f"应有 {entry.size} 字节，实有 {size} 字节")
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != entry.sha256:
        raise IndexDamaged(entry.name, folder, "校验和不符，内容已被改动")
    return path
