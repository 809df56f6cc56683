"""The thread that writes the audit trail: requests do not wait for the disk, and a second is lost by a crash at most."""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable

from corpus.errors import ChuchuError
from corpus.store.audit import Audit, Deed
from service.access.tally import Tally
from service.periodic import Periodic

logger = logging.getLogger(__name__)
WRITE_SECONDS = 1.0
PURGE_SECONDS = 3600.0
KEPT = 100_000
"""Deeds held while they cannot be written, as with a full disk; beyond, the oldest go and the log says so."""


class Trail:
    """Takes deeds from any thread."""

    def __init__(self, audit: Audit, days: float, now: Callable[[], float] = time.monotonic) -> None:
        self._audit, self._days = audit, days
        self._tally = Tally(now)
        self._deeds: deque[Deed] = deque()
        self._lock = threading.Lock()
        self._writing = threading.Lock()  # whoever reads the trail has it written first, beside the thread
        self._thread = Periodic("audit", self._step, WRITE_SECONDS, waits_first=True)
        self._purged = float("-inf")

    def tell(self, deed: Deed, alike: str | None = None) -> None:
        """Take a deed; it is written within a second.

        Of deeds that are `alike` the first is, and those of each minute after it as one that says how many.
        """
        with self._lock:
            told = deed if alike is None else self._tally.take(alike, deed)
            self._hold([] if told is None else [told])

    def start(self) -> None:
        """Begin to write."""
        self._thread.start()

    def stop(self) -> None:
        """Write what is left and end."""
        self._thread.stop()
        with self._lock:
            self._hold(self._tally.due(at_once=True))
        self.write()

    def write(self) -> None:
        """Write what was told so far; what cannot be written stays for the next time."""
        with self._writing:
            with self._lock:
                self._hold(self._tally.due())
                deeds, self._deeds = self._deeds, deque()
            if not deeds:
                return
            try:
                self._audit.add(list(deeds))
            except (ChuchuError, OSError) as error:
                logger.error("audit trail not written: %s", error)
                with self._lock:
                    self._deeds.extendleft(reversed(deeds))

    def _hold(self, deeds: Iterable[Deed]) -> None:
        self._deeds.extend(deeds)
        while len(self._deeds) > KEPT:
            lost = self._deeds.popleft()
            logger.error("audit trail full, lost: %s", lost)

    def _step(self) -> bool:
        self.write()
        if time.monotonic() - self._purged >= PURGE_SECONDS:
            self._purge()
        return False

    def _purge(self) -> None:
        self._purged = time.monotonic()
        try:
            self._audit.purge(self._days)
        except (ChuchuError, OSError) as error:
            logger.error("audit trail not purged: %s", error)
