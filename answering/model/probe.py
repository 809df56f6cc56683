"""Whether the model's endpoint can be reached, found out beside the requests."""

import socket
import threading
import time
from collections.abc import Callable
from urllib.parse import urlsplit

AGAIN_SECONDS = 30.0
CONNECT_SECONDS = 2.0
PORTS = {"http": 80, "https": 443}


class Probe:
    """Knows whether somebody listens at an address; asks again in the background, at most every 30 seconds."""

    def __init__(self, url: str, clock: Callable[[], float] = time.monotonic) -> None:
        parts = urlsplit(url)
        self._address = (parts.hostname or "", parts.port or PORTS[parts.scheme])
        self._clock = clock
        self._asked: float | None = None
        self._reachable: bool | None = None
        self._lock = threading.Lock()

    @property
    def reachable(self) -> bool | None:
        """What was found last; None where nothing was found yet. Never waits."""
        with self._lock:
            due = self._asked is None or self._clock() - self._asked >= AGAIN_SECONDS
            if due:
                self._asked = self._clock()
                threading.Thread(target=self._ask, name="chuchu-model-probe", daemon=True).start()
            return self._reachable

    def _ask(self) -> None:
        try:
            socket.create_connection(self._address, CONNECT_SECONDS).close()
        except OSError:
            self._reachable = False
        else:
            self._reachable = True
