"""The journal of a batch: what is done stands in it, whenever the process is killed.

One line a row, `checksum json`, appended and synced to the disk before the row counts as done; the first line names
the batch. A line cut short by a kill, or damaged, is as if it had never been: its row is done again.
"""

import fcntl
import json
import os
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from corpus.errors import ChuchuError
from drafting.replies import Reply, reply_from_json, reply_to_json

FORMAT = 1


class JournalOfAnother(ChuchuError):
    """The journal at this place belongs to another batch."""

    code = "journal_of_another"

    def __init__(self, path: Path) -> None:
        self.path = str(path)
        super().__init__(
            f"“{path}”是另一批问题（或另一种设置）的进度，不能接着做。"
            "要从头做起请加 --restart；要保留它请把结果写到别的文件。"
        )


class JournalInUse(ChuchuError):
    """Another process is at work on this batch."""

    code = "journal_in_use"

    def __init__(self, path: Path) -> None:
        self.path = str(path)
        super().__init__(f"另一个进程正在做这一批问题：{path}。请等它做完。")


class JournalUnwritable(ChuchuError):
    """The journal cannot be written."""

    code = "journal_unwritable"

    def __init__(self, path: Path, cause: str) -> None:
        self.path = str(path)
        super().__init__(
            f"无法写入进度文件“{path}”：{cause}。请检查文件夹、权限与磁盘空间后再运行，会接着做。"
        )


class Journal:
    """The rows of one batch that are done. `key` tells this batch from any other."""

    def __init__(self, path: Path, key: str) -> None:
        """Open or begin a journal. Raises JournalInUse, JournalOfAnother, JournalUnwritable."""
        self._path = path
        self.done: dict[int, Reply] = {}
        try:
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise JournalUnwritable(path, error.strerror or str(error)) from error
        try:
            self._take(key)
        except BaseException:
            os.close(self._file)
            raise

    def append(self, replies: Sequence[tuple[int, Reply]]) -> None:
        """Set rows down as done, by their numbers; when this returns they survive the loss of power.

        Raises JournalUnwritable.
        """
        lines = [_line({"row": number, "reply": reply_to_json(reply)}) for number, reply in replies]
        self._write(b"".join(lines))
        self.done.update(replies)

    def close(self) -> None:
        """Let it go; it stays on the disk."""
        os.close(self._file)

    def _take(self, key: str) -> None:
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise JournalInUse(self._path) from error
        with os.fdopen(os.dup(self._file), "rb") as stream:
            entries, length = _entries(stream.read())
        if entries and entries[0] != {"batch": key, "format": FORMAT}:
            raise JournalOfAnother(self._path)
        for entry in entries[1:]:
            self.done.setdefault(entry["row"], reply_from_json(entry["reply"]))
        os.ftruncate(self._file, length)
        os.lseek(self._file, 0, os.SEEK_END)
        if not entries:
            self._write(_line({"batch": key, "format": FORMAT}))
            _sync_folder(self._path.parent)

    def _write(self, data: bytes) -> None:
        view = memoryview(data)
        try:
            while view:
                view = view[os.write(self._file, view) :]
            os.fsync(self._file)
        except OSError as error:
            raise JournalUnwritable(self._path, error.strerror or str(error)) from error


def _line(entry: dict[str, object]) -> bytes:
    text = json.dumps(entry, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return b"%08x %b\n" % (zlib.crc32(text), text)


def _entries(data: bytes) -> tuple[list[dict[str, Any]], int]:
    """Give what the lines hold, and where the last whole line ends; a journal whose first line is damaged is empty."""
    entries: list[dict[str, Any]] = []
    whole = data.rfind(b"\n") + 1
    for number, line in enumerate(data[:whole].split(b"\n")[:-1]):
        checksum, _, text = line.partition(b" ")
        if checksum == b"%08x" % zlib.crc32(text):
            entries.append(json.loads(text.decode("utf-8", "surrogatepass")))
        elif number == 0:
            return [], 0
    return entries, whole


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
