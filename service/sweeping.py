"""The thread that clears away what has grown old while a process serves."""

import logging
from collections.abc import Callable

from corpus.errors import ChuchuError
from service.periodic import Periodic

logger = logging.getLogger(__name__)
SWEEP_SECONDS = 3600.0


class Sweeping:
    """Calls `clear` every hour; what goes wrong is logged and tried again."""

    def __init__(self, clear: Callable[[], None], seconds: float = SWEEP_SECONDS) -> None:
        self._clear = clear
        self._thread = Periodic("sweep", self._step, seconds, waits_first=True)

    def start(self) -> None:
        """Begin; the first time comes after an hour."""
        self._thread.start()

    def stop(self) -> None:
        """Stop, after what is being cleared."""
        self._thread.stop()

    def _step(self) -> bool:
        try:
            self._clear()
        except (ChuchuError, OSError) as error:
            logger.error("old results not cleared: %s", error)
        return False
