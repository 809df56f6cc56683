"""A lease held while something runs: renewed by a thread, and told when it is lost."""

import hashlib
import os
import secrets
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from corpus.errors import ChuchuError
from corpus.store.job_errors import LeaseHeld, LeaseLost
from corpus.store.leases import Lease, Leases


def new_holder() -> str:
    """Give a name for what holds leases in this process: where it runs, process id, and a random part."""
    return f"{_here()}:{os.getpid()}:{secrets.token_hex(4)}"


@contextmanager
def held(leases: Leases, name: str, holder: str, seconds: float) -> Iterator[threading.Event]:
    """Hold a lease and renew it until left; gives the event that is set when it is lost.

    Raises:
        LeaseHeld: another process holds it, and lives.
    """
    lease = acquire(leases, name, holder, seconds)
    done, lost = threading.Event(), threading.Event()
    beat = threading.Thread(
        target=_renew, args=(leases, lease, seconds, done, lost), name=f"lease-{name}", daemon=True
    )
    beat.start()
    try:
        yield lost
    finally:
        done.set()
        beat.join()
        leases.release(lease)


def acquire(leases: Leases, name: str, holder: str, seconds: float) -> Lease:
    """Take a lease that is free, or whose holder is dead for all that is known. Raises LeaseHeld."""
    try:
        return leases.acquire(name, holder, seconds)
    except LeaseHeld as taken:
        # A process that was killed on this machine renews nothing: its lease need not be waited for.
        if not _is_dead(taken.holder):
            raise
        leases.release(Lease(name, taken.holder, taken.acquired_at, taken.expires_at))
    return leases.acquire(name, holder, seconds)


def _renew(
    leases: Leases, lease: Lease, seconds: float, done: threading.Event, lost: threading.Event
) -> None:
    while not done.wait(seconds / 3):
        try:
            lease = leases.renew(lease, seconds)
        except LeaseLost:
            lost.set()
            return
        except ChuchuError:
            # A busy or full database: the lease still runs, the next beat tries again.
            continue


def _is_dead(holder: str) -> bool:
    """Tell whether a holder was a process of this machine, and of this container, that is no more."""
    host, _, rest = holder.rpartition(":")[0].rpartition(":")
    if host != _here() or not rest.isdecimal():
        return False
    try:
        os.kill(int(rest), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def _here() -> str:
    """Name where process ids mean what they mean here: containers may share a host name and have ids of their own."""
    parts = [socket.gethostname()]
    for place, read in (
        ("/proc/sys/kernel/random/boot_id", Path.read_text),
        ("/proc/self/ns/pid", Path.readlink),
    ):
        with suppress(OSError):  # not Linux
            parts.append(str(read(Path(place))).strip())
    return f"{parts[0]}/{hashlib.sha256(' '.join(parts).encode()).hexdigest()[:12]}"
