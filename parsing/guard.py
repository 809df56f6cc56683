"""The service's side of guarded parsing: starts the nursery, sends files, waits within bounds, judges the end."""

import json
import os
import selectors
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from corpus.blocks import ParsedFile
from parsing.confinement import confined
from parsing.errors import FailureReason, ParseError
from parsing.limits import Limits
from parsing.members import Member, unpack_members
from parsing.nursery import ACCEPTED, EXIT_MEMORY, EXIT_TOO_LONG, Job, Verdict
from parsing.recognised import RecognisedPage, unpack_pages
from parsing.wire import WireError, unpack

T = TypeVar("T")

BOOT = """
import json, sys
descriptor, search_path, preload = sys.argv[1:]
sys.path[:] = json.loads(search_path)
from parsing.nursery import serve
serve(int(descriptor), json.loads(preload))
"""
# Numeric libraries make their threads when they are loaded; a process that forks is to have none. The allocator
# reserves address space for each thread, which counts against the limit though it is never used.
FIXED_ENVIRONMENT = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "1"}
KEPT_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "HOME", "TMPDIR", "LD_LIBRARY_PATH", "PYTHONHOME")
PATIENCE_SECONDS = 10  # beyond the child's own limit before the nursery itself is given up
START_SECONDS = 60
TIME_SIGNALS = (signal.SIGXCPU, signal.SIGALRM)
READ_BYTES = 1 << 16


class NurseryLost(Exception):
    """The helper process is gone or does not answer."""


class Guard:
    """Runs a parse function on files, each in a child process that cannot harm this one. Safe for threads."""

    def __init__(self, entry: str, preload: tuple[str, ...], *, confine: bool = True) -> None:
        self._entry = entry
        self._confine = confine
        self._before: tuple[str, ...] | None = None
        self._preload = preload
        self._search_path = [os.path.abspath(folder) for folder in sys.path]  # noqa: PTH100 - keeps zips
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    def run(self, source: int, name: str, limits: Limits) -> ParsedFile:
        """Parse the file behind an open descriptor.

        Raises ParseError with the true reason. A nursery that was killed meanwhile is started again once: it may
        have been the doing of another file.
        """
        return self._attempt(Job(name, self._entry, limits), source, unpack)

    def take_apart(
        self, source: int, name: str, limits: Limits, entry: str, folder: Path
    ) -> tuple[Member, ...]:
        """Run `entry` (`module:name`), which writes files that it makes of this one into the folder.

        The folder is the caller's to remove; should the caller be killed, the nursery removes it. Raises
        ParseError with the true reason.
        """
        return self._attempt(Job(name, entry, limits, str(folder)), source, unpack_members)

    def recognise(
        self, source: int, name: str, limits: Limits, pages: tuple[int, ...]
    ) -> tuple[RecognisedPage, ...]:
        """Recognise the text of some pages. Raises ParseError with the true reason."""
        return self._attempt(Job(name, self._entry, limits, pages=pages), source, unpack_pages)

    def _attempt(self, job: Job, source: int, read: Callable[[bytes], T]) -> T:
        for _attempt in range(2):
            try:
                os.lseek(source, 0, os.SEEK_SET)
                answer, verdict = self._run(job, source)
            except NurseryLost:
                continue
            try:
                return read(_judge(answer, verdict, job.limits))
            except WireError as error:
                raise ParseError(FailureReason.CRASHED) from error
        raise ParseError(FailureReason.CRASHED)

    @property
    def is_confined(self) -> bool:
        """Whether the children run in a file system that cannot be written and without network."""
        with self._lock:
            if self._before is None:
                self._before = confined(self._confine)
            return bool(self._before)

    def close(self) -> None:
        """End the nursery and every child. It starts again if another file comes."""
        with self._lock:
            self._stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _run(self, job: Job, source: int) -> tuple[bytes | None, Verdict]:
        result_read, result_write = os.pipe()
        verdict_read, verdict_write = os.pipe()
        try:
            try:
                process = self._send(job, (source, result_write, verdict_write))
            finally:
                os.close(result_write)
                os.close(verdict_write)
            return self._collect(process, result_read, verdict_read, job.limits)
        finally:
            os.close(result_read)
            os.close(verdict_read)

    def _send(self, job: Job, descriptors: tuple[int, int, int]) -> subprocess.Popen[bytes]:
        with self._lock:
            process, control = self._started()
            try:
                request = job.encode()
                sent = socket.send_fds(control, [request], descriptors)
                control.sendall(request[sent:])
                if control.recv(1) != ACCEPTED:
                    raise NurseryLost
            except OSError as error:
                self._stop()
                raise NurseryLost from error
            except NurseryLost:
                self._stop()
                raise
            return process

    def _started(self) -> tuple[subprocess.Popen[bytes], socket.socket]:
        if self._process is None or self._control is None or self._process.poll() is not None:
            self._stop()
            ours, theirs = socket.socketpair()
            ours.settimeout(START_SECONDS)
            with theirs:
                arguments = (str(theirs.fileno()), json.dumps(self._search_path), json.dumps(self._preload))
                if self._before is None:
                    self._before = confined(self._confine)
                self._process = subprocess.Popen(
                    [*self._before, sys.executable, "-c", BOOT, *arguments],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    pass_fds=[theirs.fileno()],
                    start_new_session=True,
                    env=FIXED_ENVIRONMENT
                    | {key: os.environ[key] for key in KEPT_ENVIRONMENT if key in os.environ},
                )
            self._control = ours
        return self._process, self._control

    def _stop(self) -> None:
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._process is not None:
            try:
                self._process.wait(PATIENCE_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None

    def _collect(
        self, process: subprocess.Popen[bytes], result: int, verdict: int, limits: Limits
    ) -> tuple[bytes | None, Verdict]:
        """The answer (None when longer than allowed) and the verdict, within the child's time and some patience."""
        reader = _Reader(result, limits.result_bytes)
        deadline = time.monotonic() + limits.wall_seconds + PATIENCE_SECONDS
        with selectors.DefaultSelector() as selector:
            selector.register(result, selectors.EVENT_READ)
            selector.register(verdict, selectors.EVENT_READ)
            while True:
                ready = {key.fd for key, _ in selector.select(max(0.0, deadline - time.monotonic()))}
                if not ready:
                    process.kill()
                    raise NurseryLost
                if result in ready and not reader.read():
                    selector.unregister(result)
                if verdict in ready:
                    ended = _verdict(os.read(verdict, READ_BYTES))
                    reader.drain()
                    return reader.answer(), ended


class _Reader:
    """Reads a pipe up to a length; what is longer is read on but not kept."""

    def __init__(self, descriptor: int, most: int) -> None:
        os.set_blocking(descriptor, False)
        self._descriptor = descriptor
        self._most = most
        self._length = 0
        self._pieces: list[bytes] = []

    def read(self) -> bool:
        """One piece; False at the end."""
        piece = os.read(self._descriptor, READ_BYTES)
        self._length += len(piece)
        if self._length <= self._most:
            self._pieces.append(piece)
        else:
            self._pieces.clear()
        return bool(piece)

    def drain(self) -> None:
        """What the child, which has ended, left in the pipe."""
        try:
            while self.read():
                pass
        except BlockingIOError:
            return

    def answer(self) -> bytes | None:
        """All that was read, None when it was longer than allowed."""
        return b"".join(self._pieces) if self._length <= self._most else None


def _verdict(data: bytes) -> Verdict:
    try:
        return Verdict.decode(data)
    except (ValueError, TypeError) as error:  # the pipe closed without one: the nursery was killed
        raise NurseryLost from error


def _judge(answer: bytes | None, verdict: Verdict, limits: Limits) -> bytes:
    """The answer, or the ParseError that says how the child ended."""
    if verdict.timed_out or -verdict.status in TIME_SIGNALS:
        raise ParseError(FailureReason.TIMEOUT)
    if answer is None or verdict.status == EXIT_TOO_LONG:
        raise ParseError(FailureReason.TOO_LARGE, "读出的文字超过了允许的上限，请拆分文件后再收录。")
    if verdict.status == EXIT_MEMORY or (
        verdict.status < 0 and verdict.peak_bytes > limits.address_space // 2
    ):
        raise ParseError(FailureReason.MEMORY)
    if verdict.status != 0:
        raise ParseError(FailureReason.CRASHED)
    return answer
