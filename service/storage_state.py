"""Whether a data folder can be written to, found by writing."""

import shutil
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

LOW_BYTES = 256 << 20
KEPT_SECONDS = 1.0
"""How long an outcome stands: probes are open to everyone, and must not keep the disk busy."""
_TRIED_BYTES = 4096


@dataclass(frozen=True, slots=True)
class StorageState:
    """What was found. free: bytes left on the disk; problem: None where all is well."""

    free: int
    problem: str | None


def storage_state(folder: Path, low_bytes: int = LOW_BYTES) -> StorageState:
    """Write a page and remove it: permissions, a read-only disk and a full one all show in this alone."""
    try:
        free = shutil.disk_usage(folder).free
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"\0" * _TRIED_BYTES)
            probe.flush()
    except OSError as error:
        return StorageState(0, f"unwritable：{error.strerror or error}")
    problem = f"low_space：剩余 {free >> 20} MB" if free < low_bytes else None
    return StorageState(free, problem)


class StorageProbe:
    """The state of a folder, found at most once a second however often it is asked for, by any thread."""

    def __init__(self, folder: Path, now: Callable[[], float] = time.monotonic) -> None:
        self._folder, self._now = folder, now
        self._lock = threading.Lock()
        self._found: tuple[float, StorageState] | None = None

    def state(self) -> StorageState:
        """Give what was found, now or less than a second ago."""
        with self._lock:
            if self._found is None or self._now() - self._found[0] >= KEPT_SECONDS:
                found = storage_state(self._folder)
                self._found = self._now(), found
            return self._found[1]
