"""One process of a data folder keeps its indexes: a lock on a file, let go when the process ends."""

import fcntl
import os
from pathlib import Path

from corpus.errors import ChuchuError


class IndexesUnwritable(ChuchuError):
    """The folder of the indexes takes nothing: a read-only disk, or the rights of another user."""

    code = "indexes_unwritable"

    def __init__(self, path: Path, cause: OSError) -> None:
        self.path = str(path.parent)
        super().__init__(
            f"索引文件夹无法写入：{path.parent}（{cause.strerror}）。请检查磁盘是否只读、当前用户是否有读写权限，再重新启动。"
        )


class WriterLock:
    """Held from `acquire` to `release`, or until the process dies however it dies."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None

    def acquire(self) -> bool:
        """Take the lock if nobody has it; tell whether it is ours now, as it may have been already.

        Raises IndexesUnwritable.
        """
        if self._file is not None:
            return True
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise IndexesUnwritable(self._path, error) from error
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            return False
        self._file = file
        return True

    def release(self) -> None:
        """Let the lock go; nothing happens where it was not held."""
        if self._file is not None:
            os.close(self._file)
            self._file = None
