"""The thread that keeps a process level with the catalogue while it serves."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from corpus.errors import ChuchuError
from embeddings.errors import EmbeddingError
from retrieval.followers import Follower
from service.periodic import Periodic

logger = logging.getLogger(__name__)
FORESEEN = (ChuchuError, EmbeddingError, OSError)
CRASHED = "internal_error：跟随目录时发生程序内部错误（{kind}），稍后会再试；详情见日志"


class FollowingThread:
    """Calls a follower again and again; what goes wrong, whatever it is, is kept for `/readyz` and tried again."""

    def __init__(
        self,
        follower: Follower,
        upkeep: Callable[[], None],
        poll_seconds: float,
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        """`changed` is called when something was applied, so that no request need wait for what follows from it."""
        self._follower, self._upkeep, self._changed = follower, upkeep, changed
        # A future keeps whatever a step raises: a thread that ended would leave searches behind until the next start.
        self._runner = ThreadPoolExecutor(max_workers=1, thread_name_prefix="follow")
        self._thread = Periodic("following", self._step, poll_seconds)
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
        self._take(lambda: self._follower.save(force=True))
        self._runner.shutdown()

    def _step(self) -> bool:
        self._take(self._follow)
        return False

    def _follow(self) -> None:
        if self._follower.catch_up():
            self._changed()
        if self._follower.save():
            self._upkeep()

    def _take(self, step: Callable[[], object]) -> None:
        """Take a step; what kept it from being done is kept, and logged when it is new."""
        error = self._runner.submit(step).exception()
        before, self._problem = self._problem, _told(error)
        if self._problem == before or error is None:
            return
        unforeseen = not isinstance(error, FORESEEN)
        level = logging.ERROR if unforeseen else logging.WARNING
        logger.log(
            level, "following the catalogue: %s", self._problem, exc_info=error if unforeseen else None
        )


def _told(error: BaseException | None) -> str | None:
    if error is None:
        return None
    return str(error) if isinstance(error, FORESEEN) else CRASHED.format(kind=type(error).__name__)
