"""The thread that keeps a process level with the catalogue while it serves."""

import logging
from collections.abc import Callable

from corpus.errors import ChuchuError
from embeddings.errors import EmbeddingError
from retrieval.followers import Follower
from service.periodic import Periodic

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
        self._follower, self._upkeep, self._changed = follower, upkeep, changed
        self._thread = Periodic("follow", self._step, poll_seconds)
        self._problem: str | None = None

    @property
    def problem(self) -> str | None:
        """What kept the follower from catching up at its last try, None when nothing did."""
        return self._problem

    @property
    def is_alive(self) -> bool:
        """Whether it follows."""
        return self._thread.is_alive

    def start(self) -> None:
        """Begin to follow."""
        self._thread.start()

    def stop(self) -> None:
        """Stop following, after the step at hand, and save; what cannot be saved is followed again at the next start."""
        self._thread.stop()
        self._problem = _problem_of(lambda: self._follower.save(force=True))

    def _step(self) -> bool:
        self._problem = _problem_of(self._follow)
        return False

    def _follow(self) -> None:
        if self._follower.catch_up():
            self._changed()
        if self._follower.save():
            self._upkeep()


def _problem_of(step: Callable[[], object]) -> str | None:
    """Take a step; what kept it from being done is logged, and given."""
    try:
        step()
    except (ChuchuError, EmbeddingError, OSError) as error:
        logger.warning("following the catalogue: %s", error)
        return str(error)
    return None
