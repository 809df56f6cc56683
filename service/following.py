"""The thread that keeps a process level with the catalogue while it serves."""

import logging
import threading
from collections.abc import Callable

from corpus.errors import ChuchuError
from embeddings.errors import EmbeddingError
from retrieval.followers import Follower

logger = logging.getLogger(__name__)


class FollowingThread:
    """Calls a follower again and again; what goes wrong is kept for `/readyz` and tried again."""

    def __init__(
        self,
        follower: Follower,
        upkeep: Callable[[], None],
        poll_seconds: float,
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        """`changed` is called when something was applied, so that no request need wait for what follows from it."""
        self._follower, self._upkeep, self._poll_seconds = follower, upkeep, poll_seconds
        self._changed = changed
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="follow", daemon=True)
        self._problem: str | None = None

    @property
    def problem(self) -> str | None:
        """What kept the follower from catching up at its last try, None when nothing did."""
        return self._problem

    @property
    def is_alive(self) -> bool:
        """Whether it follows."""
        return self._thread.is_alive()

    def start(self) -> None:
        """Begin to follow."""
        self._thread.start()

    def stop(self) -> None:
        """Stop following, after the step at hand, and save."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()
        self._follower.save(force=True)

    def _run(self) -> None:
        while not self._stop.is_set():
            self._problem = self._step()
            self._stop.wait(self._poll_seconds)

    def _step(self) -> str | None:
        try:
            if self._follower.catch_up():
                self._changed()
            if self._follower.save():
                self._upkeep()
        except (ChuchuError, EmbeddingError, OSError) as error:
            logger.warning("following the catalogue: %s", error)
            return str(error)
        return None
