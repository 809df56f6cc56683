"""Whether a data folder can be written to, found by writing."""

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

LOW_BYTES = 256 << 20
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
