"""The thread that clears away what has grown old while a process serves."""

import logging
import threading
from collections.abc import Callable

from corpus.errors import ChuchuError

logger = logging.getLogger(__name__)
SWEEP_SECONDS = 3600.0


class Sweeping:
    """Calls `clear` every hour; what goes wrong is logged and tried again."""

    def __init__(self, clear: Callable[[], None], seconds: float = SWEEP_SECONDS) -> None:
        self._clear, self._seconds = clear, seconds
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sweep", daemon=True)

    def start(self) -> None:
        """Begin; the first time comes after an hour."""
        self._thread.start()

    def stop(self) -> None:
        """Stop, after what is being cleared."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(self._seconds):
            try:
                self._clear()
            except (ChuchuError, OSError) as error:
                logger.error("old results not cleared: %s", error)
