"""The files of a tantivy index, checked before use: a flipped byte is found at opening, not in an answer.

tantivy writes a footer behind each segment file: JSON with the CRC-32 of the body, its length and the number 1337,
both as 4 bytes, little endian. It checks the version there, never the sum; so we do. Files of a segment are written
once and never change.
"""

import json
import os
import zlib
from collections.abc import Callable
from pathlib import Path

META = "meta.json"

_MAGIC = (1337).to_bytes(4, "little")
_PARTS = (".idx", ".pos", ".term", ".fast", ".fieldnorm", ".store")
_CHUNK = 1 << 20


class FileDamaged(Exception):
    """A file is damaged or missing; the message is a phrase in Chinese that names it."""


def check_files(folder: Path) -> None:
    """Check every file that `meta.json` names against its own sum.

    Raises FileDamaged for the first that fails. A writer in another process may replace files meanwhile: a missing
    one counts only when `meta.json` still names it.
    """
    names = _named_files(folder)
    checked: set[str] = set()
    while missing := _check(folder, names - checked):
        checked |= names - missing
        names = _named_files(folder)
        if missing & names:
            raise FileDamaged(f"缺少文件 {min(missing & names)}")


def remove_orphans(folder: Path) -> None:
    """Delete files of segments that `meta.json` does not name; only for the one writer, before it writes.

    A process that dies amid a commit leaves them. Names of deletions are numbers that count on from the last commit, so
    the next process comes to the same ones, and tantivy overwrites nothing: it would take that for a full disk.

    Raises FileDamaged where `meta.json` cannot be read.
    """
    named = _named_files(folder)
    for path in folder.iterdir():
        if path.suffix in (*_PARTS, ".del", ".temp") and path.name not in named:
            path.unlink(missing_ok=True)


def _check(folder: Path, names: set[str]) -> set[str]:
    missing: set[str] = set()
    for name in sorted(names):
        try:
            _check_sum(folder / name)
        except FileNotFoundError:
            missing.add(name)
    return missing


def _check_sum(path: Path) -> None:
    body = path.stat().st_size - 8
    with path.open("rb") as file:
        file.seek(max(body, 0))
        tail = file.read(8)
        length = int.from_bytes(tail[:4], "little")
        if len(tail) < 8 or tail[4:] != _MAGIC or not 0 < length <= body:
            raise FileDamaged(f"文件 {path.name} 不完整")
        file.seek(body - length)
        expected = _footer_sum(file.read(length), path.name)
        file.seek(0)
        if _sum(file.read, body - length) != expected:
            raise FileDamaged(f"文件 {path.name} 的校验和不符")


def _footer_sum(footer: bytes, name: str) -> int:
    try:
        return int(json.loads(footer)["crc"])
    except (ValueError, KeyError, TypeError) as error:
        raise FileDamaged(f"文件 {name} 的校验和读不出") from error


def _sum(read: Callable[[int], bytes], left: int) -> int:
    total = 0
    while left > 0 and (chunk := read(min(left, _CHUNK))):
        total = zlib.crc32(chunk, total)
        left -= len(chunk)
    return total


def _named_files(folder: Path) -> set[str]:
    """Give the files that a reader of `meta.json` opens."""
    try:
        segments = json.loads((folder / META).read_bytes())["segments"]
        names: set[str] = set()
        for segment in segments:
            stem = str(segment["segment_id"]).replace("-", "")
            names.update(stem + part for part in _PARTS)
            if segment["deletes"]:
                names.add(f"{stem}.{int(segment['deletes']['opstamp'])}.del")
    except FileNotFoundError as error:
        raise FileDamaged(f"缺少文件 {META}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise FileDamaged(f"文件 {META} 读不出") from error
    return names


def write_durably(path: Path, content: bytes) -> None:
    """Write a file so that after a crash it is there whole or not at all."""
    temporary = path.with_name(path.name + ".tmp")
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def meta_identity(folder: Path) -> tuple[int, int] | None:
    """Tell one commit's `meta.json` from another's: when it was written and its inode; None where there is none."""
    try:
        status = (folder / META).stat()
    except FileNotFoundError:
        return None
    return status.st_mtime_ns, status.st_ino
