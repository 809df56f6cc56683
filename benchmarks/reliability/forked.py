"""A child process that tells its parent lines, and may be killed."""

import os
import signal
from collections.abc import Callable
from contextlib import suppress


def forked(act: Callable[[Callable[[str], None]], None]) -> tuple[list[str], int]:
    """Run in a child; gives the lines it told and its exit status, negative for a signal."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.close(reading)
            os.setpgid(0, 0)
            act(lambda line: _tell(writing, line))
            status = 0
        except BaseException as error:  # noqa: BLE001 - told to the parent, which ends the run
            _tell(writing, f"error {type(error).__name__}: {error}")
        finally:
            os._exit(status)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as lines:
        told = lines.read().splitlines()
    _, status = os.waitpid(child, 0)
    with suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)  # parsers that outlived it
    return told, os.waitstatus_to_exitcode(status)


def _tell(writing: int, line: str) -> None:
    os.write(writing, f"{line}\n".encode())
