"""Reading files of any format, guarded: the one door of this room."""

import os
import stat
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from corpus.blocks import ParsedFile
from parsing.errors import FailureReason, NeedsConversion, ParseError
from parsing.guard import Guard
from parsing.limits import MEBIBYTE, Limits
from parsing.members import Member
from parsing.recognised import RECOGNISER, RecognisedPage
from parsing.scanned import without_recognition

ENTRY = "parsing.formats:parse_bytes"
CONVERT = "parsing.office:convert"
UNPACK = "parsing.containers:unpack_bytes"
RECOGNISE = "parsing.ocr:recognise_bytes"
PRELOADED = ("parsing.formats", "parsing.office", "parsing.containers")
FOLDER_PREFIX = "chuchu-"


class Parser:
    """Reads files, each in a child process with limits of its own; made once and closed at the end.

    A helper process that has the parsers loaded is started with the first file, so that a file costs a fork and
    not the start of an interpreter. Threads may share a Parser. `entry` (`module:function`) is what the child
    runs; tests put hostile functions there, and in `recognise_entry`. `recognises` says that whoever asks will
    have unread pages recognised. `confine` uses bubblewrap where it works.
    """

    def __init__(
        self,
        limits: Limits | None = None,
        *,
        entry: str = ENTRY,
        recognises: bool = False,
        recognise_entry: str = RECOGNISE,
        confine: bool = True,
    ) -> None:
        self.limits = limits or Limits()
        preload = PRELOADED if entry == ENTRY else (*PRELOADED, entry.partition(":")[0])
        self._guard = Guard(entry, preload, confine=confine)
        self.recognises = recognises
        # A helper of its own, started with the first page: what recognises is heavy, and many never need it.
        self._recogniser = Guard(recognise_entry, (recognise_entry.partition(":")[0],), confine=confine)

    @property
    def is_confined(self) -> bool:
        """Whether files are read where nothing can be written and no network is (bubblewrap works here)."""
        return self._guard.is_confined

    @property
    def recogniser(self) -> str:
        """What recognises pages, with the settings that change what it reads."""
        return f"{RECOGNISER}, {self.limits.dots_per_inch} dpi"

    def parse(self, source: Path, limits: Limits | None = None) -> ParsedFile:
        """The blocks of a file.

        The format is found in the content; the name only decides between text formats that bytes cannot tell
        apart (.txt, .md, .csv). A file of an old word processor is converted by LibreOffice, in a child of its
        own, before it is read in another. An archive gives the names of its members, a mail its text, both with
        `holds_files` where `unpack` has more. Pages without a text of their own are named in `unread`, and in a
        warning unless the Parser recognises. Raises ParseError with the reason; nothing else, whatever the file
        does.
        """
        bounds = limits or self.limits
        descriptor = _open(source)
        try:
            _check(os.fstat(descriptor), bounds)
            try:
                parsed = self._guard.run(descriptor, source.name, bounds)
            except NeedsConversion as needs:
                parsed = self._converted(descriptor, source.name, bounds)
                parsed = replace(parsed, media_type=needs.media_type)
        finally:
            os.close(descriptor)
        return parsed if self.recognises else without_recognition(parsed)

    def recognise(
        self, source: Path, pages: Sequence[int], limits: Limits | None = None
    ) -> tuple[RecognisedPage, ...]:
        """The text of pages, by their numbers from 1, of a PDF or image file; one child for all of them.

        Takes seconds a page, in the background of everything else. Raises ParseError with the reason.
        """
        bounds = (limits or self.limits).for_recognition(len(pages))
        descriptor = _open(source)
        try:
            _check(os.fstat(descriptor), bounds)
            found = self._recogniser.recognise(descriptor, source.name, bounds, tuple(pages))
        finally:
            os.close(descriptor)
        if [page.number for page in found] != list(pages):
            raise ParseError(FailureReason.CRASHED)
        return found

    def unpack(self, source: Path, folder: Path, limits: Limits | None = None) -> tuple[Member, ...]:
        """The files that an archive or a mail holds, written to an empty folder that the caller removes.

        Files are named by numbers there; `Member.path` is the name they go by. Members that are refused
        (encrypted, too large) are among them with their reason. Raises ParseError where the whole is refused.
        """
        bounds = limits or self.limits
        descriptor = _open(source)
        try:
            _check(os.fstat(descriptor), bounds)
            members = self._guard.take_apart(descriptor, source.name, bounds, UNPACK, folder)
        finally:
            os.close(descriptor)
        return tuple(member for member in members if _is_there(member, folder))

    def _converted(self, descriptor: int, name: str, limits: Limits) -> ParsedFile:
        with tempfile.TemporaryDirectory(prefix=FOLDER_PREFIX, ignore_cleanup_errors=True) as made:
            folder = Path(made)
            members = self._guard.take_apart(descriptor, name, limits.for_office(), CONVERT, folder)
            if len(members) != 1 or members[0].file is None or not _is_there(members[0], folder):
                raise ParseError(FailureReason.CRASHED)
            converted = _open(folder / members[0].file)
            try:
                _check(os.fstat(converted), limits)
                return self._guard.run(converted, members[0].path, limits)
            except NeedsConversion as error:
                raise ParseError(FailureReason.DAMAGED) from error
            finally:
                os.close(converted)

    def close(self) -> None:
        """End the helper processes and whatever still runs under them."""
        self._guard.close()
        self._recogniser.close()

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


def _is_there(member: Member, folder: Path) -> bool:
    """Whether the file of a member is a plain one; a child could have left a link there."""
    return member.file is None or stat.S_ISREG((folder / member.file).lstat().st_mode)


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
