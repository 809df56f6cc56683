"""How many searches run at once, how many wait and how long: more are told to come again.

Beyond one a core, searches only take the processor from each other, and all become slow at once.
"""

from collections.abc import Callable
from typing import TypeVar

from anyio import CapacityLimiter, move_on_after, to_thread

from service.errors import Overloaded
from service.settings_load import LoadSettings

Result = TypeVar("Result")


class Admission:
    """A bounded queue in front of what is dear. Used from the event loop alone."""

    def __init__(self, settings: LoadSettings, cores: int) -> None:
        self._turns = CapacityLimiter(settings.at_once or cores)
        self._waiting, self._seconds = settings.waiting, settings.wait_ms / 1000

    async def run(self, work: Callable[[], Result]) -> Result:
        """Do a piece of work in a thread when its turn comes.

        Raises:
            Overloaded: too many wait already, or its turn did not come in time.
        """
        state = self._turns.statistics()
        if state.borrowed_tokens >= state.total_tokens and state.tasks_waiting >= self._waiting:
            raise Overloaded(self._seconds)
        turn = object()
        with move_on_after(self._seconds) as patience:
            await self._turns.acquire_on_behalf_of(turn)
        if patience.cancelled_caught:
            raise Overloaded(self._seconds)
        try:
            return await to_thread.run_sync(work)
        finally:
            self._turns.release_on_behalf_of(turn)
