"""Reading files of any format, guarded: the one door of this room."""

import os
import stat
from pathlib import Path
from types import TracebackType
from typing import Self

from corpus.blocks import ParsedFile
from parsing.errors import FailureReason, ParseError
from parsing.guard import Guard
from parsing.limits import MEBIBYTE, Limits

ENTRY = "parsing.formats:parse_bytes"
PRELOADED = ("parsing.formats",)


class Parser:
    """Reads files, each in a child process with limits of its own; made once and closed at the end.

    A helper process that has the parsers loaded is started with the first file, so that a file costs a fork and
    not the start of an interpreter. Threads may share a Parser. `entry` (`module:function`) is what the child
    runs; tests put hostile functions there.
    """

    def __init__(self, limits: Limits | None = None, *, entry: str = ENTRY) -> None:
        self.limits = limits or Limits()
        preload = PRELOADED if entry == ENTRY else (*PRELOADED, entry.partition(":")[0])
        self._guard = Guard(entry, preload)

    def parse(self, source: Path, limits: Limits | None = None) -> ParsedFile:
        """The blocks of a file.

        The format is found in the content; the name only decides between text formats that bytes cannot tell
        apart (.txt and .md). Raises ParseError with the reason; nothing else, whatever the file does.
        """
        bounds = limits or self.limits
        descriptor = _open(source)
        try:
            _check(os.fstat(descriptor), bounds)
            return self._guard.run(descriptor, source.name, bounds)
        finally:
            os.close(descriptor)

    def close(self) -> None:
        """End the helper process and whatever still runs under it."""
        self._guard.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _open(source: Path) -> int:
    try:
        return os.open(source, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)  # a FIFO must not hold us up
    except (OSError, ValueError) as error:
        raise ParseError(FailureReason.UNREADABLE) from error


def _check(status: os.stat_result, limits: Limits) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise ParseError(FailureReason.UNREADABLE, "这不是普通文件（可能是文件夹或设备），无法读取。")
    if status.st_size == 0:
        raise ParseError(FailureReason.EMPTY)
    if status.st_size > limits.file_bytes:
        size, most = status.st_size / MEBIBYTE, limits.file_bytes / MEBIBYTE
        raise ParseError(
            FailureReason.TOO_LARGE, f"文件有 {size:.1f} MB，超过上限 {most:.1f} MB，请拆分后再收录。"
        )
