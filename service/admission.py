"""How many searches run at once, how many wait and how long: more are told to come again.

Beyond one a core, searches only take the processor from each other, and all become slow at once.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

from anyio import CapacityLimiter, move_on_after, to_thread

from service.errors import Overloaded
from service.settings_load import LoadSettings

Result = TypeVar("Result")
LEAVING = 16
"""Threads beyond the turns: work whose client has gone gives its turn back before it ends."""
PATIENT = 64
"""Answers that wait for a language model at once."""


class Admission:
    """A bounded queue in front of what is dear. Used from the event loop alone."""

    def __init__(self, settings: LoadSettings, cores: int) -> None:
        self._turns = CapacityLimiter(settings.at_once or cores)
        self._waiting, self._seconds = settings.waiting, settings.wait_ms / 1000
        # Threads apart from those of other requests, so that waiting for a language model never uses up either.
        self.threads = CapacityLimiter(self._turns.total_tokens + LEAVING)
        self.patient_threads = CapacityLimiter(PATIENT)

    @property
    def load(self) -> tuple[int, int]:
        """How many searches run, and how many wait."""
        state = self._turns.statistics()
        return state.borrowed_tokens, state.tasks_waiting

    async def run(self, work: Callable[[], Result]) -> Result:
        """Do a piece of work in a thread when its turn comes. Raises as `turn` does."""
        async with self.turn():
            return await to_thread.run_sync(work, limiter=self.threads)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for a turn and keep it until left. Whoever has one must not ask for another: two could wait for ever.

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
            yield
        finally:
            self._turns.release_on_behalf_of(turn)
