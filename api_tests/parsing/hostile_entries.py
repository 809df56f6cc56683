"""What a parser taken over by a hostile file could do; each runs in the guarded child only."""

import os
import signal
import socket
import subprocess
import time
from pathlib import Path

from corpus.blocks import Block, ParsedFile
from parsing.limits import Limits


def _answer(text: str) -> ParsedFile:
    return ParsedFile((Block(text),), "text/plain", line_based=True)


def obey(data: bytes, name: str, limits: Limits) -> ParsedFile:
    """Do what the file says."""
    return getattr(__import__(__name__), data.split()[0].decode())(data)


def good(data: bytes) -> ParsedFile:
    """Behave."""
    return _answer(data.decode().removeprefix("good "))


def abort(data: bytes) -> ParsedFile:
    """Abort, as PDFium does when memory ends."""
    os.abort()


def kill(data: bytes) -> ParsedFile:
    """Die as if the system ran out of memory."""
    os.kill(os.getpid(), signal.SIGKILL)
    return _answer("never")


def kill_nursery(data: bytes) -> ParsedFile:
    """Kill the helper process."""
    os.kill(os.getppid(), signal.SIGKILL)
    time.sleep(30)
    return _answer("never")


def loop(data: bytes) -> ParsedFile:
    """Compute without end."""
    while True:
        pass


def sleep(data: bytes) -> ParsedFile:
    """Wait without end."""
    time.sleep(60)
    return _answer("never")


def breed(data: bytes) -> ParsedFile:
    """Leave a process behind and sleep."""
    child = subprocess.Popen(["sleep", "50"])
    Path(data.split()[1].decode()).write_text(str(child.pid))
    time.sleep(60)
    return _answer("never")


def eat(data: bytes) -> ParsedFile:
    """Ask for more memory than there may be."""
    return _answer(str(len(bytearray(3 << 30))))


def recurse(data: bytes) -> ParsedFile:
    """Call itself without end."""
    return recurse(data)


def fail(data: bytes) -> ParsedFile:
    """Raise what no parser should."""
    raise AttributeError("a bug")


def exit_quietly(data: bytes) -> ParsedFile:
    """End well but say nothing."""
    os._exit(0)


def garbage(data: bytes) -> ParsedFile:
    """Write nonsense to every descriptor that is open, as an answer."""
    for descriptor in range(3, 64):
        try:
            os.write(descriptor, b'{"blocks": [[1]], "media_type": ')
        except OSError:
            continue
    os._exit(0)


def flood(data: bytes) -> ParsedFile:
    """Write more than an answer may hold to every descriptor."""
    for descriptor in range(3, 64):
        try:
            for _ in range(200):
                os.write(descriptor, b"x" * 65536)
        except OSError:
            continue
    os._exit(0)


def long_text(data: bytes) -> ParsedFile:
    """Answer with more text than a file may hold."""
    return _answer("字" * 5000)


def write_file(data: bytes) -> ParsedFile:
    """Fill the disk."""
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    with Path(data.split()[1].decode()).open("wb") as file:
        for _ in range(200):
            file.write(b"x" * (1 << 20))
    return _answer("never")


def look_around(data: bytes) -> ParsedFile:
    """What the child has in reach."""
    return _answer(f"{len(list(Path('/proc/self/fd').iterdir())) - 1} {'SECRET_OF_SERVICE' in os.environ}")


def write_outside(data: bytes) -> ParsedFile:
    """Write where the file says; tell how that went."""
    try:
        Path(data.decode().split()[1]).write_text("到此一游", "utf-8")
    except OSError as error:
        return _answer(f"errno {error.errno}")
    return _answer("written")


def call_out(data: bytes) -> ParsedFile:
    """Connect to the port of this machine that the file says; tell how that went."""
    try:
        socket.create_connection(("127.0.0.1", int(data.split()[1])), timeout=2).close()
    except OSError:
        return _answer("no way out")
    return _answer("connected")
