"""The helper process that forks a child for each file: parsers are loaded once, a parse costs a fork.

It runs alone, single-threaded, started by `parsing.guard`. Over a socket it is handed, for each file, three
descriptors (the file, the pipe for the result, the pipe for the verdict); it forks, the child locks itself into
its limits and parses, and the nursery writes how the child ended. A child over its time is killed with its whole
process group. When the socket closes, because the service ended in whatever way, everything is killed.
"""

import gc
import json
import os
import resource
import selectors
import shutil
import signal
import socket
import time
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from typing import Protocol

from corpus.blocks import ParsedFile
from parsing.errors import FailureReason, NeedsConversion, ParseError
from parsing.limits import Limits
from parsing.members import Member, pack_members
from parsing.recognised import RecognisedPage, pack_pages
from parsing.wire import pack, pack_error, pack_needs_conversion

REQUEST_BYTES = 64 * 1024
ACCEPTED = b"+"
EXIT_MEMORY = 71
EXIT_TOO_LONG = 72  # an answer over its limit
HIGHEST_DESCRIPTOR = 65_536
BACKGROUND = 10  # how far recognition, which takes seconds a page, steps back behind searches
GRACE_SECONDS = 2  # after which a child whose nursery died ends itself


class ParseFunction(Protocol):
    """What a child runs: the bytes of a file and its name to blocks, or ParseError."""

    def __call__(self, data: bytes, name: str, limits: Limits) -> ParsedFile:
        """Parse the bytes."""


class TakeApartFunction(Protocol):
    """What a child with a folder runs: the bytes of a file to other files, written to the folder."""

    def __call__(self, data: bytes, name: str, limits: Limits, folder: Path) -> tuple[Member, ...]:
        """Take the bytes apart, or convert them."""


class RecogniseFunction(Protocol):
    """What a child with page numbers runs: the bytes of a file to the text of these pages."""

    def __call__(self, data: bytes, pages: tuple[int, ...], limits: Limits) -> tuple[RecognisedPage, ...]:
        """Recognise the pages."""


@dataclass(frozen=True, slots=True)
class Job:
    """One file: its name (a hint between text formats only), the function `module:name`, the limits.

    With a `folder` the function is one that writes files there, with `pages` one that recognises these, else one
    that parses.
    """

    name: str
    entry: str
    limits: Limits
    folder: str | None = None
    pages: tuple[int, ...] = ()

    def encode(self) -> bytes:
        """The request as one line."""
        return (
            json.dumps([self.name, self.entry, asdict(self.limits), self.folder, self.pages]).encode() + b"\n"
        )

    @classmethod
    def decode(cls, data: bytes) -> "Job":
        """The request in a line."""
        name, entry, limits, folder, pages = json.loads(data)
        return cls(name, entry, Limits(**limits), folder, tuple(pages))


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a child ended: exit status (negative: the signal), killed for time or not, peak memory in bytes."""

    status: int
    timed_out: bool
    peak_bytes: int

    def encode(self) -> bytes:
        """The verdict as JSON."""
        return json.dumps([self.status, self.timed_out, self.peak_bytes]).encode()

    @classmethod
    def decode(cls, data: bytes) -> "Verdict":
        """The verdict in JSON; raises ValueError for anything else."""
        status, timed_out, peak_bytes = json.loads(data)
        return cls(int(status), bool(timed_out), int(peak_bytes))


@dataclass(slots=True)
class _Running:
    verdict_descriptor: int
    deadline: float
    timed_out: bool = False


def serve(control_descriptor: int, preload: list[str]) -> None:
    """Fork a child for each request until the socket closes; then kill what still runs."""
    for module in preload:
        import_module(module)
    gc.collect()
    gc.freeze()  # what is loaded stays shared with the children
    Nursery(socket.socket(fileno=control_descriptor)).run()


class Nursery:
    """The loop over requests, ended children and deadlines."""

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._children: dict[int, _Running] = {}
        self._folders: set[str] = set()
        self._wake_read, self._wake_write = os.pipe()
        os.set_blocking(self._wake_read, False)
        os.set_blocking(self._wake_write, False)

    def run(self) -> None:
        """Serve until the other side closes."""
        signal.signal(signal.SIGCHLD, lambda _signal, _frame: None)
        signal.set_wakeup_fd(self._wake_write, warn_on_full_buffer=False)
        with selectors.DefaultSelector() as selector:
            selector.register(self._control, selectors.EVENT_READ)
            selector.register(self._wake_read, selectors.EVENT_READ)
            while True:
                ready = {key.fd for key, _ in selector.select(self._next_deadline())}
                if self._wake_read in ready:
                    os.read(self._wake_read, 4096)
                if self._control.fileno() in ready and not self._accept():
                    break
                self._kill_late()
                self._reap()
        for pid in self._children:
            _kill_group(pid)
        for folder in self._folders:  # the service removes them itself unless it was killed
            shutil.rmtree(folder, ignore_errors=True)

    def _next_deadline(self) -> float | None:
        pending = [child.deadline for child in self._children.values() if not child.timed_out]
        return max(0.0, min(pending) - time.monotonic()) if pending else None

    def _accept(self) -> bool:
        data, descriptors, _, _ = socket.recv_fds(self._control, REQUEST_BYTES, 3)
        while data and not data.endswith(b"\n"):
            more = self._control.recv(REQUEST_BYTES)
            data = data + more if more else b""
        if not data:
            return False
        job = Job.decode(data)
        source, result, verdict = descriptors
        if job.folder is not None:
            self._folders = {folder for folder in self._folders if Path(folder).exists()} | {job.folder}
        pid = os.fork()
        if pid == 0:
            _be_child(job, source, result)
        os.close(source)
        os.close(result)
        self._children[pid] = _Running(verdict, time.monotonic() + job.limits.wall_seconds)
        self._control.send(ACCEPTED)
        return True

    def _kill_late(self) -> None:
        now = time.monotonic()
        for pid, child in self._children.items():
            if not child.timed_out and child.deadline <= now:
                child.timed_out = True
                _kill_group(pid)

    def _reap(self) -> None:
        for pid in list(self._children):
            if os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
                continue
            _kill_group(pid)  # the id is still ours until it is reaped: no stranger is hit
            _, status, usage = os.wait4(pid, 0)
            child = self._children.pop(pid)
            ended = Verdict(os.waitstatus_to_exitcode(status), child.timed_out, usage.ru_maxrss * 1024)
            _write_quietly(child.verdict_descriptor, ended.encode())
            os.close(child.verdict_descriptor)


def _be_child(job: Job, source: int, result: int) -> None:
    """Parse and exit; never returns into the nursery, whatever happens."""
    status = 70
    try:
        _detach(source, result)
        _restrict(job.limits)
        if job.pages:
            os.nice(BACKGROUND)
        status = _work(job, source, result)
    except MemoryError:
        status = EXIT_MEMORY
    finally:
        os._exit(status)


def _detach(source: int, result: int) -> None:
    """A session of its own, no output, and of all descriptors only the two it needs."""
    os.setsid()
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    low, high = sorted((source, result))
    os.closerange(3, low)
    os.closerange(low + 1, high)
    os.closerange(high + 1, min(HIGHEST_DESCRIPTOR, resource.getrlimit(resource.RLIMIT_NOFILE)[0]))
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    os.close(nowhere)


def _restrict(limits: Limits) -> None:
    bounds = (
        (resource.RLIMIT_AS, limits.address_space),
        (resource.RLIMIT_FSIZE, limits.written_bytes),
        (resource.RLIMIT_NOFILE, limits.open_files),
        (resource.RLIMIT_CORE, 0),
    )
    for which, bound in bounds:
        hard = resource.getrlimit(which)[1]
        bound = bound if hard == resource.RLIM_INFINITY else min(bound, hard)
        resource.setrlimit(which, (bound, bound))
    # The soft limit tells by its signal that time was the cause; the hard one kills who ignores it.
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds + GRACE_SECONDS))
    signal.setitimer(signal.ITIMER_REAL, limits.wall_seconds + GRACE_SECONDS)


def _work(job: Job, source: int, result: int) -> int:
    with os.fdopen(source, "rb") as file:
        data = file.read(job.limits.file_bytes + 1)
    try:
        answer = _answer(job, data)
    except NeedsConversion as needs:
        answer = pack_needs_conversion(needs)
    except ParseError as error:
        answer = pack_error(error)
    except RecursionError:
        answer = pack_error(ParseError(FailureReason.HOSTILE))
    if len(answer) > job.limits.result_bytes:
        return EXIT_TOO_LONG
    with os.fdopen(result, "wb") as pipe:
        pipe.write(answer)
    return 0


def _answer(job: Job, data: bytes) -> bytes:
    module, _, function = job.entry.partition(":")
    if job.folder is not None:
        take_apart: TakeApartFunction = getattr(import_module(module), function)
        return pack_members(take_apart(data, job.name, job.limits, Path(job.folder)))
    if job.pages:
        recognise: RecogniseFunction = getattr(import_module(module), function)
        return pack_pages(recognise(data, job.pages, job.limits))
    parse: ParseFunction = getattr(import_module(module), function)
    return pack(_bounded(parse(data, job.name, job.limits), job.limits))


def _bounded(parsed: ParsedFile, limits: Limits) -> ParsedFile:
    characters = sum(len(block.text) for block in parsed.blocks)
    if characters > limits.characters:
        raise ParseError(
            FailureReason.TOO_LARGE,
            f"文件有 {characters} 字，超过上限 {limits.characters} 字，请拆分后再收录。",
        )
    return parsed


def _kill_group(pid: int) -> None:
    for kill in (os.killpg, os.kill):
        try:
            kill(pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            continue


def _write_quietly(descriptor: int, data: bytes) -> None:
    try:
        os.write(descriptor, data)
    except BrokenPipeError:
        return  # nobody waits any more
