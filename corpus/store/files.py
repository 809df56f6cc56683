"""Source files: the bytes a user gave, kept unchanged under the hash of their content."""

import hashlib
import os
import secrets
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, ClassVar

from corpus.errors import ChuchuError

_CHUNK = 1 << 20
_SHA256_LENGTH = 64
_HEXADECIMAL = frozenset("0123456789abcdef")


class SourceMissing(ChuchuError):
    """No source file of this hash is kept."""

    code: ClassVar[str] = "source_missing"

    def __init__(self, sha256: str) -> None:
        super().__init__(f"没有保存内容为{sha256[:_SHA256_LENGTH]}的源文件。请重新索引该文件，或从备份恢复。")
        self.sha256 = sha256


class SourceDamaged(ChuchuError):
    """The kept bytes no longer have the hash they are kept under."""

    code: ClassVar[str] = "source_damaged"

    def __init__(self, sha256: str, path: Path) -> None:
        super().__init__(f"源文件已损坏：{path}，内容与其校验值不符。请重新索引该文件，或从备份恢复。")
        self.sha256 = sha256
        self.path = path


class SourceFiles:
    """A folder of source files. Paths are made of hashes alone, never of names that a user gave."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._arriving = folder / "arriving"

    def put(self, source: bytes | Path | BinaryIO) -> str:
        """Keep bytes, a file or a stream; gives their SHA-256, 64 hexadecimal digits.

        When the call returns they survive the loss of power. The same bytes are kept once.
        Raises OSError when the source cannot be read or the disk is full; then nothing is left behind.
        """
        if isinstance(source, bytes):
            return self._put_stream(BytesIO(source))
        if isinstance(source, Path):
            with source.open("rb") as stream:
                return self._put_stream(stream)
        return self._put_stream(source)

    def path(self, sha256: str) -> Path:
        """Where a file is kept. Raises SourceMissing."""
        place = self._place(sha256)
        if not place.is_file():
            raise SourceMissing(sha256)
        return place

    def open(self, sha256: str) -> BinaryIO:
        """The bytes of a file, to be closed by the caller. Raises SourceMissing."""
        return self.path(sha256).open("rb")

    def verify(self, sha256: str) -> None:
        """Read a file whole and compare its hash. Raises SourceMissing, SourceDamaged."""
        with self.path(sha256).open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()
        if found != sha256:
            raise SourceDamaged(sha256, self._place(sha256))

    def all(self) -> Iterator[str]:
        """The hashes of all files kept, in order."""
        for place in sorted(self._folder.glob("[0-9a-f][0-9a-f]/*")):
            if _is_sha256(place.name):
                yield place.name

    def unreferenced(self, referenced: set[str]) -> list[str]:
        """The hashes of files kept that are not among those of `Catalogue.referenced_sources`."""
        return [sha256 for sha256 in self.all() if sha256 not in referenced]

    def remove(self, sha256: str) -> None:
        """Delete a file; one that is not there is passed over."""
        place = self._place(sha256)
        if place.exists():
            place.unlink()
            _sync_folder(place.parent)

    def clear_arriving(self) -> int:
        """Delete what interrupted puts left, when no other process puts; gives how many files."""
        left = list(self._arriving.glob("*"))
        for part in left:
            part.unlink(missing_ok=True)
        return len(left)

    def _put_stream(self, stream: BinaryIO) -> str:
        self._arriving.mkdir(parents=True, exist_ok=True)
        part = self._arriving / secrets.token_hex(16)
        try:
            sha256 = _copy(stream, part)
            self._move(part, sha256)
        finally:
            part.unlink(missing_ok=True)
        return sha256

    def _move(self, part: Path, sha256: str) -> None:
        place = self._place(sha256)
        new_folder = not place.parent.exists()
        place.parent.mkdir(parents=True, exist_ok=True)
        # Replacing bytes kept already by the same bytes heals a file that was damaged on disk.
        part.replace(place)
        _sync_folder(place.parent)
        if new_folder:
            _sync_folder(self._folder)

    def _place(self, sha256: str) -> Path:
        if not _is_sha256(sha256):
            raise SourceMissing(sha256)
        return self._folder / sha256[:2] / sha256


def _is_sha256(text: str) -> bool:
    return len(text) == _SHA256_LENGTH and _HEXADECIMAL.issuperset(text)


def _copy(stream: BinaryIO, part: Path) -> str:
    digest = hashlib.sha256()
    with part.open("xb") as out:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    return digest.hexdigest()


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
