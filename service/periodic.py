"""A thread that does one thing again and again until it is stopped."""

import threading
from collections.abc import Callable


class Periodic:
    """Calls `step` every so many seconds; where it gives True, there is more to do, and it is called again at once.

    `step` deals with what goes wrong in it: an exception would end the thread. It waits before the first time where
    `waits_first` says so. `stopping` may be given where others must see it too.
    """

    def __init__(
        self,
        name: str,
        step: Callable[[], bool],
        seconds: float,
        *,
        waits_first: bool = False,
        stopping: threading.Event | None = None,
    ) -> None:
        self._step, self._seconds, self._waits_first = step, seconds, waits_first
        self._stopping = stopping or threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    @property
    def is_alive(self) -> bool:
        """Whether it goes on."""
        return self._thread.is_alive()

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Stop, after the step at hand; nothing to wait for where it never began."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        if self._waits_first:
            self._stopping.wait(self._seconds)
        while not self._stopping.is_set():
            if not self._step():
                self._stopping.wait(self._seconds)
